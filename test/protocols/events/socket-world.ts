import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocket, type ClientOptions } from 'ws'
import { KeptLog, ManualClock, seededRandom } from '../../../conformance/ports.ts'
import { plant, plantBindings } from '../../../conformance/scenario/contract.ts'
import { createKernel } from '../../../src/kernel/create.ts'
import { makeKey } from '../../../src/kernel/credential/key.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import type { Outcome } from '../../../src/kernel/outcome.ts'
import type { HttpRoute } from '../../../src/kernel/ports/http.ts'
import type { SocketRoute } from '../../../src/kernel/ports/socket.ts'
import type { Consumer, KeyEntry } from '../../../src/kernel/ports/directory.ts'
import { socketRoutes, SUBPROTOCOL, type SocketOptions } from '../../../src/protocols/events/socket/index.ts'
import { createHost, type Host } from '../../../src/server/http/host.ts'
import { refusalAnswer } from '../../../src/server/http/refusal.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'

export type Message = { readonly [member: string]: unknown } & { readonly type: string }

/** A client as somebody would write one. */
export class Client {
  readonly ws: WebSocket
  readonly messages: Message[] = []
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
  #read = 0
  #waiting: (() => void)[] = []

  constructor(ws: WebSocket) {
    this.ws = ws
    const wake = (): void => {
      for (const resolve of this.#waiting.splice(0)) resolve()
    }
    ws.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as Message)
      wake()
    })
    ws.on('error', () => {})
    this.closed = new Promise((resolve) => {
      ws.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() })
        wake()
      })
    })
  }

  send(message: object | string): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message))
  }

  /** The next message that was not read yet. */
  async next(): Promise<Message> {
    while (this.#read >= this.messages.length) {
      assert.ok(this.ws.readyState === WebSocket.OPEN || this.ws.readyState === WebSocket.CLOSING, 'the socket is closed')
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    return this.messages[this.#read++] as Message
  }

  /** Reads on to the first that passes. */
  async until(passes: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const message = await this.next()
      if (passes(message)) return message
    }
  }

  ask(message: object | string): Promise<Message> {
    this.send(message)
    return this.next()
  }
}

export interface World extends AsyncDisposable {
  readonly kernel: Kernel
  readonly host: Host
  readonly clock: ManualClock
  readonly log: KeptLog
  readonly port: number
  /** Keys by caller; a caller may have several. */
  key(as: string): string
  another(as: string): string
  /** Changes what is known of a caller's newest key. */
  change(as: string, to: Partial<KeyEntry>): void
  /** Called by the directory for each look-up; may throw. */
  asked: () => void
  connect(options?: ClientOptions & { readonly path?: string; readonly subprotocol?: string }): Promise<Client>
  /** Connected and let in. */
  enter(as?: string, version?: string): Promise<Client>
  /** A call past the socket. */
  act(operation: string, more?: { readonly key?: string; readonly input?: unknown }): Promise<Outcome>
}

export interface WorldOptions extends SocketOptions {
  readonly callers?: { readonly [name: string]: Partial<Consumer> }
  /** What is served instead of the sockets of events. */
  readonly serves?: (kernel: Kernel) => { readonly routes: readonly HttpRoute[]; readonly sockets: readonly SocketRoute[] }
  /** Between the protocol and the kernel. */
  readonly wrap?: (kernel: Kernel) => Partial<Kernel>
}

/** A server with WebSockets over a kernel over a store, on a clock by hand. */
export async function socketWorld({ callers = {}, wrap, serves, ...options }: WorldOptions = {}): Promise<World> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-socket-'))
  const clock = new ManualClock()
  const random = seededRandom(7)
  const log = new KeptLog()
  const keys = new Map<string, string>()
  const entries = new Map<string, KeyEntry>()
  const consumers: { readonly [name: string]: Partial<Consumer> } = { internal: {}, ...callers }
  const add = (name: string): string => {
    const made = makeKey('live', random)
    keys.set(name, made.key)
    entries.set(made.id, {
      id: made.id,
      digest: made.digest,
      environment: 'live',
      revoked: false,
      consumer: { id: name, name, audience: 'internal', scopes: ['*'], addresses: [], disabled: false, plan: { id: 'none' }, ...consumers[name] },
    })
    return made.key
  }
  for (const name of Object.keys(consumers)) add(name)
  const world = { asked: (): void => {} }
  const kernel = await createKernel({
    contracts: [{ data: plant.data, prefix: 'r', bindings: plantBindings }],
    store: sqlite({ path }).open({ clock, random, log }),
    directory: {
      key(id) {
        world.asked()
        return entries.get(id)
      },
      consumer: (id) => [...entries.values()].find((entry) => entry.consumer.id === id)?.consumer,
      anonymous: () => ({ id: 'anonymous' }),
    },
    environment: 'live',
    clock,
    random,
    log,
  })
  const served: Kernel = { ...kernel, ...wrap?.(kernel) }
  const host = createHost({
    ...(serves ? serves(served) : { routes: [], sockets: socketRoutes(served, { publicUrl: 'https://plant.example' }, options) }),
    basePath: '',
    limits: { headerBytes: 8192, headerTimeout: 2_000, requestTimeout: 4_000, keepAlive: 1_000, stall: 60_000, connections: 1_000, body: 1024 },
    trustedProxies: [],
    refuse: refusalAnswer,
    log,
    random,
    clock,
  })
  const { port } = await host.listen({ host: '127.0.0.1', port: 0 })
  const clients: Client[] = []
  const key = (as: string): string => {
    const found = keys.get(as)
    assert.ok(found !== undefined, `there is no caller '${as}'`)
    return found
  }
  const connect: World['connect'] = async ({ path: at = '/api/v2/events/socket', subprotocol = SUBPROTOCOL, ...more } = {}) => {
    const client = new Client(new WebSocket(`ws://127.0.0.1:${port}${at}`, subprotocol, { perMessageDeflate: false, ...more }))
    clients.push(client)
    await once(client.ws, 'open')
    return client
  }
  let request = 0
  return Object.assign(world, {
    kernel,
    host,
    clock,
    log,
    port,
    key,
    another: add,
    change(as: string, to: Partial<KeyEntry>) {
      const [, entry] = [...entries].findLast(([, one]) => one.consumer.id === as) ?? []
      assert.ok(entry)
      entries.set(entry.id, { ...entry, ...to })
    },
    connect,
    async enter(as = 'internal', version = 'v2') {
      const client = await connect({ path: `/api/${version}/events/socket` })
      assert.equal((await client.ask({ type: 'auth', credential: key(as) })).type, 'authenticated')
      return client
    },
    act: (operation: string, more: { readonly key?: string; readonly input?: unknown } = {}) =>
      kernel.handle({
        protocol: 'test',
        contract: plant.data.name,
        version: plant.data.version,
        operation,
        ...more,
        credential: { kind: 'system', name: 'test' },
        address: '127.0.0.1',
        requestId: `t${++request}`,
      }),
    async [Symbol.asyncDispose]() {
      for (const client of clients) client.ws.terminate()
      await host.close(0)
      await kernel[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true, maxRetries: 3 })
      assert.deepEqual(
        log.entries.filter((entry) => entry.level === 'error'),
        [],
      )
    },
  })
}
