import { defineComposite, defineContract, defineFault, defineResource, t } from '../../src/contract/index.ts'
import { implement } from '../../src/kernel/bindings.ts'

/** A small plant, with one of each thing that a scenario needs. */
export const LineBusy = defineFault('line-busy', {
  code: 'conflict',
  doc: 'The line already runs another order.',
  detail: { line: t.string(), runningOrder: t.string() },
})
export const BadSequence = defineFault('bad-sequence', { code: 'conflict', doc: 'The report does not follow the last one.', detail: { expected: t.integer() } })

export const Order = defineResource('Order', {
  key: { id: t.string({ pattern: '^PO-[0-9]{4}$' }) },
  fields: {
    customer: t.ref('Partner').optional(),
    quantity: t.decimal({ precision: 12, scale: 3, minimum: '0' }),
    due: t.instant().optional(),
    line: t.string().optional(),
    note: t.string({ maxLength: 2000 }).optional().nullable(),
    cost: t.money().optional(),
    pin: t.string().optional().writeOnly(),
    good: t.decimal({ precision: 12, scale: 3 }).readOnly().optional(),
    sequence: t.integer().readOnly().optional(),
    priority: t.integer({ minimum: 1, maximum: 9 }).default(5),
    state: t.state('Released', 'Running', 'Completed', 'Cancelled'),
    lines: t.many('OrderLine', 'order'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['state'], sort: 'due' }, { sort: 'quantity' }, { equal: ['customer'] }],
  unique: [{ fields: ['line'], when: { state: 'Running' }, fault: LineBusy }],
  access: { partner: { can: ['get', 'list', 'create', 'update'], own: 'customer', hide: ['cost', 'priority'] } },
  commands: {
    start: { event: 'started', from: ['Released'], to: 'Running', input: { line: t.string() }, output: { startedAt: t.instant() }, faults: [LineBusy] },
    report: { event: 'reported', from: ['Running'], input: { good: t.decimal({ precision: 12, scale: 3 }), sequence: t.integer() }, faults: [BadSequence] },
    complete: { event: 'completed', from: ['Running'], to: 'Completed' },
    cancel: { event: 'cancelled', from: ['Released'], to: 'Cancelled' },
  },
  external: true,
})

export const OrderLine = defineResource('OrderLine', {
  key: { id: t.id() },
  fields: { order: t.ref(Order), position: t.integer(), material: t.string() },
  unique: [{ fields: ['order', 'position'] }],
  lists: [{ equal: ['order'], sort: 'position' }],
  standard: ['get', 'list', 'create', 'update', 'delete'],
  access: { partner: { can: ['get', 'list'], own: 'order.customer' } },
})

export const Partner = defineResource('Partner', {
  key: { id: t.string() },
  fields: { title: t.string(), class: t.enum('A', 'B', 'C').optional() },
  standard: ['get', 'list', 'create', 'update'],
  requireMatch: true,
  access: { partner: { can: ['get'], own: 'id' }, public: { can: ['get'], show: ['title'] } },
})

export const OrderOverview = defineComposite('OrderOverview', { root: Order, include: ['lines', 'customer'], audiences: ['internal', 'partner'] })

export const plant = defineContract('plant', {
  version: 'v2',
  members: [Order, OrderLine, Partner, OrderOverview],
  older: [
    {
      version: 'v1',
      deprecated: '2026-01-01T00:00:00Z',
      sunset: '2027-06-30T00:00:00Z',
      resources: {
        Order: {
          was: { name: 'Job', plural: 'jobs' },
          fields: [
            { change: 'rename', from: 'amount', to: 'quantity' },
            { change: 'rename', from: 'dueAt', to: 'due' },
            { change: 'values', from: 'status', to: 'state', map: { Open: 'Released' } },
            { change: 'drop', to: 'priority' },
            { change: 'constant', from: 'site', schema: { kind: 'string', optional: true }, value: 'Plant 1' },
          ],
          commands: {
            start: {
              was: 'begin',
              input: [{ change: 'rename', from: 'machine', to: 'line' }],
              output: [{ change: 'rename', from: 'begunAt', to: 'startedAt' }],
            },
          },
        },
        OrderLine: { fields: [{ change: 'rename', from: 'article', to: 'material' }] },
      },
      composites: { OrderOverview: { was: { name: 'JobOverview', path: 'job-overview' } } },
      faults: { 'line-busy': { was: 'machine-busy', detail: [{ change: 'rename', from: 'machine', to: 'line' }] } },
    },
  ],
})

export const plantBindings = [
  implement(
    Order,
    {
      start(context, { line }) {
        context.update({ line })
        return { startedAt: context.now() }
      },
      report(context, { good, sequence }) {
        const expected = (context.record.sequence ?? 0) + 1
        if (sequence !== expected) context.fail(BadSequence, { expected })
        context.update({ good, sequence })
      },
    },
    { reaches: 'nothing' },
  ),
]
