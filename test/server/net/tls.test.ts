import assert from 'node:assert/strict'
import type { Server, Socket } from 'node:net'
import { describe, it } from 'node:test'
import { createServer, getCACertificates, setDefaultCACertificates, type TlsOptions, type TLSSocket } from 'node:tls'
import type { NetGuard } from '../../../src/kernel/ports/net.ts'
import { failureOf } from '../../../src/server/net/failure.ts'
import { makeAuthority, type Certified } from './certificate.ts'
import { answer, failed, get, LOCAL, makeWay, receive, type Receiver } from './way.ts'

const plant = makeAuthority('Plant CA')
const other = makeAuthority('Other CA')
const erp = plant.issue({ names: ['erp.example', '*.wild.example', '127.0.0.1'] })
const GUARD: NetGuard = { allow: LOCAL.allow, ca: plant.certificate }

function secureReceiver({ certificate, key }: Certified, options: TlsOptions = {}, said: (socket: Socket) => void = answer('ok')): Promise<Receiver> {
  return receive(said, (on) => createServer({ cert: certificate, key, ...options }, on) as Server)
}

describe('a target over TLS', () => {
  const cases: readonly (readonly [what: string, host: string, shows: Certified, guard: NetGuard, good: boolean, said?: RegExp])[] = [
    ['with a certificate for its name from the given authority', 'erp.example', erp, GUARD, true],
    ['with a trailing dot in its name', 'erp.example.', erp, GUARD, true],
    ['with a certificate for names below', 'a.wild.example', erp, GUARD, true],
    ['with a certificate for its address', '127.0.0.1', erp, GUARD, true],
    ['with one of several authorities', 'erp.example', erp, { ...GUARD, ca: other.certificate + plant.certificate }, true],
    ['with a certificate from an authority beside those of the machine', 'erp.example', erp, { allow: LOCAL.allow, extraCa: plant.certificate }, true],
    [
      'with a certificate from an authority beside the given one',
      'erp.example',
      erp,
      { allow: LOCAL.allow, ca: other.certificate, extraCa: plant.certificate },
      true,
    ],
    [
      'with a certificate from neither',
      'erp.example',
      makeAuthority('Third CA').issue({ names: ['erp.example'] }),
      { ...GUARD, extraCa: other.certificate },
      false,
    ],
    ['with a certificate for another name', 'crm.example', erp, GUARD, false, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['with a certificate for a name two levels above', 'a.b.wild.example', erp, GUARD, false, /ERR_TLS_CERT_ALTNAME_INVALID/],
    ['with a certificate that does not have its address', '127.0.0.1', plant.issue({ names: ['erp.example'] }), GUARD, false, /ERR_TLS_CERT_ALTNAME_INVALID/],
    [
      'with a certificate that is over',
      'erp.example',
      plant.issue({ names: ['erp.example'], from: new Date('2020-01-01'), to: new Date('2021-01-01') }),
      GUARD,
      false,
      /CERT_HAS_EXPIRED/,
    ],
    [
      'with a certificate of tomorrow',
      'erp.example',
      plant.issue({ names: ['erp.example'], from: new Date(Date.now() + 86_400_000), to: new Date(Date.now() + 2 * 86_400_000) }),
      GUARD,
      false,
      /CERT_NOT_YET_VALID/,
    ],
    ['with a certificate from another authority', 'erp.example', other.issue({ names: ['erp.example'] }), GUARD, false],
    ['with a private certificate, where no authority is given', 'erp.example', erp, { allow: LOCAL.allow }, false],
    ['with a certificate that it made itself', 'erp.example', makeAuthority('erp.example'), GUARD, false],
  ]
  for (const [what, host, shows, guard, good, said] of cases)
    it(`${what} is ${good ? 'good' : 'refused'}`, async () => {
      await using receiver = await secureReceiver(shows)
      await using way = makeWay()
      for (const name of ['erp.example', 'crm.example', 'a.wild.example', 'a.b.wild.example']) way.names.set(name, ['127.0.0.1'])
      const request = way.net.request(get(`https://${host}:${receiver.port}/`, { guard }))
      if (good) assert.equal((await request).status, 200)
      else {
        await failed(request, 'tls', said)
        assert.ok(!receiver.received.some((text) => text !== ''), 'nothing was sent')
      }
    })

  it('is verified whatever the environment says', async () => {
    const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED
    process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'
    try {
      await using receiver = await secureReceiver(other.issue({ names: ['127.0.0.1'] }))
      await using way = makeWay()
      await failed(way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard: GUARD })), 'tls')
    } finally {
      if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED
      else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before
    }
  })

  it('is told the name that is meant, never an address', async () => {
    const names: unknown[] = []
    await using receiver = await secureReceiver(erp, {}, (socket) => {
      names.push((socket as TLSSocket & { servername?: unknown }).servername)
      answer('ok')(socket)
    })
    await using way = makeWay()
    way.names.set('erp.example', ['127.0.0.1'])
    await way.net.request(get(`https://erp.example:${receiver.port}/`, { guard: GUARD }))
    await way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard: GUARD }))
    assert.deepEqual(names, ['erp.example', false])
  })

  it('is asked for its certificate on each connection: no session is resumed', async () => {
    const resumed: boolean[] = []
    await using receiver = await secureReceiver(erp, {}, (socket) => {
      resumed.push((socket as TLSSocket).isSessionReused())
      socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
    })
    await using way = makeWay()
    for (let nth = 0; nth < 3; nth++) await way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard: GUARD }))
    assert.deepEqual(resumed, [false, false, false])
  })

  it('may still come from an authority of the machine where another is added, and not where one is given', async () => {
    const before = getCACertificates('default')
    setDefaultCACertificates([other.certificate])
    try {
      await using receiver = await secureReceiver(other.issue({ names: ['127.0.0.1'] }))
      await using way = makeWay()
      const url = `https://127.0.0.1:${receiver.port}/`
      assert.equal((await way.net.request(get(url, { guard: { allow: LOCAL.allow, extraCa: makeAuthority('Third CA').certificate } }))).status, 200)
      await failed(way.net.request(get(url, { guard: GUARD })), 'tls')
    } finally {
      setDefaultCACertificates(before)
    }
  })

  it('shares no connection between authorities', async () => {
    await using receiver = await secureReceiver(erp)
    await using way = makeWay()
    const url = `https://127.0.0.1:${receiver.port}/`
    await way.net.request(get(url, { guard: GUARD }))
    await failed(way.net.request(get(url, { guard: { ...GUARD, ca: other.certificate } })), 'tls')
  })

  it('has to speak TLS 1.2 at least', async () => {
    await using receiver = await secureReceiver(erp, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' })
    await using way = makeWay()
    await failed(way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard: GUARD })), 'tls')
  })

  it('that speaks no TLS fails as such', async () => {
    await using receiver = await receive((socket) => void socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    await using way = makeWay()
    const late = failed(way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard: GUARD })), 'timeout', /did not finish the TLS handshake/)
    await receiver.heard('\x16\x03\x01')
    way.clock.advance(15_000)
    await late
    await receiver.left()

    await using clear = await receive(answer(), (on) => {
      const server = createServer({ cert: erp.certificate, key: erp.key })
      server.removeAllListeners('connection')
      return server.on('connection', (socket: Socket) => {
        socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')
        on(socket)
      }) as Server
    })
    await failed(way.net.request(get(`https://127.0.0.1:${clear.port}/`, { guard: GUARD })), 'tls')
  })
})

describe('our own certificate', () => {
  const ours = plant.issue({ names: ['busbar.example'] })
  const asking: TlsOptions = { requestCert: true, rejectUnauthorized: true, ca: plant.certificate }

  it('is shown where the guard has one', async () => {
    let peer: unknown
    await using receiver = await secureReceiver(erp, asking, (socket) => {
      peer = (socket as TLSSocket).getPeerCertificate().subject.CN
      answer('ok')(socket)
    })
    await using way = makeWay()
    const guard: NetGuard = { ...GUARD, clientCertificate: ours.certificate, clientKey: ours.key }
    await way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard }))
    assert.equal(peer, 'busbar.example')
  })

  it('is not shown by a guard without it, which gets no connection that was made with it', async () => {
    await using receiver = await secureReceiver(erp, { ...asking, rejectUnauthorized: false }, (socket) => {
      answer((socket as TLSSocket).authorized ? 'known' : 'stranger')(socket)
    })
    await using way = makeWay()
    const url = `https://127.0.0.1:${receiver.port}/`
    const said = async (guard: NetGuard): Promise<string> => Buffer.from((await way.net.request(get(url, { guard }))).body).toString()
    assert.equal(await said({ ...GUARD, clientCertificate: ours.certificate, clientKey: ours.key }), 'known')
    assert.equal(await said(GUARD), 'stranger')
  })

  it('that the target does not want is said to be so, as far as the target says it', async () => {
    const strange = other.issue({ names: ['busbar.example'] })
    const guard: NetGuard = { ...GUARD, clientCertificate: strange.certificate, clientKey: strange.key }
    await using receiver = await secureReceiver(erp, { ...asking, maxVersion: 'TLSv1.2' })
    await using way = makeWay()
    await failed(way.net.request(get(`https://127.0.0.1:${receiver.port}/`, { guard })), 'broken', /during the TLS handshake/)
    // RFC 8446, 6.2: since TLS 1.3 this comes after the handshake.
    assert.equal(failureOf(Object.assign(new Error('alert'), { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }), 'answer').kind, 'tls')
  })

  it('without its own key is said to be so', async () => {
    await using way = makeWay()
    const guard: NetGuard = { ...GUARD, clientCertificate: ours.certificate, clientKey: erp.key }
    await failed(way.net.request(get('https://127.0.0.1:1443/', { guard })), 'invalid', /has to be the key of 'clientCertificate'/)
  })
})
