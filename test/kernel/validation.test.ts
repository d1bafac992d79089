import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inspect } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from '../../conformance/laws.ts'
import { arbitraryOf, arbitraryRecord } from '../../conformance/values.ts'
import { t } from '../../src/contract/index.ts'
import { EXTENSIONS, fieldsSchema, recordSchema, valueSchema } from '../../src/contract/json-schema.ts'
import type { AnyType } from '../../src/contract/t.ts'
import { FORMATS } from '../../src/kernel/validation-formats.ts'
import { compileValidator, type Validator } from '../../src/kernel/validation.ts'
import { Material, OrderOperation, Partner, ProductionOrder } from '../contract/rich.ts'

const createOrder = compileValidator(recordSchema(ProductionOrder.data, 'create'))
const order = { id: 'PO-00000001', material: 'M-1', quantity: '12.5', due: '2026-08-04T07:30:00Z' }

function detailsOf(validate: Validator, value: unknown): string[] {
  return (validate(value) ?? []).map((error) => `${error.pointer}: ${error.detail}`)
}
function check(type: AnyType): Validator {
  return compileValidator(valueSchema(type.schema))
}
function accepts(type: AnyType, ...values: unknown[]): void {
  const validate = check(type)
  for (const value of values) assert.equal(validate(value), undefined, `${inspect(value)} should be accepted: ${detailsOf(validate, value).join()}`)
}
function refuses(type: AnyType, ...values: unknown[]): void {
  const validate = check(type)
  for (const value of values) assert.notEqual(validate(value), undefined, `${inspect(value)} should be refused`)
}

describe('sentences', () => {
  test('a valid record has none', () => assert.equal(createOrder(order), undefined))

  test('a number where a decimal is due: send it as a string', () => {
    assert.deepEqual(detailsOf(createOrder, { ...order, quantity: 12.5 }), [
      '/quantity: must be a decimal with at most 12 digits, 3 behind the point, as a string: send "12.5" instead of 12.5',
    ])
  })
  test('a decimal with too many digits, an exponent, a comma', () => {
    const must = '/quantity: must be a decimal with at most 12 digits, 3 behind the point, as a string'
    assert.deepEqual(detailsOf(createOrder, { ...order, quantity: '1.2345' }), [must])
    assert.deepEqual(detailsOf(createOrder, { ...order, quantity: '1e3' }), [`${must}; no exponent`])
    assert.deepEqual(detailsOf(createOrder, { ...order, quantity: '1,5' }), [`${must}; a point, not a comma`])
  })
  test('a decimal out of its bounds', () => assert.deepEqual(detailsOf(createOrder, { ...order, quantity: '0.000' }), ['/quantity: must be at least 0.001']))
  test('a misspelled field is named with the one that was meant', () => {
    assert.deepEqual(
      detailsOf(createOrder, { ...order, quantty: '1', Material: 'x', zzz: 1 }).map((line) => line.slice(0, 70)),
      [
        '/quantty: is not a known field; did you mean "quantity"?',
        '/Material: is not a known field; did you mean "material"?',
        '/zzz: is not a known field; known are id, material, customer, quantity',
      ],
    )
  })
  test('a missing field says what it must be', () => {
    const { due: _, ...rest } = order
    assert.deepEqual(detailsOf(createOrder, rest), ['/due: is required and must be an instant with an offset, such as 2026-08-04T07:30:00Z'])
  })
  test('a read-only field is to be left out', () => {
    assert.deepEqual(detailsOf(createOrder, { ...order, state: 'Running', revision: 3 }), [
      '/state: is read-only: leave it out',
      '/revision: is read-only: leave it out',
    ])
  })
  test('an instant without an offset, a date only, a leap second, February 30', () => {
    const must = '/due: must be an instant with an offset, such as 2026-08-04T07:30:00Z'
    for (const [due, hint] of [
      ['2026-08-04T07:30:00', '; add the offset, Z or such as +02:00'],
      ['2026-08-04', '; this is a date only'],
      ['2016-12-31T23:59:60Z', '; leap seconds are not accepted'],
      ['2026-02-30T00:00:00Z', '; there is no day 2026-02-30'],
      ['2026-02-20T24:00:00Z', '; there is no hour 24, use 00:00:00 of the next day'],
      ['2026-02-20T23:00:00.1234567890Z', '; at most nine digits of a second'],
    ] as const)
      assert.deepEqual(detailsOf(createOrder, { ...order, due }), [must + hint])
  })
  test('an unknown value of an enumeration lists those there are', () => {
    assert.deepEqual(detailsOf(check(t.enum('raw', 'finished')), 'finnished'), [': must be one of "raw", "finished"; did you mean "finished"?'])
  })
  test('a pattern shows itself and an example', () => {
    assert.deepEqual(detailsOf(createOrder, { ...order, id: 'X' }), ['/id: must match the pattern ^PO-[0-9]{8}$'])
    assert.deepEqual(detailsOf(check(t.string({ pattern: '^A$' }).examples('A')), 'X'), [': must match the pattern ^A$, such as "A"'])
  })
  test('null where none is allowed', () =>
    assert.deepEqual(detailsOf(createOrder, { ...order, material: null }), ['/material: must not be null, but a string']))
  test('money, quantities and local times show their form', () => {
    assert.deepEqual(detailsOf(check(t.money()), '12.50 EUR'), [': must be an object with "amount" (a decimal, as a string) and "currency" (such as "EUR")'])
    assert.deepEqual(detailsOf(check(t.money()), { amount: 12.5, currency: 'Euro' }), [
      '/amount: must be a decimal with at most 18 digits, 4 behind the point, as a string: send "12.5" instead of 12.5',
      '/currency: must be a currency code of three capital letters, such as EUR',
    ])
  })
  test('pointers are escaped (RFC 6901, 3)', () => {
    assert.deepEqual(detailsOf(check(t.map(t.integer())), { 'a/b~c': 'x' }), ['/a~1b~0c: must be a whole number, not a string'])
  })
  test('all errors are told, in the order of the contract', () => {
    assert.deepEqual(
      detailsOf(createOrder, { due: 1, quantity: 1, id: 1 }).map((line) => line.split(':')[0]),
      ['/id', '/material', '/quantity', '/due'],
    )
  })
  test('at most fifty are told, however large the input', () => {
    assert.equal(check(t.list(t.integer()))(Array.from({ length: 100_000 }, () => 'x'))?.length, 50)
    const wide: { [name: string]: number } = {}
    for (let i = 0; i < 10_000; i++) wide[`unknown${i}`] = i
    assert.equal(createOrder(wide)?.length, 50)
  })
  test('the body itself has the wrong kind', () => {
    assert.deepEqual(detailsOf(createOrder, []), [': must be an object'])
    assert.deepEqual(detailsOf(createOrder, null), [': must not be null, but an object'])
    assert.deepEqual(detailsOf(createOrder, undefined), [': must be JSON'])
  })
  test('a long value is not repeated whole', () =>
    assert.ok(detailsOf(createOrder, { ...order, quantity: 0, ['x'.repeat(5000)]: 1 }).every((line) => line.length < 6000)))
})

describe('what each kind accepts', () => {
  test('string: length in code points, no U+0000, no lone surrogates', () => {
    accepts(t.string({ maxLength: 2 }), '', '😀😀', 'ab')
    refuses(t.string({ maxLength: 2 }), '😀😀😀', 'a\0', '\ud800', 'a\udc00', 1, null)
    refuses(t.string({ minLength: 2 }), '😀')
    refuses(t.string(), 'x'.repeat(256))
  })
  test('integer: exact in every program', () => {
    accepts(t.integer(), 0, -0, 1, 9007199254740991, -9007199254740991)
    refuses(t.integer(), 1.5, 9007199254740992, 1e300, '1', Number.NaN, Number.POSITIVE_INFINITY)
    assert.match(detailsOf(check(t.integer()), 9007199254740992)[0] ?? '', /every program reads it exactly/)
    refuses(t.integer({ minimum: 1, maximum: 3 }), 0, 4)
  })
  test('float: finite', () => {
    accepts(t.float(), 1.5, -1e308)
    refuses(t.float(), JSON.parse('1e400'), '1')
  })
  test('decimal: exact bounds that a float could not tell apart', () => {
    const type = t.decimal({ precision: 30, scale: 10, minimum: '-0.0000000001', maximum: '9007199254740993.0000000001' })
    accepts(type, '-0.0000000001', '0', '-0', '9007199254740993', '9007199254740993.0000000001')
    refuses(type, '-0.0000000002', '9007199254740993.0000000002', '+1', '01', '1.', '.5', '', ' 1', '1\n')
    accepts(t.decimal({ precision: 4, scale: 2 }), '99.99', '-99.9', '0.00')
    refuses(t.decimal({ precision: 4, scale: 2 }), '100', '1.001')
  })
  test('instant (RFC 3339, 5.6): real days, real offsets, orderable', () => {
    accepts(
      t.instant(),
      '2024-02-29T23:59:59.123456789+23:59',
      '2026-01-01t00:00:00z',
      '0001-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2026-01-01T00:00:00-00:00',
    )
    refuses(
      t.instant(),
      '2023-02-29T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-01-01 00:00:00Z',
      '2026-01-01T00:00:00+24:00',
      '2026-01-01T00:00:00+00:60',
      '2026-01-01T00:00:00',
      '0000-01-01T00:00:00Z',
      '0001-01-01T00:00:00+00:01',
      '9999-12-31T23:59:59-00:01',
      '2026-01-01T00:60:00Z',
      '2026-01-01T00:00Z',
      '2026-01-01T00:00:00.Z',
      '2026-01-01T00:00:00+0200',
      '+002026-01-01T00:00:00Z',
    )
  })
  test('date and time of day', () => {
    accepts(t.date(), '2000-02-29', '2026-12-31')
    refuses(t.date(), '1900-02-29', '2026-04-31', '2026-00-01', '2026-01-00', '2026-1-1', '2026-01-01T00:00:00Z')
    accepts(t.time(), '00:00:00', '23:59:59.999999999')
    refuses(t.time(), '24:00:00', '23:59:60', '07:30', '07:30:00Z', '07:30:00.', '07:30:00.1234567890')
  })
  test('local: a wall clock and a zone that this process knows', () => {
    accepts(t.local(), { local: '2026-10-25T02:30:00', zone: 'Europe/Berlin' }, { local: '2026-10-25T02:30:00.5', zone: 'UTC' })
    refuses(
      t.local(),
      { local: '2026-10-25T02:30:00Z', zone: 'Europe/Berlin' },
      { local: '2026-02-30T02:30:00', zone: 'UTC' },
      { local: '2026-10-25T02:30:00', zone: '+02:00' },
      { local: '2026-10-25T02:30:00', zone: 'Europe/Atlantis' },
      { local: '2026-10-25T02:30:00' },
      '2026-10-25T02:30:00',
    )
  })
  test('duration (ISO 8601-1, 5.5.2)', () => {
    accepts(t.duration(), 'PT90S', 'P1W', 'P1Y2M3DT4H5M6.5S', 'PT0.000000001S')
    refuses(t.duration(), 'P', 'PT', 'P1DT', '-PT1S', 'P1W2D', 'P1H', 'PT1.5H', '90s', 'p1d')
  })
  test('bytes: base64 with padding (RFC 4648, 4), measured in bytes', () => {
    accepts(t.bytes({ maxLength: 4 }), '', 'AAAA', 'AAAAAA==', 'AA==')
    refuses(t.bytes({ maxLength: 4 }), 'AAAAAAA=', 'AAA', 'A===', 'AA-_', 'AA ==', '====')
  })
  test('money (ISO 4217) and quantity (UCUM 2.1)', () => {
    accepts(t.money(), { amount: '-12.50', currency: 'EUR' })
    refuses(t.money(), { amount: '12.50', currency: 'eur' }, { amount: '12.50' }, { amount: '1', currency: 'EUR', x: 1 })
    accepts(t.quantity(), { value: '1', unit: '{pcs}' }, { value: '1', unit: 'mm[Hg]' }, { value: '1', unit: 'kg/(m.s2)' })
    refuses(
      t.quantity(),
      { value: '1', unit: '' },
      { value: '1', unit: 'm s' },
      { value: '1', unit: '{a' },
      { value: '1', unit: 'a)(' },
      { value: '1', unit: 'µm' },
      { value: '1', unit: '[a[b]]' },
    )
    refuses(t.quantity({ units: ['kg'] }), { value: '1', unit: 'g' })
  })
  test('list and map: their counts, their items, their names', () => {
    refuses(t.list(t.string(), { minItems: 1, maxItems: 2 }), [], ['a', 'b', 'c'], [1], 'a')
    accepts(t.map(t.integer(), { maxItems: 1 }), {}, { a: 1 })
    refuses(
      t.map(t.integer(), { maxItems: 1 }),
      { a: 1, b: 2 },
      { '': 1 },
      { ['x'.repeat(256)]: 1 },
      { 'a\0': 1 },
      { '\ud800': 1 },
      JSON.parse('{"__proto__":1}'),
    )
    accepts(t.map(t.integer()), { ['😀'.repeat(255)]: 1 })
  })
  test('json: anything that every protocol can carry', () => {
    accepts(t.json(), null, [], {}, 'x', 1, true, { a: [{ b: null }] })
    refuses(t.json(), { a: 'x\0' }, ['\ud800'], { '\0': 1 }, JSON.parse('{"a":{"__proto__":{}}}'), JSON.parse('[1e999]'), { f: () => 1 }, [undefined], 1n)
    assert.deepEqual(detailsOf(check(t.json()), { a: ['x\0'] }), ['/a/0: must be text without U+0000 and without lone surrogates'])
  })
  test('depth: 64 levels and no more', () => {
    const nest = (levels: number): unknown => (levels === 0 ? 1 : [nest(levels - 1)])
    accepts(t.json(), nest(64))
    refuses(t.json(), nest(65))
    const endless: unknown[] = []
    endless.push(endless)
    refuses(t.json(), endless)
    assert.match(detailsOf(check(t.json()), nest(65))[0] ?? '', /nested deeper than 64 levels/)
  })
})

describe('faces of a record', () => {
  test('a merge patch (RFC 7396): null removes an optional field, and only that', () => {
    const patch = compileValidator(recordSchema(ProductionOrder.data, 'patch'))
    assert.equal(patch({ line: null, quantity: '1' }), undefined)
    assert.deepEqual(detailsOf(patch, { due: null }), ['/due: must not be null, but an instant with an offset, such as 2026-08-04T07:30:00Z'])
    assert.deepEqual(detailsOf(patch, { state: 'Ready' }), ['/state: is read-only: leave it out'])
  })
  test('a part of an object is a valid patch, a list is whole', () => {
    const patch = compileValidator(recordSchema(Material.data, 'patch'))
    assert.equal(patch({ dimensions: { length: 3 }, price: { amount: '1' }, attributes: { color: null } }), undefined)
    assert.deepEqual(detailsOf(patch, { externalRefs: [{ system: 'sap' }] }), [
      '/externalRefs/0/type: is required and must be a string',
      '/externalRefs/0/value: is required and must be a string',
    ])
  })
  test('what a reader gets may be PUT back', () => {
    const replace = compileValidator(recordSchema(ProductionOrder.data, 'replace'))
    assert.equal(replace({ ...order, priority: 5, state: 'Ready', revision: 3, createdAt: order.due, updatedAt: order.due }), undefined)
  })
  test('a member that an implementation left undefined is absent', () => {
    assert.equal(compileValidator(fieldsSchema({ a: t.string().optional().schema }, 'output', { closed: true }))({ a: undefined }), undefined)
  })
})

describe('properties', () => {
  const resources = [Partner, Material, ProductionOrder, OrderOperation]
  const kinds: readonly AnyType[] = [
    t.string(),
    t.string({ pattern: '^[A-Z]{2}-[0-9]{3}$' }),
    t.uuid(),
    t.boolean(),
    t.integer(),
    t.integer({ minimum: -3, maximum: 3 }),
    t.float(),
    t.decimal({ precision: 12, scale: 3 }),
    t.decimal({ precision: 3, scale: 3 }),
    t.decimal({ precision: 1, scale: 0 }),
    t.decimal({ precision: 9, scale: 2, minimum: '-0.5', maximum: '10.25' }),
    t.instant(),
    t.date(),
    t.time(),
    t.local(),
    t.duration(),
    t.enum('a', 'b').nullable(),
    t.bytes({ maxLength: 7 }),
    t.object({ a: t.string().optional(), b: t.list(t.date()) }),
    t.map(t.json()),
    t.money(),
    t.quantity({ units: ['kg'] }),
    t.quantity(),
    t.ref('X'),
    t.json(),
  ]

  test('every generated value of every kind is valid', () => {
    for (const type of kinds) {
      const validate = check(type)
      fc.assert(
        fc.property(arbitraryOf(type.schema), (value) => assert.deepEqual(detailsOf(validate, value), [])),
        { numRuns: 200 },
      )
    }
  })

  test('every generated record is valid', () => {
    for (const resource of resources) {
      const validate = compileValidator(recordSchema(resource.data, 'create'))
      fc.assert(
        fc.property(arbitraryRecord(resource.data), (value) => assert.deepEqual(detailsOf(validate, value), [])),
        { numRuns: 100 },
      )
    }
  })

  test('whatever comes in, nothing throws, and the sentences agree with the compiled check', () => {
    const ajv = new Ajv2020({ strictTypes: false, logger: false, formats: { ...FORMATS } })
    ajv.addVocabulary([...EXTENSIONS])
    for (const resource of resources)
      for (const face of ['create', 'replace', 'patch'] as const) {
        const schema = recordSchema(resource.data, face)
        const validate = compileValidator(schema)
        const compiled = ajv.compile(schema)
        fc.assert(
          fc.property(mutated(arbitraryRecord(resource.data)), (value) => {
            const errors = validate(value)
            if (!compiled(value)) assert.ok(errors && errors.length > 0)
            assert.ok((errors ?? []).every((error) => error.detail !== 'does not fit the contract'))
            assert.equal(new Set(errors?.map((error) => error.pointer)).size, errors?.length ?? 0)
          }),
          { numRuns: 300 },
        )
      }
  })

  test('any value at all never throws', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true, withSparseArray: true, withTypedArray: true }),
        (value) => void createOrder(value),
      ),
      { numRuns: 1000 },
    )
  })
})

/** A valid record with one thing replaced by anything. */
function mutated(records: fc.Arbitrary<{ [name: string]: unknown }>): fc.Arbitrary<unknown> {
  return fc
    .tuple(records, fc.nat(), fc.oneof(fc.jsonValue(), fc.anything(), fc.constantFrom('', '\0', '1e5', -0, 'PO-00000001', {}, [])), fc.nat(3))
    .map(([record, at, junk, how]) => {
      const names = Object.keys(record)
      const name = names[at % (names.length || 1)] ?? 'id'
      if (how === 0) return junk
      if (how === 1) return { ...record, [inspect(junk)]: junk }
      const inner = record[name]
      return { ...record, [name]: how === 2 && typeof inner === 'object' && inner !== null ? { ...inner, [Object.keys(inner)[0] ?? 'x']: junk } : junk }
    })
}
