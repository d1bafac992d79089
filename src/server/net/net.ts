import type { Dispatcher } from 'undici'
import { headerProblem } from '../../kernel/policies/target/header.ts'
import { parseTarget, targetOf, type Target } from '../../kernel/policies/target/url.ts'
import { NetError, type NetAnswer, type NetGuard, type NetRequest } from '../../kernel/ports/net.ts'
import { addressesOf } from './addresses.ts'
import { Exchange } from './exchange.ts'
import type { NetFigures, NetOptions, ServerNet } from './index.ts'
import { Pool } from './pool.ts'
import { systemResolve, together, type Resolve } from './resolve.ts'
import { fingerprintOf, rulesOf, type Rules } from './rules.ts'

/** Milliseconds that a target may say it keeps a connection; and that a pool without a request is kept. */
const KEEP_ALIVE_MOST = 60_000
/** Milliseconds between two looks for pools that nobody uses. */
const SWEEP = 15_000
/** Milliseconds that `check` waits for a name. */
const CHECK = 5_000
/** Milliseconds until a refused host is logged again. */
const QUIET = 600_000
/** Guards, URLs of one guard, and refused hosts that are remembered. */
const REMEMBERED = 1_000

/** A guard that was read, and where its URLs lead. */
interface Known {
  readonly rules: Rules
  readonly routes: Map<string, Route>
}

interface Route {
  readonly target: Target
  pool: Pool
}

export class GuardedNet implements ServerNet {
  readonly #options: NetOptions
  readonly #resolve: Resolve
  readonly #own: readonly Target[]
  readonly #known = new WeakMap<NetGuard, Known>()
  readonly #knownByContent = new Map<string, Known>()
  readonly #pools = new Map<string, Pool>()
  readonly #logged = new Map<string, number>()
  #cancelSweep: (() => void) | undefined
  #closed = false

  constructor(options: NetOptions) {
    this.#options = options
    this.#resolve = together(options.resolve ?? systemResolve)
    this.#own = options.ownUrls.map((url) => {
      const own = parseTarget(url)
      if (own === undefined) throw new TypeError(`'${url}' of 'ownUrls' is no URL of HTTP`)
      return own
    })
  }

  request(request: NetRequest): Promise<NetAnswer> {
    return new Promise((resolve, reject) => {
      const { method, body, signal } = request
      if (this.#closed) throw ENDED
      if (signal?.aborted === true) throw new NetError('aborted', 'The caller gave the request up.', { cause: signal.reason })
      const route = this.#route(request.url, request.guard)
      const options: Dispatcher.DispatchOptions = { path: route.target.path, method, headers: fieldsOf(request.headers), ...(body !== undefined && { body }) }
      route.pool.run(new Exchange(request, { options, clock: this.#options.clock, resolve, reject }))
    })
  }

  async check(url: string, guard: NetGuard): Promise<string | undefined> {
    try {
      const { rules } = this.#read(guard)
      const target = inOrder(url, rules)
      let cancel = (): void => {}
      const late = new Promise<void>((resolve) => (cancel = this.#options.clock.after(CHECK, resolve)))
      const looked = addressesOf(target, rules, this.#resolve).finally(() => cancel())
      await Promise.race([looked, late])
      return undefined
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      return error.kind === 'unresolved' ? undefined : error.message
    }
  }

  figures(): NetFigures {
    const sum = { pools: this.#pools.size, connections: 0, inFlight: 0, waiting: 0 }
    for (const { figures } of this.#pools.values()) {
      sum.connections += figures.connections
      sum.inFlight += figures.inFlight
      sum.waiting += figures.waiting
    }
    return sum
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#cancelSweep?.()
    for (const pool of this.#pools.values()) pool.close(ENDED)
    this.#pools.clear()
    return Promise.resolve()
  }

  #route(url: string, guard: NetGuard): Route {
    const known = this.#read(guard)
    let route = known.routes.get(url)
    if (route === undefined) {
      const target = inOrder(url, known.rules)
      route = { target, pool: this.#pool(target, known.rules) }
      if (known.routes.size >= REMEMBERED) known.routes.clear()
      known.routes.set(url, route)
    } else if (route.pool.closed) route.pool = this.#pool(route.target, known.rules)
    return route
  }

  #read(guard: NetGuard): Known {
    let known = this.#known.get(guard)
    if (known === undefined) {
      const fingerprint = fingerprintOf(guard)
      known = this.#knownByContent.get(fingerprint)
      if (known === undefined) {
        known = { rules: rulesOf(guard, { fingerprint, own: this.#own }), routes: new Map() }
        if (this.#knownByContent.size >= REMEMBERED) this.#knownByContent.clear()
        this.#knownByContent.set(fingerprint, known)
      }
      this.#known.set(guard, known)
    }
    return known
  }

  #pool(target: Target, rules: Rules): Pool {
    const key = `${rules.fingerprint} ${target.origin}`
    let pool = this.#pools.get(key)
    if (pool === undefined) {
      const { clock, connections = 100, pools = 1_000, keepAlive = 4_000, maxAge = 300_000, headerBytes = 16_384 } = this.#options
      if (this.#pools.size >= pools) this.#dropOldest()
      const limits = { headerBytes, keepAlive, keepAliveMost: KEEP_ALIVE_MOST }
      pool = new Pool({ target, rules, resolve: this.#resolve, clock, limits, connections, maxAge, refused: this.#refused })
      pool.used = clock.monotonic()
      this.#pools.set(key, pool)
      this.#cancelSweep ??= clock.after(SWEEP, this.#sweep)
    }
    return pool
  }

  /** Where all of them are in use there is one more for the while. */
  #dropOldest(): void {
    let oldest: [string, Pool] | undefined
    for (const entry of this.#pools) if (!entry[1].busy && (oldest === undefined || entry[1].used < oldest[1].used)) oldest = entry
    if (oldest) this.#drop(...oldest)
  }

  readonly #sweep = (): void => {
    const { clock, pools = 1_000 } = this.#options
    const now = clock.monotonic()
    for (const [key, pool] of this.#pools) if (!pool.busy && (now - pool.used > KEEP_ALIVE_MOST || this.#pools.size > pools)) this.#drop(key, pool)
    this.#cancelSweep = this.#pools.size > 0 ? clock.after(SWEEP, this.#sweep) : undefined
  }

  #drop(key: string, pool: Pool): void {
    this.#pools.delete(key)
    pool.close(ENDED)
  }

  /** The operator learns which addresses they were; once in a while, since a target is tried again and again. */
  readonly #refused = (target: Target, error: NetError): void => {
    const now = this.#options.clock.monotonic()
    const before = this.#logged.get(target.host)
    if (before !== undefined && now - before < QUIET) return
    if (this.#logged.size >= REMEMBERED) this.#logged.clear()
    this.#logged.set(target.host, now)
    const { cause } = error
    this.#options.log.warn('A target was not dialed.', {
      host: target.host,
      port: target.port,
      reason: error.message,
      ...(cause instanceof Error && { addresses: cause.message }),
    })
  }
}

const ENDED = new NetError('aborted', 'The process is ending.')

function inOrder(url: string, rules: Rules): Target {
  const target = targetOf(url, rules)
  if ('problem' in target) throw new NetError(URL.canParse(url) ? 'blocked' : 'invalid', target.problem)
  return target
}

/** In the form that undici takes without another copy. */
function fieldsOf(headers: NetRequest['headers']): string[] {
  const fields: string[] = []
  for (const name in headers) {
    const value = headers[name] ?? ''
    const problem = headerProblem(name, value)
    if (problem) throw new NetError('invalid', problem)
    fields.push(name, value)
  }
  if (headers['accept-encoding'] === undefined) fields.push('accept-encoding', 'identity')
  return fields
}
