import type { Breaks, Client } from '../../src/contract/diff.ts'
import type { Schema } from '../../src/contract/index.ts'
import { changed, resourceOf, type Draft } from './draft.ts'
import { rich } from './rich.ts'

export const base = changed(rich.data, (c) => (c.older = []))

type Resource = Draft['resources'][string]
/** `clients`: all that may be one of those, where absent. */
export type Told = readonly [place: string, breaks: readonly Breaks[], clients?: readonly Client[]]
const READ: readonly Breaks[] = ['reader']
const WRITE: readonly Breaks[] = ['writer']
const BOTH: readonly Breaks[] = ['reader', 'writer']
/** Who is shown a record, by an answer or by an event; and who gives one as well. */
const SEEN: readonly Breaks[] = ['reader', 'events']
const FIELD: readonly Breaks[] = ['reader', 'events', 'writer']
const CALL: readonly Breaks[] = ['caller']
const CALLS: readonly Breaks[] = ['reader', 'writer', 'caller']
const ALL: readonly Breaks[] = ['reader', 'writer', 'caller', 'events']
const EVENTS: readonly Breaks[] = ['events']
const NOBODY: readonly Breaks[] = []
/** Those that are given a document with bounds, and one null beside absence. */
const BOUNDED: readonly Client[] = ['REST', 'SOAP', 'events']
const CALLED: readonly Client[] = ['REST', 'GraphQL', 'SOAP']
const REST: readonly Client[] = ['REST']
const GRAPHQL: readonly Client[] = ['GraphQL']
const SOAP: readonly Client[] = ['SOAP']

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
export const CASES: readonly (readonly [what: string, change: (contract: Draft) => void, made: Told, takenBack: Told])[] = [
  ['an optional field is added', field('color', { kind: 'string', optional: true }), [`${F}.color`, NOBODY], [`${F}.color`, FIELD]],
  ['a required field is added', field('color', { kind: 'string' }), [`${F}.color`, WRITE], [`${F}.color`, FIELD]],
  ['a field with a default is added', field('color', { kind: 'string', default: 'red' }), [`${F}.color`, NOBODY], [`${F}.color`, FIELD]],
  ['a read-only field is added', field('color', { kind: 'string', readOnly: true, optional: true }), [`${F}.color`, NOBODY], [`${F}.color`, SEEN]],
  ['a write-only field is added', field('pin', { kind: 'string', writeOnly: true, optional: true }), [`${F}.pin`, NOBODY], [`${F}.pin`, WRITE]],
  ['a field becomes optional', field('due', { kind: 'instant', optional: true }), [`${F}.due`, SEEN], [`${F}.due`, WRITE]],
  ['a field may be null', field('due', { kind: 'instant', nullable: true }), [`${F}.due`, SEEN], [`${F}.due`, WRITE]],
  ['a field becomes read-only', field('due', { kind: 'instant', readOnly: true }), [`${F}.due`, WRITE], [`${F}.due`, WRITE]],
  ['a field becomes write-only', field('line', { kind: 'string', optional: true, writeOnly: true }), [`${F}.line`, SEEN], [`${F}.line`, NOBODY]],
  ['a default changes', field('priority', { kind: 'integer', minimum: 1, maximum: 9, default: 3 }), [`${F}.priority`, WRITE], [`${F}.priority`, WRITE]],
  ['a default goes away', field('priority', { kind: 'integer', minimum: 1, maximum: 9 }), [`${F}.priority`, WRITE], [`${F}.priority`, SEEN, GRAPHQL]],
  ['a field is deprecated', field('due', { kind: 'instant', deprecated: 'use dueAt' }), [`${F}.due`, NOBODY], ['', NOBODY]],

  ['a decimal gets more digits', field('quantity', decimal(14, 3)), [`${F}.quantity`, SEEN, BOUNDED], [`${F}.quantity`, WRITE]],
  ['a decimal gets more places', field('quantity', decimal(12, 4)), [`${F}.quantity`, FIELD], [`${F}.quantity`, FIELD]],
  ['a decimal gets a maximum', field('quantity', decimal(12, 3, { maximum: '10' })), [`${F}.quantity`, WRITE], [`${F}.quantity`, SEEN, BOUNDED]],
  ['a minimum written otherwise is the same', field('quantity', decimal(12, 3, { minimum: '0.0010' })), ['', NOBODY], ['', NOBODY]],
  ['a unit changes', field('quantity', decimal(12, 3, { unit: 'kg' })), [`${F}.quantity`, FIELD], [`${F}.quantity`, FIELD]],
  [
    'an integer gets a lower minimum',
    field('priority', { kind: 'integer', minimum: 0, maximum: 9, default: 5 }),
    [`${F}.priority`, SEEN, BOUNDED],
    [`${F}.priority`, WRITE],
  ],
  ['an integer becomes a float', field('priority', { kind: 'float', default: 5 }), [`${F}.priority`, FIELD], [`${F}.priority`, FIELD, CALLED]],
  ['an integer becomes text', field('priority', { kind: 'string', default: '5' }), [`${F}.priority`, FIELD], [`${F}.priority`, FIELD]],
  ['a text may be longer', field('line', { kind: 'string', optional: true, maxLength: 300 }), [`${F}.line`, SEEN, BOUNDED], [`${F}.line`, WRITE]],
  ['a text must match a pattern', field('line', { kind: 'string', optional: true, pattern: '^L[0-9]$' }), [`${F}.line`, WRITE], [`${F}.line`, SEEN, BOUNDED]],
  [
    'a text becomes a reference',
    field('line', { kind: 'ref', optional: true, resource: 'Partner' }),
    [`${F}.line`, FIELD, GRAPHQL],
    [`${F}.line`, FIELD, GRAPHQL],
  ],
  ['a text becomes an enumeration', field('line', { kind: 'enum', optional: true, values: ['L1', 'L2'] }), [`${F}.line`, FIELD, CALLED], [`${F}.line`, FIELD]],
  ['a reference leads elsewhere', field('material', { kind: 'ref', resource: 'Partner' }), [`${F}.material`, FIELD], [`${F}.material`, FIELD]],
  [
    'an enumeration gets a value',
    material((m) => (m.fields.type = { kind: 'enum', values: ['raw', 'finished', 'spare'] })),
    ['resources.Material.fields.type', SEEN],
    ['resources.Material.fields.type', BOTH],
  ],
  [
    'a state is added',
    order((o) => (o.fields.state = { kind: 'state', readOnly: true, values: ['Released', 'Ready', 'Running', 'Completed', 'Cancelled', 'Held'] })),
    [`${F}.state`, SEEN],
    [`${F}.state`, READ, GRAPHQL],
  ],
  [
    'money gets fewer digits',
    material((m) => (m.fields.price = { kind: 'money', precision: 8, scale: 2, nullable: true })),
    ['resources.Material.fields.price', WRITE],
    ['resources.Material.fields.price', SEEN, BOUNDED],
  ],
  [
    'a quantity may be in another unit',
    material((m) => (m.fields.weight = { kind: 'quantity', precision: 18, scale: 6, optional: true, units: ['kg', 'g', 't'] })),
    ['resources.Material.fields.weight', SEEN, BOUNDED],
    ['resources.Material.fields.weight', WRITE],
  ],
  [
    'a list may be longer',
    material((m) => (m.fields.tags = { kind: 'list', of: { kind: 'string', maxLength: 20 }, maxItems: 20, default: [] })),
    ['resources.Material.fields.tags', SEEN, BOUNDED],
    ['resources.Material.fields.tags', WRITE],
  ],
  [
    'the items of a list get shorter',
    material((m) => (m.fields.tags = { kind: 'list', of: { kind: 'string', maxLength: 10 }, maxItems: 10, default: [] })),
    ['resources.Material.fields.tags.of', WRITE],
    ['resources.Material.fields.tags.of', SEEN, BOUNDED],
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
    ['resources.Material.fields.dimensions.fields.width', SEEN],
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
    [`${P}.key.schema`, FIELD],
    [`${P}.key.schema`, FIELD],
  ],
  ['the key may be any text', order((o) => (o.key.schema = { kind: 'string' })), [`${P}.key.schema`, SEEN, BOUNDED], [`${P}.key.schema`, WRITE]],
  ['the key gets another name', order((o) => (o.key.field = 'number')), [`${P}.key.field`, FIELD], [`${P}.key.field`, FIELD]],
  ['the key is made by Busbar', order((o) => (o.key.schema = { kind: 'uuid', generated: true })), [`${P}.key`, FIELD], [`${P}.key`, FIELD]],
  ['the address changes', order((o) => (o.plural = 'orders')), [`${P}.plural`, ALL], [`${P}.plural`, ALL]],
  ['a resource goes away', (c) => delete c.resources.OrderOperation, ['resources.OrderOperation', FIELD], ['resources.OrderOperation', NOBODY]],
  ['a standard operation goes away', order((o) => (o.standard = ['get', 'create', 'update'])), [`${P}.standard`, READ], [`${P}.standard`, NOBODY]],
  [
    'records lose their external references',
    material((m) => delete m.external),
    ['resources.Material.external', FIELD],
    ['resources.Material.external', READ, SOAP],
  ],
  ['a change needs no revision any more', order((o) => delete o.requireMatch), ['', NOBODY], [`${P}.requireMatch`, WRITE]],
  ['an idempotency key is demanded', order((o) => (o.requireIdempotencyKey = true)), [`${P}.requireIdempotencyKey`, ['writer', 'caller']], ['', NOBODY]],
  ['a master system takes a field', order((o) => (o.master = { due: 'erp' })), [`${P}.master.due`, WRITE], ['', NOBODY]],
  [
    'reading needs another scope',
    order((o) => (o.scopes = { read: 'production.read', write: 'orders.write' })),
    [`${P}.scopes.read`, SEEN],
    [`${P}.scopes.read`, SEEN],
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
  ['a command names a fault that it may answer all the same', order((o) => (o.commands.cancel!.faults = ['line-busy'])), ['', NOBODY], ['', NOBODY]],
  [
    'a command may be refused with one more fault',
    order((o) => (o.commands.cancel!.faults = ['out-of-stock'])),
    [`${P}.commands.cancel.faults`, CALL, REST],
    [`${P}.commands.cancel.faults`, CALL, GRAPHQL],
  ],
  [
    'a command answers something instead of the record',
    order((o) => (o.commands.cancel!.output = { at: { kind: 'instant' } })),
    [`${P}.commands.cancel.output`, CALL],
    [`${P}.commands.cancel.output`, CALL],
  ],
  [
    'a value is no name',
    material((m) => (m.fields.type = { kind: 'enum', values: ['raw', 'finished', 'semi-finished'] })),
    ['resources.Material.fields.type', FIELD],
    ['resources.Material.fields.type', FIELD, CALLED],
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
    [`${P}.access.partner.can`, ['reader', 'caller', 'events']],
    [`${P}.access.partner.can`, NOBODY],
  ],
  [
    'an audience sees only its own',
    material((m) => (m.access.partner!.own = 'id')),
    ['resources.Material.access.partner.own', ['reader', 'writer', 'caller', 'events']],
    ['resources.Material.access.partner.own', ['events'], ['GraphQL']],
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
    [`${P}.access.partner`, FIELD],
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
    'an operation gets another address, and keeps its scope',
    (c) => (c.operations.checkStock = { ...c.operations.checkStock!, path: 'stock', scope: 'check-stock' }),
    ['operations.checkStock.path', CALL, REST],
    ['operations.checkStock.path', CALL, REST],
  ],
  [
    'an operation no longer only reads',
    (c) => delete c.operations.checkStock!.reads,
    ['operations.checkStock.reads', CALL, ['REST', 'GraphQL']],
    ['operations.checkStock.reads', CALL, GRAPHQL],
  ],
  [
    'a fault gets another class',
    (c) => (c.faults['line-busy']!.class = 'unavailable'),
    ['faults.line-busy.class', ['caller', 'writer'], ['REST', 'SOAP']],
    ['faults.line-busy.class', ['caller', 'writer'], ['REST', 'SOAP']],
  ],
  [
    'creating may be refused with one more fault',
    order((o) => (o.faults = ['out-of-stock'])),
    [`${P}.faults`, WRITE, REST],
    [`${P}.faults`, ['writer', 'caller'], GRAPHQL],
  ],
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
  [
    'a field is put among the others',
    order((o) => (o.fields = { color: { kind: 'string', optional: true }, ...o.fields })),
    [F, READ, SOAP],
    [`${F}.color`, FIELD],
  ],
  ['fields are put in another order', order((o) => (o.fields = Object.fromEntries(Object.entries(o.fields).reverse()))), [F, READ, SOAP], [F, READ, SOAP]],
  [
    'fields of an answer are put in another order',
    order((o) => (o.commands.start!.output = { line: { kind: 'string' }, startedAt: { kind: 'instant' } })),
    [`${P}.commands.start.output`, CALL, SOAP],
    [`${P}.commands.start.output.line`, CALL],
  ],
  [
    'fields of an input are put in another order',
    order((o) => (o.commands.start!.input = { operator: { kind: 'string', optional: true }, ...o.commands.start!.input })),
    ['', NOBODY],
    [`${P}.commands.start.input.operator`, CALL],
  ],
  [
    'fields of an event are put in another order',
    order((o) => (o.events.quantityReported = Object.fromEntries(Object.entries(o.events.quantityReported!).reverse()))),
    ['', NOBODY],
    ['', NOBODY],
  ],
  [
    'a has-many is put among the fields',
    material((m) => (m.fields = { orders: { kind: 'many', readOnly: true, resource: 'ProductionOrder', via: 'material' }, ...m.fields })),
    ['', NOBODY],
    ['resources.Material.fields.orders', READ],
  ],
  [
    'a field that may be absent may be null too',
    field('line', { kind: 'string', optional: true, nullable: true }),
    [`${F}.line`, SEEN, BOUNDED],
    [`${F}.line`, WRITE],
  ],
  [
    'a field that may be null may be absent too',
    material((m) => (m.fields.price = { kind: 'money', precision: 10, scale: 2, nullable: true, optional: true })),
    ['resources.Material.fields.price', SEEN, BOUNDED],
    ['resources.Material.fields.price', WRITE],
  ],
  [
    'a whole number outgrows 32 bits',
    field('priority', { kind: 'integer', minimum: 1, maximum: 2 ** 31, default: 5 }),
    [`${F}.priority`, FIELD],
    [`${F}.priority`, FIELD, CALLED],
  ],
  [
    'a field with a default may be null',
    field('priority', { kind: 'integer', minimum: 1, maximum: 9, default: 5, nullable: true }),
    [`${F}.priority`, SEEN, BOUNDED],
    [`${F}.priority`, WRITE],
  ],
  ['text becomes JSON', field('line', { kind: 'json', optional: true }), [`${F}.line`, FIELD], [`${F}.line`, FIELD, CALLED]],
  [
    'the key becomes a UUID',
    material((m) => (m.key.schema = { kind: 'uuid' })),
    ['resources.Material.key.schema', WRITE],
    ['resources.Material.key.schema', SEEN, BOUNDED],
  ],
  ['records are created no more', order((o) => (o.standard = ['get', 'list', 'update'])), [`${P}.standard`, ['writer', 'events']], [`${P}.standard`, NOBODY]],
  [
    'a number in an event gets more digits',
    order((o) => (o.events.quantityReported!.good = { kind: 'decimal', precision: 14, scale: 3 })),
    [`${P}.events.quantityReported.good`, EVENTS, ['events']],
    [`${P}.events.quantityReported.good`, NOBODY],
  ],
  [
    'a field of an event may be absent',
    order((o) => (o.events.quantityReported!.sequence = { kind: 'integer', optional: true })),
    [`${P}.events.quantityReported.sequence`, EVENTS],
    [`${P}.events.quantityReported.sequence`, NOBODY],
  ],
  [
    'a whole number in an event fits 32 bits',
    order((o) => (o.events.quantityReported!.sequence = { kind: 'integer', minimum: 0, maximum: 1000 })),
    [`${P}.events.quantityReported.sequence`, EVENTS, GRAPHQL],
    [`${P}.events.quantityReported.sequence`, EVENTS],
  ],
  [
    'a composite gets another address',
    (c) => (c.composites.orderView!.path = 'orders'),
    ['composites.orderView.path', READ, REST],
    ['composites.orderView.path', READ, REST],
  ],
  ['the contract gets another name', (c) => (c.name = 'factory'), ['name', CALLS], ['name', CALLS]],
]
