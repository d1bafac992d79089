import { isIPv6 } from 'node:net'
import type { Clock } from '../ports/clock.ts'
import { refuse, Refusal } from '../refusal.ts'
import { Buckets } from './bucket.ts'

/** Failed authentications an address may have at once, and how many a second come back. */
const BURST = 20
const RATE = 0.5

/** Authentications of one network that are under way, and those that wait for one of them to end. */
interface Turns {
  running: number
  readonly waiting: { readonly enter: () => void; readonly refuse: (error: unknown) => void }[]
}

/**
 * Rule: an address that fails to authenticate again and again is refused before its credentials are looked at. Only
 * failures take tokens, so an address with valid keys is never refused, whatever else comes from it but bad keys. As many
 * are looked at in parallel as may fail, and the others wait for them: so no more than that reach the store, however many
 * come at once.
 */
export class AddressGuard {
  readonly #clock: Clock
  readonly #failures = new Buckets(100_000)
  readonly #turns = new Map<string, Turns>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Runs `authenticate` when it may. `counts: false`: the same credentials are looked at again in a moment, and a failure counts then. */
  admit<T>(address: string, authenticate: () => T | Promise<T>, options?: { readonly counts: false }): T | Promise<T> {
    const network = networkOf(address)
    const turn = this.#enter(network)
    return turn ? turn.then(() => this.#run(network, authenticate, options)) : this.#run(network, authenticate, options)
  }

  #run<T>(network: string, authenticate: () => T | Promise<T>, options?: { readonly counts: false }): T | Promise<T> {
    const failed = (error: unknown): never => {
      if (!options && isFailure(error)) this.#failures.take(network, this.#options()).tokens -= 1
      throw error
    }
    let later = false
    try {
      const known = authenticate()
      later = known instanceof Promise
      return known instanceof Promise ? known.catch(failed).finally(() => this.#leave(network)) : known
    } catch (error) {
      return failed(error)
    } finally {
      if (!later) this.#leave(network)
    }
  }

  #enter(network: string): Promise<void> | undefined {
    const tokens = this.#tokens(network)
    if (tokens < 1) throw tooMany(tokens)
    let turns = this.#turns.get(network)
    if (!turns) this.#turns.set(network, (turns = { running: 0, waiting: [] }))
    const { waiting } = turns
    if (turns.running + 1 > tokens) return new Promise((enter, refuse) => void waiting.push({ enter, refuse }))
    turns.running++
    return undefined
  }

  #leave(network: string): void {
    const turns = this.#turns.get(network)
    if (!turns) return
    const { waiting } = turns
    turns.running--
    if (waiting.length > 0) {
      const tokens = this.#tokens(network)
      if (tokens < 1) for (const each of waiting.splice(0)) each.refuse(tooMany(tokens))
      for (const each of waiting.splice(0, Math.max(0, Math.floor(tokens) - turns.running))) {
        turns.running++
        each.enter()
      }
    }
    if (turns.running === 0) this.#turns.delete(network)
  }

  #tokens(network: string): number {
    return this.#failures.peek(network, this.#options())?.tokens ?? BURST
  }

  #options(): { readonly rate: number; readonly burst: number; readonly now: number } {
    return { rate: RATE, burst: BURST, now: this.#clock.monotonic() }
  }
}

/** What takes no token of a caller takes one of the address. */
function isFailure(error: unknown): boolean {
  return error instanceof Refusal && (error.problem.code === 'unauthenticated' || error.problem.code === 'address-not-allowed')
}

function tooMany(tokens: number): Refusal {
  return refuse('rate-limited', 'Too many failed authentications from this address.', { retryAfter: Math.max(1, Math.ceil((1 - tokens) / RATE)) })
}

/** What one customer of a network has: an IPv4 address, of IPv6 its first 64 bits (RFC 6177, 2), since it can choose the rest. */
export function networkOf(address: string): string {
  if (!address.includes(':') || !isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1] ?? address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const behind = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0)
    while (groups.length + behind < 8) groups.push('0')
  }
  while (groups.length < 4) groups.push(...(tail ?? '').split(':').slice(0, 4 - groups.length))
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
