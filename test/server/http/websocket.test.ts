import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket as NetSocket } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { WebSocket, type ClientOptions } from 'ws'
import { KeptLog, ManualClock } from '../../../conformance/ports.ts'
import { textFrame } from '../../../src/codecs/websocket/index.ts'
import type { HttpRequest } from '../../../src/kernel/ports/http.ts'
import type { Socket, SocketListener, SocketRoute } from '../../../src/kernel/ports/socket.ts'
import { createHost, type Host, type HostOptions } from '../../../src/server/http/host.ts'

/** What a route saw. */
class Seen {
  readonly texts: string[] = []
  readonly requests: HttpRequest[] = []
  readonly sockets: Socket[] = []
  readonly codes: number[] = []
  stopped = 0
  readonly #waiting: (() => void)[] = []
  /** Resolves when `of` holds. */
  async until(of: () => boolean): Promise<void> {
    while (!of()) await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
  changed(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }
  get socket(): Socket {
    const [socket] = this.sockets
    assert.ok(socket, 'no socket is open')
    return socket
  }
}

const KIB = 1024
function route(seen: Seen, more: Partial<SocketRoute> & { readonly on?: (socket: Socket) => Partial<SocketListener> } = {}): SocketRoute {
  const { on, ...rest } = more
  return {
    path: '/api/v1/events/socket',
    subprotocols: ['busbar.v1'],
    messageLimit: 64 * KIB,
    slow: { waiting: 1024 * KIB, patience: 10_000, code: 4000, reason: 'slow' },
    origin: (origin) => origin === undefined || origin === 'https://plant.example',
    open(socket, opened) {
      seen.sockets.push(socket)
      seen.requests.push(opened)
      const own = on?.(socket) ?? {}
      seen.changed()
      return {
        message(text) {
          seen.texts.push(text)
          own.message?.(text)
          seen.changed()
        },
        stopping() {
          seen.stopped++
          if (own.stopping) own.stopping()
          else socket.close(1012, 'restart')
          seen.changed()
        },
        closed(code) {
          seen.codes.push(code)
          own.closed?.(code)
          seen.changed()
        },
      }
    },
    ...rest,
  }
}

const hosts: Host[] = []
const clients: { terminate(): void }[] = []
const log = new KeptLog()
async function serve(socket: SocketRoute, options: Partial<HostOptions> = {}): Promise<{ readonly host: Host; readonly port: number }> {
  const host = createHost({
    routes: [{ method: 'GET', path: '/orders', handle: (asked) => ({ status: 200, headers: {}, body: asked.headers.upgrade ?? 'orders' }) }],
    sockets: [socket],
    basePath: '',
    limits: { headerBytes: 8192, headerTimeout: 2_000, requestTimeout: 4_000, keepAlive: 1_000, stall: 60_000, connections: 100, body: KIB },
    trustedProxies: [],
    log,
    random: { bytes: (length) => new Uint8Array(length) },
    refuse: (problem, of) => {
      const status = of.status ?? { 'not-found': 404, 'forbidden': 403, 'method-not-allowed': 405, 'unavailable': 503 }[problem.code as string] ?? 400
      return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify({ ...problem, status }) }
    },
    ...options,
  })
  hosts.push(host)
  const { port } = await host.listen({ host: '127.0.0.1', port: 0 })
  return { host, port }
}
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate()
  for (const host of hosts.splice(0)) await host.close(0)
  log.entries.length = 0
})

interface Client {
  readonly ws: WebSocket
  readonly texts: string[]
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>
}
async function client(port: number, options: ClientOptions & { readonly path?: string; readonly protocols?: readonly string[] } = {}): Promise<Client> {
  const { path = '/api/v1/events/socket', protocols = ['busbar.v1'], ...rest } = options
  const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, [...protocols], { perMessageDeflate: false, ...rest })
  clients.push(ws)
  const texts: string[] = []
  ws.on('message', (data) => texts.push(String(data as Buffer)))
  ws.on('error', () => {})
  const closed = once(ws, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }))
  await once(ws, 'open')
  return { ws, texts, closed }
}

const HANDSHAKE = {
  'connection': 'Upgrade',
  'upgrade': 'websocket',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'sec-websocket-protocol': 'busbar.v1',
}
/** The answer to a handshake that is refused. */
async function refused(port: number, headers: { readonly [name: string]: string | undefined }, path = '/api/v1/events/socket', method = 'GET') {
  const given = Object.fromEntries(Object.entries({ ...HANDSHAKE, ...headers }).filter((entry): entry is [string, string] => entry[1] !== undefined))
  const asked = request({ port, host: '127.0.0.1', path, method, headers: given })
  asked.end()
  const [answer] = (await Promise.race([
    once(asked, 'response'),
    once(asked, 'upgrade').then(([upgraded, socket]) => {
      ;(socket as NetSocket).destroy()
      return [upgraded]
    }),
  ])) as [import('node:http').IncomingMessage]
  let text = ''
  if (answer.statusCode !== 101) for await (const part of answer) text += String(part)
  return {
    status: answer.statusCode,
    headers: answer.headers,
    problem: (text.startsWith('{') ? JSON.parse(text) : { text }) as { detail?: string; code?: string; text?: string },
  }
}

/** A connection whose frames are written by hand. */
async function raw(port: number, headers = ''): Promise<{ readonly socket: NetSocket; readonly closed: Promise<number | undefined> }> {
  const socket = connect(port, '127.0.0.1')
  clients.push({ terminate: () => socket.destroy() })
  socket.on('error', () => {})
  socket.write(
    `GET /api/v1/events/socket HTTP/1.1\r\nHost: x\r\n${Object.entries(HANDSHAKE)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}${headers}\r\n`,
  )
  const chunks: Buffer[] = []
  await new Promise<void>((resolve) => {
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      if (Buffer.concat(chunks).includes('\r\n\r\n')) resolve()
    })
  })
  chunks.length = 0
  const closed = new Promise((resolve) => socket.once('close', resolve)).then(() => {
    const bytes = Buffer.concat(chunks)
    const at = bytes.indexOf(0x88)
    return at === -1 ? undefined : bytes.readUInt16BE(at + 2)
  })
  return { socket, closed }
}
/** A frame from client to server, masked with zeros. */
function masked(opcode: number, payload: Buffer, of: { readonly final?: boolean; readonly rsv1?: boolean } = {}): Buffer {
  const first = opcode | (of.final === false ? 0 : 0x80) | (of.rsv1 ? 0x40 : 0)
  const { length } = payload
  const head =
    length < 126
      ? [first, 0x80 | length]
      : length < 65_536
        ? [first, 0xfe, length >> 8, length & 255]
        : [first, 0xff, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255]
  return Buffer.concat([Buffer.from([...head, 0, 0, 0, 0]), payload])
}

describe('a handshake', () => {
  it('opens a socket with the subprotocol, and the route sees the request as every other route does', async () => {
    const seen = new Seen()
    const { port, host } = await serve(route(seen), { basePath: '/plant', trustedProxies: ['127.0.0.1'] })
    const { ws } = await client(port, {
      path: '/plant/api/v1/events/socket?a=%31',
      headers: { 'x-forwarded-for': '192.0.2.7', 'x-request-id': 'outside-1', 'authorization': 'Bearer k' },
    })
    await seen.until(() => seen.requests.length === 1)
    assert.equal(ws.protocol, 'busbar.v1')
    assert.equal(seen.socket.subprotocol, 'busbar.v1')
    const [opened] = seen.requests
    assert.equal(opened?.address, '192.0.2.7')
    assert.equal(opened?.requestId, 'outside-1')
    assert.equal(opened?.url, '/plant/api/v1/events/socket?a=%31')
    assert.equal(opened?.search, 'a=%31')
    assert.equal(opened?.headers.authorization, 'Bearer k')
    assert.equal(host.figures().sockets, 1)
    assert.equal(host.figures().connections, 1)
    assert.equal(host.figures().statuses.get(101), 1)
    // A proxy may strip the base path or not.
    await client(port)
    await seen.until(() => seen.requests.length === 2)
    ws.close()
    await seen.until(() => seen.codes.length === 1)
    assert.equal(opened?.signal.aborted, true)
    assert.equal(host.figures().sockets, 1)
  })

  it('is refused as HTTP, with what to do about it', async () => {
    const { port } = await serve(route(new Seen()))
    const cases: readonly [string, { readonly [name: string]: string | undefined }, number, RegExp][] = [
      ['no upgrade', { upgrade: undefined, connection: undefined }, 426, /ws:\/\//],
      ['an upgrade without Connection', { connection: 'keep-alive' }, 426, /ws:\/\//],
      ['another version', { 'sec-websocket-version': '8' }, 426, /version 13/],
      ['no key', { 'sec-websocket-key': undefined }, 400, /Sec-WebSocket-Key/],
      ['a key of another length', { 'sec-websocket-key': 'c2hvcnQ=' }, 400, /16 bytes/],
      ['a foreign origin', { origin: 'https://evil.example' }, 403, /origin/],
      ['the origin null', { origin: 'null' }, 403, /origin/],
      ['no subprotocol', { 'sec-websocket-protocol': undefined }, 400, /busbar\.v1/],
      ['another subprotocol', { 'sec-websocket-protocol': 'mqtt' }, 400, /busbar\.v1/],
      ['a subprotocol twice', { 'sec-websocket-protocol': 'busbar.v1, busbar.v1' }, 400, /different/],
      ['a body', { 'content-length': '0' }, 400, /body/],
    ]
    for (const [name, headers, status, detail] of cases) {
      const answer = await refused(port, headers)
      assert.equal(answer.status, status, name)
      assert.match(answer.problem.detail ?? '', detail, name)
      if (status === 426) assert.equal(answer.headers.upgrade, 'websocket', name)
    }
    assert.equal((await refused(port, { 'sec-websocket-version': '25' })).headers['sec-websocket-version'], '13')
    assert.equal((await refused(port, { origin: 'https://plant.example' })).status, 101)
    assert.equal((await refused(port, { 'sec-websocket-protocol': 'mqtt, busbar.v1' })).status, 101)
  })

  it('elsewhere is a request like any other: 404 where nothing is, and an upgrade to h2c is ignored', async () => {
    const { port } = await serve(route(new Seen()))
    assert.equal((await refused(port, {}, '/nowhere')).status, 404)
    assert.equal((await refused(port, { upgrade: 'h2c' }, '/orders')).problem.text, 'h2c')
    assert.equal((await refused(port, {}, '/orders')).status, 200)
    const post = await refused(port, {}, '/api/v1/events/socket', 'POST')
    assert.equal(post.status, 405)
    assert.equal(post.headers.allow, 'GET')
  })

  it('with two Host headers, or of HTTP/1.0, opens nothing', async () => {
    const { port } = await serve(route(new Seen()))
    const lines = Object.entries(HANDSHAKE).map(([name, value]) => `${name}: ${value}\r\n`)
    for (const start of ['GET /api/v1/events/socket HTTP/1.1\r\nHost: a\r\nHost: b\r\n', 'GET /api/v1/events/socket HTTP/1.0\r\nHost: a\r\n']) {
      const socket = connect(port, '127.0.0.1')
      socket.write(`${start}${lines.join('')}\r\n`)
      const [first] = (await once(socket, 'data')) as [Buffer]
      assert.match(String(first), /^HTTP\/1\.1 400 /)
      socket.destroy()
    }
  })
})

describe('messages', () => {
  it('of every length arrive whole, sent one by one or framed once for many', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen, { on: (socket) => ({ message: (text) => socket.send(text) }) }))
    const [one, two] = [await client(port), await client(port)]
    await seen.until(() => seen.sockets.length === 2)
    const texts = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000].map((length) => 'é'.repeat(length >> 1) + 'x'.repeat(length & 1))
    for (const text of texts) {
      const frame = { bytes: textFrame(text) }
      for (const socket of seen.sockets) {
        socket.sendFrame(frame)
        socket.send(text)
      }
    }
    one.ws.send('done')
    two.ws.send('done')
    const twice = [...texts.flatMap((text) => [text, text]), 'done']
    for (const each of [one, two]) {
      while (each.texts.length < twice.length) await once(each.ws, 'message')
      assert.deepEqual(
        each.texts.map((text) => text.length),
        twice.map((text) => text.length),
      )
      assert.deepEqual(each.texts, twice)
    }
  })

  it('that are binary, too long, no UTF-8, unmasked, compressed or in too many pieces close the socket with their code', async () => {
    const { port } = await serve(route(new Seen()))
    const cases: readonly [string, readonly Buffer[], number][] = [
      ['binary', [masked(2, Buffer.from('x'))], 1003],
      ['64 KiB and a byte', [masked(1, Buffer.alloc(64 * KIB + 1, 'x'))], 1009],
      ['64 KiB and a byte, in two pieces', [masked(1, Buffer.alloc(64 * KIB, 'x'), { final: false }), masked(0, Buffer.from('x'))], 1009],
      ['a length of eight bytes that nobody could send', [Buffer.from([0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])], 1009],
      ['no UTF-8', [masked(1, Buffer.from([0xc3, 0x28]))], 1007],
      ['unmasked', [Buffer.from([0x81, 0x01, 0x78])], 1002],
      ['compressed without leave', [masked(1, deflateRawSync(Buffer.from('x')), { rsv1: true })], 1002],
      [
        '1,025 pieces',
        [masked(1, Buffer.from('x'), { final: false }), ...Array.from({ length: 1024 }, () => masked(0, Buffer.from('x'), { final: false }))],
        1008,
      ],
      ['a fragmented ping', [masked(9, Buffer.from('x'), { final: false })], 1002],
    ]
    for (const [name, frames, code] of cases) {
      const { socket, closed } = await raw(port)
      socket.write(Buffer.concat(frames))
      const echo = masked(8, Buffer.from([code >> 8, code & 255]))
      socket.once('data', () => socket.end(echo))
      assert.equal(await closed, code, name)
    }
  })

  it('of exactly the limit are taken, in 1,024 pieces too', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen))
    const { ws } = await client(port)
    ws.send('x'.repeat(64 * KIB))
    for (let i = 0; i < 1023; i++) ws.send('y', { fin: false })
    ws.send('y')
    await seen.until(() => seen.texts.length === 2)
    assert.deepEqual(seen.texts, ['x'.repeat(64 * KIB), 'y'.repeat(1024)])
  })

  it('may be compressed where the route says so, and a bomb is stopped at the limit of what comes out', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen, { deflate: true, on: (socket) => ({ message: () => socket.send('z'.repeat(5_000)) }) }))
    const compressing = { perMessageDeflate: { threshold: 0 } }
    const good = await client(port, compressing)
    assert.match(good.ws.extensions, /permessage-deflate/)
    good.ws.send('x'.repeat(60 * KIB))
    await once(good.ws, 'message')
    assert.equal(seen.texts[0]?.length, 60 * KIB)
    assert.equal(good.texts[0]?.length, 5_000)
    const bomb = await client(port, compressing)
    const before = process.memoryUsage().arrayBuffers
    bomb.ws.send('\0'.repeat(64 * 1024 * KIB))
    assert.equal((await bomb.closed).code, 1009)
    assert.ok(process.memoryUsage().arrayBuffers - before < 100 * 1024 * KIB)
    assert.equal(seen.texts.length, 1)
  })

  it('of a route that fails close the socket with 1011, and the log has why', async () => {
    const { port } = await serve(
      route(new Seen(), {
        on: () => ({
          message() {
            throw new Error('a defect')
          },
        }),
      }),
    )
    const one = await client(port)
    one.ws.send('x')
    assert.deepEqual(await one.closed, { code: 1011, reason: 'Something went wrong on our side.' })
    assert.equal(log.entries.filter((entry) => entry.level === 'error').length, 1)
    const { port: other } = await serve({
      ...route(new Seen()),
      open() {
        throw new Error('another')
      },
    })
    assert.equal((await (await client(other)).closed).code, 1011)
  })

  it('are sent no more to a client that has closed, and the route hears of it when it sends', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen))
    const { socket, closed } = await raw(port)
    await seen.until(() => seen.sockets.length === 1)
    // It says that it goes, and does not go.
    socket.write(masked(8, Buffer.from([3, 232])))
    await once(socket, 'data')
    seen.socket.send('x')
    assert.deepEqual(seen.codes, [1005])
    socket.end()
    await closed
    assert.deepEqual(seen.codes, [1005])
  })

  it('are not handed over any more once the route has closed', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen, { on: (socket) => ({ message: () => socket.close(4001, 'é'.repeat(200)) }) }))
    const one = await client(port)
    one.ws.send('a')
    one.ws.send('b')
    const { code, reason } = await one.closed
    assert.equal(code, 4001)
    assert.ok(Buffer.byteLength(reason) <= 123 && reason.startsWith('é'))
    await seen.until(() => seen.codes.length === 1)
    assert.deepEqual(seen.texts, ['a'])
    assert.deepEqual(seen.codes, [4001])
    seen.socket.send('after')
    seen.socket.sendFrame({ bytes: textFrame('after') })
    await seen.socket.drained()
  })
})

describe('a client that is too slow', () => {
  const paused = async (port: number): Promise<Client> => {
    const one = await client(port)
    one.ws.pause()
    return one
  }
  /** Sends until the socket is full: kernel buffers take some first. */
  const fill = (socket: Socket, text: string): number => {
    let sent = 0
    while (!socket.full) {
      socket.send(text)
      sent++
    }
    return sent
  }

  it('is closed with its code when it takes nothing for the patience, and hears it if it comes back at once', async () => {
    const seen = new Seen()
    const clock = new ManualClock()
    const { port } = await serve(route(seen), { clock })
    const one = await paused(port)
    await seen.until(() => seen.sockets.length === 1)
    const sent = fill(seen.socket, 'x'.repeat(16 * KIB))
    clock.advance(10_000)
    assert.deepEqual(seen.codes, [])
    clock.advance(2_000)
    // The route hears it at once, and does nothing more for a client that may never be seen to go.
    assert.deepEqual(seen.codes, [4000])
    one.ws.resume()
    assert.deepEqual(await one.closed, { code: 4000, reason: 'slow' })
    assert.deepEqual(seen.codes, [4000])
    assert.equal(one.texts.length, sent)
  })

  it('is left alone as long as it takes something', async () => {
    const seen = new Seen()
    const clock = new ManualClock()
    const { port } = await serve(route(seen), { clock })
    const one = await paused(port)
    await seen.until(() => seen.sockets.length === 1)
    for (let round = 0; round < 5; round++) {
      fill(seen.socket, 'x'.repeat(16 * KIB))
      clock.advance(9_000)
      const drained = seen.socket.drained()
      one.ws.resume()
      await drained
      one.ws.pause()
    }
    assert.deepEqual(seen.codes, [])
    assert.equal(one.ws.readyState, WebSocket.OPEN)
  })

  it('is closed at once when more than the limit waits and more is sent, so that memory is bounded', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen))
    const one = await paused(port)
    await seen.until(() => seen.sockets.length === 1)
    const text = 'x'.repeat(64 * KIB)
    for (let i = 0; i < 4_000; i++) seen.socket.send(text)
    assert.ok(seen.socket.waiting <= 1024 * KIB + 2 * text.length, String(seen.socket.waiting))
    one.ws.resume()
    assert.equal((await one.closed).code, 4000)
  })

  it('of one message beyond the limit gets it', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen))
    const one = await client(port)
    await seen.until(() => seen.sockets.length === 1)
    const text = 'x'.repeat(8 * 1024 * KIB)
    seen.socket.send(text)
    while (one.texts.length === 0) await once(one.ws, 'message')
    assert.equal(one.texts[0]?.length, text.length)
  })

  it('is waited for by drained, which ends with the socket too', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen))
    const [one, two] = [await paused(port), await paused(port)]
    await seen.until(() => seen.sockets.length === 2)
    const [first, second] = seen.sockets
    assert.ok(first && second)
    fill(first, 'x'.repeat(16 * KIB))
    fill(second, 'x'.repeat(16 * KIB))
    const drained = Promise.all([first.drained(), first.drained(), second.drained()])
    one.ws.resume()
    two.ws.terminate()
    await drained
    assert.equal(first.full, false)
  })

  it('cannot be made to answer pings without end', async () => {
    const seen = new Seen()
    const { port } = await serve(route(seen))
    const { socket, closed } = await raw(port)
    socket.pause()
    const pings = Buffer.concat(Array.from({ length: 1_000 }, () => masked(9, Buffer.alloc(125, 'p'))))
    while (!socket.destroyed && seen.codes.length === 0) {
      if (!socket.write(pings)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), seen.until(() => seen.codes.length > 0)])
    }
    socket.resume()
    await closed
    assert.deepEqual(seen.codes, [1006])
  })
})

describe('an open socket', () => {
  it('is pinged every 30 s, and cut when two pings were not answered', async () => {
    const seen = new Seen()
    const clock = new ManualClock()
    const { port } = await serve(route(seen, { on: (socket) => ({ message: (text) => socket.send(text) }) }), { clock })
    const alive = await client(port)
    const dead = await client(port, { autoPong: false })
    let pings = 0
    dead.ws.on('ping', () => pings++)
    for (let i = 0; i < 3; i++) {
      const pinged = i < 2 ? Promise.all([once(alive.ws, 'ping'), once(dead.ws, 'ping')]) : once(alive.ws, 'ping')
      clock.advance(30_000)
      await pinged
      // The pong is in front of it.
      alive.ws.send(String(i))
      while (alive.texts.length <= i) await once(alive.ws, 'message')
    }
    assert.equal((await dead.closed).code, 1006)
    assert.equal(pings, 2)
    assert.equal(alive.ws.readyState, WebSocket.OPEN)
  })

  it('that is held is read no more, and not taken for dead', async () => {
    const seen = new Seen()
    const clock = new ManualClock()
    const { port } = await serve(route(seen, { on: (socket) => ({ message: () => socket.hold() }) }), { clock })
    const one = await client(port)
    one.ws.send('first')
    await seen.until(() => seen.texts.length === 1)
    for (let i = 0; i < 200; i++) one.ws.send('x'.repeat(60 * KIB))
    for (let i = 0; i < 6; i++) clock.advance(30_000)
    assert.ok(seen.texts.length < 200)
    assert.deepEqual(seen.codes, [])
    while (seen.texts.length < 201) {
      const before = seen.texts.length
      seen.socket.release()
      await seen.until(() => seen.texts.length > before)
    }
  })

  it('calls what was asked for later, but not when it is gone or it was called off', async () => {
    const seen = new Seen()
    const clock = new ManualClock()
    const { port } = await serve(route(seen), { clock })
    const [one, two] = [await client(port), await client(port)]
    await seen.until(() => seen.sockets.length === 2)
    const called: string[] = []
    seen.sockets[0]?.after(10_000, () => {
      called.push('later')
      seen.sockets[0]?.close(4002, 'late')
    })
    seen.sockets[0]?.after(5_000, () => called.push('called off'))()
    seen.sockets[1]?.after(10_000, () => called.push('gone'))
    two.ws.terminate()
    await seen.until(() => seen.codes.length === 1)
    clock.advance(9_999)
    assert.deepEqual(called, [])
    clock.advance(1)
    assert.deepEqual(called, ['later'])
    assert.equal((await one.closed).code, 4002)
  })
})

describe('a stop', () => {
  it('tells every socket, opens none any more, and waits for those that finish', async () => {
    const seen = new Seen()
    let finish = (): void => {}
    const { port, host } = await serve(
      route(seen, {
        on: (socket) => ({
          stopping() {
            finish = () => socket.close(1012, 'restart')
          },
        }),
      }),
    )
    const idle = connect(port, '127.0.0.1')
    await once(idle, 'connect')
    const one = await client(port)
    const stopped = host.close(5_000)
    await seen.until(() => seen.stopped === 1)
    assert.equal(one.ws.readyState, WebSocket.OPEN)
    finish()
    assert.deepEqual(await one.closed, { code: 1012, reason: 'restart' })
    idle.destroy()
    assert.equal(await stopped, 0)
  })

  it('cuts after the grace who does not go, and says how many', async () => {
    const seen = new Seen()
    const { port, host } = await serve(route(seen, { on: () => ({ stopping() {} }) }))
    const one = await client(port)
    assert.equal(await host.close(20), 1)
    assert.equal((await one.closed).code, 1006)
    assert.deepEqual(seen.codes, [1006])
  })

  it('answers a handshake on a connection that is still there with 503', async () => {
    const seen = new Seen()
    const { port, host } = await serve(route(seen, { on: () => ({ stopping() {} }) }))
    await client(port)
    const late = connect(port, '127.0.0.1')
    // In the middle of a request, so that it is no idle connection.
    late.write('GET /api/v1/events/socket HTTP/1.1\r\nHost: x\r\n')
    await new Promise<void>((resolve) => late.once('connect', resolve))
    await client(port)
    const stopped = host.close(500)
    await seen.until(() => seen.stopped === 2)
    late.write(
      `${Object.entries(HANDSHAKE)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    )
    const [answer] = (await once(late, 'data')) as [Buffer]
    assert.match(String(answer), /^HTTP\/1\.1 503 /)
    await stopped
  })
})
