import { defineComposite, defineContract, defineFault, defineOperation, defineResource, t } from 'busbar/contract'
import { implement } from 'busbar/kernel'

/** A small contract that has each thing an emitter must say: every type, mark, kind of operation and audience, and an older version. */
export const LineBusy = defineFault('line-busy', { code: 'conflict', doc: 'The line already runs another order.', detail: { line: t.string(), runningOrder: t.string().optional() } })
export const NoStock = defineFault('no-stock', { code: 'unavailable', doc: 'There is not enough of it.' })
export const WrongShift = defineFault('wrong-shift', { code: 'forbidden', doc: 'Only the running shift may do this.' })
export const NoTool = defineFault('no-tool', { code: 'not-found', doc: 'The tool is not here.', detail: { tool: t.string().doc('Which one.') } })
export const BadMix = defineFault('bad-mix', { code: 'invalid', doc: 'These cannot be made together.' })

export const Customer = defineResource('Customer', {
  doc: 'Who orders.',
  key: { id: t.string({ pattern: '^C[0-9]{4}$' }).doc('Customer number.') },
  fields: { title: t.string({ minLength: 1, maxLength: 100 }).examples('Nordwerk GmbH'), rating: t.enum('A', 'B', 'C').optional(), since: t.date().optional().nullable() },
  standard: ['get', 'list', 'create', 'update'],
  requireMatch: true,
  access: { partner: { can: ['get'], own: 'id', hide: ['rating'] } },
})

export const Part = defineResource('Part', {
  doc: 'What is made. `drawing` is the picture on its label.',
  key: { id: t.string().examples('P-1042') },
  fields: {
    title: t.string({ maxLength: 1000 }).doc('In the customer’s language.').examples('Pump housing'),
    kind: t.enum('raw', 'finished'),
    weight: t.quantity({ units: ['kg', 'g'] }).optional(),
    price: t.money({ precision: 10, scale: 2 }).nullable().examples({ amount: '12.50', currency: 'EUR' }),
    tags: t.list(t.string({ maxLength: 20 }), { maxItems: 10 }).default([]),
    attributes: t.map(t.string(), { maxItems: 20 }).optional(),
    drawing: t.bytes({ maxLength: 100 }).optional(),
    extra: t.json().optional(),
    pin: t.string({ pattern: '^[0-9]{4}$' }).writeOnly().optional(),
    size: t.object({ length: t.float({ minimum: 0, unit: 'mm' }), width: t.float({ unit: 'mm' }).optional(), checkedBy: t.string().readOnly().optional() }).optional(),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['kind'], sort: 'title' }],
  access: { partner: { can: ['get', 'list'], hide: ['price'] }, public: { can: ['get'], show: ['title', 'kind'] } },
  external: true,
})

export const Order = defineResource('Order', {
  doc: 'Make so many of a part by a date.',
  key: { id: t.string({ pattern: '^PO-[0-9]{4}$' }).doc('Order number; leading zeros belong to it.') },
  fields: {
    part: t.ref(Part).examples('P-1042'),
    customer: t.ref(Customer).optional().examples('C0007'),
    quantity: t.decimal({ precision: 12, scale: 3, minimum: '0.001', unit: '{pcs}' }).doc('How many are to be made.'),
    due: t.instant(),
    shiftStart: t.time().optional(),
    handover: t.local().optional(),
    cycle: t.duration().optional(),
    line: t.string().optional(),
    priority: t.integer({ minimum: 1, maximum: 9 }).default(5),
    urgent: t.boolean().deprecated('use priority 1').optional(),
    startedAt: t.instant().readOnly().optional(),
    state: t.state('Released', 'Ready', 'Running', 'Done'),
    steps: t.many('Step', 'order').doc('What is done, in order.'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['state'], sort: 'due' }, { equal: ['part', 'state'] }, { sort: 'due' }],
  unique: [{ fields: ['line'], when: { state: 'Running' }, fault: LineBusy }],
  access: { partner: { can: ['get', 'list'], own: 'customer', hide: ['priority'] } },
  commands: {
    prepare: { event: 'prepared', from: ['Released'], to: 'Ready', deprecated: 'start it at once' },
    start: { event: 'started', doc: 'Begins it on a line. A line runs one order.', from: ['Released', 'Ready'], to: 'Running', input: { line: t.string().examples('L3') }, output: { startedAt: t.instant() }, faults: [LineBusy, NoStock, NoTool, WrongShift], scope: 'orders.execute' },
    finish: { event: 'finished', from: ['Running'], to: 'Done', requireIdempotencyKey: true },
    annotate: { event: 'annotated', input: { text: t.string().optional() } },
  },
  requireIdempotencyKey: true,
  scopes: { read: 'orders.read', write: 'orders.write' },
})

export const Step = defineResource('Step', {
  key: { id: t.id() },
  fields: { order: t.ref(Order).examples('PO-0001'), number: t.integer({ minimum: 1 }), work: t.string() },
  lists: [{ equal: ['order'], sort: 'number' }],
  unique: [{ fields: ['order', 'number'] }],
  access: { partner: { can: ['list'], own: 'order.customer' } },
  auditReads: true,
})

export const CheckStock = defineOperation('checkStock', { doc: 'How much there is.', reads: true, input: { part: t.ref(Part).examples('P-1042'), places: t.list(t.string()).optional(), onlyFree: t.boolean().default(true) }, output: { available: t.decimal({ precision: 12, scale: 3 }) }, faults: [NoStock], audiences: ['internal', 'partner'] })
export const PlanMix = defineOperation('planMix', { doc: 'Which orders to make together.', reads: true, input: { orders: t.list(t.object({ id: t.ref(Order).examples('PO-0001'), share: t.float().optional() })) }, output: { lines: t.map(t.list(t.string())) }, faults: [BadMix] })
export const ChangeShift = defineOperation('changeShift', { doc: 'The next shift takes over.', input: { line: t.string().examples('L3') }, requireIdempotencyKey: true, deprecated: 'shifts change by themselves' })
export const OrderView = defineComposite('orderView', { doc: 'An order and what surrounds it.', root: Order, include: ['steps', 'part', 'customer'], audiences: ['internal', 'partner'] })

export const workshop = defineContract('workshop', {
  version: 'v2',
  doc: 'A workshop that makes parts to order.\n\nAll times are instants.',
  members: [Customer, Part, Order, Step, CheckStock, PlanMix, ChangeShift, OrderView],
  older: [
    {
      version: 'v1',
      deprecated: '2026-01-01T00:00:00Z',
      sunset: '2027-01-01T00:00:00Z',
      resources: {
        Order: {
          was: { name: 'Job', plural: 'jobs' },
          fields: [
            { change: 'rename', from: 'dueAt', to: 'due' },
            { change: 'values', from: 'state', to: 'state', map: { released: 'Released', ready: 'Ready', running: 'Running', done: 'Done' } },
            { change: 'drop', to: 'cycle' },
            { change: 'constant', from: 'plant', schema: { kind: 'string' }, value: 'HH' },
          ],
          commands: { prepare: { absent: true }, start: { was: 'run' } },
        },
      },
    },
  ],
})

export const bindings = [
  implement(
    Order,
    {
      start(context, { line }) {
        if (line === 'L9') context.fail(NoTool, { tool: 'T-77' })
        context.update({ line, startedAt: context.now() })
        return { startedAt: context.now() }
      },
    },
    { reaches: 'nothing' },
  ),
  implement(CheckStock, (context, { part }) => (part === 'P-0' ? context.fail(NoStock, {}) : { available: '12.5' })),
  implement(PlanMix, (_context, { orders }) => ({ lines: { L1: orders.map((order) => order.id) } })),
  implement(ChangeShift, () => undefined),
]
