import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from '../../conformance/laws.ts'
import { canonicalJson, contractHash } from '../../src/contract/canonical.ts'
import { sha256 } from '../../src/contract/canonical-sha256.ts'
import { contractSchema } from '../../src/contract/load-published.ts'
import { ContractError, parseContract } from '../../src/contract/load.ts'
import { rich } from './rich.ts'

const published = new URL('../../schema/contract.schema.json', import.meta.url)

function placesOf(input: unknown): string[] {
  try {
    parseContract(input)
    return []
  } catch (error) {
    assert.ok(error instanceof ContractError)
    return error.diagnostics.map((d) => `${d.code} ${d.place}`)
  }
}

describe('canonical JSON (RFC 8785)', () => {
  test('names are sorted by UTF-16 code units and numbers are printed as ECMAScript does (3.2.2, 3.2.3)', () => {
    const value = {
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\u000aA\'B"\\\\"/',
      literals: [null, true, false],
    }
    assert.equal(
      canonicalJson(value),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    )
    assert.equal(
      canonicalJson({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, 'ö': 7 }),
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\u{1f600}":5,"\ufb33":3}',
    )
  })
  test('what is not JSON is refused', () => {
    for (const value of [Number.NaN, '\ud800', () => 1, [undefined], { a: 1n }]) assert.throws(() => canonicalJson(value), TypeError)
  })
  test('the order of members does not matter, and what it prints is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value)
        assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
        const turned = (v: unknown): unknown =>
          Array.isArray(v)
            ? v.map(turned)
            : typeof v === 'object' && v !== null
              ? Object.fromEntries(
                  Object.entries(v)
                    .reverse()
                    .map(([k, m]) => [k, turned(m)]),
                )
              : v
        assert.equal(canonicalJson(turned(value)), text)
      }),
    )
  })
})

test('SHA-256 is the one of FIPS 180-4, at every length', () => {
  assert.equal(sha256('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
  for (let length = 0; length < 200; length++) assert.equal(sha256('x'.repeat(length)), createHash('sha256').update('x'.repeat(length)).digest('hex'))
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(sha256(text), createHash('sha256').update(text).digest('hex'))))
})

test('a contract has one hash, whoever wrote it in whatever order', () => {
  assert.match(contractHash(rich.data), /^[0-9a-f]{64}$/)
  assert.equal(contractHash(parseContract(JSON.parse(canonicalJson(rich.data)))), contractHash(rich.data))
  assert.notEqual(contractHash({ ...rich.data, doc: 'Another.' }), contractHash(rich.data))
})

describe('the JSON form', () => {
  test('a rich contract survives the round trip through JSON unchanged', () => {
    const json: unknown = JSON.parse(JSON.stringify(rich.data))
    assert.deepEqual(parseContract(json), json)
    assert.equal(JSON.stringify(parseContract(json)), JSON.stringify(rich.data))
  })

  test('schema/contract.schema.json is what the reader reads', () => {
    const text = `${JSON.stringify(contractSchema(), null, 2)}\n`
    if (process.env.RECORD === '1') writeFileSync(published, text)
    assert.equal(readFileSync(published, 'utf8').replaceAll('\r\n', '\n'), text, 'run the tests with RECORD=1 to write it anew')
  })

  test('a rich contract is valid by the published schema, and a misspelled one is not', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false })
    const validate = ajv.compile(JSON.parse(readFileSync(published, 'utf8')))
    assert.ok(validate(JSON.parse(JSON.stringify(rich.data))), JSON.stringify(validate.errors))
    assert.ok(!validate({ ...rich.data, resource: {} }))
    assert.ok(
      !validate({
        busbar: 1,
        name: 'a',
        version: 'v1',
        resources: { A: { plural: 'as', key: { field: 'id', schema: { kind: 'string' } }, fields: { a: { kind: 'string', values: ['x'] } } } },
      }),
    )
  })

  test('what may be left out is filled in', () => {
    const data = parseContract({
      $schema: '../schema/contract.schema.json',
      busbar: 1,
      name: 'small',
      version: 'v1',
      resources: { Lot: { plural: 'lots', key: { field: 'id', schema: { kind: 'string' } }, fields: {} } },
    })
    assert.deepEqual(data.resources.Lot?.standard, ['get', 'list', 'create', 'update'])
    assert.deepEqual(data.resources.Lot?.access, { internal: { can: ['*'] } })
    assert.deepEqual(data.older, [])
  })

  test('each mistake is told with its place', () => {
    assert.deepEqual(
      placesOf({
        busbar: 2,
        name: 'a',
        version: 'v1',
        resources: {
          A: {
            plural: 1,
            Fields: {},
            key: { field: 'id', schema: { kind: 'strin' } },
            fields: { 'a b': { kind: 'decimal', precision: 0 } },
            access: { partners: { can: [] } },
          },
        },
      }),
      [
        'BB001 busbar',
        'BB001 resources.A.plural',
        'BB002 resources.A.Fields',
        'BB001 resources.A.key.schema.kind',
        'BB001 resources.A.fields["a b"].precision',
        'BB003 resources.A.fields["a b"].scale',
        'BB002 resources.A.access.partners',
      ],
    )
  })

  test('no input throws anything but a ContractError', () => {
    const deep = (levels: number): unknown => (levels === 0 ? 1 : { kind: 'list', of: deep(levels - 1) })
    assert.ok(placesOf({ busbar: 1, name: 'a', version: 'v1', telemetry: { a: { value: deep(5000) } } }).length > 0)
    fc.assert(fc.property(fc.anything({ withBigInt: true }), (value) => void placesOf(value)))
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), fc.nat(), (junk, at) => {
        // One value somewhere in a real contract becomes anything.
        let n = 0
        const total = JSON.stringify(rich.data).split(':').length
        const json: unknown = JSON.parse(JSON.stringify(rich.data), (_, value: unknown) => (n++ === at % total ? junk : value))
        placesOf(json)
      }),
      { numRuns: 500 },
    )
  })
})
