import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import {
  defineComposite,
  defineContract,
  defineEvent,
  defineFault,
  defineOperation,
  defineResource,
  t,
  type FieldChange,
  type OlderVersionData,
  type Resource,
} from '../../src/contract/index.ts'
import type { ResourceInput } from '../../src/contract/define.ts'
import type { Json } from '../../src/contract/schema.ts'
import { checkOlder, contractAt, translatorFor, versionsOf, type VersionTranslator } from '../../src/contract/versions/index.ts'

const LineBusy = defineFault('line-busy', { code: 'conflict', doc: 'The line is taken.', detail: { line: t.string() } })
const Partner = defineResource('Partner', { key: { id: t.string() }, fields: { label: t.string(), country: t.string() } })
const Order = defineResource('Order', {
  key: { number: t.string() },
  fields: {
    customer: t.ref('Partner'),
    weight: t.decimal({ precision: 12, scale: 3, unit: 'kg' }),
    address: t.object({ street: t.string(), zip: t.string(), note: t.string().optional() }).nullable(),
    state: t.state('Released', 'Ready', 'Running', 'Done'),
    line: t.string().optional(),
    priority: t.integer().default(3),
    cost: t.decimal({ precision: 9, scale: 2 }).optional(),
    items: t.many('Item', 'order'),
    token: t.string().optional().writeOnly(),
  },
  transitions: { Released: ['Ready', 'Running'], Ready: ['Running', 'Released'], Running: ['Done'], Done: [] },
  lists: [
    { equal: ['line'], sort: 'weight' },
    { equal: ['customer'], sort: 'cost' },
  ],
  unique: [{ fields: ['line'], when: { state: 'Running' }, fault: LineBusy }, { fields: ['cost'] }, { fields: ['line'], when: { state: 'Ready' } }],
  access: { partner: { can: ['get', 'start'], own: 'customer', hide: ['cost', 'line'] }, public: { can: ['get'], show: ['weight', 'state'] } },
  commands: {
    start: {
      from: ['Released', 'Ready'],
      to: 'Running',
      input: { line: t.string(), shift: t.integer() },
      output: { startedAt: t.instant() },
      faults: [LineBusy],
    },
    stop: { from: ['Running'], to: 'Ready' },
  },
  events: { counted: { good: t.integer(), line: t.string() } },
  master: { 'customer': 'erp', 'line': 'mes', '*': 'busbar' },
})
const Item = defineResource('Item', { key: { id: t.id() }, fields: { order: t.ref('Order'), name: t.string() } })
const Probe = defineResource('Probe', { key: { id: t.id() }, fields: { value: t.float() } })
const Plan = defineOperation('Plan', { input: { horizon: t.integer(), mode: t.string() }, output: { orders: t.list(t.ref('Order')) }, faults: [LineBusy] })
const Alarm = defineEvent('alarm', { level: t.enum('low', 'high') })
const OrderBook = defineComposite('OrderBook', { root: Order, include: ['customer', 'items'] })

const v2: OlderVersionData = {
  version: 'v2',
  deprecated: '2026-01-01T00:00:00Z',
  sunset: '2027-01-01T00:00:00Z',
  resources: {
    Partner: { fields: [{ change: 'rename', from: 'name', to: 'label' }] },
    Order: {
      was: { name: 'Job', plural: 'jobs' },
      fields: [
        { change: 'rename', from: 'client', to: 'customer' },
        { change: 'unit', from: 'grams', to: 'weight', factor: '0.001', unit: 'g' },
        { change: 'drop', to: 'address' },
        { change: 'rename', from: 'zip', to: 'address.zip' },
        { change: 'default', to: 'address.street', value: '-' },
        { change: 'values', from: 'status', to: 'state', map: { Open: 'Released' }, shown: { Ready: 'Open' } },
        { change: 'rename', from: 'meta.line', to: 'line' },
        { change: 'rename', from: 'meta.cost', to: 'cost' },
        { change: 'rename', from: 'meta.priority', to: 'priority' },
        { change: 'rename', from: 'parts', to: 'items' },
        { change: 'constant', from: 'system', schema: t.enum('metric', 'imperial').schema, value: 'metric' },
      ],
      commands: {
        start: {
          was: 'begin',
          input: [
            { change: 'default', to: 'shift', value: 1 },
            { change: 'rename', from: 'workplace', to: 'line' },
          ],
          output: [{ change: 'rename', from: 'at', to: 'startedAt' }],
        },
        stop: { absent: true },
      },
      events: { counted: { was: 'reported', data: [{ change: 'rename', from: 'workplace', to: 'line' }] } },
    },
    Item: { fields: [{ change: 'rename', from: 'job', to: 'order' }] },
    Probe: { absent: true },
  },
  operations: {
    Plan: {
      was: { name: 'Schedule', path: 'schedule' },
      input: [{ change: 'default', to: 'mode', value: 'full' }],
      output: [{ change: 'rename', from: 'jobs', to: 'orders' }],
    },
  },
  events: { alarm: { was: 'warning', data: [{ change: 'values', from: 'grade', to: 'level', map: { A: 'high', B: 'low' } }] } },
  faults: { 'line-busy': { was: 'workplace-busy', detail: [{ change: 'rename', from: 'workplace', to: 'line' }] } },
  composites: { OrderBook: { was: { name: 'JobBook', path: 'job-book' } } },
}
const v1: OlderVersionData = {
  version: 'v1',
  resources: {
    Job: {
      fields: [
        { change: 'values', from: 'system', to: 'system', map: { SI: 'metric', US: 'imperial' } },
        { change: 'values', from: 'status', to: 'status', map: { Active: 'Running' } },
        { change: 'rename', from: 'tons', to: 'grams' },
      ],
      commands: { begin: { was: 'launch' } },
    },
  },
}
const plant = defineContract('plant', { version: 'v3', members: [Partner, Order, Item, Probe, Plan, Alarm, OrderBook, LineBusy], older: [v2, v1] }).data
const RECORD = {
  number: 'PO-1',
  customer: 'ACME',
  weight: '12.5',
  address: { street: 'Main', zip: '28195', note: 'gate 3' },
  state: 'Ready',
  line: 'L1',
  priority: 5,
  cost: '9.90',
  token: 'secret',
  revision: 3,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-02T00:00:00Z',
}
const JOB = {
  number: 'PO-1',
  client: 'ACME',
  grams: '12500',
  zip: '28195',
  status: 'Open',
  meta: { line: 'L1', priority: 5, cost: '9.90' },
  token: 'secret',
  revision: 3,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-02T00:00:00Z',
  system: 'metric',
}

describe('the contract of an older version', () => {
  const older = contractAt(plant, 'v2')
  const job = older.resources['Job']

  it('holds up', () =>
    assert.deepEqual(
      checkOlder(plant).filter((d) => d.severity === 'error'),
      [],
    ))

  it('has its own names, and the versions that are older still', () => {
    assert.deepEqual(versionsOf(plant), ['v3', 'v2', 'v1'])
    assert.equal(older.version, 'v2')
    assert.deepEqual(older.older, [v1])
    assert.deepEqual(Object.keys(older.resources), ['Partner', 'Job', 'Item'])
    assert.deepEqual(Object.keys(older.operations), ['Schedule'])
    assert.deepEqual(Object.keys(older.events), ['warning'])
    assert.deepEqual(Object.keys(older.faults), ['workplace-busy'])
    assert.equal(contractAt(plant, 'v3'), plant)
    assert.throws(() => contractAt(plant, 'v9'), /contract 'plant' has no older version 'v9': it has v2, v1/)
  })

  it('has its own fields, in the order of the newer ones', () => {
    assert.deepEqual(job?.fields, {
      client: { kind: 'ref', resource: 'Partner' },
      grams: { kind: 'decimal', precision: 12, scale: 0, unit: 'g' },
      zip: { kind: 'string', optional: true },
      status: { kind: 'state', values: ['Open', 'Running', 'Done'], readOnly: true },
      meta: {
        kind: 'object',
        optional: true,
        fields: {
          line: { kind: 'string', optional: true },
          priority: { kind: 'integer', optional: true },
          cost: { kind: 'decimal', precision: 9, scale: 2, optional: true },
        },
      },
      parts: { kind: 'many', resource: 'Item', via: 'job', readOnly: true },
      token: { kind: 'string', optional: true, writeOnly: true },
      system: { kind: 'enum', values: ['metric', 'imperial'] },
    })
    assert.deepEqual(older.resources['Item']?.fields['job'], { kind: 'ref', resource: 'Job' })
    assert.deepEqual(older.resources['Partner']?.fields, { name: { kind: 'string' }, country: { kind: 'string' } })
  })

  it('has the rules that it can say', () => {
    assert.deepEqual(job?.transitions, { Open: ['Running'], Running: ['Done'], Done: [] })
    assert.deepEqual(job?.lists, [
      { equal: ['meta.line'], sort: 'grams' },
      { equal: ['client'], sort: 'meta.cost' },
    ])
    // `Open` stands for two states: a rule about one of them is left to the current version.
    assert.deepEqual(job?.unique, [{ fields: ['meta.line'], when: { status: 'Running' }, fault: 'workplace-busy' }, { fields: ['meta.cost'] }])
    assert.deepEqual(job?.access.partner, { can: ['get', 'begin'], own: 'client', hide: ['meta.cost', 'meta.line'] })
    assert.deepEqual(job?.access.public, { can: ['get'], show: ['grams', 'status'] })
    assert.deepEqual(job?.master, { 'client': 'erp', 'meta': 'mes', '*': 'busbar' })
  })

  it('has its commands, events and faults, under the scopes that credentials hold today', () => {
    assert.deepEqual(Object.keys(job?.commands ?? {}), ['begin'])
    assert.deepEqual(job?.commands['begin'], {
      from: ['Open'],
      to: 'Running',
      input: { workplace: { kind: 'string' } },
      output: { at: { kind: 'instant' } },
      faults: ['workplace-busy'],
      scope: 'orders.start',
    })
    assert.deepEqual(job?.scopes, { read: 'orders.read', write: 'orders.write' })
    assert.deepEqual(job?.events, { reported: { good: { kind: 'integer' }, workplace: { kind: 'string' } } })
    assert.deepEqual(older.operations['Schedule'], {
      path: 'schedule',
      scope: 'plan',
      input: { horizon: { kind: 'integer' } },
      output: { jobs: { kind: 'list', of: { kind: 'ref', resource: 'Job' } } },
      faults: ['workplace-busy'],
      audiences: ['internal'],
    })
    assert.deepEqual(older.events['warning']?.data, { grade: { kind: 'enum', values: ['B', 'A'] } })
    assert.deepEqual(older.faults['workplace-busy']?.detail, { workplace: { kind: 'string' } })
    assert.deepEqual(older.composites['JobBook'], { path: 'job-book', root: 'Job', include: ['client', 'parts'], audiences: ['internal'] })
  })

  it('is written over the one before it', () => {
    const oldest = contractAt(plant, 'v1').resources['Job']
    assert.deepEqual(oldest?.fields['system'], { kind: 'enum', values: ['SI', 'US'] })
    assert.deepEqual(oldest?.fields['status'], { kind: 'state', values: ['Open', 'Active', 'Done'], readOnly: true })
    assert.deepEqual(Object.keys(oldest?.commands ?? {}), ['launch'])
    assert.equal(oldest?.commands['launch']?.to, 'Active')
    assert.equal(oldest?.commands['launch']?.scope, 'orders.start')
  })
})

describe('names through an older version', () => {
  const one = translatorFor(plant, 'v2')
  const two = translatorFor(plant, 'v1')

  it('lead to what they are called now', () => {
    assert.equal(one.operationUp('Job.begin'), 'Order.start')
    assert.equal(two.operationUp('Job.launch'), 'Order.start')
    assert.equal(two.operationDown('Order.start'), 'Job.launch')
    for (const operation of ['get', 'list', 'create', 'update', 'replace']) assert.equal(two.operationUp(`Job.${operation}`), `Order.${operation}`)
    assert.equal(one.operationUp('Schedule'), 'Plan')
    assert.equal(one.operationUp('JobBook'), 'OrderBook')
    assert.equal(one.resourceUp('Job'), 'Order')
    assert.equal(one.resourceDown('Order'), 'Job')
  })

  it('lead nowhere where there was no such thing', () => {
    for (const operation of ['Order.get', 'Job.start', 'Job.stop', 'Job.delete', 'Probe.get', 'Plan', 'OrderBook', 'nothing', ''])
      assert.equal(one.operationUp(operation), undefined, operation)
    assert.equal(two.operationUp('Job.begin'), undefined)
    assert.equal(one.operationDown('Order.stop'), undefined)
    assert.equal(one.resourceDown('Probe'), undefined)
  })

  it('hold for events and faults too', () => {
    assert.equal(one.eventDown('Order.counted'), 'Job.reported')
    assert.equal(one.eventDown('Order.start'), 'Job.begin')
    assert.equal(two.eventDown('Order.start'), 'Job.launch')
    assert.equal(one.eventDown('Order.created'), 'Job.created')
    assert.equal(one.eventUp('warning'), 'alarm')
    assert.equal(one.eventDown('Order.stop'), undefined)
    assert.deepEqual(one.faultDown('line-busy', { line: 'L1' }), { code: 'workplace-busy', detail: { workplace: 'L1' } })
    assert.deepEqual(one.faultDown('unknown', { x: 1 }), { code: 'unknown', detail: { x: 1 } })
  })

  it('hold for what a command or operation takes and gives', () => {
    assert.deepEqual(one.inputUp('Order.start', { workplace: 'L1' }), { line: 'L1', shift: 1 })
    assert.deepEqual(one.outputDown('Order.start', { startedAt: '2026-01-01T00:00:00Z' }), { at: '2026-01-01T00:00:00Z' })
    assert.equal(one.inputPointerDown('Order.start', '/line'), '/workplace')
    assert.deepEqual(one.inputUp('Plan', { horizon: 7 }), { horizon: 7, mode: 'full' })
    assert.deepEqual(one.eventDataDown('alarm', { level: 'high' }), { grade: 'A' })
    assert.deepEqual(one.eventDataDown('Order.counted', { good: 5, line: 'L1' }), { good: 5, workplace: 'L1' })
    assert.deepEqual(one.inputUp('Order.stop', { x: 1 }), {})
  })

  it('carry the end of the version', () => {
    assert.equal(one.deprecated, '2026-01-01T00:00:00Z')
    assert.equal(one.sunset, '2027-01-01T00:00:00Z')
    assert.equal(two.sunset, undefined)
    assert.equal(one.isSame('Order'), false)
    assert.equal(one.isSame('Probe'), false)
    assert.equal(translatorFor({ ...plant, older: [{ version: 'v2', resources: {} }] }, 'v2').isSame('Order'), true)
  })
})

describe('records through an older version', () => {
  const one = translatorFor(plant, 'v2')
  const two = translatorFor(plant, 'v1')

  it('are shown in its words', () => {
    assert.deepEqual(one.down('Order', RECORD), JOB)
    const { grams, ...rest } = JOB
    assert.deepEqual(two.down('Order', RECORD), { ...rest, tons: grams, system: 'SI' })
    assert.deepEqual(one.down('Order', { ...RECORD, address: null }), without(JOB, 'zip'))
  })

  it('in parts show no more than the parts and what is always the same', () => {
    assert.deepEqual(one.down('Order', { weight: '1' }), { grams: '1000', system: 'metric' })
    assert.deepEqual(one.down('Order', {}), { system: 'metric' })
    assert.deepEqual(one.down('Probe', { value: 1 }), {})
  })

  it('are created with the defaults of what could not be said', () => {
    assert.deepEqual(one.up('Order', { number: 'PO-2', client: 'ACME', grams: '1', zip: '1' }, 'create'), {
      number: 'PO-2',
      customer: 'ACME',
      weight: '0.001',
      address: { street: '-', zip: '1' },
    })
    // The nullable address is not made up where nothing of it was said.
    assert.deepEqual(one.up('Order', { number: 'PO-2', client: 'ACME', grams: '1' }, 'create'), { number: 'PO-2', customer: 'ACME', weight: '0.001' })
  })

  it('keep on a PUT what the writer cannot say or need not send', () => {
    const put = { client: 'OTHER', grams: '12500', zip: '28195', meta: { line: 'L1', cost: '9.90', priority: 5 }, system: 'metric' }
    assert.deepEqual(one.up('Order', put, 'replace', RECORD), { ...RECORD, customer: 'OTHER' })
    assert.deepEqual(two.up('Order', { ...without(put, 'grams'), tons: '12500', system: 'SI' }, 'replace', RECORD), { ...RECORD, customer: 'OTHER' })
  })

  it('lose on a PUT what the writer can say and left out', () => {
    const after = one.up('Order', { client: 'ACME', grams: '12500' }, 'replace', RECORD)
    assert.deepEqual(after, { ...without(RECORD, 'line', 'cost', 'priority'), address: { street: 'Main', note: 'gate 3' } })
  })

  it('keep a missing or null object that the older version has no name for', () => {
    const put = without(JOB, 'zip')
    assert.deepEqual(one.up('Order', put, 'replace', { ...RECORD, address: null }), { ...RECORD, address: null })
    assert.deepEqual(one.up('Order', { ...put, zip: '1' }, 'replace', { ...RECORD, address: null }), { ...RECORD, address: { street: '-', zip: '1' } })
  })

  it('are patched where the patch says', () => {
    assert.deepEqual(one.up('Order', { meta: { line: null, cost: '1' } }, 'patch', RECORD), { line: null, cost: '1' })
    assert.deepEqual(one.up('Order', { meta: null }, 'patch', RECORD), { line: null, priority: null, cost: null })
    assert.deepEqual(one.up('Order', { zip: '5' }, 'patch', RECORD), { address: { zip: '5' } })
    assert.deepEqual(one.up('Order', { zip: '5' }, 'patch', { ...RECORD, address: null }), { address: { street: '-', zip: '5' } })
    assert.deepEqual(one.up('Order', { status: 'Open', token: null }, 'patch', RECORD), { state: 'Ready', token: null })
    assert.deepEqual([...one.touches('Order', { meta: null, zip: '1', system: 'metric' })], ['address', 'line', 'priority', 'cost'])
    assert.deepEqual([...two.touches('Order', { tons: '1' })], ['weight'])
  })

  it('refuse a constant that is sent with another value, and say where', () => {
    assert.deepEqual(one.refusals('Order', { system: 'metric' }), [])
    assert.deepEqual(one.refusals('Order', { system: 'imperial' }), [
      { pointer: '/system', detail: 'is always "metric" in this version; leave it out or send it so' },
    ])
    assert.equal(two.refusals('Order', { system: 'US' })[0]?.pointer, '/system')
    assert.deepEqual(two.refusals('Order', { system: 'SI' }), [])
  })
})

describe('paths through an older version', () => {
  const one = translatorFor(plant, 'v2')
  const two = translatorFor(plant, 'v1')

  it('lead over references and has-many, each in its own words', () => {
    assert.equal(one.fieldUp('Order', 'client.name'), 'customer.label')
    assert.equal(one.fieldUp('Order', 'parts.job.meta.line'), 'items.order.line')
    assert.equal(one.fieldDown('Order', 'items.order.customer'), 'parts.job.client')
    assert.equal(two.fieldUp('Order', 'parts.job.tons'), 'items.order.weight')
    for (const path of ['customer', 'client.label', 'meta', 'system', 'grams.x', 'zip.x', '', 'address', '__proto__', 'constructor'])
      assert.equal(one.fieldUp('Order', path), undefined, path)
    for (const path of ['address', 'address.note', 'nothing', '']) assert.equal(one.fieldDown('Order', path), undefined, path)
  })

  it('of constants lead to a value, in the words of the version', () => {
    assert.equal(one.constantOf('Order', 'system')?.value, 'metric')
    assert.equal(two.constantOf('Order', 'system')?.value, 'SI')
    assert.deepEqual(two.constantOf('Order', 'system')?.schema, { kind: 'enum', values: ['SI', 'US'] })
    assert.deepEqual(two.filterUp('Order', { field: 'system', operator: 'eq', values: ['SI'] }), {
      kind: 'constant',
      schema: { kind: 'enum', values: ['SI', 'US'] },
      value: 'SI',
    })
    assert.deepEqual(two.sortUp('Order', 'system'), { kind: 'constant' })
    assert.equal(one.constantOf('Order', 'grams'), undefined)
  })

  it('of filters carry the values along', () => {
    assert.deepEqual(two.filterUp('Order', { field: 'status', operator: 'eq', values: ['Active'] }), {
      kind: 'filters',
      filters: [{ field: 'state', operator: 'eq', values: ['Running'] }],
    })
    assert.deepEqual(one.filterUp('Order', { field: 'status', operator: 'ne', values: ['Open'] }), {
      kind: 'filters',
      filters: [
        { field: 'state', operator: 'ne', values: ['Released'] },
        { field: 'state', operator: 'ne', values: ['Ready'] },
      ],
    })
    assert.deepEqual(one.filterUp('Order', { field: 'status', operator: 'eq', values: ['Released'] }), { kind: 'nothing' })
    assert.deepEqual(one.filterUp('Order', { field: 'state', operator: 'eq', values: ['Running'] }), { kind: 'unknown' })
  })

  it('of pointers name what the caller sees, or what is around it', () => {
    const cases: readonly [string, string][] = [
      ['', ''],
      ['/weight', '/grams'],
      ['/line', '/meta/line'],
      ['/address/zip', '/zip'],
      ['/address/street', ''],
      ['/address', ''],
      ['/state', '/status'],
      ['/items/0/name', '/parts/0/name'],
      ['/nothing/x', '/nothing/x'],
      ['no pointer', 'no pointer'],
    ]
    for (const [current, older] of cases) assert.equal(one.pointerDown('Order', current), older, current)
    assert.equal(two.pointerDown('Order', '/weight'), '/tons')
  })
})

describe('lists in a record', () => {
  const lines = t.list(t.object({ position: t.integer(), item: t.string(), amount: t.integer(), note: t.string().optional(), kind: t.enum('a', 'b') }))
  const fields: readonly FieldChange[] = [
    { change: 'rename', from: 'rows', to: 'lines' },
    { change: 'rename', from: 'rows.sku', to: 'lines.item' },
    { change: 'drop', to: 'lines.note' },
    { change: 'default', to: 'lines.kind', value: 'b' },
    { change: 'constant', from: 'rows.unit', schema: t.string().schema, value: 'pcs' },
  ]
  const current = { id: '1', lines: [line(10, 'A', 1), line(20, 'B', 2), line(30, 'C', 3)] }
  const one = translatorOf({ key: { id: t.string() }, fields: { lines } }, fields)
  const matched = translatorOf({ key: { id: t.string() }, fields: { lines } }, [...fields, { change: 'match', to: 'lines', by: 'position' }])
  const row = (position: number, sku: string, amount: number): Json => ({ position, sku, amount, unit: 'pcs' })
  const notes = (translator: VersionTranslator, rows: readonly Json[]): unknown =>
    (translator.up('Thing', { id: '1', rows }, 'replace', current)['lines'] as readonly { item: string; note?: string; kind: string }[]).map(
      (l) => `${l.item}${l.note ? `:${l.note}` : ''}:${l.kind}`,
    )

  it('are shown element by element', () => {
    assert.deepEqual(one.down('Thing', current), { id: '1', rows: [row(10, 'A', 1), row(20, 'B', 2), row(30, 'C', 3)] })
    assert.deepEqual(one.data.resources['Thing']?.fields['rows'], {
      kind: 'list',
      of: { kind: 'object', fields: { position: { kind: 'integer' }, sku: { kind: 'string' }, amount: { kind: 'integer' }, unit: { kind: 'string' } } },
    })
    assert.equal(one.pointerDown('Thing', '/lines/1/item'), '/rows/1/sku')
    assert.equal(one.pointerDown('Thing', '/lines/1/note'), '/rows/1')
    assert.equal(one.fieldUp('Thing', 'rows.sku'), 'lines.item')
    assert.deepEqual(
      one.refusals('Thing', { rows: [row(1, 'A', 1), { unit: 'kg' }] }).map((r) => r.pointer),
      ['/rows/1/unit'],
    )
  })

  it('keep what elements hold beyond the older version, wherever they are now', () => {
    assert.deepEqual(notes(one, [row(30, 'C', 3), row(10, 'A', 1), row(20, 'B', 2)]), ['C:note 30:a', 'A:note 10:a', 'B:note 20:a'])
    assert.deepEqual(notes(one, [row(20, 'B', 2)]), ['B:note 20:a'])
    assert.deepEqual(notes(one, [row(5, 'Z', 9), row(10, 'A', 1), row(20, 'B', 2), row(30, 'C', 3)]), ['Z:b', 'A:note 10:a', 'B:note 20:a', 'C:note 30:a'])
  })

  it('keep it for elements that are changed in place', () => {
    assert.deepEqual(notes(one, [row(10, 'A', 1), row(20, 'B', 9), row(30, 'C', 3)]), ['A:note 10:a', 'B:note 20:a', 'C:note 30:a'])
    assert.deepEqual(notes(one, [row(10, 'A', 9), row(20, 'B', 9), row(30, 'C', 9)]), ['A:note 10:a', 'B:note 20:a', 'C:note 30:a'])
    assert.deepEqual(notes(one, [row(20, 'B', 2), row(30, 'X', 9), row(10, 'A', 1), row(50, 'Y', 9)]), ['B:note 20:a', 'X:b', 'A:note 10:a', 'Y:b'])
    assert.deepEqual(notes(one, [row(10, 'A', 1), row(20, 'B', 9), row(30, 'C', 3), row(40, 'D', 4)]), ['A:note 10:a', 'B:note 20:a', 'C:note 30:a', 'D:b'])
  })

  it('take an element that is changed while its neighbors come or go as a new one: nobody can tell', () => {
    assert.deepEqual(notes(one, [row(20, 'B', 9)]), ['B:b'])
    assert.deepEqual(notes(one, [row(10, 'A', 1), row(30, 'C', 9), row(40, 'D', 4)]), ['A:note 10:a', 'C:note 20:a', 'D:note 30:a'])
  })

  it('know each element by what is declared to identify it', () => {
    assert.deepEqual(notes(matched, [row(20, 'B', 9)]), ['B:note 20:a'])
    assert.deepEqual(notes(matched, [row(10, 'A', 1), row(30, 'C', 9), row(40, 'D', 4)]), ['A:note 10:a', 'C:note 30:a', 'D:b'])
    assert.deepEqual(notes(matched, [row(20, 'B', 1), row(20, 'B', 2)]), ['B:b', 'B:note 20:a'])
  })

  it('are patched as a whole, and keep the same', () => {
    const up = one.up('Thing', { rows: [row(10, 'A', 1), row(20, 'X', 2), row(30, 'C', 3)] }, 'patch', current)
    assert.deepEqual(up, { lines: [line(10, 'A', 1), line(20, 'X', 2), line(30, 'C', 3)] })
  })
})

describe('a field that the older version may leave out', () => {
  const one = translatorOf({ key: { id: t.string() }, fields: { line: t.string(), count: t.integer() } }, [
    { change: 'rename', from: 'workplace', to: 'line', otherwise: 'L0' },
    { change: 'unit', from: 'dozens', to: 'count', factor: '12', otherwise: 0 },
  ])
  const current = { id: '1', line: 'L7', count: 27 }

  it('is optional there, gets the value on a create and keeps its own on a write', () => {
    assert.deepEqual(one.data.resources['Thing']?.fields, { workplace: { kind: 'string', optional: true }, dozens: { kind: 'integer', optional: true } })
    assert.deepEqual(one.up('Thing', { id: '1' }, 'create'), { id: '1', line: 'L0', count: 0 })
    assert.deepEqual(one.up('Thing', { id: '1' }, 'replace', current), current)
    assert.deepEqual(one.up('Thing', { workplace: null }, 'patch', current), { line: 'L7' })
  })

  it('keeps the exact value behind a rounded one that is sent back', () => {
    assert.deepEqual(one.down('Thing', current), { id: '1', workplace: 'L7', dozens: 2 })
    assert.deepEqual(one.up('Thing', { id: '1', workplace: 'L8', dozens: 2 }, 'replace', current), { id: '1', line: 'L8', count: 27 })
    assert.deepEqual(one.up('Thing', { id: '1', workplace: 'L8', dozens: 3 }, 'replace', current), { id: '1', line: 'L8', count: 36 })
  })
})

describe('objects that only one version has', () => {
  const one = translatorOf(
    {
      key: { id: t.string() },
      fields: {
        settings: t.object({ mode: t.string(), level: t.integer().optional() }).optional(),
        address: t
          .object({ zip: t.string(), geo: t.object({ lat: t.integer() }) })
          .optional()
          .doc('Where it is.'),
        seal: t.object({ by: t.string(), at: t.instant() }).readOnly().optional(),
        extra: t.string(),
        site: t.object({ name: t.string(), geo: t.object({ lat: t.integer(), lon: t.integer() }) }),
      },
    },
    [
      { change: 'default', to: 'settings.mode', value: 'auto' },
      { change: 'drop', to: 'settings.level' },
      { change: 'rename', from: 'zip', to: 'address.zip' },
      { change: 'default', to: 'address.geo', value: { lat: 0 } },
      { change: 'rename', from: 'address.extra', to: 'extra' },
      { change: 'rename', from: 'sealedBy', to: 'seal.by' },
      { change: 'drop', to: 'seal.at' },
      { change: 'default', to: 'site.geo.lat', value: 0 },
      { change: 'default', to: 'site.geo.lon', value: 0 },
    ],
  )
  const current = { id: '1', seal: { by: 'me', at: '2026-01-01T00:00:00Z' }, extra: 'x', site: { name: 's', geo: { lat: 1, lon: 2 } } }

  it('say what their fields say, not what an object of the same name says', () => {
    assert.deepEqual(one.data.resources['Thing']?.fields, {
      zip: { kind: 'string', optional: true },
      address: { kind: 'object', fields: { extra: { kind: 'string' } } },
      sealedBy: { kind: 'string', optional: true, readOnly: true },
      site: { kind: 'object', fields: { name: { kind: 'string' } } },
    })
  })

  it('are made for the defaults that are declared in them', () => {
    assert.deepEqual(one.up('Thing', { id: '1', address: { extra: 'x' }, site: { name: 's' } }, 'create'), {
      id: '1',
      settings: { mode: 'auto' },
      extra: 'x',
      site: { name: 's', geo: { lat: 0, lon: 0 } },
    })
    assert.deepEqual(one.up('Thing', { id: '1', address: { extra: 'x' }, site: { name: 's' }, zip: '5' }, 'create')['address'], { zip: '5', geo: { lat: 0 } })
  })

  it('keep what is read-only inside them when a writer leaves it out', () => {
    assert.deepEqual(one.up('Thing', { address: { extra: 'y' }, site: { name: 's' } }, 'replace', current), { ...current, extra: 'y' })
  })

  it('are named by the nearest thing that the older version shows', () => {
    assert.equal(one.pointerDown('Thing', '/site/geo/lat'), '/site')
    assert.equal(one.pointerDown('Thing', '/site/geo'), '/site')
    assert.equal(one.pointerDown('Thing', '/site/other'), '/site/other')
    assert.equal(one.pointerDown('Thing', '/settings/mode'), '')
  })
})

describe('a constant that the version before it has under another name', () => {
  const Thing = defineResource('Thing', { key: { id: t.string() }, fields: { a: t.string() } })
  const older: readonly OlderVersionData[] = [
    { version: 'v2', resources: { Thing: { fields: [{ change: 'constant', from: 'system', schema: t.string().schema, value: 'metric' }] } } },
    { version: 'v1', resources: { Thing: { fields: [{ change: 'rename', from: 'info.units', to: 'system' }] } } },
  ]
  const two = translatorFor(defineContract('test', { version: 'v3', members: [Thing], older }).data, 'v1')

  it('is refused with the pointer of the caller', () => {
    assert.deepEqual(
      two.refusals('Thing', { info: { units: 'x' } }).map((r) => r.pointer),
      ['/info/units'],
    )
    assert.equal(two.constantOf('Thing', 'info.units')?.value, 'metric')
    assert.deepEqual(two.down('Thing', { id: '1', a: 'x' }), { id: '1', a: 'x', info: { units: 'metric' } })
  })
})

describe('a constant in an object that may be missing', () => {
  const one = translatorOf({ key: { id: t.string() }, fields: { address: t.object({ zip: t.string() }).optional(), site: t.object({ name: t.string() }) } }, [
    { change: 'constant', from: 'address.country', schema: t.string().schema, value: 'DE' },
    { change: 'constant', from: 'site.country', schema: t.string().schema, value: 'DE' },
  ])

  it('is shown where the object is', () => {
    assert.deepEqual(one.down('Thing', { id: '1', site: { name: 'x' } }), { id: '1', site: { name: 'x', country: 'DE' } })
    assert.deepEqual(one.down('Thing', { id: '1', address: { zip: '1' } }), { id: '1', address: { zip: '1', country: 'DE' } })
  })

  it('is no constant of all records: a filter by it is refused', () => {
    assert.equal(one.filterUp('Thing', { field: 'address.country', operator: 'eq', values: ['DE'] }).kind, 'refused')
    assert.equal(one.sortUp('Thing', 'address.country').kind, 'refused')
    assert.equal(one.constantOf('Thing', 'address.country'), undefined)
    assert.equal(one.filterUp('Thing', { field: 'site.country', operator: 'eq', values: ['DE'] }).kind, 'constant')
  })
})

describe('a sort by names that are in another order now', () => {
  it('is refused, and not declared', () => {
    const one = translatorOf({ key: { id: t.string() }, fields: { size: t.enum('large', 'small') }, lists: [{ sort: 'size' }] }, [
      { change: 'values', from: 'size', to: 'size', map: { 'x-large': 'large', 'a-small': 'small' } },
    ])
    assert.equal(one.sortUp('Thing', 'size').kind, 'refused')
    assert.deepEqual(one.data.resources['Thing']?.lists, [])
  })
})

describe('any JSON', () => {
  const two = translatorFor(plant, 'v1')
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>
  const names = fc.constantFrom('client', 'grams', 'tons', 'zip', 'meta', 'status', 'system', 'line', 'address', '__proto__', 'x')
  const body = fc.dictionary(names, json)

  it('never makes a translation throw', () => {
    fc.assert(
      fc.property(body, body, fc.oneof(fc.string(), names), (input, current, text) => {
        two.down('Order', input)
        for (const face of ['create', 'replace', 'patch'] as const) two.up('Order', input, face, current)
        two.up('Order', input, 'replace')
        two.refusals('Order', input)
        two.touches('Order', input)
        two.inputUp('Order.start', input)
        two.pointerDown('Order', text)
        two.pointerDown('Order', `/${text}`)
        two.fieldUp('Order', text)
        two.fieldDown('Order', text)
        two.operationUp(text)
        two.filterUp('Order', { field: text, operator: 'gt', values: [text] })
        two.filterUp('Order', { field: 'tons', operator: 'gt', values: [text] })
        two.filterUp('Order', { field: 'status', operator: 'in', values: [] })
      }),
      { numRuns: 1000 },
    )
  })
})

// ---- helpers -----------------------------------------------------------------------------------

function translatorOf(definition: ResourceInput, fields: readonly FieldChange[]): VersionTranslator {
  const Thing = defineResource('Thing', definition as never) as Resource
  return translatorFor(defineContract('test', { version: 'v2', members: [Thing], older: [{ version: 'v1', resources: { Thing: { fields } } }] }).data, 'v1')
}

function line(position: number, item: string, amount: number): Json {
  return { position, item, amount, note: `note ${position}`, kind: 'a' }
}

function without(object: { readonly [name: string]: Json }, ...names: readonly string[]): { [name: string]: Json } {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)))
}
