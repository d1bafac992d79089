import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { diffContracts, diffServed, formatChanges, type Breaks, type Change } from '../../src/contract/diff.ts'
import { contractAt, forAudience, type ContractData, type Schema } from '../../src/contract/index.ts'
import { changed, resourceOf, type Draft } from './draft.ts'
import { rich } from './rich.ts'

const base = changed(rich.data, (c) => (c.older = []))

type Resource = Draft['resources'][string]
type Told = readonly [place: string, breaks: readonly Breaks[]]
const READ: readonly Breaks[] = ['reader']
const WRITE: readonly Breaks[] = ['writer']
const BOTH: readonly Breaks[] = ['reader', 'writer']
const CALL: readonly Breaks[] = ['caller']
const ALL: readonly Breaks[] = ['reader', 'writer', 'caller']
const EVENTS: readonly Breaks[] = ['events']
const NOBODY: readonly Breaks[] = []

const order =
  (change: (resource: Resource) => void): ((c: Draft) => void) =>
  (c) =>
    change(resourceOf(c, 'ProductionOrder'))
const material =
  (change: (resource: Resource) => void): ((c: Draft) => void) =>
  (c) =>
    change(resourceOf(c, 'Material'))
const field = (name: string, schema: Schema): ((c: Draft) => void) => order((o) => (o.fields[name] = schema))
const P = 'resources.ProductionOrder'
const F = `${P}.fields`
const decimal = (precision: number, scale: number, more: object = {}): Schema => ({
  kind: 'decimal',
  precision,
  scale,
  minimum: '0.001',
  unit: '{pcs}',
  doc: 'x',
  ...more,
})

/** A change, what is told when it is made, and what is told when it is taken back. */
const CASES: readonly (readonly [what: string, change: (contract: Draft) => void, made: Told, takenBack: Told])[] = [
  ['an optional field is added', field('color', { kind: 'string', optional: true }), [`${F}.color`, NOBODY], [`${F}.color`, BOTH]],
  ['a required field is added', field('color', { kind: 'string' }), [`${F}.color`, WRITE], [`${F}.color`, BOTH]],
  ['a field with a default is added', field('color', { kind: 'string', default: 'red' }), [`${F}.color`, NOBODY], [`${F}.color`, BOTH]],
  ['a read-only field is added', field('color', { kind: 'string', readOnly: true, optional: true }), [`${F}.color`, NOBODY], [`${F}.color`, READ]],
  ['a write-only field is added', field('pin', { kind: 'string', writeOnly: true, optional: true }), [`${F}.pin`, NOBODY], [`${F}.pin`, WRITE]],
  ['a field becomes optional', field('due', { kind: 'instant', optional: true }), [`${F}.due`, READ], [`${F}.due`, WRITE]],
  ['a field may be null', field('due', { kind: 'instant', nullable: true }), [`${F}.due`, READ], [`${F}.due`, WRITE]],
  ['a field becomes read-only', field('due', { kind: 'instant', readOnly: true }), [`${F}.due`, WRITE], [`${F}.due`, NOBODY]],
  ['a field becomes write-only', field('line', { kind: 'string', optional: true, writeOnly: true }), [`${F}.line`, READ], [`${F}.line`, NOBODY]],
  ['a default changes', field('priority', { kind: 'integer', minimum: 1, maximum: 9, default: 3 }), [`${F}.priority`, WRITE], [`${F}.priority`, WRITE]],
  ['a default goes away', field('priority', { kind: 'integer', minimum: 1, maximum: 9 }), [`${F}.priority`, WRITE], ['', NOBODY]],
  ['a field is deprecated', field('due', { kind: 'instant', deprecated: 'use dueAt' }), [`${F}.due`, NOBODY], ['', NOBODY]],

  ['a decimal gets more digits', field('quantity', decimal(14, 3)), [`${F}.quantity`, READ], [`${F}.quantity`, WRITE]],
  ['a decimal gets more places', field('quantity', decimal(12, 4)), [`${F}.quantity`, BOTH], [`${F}.quantity`, BOTH]],
  ['a decimal gets a maximum', field('quantity', decimal(12, 3, { maximum: '10' })), [`${F}.quantity`, WRITE], [`${F}.quantity`, READ]],
  ['a minimum written otherwise is the same', field('quantity', decimal(12, 3, { minimum: '0.0010' })), ['', NOBODY], ['', NOBODY]],
  ['a unit changes', field('quantity', decimal(12, 3, { unit: 'kg' })), [`${F}.quantity`, BOTH], [`${F}.quantity`, BOTH]],
  [
    'an integer gets a lower minimum',
    field('priority', { kind: 'integer', minimum: 0, maximum: 9, default: 5 }),
    [`${F}.priority`, READ],
    [`${F}.priority`, WRITE],
  ],
  ['an integer becomes a float', field('priority', { kind: 'float', default: 5 }), [`${F}.priority`, READ], [`${F}.priority`, WRITE]],
  ['an integer becomes text', field('priority', { kind: 'string', default: '5' }), [`${F}.priority`, BOTH], [`${F}.priority`, BOTH]],
  ['a text may be longer', field('line', { kind: 'string', optional: true, maxLength: 300 }), [`${F}.line`, READ], [`${F}.line`, WRITE]],
  ['a text must match a pattern', field('line', { kind: 'string', optional: true, pattern: '^L[0-9]$' }), [`${F}.line`, WRITE], [`${F}.line`, READ]],
  ['a text becomes a reference', field('line', { kind: 'ref', optional: true, resource: 'Partner' }), [`${F}.line`, NOBODY], [`${F}.line`, NOBODY]],
  ['a text becomes an enumeration', field('line', { kind: 'enum', optional: true, values: ['L1', 'L2'] }), [`${F}.line`, WRITE], [`${F}.line`, READ]],
  ['a reference leads elsewhere', field('material', { kind: 'ref', resource: 'Partner' }), [`${F}.material`, BOTH], [`${F}.material`, BOTH]],
  [
    'an enumeration gets a value',
    material((m) => (m.fields.type = { kind: 'enum', values: ['raw', 'finished', 'spare'] })),
    ['resources.Material.fields.type', READ],
    ['resources.Material.fields.type', WRITE],
  ],
  [
    'a state is added',
    order((o) => (o.fields.state = { kind: 'state', readOnly: true, values: ['Released', 'Ready', 'Running', 'Completed', 'Cancelled', 'Held'] })),
    [`${F}.state`, READ],
    [`${F}.state`, NOBODY],
  ],
  [
    'money gets fewer digits',
    material((m) => (m.fields.price = { kind: 'money', precision: 8, scale: 2, nullable: true })),
    ['resources.Material.fields.price', WRITE],
    ['resources.Material.fields.price', READ],
  ],
  [
    'a quantity may be in another unit',
    material((m) => (m.fields.weight = { kind: 'quantity', precision: 18, scale: 6, optional: true, units: ['kg', 'g', 't'] })),
    ['resources.Material.fields.weight', READ],
    ['resources.Material.fields.weight', WRITE],
  ],
  [
    'a list may be longer',
    material((m) => (m.fields.tags = { kind: 'list', of: { kind: 'string', maxLength: 20 }, maxItems: 20, default: [] })),
    ['resources.Material.fields.tags', READ],
    ['resources.Material.fields.tags', WRITE],
  ],
  [
    'the items of a list get shorter',
    material((m) => (m.fields.tags = { kind: 'list', of: { kind: 'string', maxLength: 10 }, maxItems: 10, default: [] })),
    ['resources.Material.fields.tags.of', WRITE],
    ['resources.Material.fields.tags.of', READ],
  ],
  [
    'a field inside an object becomes required',
    material(
      (m) =>
        (m.fields.dimensions = {
          kind: 'object',
          optional: true,
          fields: { length: { kind: 'float', minimum: 0, unit: 'mm' }, width: { kind: 'float', unit: 'mm' } },
        }),
    ),
    ['resources.Material.fields.dimensions.fields.width', WRITE],
    ['resources.Material.fields.dimensions.fields.width', READ],
  ],
  [
    'a has-many goes another way',
    order((o) => (o.fields.operations = { kind: 'many', readOnly: true, resource: 'OrderOperation', via: 'parent' })),
    [`${F}.operations`, READ],
    [`${F}.operations`, READ],
  ],

  [
    'the key gets a narrower pattern',
    order((o) => (o.key.schema = { kind: 'string', pattern: '^PO-[0-9]{10}$' })),
    [`${P}.key.schema`, BOTH],
    [`${P}.key.schema`, BOTH],
  ],
  ['the key may be any text', order((o) => (o.key.schema = { kind: 'string' })), [`${P}.key.schema`, READ], [`${P}.key.schema`, WRITE]],
  ['the key gets another name', order((o) => (o.key.field = 'number')), [`${P}.key.field`, BOTH], [`${P}.key.field`, BOTH]],
  [
    'the key is made by Busbar',
    order((o) => (o.key.schema = { kind: 'uuid', generated: true })),
    [`${P}.key`, ['writer', 'reader']],
    [`${P}.key`, ['writer', 'reader']],
  ],
  ['the address changes', order((o) => (o.plural = 'orders')), [`${P}.plural`, ALL], [`${P}.plural`, ALL]],
  ['a resource goes away', (c) => delete c.resources.OrderOperation, ['resources.OrderOperation', BOTH], ['resources.OrderOperation', NOBODY]],
  ['a standard operation goes away', order((o) => (o.standard = ['get', 'create', 'update'])), [`${P}.standard`, READ], [`${P}.standard`, NOBODY]],
  [
    'records lose their external references',
    material((m) => delete m.external),
    ['resources.Material.external', BOTH],
    ['resources.Material.external', NOBODY],
  ],
  ['a change needs no revision any more', order((o) => delete o.requireMatch), ['', NOBODY], [`${P}.requireMatch`, WRITE]],
  ['an idempotency key is demanded', order((o) => (o.requireIdempotencyKey = true)), [`${P}.requireIdempotencyKey`, ['writer', 'caller']], ['', NOBODY]],
  ['a master system takes a field', order((o) => (o.master = { due: 'erp' })), [`${P}.master.due`, WRITE], ['', NOBODY]],
  [
    'reading needs another scope',
    order((o) => (o.scopes = { read: 'production.read', write: 'orders.write' })),
    [`${P}.scopes.read`, READ],
    [`${P}.scopes.read`, READ],
  ],

  ['a list shape goes away', order((o) => o.lists.pop()), [`${P}.lists[1]`, READ], [`${P}.lists[1]`, NOBODY]],
  ['a unique rule is added', order((o) => o.unique.push({ fields: ['material'] })), [`${P}.unique[1]`, WRITE], [`${P}.unique[1]`, NOBODY]],
  [
    'a unique rule answers another fault',
    order((o) => o.unique.forEach((rule) => (rule.fault = 'out-of-stock'))),
    [`${P}.unique[0].fault`, WRITE],
    [`${P}.unique[0].fault`, WRITE],
  ],

  ['a command goes away', order((o) => delete o.commands.complete), [`${P}.commands.complete`, ['caller', 'events']], [`${P}.commands.complete`, NOBODY]],
  [
    'a command can be called from fewer states',
    order((o) => (o.commands.cancel!.from = ['Released'])),
    [`${P}.commands.cancel.from`, CALL],
    [`${P}.commands.cancel.from`, NOBODY],
  ],
  [
    'a command can be called from any state',
    order((o) => delete o.commands.cancel!.from),
    [`${P}.commands.cancel.from`, NOBODY],
    [`${P}.commands.cancel.from`, CALL],
  ],
  ['a command leads elsewhere', order((o) => (o.commands.cancel!.to = 'Completed')), [`${P}.commands.cancel.to`, CALL], [`${P}.commands.cancel.to`, CALL]],
  [
    'the event of a command is called otherwise',
    order((o) => (o.commands.start!.event = 'started')),
    [`${P}.commands.start.event`, EVENTS],
    [`${P}.commands.start.event`, EVENTS],
  ],
  [
    'a command needs one more input',
    order((o) => (o.commands.start!.input.operator = { kind: 'string' })),
    [`${P}.commands.start.input.operator`, CALL],
    [`${P}.commands.start.input.operator`, CALL],
  ],
  [
    'a command takes one more input',
    order((o) => (o.commands.start!.input.operator = { kind: 'string', optional: true })),
    [`${P}.commands.start.input.operator`, NOBODY],
    [`${P}.commands.start.input.operator`, CALL],
  ],
  [
    'a command answers more',
    order((o) => (o.commands.start!.output = { startedAt: { kind: 'instant' }, line: { kind: 'string' } })),
    [`${P}.commands.start.output.line`, NOBODY],
    [`${P}.commands.start.output.line`, CALL],
  ],
  [
    'a command may be refused with one more fault',
    order((o) => (o.commands.cancel!.faults = ['line-busy'])),
    [`${P}.commands.cancel.faults`, CALL],
    [`${P}.commands.cancel.faults`, NOBODY],
  ],
  [
    'a command needs an idempotency key',
    order((o) => (o.commands.cancel!.requireIdempotencyKey = true)),
    [`${P}.commands.cancel.requireIdempotencyKey`, CALL],
    ['', NOBODY],
  ],
  ['a command needs another scope', order((o) => delete o.commands.start!.scope), [`${P}.commands.start.scope`, CALL], [`${P}.commands.start.scope`, CALL]],

  [
    'an event carries more',
    order((o) => (o.events.quantityReported!.scrap = { kind: 'integer' })),
    [`${P}.events.quantityReported.scrap`, NOBODY],
    [`${P}.events.quantityReported.scrap`, EVENTS],
  ],
  ['an event goes away', order((o) => delete o.events.quantityReported), [`${P}.events.quantityReported`, EVENTS], [`${P}.events.quantityReported`, NOBODY]],
  ['an event of no resource goes away', (c) => delete c.events.shiftEnded, ['events.shiftEnded', EVENTS], ['events.shiftEnded', NOBODY]],

  [
    'an audience may no longer call a command',
    order((o) => (o.access.partner!.can = ['get', 'list'])),
    [`${P}.access.partner.can`, CALL],
    [`${P}.access.partner.can`, NOBODY],
  ],
  [
    'an audience loses all access',
    order((o) => delete o.access.partner),
    [`${P}.access.partner.can`, ['reader', 'caller']],
    [`${P}.access.partner.can`, NOBODY],
  ],
  [
    'an audience sees only its own',
    material((m) => (m.access.partner!.own = 'id')),
    ['resources.Material.access.partner.own', ['reader', 'writer', 'caller', 'events']],
    ['resources.Material.access.partner.own', NOBODY],
  ],
  [
    'an audience owns by its consumer instead of its owner value',
    order((o) => (o.access.partner!.ownIs = 'consumer')),
    [`${P}.access.partner.own`, ['reader', 'writer', 'caller', 'events']],
    [`${P}.access.partner.own`, ['reader', 'writer', 'caller', 'events']],
  ],
  [
    'a field is hidden from an audience',
    order((o) => (o.access.partner!.hide = ['priority', 'line'])),
    [`${P}.access.partner`, BOTH],
    [`${P}.access.partner`, NOBODY],
  ],
  [
    'an audience may no longer call an operation',
    (c) => (c.operations.checkStock!.audiences = ['internal']),
    ['operations.checkStock.audiences', CALL],
    ['operations.checkStock.audiences', NOBODY],
  ],

  ['an operation goes away', (c) => delete c.operations.checkStock, ['operations.checkStock', CALL], ['operations.checkStock', NOBODY]],
  [
    'an operation gets another address',
    (c) => (c.operations.checkStock!.path = 'stock'),
    ['operations.checkStock.path', CALL],
    ['operations.checkStock.path', CALL],
  ],
  ['an operation no longer only reads', (c) => delete c.operations.checkStock!.reads, ['operations.checkStock.reads', CALL], ['', NOBODY]],
  [
    'a fault gets another class',
    (c) => (c.faults['line-busy']!.class = 'unavailable'),
    ['faults.line-busy.class', ['caller', 'writer']],
    ['faults.line-busy.class', ['caller', 'writer']],
  ],
  ['creating may be refused with one more fault', order((o) => (o.faults = ['line-busy'])), [`${P}.faults`, WRITE], [`${P}.faults`, NOBODY]],
  ['a fault tells less', (c) => delete c.faults['line-busy']!.detail.line, ['faults.line-busy.detail.line', CALL], ['faults.line-busy.detail.line', NOBODY]],
  [
    'a composite includes less',
    (c) => (c.composites.orderView!.include = ['operations']),
    ['composites.orderView.include', READ],
    ['composites.orderView.include', NOBODY],
  ],
  ['a composite goes away', (c) => (c.composites = {}), ['composites.orderView', READ], ['composites.orderView', NOBODY]],
  [
    'telemetry is in another unit',
    (c) => (c.telemetry.temperature!.value = { kind: 'float', unit: '[degF]' }),
    ['telemetry.temperature.value', BOTH],
    ['telemetry.temperature.value', BOTH],
  ],
  ['the contract gets another name', (c) => (c.name = 'factory'), ['name', CALL], ['name', CALL]],
]

function expect(changes: readonly Change[], [place, breaks]: Told): void {
  if (place === '')
    return assert.deepEqual(
      changes.filter((change) => change.breaks.length > 0),
      [],
    )
  assert.ok(changes.length > 0, 'nothing was told')
  const here = changes.filter((change) => change.place === place)
  assert.ok(here.length > 0, `told only ${JSON.stringify(changes)}`)
  assert.deepEqual([...new Set(here.flatMap((change) => change.breaks))].sort(), [...breaks].sort(), JSON.stringify(here))
  for (const change of changes) {
    assert.match(change.message, /\.$|: use dueAt$/)
    assert.match(change.remedy, /^[A-Z].*\.$/)
  }
}

describe('a change is told to those whom it breaks, and taken back too', () => {
  for (const [what, change, made, takenBack] of CASES) {
    test(what, () => {
      const newer = changed(base, change)
      expect(diffContracts(base, newer), made)
      expect(diffContracts(newer, base), takenBack)
    })
  }
})

test('a contract does not differ from itself, nor in its texts, examples and order', () => {
  assert.deepEqual(diffContracts(rich.data, rich.data), [])
  const texts = changed(base, (c) => {
    c.doc = 'Other.'
    const o = resourceOf(c, 'ProductionOrder')
    o.doc = 'Other.'
    o.fields = Object.fromEntries(
      Object.entries(o.fields)
        .reverse()
        .map(([name, schema]) => [name, { ...schema, doc: 'Other.', examples: [] }]),
    )
  })
  assert.deepEqual(diffContracts(base, texts), [])
})

test('a field that is gone and one like it that is new are probably one field', () => {
  const newer = changed(
    base,
    order((o) => {
      o.fields.dueAt = { kind: 'instant' }
      delete o.fields.due
    }),
  )
  assert.match(diffContracts(base, newer).find((change) => change.place === `${F}.due`)?.remedy ?? '', /'dueAt' if it is the same under a new name/)
})

describe('versions', () => {
  test('what is declared as renamed is told as renamed, and not as removed', () => {
    const changes = diffContracts(contractAt(rich.data, 'v1'), rich.data)
    assert.ok(changes.some((change) => change.message === 'Order is called ProductionOrder now, at /production-orders.'))
    assert.ok(changes.some((change) => change.message === "'dueAt' in ProductionOrder is called 'due' now."))
    assert.deepEqual(
      changes.filter((change) => /removed/.test(change.message)).map((change) => change.place),
      [`${F}.plant`],
    )
  })
  test('its text is what a partner can be sent', () => {
    const file = new URL('./diff.golden.txt', import.meta.url)
    const text = formatChanges(diffContracts(contractAt(rich.data, 'v1'), rich.data))
    if (process.env.RECORD === '1') writeFileSync(file, text)
    assert.equal(readFileSync(file, 'utf8').replaceAll('\r\n', '\n'), text)
  })
  test('a version that is no longer served breaks everyone who speaks it', () => {
    const changes = diffContracts(rich.data, { ...base, version: 'v3' })
    assert.deepEqual(
      changes.map((change) => [change.place, change.breaks.length]),
      [
        ['version', 4],
        ['older[0]', 4],
      ],
    )
  })
  test('who stays on an older version sees no change while it is kept', () => {
    assert.deepEqual(diffServed(rich.data, rich.data), [
      { version: 'v2', changes: [] },
      { version: 'v1', changes: [] },
    ])
    const moved = changed(
      rich.data,
      order((o) => (o.fields.color = { kind: 'string' })),
    )
    const served = diffServed(rich.data, moved)
    assert.deepEqual(
      served.map(({ version, changes }) => [version, changes.map((change) => change.place)]),
      [
        ['v2', [`${F}.color`]],
        ['v1', ['resources.Order.fields.color']],
      ],
    )
    assert.deepEqual(
      diffServed(rich.data, base)[1]?.changes.map((change) => change.breaks.length),
      [4],
    )
  })
  test('an end that is announced breaks nobody yet', () => {
    const sooner = changed(rich.data, (c) => (c.older[0]!.sunset = '2026-12-01T00:00:00Z'))
    assert.deepEqual(
      diffContracts(rich.data, sooner).map((change) => [change.place, change.breaks]),
      [['older[0].sunset', []]],
    )
  })
})

test('a partner is told what it can see, and nothing else', () => {
  const view = (contract: ContractData): ContractData => forAudience(contract, 'partner')
  const hidden = changed(
    base,
    order((o) => delete o.fields.priority),
  )
  assert.deepEqual(diffContracts(view(base), view(hidden)), [])
  assert.equal(diffContracts(base, hidden).length, 1)
})

test('who calls without a credential is told that an operation now needs one', () => {
  const open = changed(base, (c) => (c.operations.checkStock!.audiences = ['internal', 'public']))
  const closed = changed(open, (c) => (c.operations.checkStock!.requireCredential = true))
  assert.deepEqual(
    diffContracts(open, closed).map(({ place, breaks }) => [place, breaks]),
    [['operations.checkStock.requireCredential', ['caller']]],
  )
  assert.deepEqual(diffContracts(closed, open), [])
})

test('nothing has changed is said in so many words', () => assert.equal(formatChanges([]), 'Nothing has changed.\n'))
