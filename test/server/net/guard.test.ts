import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NetGuard } from '../../../src/kernel/ports/net.ts'
import { createNet } from '../../../src/server/net/index.ts'
import { KeptLog, ManualClock } from '../../../conformance/ports.ts'
import { answer, failed, get, LOCAL, makeWay, receive } from './way.ts'

const PUBLIC_ONLY: NetGuard = { allow: [], plain: true }

/** OWASP's and Convoy's lists of ways to say "this machine", "this network" and "this machine's credentials". */
const FORBIDDEN = `
  127.0.0.1 127.1 2130706433 0x7f000001 0177.0.0.1 017700000001 ①②⑦.⓪.⓪.① 127.0.0.1. 0.0.0.0
  0 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.1.1 169.254.169.254 0xa9fea9fe 100.64.0.1
  100.100.100.200 168.63.129.16 192.0.0.1 198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 [::] [::1]
  [fe80::1] [fc00::1] [fd00:ec2::254] [ff02::1] [2001:db8::1] [::ffff:127.0.0.1] [::ffff:a9fe:a9fe] [::127.0.0.1] [64:ff9b::10.0.0.1]
  [64:ff9b::169.254.169.254] [64:ff9b:1::7f00:1] [2002:7f00:1::] [2002:a9fe:a9fe::1] [2001:0:808:808::80ff:fffe] [2a00:1450::5efe:10.0.0.1]
`
  .trim()
  .split(/\s+/)

describe('a target', () => {
  for (const host of FORBIDDEN)
    it(`is not dialed as http://${host}/`, async () => {
      await using way = makeWay()
      await failed(way.net.request(get(`http://${host}:8080/`, { guard: PUBLIC_ONLY })), 'blocked')
      assert.match((await way.net.check(`http://${host}/`, PUBLIC_ONLY)) ?? '', /may not be dialed|not public|never allowed/)
      assert.deepEqual(way.asked, [])
    })

  for (const address of FORBIDDEN.filter((host) => /^[\d.]{7,}$|^\[/.test(host) && !host.endsWith('.')).map((host) => host.replace(/[[\]]/g, '')))
    it(`is not dialed where its name is ${address}`, async () => {
      await using way = makeWay()
      way.names.set('inside.example', [address])
      const error = await failed(
        way.net.request(get('http://inside.example/', { guard: PUBLIC_ONLY })),
        'blocked',
        /'inside\.example' has no address that may be dialed/,
      )
      assert.ok(!error.message.includes(address), 'whoever wrote the name is not told what it resolves to')
      assert.equal(await way.net.check('http://inside.example/', PUBLIC_ONLY), error.message)
    })

  it('is not dialed by the names of this machine', async () => {
    for (const host of ['localhost', 'LOCALHOST', 'localhost.', 'sub.localhost', 'metadata.google.internal']) {
      await using way = makeWay()
      for (const name of ['localhost', 'sub.localhost']) way.names.set(name, ['::1', '127.0.0.1'])
      way.names.set('metadata.google.internal', ['169.254.169.254'])
      await failed(way.net.request(get(`http://${host}/`, { guard: PUBLIC_ONLY })), 'blocked')
    }
  })

  it('is never a metadata service, whatever is allowed', async () => {
    await using way = makeWay()
    const everything: NetGuard = { allow: ['0.0.0.0/0', '::/0', '169.254.169.254/32'], plain: true }
    way.names.set('metadata.google.internal', ['169.254.169.254', 'fd20:ce::254'])
    for (const host of [
      '169.254.169.254',
      '[fd00:ec2::254]',
      '100.100.100.200',
      '168.63.129.16',
      '[::ffff:169.254.169.254]',
      '[64:ff9b::a9fe:a9fe]',
      'metadata.google.internal',
    ])
      await failed(way.net.request(get(`http://${host}/latest/meta-data/`, { guard: everything })), 'blocked')
  })

  it('is dialed where an allowed network has its address', async () => {
    await using receiver = await receive(answer('here'))
    await using way = makeWay()
    const { status, body, address } = await way.net.request(get(`http://127.0.0.1:${receiver.port}/`))
    assert.deepEqual([status, Buffer.from(body).toString(), address], [200, 'here', '127.0.0.1'])
  })

  it('that does not resolve is not dialed', async () => {
    await using way = makeWay()
    way.names.set('empty.example', [])
    await failed(way.net.request(get('http://nowhere.example/')), 'unresolved', /'nowhere\.example' cannot be resolved/)
    await failed(way.net.request(get('http://empty.example/')), 'unresolved', /has no address/)
    assert.equal(await way.net.check('http://nowhere.example/', LOCAL), undefined, 'it may resolve when it is dialed')
  })

  it('that a resolver answers nonsense for is not dialed', async () => {
    await using way = makeWay()
    way.names.set('odd.example', ['not-an-address', '', '127.1', '0x7f.0.0.1'])
    await failed(way.net.request(get('http://odd.example/')), 'blocked')
  })
})

describe('a name with several addresses', () => {
  it('is dialed at those that may be, the others are left out', async () => {
    await using receiver = await receive(answer())
    await using way = makeWay()
    way.names.set('mixed.example', ['169.254.169.254', '10.0.0.1', '::1', '127.0.0.1'])
    const guard: NetGuard = { allow: ['127.0.0.1/32'], plain: true }
    assert.equal((await way.net.request(get(`http://mixed.example:${receiver.port}/`, { guard }))).address, '127.0.0.1')
  })

  it('is dialed at the next one where one does not answer', async () => {
    await using receiver = await receive(answer())
    await using way = makeWay()
    way.names.set('two.example', ['::1', '127.0.0.1'])
    assert.equal((await way.net.request(get(`http://two.example:${receiver.port}/`))).address, '127.0.0.1')
  })
})

describe('a name that changes', () => {
  it('from public to private between check and dial is blocked', async () => {
    await using way = makeWay()
    const answers = [['93.184.215.14'], ['127.0.0.1']]
    way.names.set('rebind.example', () => answers.shift() ?? assert.fail('asked too often'))
    assert.equal(await way.net.check('http://rebind.example/', PUBLIC_ONLY), undefined)
    await failed(way.net.request(get('http://rebind.example/', { guard: PUBLIC_ONLY })), 'blocked')
  })

  it('is looked up once for a dial: the address that was checked is the one that is dialed', async () => {
    await using receiver = await receive(answer())
    await using way = makeWay()
    const answers = [['127.0.0.1'], ['169.254.169.254']]
    way.names.set('rebind.example', () => answers.shift() ?? assert.fail('asked too often'))
    await way.net.request(get(`http://rebind.example:${receiver.port}/`))
    assert.deepEqual(way.asked, ['rebind.example'])
  })

  it('is checked again when the target closed the connection', async () => {
    await using receiver = await receive((socket) => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'))
    await using way = makeWay()
    const answers = [['127.0.0.1'], ['10.0.0.1']]
    way.names.set('rebind.example', () => answers.shift() ?? assert.fail('asked too often'))
    const request = get(`http://rebind.example:${receiver.port}/`)
    await way.net.request(request)
    await failed(way.net.request(request), 'blocked')
    assert.equal(receiver.connections, 1)
  })
})

describe('a URL', () => {
  const cases: readonly (readonly [url: string, kind: 'blocked' | 'invalid', said: RegExp, guard?: Partial<NetGuard>])[] = [
    ['ftp://127.0.0.1/', 'blocked', /neither http: nor https:/],
    ['file:///etc/passwd', 'blocked', /neither http: nor https:/],
    ['nothing', 'invalid', /no URL/],
    ['http://user:pass@127.0.0.1/', 'blocked', /user name or a password/],
    ['http://127.0.0.1:25/', 'blocked', /Port 25/],
    ['http://127.0.0.1:6379/', 'blocked', /Port 6379 may not be used; these may: 443, 8000-8099/, { ports: ['443', '8000-8099'] }],
    ['http://127.0.0.1/', 'blocked', /not https:/, { plain: false }],
    ['http://plant.example:3000/x', 'blocked', /one of ours/],
    ['http://127.0.0.1:3000/x', 'blocked', /one of ours/],
    ['http://alias.example:3000/x', 'blocked', /no address that may be dialed/],
  ]
  for (const [url, kind, said, guard] of cases)
    it(`is refused, when it is given and when it is dialed: ${url}`, async () => {
      await using way = makeWay({ ownUrls: ['http://plant.example:3000', 'http://0.0.0.0:3000'] })
      way.names.set('alias.example', ['127.0.0.1'])
      const asked = get(url, { guard: { ...LOCAL, ...guard } })
      const error = await failed(way.net.request(asked), kind, said)
      assert.equal(await way.net.check(url, asked.guard), error.message)
    })

  it('of ours has to be one', () => {
    assert.throws(() => createNet({ clock: new ManualClock(), log: new KeptLog(), ownUrls: ['plant.example'] }), /'plant\.example' of 'ownUrls' is no URL/)
  })
})

describe('a guard', () => {
  const cases: readonly (readonly [guard: Partial<NetGuard>, said: RegExp])[] = [
    [{ allow: ['10.0.0.0/40'] }, /'10\.0\.0\.0\/40' of 'allow'/],
    [{ allow: ['intranet'] }, /'intranet' of 'allow'/],
    [{ ports: ['http'] }, /'http' of 'ports'/],
    [{ ca: 'no certificate' }, /has to be PEM/],
    [{ extraCa: 'no certificate' }, /has to be PEM/],
    [{ clientCertificate: 'x' }, /one is missing/],
    [{ clientCertificate: 'x', clientKey: 'y' }, /cannot be used/],
    [{ proxy: 'https://proxy.example' }, /'proxy' is no URL such as/],
    [{ proxy: 'proxy.example:3128' }, /'proxy' is no URL such as/],
    [{ proxy: 'http://a%zz:b@proxy.example' }, /the sign itself is %25/],
    [{ proxy: 'http://proxy.example', proxyAllow: ['x'] }, /'x' of 'proxyAllow'/],
    [{ proxy: 'http://proxy.example', noProxy: ['a b'] }, /'a b' of 'noProxy'/],
  ]
  for (const [guard, said] of cases)
    it(`that cannot be read is said to be so: ${JSON.stringify(guard)}`, async () => {
      await using way = makeWay()
      const asked = get('http://127.0.0.1:1/', { guard: { ...LOCAL, ...guard } })
      const error = await failed(way.net.request(asked), 'invalid', said)
      assert.equal(await way.net.check(asked.url, asked.guard), error.message)
    })
})

describe('the log', () => {
  it('has the addresses that were refused, once in ten minutes for a host', async () => {
    await using way = makeWay()
    way.names.set('inside.example', ['10.0.0.1', '169.254.169.254'])
    for (let nth = 0; nth < 5; nth++) await failed(way.net.request(get('http://inside.example/')), 'blocked')
    assert.deepEqual(way.log.entries, [
      {
        level: 'warn',
        message: 'A target was not dialed.',
        fields: {
          host: 'inside.example',
          port: 80,
          reason: "The name 'inside.example' has no address that may be dialed.",
          addresses: '10.0.0.1: not public (private), and no allowed network has it; 169.254.169.254: never allowed (metadata service)',
        },
      },
    ])
    way.clock.advance(600_001)
    await failed(way.net.request(get('http://inside.example/')), 'blocked')
    assert.equal(way.log.entries.length, 2)
  })
})

describe('a name that nobody answers for', () => {
  it('is asked for once, however many wait, and not longer than a check has time', async () => {
    await using way = makeWay()
    way.names.set('slow.example', () => new Promise(() => {}))
    const requests = [1, 2, 3].map(() => failed(way.net.request(get('http://slow.example/')), 'timeout', /Within 15000 ms the name was not resolved/))
    const check = way.net.check('http://slow.example/', LOCAL)
    await Promise.resolve()
    assert.deepEqual(way.asked, ['slow.example'])
    way.clock.advance(5_000)
    assert.equal(await check, undefined)
    way.clock.advance(10_000)
    await Promise.all(requests)
  })
})
