import assert from 'node:assert/strict'
import { connect, type Server, type Socket } from 'node:net'
import { describe, it } from 'node:test'
import { createServer } from 'node:tls'
import type { NetGuard } from '../../../src/kernel/ports/net.ts'
import { makeAuthority } from './certificate.ts'
import { answer, failed, get, LOCAL, makeWay, receive, type Receiver } from './way.ts'

/** A forward proxy that opens every tunnel, to the port at hand whatever address is named. */
function makeProxy(port: number): Promise<Receiver> {
  return receive((socket, request) => {
    if (!request.startsWith('CONNECT ')) return
    const target = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target)
      target.pipe(socket)
    })
    target.on('error', () => {})
    target.on('close', () => socket.destroy())
    socket.on('close', () => target.destroy())
  })
}

function through(proxy: Receiver, more: Partial<NetGuard> = {}): NetGuard {
  return { ...LOCAL, proxy: `http://127.0.0.1:${proxy.port}`, proxyAllow: ['127.0.0.1'], ...more }
}

describe('through a proxy', () => {
  it('a target is reached by its checked address, with its name in the request', async () => {
    await using receiver = await receive(answer('ok'))
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    way.names.set('erp.example', ['93.184.215.14'])
    const request = get('http://erp.example/hook', { guard: through(proxy) })
    const got = await way.net.request(request)
    assert.deepEqual([got.status, got.address], [200, '93.184.215.14'])
    assert.match(proxy.received[0] ?? '', /^CONNECT 93\.184\.215\.14:80 HTTP\/1\.1\r\nhost: 93\.184\.215\.14:80\r\n\r\n/)
    assert.match(receiver.received[0] ?? '', /^GET \/hook HTTP\/1\.1\r\nhost: erp\.example\r\n/)
    await way.net.request(request)
    assert.equal(proxy.connections, 1, 'the tunnel is kept')
  })

  it('TLS is with the target: its certificate is checked for its name', async () => {
    const plant = makeAuthority('Plant CA')
    const { certificate, key } = plant.issue({ names: ['erp.example'] })
    await using receiver = await receive(answer('ok'), (on) => createServer({ cert: certificate, key }, on) as Server)
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    way.names.set('erp.example', ['2606:2800:21f:cb07:6820:80da:af6b:8b2c'])
    way.names.set('crm.example', ['93.184.215.14'])
    const guard = through(proxy, { ca: plant.certificate })
    assert.equal((await way.net.request(get('https://erp.example/', { guard }))).status, 200)
    assert.match(proxy.received[0] ?? '', /^CONNECT \[2606:2800:21f:cb07:6820:80da:af6b:8b2c\]:443 /)
    await failed(way.net.request(get('https://crm.example/', { guard })), 'tls', /ALTNAME/)
  })

  it('a target that may not be dialed is not asked for', async () => {
    await using receiver = await receive(answer('ok'))
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    way.names.set('inside.example', ['10.0.0.1'])
    way.names.set('mixed.example', ['169.254.169.254', '93.184.215.14'])
    for (const byName of [false, true]) {
      const guard = through(proxy, { allow: [], proxyNames: byName })
      await failed(way.net.request(get('http://inside.example/', { guard })), 'blocked')
      await failed(way.net.request(get('http://169.254.169.254/', { guard })), 'blocked')
      await failed(way.net.request(get('http://nowhere.example/', { guard })), 'unresolved')
    }
    assert.equal(proxy.connections, 0)
    await way.net.request(get('http://mixed.example/', { guard: through(proxy, { allow: [] }) }))
    assert.match(proxy.received[0] ?? '', /^CONNECT 93\.184\.215\.14:80 /)
  })

  it('that decides by names a target is asked for by its name', async () => {
    await using receiver = await receive(answer('ok'))
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    way.names.set('erp.example', ['93.184.215.14'])
    await way.net.request(get('http://erp.example:8080/', { guard: through(proxy, { proxyNames: true }) }))
    assert.match(proxy.received[0] ?? '', /^CONNECT erp\.example:8080 HTTP\/1\.1\r\nhost: erp\.example:8080\r\n\r\n/)
  })

  it('that asks for them our name and password are given, to it alone', async () => {
    await using receiver = await receive(answer('ok'))
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    await way.net.request(get('http://93.184.215.14/', { guard: through(proxy, { proxy: `http://bus%40bar:se%3Acret@127.0.0.1:${proxy.port}` }) }))
    assert.match(proxy.received[0] ?? '', new RegExp(`\r\nproxy-authorization: Basic ${Buffer.from('bus@bar:se:cret').toString('base64')}\r\n`))
    assert.doesNotMatch(receiver.received[0] ?? '', /proxy-authorization/i)
  })

  it('with another name for it no connection is shared', async () => {
    await using receiver = await receive(answer('ok'))
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    way.names.set('erp.example', ['127.0.0.1'])
    const url = `http://erp.example:${receiver.port}/`
    await way.net.request(get(url, { guard: through(proxy) }))
    await way.net.request(get(url))
    assert.deepEqual([proxy.connections, receiver.connections], [1, 2])
  })
})

describe('without the proxy', () => {
  const cases: readonly (readonly [entry: string, direct: boolean])[] = [
    ['erp.corp.example', true],
    ['ERP.corp.example', true],
    ['.corp.example', true],
    ['.example', true],
    ['127.0.0.0/8', true],
    ['127.0.0.1', true],
    ['corp.example', false],
    ['.rp.corp.example', false],
    ['.erp.corp.example', false],
    ['10.0.0.0/8', false],
  ]
  for (const [entry, direct] of cases)
    it(`noProxy ${entry}: erp.corp.example at 127.0.0.1 is ${direct ? 'dialed' : 'not dialed'}`, async () => {
      await using receiver = await receive(answer('ok'))
      await using proxy = await makeProxy(receiver.port)
      await using way = makeWay()
      way.names.set('erp.corp.example', ['127.0.0.1'])
      await way.net.request(get(`http://erp.corp.example:${receiver.port}/`, { guard: through(proxy, { noProxy: [entry] }) }))
      assert.equal(proxy.connections, direct ? 0 : 1)
    })

  it('a network has to have every address of the target', async () => {
    await using receiver = await receive(answer('ok'))
    await using proxy = await makeProxy(receiver.port)
    await using way = makeWay()
    way.names.set('erp.example', ['127.0.0.1', '93.184.215.14'])
    await way.net.request(get(`http://erp.example:${receiver.port}/`, { guard: through(proxy, { noProxy: ['127.0.0.0/8'] }) }))
    assert.equal(proxy.connections, 1)
  })
})

describe('a proxy fails as such', () => {
  const target = 'http://93.184.215.14/'

  it('where its address is not named, though it is public', async () => {
    await using way = makeWay()
    for (const [at, allow] of [
      ['127.0.0.1:3128', []],
      ['93.184.215.15:3128', ['10.0.0.0/8']],
      ['proxy.example:3128', ['10.0.0.0/8']],
      ['169.254.169.254', ['0.0.0.0/0']],
      ['nowhere.example', ['0.0.0.0/0']],
    ] as const) {
      way.names.set('proxy.example', ['127.0.0.1'])
      await failed(way.net.request(get(target, { guard: { ...LOCAL, proxy: `http://${at}`, proxyAllow: allow } })), 'proxy', /lies in 'proxyAllow'/)
    }
  })

  it('where nothing listens', async () => {
    const gone = await receive(answer())
    await gone[Symbol.asyncDispose]()
    await using way = makeWay()
    await failed(way.net.request(get(target, { guard: through(gone) })), 'proxy', /ECONNREFUSED/)
  })

  const answers: readonly (readonly [text: string, said: RegExp, end?: boolean])[] = [
    ['HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n', /answered 407/],
    ['HTTP/1.1 403 Forbidden\r\n\r\n', /answered 403/],
    ['HTTP/1.1 502 Bad Gateway\r\n\r\n', /answered 502/],
    ['SSH-2.0-x\r\n\r\n', /no HTTP/],
    ['', /ended the connection/, true],
    [`HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(10_000)}`, /does not end/],
  ]
  for (const [text, said, end] of answers)
    it(`where it answers ${JSON.stringify(text.slice(0, 30))}`, async () => {
      await using proxy = await receive((socket: Socket) => {
        socket.write(text)
        if (end === true) socket.end()
      })
      await using way = makeWay()
      await failed(way.net.request(get(target, { guard: through(proxy) })), 'proxy', said)
      await proxy.left()
    })

  it('where it is not found in time', async () => {
    await using way = makeWay()
    way.names.set('proxy.example', () => new Promise(() => {}))
    const late = failed(
      way.net.request(get(target, { guard: { ...LOCAL, proxy: 'http://proxy.example:3128', proxyAllow: ['10.0.0.0/8'] } })),
      'proxy',
      /did not accept a connection/,
    )
    while (!way.asked.includes('proxy.example')) await new Promise((resolve) => setImmediate(resolve))
    way.clock.advance(15_000)
    await late
  })

  it('but a tunnel that does not open in time may be the target', async () => {
    await using proxy = await receive(() => {})
    await using way = makeWay()
    const late = failed(way.net.request(get(target, { guard: through(proxy) })), 'timeout', /the proxy did not open a tunnel/)
    await proxy.heard('\r\n\r\n')
    way.clock.advance(15_000)
    await late
    await proxy.left()
  })
})
