import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { headerProblem } from '../../../src/kernel/policies/target/header.ts'
import { parseIp } from '../../../src/kernel/policies/target/ip.ts'
import { isOwn, parsePorts, parseTarget, PORTS, targetOf, type Target, type TargetRules } from '../../../src/kernel/policies/target/url.ts'

const rules: TargetRules = { plain: false, ports: PORTS, own: [] }

function target(url: string): Target {
  const parsed = parseTarget(url)
  assert.ok(parsed, `${url} is no target`)
  return parsed
}

function problem(url: string, of: Partial<TargetRules> = {}): string | undefined {
  const found = targetOf(url, { ...rules, ...of })
  return 'problem' in found ? found.problem : undefined
}

describe('the host of a URL', () => {
  const loopback = [
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://127.0.0.1./',
    'http://0x7f.1/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://1%32%37.0.0.1/',
  ]
  for (const url of loopback)
    it(`is the address it means: ${url}`, () => {
      assert.equal(target(url).host, '127.0.0.1')
      assert.deepEqual(target(url).ip, Uint8Array.of(127, 0, 0, 1))
    })

  const same: readonly (readonly [url: string, host: string])[] = [
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://[0:0:0:0:0:0:0:1]/', '::1'],
    ['http://localhost./', 'localhost'],
    ['https://ERP.Example./', 'erp.example'],
    ['https://bücher.example/', 'xn--bcher-kva.example'],
  ]
  for (const [url, host] of same) it(`${url} is ${host}`, () => assert.equal(target(url).host, host))

  it('is nothing where the text is no URL of HTTP, or has no host', () => {
    for (const url of [
      '',
      'erp.example',
      '//erp.example',
      'ftp://erp.example',
      'file:///etc/passwd',
      'gopher://x',
      'javascript:1',
      'data:,x',
      'http://',
      'http://256.1.1.1/',
      'http://[fe80::1%25eth0]/',
      'http://a..',
      'http://./',
    ])
      assert.equal(parseTarget(url), undefined, url)
  })

  it('keeps port, path and query, and leaves the fragment', () => {
    const { ip: _, ...plain } = target('https://erp.example.:8443/a%20b/../c?d=e#f')
    assert.deepEqual(plain, { secure: true, host: 'erp.example', port: 8443, origin: 'https://erp.example:8443', path: '/c?d=e' })
    assert.equal(target('http://[::1]:81/').origin, 'http://[::1]:81')
  })

  it('whatever the text, is a target or none', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.string({ unit: 'binary' }).map((text) => `http://${text}/`),
        ),
        (text) => void parseTarget(text),
      ),
    )
  })
})

describe('a URL is refused', () => {
  const cases: readonly (readonly [url: string, of: Partial<TargetRules>, said: RegExp | undefined])[] = [
    ['https://erp.example/hook', {}, undefined],
    ['http://erp.example/hook', {}, /not https:/],
    ['http://erp.example/hook', { plain: true }, undefined],
    ['ftp://erp.example/', { plain: true }, /neither http: nor https:/],
    ['erp.example', {}, /no URL/],
    ['https://user:pass@erp.example/', {}, /user name or a password/],
    ['https://user@erp.example/', {}, /user name or a password/],
    ['https://:pass@erp.example/', {}, /user name or a password/],
    ['https://erp.example:22/', {}, /Port 22 may not be used; these may: 80, 443, 1024-65535/],
    ['https://erp.example:25/', {}, /Port 25/],
    ['https://erp.example:0/', {}, /Port 0/],
    ['https://erp.example:8443/', {}, undefined],
    ['https://erp.example:8443/', { ports: [{ from: 443, to: 443 }] }, /Port 8443/],
    ['https://plant.example/hook', { own: [target('https://plant.example')] }, /one of ours/],
    ['https://PLANT.example.:443/hook', { own: [target('https://plant.example/base')] }, /one of ours/],
    ['https://plant.example:8443/hook', { own: [target('https://plant.example')] }, undefined],
  ]
  for (const [url, of, said] of cases)
    it(`${said === undefined ? 'not ' : ''}where it is ${url}`, () => {
      const found = problem(url, of)
      if (said === undefined) assert.equal(found, undefined)
      else assert.match(found ?? '', said)
    })
})

describe('an address is one of ours', () => {
  const cases: readonly (readonly [address: string, own: string, is: boolean])[] = [
    ['127.0.0.1', 'http://localhost:3000', true],
    ['::1', 'http://localhost:3000', true],
    ['127.9.9.9', 'http://127.0.0.1:3000', true],
    ['127.0.0.1', 'http://0.0.0.0:3000', true],
    ['::1', 'http://[::]:3000', true],
    ['127.0.0.1', 'http://localhost:3001', false],
    ['10.0.0.5', 'http://10.0.0.5:3000', true],
    ['10.0.0.6', 'http://10.0.0.5:3000', false],
    ['10.0.0.5', 'http://0.0.0.0:3000', false],
    ['127.0.0.1', 'https://plant.example:3000', false],
  ]
  for (const [address, own, is] of cases)
    it(`${address}, port 3000, ${is ? 'is' : 'is not'} ${own}`, () => {
      assert.equal(isOwn(parseIp(address)!, 3000, [target(own)]), is)
    })
})

it('ports are written as one or as a range', () => {
  assert.deepEqual(parsePorts('443'), { from: 443, to: 443 })
  assert.deepEqual(parsePorts('8000-8099'), { from: 8000, to: 8099 })
  for (const text of ['', '0', '65536', '9-8', '-1', '1-', 'http', '1-2-3', ' 80']) assert.equal(parsePorts(text), undefined, text)
})

describe('a header', () => {
  const refused: readonly (readonly [name: string, value: string])[] = [
    ['x-a', 'b\r\nhost: evil'],
    ['x-a', 'b\nc'],
    ['x-a', 'b\rc'],
    ['x-a', 'b\0c'],
    ['x-a', 'žluťoučký €'],
    ['x-a\r\nx-b', 'c'],
    ['x a', 'b'],
    ['x:a', 'b'],
    ['', 'b'],
    ['X-A', 'b'],
    ['__proto__\n', 'b'],
    ...[
      'host',
      'content-length',
      'transfer-encoding',
      'connection',
      'upgrade',
      'te',
      'trailer',
      'keep-alive',
      'expect',
      'proxy-authorization',
      'proxy-connection',
    ].map((name) => [name, 'x'] as const),
  ]
  for (const [name, value] of refused) it(`is refused: ${JSON.stringify(`${name}: ${value}`)}`, () => assert.ok(headerProblem(name, value)))

  it('is fine otherwise', () => {
    for (const [name, value] of [
      ['authorization', 'Bearer a.b-c_d~e+f/g='],
      ['x-a', ''],
      ['x-a', 'a\tb'],
      ['x-a', 'é'],
      ['ce-id', '1'],
      ['webhook-signature', 'v1,a= v1a,b='],
    ] as const)
      assert.equal(headerProblem(name, value), undefined)
  })

  it('that is accepted never ends its line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
        if (headerProblem(name, value) === undefined) assert.doesNotMatch(`${name}${value}`, /[\r\n\0]/)
      }),
    )
  })
})
