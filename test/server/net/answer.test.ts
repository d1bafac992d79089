import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { NetRequest } from '../../../src/kernel/ports/net.ts'
import { answer, failed, get, makeWay, receive } from './way.ts'

describe('a request', () => {
  it('is written with its method, path, headers and body, and asks for no encoding', async () => {
    await using receiver = await receive(answer())
    await using way = makeWay()
    await way.net.request(
      get(`http://127.0.0.1:${receiver.port}/a%20b?c=d#e`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-e': 'é' }, body: '{"ü":1}' }),
    )
    assert.equal(
      receiver.received[0],
      `POST /a%20b?c=d HTTP/1.1\r\nhost: 127.0.0.1:${receiver.port}\r\nconnection: keep-alive\r\ncontent-type: application/json\r\nx-e: é\r\naccept-encoding: identity\r\ncontent-length: 8\r\n\r\n{"\u00c3\u00bc":1}`,
    )
  })

  const odd: readonly (readonly [name: string, value: string])[] = [
    ['x-a', 'b\r\nx-c: d'],
    ['x-a', 'b\nx-c: d'],
    ['x-a\r\nx-c', 'd'],
    ['host', 'evil.example'],
    ['content-length', '0'],
    ['transfer-encoding', 'chunked'],
    ['connection', 'upgrade'],
    ['x-a', '\u{1F600}'],
  ]
  for (const [name, value] of odd)
    it(`is not sent with the header ${JSON.stringify(`${name}: ${value}`)}`, async () => {
      await using receiver = await receive(answer())
      await using way = makeWay()
      await failed(way.net.request(get(`http://127.0.0.1:${receiver.port}/`, { headers: { [name]: value } })), 'invalid')
      assert.equal(receiver.connections, 0)
    })

  it('is given up when the caller says so: before, and on the way', async () => {
    await using receiver = await receive(() => {})
    await using way = makeWay()
    const url = `http://127.0.0.1:${receiver.port}/`
    await failed(way.net.request(get(url, { signal: AbortSignal.abort() })), 'aborted')
    assert.equal(receiver.connections, 0)
    const controller = new AbortController()
    const given = failed(way.net.request(get(url, { signal: controller.signal })), 'aborted')
    await receiver.heard('\r\n\r\n')
    controller.abort(new Error('no more'))
    await given
    await receiver.left()
  })
})

describe('an answer', () => {
  it('is what it is, whatever its status: a redirect is not followed', async () => {
    await using other = await receive(answer('secret'))
    for (const status of [301, 302, 303, 307, 308]) {
      await using receiver = await receive(answer('gone', `HTTP/1.1 ${status} X\r\nlocation: http://127.0.0.1:${other.port}/`))
      await using way = makeWay()
      const got = await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
      assert.deepEqual([got.status, got.headers.location, Buffer.from(got.body).toString()], [status, `http://127.0.0.1:${other.port}/`, 'gone'])
    }
    assert.equal(other.connections, 0)
  })

  it('has the last of repeated headers, in lower case, and the time to its head', async () => {
    await using way = makeWay()
    await using receiver = await receive((socket) => {
      way.clock.advance(250)
      socket.write('HTTP/1.1 200 OK\r\nX-A: 1\r\nx-a: 2\r\n__proto__: 3\r\ncontent-length: 0\r\n\r\n')
    })
    const got = await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
    assert.equal(got.headers['x-a'], '2')
    assert.equal(Object.getPrototypeOf(got.headers), Object.prototype)
    assert.equal(got.took, 250)
  })

  it('is not decompressed: a bomb stays as small as it came', async () => {
    const bomb = gzipSync(Buffer.alloc(10_000_000))
    await using receiver = await receive((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`)
      socket.write(bomb)
    })
    await using way = makeWay()
    const got = await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
    assert.deepEqual(Buffer.from(got.body), bomb)
  })

  const lengths: readonly (readonly [sent: number, truncated: boolean])[] = [
    [0, false],
    [99, false],
    [100, false],
    [101, true],
    [10_000_000, true],
  ]
  for (const [sent, truncated] of lengths)
    it(`of ${sent} bytes is read up to 100, ${truncated ? 'and the connection dropped' : 'and the connection kept'}`, async () => {
      for (const chunked of [false, true]) {
        const body = 'x'.repeat(sent)
        await using receiver = await receive((socket) => {
          if (chunked) socket.write(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${sent === 0 ? '' : `${sent.toString(16)}\r\n${body}\r\n`}0\r\n\r\n`)
          else socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${sent}\r\n\r\n${body}`)
        })
        await using way = makeWay()
        const request = get(`http://127.0.0.1:${receiver.port}/`, { most: 100 })
        const got = await way.net.request(request)
        assert.deepEqual([got.body.length, got.truncated], [Math.min(100, sent), truncated])
        await way.net.request(request)
        assert.equal(receiver.connections, truncated ? 2 : 1)
      }
    })

  it('without an end costs no more than what is read of it', async () => {
    let sent = 0
    await using receiver = await receive((socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n')
      const chunk = Buffer.alloc(65_536)
      const more = (): void => {
        while (!socket.destroyed && sent < 1_000_000_000) {
          sent += chunk.length
          if (!socket.write(chunk)) return
        }
      }
      socket.on('drain', more)
      more()
    })
    await using way = makeWay()
    const got = await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
    assert.deepEqual([got.body.length, got.truncated], [16_384, true])
    await receiver.left()
    assert.ok(sent < 50_000_000, `${sent} bytes were sent`)
  })
})

describe('a target that does not answer in time is left', () => {
  const cases: readonly (readonly [what: string, said: RegExp, speak: (write: (text: string) => void) => void])[] = [
    ['that says nothing', /Within 15000 ms the target did not answer/, () => {}],
    ['that begins a head', /did not answer/, (write) => write('HTTP/1.1 200 OK\r\nx-a')],
    ['that sends its head and no body', /did not finish its answer/, (write) => write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n')],
    ['that sends its body a byte at a time', /did not finish its answer/, (write) => write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nx\r\n')],
    ['that has an endless chunk extension', /did not finish its answer/, (write) => write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1;x')],
  ]
  for (const [what, said, speak] of cases)
    it(what, async () => {
      await using receiver = await receive((socket) => speak((text) => void socket.write(text)))
      await using way = makeWay()
      const late = failed(way.net.request(get(`http://127.0.0.1:${receiver.port}/`)), 'timeout', said)
      await receiver.heard('\r\n\r\n')
      await arrived()
      way.clock.advance(14_999)
      assert.equal(way.net.figures().inFlight, 1)
      way.clock.advance(1)
      await late
      await receiver.left()
      assert.deepEqual(way.net.figures(), { pools: 1, connections: 0, inFlight: 0, waiting: 0 })
    })

  it('that drips: each byte buys no more time', async () => {
    await using way = makeWay()
    let bytes = 0
    await using receiver = await receive(async (socket) => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      for (; !socket.destroyed; bytes++) {
        socket.write('1\r\nx\r\n')
        await arrived()
        way.clock.advance(1_000)
      }
    })
    await failed(way.net.request(get(`http://127.0.0.1:${receiver.port}/`)), 'timeout', /did not finish its answer/)
    assert.ok(bytes <= 16, `${bytes} bytes`)
  })
})

describe('what is no answer is a broken one', () => {
  const head = 'HTTP/1.1 200 OK\r\n'
  const cases: readonly (readonly [what: string, text: string, end?: boolean])[] = [
    ['garbage', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['binary', '\x16\x03\x01\x00\x00\xff\xfe'],
    ['a head without an end', `${head}${'x-a: b\r\n'.repeat(10_000)}`],
    ['a header without an end', `${head}x-a: ${'b'.repeat(100_000)}`],
    ['a header without an end, in chunk trailers', `${head}transfer-encoding: chunked\r\n\r\n0\r\nx-a: ${'b'.repeat(100_000)}`],
    ['two lengths', `${head}content-length: 1\r\ncontent-length: 2\r\n\r\nxx`],
    ['a length and a transfer coding', `${head}content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a length that is none', `${head}content-length: 1e3\r\n\r\n`],
    ['a space before the colon', `${head}content-length : 1\r\n\r\nx`],
    ['an early end', `${head}content-length: 10\r\n\r\nx`, true],
    ['an early end of chunks', `${head}transfer-encoding: chunked\r\n\r\n5\r\nx`, true],
    ['no answer at all', '', true],
    ['an upgrade', 'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'],
    ['an invitation that nobody asked for', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['endless informational answers', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'.repeat(1_000)],
  ]
  for (const [what, text, end] of cases)
    it(what, async () => {
      await using receiver = await receive((socket) => {
        socket.write(text, 'latin1')
        if (end === true) socket.end()
      })
      await using way = makeWay()
      await failed(way.net.request(get(`http://127.0.0.1:${receiver.port}/`)), 'broken')
      await receiver.left()
    })

  it('a reset in the middle', async () => {
    await using receiver = await receive((socket) => {
      socket.write(`${head}content-length: 10\r\n\r\nx`, () => socket.resetAndDestroy())
    })
    await using way = makeWay()
    await failed(way.net.request(get(`http://127.0.0.1:${receiver.port}/`)), 'broken', /\(ECONNRESET\)|\(UND_ERR_SOCKET\)/)
  })

  it('a second answer that nobody asked for is not the answer to the next request', async () => {
    let nth = 0
    await using receiver = await receive((socket) => {
      nth++
      socket.write(`${head}content-length: 1\r\n\r\n${nth}${nth === 1 ? `${head}content-length: 1\r\n\r\n!` : ''}`)
    })
    await using way = makeWay()
    const bodies: string[] = []
    for (let at = 0; at < 3; at++) {
      await way.net
        .request(get(`http://127.0.0.1:${receiver.port}/`))
        .then(({ body }) => bodies.push(Buffer.from(body).toString()))
        .catch(() => bodies.push('broken'))
    }
    assert.ok(!bodies.includes('!'), String(bodies))
  })
})

it('nothing listens: refused', async () => {
  const receiver = await receive(answer())
  const { port } = receiver
  await receiver[Symbol.asyncDispose]()
  await using way = makeWay()
  await failed(way.net.request(get(`http://127.0.0.1:${port}/`)), 'refused', /no connection to the target \(ECONNREFUSED\)/)
})

it('a few informational answers are no answer yet', async () => {
  await using receiver = await receive(answer('ok', `${'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(3)}HTTP/1.1 200 OK`))
  await using way = makeWay()
  assert.equal((await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))).status, 200)
})

it('every method can be sent, with and without a body', async () => {
  await using receiver = await receive(answer('ok'))
  await using way = makeWay()
  for (const method of ['GET', 'POST', 'PUT', 'OPTIONS'] as const)
    for (const body of [undefined, '', 'text', new Uint8Array([1, 2, 3])]) {
      const request: NetRequest = get(`http://127.0.0.1:${receiver.port}/`, { method, ...(body !== undefined && { body }) })
      assert.equal((await way.net.request(request)).status, 200)
    }
})

/** What a socket was given has gone through the machine, and what it brought was read. */
async function arrived(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve))
}
