import { defineComposite, defineContract, defineEvent, defineFault, defineOperation, defineResource, defineTelemetry, t } from '../../src/contract/index.ts'

/** One contract that uses everything the language has. */
export const LineBusy = defineFault('line-busy', {
  code: 'conflict',
  doc: 'The line already runs another order.',
  detail: { line: t.string(), runningOrder: t.string() },
})
export const OutOfStock = defineFault('out-of-stock', { code: 'unavailable', doc: 'There is not enough of it.' })

export const Partner = defineResource('Partner', {
  key: { id: t.string({ pattern: '^P[0-9]{4}$' }) },
  fields: { name: t.string({ minLength: 1, maxLength: 100 }), rating: t.integer({ minimum: 1, maximum: 5 }).optional(), note: t.string().optional() },
  access: { partner: { can: ['get'], own: 'id', hide: ['rating', 'note'] } },
})

export const Material = defineResource('Material', {
  doc: 'What is bought, made and sold.',
  key: { id: t.string() },
  fields: {
    description: t.string({ maxLength: 400 }).examples('Screw M4'),
    type: t.enum('raw', 'finished'),
    weight: t.quantity({ units: ['kg', 'g'] }).optional(),
    price: t.money({ precision: 10, scale: 2 }).nullable(),
    tags: t.list(t.string({ maxLength: 20 }), { maxItems: 10 }).default([]),
    attributes: t.map(t.string(), { maxItems: 20 }).optional(),
    drawing: t.bytes({ maxLength: 100 }).optional(),
    extra: t.json().optional(),
    secret: t.string().writeOnly().optional(),
    dimensions: t.object({ length: t.float({ minimum: 0, unit: 'mm' }), width: t.float({ unit: 'mm' }).optional() }).optional(),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['type'], sort: 'description' }],
  access: { partner: { can: ['get', 'list'], hide: ['price'] }, public: { can: ['get'], show: ['description'] } },
  external: true,
  master: { 'price': 'erp', '*': 'plm' },
})

export const ProductionOrder = defineResource('ProductionOrder', {
  key: { id: t.string({ pattern: '^PO-[0-9]{8}$' }) },
  fields: {
    material: t.ref('Material'),
    customer: t.ref('Partner').optional(),
    quantity: t.decimal({ precision: 12, scale: 3, minimum: '0.001', unit: '{pcs}' }).doc('How many are to be made.'),
    due: t.instant(),
    plannedOn: t.date().optional(),
    shiftStart: t.time().optional(),
    handover: t.local().optional(),
    cycle: t.duration().optional(),
    line: t.string().optional(),
    priority: t.integer({ minimum: 1, maximum: 9 }).default(5),
    urgent: t.boolean().deprecated('use priority 1').optional(),
    startedAt: t.instant().readOnly().optional(),
    state: t.state('Released', 'Ready', 'Running', 'Completed', 'Cancelled'),
    operations: t.many('OrderOperation', 'order'),
  },
  lists: [
    { equal: ['state'], sort: 'due' },
    { equal: ['material'], sort: 'due' },
  ],
  unique: [{ fields: ['line'], when: { state: 'Running' }, fault: LineBusy }],
  access: { partner: { can: ['get', 'list', 'cancel'], own: 'customer', hide: ['priority'] } },
  commands: {
    prepare: { from: ['Released'], to: 'Ready' },
    start: {
      from: ['Released', 'Ready'],
      to: 'Running',
      input: { line: t.string() },
      output: { startedAt: t.instant() },
      faults: [LineBusy, OutOfStock],
      scope: 'orders.execute',
    },
    complete: { from: ['Running'], to: 'Completed', requireIdempotencyKey: true },
    cancel: { from: ['Released', 'Ready'], to: 'Cancelled', input: { reason: t.string().optional() } },
  },
  events: { quantityReported: { good: t.decimal({ precision: 12, scale: 3 }), sequence: t.integer() } },
  requireMatch: true,
  scopes: { read: 'orders.read', write: 'orders.write' },
})

export const OrderOperation = defineResource('OrderOperation', {
  key: { id: t.id() },
  fields: { order: t.ref(ProductionOrder), number: t.integer({ minimum: 1 }), work: t.string() },
  lists: [{ equal: ['order'], sort: 'number' }],
  unique: [{ fields: ['order', 'number'] }],
  access: { partner: { can: ['list'], own: 'order.customer' } },
  auditReads: true,
})

export const CheckStock = defineOperation('checkStock', {
  doc: 'How much there is.',
  reads: true,
  input: { material: t.ref(Material) },
  output: { available: t.decimal({ precision: 12, scale: 3 }) },
  faults: [OutOfStock],
  audiences: ['internal', 'partner'],
})
export const ShiftEnded = defineEvent('shiftEnded', { line: t.string(), at: t.instant() }, { doc: 'A shift is over.' })
export const OrderView = defineComposite('orderView', {
  doc: 'An order and what surrounds it.',
  root: ProductionOrder,
  include: ['operations', 'material', 'customer'],
  audiences: ['internal', 'partner'],
})
export const Temperature = defineTelemetry('temperature', { doc: 'Of a line.', value: t.float({ unit: 'Cel' }) })

export const rich = defineContract('plant', {
  version: 'v2',
  doc: 'A plant.',
  members: [Partner, Material, ProductionOrder, OrderOperation, CheckStock, ShiftEnded, OrderView, Temperature],
  older: [
    {
      version: 'v1',
      deprecated: '2026-01-01T00:00:00Z',
      sunset: '2027-01-01T00:00:00Z',
      resources: {
        ProductionOrder: {
          was: { name: 'Order', plural: 'orders' },
          fields: [
            { change: 'rename', from: 'dueAt', to: 'due' },
            {
              change: 'values',
              from: 'state',
              to: 'state',
              map: { released: 'Released', ready: 'Ready', running: 'Running', completed: 'Completed', cancelled: 'Cancelled' },
            },
            { change: 'drop', to: 'cycle' },
            { change: 'constant', from: 'plant', schema: { kind: 'string' }, value: 'HH' },
          ],
          commands: { prepare: { absent: true }, start: { was: 'run' } },
        },
        Partner: { was: { name: 'Customer', plural: 'customers' } },
      },
      operations: { checkStock: { was: { name: 'stock', path: 'stock' } } },
      events: { shiftEnded: { absent: true } },
      composites: { orderView: { absent: true } },
      faults: { 'out-of-stock': { was: 'no-stock' } },
    },
  ],
})
