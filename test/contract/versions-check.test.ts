import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import {
  defineContract,
  defineOperation,
  defineResource,
  t,
  type ContractData,
  type FieldChange,
  type OlderVersionData,
  type ResourceChange,
} from '../../src/contract/index.ts'
import { checkOlder, contractAt } from '../../src/contract/versions/index.ts'
import { BAD } from '../../src/contract/versions/report.ts'

const Partner = defineResource('Partner', { key: { id: t.string() }, fields: { name: t.string() } })
const Thing = defineResource('Thing', {
  key: { id: t.string() },
  fields: {
    name: t.string(),
    weight: t.decimal({ precision: 12, scale: 3 }),
    count: t.integer().optional(),
    size: t.enum('S', 'M', 'L'),
    address: t.object({ street: t.string(), zip: t.string() }).optional(),
    lines: t.list(t.object({ item: t.string(), note: t.string().optional(), amount: t.integer() })),
    others: t.list(t.object({ item: t.string() })).optional(),
    partner: t.ref('Partner').optional(),
    level: t.integer().default(1),
  },
  lists: [{ equal: ['size'], sort: 'name' }, { sort: 'size' }],
  commands: { start: { input: { line: t.string() } }, stop: {} },
  events: { counted: { good: t.integer() } },
})
const Plan = defineOperation('Plan', { input: { mode: t.string() } })

interface Bad {
  readonly name: string
  readonly change?: Partial<OlderVersionData>
  readonly thing?: ResourceChange
  readonly fields?: readonly FieldChange[]
  readonly code: keyof typeof BAD
  readonly place: string
  readonly message: RegExp
}

const cases: readonly Bad[] = [
  { name: 'a version that is none', change: { version: '1' }, code: 'version', place: 'older[0].version', message: /'1' is no major version/ },
  { name: 'a version that is not older', change: { version: 'v2' }, code: 'version', place: 'older[0].version', message: /'v2' is not lower than 'v2'/ },
  { name: 'a date that is none', change: { deprecated: '2026-01-01' }, code: 'dates', place: 'older[0].deprecated', message: /'2026-01-01' is no instant/ },
  {
    name: 'a sunset before the deprecation',
    change: { deprecated: '2026-02-01T00:00:00Z', sunset: '2026-01-01T00:00:00Z' },
    code: 'dates',
    place: 'older[0].sunset',
    message: /before the deprecation/,
  },
  {
    name: 'a resource that is not there',
    change: { resources: { Nothing: {} } },
    code: 'unknownMember',
    place: 'older[0].resources.Nothing',
    message: /no resource 'Nothing'/,
  },
  {
    name: 'a command that is not there',
    thing: { commands: { run: {} } },
    code: 'unknownMember',
    place: 'older[0].resources.Thing.commands.run',
    message: /no command 'run'/,
  },
  {
    name: 'an event of a resource that is not there',
    thing: { events: { run: {} } },
    code: 'unknownMember',
    place: 'older[0].resources.Thing.events.run',
    message: /no event 'run'/,
  },
  {
    name: 'an operation that is not there',
    change: { operations: { Run: {} } },
    code: 'unknownMember',
    place: 'older[0].operations.Run',
    message: /no operation 'Run'/,
  },
  { name: 'a fault that is not there', change: { faults: { oops: {} } }, code: 'unknownMember', place: 'older[0].faults.oops', message: /no fault 'oops'/ },
  {
    name: 'a field that is not there',
    fields: [{ change: 'rename', from: 'a', to: 'b' }],
    code: 'unknownField',
    place: 'older[0].resources.Thing.fields[0]',
    message: /no field 'b'/,
  },
  {
    name: 'a field of an element that is not there',
    fields: [{ change: 'drop', to: 'lines.price' }],
    code: 'unknownField',
    place: 'older[0].resources.Thing.fields[0]',
    message: /no field 'lines\.price'/,
  },
  {
    name: 'an input that is not there',
    thing: { commands: { start: { input: [{ change: 'rename', from: 'a', to: 'b' }] } } },
    code: 'unknownField',
    place: 'older[0].resources.Thing.commands.start.input[0]',
    message: /no field 'b'/,
  },
  {
    name: 'two changes of one field',
    fields: [
      { change: 'rename', from: 'a', to: 'name' },
      { change: 'drop', to: 'name' },
    ],
    code: 'twice',
    place: 'older[0].resources.Thing.fields[1]',
    message: /'name' has two changes/,
  },
  {
    name: 'two fields under one older name',
    fields: [{ change: 'rename', from: 'size', to: 'name' }],
    code: 'twice',
    place: 'older[0].resources.Thing.fields',
    message: /'size' comes from two/,
  },
  {
    name: 'a field inside one that is no object',
    fields: [{ change: 'rename', from: 'size.x', to: 'name' }],
    code: 'twice',
    place: 'older[0].resources.Thing.fields',
    message: /'size.*' comes from two newer ones, or lies inside one that is no object/,
  },
  {
    name: 'a constant over a field',
    fields: [{ change: 'constant', from: 'name', schema: { kind: 'string' }, value: 'x' }],
    code: 'twice',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'name' comes from two/,
  },
  {
    name: 'a field that leaves its list',
    fields: [{ change: 'rename', from: 'item', to: 'lines.item' }],
    code: 'crossing',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'item' and 'lines\.item' are not in the same list/,
  },
  {
    name: 'a field that goes into a list',
    fields: [{ change: 'rename', from: 'lines.name', to: 'name' }],
    code: 'crossing',
    place: 'older[0].resources.Thing.fields[0]',
    message: /not in the same list/,
  },
  {
    name: 'a change inside what is dropped',
    fields: [
      { change: 'drop', to: 'lines' },
      { change: 'drop', to: 'lines.note' },
    ],
    code: 'crossing',
    place: 'older[0].resources.Thing.fields[1]',
    message: /'drop' of 'lines\.note' has no effect/,
  },
  {
    name: 'a change inside an object that has a default as a whole',
    fields: [
      { change: 'default', to: 'address', value: { street: 's', zip: 'z' } },
      { change: 'rename', from: 'zip', to: 'address.zip' },
    ],
    code: 'crossing',
    place: 'older[0].resources.Thing.fields[1]',
    message: /has no effect/,
  },
  {
    name: 'a match that is not on a list',
    fields: [{ change: 'match', to: 'name', by: 'x' }],
    code: 'crossing',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'match' of 'name' has no effect/,
  },
  {
    name: 'names for values of text',
    fields: [{ change: 'values', from: 'name', to: 'name', map: {} }],
    code: 'values',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'name' is a string/,
  },
  {
    name: 'a name for a value that is not there',
    fields: [{ change: 'values', from: 'size', to: 'size', map: { small: 'XS' } }],
    code: 'values',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'size' has no value 'XS'/,
  },
  {
    name: 'a newer value that is shown as none',
    fields: [{ change: 'values', from: 'size', to: 'size', map: {}, shown: { L: 'huge' } }],
    code: 'values',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'huge' is shown for a value of 'size'/,
  },
  {
    name: 'an older name that a newer value still has',
    fields: [{ change: 'values', from: 'size', to: 'size', map: { M: 'S' } }],
    code: 'values',
    place: 'older[0].resources.Thing.fields[0]',
    message: /The older 'M' is the newer 'S', but 'size' has a value 'M' of its own/,
  },
  {
    name: 'a unit of text',
    fields: [{ change: 'unit', from: 'name', to: 'name', factor: '2' }],
    code: 'unit',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'name' is a string, not a number/,
  },
  {
    name: 'a factor that turns the order around',
    fields: [{ change: 'unit', from: 'weight', to: 'weight', factor: '-1' }],
    code: 'unit',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'-1' cannot be used/,
  },
  {
    name: 'a factor of zero',
    fields: [{ change: 'unit', from: 'weight', to: 'weight', factor: '0' }],
    code: 'unit',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'0' cannot be used/,
  },
  {
    name: 'an older number with finer steps',
    fields: [{ change: 'unit', from: 'mg', to: 'weight', factor: '0.000001' }],
    code: 'rounding',
    place: 'older[0].resources.Thing.fields[0]',
    message: /fewer steps/,
  },
  {
    name: 'a required field without a default',
    fields: [{ change: 'drop', to: 'name' }],
    code: 'missing',
    place: 'older[0].resources.Thing.fields',
    message: /would be without 'name'/,
  },
  {
    name: 'a required field of an element without a default',
    fields: [{ change: 'drop', to: 'lines.amount' }],
    code: 'missing',
    place: 'older[0].resources.Thing.fields',
    message: /would be without 'lines\.amount'/,
  },
  {
    name: 'a required field of an object that can be made',
    fields: [
      { change: 'drop', to: 'address' },
      { change: 'rename', from: 'zip', to: 'address.zip' },
    ],
    code: 'missing',
    place: 'older[0].resources.Thing.fields',
    message: /would be without 'address\.street'/,
  },
  {
    name: 'a required input without a default',
    thing: { commands: { start: { input: [{ change: 'drop', to: 'line' }] } } },
    code: 'missing',
    place: 'older[0].resources.Thing.commands.start.input',
    message: /would be without 'line'/,
  },
  {
    name: 'a required input of an operation',
    change: { operations: { Plan: { input: [{ change: 'drop', to: 'mode' }] } } },
    code: 'missing',
    place: 'older[0].operations.Plan.input',
    message: /would be without 'mode'/,
  },
  {
    name: 'a default that does not fit',
    fields: [{ change: 'default', to: 'weight', value: 5 }],
    code: 'value',
    place: 'older[0].resources.Thing.fields[0]',
    message: /for 'weight' does not fit: it must be a decimal/,
  },
  {
    name: 'a default of an element that does not fit',
    fields: [{ change: 'default', to: 'lines.amount', value: 'x' }],
    code: 'value',
    place: 'older[0].resources.Thing.fields[0]',
    message: /for 'lines\.amount' does not fit/,
  },
  {
    name: 'another value that does not fit',
    fields: [{ change: 'rename', from: 'title', to: 'name', otherwise: 7 }],
    code: 'value',
    place: 'older[0].resources.Thing.fields[0]',
    message: /for 'name' does not fit/,
  },
  {
    name: 'a constant that does not fit',
    fields: [{ change: 'constant', from: 'x', schema: { kind: 'boolean' }, value: 'x' }],
    code: 'value',
    place: 'older[0].resources.Thing.fields[0]',
    message: /constant 'x' does not fit/,
  },
  {
    name: 'a resource under the name of another',
    thing: { was: { name: 'Partner' } },
    code: 'name',
    place: 'older[0].resources.Thing',
    message: /two resources, operations or composites are called 'Partner'/,
  },
  {
    name: 'a resource at the address of another',
    thing: { was: { plural: 'partners' } },
    code: 'name',
    place: 'older[0].resources.Thing',
    message: /two addresses are called 'partners'/,
  },
  {
    name: 'a command under the name of another',
    thing: { commands: { start: { was: 'stop' } } },
    code: 'name',
    place: 'older[0].resources.Thing.commands.stop',
    message: /two commands are called 'stop'/,
  },
  {
    name: 'a key with other values',
    fields: [{ change: 'default', to: 'id', value: 'x' }],
    code: 'fixed',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'id' cannot be changed so/,
  },
  {
    name: 'a key inside an object',
    fields: [{ change: 'rename', from: 'a.b', to: 'id' }],
    code: 'fixed',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'id' cannot be changed so/,
  },
  {
    name: 'another name for a system field',
    fields: [{ change: 'rename', from: 'rev', to: 'revision' }],
    code: 'fixed',
    place: 'older[0].resources.Thing.fields[0]',
    message: /'revision' cannot be changed so/,
  },
  {
    name: 'a reference to what is not there',
    change: { resources: { Partner: { absent: true } } },
    code: 'reference',
    place: 'older[0].resources.Thing.fields',
    message: /'partner' refers to Partner, which this version does not have/,
  },
  {
    name: 'elements that hold more than is shown',
    fields: [{ change: 'drop', to: 'lines.note' }],
    code: 'elements',
    place: 'older[0].resources.Thing.fields',
    message: /Elements of 'lines' hold more/,
  },
  {
    name: 'a list in another order',
    fields: [{ change: 'values', from: 'size', to: 'size', map: { small: 'S', big: 'L' } }],
    code: 'list',
    place: 'older[0].resources.Thing',
    message: /lists\[1\]: 'size' has another order/,
  },
  {
    name: 'a list by a value that is several now',
    fields: [{ change: 'values', from: 'size', to: 'size', map: {}, shown: { L: 'M' } }],
    code: 'list',
    place: 'older[0].resources.Thing',
    message: /lists\[0\]: one value of 'size'/,
  },
]

describe('a declaration of an older version that does not hold up', () => {
  for (const bad of cases)
    it(`${BAD[bad.code].code}: ${bad.name}`, () => {
      const data = contractWith({ version: 'v1', resources: { Thing: bad.thing ?? { fields: bad.fields ?? [] } }, ...bad.change })
      const found = checkOlder(data).filter((d) => d.code === BAD[bad.code].code)
      const hit = found.find((d) => d.place === bad.place && bad.message.test(d.message))
      assert.ok(hit, JSON.stringify(checkOlder(data), null, 1))
      assert.ok(hit.remedy.length > 20)
      const servable =
        bad.code === 'version' || bad.code === 'dates' || bad.code === 'missing' || bad.code === 'value' || bad.code === 'name' || bad.code === 'reference'
      // What has no meaning is not compiled; the rest waits for whoever asks what is wrong.
      if (hit.severity === 'error' && !servable) assert.throws(() => contractAt(data, 'v1'), new RegExp(`cannot be served \\(${hit.code} at `))
    })

  it('has a case for every code', () => {
    assert.deepEqual(new Set(cases.map((bad) => bad.code)), new Set(Object.keys(BAD)))
  })

  it('is told about the version that it is in', () => {
    const data = contractWith(
      { version: 'v1', resources: { Thing: { fields: [{ change: 'rename', from: 'title', to: 'name' }] } } },
      { version: 'v0', resources: { Thing: { fields: [{ change: 'drop', to: 'name' }] } } },
    )
    assert.deepEqual(
      checkOlder(data).map((d) => [d.code, d.place]),
      [
        ['BB501', 'older[1].version'],
        ['BB504', 'older[1].resources.Thing.fields[0]'],
      ],
    )
  })
})

describe('a declaration that holds up', () => {
  it('has no findings', () => {
    assert.deepEqual(checkOlder(contractWith({ version: 'v1', resources: {} })), [])
    assert.deepEqual(
      checkOlder(
        contractWith({
          version: 'v1',
          resources: {
            Partner: { absent: true },
            Thing: {
              was: { name: 'Item', plural: 'items' },
              fields: [
                { change: 'drop', to: 'partner' },
                { change: 'rename', from: 'number', to: 'id' },
                { change: 'drop', to: 'level' },
                { change: 'drop', to: 'count' },
                { change: 'drop', to: 'lines.note' },
                { change: 'match', to: 'lines', by: 'item' },
                { change: 'rename', from: 'name.first', to: 'name' },
                { change: 'rename', from: 'rows', to: 'others' },
                { change: 'rename', from: 'rows.sku', to: 'others.item' },
              ],
            },
          },
        }),
      ),
      [],
    )
  })

  it('may swap two names', () => {
    const swapped = contractWith({
      version: 'v1',
      resources: {
        Thing: {
          fields: [
            { change: 'rename', from: 'size', to: 'name' },
            { change: 'rename', from: 'name', to: 'size' },
          ],
        },
      },
    })
    assert.deepEqual(checkOlder(swapped), [])
    assert.equal(contractAt(swapped, 'v1').resources['Thing']?.fields['name']?.kind, 'enum')
  })
})

it('a field that was called `__proto__` is a field like any other', () => {
  const data = contractWith(
    { version: 'v1', resources: { Thing: { fields: [{ change: 'rename', from: '__proto__', to: 'id' }] } } },
    { version: 'v0', resources: { Thing: { fields: [{ change: 'default', to: '__proto__', value: '' }] } } },
  )
  assert.doesNotThrow(() => checkOlder(data))
  assert.deepEqual(contractAt(data, 'v1').resources['Thing']?.key, { field: '__proto__', schema: { kind: 'string' } })
})

describe('any declaration', () => {
  const path = fc.constantFrom(
    'name',
    'lines',
    'lines.item',
    'lines.item.x',
    'address',
    'address.zip',
    'size',
    'weight',
    'id',
    'revision',
    '',
    '.',
    'a.b',
    'others',
    'constructor',
    '__proto__',
  )
  const text = fc.constantFrom('S', 'L', 'x', '2', '-1', '1/3', '')
  const field = fc.record({
    change: fc.constantFrom('rename', 'values', 'unit', 'constant', 'default', 'drop', 'match'),
    from: path,
    to: path,
    by: path,
    map: fc.dictionary(text, text),
    shown: fc.dictionary(text, text),
    factor: text,
    offset: text,
    schema: fc.constantFrom({ kind: 'string' }, { kind: 'integer' }),
    value: fc.jsonValue(),
    otherwise: fc.option(fc.jsonValue(), { nil: undefined }),
  }) as fc.Arbitrary<FieldChange>

  it('is checked without throwing, and served where no error was found', () => {
    let served = 0
    fc.assert(
      fc.property(fc.array(field, { maxLength: 5 }), fc.array(field, { maxLength: 3 }), (one, two) => {
        const data = contractWith({ version: 'v1', resources: { Thing: { fields: one } } }, { version: 'v0', resources: { Thing: { fields: two } } })
        const errors = checkOlder(data).filter((d) => d.severity === 'error' && !d.place.startsWith('older[1]'))
        if (errors.length > 0) return
        served++
        contractAt(data, 'v1')
      }),
      { numRuns: 1500 },
    )
    assert.ok(served > 20, `${served} served`)
  })
})

function contractWith(...older: readonly OlderVersionData[]): ContractData {
  return defineContract('test', { version: 'v2', members: [Partner, Thing, Plan], older }).data
}
