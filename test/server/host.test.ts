import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { afterEach, describe, it } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../src/kernel/ports/http.ts'
import { createHost, type Host, type HostLimits, type HostOptions } from '../../src/server/http/host.ts'

const limits: HostLimits = { headerBytes: 4096, headerTimeout: 200, requestTimeout: 400, keepAlive: 1_000, stall: 60_000, connections: 100, body: 1024 }
const STATUS: { readonly [code: string]: number } = {
  'not-found': 404,
  'malformed': 400,
  'too-large': 413,
  'timeout': 408,
  'internal': 500,
  'unsupported-media-type': 415,
}
const logged: { message: string; fields: unknown }[] = []
const log = {
  debug() {},
  info() {},
  warn(message: string, fields?: unknown) {
    logged.push({ message, fields })
  },
  error(message: string, fields?: unknown) {
    logged.push({ message, fields })
  },
}

const hosts: Host[] = []
function host(routes: readonly HttpRoute[], options: Partial<HostOptions> = {}): Host {
  let seed = 0
  const made = createHost({
    routes,
    basePath: '',
    limits,
    trustedProxies: [],
    log,
    random: { bytes: (length) => new Uint8Array(length).fill(++seed) },
    refuse: (problem, of) => {
      const status = of.status ?? STATUS[problem.code] ?? 500
      return { status, headers: { 'content-type': 'application/problem+json' }, body: JSON.stringify({ ...problem, status }) }
    },
    ...options,
  })
  hosts.push(made)
  return made
}
afterEach(async () => {
  logged.length = 0
  for (const made of hosts.splice(0)) await made.close(0)
})

const echo = (request: HttpRequest): HttpAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'x-request-id': request.requestId },
  body: JSON.stringify({
    method: request.method,
    url: request.url,
    params: request.params,
    search: request.search,
    address: request.address,
    requestId: request.requestId,
    body: request.body?.toString() ?? null,
  }),
})
const route = (method: HttpRoute['method'], path: string, handle: HttpRoute['handle'] = echo): HttpRoute => ({ method, path, handle })

/** Sends bytes and answers everything that came back until the server closed, or `until` was seen. */
async function talk(port: number, bytes: string | readonly string[], until?: RegExp): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  return new Promise((resolve, reject) => {
    socket.setEncoding('latin1')
    socket.on('connect', () => {
      for (const piece of typeof bytes === 'string' ? [bytes] : bytes) socket.write(piece)
    })
    socket.on('data', (chunk: string) => {
      text += chunk
      if (until?.test(text)) {
        socket.destroy()
        resolve(text)
      }
    })
    socket.on('close', () => resolve(text))
    socket.on('error', (error) => (text === '' ? reject(error) : resolve(text)))
  })
}
const listening = async (made: Host): Promise<number> => (await made.listen({ host: '127.0.0.1', port: 0 })).port

describe('a request', () => {
  it('reaches its route with parameters decoded and the query untouched', async () => {
    const made = host([route('GET', '/orders/:id')])
    const answer = await made.inject({ url: '/orders/PO%2F1%20%C3%A4?a=%31&b' })
    const seen = JSON.parse(answer.body) as { params: unknown; search: string; url: string }
    assert.deepEqual(seen.params, { id: 'PO/1 ä' })
    assert.equal(seen.search, 'a=%31&b')
    assert.equal(seen.url, '/orders/PO%2F1%20%C3%A4?a=%31&b')
  })

  it('prefers a fixed segment to a parameter', async () => {
    const made = host([route('GET', '/orders/:id'), route('GET', '/orders/open', () => ({ status: 200, headers: {}, body: 'fixed' }))])
    assert.equal((await made.inject({ url: '/orders/open' })).body, 'fixed')
  })

  it('with a key of 255 characters of three bytes each is routed', async () => {
    const made = host([route('GET', '/orders/:id')])
    const id = '電'.repeat(255)
    const answer = await made.inject({ url: `/orders/${encodeURIComponent(id)}` })
    assert.deepEqual((JSON.parse(answer.body) as { params: unknown }).params, { id })
  })

  it('whose path cannot be decoded gets 400, with a route of its method or without', async () => {
    const made = host([route('GET', '/orders/:id'), route('*', '/orders/:id')])
    assert.equal((await made.inject({ url: '/orders/%ff' })).status, 400)
    assert.equal((await made.inject({ url: '/orders/%ff', method: 'PUT' })).status, 400)
  })

  it('for no route gets 404 as a problem', async () => {
    const answer = await host([route('GET', '/orders')]).inject({ url: '/nowhere' })
    assert.equal(answer.status, 404)
    assert.equal(answer.headers['content-type'], 'application/problem+json')
  })

  it('with a method of no route of its own goes to the route for any method, the most exact one', async () => {
    const made = host([
      route('GET', '/orders/:id'),
      route('*', '/orders/:id', (request) => ({ status: 405, headers: { allow: 'GET' }, body: request.params['id'] ?? '' })),
      route('*', '/orders/*', (request) => ({ status: 404, headers: {}, body: request.params['*'] ?? '' })),
    ])
    const one = await made.inject({ url: '/orders/1', method: 'DELETE' })
    assert.deepEqual([one.status, one.headers['allow'], one.body], [405, 'GET', '1'])
    assert.equal((await made.inject({ url: '/orders/1', method: 'TRACE' })).status, 405)
    assert.equal((await made.inject({ url: '/orders/1', method: 'PROPFIND' })).status, 405)
    assert.equal((await made.inject({ url: '/orders/1' })).status, 200)
    const below = await made.inject({ url: '/orders/1/2/3', method: 'GET' })
    assert.deepEqual([below.status, below.body], [404, '1/2/3'])
  })

  it('below a base path is found whether a proxy strips the path or not', async () => {
    const made = host([route('GET', '/orders')], { basePath: '/plant' })
    assert.equal((await made.inject({ url: '/plant/orders' })).status, 200)
    assert.equal((await made.inject({ url: '/orders' })).status, 200)
    assert.equal((await made.inject({ url: '/plantation/orders' })).status, 404)
    assert.equal((JSON.parse((await made.inject({ url: '/plant/orders?a=1' })).body) as { url: string }).url, '/plant/orders?a=1')
  })

  it('has an id of our own, unique, also where the caller sends one', async () => {
    const made = host([route('GET', '/')])
    const first = await made.inject({ url: '/', headers: { 'x-request-id': 'forged' } })
    const second = await made.inject({ url: '/' })
    assert.notEqual(first.headers['x-request-id'], 'forged')
    assert.notEqual(first.headers['x-request-id'], second.headers['x-request-id'])
    assert.equal((JSON.parse(first.body) as { requestId: string }).requestId, first.headers['x-request-id'])
  })

  it('keeps the id that a trusted proxy gave, unless it could forge a log line', async () => {
    const made = host([route('GET', '/')], { trustedProxies: ['127.0.0.0/8'] })
    assert.equal((await made.inject({ url: '/', headers: { 'x-request-id': 'from-proxy.1' } })).headers['x-request-id'], 'from-proxy.1')
    assert.notEqual((await made.inject({ url: '/', headers: { 'x-request-id': 'a b' } })).headers['x-request-id'], 'a b')
  })

  it('that fails in its route gets 500 without a word of the error, which the log has with the id', async () => {
    const made = host([
      route('GET', '/a', () => {
        throw new Error('secret detail')
      }),
      route('GET', '/b', async () => Promise.reject(new Error('secret detail'))),
    ])
    for (const url of ['/a', '/b']) {
      const answer = await made.inject({ url })
      assert.equal(answer.status, 500)
      assert.doesNotMatch(answer.body, /secret/)
    }
    assert.equal(logged.length, 2)
    assert.match(String((logged[0]?.fields as { error: Error }).error), /secret detail/)
    assert.ok((logged[0]?.fields as { requestId: string }).requestId)
  })
})

describe("the caller's address", () => {
  const seen = async (trustedProxies: readonly string[], remoteAddress: string, forwarded?: string): Promise<string> => {
    const made = host([route('GET', '/')], { trustedProxies })
    const answer = await made.inject({ url: '/', remoteAddress, ...(forwarded !== undefined && { headers: { 'x-forwarded-for': forwarded } }) })
    return (JSON.parse(answer.body) as { address: string }).address
  }
  it('is the peer, whatever X-Forwarded-For says, where no proxy is trusted', async () => {
    assert.equal(await seen([], '203.0.113.9', '10.0.0.1'), '203.0.113.9')
  })
  it('is the peer where the peer is not a trusted proxy', async () => {
    assert.equal(await seen(['10.0.0.0/8'], '203.0.113.9', '198.51.100.7'), '203.0.113.9')
  })
  it('is the last hop that no trusted proxy vouches for', async () => {
    assert.equal(await seen(['10.0.0.0/8'], '10.0.0.2', '1.2.3.4, 198.51.100.7, 10.0.0.1'), '198.51.100.7')
  })
  it('stops at a hop that is no address', async () => {
    assert.equal(await seen(['10.0.0.0/8'], '10.0.0.2', '198.51.100.7, unknown, 10.0.0.1'), '10.0.0.1')
  })
  it('is an IPv4 address also where the socket is IPv6, and has no port', async () => {
    assert.equal(await seen([], '::ffff:203.0.113.9'), '203.0.113.9')
    assert.equal(await seen(['::ffff:10.0.0.2'.slice(7)], '::ffff:10.0.0.2', '198.51.100.7:4711'), '198.51.100.7')
    assert.equal(await seen(['10.0.0.2'], '10.0.0.2', '[2001:db8::1]:443'), '2001:db8::1')
  })
  it('refuses a proxy list that is not addresses', () => {
    assert.throws(() => host([], { trustedProxies: ['10.0.0.0/33'] }), /10\.0\.0\.0\/33.*neither an IP address nor a network/)
  })
})

describe('a body', () => {
  const post = route('POST', '/orders')
  it('arrives as bytes, whatever its type, or without one', async () => {
    const made = host([post, route('DELETE', '/orders')])
    for (const type of ['application/json', 'text/csv', 'no type at all', undefined]) {
      const answer = await made.inject({ url: '/orders', method: 'POST', body: '{"a":', ...(type !== undefined && { headers: { 'content-type': type } }) })
      assert.equal((JSON.parse(answer.body) as { body: string }).body, '{"a":', type ?? 'none')
    }
    assert.equal((JSON.parse((await made.inject({ url: '/orders', method: 'DELETE', body: 'x' })).body) as { body: string }).body, 'x')
    assert.equal((JSON.parse((await made.inject({ url: '/orders', method: 'POST' })).body) as { body: null }).body, null)
  })

  for (const [coding, pack] of Object.entries({ gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync })) {
    it(`in ${coding} is decoded, and refused at the limit of the decoded bytes`, async () => {
      const made = host([post])
      const send = async (size: number): ReturnType<Host['inject']> =>
        made.inject({ url: '/orders', method: 'POST', body: pack('x'.repeat(size)), headers: { 'content-encoding': coding } })
      assert.equal((await send(1024)).status, 200)
      const bomb = await send(1025)
      assert.equal(bomb.status, 413)
      assert.match(bomb.body, /1024/)
    })
    it(`that only claims to be ${coding} gets 400`, async () => {
      const answer = await host([post]).inject({ url: '/orders', method: 'POST', body: 'plain', headers: { 'content-encoding': coding } })
      assert.equal(answer.status, 400)
    })
  }

  it('in an unknown coding gets 415 with the codings that are read', async () => {
    const answer = await host([post]).inject({ url: '/orders', method: 'POST', body: 'x', headers: { 'content-encoding': 'zstd, gzip' } })
    assert.equal(answer.status, 415)
    assert.equal(answer.headers['accept-encoding'], 'gzip, br, deflate')
  })

  it('that is announced too long is refused before it is sent', async () => {
    const port = await listening(host([post]))
    const text = await talk(port, 'POST /orders HTTP/1.1\r\nHost: a\r\nContent-Length: 1025\r\n\r\n', /\}$/)
    assert.match(text, /^HTTP\/1\.1 413 [\s\S]*connection: close[\s\S]*"too-large"/i)
  })

  it('that grows too long is refused at the limit, and the client that still sends gets to read it', async () => {
    const port = await listening(host([post]))
    const chunk = `400\r\n${'x'.repeat(1024)}\r\n`
    const text = await talk(port, [
      'POST /orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
      ...Array.from({ length: 300 }, () => chunk),
      '0\r\n\r\n',
    ])
    assert.match(text, /^HTTP\/1\.1 413 /)
  })

  it("has its route's own limit", async () => {
    const made = host([{ ...post, bodyLimit: 4096 }])
    assert.equal((await made.inject({ url: '/orders', method: 'POST', body: 'x'.repeat(4096) })).status, 200)
    assert.equal((await made.inject({ url: '/orders', method: 'POST', body: 'x'.repeat(4097) })).status, 413)
  })

  it('with Expect is asked for once it is known to be wanted (RFC 9110, 10.1.1)', async () => {
    const port = await listening(host([post]))
    const wanted = await talk(port, 'POST /orders HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\nabcd', /"body":"abcd"\}$/)
    assert.match(wanted, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK/)
    const unwanted = await talk(port, 'POST /orders HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4000\r\n\r\n', /\}$/)
    assert.match(unwanted, /^HTTP\/1\.1 413/)
    const odd = await talk(port, 'POST /orders HTTP/1.1\r\nHost: a\r\nExpect: magic\r\nContent-Length: 0\r\n\r\n', /\}$/)
    assert.match(odd, /^HTTP\/1\.1 417/)
  })
})

describe('HTTP that is broken (RFC 9112)', () => {
  const broken: { readonly [name: string]: string } = {
    'garbage': 'hello\r\n\r\n',
    'Content-Length and Transfer-Encoding together': 'POST /o HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'two Content-Length': 'POST /o HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc',
    'a transfer coding nobody knows': 'POST /o HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
    'a folded header': 'GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n 2\r\n\r\n',
    'a bare LF': 'GET / HTTP/1.1\nHost: a\n\n',
    'a space before the colon': 'GET / HTTP/1.1\r\nHost : a\r\n\r\n',
    'no Host': 'GET / HTTP/1.1\r\n\r\n',
    'two Hosts': 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
    'a NUL in a header': 'GET / HTTP/1.1\r\nHost: a\r\nX-A: \0\r\n\r\n',
  }
  for (const [what, bytes] of Object.entries(broken)) {
    it(`${what}: 400 as a problem`, async () => {
      const port = await listening(host([route('GET', '/'), route('POST', '/o')]))
      const text = await talk(port, bytes, /\}$/)
      assert.match(text, /^HTTP\/1\.1 400 [\s\S]*content-type: application\/problem\+json[\s\S]*"malformed"/i)
    })
  }

  it('header fields that are too large: 431', async () => {
    const port = await listening(host([route('GET', '/')]))
    assert.match(await talk(port, `GET / HTTP/1.1\r\nHost: a\r\nX-A: ${'x'.repeat(5_000)}\r\n\r\n`, /\}$/), /^HTTP\/1\.1 431 /)
  })

  it('a broken second message does not answer for the first, which is still running', async () => {
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>()
    const port = await listening(host([route('GET', '/', () => promise)]))
    const text = await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\nhello\r\n\r\n')
    resolve({ status: 200, headers: {}, body: '' })
    assert.equal(text, '')
  })
})

describe('a slow client', () => {
  it('that does not finish its header in time gets 408 and is gone', async () => {
    const port = await listening(host([route('GET', '/')]))
    assert.match(await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n'), /^HTTP\/1\.1 408 [\s\S]*"timeout"/)
  })
  it('that does not finish its body in time gets 408 and is gone', async () => {
    const port = await listening(host([route('POST', '/o')]))
    assert.match(await talk(port, 'POST /o HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'), /^HTTP\/1\.1 408 [\s\S]*"timeout"/)
  })
  it('holds up nobody beyond the number of connections', async () => {
    const made = host([route('GET', '/')], { limits: { ...limits, connections: 1 } })
    const port = await listening(made)
    const first = connect(port, '127.0.0.1')
    await new Promise((resolve) => first.on('connect', resolve))
    await assert.doesNotReject(
      talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n').then(
        (text) => assert.equal(text, ''),
        () => undefined,
      ),
    )
    assert.equal(made.figures().dropped, 1)
    assert.match(logged[0]?.message ?? '', /all connections are in use/)
    first.destroy()
  })
})

describe('an answer', () => {
  it('has its length, and HEAD has that of GET without a body', async () => {
    const answer = (): HttpAnswer => ({ status: 200, headers: { etag: '"1"' }, body: 'grün' })
    const port = await listening(host([route('GET', '/', answer), route('HEAD', '/', answer)]))
    const head = await talk(port, 'HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    assert.match(head, /content-length: 5\r\n/i)
    assert.match(head, /\r\n\r\n$/)
    assert.match(await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'), /content-length: 5\r\n[\s\S]*gr\xc3\xbcn$/i)
  })

  it('of 204 or 304 has no length', async () => {
    for (const status of [204, 304]) {
      const answer = await host([route('GET', '/', () => ({ status, headers: {}, body: null }))]).inject({ url: '/' })
      assert.equal(answer.headers['content-length'], undefined)
    }
  })

  it('repeats a header with several values', async () => {
    const answer = await host([route('GET', '/', () => ({ status: 200, headers: { link: ['<a>', '<b>'] }, body: null }))]).inject({ url: '/' })
    assert.deepEqual(answer.headers['link'], ['<a>', '<b>'])
  })

  it('that streams is sent piece by piece, no faster than the client reads', async () => {
    let made = 0
    async function* pieces(): AsyncGenerator<string> {
      for (; made < 2_000; made++) yield 'x'.repeat(64 * 1024)
    }
    const port = await listening(host([route('GET', '/', () => ({ status: 200, headers: {}, body: pieces() }))]))
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    await new Promise((resolve) => socket.once('readable', resolve))
    // What the kernel's socket buffers take is all that may leave; the rest waits for the client.
    for (let before = made, still = 0; still < 200; still = before === made ? still + 1 : 0) {
      before = made
      await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(made < 500, `${made} of 2,000 pieces were made for a client that does not read`)
    let length = 0
    socket.on('data', (chunk) => (length += chunk.length))
    socket.resume()
    await new Promise((resolve) => socket.on('close', resolve))
    assert.ok(length > 2_000 * 64 * 1024)
  })

  it('is cut where the client takes nothing of it for too long, streamed or not', async () => {
    let ended = false
    async function* pieces(): AsyncGenerator<string> {
      try {
        for (;;) yield 'x'.repeat(64 * 1024)
      } finally {
        ended = true
      }
    }
    const large = 'x'.repeat(32 * 1024 * 1024)
    const made = host(
      [
        route('GET', '/stream', () => ({ status: 200, headers: {}, body: pieces() })),
        route('GET', '/large', () => ({ status: 200, headers: {}, body: large })),
      ],
      { limits: { ...limits, stall: 100 } },
    )
    const port = await listening(made)
    for (const path of ['/stream', '/large']) {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
      await new Promise((resolve) => socket.once('readable', resolve))
      while (made.figures().connections > 0) await new Promise((resolve) => setImmediate(resolve))
      socket.destroy()
    }
    assert.equal(ended, true)
  })

  it('that streams and fails is cut, so that nobody takes it for whole', async () => {
    async function* pieces(): AsyncGenerator<string> {
      yield 'first'
      throw new Error('disk gone')
    }
    const port = await listening(host([route('GET', '/', () => ({ status: 200, headers: {}, body: pieces() }))]))
    const text = await talk(port, 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
    assert.doesNotMatch(text, /0\r\n\r\n$/)
    assert.equal(logged.length, 1)
  })

  it('whose client goes away ends the signal and the stream', async () => {
    const { promise: ended, resolve } = Promise.withResolvers<boolean>()
    let signal: AbortSignal | undefined
    async function* pieces(): AsyncGenerator<string> {
      try {
        for (;;) yield 'x'.repeat(64 * 1024)
      } finally {
        resolve(signal?.aborted ?? false)
      }
    }
    const port = await listening(
      host([
        route('GET', '/', (request) => {
          signal = request.signal
          return { status: 200, headers: {}, body: pieces() }
        }),
      ]),
    )
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise((done) => socket.once('readable', done))
    socket.destroy()
    assert.equal(await ended, true)
  })
})

describe('a stop', () => {
  it('lets what is in flight finish, on a connection that ends with it, and takes nothing new', async () => {
    const { promise, resolve } = Promise.withResolvers<HttpAnswer>()
    const { promise: entered, resolve: enter } = Promise.withResolvers<void>()
    const made = host([
      route('GET', '/', () => {
        enter()
        return promise
      }),
    ])
    const port = await listening(made)
    const text = talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await entered
    const stopped = made.close(10_000)
    await assert.rejects(talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'), /ECONNREFUSED/)
    resolve({ status: 200, headers: {}, body: 'done' })
    assert.match(await text, /^HTTP\/1\.1 200 OK[\s\S]*connection: close[\s\S]*done$/i)
    assert.equal(await stopped, 0)
  })

  it('cuts what is not finished after the grace, and says how many', async () => {
    const { promise: entered, resolve: enter } = Promise.withResolvers<AbortSignal>()
    const made = host([
      route('GET', '/', (request) => {
        enter(request.signal)
        return new Promise(() => {})
      }),
    ])
    const port = await listening(made)
    const text = talk(port, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const signal = await entered
    assert.equal(await made.close(30), 1)
    assert.equal(signal.aborted, true)
    assert.equal(await text, '')
  })

  it('does not wait for connections that are idle', async () => {
    const made = host([route('GET', '/')], { limits: { ...limits, keepAlive: 60_000 } })
    const port = await listening(made)
    const socket = connect(port, '127.0.0.1')
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await new Promise((resolve) => socket.once('data', resolve))
    const closed = new Promise((resolve) => socket.on('close', resolve))
    assert.equal(await made.close(30_000), 0)
    await closed
  })
})

it('counts its answers by status', async () => {
  const made = host([route('GET', '/')])
  await made.inject({ url: '/' })
  await made.inject({ url: '/' })
  await made.inject({ url: '/x' })
  assert.deepEqual(
    [...made.figures().statuses],
    [
      [200, 2],
      [404, 1],
    ],
  )
  assert.equal(made.figures().inFlight, 0)
})
