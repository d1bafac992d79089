import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { arbitraryFields, arbitraryRecord } from '../../conformance/values.ts'
import { readXml, replaceUnsayable, XmlError } from '../../src/codecs/xml/index.ts'
import type { ContractData, ResourceData } from '../../src/contract/data.ts'
import type { Json, Schema, SchemaFields } from '../../src/contract/schema.ts'
import { decodeFields, encodeFields, encodeRecord, namespaceOf, PROBLEM_FIELDS, recordFields, typeNames, xsdOf } from '../../src/wire/xml/index.ts'
import { rich as richContract } from '../contract/rich.ts'
import { schemaCheck } from './xsd.ts'

const rich = richContract.data

type Members = { readonly [name: string]: Json }

/** A field of each kind, three levels deep; lists and maps of anything but lists of nothing. */
const schema = fc.letrec<{ schema: Schema; marked: Schema }>((tie) => {
  const scalar: fc.Arbitrary<Schema> = fc.constantFrom<Schema>(
    { kind: 'string' },
    { kind: 'string', minLength: 1, maxLength: 5 },
    { kind: 'string', pattern: '^[A-Z]{2}-[0-9]{1,4}$' },
    { kind: 'string', pattern: '^(a|b+)\\.\\d[^x]?$' },
    { kind: 'uuid' },
    { kind: 'boolean' },
    { kind: 'integer' },
    { kind: 'integer', minimum: -5, maximum: 2_147_483_647 },
    { kind: 'float' },
    { kind: 'float', minimum: 0, maximum: 1 },
    { kind: 'decimal', precision: 12, scale: 3 },
    { kind: 'decimal', precision: 4, scale: 4, minimum: '-0.5' },
    { kind: 'decimal', precision: 5, scale: 0, minimum: '0', maximum: '99999' },
    { kind: 'instant' },
    { kind: 'date' },
    { kind: 'time' },
    { kind: 'local' },
    { kind: 'duration' },
    { kind: 'enum', values: ['a', ' b ', '<c>', 'ü & "d"'] },
    { kind: 'bytes', maxLength: 20 },
    { kind: 'money', precision: 10, scale: 2 },
    { kind: 'quantity', precision: 8, scale: 2, units: ['kg', 'g'] },
    { kind: 'quantity', precision: 8, scale: 2 },
    { kind: 'ref', resource: 'Other' },
    { kind: 'json' },
  )
  const marks = fc.constantFrom({}, {}, { optional: true as const }, { nullable: true as const }, { optional: true as const, nullable: true as const })
  const item = tie('schema').chain((of) => fc.constantFrom<Schema>(of, { ...of, nullable: true }))
  return {
    marked: fc.tuple(tie('schema'), marks).map(([one, mark]) => ({ ...one, ...mark })),
    schema: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 4, arbitrary: scalar },
      { weight: 1, arbitrary: fc.tuple(item, fc.nat(2)).map(([of, minItems]): Schema => ({ kind: 'list', of, minItems, maxItems: 8 })) },
      { weight: 1, arbitrary: item.map((of): Schema => ({ kind: 'map', of })) },
      {
        weight: 1,
        arbitrary: fc
          .dictionary(fc.constantFrom('a', 'b', 'item', 'entry', 'key'), tie('marked'), { maxKeys: 4 })
          .map((fields): Schema => ({ kind: 'object', fields: { ...fields } })),
      },
    ),
  }
}).marked

const fieldsArbitrary: fc.Arbitrary<SchemaFields> = fc
  .dictionary(fc.constantFrom('one', 'two', 'three', 'four', 'five'), schema, { minKeys: 1 })
  .map((fields) => ({ ...fields }))

/** A contract whose one operation gives back what it is given. */
function echo(fields: SchemaFields): ContractData {
  return {
    ...rich,
    resources: {},
    composites: {},
    faults: {},
    operations: { echo: { path: 'echo', input: fields, output: fields, faults: [], audiences: ['internal'] } },
  }
}

function written(inner: string, namespace: string): Uint8Array {
  return Buffer.from(`<x xmlns="${namespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${inner}</x>`)
}

/** What XML can say of a value: instants in their one form, and no control characters outside of JSON. */
function sayable(value: Json, schema: Schema | undefined): Json {
  if (value === null || schema?.kind === 'json') return value
  if (typeof value === 'string') return replaceUnsayable(value)
  if (typeof value !== 'object') return value
  if (Array.isArray(value)) return (value as readonly Json[]).map((item) => sayable(item, schema?.kind === 'list' ? schema.of : undefined))
  const of = (name: string): Schema | undefined => (schema?.kind === 'object' ? schema.fields[name] : schema?.kind === 'map' ? schema.of : undefined)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [replaceUnsayable(name), sayable(member, of(name))]))
}

/** Points in time as such: their offset is written in another way where XML Schema has no other. */
function instants(value: unknown, schema: Schema): unknown {
  if (value === null) return value
  if (schema.kind === 'instant') return typeof value === 'string' ? [Date.parse(value.replace(/\.[0-9]+/, '')), /\.[0-9]+/.exec(value)?.[0]] : value
  if (schema.kind === 'list') return (value as unknown[]).map((item) => instants(item, schema.of))
  if (schema.kind === 'map') return Object.fromEntries(Object.entries(value as object).map(([name, member]) => [name, instants(member, schema.of)]))
  if (schema.kind === 'object') return all(value as Members, schema.fields)
  return value
}

function all(value: { readonly [name: string]: unknown }, fields: SchemaFields): unknown {
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fields[name] ? instants(member, fields[name]) : member]))
}

describe('values of any contract in XML', () => {
  it('are read as they were written, and fit the XML Schema', () => {
    fc.assert(
      fc.property(
        fieldsArbitrary.chain((fields) => fc.tuple(fc.constant(fields), fc.array(arbitraryFields(fields), { minLength: 5, maxLength: 5 }))),
        ([fields, values]) => {
          const contract = echo(fields)
          const namespace = namespaceOf(contract)
          using check = schemaCheck(contract)
          for (const raw of values) {
            const value = sayable(raw, { kind: 'object', fields }) as Members
            const inner = encodeFields(value, fields, { contract })
            const read = decodeFields(readXml(written(inner, namespace)), fields, { namespace })
            assert.deepEqual(all(read, fields), all(value, fields))
            assert.equal(check.complaint('EchoInput', inner), undefined, inner)
            assert.equal(check.complaint('EchoOutput', inner), undefined, inner)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  it('are well-formed whatever the JSON was, or an XmlError; replaced they always are', () => {
    const fields: SchemaFields = { text: { kind: 'string' }, map: { kind: 'map', of: { kind: 'string' } }, extra: { kind: 'json' } }
    fc.assert(
      fc.property(
        fc.record({ text: fc.string({ unit: 'binary' }), map: fc.dictionary(fc.string({ unit: 'binary' }), fc.string()), extra: fc.jsonValue() }),
        (value) => {
          const raw = value as Members
          assert.ok(readXml(written(encodeFields(raw, fields, { contract: rich, unsayable: 'replace' }), 'u')))
          try {
            assert.ok(readXml(written(encodeFields(raw, fields, { contract: rich }), 'u')))
          } catch (error) {
            assert.ok(error instanceof XmlError && /cannot say/.test(error.message), String(error))
          }
        },
      ),
    )
  })
})

describe('the records of a contract in XML', () => {
  const names = typeNames(rich)
  const record = (data: ResourceData): fc.Arbitrary<Members> =>
    arbitraryRecord(data).map((body) => {
      const shown = Object.fromEntries(Object.entries(body).filter(([name]) => !data.fields[name]?.writeOnly))
      const generated = Object.hasOwn(shown, data.key.field) ? {} : { [data.key.field]: '00000000-0000-7000-8000-000000000000' }
      const state = Object.entries(data.fields).find(([, one]) => one.kind === 'state')
      return {
        ...generated,
        ...shown,
        ...(state?.[1].kind === 'state' && { [state[0]]: state[1].values[0] ?? '' }),
        revision: 1,
        createdAt: '2026-01-01T00:00:00Z',
        updatedAt: '2026-01-01t00:00:00.5z',
      }
    })
  for (const [name, data] of Object.entries(rich.resources)) {
    it(`fit its XML Schema: ${name}`, () => {
      using check = schemaCheck(rich)
      fc.assert(
        fc.property(record(data), arbitraryRecord(data), (shown, body) => {
          const output = encodeRecord(shown, name, { contract: rich, unsayable: 'replace' })
          assert.equal(check.complaint(names.record(name), output), undefined, output)
          assert.equal(check.complaint(names.page(name), `<items><item>${output}</item></items><next>x</next><count>1</count>`), undefined)
          if (!data.standard.includes('create')) return
          const input = encodeFields(body, recordFields(data), { contract: rich, unsayable: 'replace' })
          assert.equal(check.complaint(names.body(name, 'create'), input), undefined, input)
          assert.equal(check.complaint(names.body(name, 'replace'), output), undefined, output)
          assert.equal(check.complaint(names.body(name, 'patch'), input), undefined, input)
        }),
        { numRuns: 30 },
      )
    })
  }
  it('show an included record beside its key, and a has-many as a list', () => {
    using check = schemaCheck(rich)
    const system = { revision: 1, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }
    const partner = { id: 'P0001', name: 'ACME', ...system }
    const order = { id: 'PO-00000001', material: null, customer: partner, quantity: '1', due: '2026-01-01T00:00:00Z', priority: 5, state: 'Ready', ...system }
    const operations = [{ id: '00000000-0000-7000-8000-000000000000', order: 'PO-00000001', number: 1, work: 'saw', ...system }]
    const xml = encodeRecord({ ...order, operations }, 'ProductionOrder', { contract: rich })
    assert.match(xml, /<materialRecord xsi:nil="true"\/><customer>P0001<\/customer><customerRecord><id>P0001<\/id><revision>1<\/revision>/)
    assert.match(xml, /<operations><item><id>[^<]*<\/id>.*<order>PO-00000001<\/order>/)
    assert.equal(check.complaint('ProductionOrder', xml), undefined)
    assert.equal(check.complaint('OrderView', xml), undefined)
  })
  it('are refused by the XML Schema where a value is none', () => {
    using check = schemaCheck(rich)
    const body = (quantity: string, more = ''): string =>
      `<id>PO-00000001</id><material>M</material><quantity>${quantity}</quantity><due>2026-01-01T00:00:00Z</due>${more}`
    assert.equal(check.complaint('ProductionOrderCreate', body('1')), undefined)
    assert.equal(check.complaint('ProductionOrderCreate', body('1', '<priority>9</priority><o:x xmlns:o="urn:other"/>')), undefined)
    for (const [wrong, words] of [
      [body('0'), /quantity/],
      [body('1.2345'), /quantity/],
      [body('1').replace('PO-00000001', 'X'), /pattern/],
      [body('1').replace('00Z', '00'), /due/],
      [body('1', '<priority>10</priority>'), /priority/],
      [body('1', '<state>Ready</state>'), /state/],
      [body('1').replace(/<quantity>.*<\/quantity>/, ''), /due/],
    ] as const)
      assert.match(check.complaint('ProductionOrderCreate', wrong) ?? 'nothing', words)
  })
  it('have a problem beside them, with further members as JSON', () => {
    using check = schemaCheck(rich)
    const problem = {
      type: 'urn:x',
      title: 'T',
      status: 422,
      code: 'invalid',
      errors: [{ detail: 'd', pointer: '#/a' }],
      more: { scope: 'a', limits: [1, null] },
    }
    const xml = encodeFields(problem, PROBLEM_FIELDS, { contract: rich })
    assert.equal(check.complaint('Problem', xml), undefined)
    assert.deepEqual(decodeFields(readXml(written(xml, 'u')), PROBLEM_FIELDS, { namespace: 'u' }), problem)
  })
  it('have a type and an element for everything there is', () => {
    const xsd = xsdOf(rich)
    for (const name of [
      'ProductionOrder',
      'ProductionOrderPage',
      'ProductionOrderStartInput',
      'ProductionOrderStartOutput',
      'CheckStockInput',
      'CheckStockOutput',
      'OrderView',
      'LineBusy',
      'OutOfStock',
      'Problem',
    ])
      assert.ok(xsd.includes(`<xs:element name="${name}" type="tns:`), name)
    assert.ok(xsd.includes('<xs:documentation>What is bought, made and sold.</xs:documentation>'))
    assert.ok(!xsd.includes('name="secret"') || xsd.indexOf('name="secret"') > xsd.indexOf('name="MaterialCreate"'))
  })
})
