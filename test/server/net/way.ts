import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { KeptLog, ManualClock } from '../../../conformance/ports.ts'
import { NetError, type NetFailure, type NetGuard, type NetRequest } from '../../../src/kernel/ports/net.ts'
import { createNet, type NetOptions, type ServerNet } from '../../../src/server/net/index.ts'

/** A way out with a clock, names and a log that the test holds. */
export interface Way extends AsyncDisposable {
  readonly net: ServerNet
  readonly clock: ManualClock
  /** What each name resolves to, or what it answers one time after another. */
  readonly names: Map<string, readonly string[] | (() => readonly string[] | Promise<readonly string[]>)>
  /** Names that were asked for. */
  readonly asked: string[]
  readonly log: KeptLog
}

export function makeWay(options: Partial<NetOptions> = {}): Way {
  const clock = new ManualClock()
  const names: Way['names'] = new Map()
  const asked: string[] = []
  const log = new KeptLog()
  const net = createNet({
    clock,
    log,
    ownUrls: [],
    resolve: async (name) => {
      asked.push(name)
      const found = names.get(name)
      if (found === undefined) throw Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' })
      return typeof found === 'function' ? found() : found
    },
    ...options,
  })
  return { net, clock, names, asked, log, [Symbol.asyncDispose]: () => net[Symbol.asyncDispose]() }
}

/** Loopback is private to the machine; here it has to be named, as by an operator. */
export const LOCAL: NetGuard = { allow: ['127.0.0.0/8', '::1/128'], plain: true }

export function get(url: string, of: Partial<NetRequest> = {}): NetRequest {
  return { method: 'GET', url, headers: {}, timeout: 15_000, most: 16_384, guard: LOCAL, ...of }
}

export async function failed(answer: Promise<unknown>, kind: NetFailure, said?: RegExp): Promise<NetError> {
  const error: unknown = await answer.then(
    (value) => assert.fail(`it was answered: ${JSON.stringify(value)}`),
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof NetError, `a NetError was expected: ${String(error)}`)
  assert.equal(error.kind, kind, `${error.kind}: ${error.message} ${String(error.cause)}`)
  if (said) assert.match(error.message, said)
  return error
}

export interface Receiver extends AsyncDisposable {
  readonly port: number
  /** Connections that were made so far. */
  readonly connections: number
  /** Everything that came in, connection by connection. */
  readonly received: readonly string[]
  /** Resolves when a connection has sent something that has this in it. */
  heard(part: string): Promise<void>
  /** Resolves when every connection is gone. */
  left(): Promise<void>
}

/** A server without a protocol: what it says to a whole request is the test's affair. */
export async function receive(
  said: (socket: Socket, request: string, nth: number) => void,
  make: (on: (socket: Socket) => void) => Server = createServer,
): Promise<Receiver> {
  const received: string[] = []
  const open = new Set<Socket>()
  const waiting: { part: string; done: () => void }[] = []
  let leaving: (() => void) | undefined
  let requests = 0
  const server = make((socket) => {
    const at = received.push('') - 1
    open.add(socket)
    let pending = ''
    socket.on('error', () => {})
    socket.on('close', () => {
      open.delete(socket)
      if (open.size === 0) leaving?.()
    })
    socket.on('data', (chunk) => {
      const text = chunk.toString('latin1')
      received[at] += text
      pending += text
      for (const one of waiting) if (received[at]?.includes(one.part)) one.done()
      for (let end = lengthOf(pending); end !== undefined; end = lengthOf(pending)) {
        const request = pending.slice(0, end)
        pending = pending.slice(end)
        said(socket, request, requests++)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return received.length
    },
    received,
    heard: (part) => (received.some((text) => text.includes(part)) ? Promise.resolve() : new Promise((done) => waiting.push({ part, done }))),
    left: () => (open.size === 0 ? Promise.resolve() : new Promise((done) => (leaving = done))),
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Where the first request of a text ends. */
function lengthOf(text: string): number | undefined {
  const head = text.indexOf('\r\n\r\n')
  if (head === -1) return undefined
  const end = head + 4 + Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0)
  return text.length >= end ? end : undefined
}

/** The way most receivers answer. */
export function answer(body = '', head = 'HTTP/1.1 200 OK'): (socket: Socket) => void {
  return (socket) => void socket.write(`${head}\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
}
