import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { network, parseIp, parseNetwork, within, type Ip } from '../../../src/kernel/policies/target/ip.ts'
import { barred, rangeOf, type Dialing } from '../../../src/kernel/policies/target/range.ts'

function ip(text: string): Ip {
  const parsed = parseIp(text)
  assert.ok(parsed, `'${text}' is no address`)
  return parsed
}

/** First and last address of each range, and what lies beside it. */
const RANGES: readonly (readonly [dialing: Dialing, ...addresses: string[]])[] = [
  [
    'public',
    '1.0.0.0',
    '8.8.8.8',
    '9.255.255.255',
    '11.0.0.0',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '169.255.0.0',
  ],
  ['public', '172.15.255.255', '172.32.0.0', '192.0.1.0', '192.167.255.255', '192.169.0.0', '198.17.255.255', '198.20.0.0', '223.255.255.255'],
  ['public', '2000::', '2606:4700::1111', '2a00:1450:4001:80b::200e', '3ffe::', '2001:200::', '2001:db7:ffff::', '2001:db9::', '2003::'],
  ['never', '0.0.0.0', '0.255.255.255', '224.0.0.0', '239.255.255.255', '255.255.255.255'],
  ['named', '10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255'],
  ['named', '127.0.0.0', '127.0.0.1', '127.255.255.255', '169.254.0.0', '169.254.255.255', '100.64.0.0', '100.127.255.255'],
  [
    'named',
    '192.0.0.0',
    '192.0.0.255',
    '192.0.2.1',
    '198.18.0.0',
    '198.19.255.255',
    '198.51.100.7',
    '203.0.113.7',
    '240.0.0.0',
    '255.255.255.254',
    '192.88.99.1',
  ],
  ['never', '::', 'ff00::', 'ff02::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'],
  [
    'named',
    '::1',
    'fe80::',
    'fe80::1%eth0',
    'febf:ffff::',
    'fc00::',
    'fdff:ffff::',
    'fec0::1',
    '2001:db8::',
    '2001:db8:ffff::',
    '3fff::1',
    '100::1',
    '2001:0:808:808::f7f7:f7f7',
    '2001:2::1',
  ],
  ['named', '64:ff9b:1::1', '5f00::1', '4000::', '1fff::', 'e000::'],
  ['never', '169.254.169.254', '169.254.169.253', '169.254.170.2', '100.100.100.200', '168.63.129.16', '192.0.0.192', '169.254.42.42', '169.254.0.23'],
  ['never', 'fd00:ec2::254', 'fd20:ce::254', 'fd00:42::42', 'fd00:c1::a9fe:a9fe', 'fe80::a9fe:a9fe%eth0'],
]

describe('what an address is', () => {
  for (const [dialing, ...addresses] of RANGES)
    it(`${dialing}: ${addresses.join(', ')}`, () => {
      for (const address of addresses) assert.equal(rangeOf(ip(address)).dialing, dialing, `${address}: ${JSON.stringify(rangeOf(ip(address)))}`)
    })
})

const v4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((bytes) => Uint8Array.from(bytes))
/** Half of them where the rules change. */
const special = fc.constantFrom(...RANGES.flatMap(([, ...addresses]) => addresses).filter((address) => address.includes('.'))).map(ip)
const anyV4 = fc.oneof(v4, special)

function around(prefix: string, ...parts: readonly (readonly [at: number, bytes: Uint8Array])[]): Ip {
  const bytes = Uint8Array.from(ip(prefix))
  for (const [at, part] of parts) bytes.set(part, at)
  return bytes
}

/** Wrappings that hold nothing but the IPv4 address. */
const WRAPPINGS: readonly (readonly [name: string, wrap: (address: Uint8Array) => Ip])[] = [
  ['mapped', (address) => around('::ffff:0:0', [12, address])],
  ['translated', (address) => around('::ffff:0:0:0', [12, address])],
  ['NAT64', (address) => around('64:ff9b::', [12, address])],
  ['6to4', (address) => around('2002::1', [2, address])],
]
/** Forms in which the address is one part among others. */
const CARRYING: readonly (readonly [name: string, carry: (address: Uint8Array) => Ip])[] = [
  ['Teredo client', (address) => around('2001:0:808:808::', [12, address.map((byte) => byte ^ 0xff)])],
  ['Teredo server', (address) => around('2001::f7f7:f7f7', [4, address])],
  ['ISATAP', (address) => around('2a00:1450::5efe:0:0', [12, address])],
  ['ISATAP, unique', (address) => around('2a00:1450::200:5efe:0:0', [12, address])],
]
const LOCAL_NAT64: readonly (readonly [name: string, carry: (address: Uint8Array) => Ip])[] = [
  ['/48', (address) => around('64:ff9b:1::', [6, address.subarray(0, 2)], [9, address.subarray(2)])],
  ['/56', (address) => around('64:ff9b:1::', [7, address.subarray(0, 1)], [9, address.subarray(1)])],
  ['/64', (address) => around('64:ff9b:1::', [9, address])],
  ['/96', (address) => around('64:ff9b:1::', [12, address])],
]

describe('an IPv4 address in an IPv6 address', () => {
  for (const [name, wrap] of WRAPPINGS)
    it(`is judged as itself: ${name}`, () => {
      fc.assert(fc.property(anyV4, (address) => assert.deepEqual(rangeOf(wrap(address)), rangeOf(address))))
    })

  it('is judged as itself: compatible, but for :: and ::1', () => {
    fc.assert(
      fc.property(anyV4, (address) => {
        const low = address[0] === 0 && address[1] === 0 && address[2] === 0 && address[3]! < 2
        if (!low) assert.deepEqual(rangeOf(around('::', [12, address])), rangeOf(address))
      }),
    )
  })

  for (const [name, carry] of CARRYING)
    it(`is as forbidden as alone: ${name}`, () => {
      fc.assert(
        fc.property(anyV4, (address) => {
          const alone = rangeOf(address).dialing
          const carried = rangeOf(carry(address)).dialing
          if (alone !== 'public') assert.equal(carried, alone)
          const everything = [network('::/0')]
          if (alone !== 'public') assert.ok(barred(carry(address), everything), 'the IPv4 address has to be named, too')
        }),
      )
    })

  for (const [length, carry] of LOCAL_NAT64)
    it(`behind a local NAT64 prefix is never public, and a metadata service is never allowed: ${length}`, () => {
      fc.assert(fc.property(anyV4, (address) => assert.notEqual(rangeOf(carry(address)).dialing, 'public')))
      assert.equal(rangeOf(carry(ip('169.254.169.254'))).dialing, 'never')
      assert.equal(barred(carry(ip('10.1.2.3')), [network('64:ff9b:1::/48')]), undefined, 'named by the operator')
    })
})

describe('an allow-list', () => {
  const cases: readonly (readonly [address: string, allow: string, allowed: boolean])[] = [
    ['10.1.2.3', '10.0.0.0/8', true],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.4', '10.1.2.3', false],
    ['10.1.2.3', '::ffff:10.0.0.0/104', true],
    ['::ffff:10.1.2.3', '10.0.0.0/8', true],
    ['64:ff9b::10.1.2.3', '10.0.0.0/8', true],
    ['2002:a01:203::1', '10.0.0.0/8', true],
    ['172.20.1.1', '172.16.0.0/12', true],
    ['172.32.0.1', '172.16.0.0/12', true],
    ['192.168.1.1', '10.0.0.0/8', false],
    ['127.0.0.1', '127.0.0.0/8', true],
    ['::1', '127.0.0.0/8', false],
    ['::1', '::1/128', true],
    ['fd12:3456::1', 'fd00::/8', true],
    ['fe80::1%eth0', 'fe80::/10', true],
    ['169.254.10.10', '169.254.0.0/16', true],
    ['169.254.169.254', '169.254.0.0/16', false],
    ['169.254.169.254', '169.254.169.254/32', false],
    ['169.254.169.254', '0.0.0.0/0', false],
    ['::ffff:169.254.169.254', '::/0', false],
    ['64:ff9b::a9fe:a9fe', '::/0', false],
    ['fd00:ec2::254', 'fd00::/8', false],
    ['100.100.100.200', '100.64.0.0/10', false],
    ['168.63.129.16', '0.0.0.0/0', false],
    ['0.0.0.0', '0.0.0.0/0', false],
    ['::', '::/0', false],
    ['224.0.0.1', '0.0.0.0/0', false],
  ]
  for (const [address, allow, allowed] of cases)
    it(`${allow} ${allowed ? 'has' : 'has not'} ${address}`, () => {
      assert.equal(barred(ip(address), [network(allow)]) === undefined, allowed)
    })

  it('is written as networks', () => {
    for (const text of [
      '',
      '10',
      '10.0.0.0/33',
      '10.0.0.0/',
      '10.0.0.0/-1',
      '10.0.0.0/8/8',
      '0x7f.0.0.1',
      '010.0.0.1',
      '::/129',
      'localhost',
      '10.0.0.0/1e1',
      '10.0.0.0/ 8',
    ])
      assert.equal(parseNetwork(text), undefined, text)
  })

  it('has an address where its leading bits are those of the network', () => {
    fc.assert(
      fc.property(v4, v4, fc.nat(32), (address, base, bits) => {
        const number = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
        const shift = BigInt(32 - bits)
        assert.equal(within(address, { address: base, bits }), number(address) >> shift === number(base) >> shift)
      }),
    )
  })
})

describe('the text of an address', () => {
  it('of IPv6 means the same in every spelling', () => {
    const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(groups, (all) => {
        const full = all.map((group) => group.toString(16).padStart(4, '0')).join(':')
        const bytes = Uint8Array.from(all.flatMap((group) => [group >> 8, group & 0xff]))
        assert.deepEqual(parseIp(full), bytes)
        // As the URL parser writes it: shortened.
        assert.deepEqual(parseIp(new URL(`http://[${full}]/`).hostname.slice(1, -1)), bytes)
        const dotted = `${full.split(':').slice(0, 6).join(':')}:${[...bytes.subarray(12)].join('.')}`
        assert.deepEqual(parseIp(dotted), bytes)
      }),
    )
  })

  it('is nothing else', () => {
    for (const text of ['', '1', '127.1', '2130706433', '0x7f.0.0.1', '127.0.0.01', '127.0.0.1.', '[::1]', ':::', '1::2::3', 'localhost', '127.0.0.1 '])
      assert.equal(parseIp(text), undefined, text)
  })
})
