import { createServer, type AddressInfo } from 'node:net'
import type { Kernel } from '../kernel/kernel.ts'
import type { Clock } from '../kernel/ports/clock.ts'
import type { Log } from '../kernel/ports/log.ts'
import type { Working } from '../kernel/ports/protocol.ts'
import type { Random } from '../kernel/ports/random.ts'
import type { Store } from '../kernel/ports/store.ts'
import { announce, insecureDefaults } from './announce.ts'
import type { App } from './config/app.ts'
import { readConfig, type Address, type Config } from './config/config.ts'
import { firstKey } from './first-key.ts'
import { corsFor } from './http/cors.ts'
import { createHost, type Host, type HostOptions, type InjectedAnswer, type InjectedRequest } from './http/host.ts'
import { refusalAnswer } from './http/refusal.ts'
import { createLog } from './log.ts'
import { openApp, type OpenedApp } from './open.ts'
import { createHealth } from './operations/health.ts'
import { createNet } from './net/index.ts'
import { createMetrics } from './operations/metrics.ts'
import { operationsRoutes } from './operations/routes.ts'
import { passwordsOf } from './passwords.ts'
import { seedStore } from './seed.ts'
import { systemRandom } from './random.ts'
import { retentionOf, startUpkeep } from './upkeep.ts'
import { VERSION } from './version.ts'

export interface StartOptions {
  /** The app file: for messages, and what relative paths are relative to. `busbar.config.ts` in the working directory where absent. */
  readonly file?: string
  readonly log?: Log
  readonly clock?: Clock
  readonly random?: Random
  /** `false`: no port is opened; calls come through `inject`. */
  readonly listen?: false
  /** Takes what a person should read: where everything is, and the first key. Standard error where absent. */
  readonly announce?: (text: string) => void
}

/** A running app. */
export interface Running extends AsyncDisposable {
  readonly config: Config
  /** What callers see, without a slash at the end. */
  readonly publicUrl: string
  /** Where the sockets really are; absent with `listen: false`. */
  readonly address?: Address
  readonly operationsAddress?: Address
  readonly kernel: Kernel
  readonly store: Store
  /** The administrator's key, on the first start of an installation only. */
  readonly firstKey: string | undefined
  /** A request to the API without a socket. */
  inject(request: InjectedRequest): Promise<InjectedAnswer>
  /** A request to the operations listener without a socket. */
  injectOperations(request: InjectedRequest): Promise<InjectedAnswer>
  /** Takes nothing new, finishes what is in flight (at most `grace`), closes the store. Answers how many requests were cut. */
  stop(): Promise<number>
}

/**
 * Starts an app: config, contract check, store, kernel, protocols, listeners, in this order, so that nothing is answered
 * before everything is known to be right. Rejects with what is wrong, and leaves nothing open then.
 */
export async function startApp(app: App, options: StartOptions = {}): Promise<Running> {
  const began = performance.now()
  const config = readConfig(app, { file: options.file ?? 'busbar.config.ts' })
  const log = options.log ?? createLog({ level: config.log.level, format: process.stdout.isTTY ? 'text' : 'json' })
  const metrics = createMetrics({ version: VERSION, contract: config.contract.name, store: config.store.kind })
  const { calls: logCalls } = config.log
  const observer = logCalls
    ? {
        called(of: Parameters<typeof metrics.observer.called>[0]): void {
          metrics.observer.called(of)
          log.info('call', of)
        },
      }
    : metrics.observer
  const hosts: Host[] = []
  /** What is ended where the start fails, the last first. */
  const closing: (() => Promise<unknown>)[] = []
  let opened: OpenedApp | undefined
  try {
    // What is wrong with a setting is said before the first key is made, which is shown at the end and never again.
    passwordsOf(config)
    opened = await openApp(config, { log, observer, ...(options.clock && { clock: options.clock }), ...(options.random && { random: options.random }) })
    const { kernel, store, clock } = opened
    const seeded = await seedStore({ config, kernel, store })
    const key = await firstKey(kernel)
    const health = createHealth({ ping: () => store.ping(), clock })

    const local = `http://${hostName(config.listen.host)}:`
    // Links need the port, so that one that is left to the system is chosen before the routes are made.
    const at = config.listen.port === 0 && options.listen !== false ? { ...config.listen, port: await freePort(config.listen.host) } : config.listen
    const publicUrl = config.publicUrl ?? local + String(at.port)
    const site = { publicUrl, protocols: config.protocols.map(({ name }) => name) }
    const basePath = config.publicUrl === undefined ? '' : new URL(config.publicUrl).pathname.replace(/\/$/, '')
    const host = (served: Pick<HostOptions, 'routes' | 'basePath' | 'sockets' | 'cors'>): Host => {
      const made = createHost({ ...hostOptions(config, { log, random: options.random ?? systemRandom }), clock, ...served })
      hosts.push(made)
      return made
    }
    const api = host({
      routes: config.protocols.flatMap((protocol) => protocol.routes(kernel, site)),
      sockets: config.protocols.flatMap((protocol) => protocol.sockets?.(kernel, site) ?? []),
      basePath,
      cors: corsFor(config.cors),
    })
    metrics.watch(() => api.figures())
    const operations = host({ routes: operationsRoutes({ health, metrics }), basePath: '' })
    const operationsAddress =
      options.listen === false || !config.operations ? undefined : await listen(operations, { at: config.operations, option: 'operations' })
    const address = options.listen === false ? undefined : await listen(api, { at, option: 'listen' })

    for (const warning of insecureDefaults(config)) log.warn(warning)
    const own = [at, ...(operationsAddress ? [operationsAddress] : [])].map((one) => `http://${hostName(one.host)}:${one.port}`)
    const net = createNet({ clock, log, ownUrls: [publicUrl, ...own] })
    closing.push(async () => net[Symbol.asyncDispose]())
    const working: Working[] = []
    closing.push(() => Promise.all(working.map((one) => one.stop(0))))
    for (const protocol of config.protocols) {
      const { random } = opened
      const { environment } = config
      const works = await protocol.start?.({ kernel, store, net, clock, random, log, site, environment, version: VERSION })
      if (works) working.push(works)
    }
    const upkeep = startUpkeep({ store, clock, log, retention: retentionOf(config) })
    const say = options.announce ?? ((text: string) => void process.stderr.write(text))
    say(
      announce({
        config,
        publicUrl,
        operationsUrl: operationsAddress && `http://${hostName(operationsAddress.host)}:${operationsAddress.port}`,
        place: config.store.place?.(config.folder) ?? config.store.kind,
        firstKey: key,
        seeded,
        milliseconds: performance.now() - began,
      }),
    )
    log.info('Busbar is up.', {
      version: VERSION,
      contract: config.contract.name,
      contractVersion: config.contract.version,
      url: publicUrl,
      milliseconds: Math.round(performance.now() - began),
    })

    let stopped: Promise<number> | undefined
    const stop = (): Promise<number> =>
      (stopped ??= (async () => {
        health.stopping()
        log.info('Stopping: nothing new is taken, what is in flight is finished.', { graceMs: config.grace })
        kernel.stopping()
        const [cut] = await Promise.all([api.close(config.grace), ...working.map((one) => one.stop(config.grace))])
        await net[Symbol.asyncDispose]()
        if (cut > 0) log.warn('Requests were cut after the grace.', { requests: cut, option: 'grace' })
        await upkeep.stop()
        await opened?.[Symbol.asyncDispose]()
        await operations.close(0)
        metrics.stop()
        log.info('Stopped.')
        return cut
      })())
    return {
      config,
      publicUrl,
      ...(address && { address }),
      ...(operationsAddress && { operationsAddress }),
      kernel,
      store,
      firstKey: key,
      inject: (request) => api.inject(request),
      injectOperations: (request) => operations.inject(request),
      stop,
      async [Symbol.asyncDispose]() {
        await stop()
      },
    }
  } catch (error) {
    for (const close of closing.toReversed()) await close()
    for (const host of hosts) await host.close(0)
    await opened?.[Symbol.asyncDispose]()
    metrics.stop()
    throw error
  }
}

function hostOptions(config: Config, ports: { readonly log: Log; readonly random: Random }): Omit<HostOptions, 'routes' | 'basePath'> {
  const { limits } = config
  return {
    ...ports,
    trustedProxies: config.trustedProxies,
    limits: {
      headerBytes: limits.headers,
      headerTimeout: limits.headerTimeout,
      requestTimeout: limits.requestTimeout,
      keepAlive: limits.keepAlive,
      stall: limits.stall,
      connections: limits.connections,
      body: limits.body,
    },
    refuse: refusalAnswer,
  }
}

/** The port cannot be had; the message names the option. */
export class ListenFailed extends Error {
  override readonly name = 'ListenFailed'
}

async function listen(host: Host, of: { readonly at: Address; readonly option: 'listen' | 'operations' }): Promise<Address> {
  const { at, option } = of
  try {
    return await host.listen(at)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    const where = `${at.host}:${at.port}`
    if (code === 'EADDRINUSE')
      throw new ListenFailed(
        `Port ${at.port} of ${at.host} is in use by another program. Stop it, or set ${option}.port to another one (busbar start ${option === 'listen' ? '--port' : '--operations-port'}).`,
        { cause: error },
      )
    if (code === 'EACCES')
      throw new ListenFailed(
        `This user may not listen on ${where}. Ports below 1024 need rights: set ${option}.port to another one and let a proxy take the low port.`,
        { cause: error },
      )
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new ListenFailed(`${at.host} is no address of this machine. Set ${option}.host to one, or to 0.0.0.0 for all.`, { cause: error })
    throw error
  }
}

function freePort(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(0, host, () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

/** A name to call by: a wildcard address is none. */
function hostName(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost'
  return host.includes(':') ? `[${host}]` : host
}
