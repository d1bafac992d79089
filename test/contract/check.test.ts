import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from '../../conformance/laws.ts'
import { FILTERABLE, SORTABLE } from '../../src/contract/check/lists.ts'
import { CODES } from '../../src/contract/check/codes.ts'
import { mayTakeForever } from '../../src/contract/check/pattern-ambiguity.ts'
import { checkContract } from '../../src/contract/check.ts'
import { AUDIENCES, defineContract, defineFault, defineResource, forAudience, t, type ContractData, type Schema } from '../../src/contract/index.ts'
import { ContractError, parseContract } from '../../src/contract/load.ts'
import { isFilterable, isSortable } from '../../src/kernel/order.ts'
import { changed as changedOf, resourceOf, type Draft } from './draft.ts'
import { rich } from './rich.ts'

type Resource = Draft['resources'][string]

const Busy = defineFault('busy', { code: 'conflict', doc: 'Busy.' })
const Customer = defineResource('Customer', { key: { id: t.string() }, fields: { name: t.string() } })
const Order = defineResource('Order', {
  key: { id: t.string() },
  fields: {
    customer: t.ref('Customer'),
    note: t.string({ maxLength: 1000 }).optional(),
    quantity: t.decimal({ precision: 6, scale: 2 }),
    weight: t.quantity().optional(),
    wait: t.duration().optional(),
    pin: t.string().writeOnly().optional(),
    state: t.state('Open', 'Running', 'Done'),
    lines: t.many('Line', 'order'),
  },
  transitions: { Open: ['Running'], Running: ['Done'], Done: [] },
  lists: [{ equal: ['state'], sort: 'quantity' }],
  unique: [{ fields: ['customer'], when: { state: 'Running' }, fault: Busy }],
  access: { partner: { can: ['get'], own: 'customer' } },
  commands: { start: { from: ['Open'], to: 'Running', faults: [Busy] }, finish: { from: ['Running'], to: 'Done', input: { at: t.instant().optional() } } },
  events: { delayed: { by: t.duration() } },
})
const Line = defineResource('Line', {
  key: { id: t.id() },
  fields: { order: t.ref('Order'), number: t.integer() },
  lists: [{ equal: ['order'], sort: 'number' }],
  access: { partner: { can: ['get', 'list'], own: 'order.customer' } },
})
const base = defineContract('shop', { version: 'v2', members: [Customer, Order, Line] }).data

const changed = (change: (contract: Draft) => void): ContractData => changedOf(base, change)
const resource = (name: string, change: (resource: Resource) => void): ContractData => changed((draft) => change(resourceOf(draft, name)))
const order = (change: (order: Resource) => void): ContractData => resource('Order', change)
const field = (name: string, schema: Schema): ContractData => order((o) => (o.fields[name] = schema))
const F = 'resources.Order.fields'

/** What is wrong, which code says so and where. Each row differs from a contract without findings in one thing. */
const CASES: readonly (readonly [what: string, code: keyof typeof CODES, place: string, contract: ContractData])[] = [
  ['a contract name in capitals', 'BB101', 'name', changed((c) => (c.name = 'Shop'))],
  ['a version without v', 'BB101', 'version', changed((c) => (c.version = '2'))],
  ['a field in snake_case', 'BB101', `${F}.due_at`, field('due_at', { kind: 'instant' })],
  ['a field inside an object in PascalCase', 'BB101', `${F}.box.fields.Width`, field('box', { kind: 'object', fields: { Width: { kind: 'integer' } } })],
  ['a plural in camelCase', 'BB101', 'resources.Order.plural', order((o) => (o.plural = 'theOrders'))],
  ['a field called constructor', 'BB102', `${F}.constructor`, field('constructor', { kind: 'string' })],
  [
    'a field inside an object called toString',
    'BB102',
    `${F}.box.fields.toString`,
    field('box', { kind: 'object', fields: Object.fromEntries([['toString', { kind: 'integer' }]]) }),
  ],
  ['a field called revision', 'BB103', `${F}.revision`, field('revision', { kind: 'integer' })],
  ['a field called like the key', 'BB103', `${F}.id`, field('id', { kind: 'string' })],
  ['a key called externalRefs', 'BB103', 'resources.Line.key.field', resource('Line', (l) => (l.key.field = 'externalRefs'))],
  ['two resources with one plural', 'BB104', 'resources.Line.plural', resource('Line', (l) => (l.plural = 'orders'))],
  [
    'a composite at the address of a resource',
    'BB104',
    'composites.view.path',
    changed((c) => (c.composites = { view: { path: 'orders', root: 'Order', include: [], audiences: ['internal'] } })),
  ],
  ['a resource at the address of the batch', 'BB104', 'resources.Line.plural', resource('Line', (l) => (l.plural = 'batch'))],
  ['a command called update', 'BB105', 'resources.Order.commands.update', order((o) => (o.commands.update = { input: {}, faults: [] }))],
  ['a command called replace', 'BB105', 'resources.Order.commands.replace', order((o) => (o.commands.replace = { input: {}, faults: [] }))],
  ['a command called events', 'BB105', 'resources.Order.commands.events', order((o) => (o.commands.events = { input: {}, faults: [] }))],
  ['two fields that differ in case', 'BB106', `${F}.NOTE`, order((o) => (o.fields = { ...o.fields, NOTE: { kind: 'string' } }))],
  ['two resources that differ in case', 'BB106', 'resources.LINE', changed((c) => (c.resources.LINE = { ...structuredClone(c.resources.Line!), plural: 'l' }))],
  [
    'a resource with a name of fifty letters',
    'BB107',
    `resources.A${'a'.repeat(49)}`,
    changed((c) => (c.resources[`A${'a'.repeat(49)}`] = { ...structuredClone(c.resources.Customer!), plural: 'as' })),
  ],
  [
    'an indexed path that is too long',
    'BB107',
    'resources.Order.lists[1].equal[0]',
    order((o) => {
      o.fields['x'.repeat(50)] = { kind: 'string' }
      o.lists.push({ equal: ['x'.repeat(50)] })
    }),
  ],
  ['an event called like a command', 'BB108', 'resources.Order.events.start', order((o) => (o.events.start = {}))],
  ['an event called created', 'BB108', 'resources.Order.events.created', order((o) => (o.events.created = {}))],
  ['a command whose event is called deleted', 'BB108', 'resources.Order.commands.start', order((o) => (o.commands.start!.event = 'deleted'))],

  ['a reference to nowhere', 'BB121', `${F}.customer`, field('customer', { kind: 'ref', resource: 'Custommer' })],
  [
    'a reference to nowhere in a list in an input',
    'BB121',
    'resources.Order.commands.start.input.of.of',
    order((o) => (o.commands.start!.input = { of: { kind: 'list', of: { kind: 'ref', resource: 'Nowhere' } } })),
  ],
  [
    'a composite of nothing',
    'BB121',
    'composites.view.root',
    changed((c) => (c.composites = { view: { path: 'view', root: 'Nothing', include: [], audiences: ['internal'] } })),
  ],
  ['telemetry of nothing', 'BB121', 'telemetry.speed.resource', changed((c) => (c.telemetry = { speed: { value: { kind: 'float' }, resource: 'Nothing' } }))],
  ['a has-many of a resource that is not there', 'BB122', `${F}.lines`, field('lines', { kind: 'many', resource: 'Nothing', via: 'order', readOnly: true })],
  ['a has-many over a field that is not there', 'BB122', `${F}.lines`, field('lines', { kind: 'many', resource: 'Line', via: 'ordr', readOnly: true })],
  [
    'a has-many over a field that is no reference here',
    'BB122',
    `${F}.lines`,
    field('lines', { kind: 'many', resource: 'Line', via: 'number', readOnly: true }),
  ],
  ['a resource with an undeclared fault', 'BB123', 'resources.Order.faults[0]', order((o) => (o.faults = ['nobody-knows']))],
  ['a command with an undeclared fault', 'BB123', 'resources.Order.commands.start.faults[0]', changed((c) => (c.faults = {}))],
  ['a unique rule with an undeclared fault', 'BB123', 'resources.Order.unique[0].fault', order((o) => (o.unique[0]!.fault = 'bussy'))],
  [
    'a composite that includes nothing',
    'BB124',
    'composites.view.include[1]',
    changed((c) => (c.composites = { view: { path: 'view', root: 'Order', include: ['lines', 'lines.number'], audiences: ['internal'] } })),
  ],
  ['a master of nothing', 'BB125', 'resources.Order.master.qty', order((o) => (o.master = { 'qty': 'erp', '*': 'mes', 'quantity': 'erp' }))],
  ['a has-many without a list shape', 'BB126', `${F}.lines`, resource('Line', (l) => (l.lists = []))],

  ['a decimal key', 'BB131', 'resources.Order.key.schema', order((o) => (o.key.schema = { kind: 'decimal', precision: 3, scale: 0 }))],
  ['an optional key', 'BB131', 'resources.Order.key.schema', order((o) => (o.key.schema = { kind: 'string', optional: true }))],
  ['two states', 'BB132', `${F}.phase`, field('phase', { kind: 'state', values: ['A'], readOnly: true })],
  ['a command from an unknown state', 'BB133', 'resources.Order.commands.start.from[0]', order((o) => (o.commands.start!.from = ['Opn']))],
  ['a command to an unknown state', 'BB133', 'resources.Order.commands.start.to', order((o) => (o.commands.start!.to = 'Run'))],
  ['a transition to an unknown state', 'BB133', 'resources.Order.transitions.Open[1]', order((o) => o.transitions!.Open!.push('Away'))],
  [
    'a state of a resource without one',
    'BB133',
    'resources.Line.commands.go.to',
    resource('Line', (l) => (l.commands.go = { to: 'Gone', input: {}, faults: [] })),
  ],
  ['a command that moves where no transition leads', 'BB134', 'resources.Order.commands.finish', order((o) => (o.commands.finish!.from = ['Open']))],
  ['a command from any state that moves where no transition leads', 'BB134', 'resources.Order.commands.finish', order((o) => delete o.commands.finish!.from)],
  [
    'a state that nothing reaches',
    'BB135',
    `${F}.state.values[2]`,
    order((o) => {
      o.transitions = { Open: ['Running'], Running: [], Done: [] }
      delete o.commands.finish
    }),
  ],
  ['a state without a way out that does not say so', 'BB136', `${F}.state.values[2]`, order((o) => delete o.transitions!.Done)],
  ['a command that can be called in no state', 'BB137', 'resources.Order.commands.start.from', order((o) => (o.commands.start!.from = []))],
  ['a required field that nobody can fill', 'BB138', `${F}.startedAt`, field('startedAt', { kind: 'instant', readOnly: true })],

  ['a list over a field that is not there', 'BB141', 'resources.Order.lists[0].equal[1]', order((o) => o.lists[0]!.equal.push('custmer'))],
  ['a unique rule when a field that is not there', 'BB141', 'resources.Order.unique[0].when.stat', order((o) => (o.unique[0]!.when = { stat: 'Open' }))],
  ['a unique rule over nothing', 'BB141', 'resources.Order.unique[0].fields', order((o) => (o.unique[0]!.fields = []))],
  ['a list sorted by a quantity', 'BB142', 'resources.Order.lists[0].sort', order((o) => (o.lists[0]!.sort = 'weight'))],
  ['a list sorted by a duration', 'BB142', 'resources.Order.lists[0].sort', order((o) => (o.lists[0]!.sort = 'wait'))],
  ['a list filtered by a has-many', 'BB142', 'resources.Order.lists[0].equal[0]', order((o) => (o.lists[0]!.equal = ['lines']))],
  ['a list over what is never shown', 'BB143', 'resources.Order.lists[0].equal[0]', order((o) => (o.lists[0]!.equal = ['pin']))],
  ['a list sorted by a text of a thousand characters', 'BB144', 'resources.Order.lists[0].sort', order((o) => (o.lists[0]!.sort = 'note'))],
  [
    'an index over six texts of 500 characters',
    'BB144',
    'resources.Order.lists[1]',
    order((o) => {
      for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) o.fields[name] = { kind: 'string', maxLength: 500 }
      o.lists.push({ equal: ['a', 'b', 'c', 'd', 'e', 'f'] })
    }),
  ],
  ['a list shape declared twice', 'BB145', 'resources.Order.lists[1]', order((o) => o.lists.push({ equal: ['state'], sort: 'quantity' }))],
  ['a list over one field twice', 'BB146', 'resources.Order.lists[0]', order((o) => (o.lists[0] = { equal: ['quantity'], sort: 'quantity' }))],
  ['a unique rule for a state that is not there', 'BB147', 'resources.Order.unique[0].when.state', order((o) => (o.unique[0]!.when = { state: 'Runing' }))],

  ['an audience that may do what is not there', 'BB151', 'resources.Order.access.partner.can[1]', order((o) => o.access.partner!.can.push('strt'))],
  [
    'an audience that may do what the resource does not offer',
    'BB151',
    'resources.Order.access.partner.can[1]',
    order((o) => o.access.partner!.can.push('delete')),
  ],
  ['a hidden field that is not there', 'BB152', 'resources.Order.access.partner.hide[0]', order((o) => (o.access.partner!.hide = ['prize']))],
  ['a hidden key', 'BB152', 'resources.Order.access.partner.hide[0]', order((o) => (o.access.partner!.hide = ['id']))],
  ['show and hide at once', 'BB152', 'resources.Order.access.partner', order((o) => Object.assign(o.access.partner!, { hide: ['note'], show: ['quantity'] }))],
  ['an owner that is not there', 'BB153', 'resources.Line.access.partner.own', resource('Line', (l) => (l.access.partner!.own = 'order.custmer'))],
  [
    'an owner through a field that is no reference',
    'BB153',
    'resources.Line.access.partner.own',
    resource('Line', (l) => (l.access.partner!.own = 'number.customer')),
  ],
  ['an owner behind a text', 'BB153', 'resources.Line.access.partner.own', resource('Line', (l) => (l.access.partner!.own = 'order.note.customer'))],
  ['an owner that is a number', 'BB153', 'resources.Line.access.partner.own', resource('Line', (l) => (l.access.partner!.own = 'number'))],
  [
    'a partner that may change what is not its own',
    'BB154',
    'resources.Customer.access.partner',
    resource('Customer', (c) => (c.access.partner = { can: ['update'] })),
  ],
  [
    'a partner that sees what is not its own',
    'BB154',
    'resources.Line.access.partner',
    changed((c) => {
      c.resources.Line!.fields.customer = { kind: 'ref', resource: 'Customer' }
      c.resources.Line!.access.partner = { can: ['get'] }
    }),
  ],
  ['a public that may create', 'BB155', 'resources.Customer.access.public', resource('Customer', (c) => (c.access.public = { can: ['*'] }))],
  [
    'a creator that does not see what it must give',
    'BB156',
    'resources.Order.access.partner',
    order((o) => (o.access.partner = { can: ['create'], own: 'customer', hide: ['quantity'] })),
  ],
  [
    'a composite for who may not read its root',
    'BB157',
    'composites.view.audiences[1]',
    changed((c) => (c.composites = { view: { path: 'view', root: 'Customer', include: [], audiences: ['internal', 'partner'] } })),
  ],
  [
    'a composite with a part that is hidden',
    'BB158',
    'composites.view.include[0]',
    changed((c) => {
      c.composites = { view: { path: 'view', root: 'Order', include: ['customer'], audiences: ['partner'] } }
    }),
  ],
  [
    'an owner that is the consumer, without the field that holds it',
    'BB153',
    'resources.Customer.access.partner.ownIs',
    resource('Customer', (c) => (c.access.partner = { can: ['get'], ownIs: 'consumer' })),
  ],
  ['an owner for the public', 'BB159', 'resources.Customer.access.public.own', resource('Customer', (c) => (c.access.public = { can: ['get'], own: 'name' }))],

  ['a decimal with more places than digits', 'BB161', `${F}.quantity`, field('quantity', { kind: 'decimal', precision: 2, scale: 3 })],
  ['money with fifty digits', 'BB161', `${F}.price`, field('price', { kind: 'money', precision: 50, scale: 2 })],
  ['a minimum above the maximum', 'BB162', `${F}.n`, field('n', { kind: 'integer', minimum: 3, maximum: 2 })],
  ['a decimal bound with too many places', 'BB162', `${F}.quantity.minimum`, field('quantity', { kind: 'decimal', precision: 6, scale: 2, minimum: '0.001' })],
  [
    'a decimal minimum above the maximum',
    'BB162',
    `${F}.quantity`,
    field('quantity', { kind: 'decimal', precision: 6, scale: 2, minimum: '10', maximum: '9.99' }),
  ],
  ['a text that is longer than it may be', 'BB162', `${F}.name`, field('name', { kind: 'string', minLength: 4, maxLength: 3 })],
  ['a pattern that cannot be read', 'BB163', `${F}.name.pattern`, field('name', { kind: 'string', pattern: '^[a-$' })],
  ['a pattern that takes forever', 'BB164', `${F}.name.pattern`, field('name', { kind: 'string', pattern: '^([a-z]+)*$' })],
  ['a pattern without ends', 'BB165', `${F}.name.pattern`, field('name', { kind: 'string', pattern: '[0-9]{3}' })],
  ['a pattern with an end on each alternative', 'BB165', `${F}.name.pattern`, field('name', { kind: 'string', pattern: '^a|b$' })],
  ['an enumeration with a value twice', 'BB166', `${F}.type.values[1]`, field('type', { kind: 'enum', values: ['a', 'a'] })],
  ['an enumeration with an empty value', 'BB166', `${F}.type.values[0]`, field('type', { kind: 'enum', values: [''] })],
  ['a default that is none of the values', 'BB167', `${F}.type.default`, field('type', { kind: 'enum', values: ['a'], default: 'b' })],
  [
    'a default that is a number and should be a decimal',
    'BB167',
    `${F}.quantity.default`,
    field('quantity', { kind: 'decimal', precision: 3, scale: 0, default: 5 }),
  ],
  ['an example without an offset', 'BB168', `${F}.at.examples[1]`, field('at', { kind: 'instant', examples: ['2026-01-01T00:00:00Z', '2026-01-01T00:00:00'] })],
  [
    'an example of an object without a field',
    'BB168',
    `${F}.box.examples[0]`,
    field('box', { kind: 'object', fields: { width: { kind: 'integer' } }, examples: [{}] }),
  ],
  ['write-only inside an object', 'BB169', `${F}.box.fields.secret`, field('box', { kind: 'object', fields: { secret: { kind: 'string', writeOnly: true } } })],
  ['a default inside a list', 'BB169', `${F}.boxes.of`, field('boxes', { kind: 'list', of: { kind: 'integer', default: 1 } })],
  [
    'a state in an input',
    'BB169',
    'resources.Order.commands.start.input.to',
    order((o) => (o.commands.start!.input = { to: { kind: 'state', values: ['A'] } })),
  ],
  ['a generated field that is no key', 'BB169', `${F}.token`, field('token', { kind: 'uuid', generated: true })],
  ['an optional state', 'BB169', `${F}.state`, field('state', { kind: 'state', values: ['Open', 'Running', 'Done'], readOnly: true, optional: true })],
  ['a field that can be neither written nor read', 'BB170', `${F}.x`, field('x', { kind: 'string', readOnly: true, writeOnly: true, optional: true })],
  ['a unit with a blank', 'BB171', `${F}.speed.unit`, field('speed', { kind: 'float', unit: 'm / s' })],
  ['a quantity in an unclosed unit', 'BB171', `${F}.q.units[1]`, field('q', { kind: 'quantity', precision: 3, scale: 0, units: ['kg', '{pcs'] })],

  [
    'an older version that ends without notice',
    'BB181',
    'older[0]',
    changed((c) => (c.older = [{ version: 'v1', sunset: '2027-01-01T00:00:00Z', resources: {} }])),
  ],
]

test('a contract without mistakes has no findings', () => {
  assert.deepEqual(checkContract(base), [])
  assert.deepEqual(checkContract(rich.data), [])
})

describe('each mistake is found where it is', () => {
  for (const [what, code, place, contract] of CASES) {
    test(`${code}: ${what}`, () => {
      const found = checkContract(contract)
      const finding = found.find((d) => d.code === code && d.place === place)
      assert.ok(finding, `found ${JSON.stringify(found.map((d) => `${d.code} ${d.place}`))}`)
      assert.equal(finding.severity, CODES[code].severity)
      assert.ok(finding.message.endsWith('.') && finding.remedy.length > 5, JSON.stringify(finding))
      // One mistake, one finding, unless one follows from the other.
      assert.ok(found.filter((d) => d.severity === 'error').length <= 2, JSON.stringify(found))
    })
  }
})

test('every code has an example above, or is one of the form', () => {
  const shown = new Set<string>(CASES.map(([, code]) => code))
  assert.deepEqual(
    Object.keys(CODES).filter((code) => !shown.has(code) && !/^BB0/.test(code)),
    [],
  )
})

test('what lists allow is what the kernel can compare', () => {
  const kinds = [
    'string',
    'uuid',
    'boolean',
    'integer',
    'float',
    'decimal',
    'instant',
    'date',
    'time',
    'local',
    'duration',
    'enum',
    'state',
    'bytes',
    'object',
    'list',
    'map',
    'money',
    'quantity',
    'ref',
    'many',
    'json',
  ] as const
  for (const kind of kinds) {
    assert.equal(FILTERABLE.has(kind), isFilterable({ kind } as Schema), kind)
    assert.equal(SORTABLE.has(kind), isSortable({ kind } as Schema), kind)
  }
})

test('what an audience sees is a contract without errors', () => {
  for (const audience of AUDIENCES)
    assert.deepEqual(
      checkContract(forAudience(rich.data, audience)).filter((d) => d.severity === 'error'),
      [],
    )
})

test('no contract of the right form makes a rule throw', () => {
  const junk = fc.oneof(fc.constantFrom('', '.', 'a.b', '*', '__proto__', 'constructor', 'Order', 'state', 0, -1, 1e9), fc.jsonValue())
  fc.assert(
    fc.property(junk, fc.nat(), (value, at) => {
      const total = JSON.stringify(rich.data).split(/[:,]/).length
      let n = 0
      const json: unknown = JSON.parse(JSON.stringify(rich.data), (_, member: unknown) => (n++ === at % total ? value : member))
      let contract: ContractData
      try {
        contract = parseContract(json)
      } catch (error) {
        assert.ok(error instanceof ContractError)
        return
      }
      for (const finding of checkContract(contract)) assert.ok(Object.hasOwn(CODES, finding.code) || finding.code.startsWith('BB5'))
    }),
    { numRuns: 700 },
  )
})

describe('patterns that may take forever', () => {
  const harmless = [
    '^PO-[0-9]{8}$',
    '^[a-z]+(-[a-z]+)*$',
    '^[A-Z0-9][A-Z0-9-]{1,31}$',
    '^[^@\\s]+@[^@\\s]+$',
    '^[!-~]{1,20}$',
    '^([0-9]{1,3}\\.){3}[0-9]{1,3}$',
    '^(a|b)*$',
    '^.*$',
    '^(?:[A-Z]{2}[0-9]{3},)*$',
    '^(\\d+\\.)*\\d+$',
    '^(?=.*x).*$',
    '^(ab|cd)+$',
    '^(a?)*$',
    '^[\\w.+-]+@[\\w-]+(\\.[\\w-]+)+$',
    '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$',
    '^[\\u0041-\\u005a\\x61]+$',
    '^(?<year>\\d{4})-\\k<year>$',
    '^[^\\]a-]+$',
    '^\\p{L}+$',
  ]
  const dangerous = [
    '^(a+)+$',
    '^([a-z]+)*$',
    '^(a*)*$',
    '^(a|a)*$',
    '^(a|aa)+$',
    '^(\\w+\\s?)*$',
    '^([0-9]{2}|[0-9]{4})*$',
    '^(.*a){12,}$',
    '^(a*b?)*$',
    '(x+x+)+y',
    '^(?:[a-z0-9]+[._-]?)*@$',
    '^(?=(a+)+$).*$',
    '^([a-z]{1,20}){1,20}$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
    '^(\\p{L}+)*$',
  ]
  test('common ones are let through', () =>
    assert.deepEqual(
      harmless.filter((p) => new RegExp(p, 'u') && mayTakeForever(p)),
      [],
    ))
  test('known bad ones are caught', () =>
    assert.deepEqual(
      dangerous.filter((p) => new RegExp(p, 'u') && !mayTakeForever(p)),
      [],
    ))
  test('a large one is judged in little time', () => {
    // 150 optional characters are 22,500 pairs; none of them in a loop.
    assert.equal(mayTakeForever(`^${'[a-z0-9]?'.repeat(150)}$`), false)
    assert.equal(mayTakeForever(`^(${'[a-z0-9]?'.repeat(40)})*$`), true)
  })
  test('any expression that JavaScript can read is judged', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            'a',
            'b',
            '.',
            '[a-c]',
            '[^a]',
            '\\d',
            '(',
            ')',
            '(?:',
            '|',
            '*',
            '+',
            '?',
            '{2,3}',
            '{2,}',
            '\\1',
            '(?=',
            '^',
            '$',
            '\\p{L}',
            '[',
            ']',
            '-',
            '\\u{61}',
            '\\',
          ),
          { maxLength: 12 },
        ),
        (parts) => {
          const source = parts.join('')
          try {
            new RegExp(source, 'u')
          } catch {
            return
          }
          mayTakeForever(source)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
