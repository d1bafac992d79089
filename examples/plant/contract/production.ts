import { defineEvent, defineFault, defineOperation, defineResource, t } from 'busbar/contract'
import { amount, happenedAt, person, pieces, reason } from './vocabulary.ts'

export const LineBusy = defineFault('line-busy', {
  code: 'conflict',
  doc: 'The line already runs another order.',
  detail: { line: t.string().doc('The line.').examples('l3'), runningOrder: t.string().doc('The order that runs there.').examples('PO-00050127') },
})

export const OutOfSequence = defineFault('out-of-sequence', {
  code: 'conflict',
  doc: 'The report is not the one that comes next.',
  detail: {
    expected: t.integer().doc('The number that comes next.'),
    given: t.integer().doc('The number that came: smaller is a repetition, larger leaves a gap.'),
  },
})

export const BomNotUsable = defineFault('bom-not-usable', {
  code: 'conflict',
  doc: 'The bill of material cannot be used for this order now.',
  detail: {
    bom: t.string().doc('The bill of material.'),
    because: t.enum('missing', 'notReleased', 'otherMaterial', 'notYetEffective', 'noLongerEffective').doc('What is wrong with it.'),
  },
})

export const ProductionOrder = defineResource('ProductionOrder', {
  doc: 'Make so many of a material by a date. The ERP plans it, the shop floor carries it out. Its states are the request states of B2MML: `Held` is imposed by a constraint, `Suspended` is a decision of those who carry it out.',
  key: { id: t.string({ pattern: '^PO-[0-9]{8}$' }).doc('Order number; leading zeros belong to it.').examples('PO-00050118') },
  fields: {
    material: t.ref('Material').doc('What is made.').examples('P-1042'),
    customer: t.ref('Partner').optional().doc('For whom, where it is made to order. That customer may see how far it is.').examples('NORDWERK'),
    salesOrderLine: t.ref('SalesOrderLine').optional().doc('The order line it is made for.').examples('SO-20931-10'),
    quantity: pieces().doc('How many are to become good.').examples('200'),
    due: t.instant().doc('When they are needed.').examples('2026-09-15T14:00:00Z'),
    plannedStart: t.instant().optional().doc('When it should begin.').examples('2026-09-14T04:00:00Z'),
    plannedEnd: t.instant().optional().doc('When it should be done.').examples('2026-09-14T20:00:00Z'),
    priority: t.integer({ minimum: 1, maximum: 9 }).default(5).doc('1 is the most urgent.').examples(5),
    line: t.ref('EquipmentNode').optional().doc('Where it is planned, and once started: where it runs.').examples('l3'),
    bom: t.ref('Bom').optional().doc('The revision to make it by; frozen by `release`.').examples('BOM-1042-C'),
    routing: t.ref('Routing').optional().doc('How to make it.').examples('RTG-1042-B'),
    bomRevision: t.string({ maxLength: 10 }).optional().readOnly().doc('Revision that was frozen.').examples('C'),
    components: t
      .list(
        t.object({
          position: t.integer().doc('Position in the bill of material.').examples(10),
          component: t.ref('Material').doc('What is needed.').examples('C-0088'),
          required: amount().doc('For the whole order, in base units of the component.').examples('200'),
        }),
        { maxItems: 500 },
      )
      .optional()
      .readOnly()
      .doc('What is needed, computed when the bill of material was frozen.'),
    goodQuantity: pieces().readOnly().default('0').doc('Good so far.').examples('120'),
    scrapQuantity: pieces().readOnly().default('0').doc('Scrapped so far.').examples('10'),
    lastReport: t.integer({ minimum: 0 }).readOnly().default(0).doc('Number of the last quantity report.').examples(2),
    actualStart: t.instant().optional().readOnly().doc('When it began.').examples('2026-09-14T04:12:00Z'),
    actualEnd: t.instant().optional().readOnly().doc('When it ended, done or not.').examples('2026-09-14T19:40:00Z'),
    interruption: t.string({ maxLength: 500 }).optional().readOnly().doc('Why it is held or suspended, while it is.').examples('Tool worn'),
    plannedCost: t.money({ precision: 15, scale: 2 }).optional().doc('What it should cost.').examples({ amount: '4680.00', currency: 'EUR' }),
    state: t
      .state('Forecast', 'Released', 'Waiting', 'Ready', 'Running', 'Held', 'Suspended', 'Completed', 'Aborted', 'Cancelled', 'Closed')
      .doc('Where it is. Behind `Closed` nothing changes.'),
    operations: t.many('OrderOperation', 'order').doc('Its steps.'),
    lots: t.many('Lot', 'productionOrder').doc('What it has made.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [
    { equal: ['state'], sort: 'due' },
    { equal: ['material'], sort: 'due' },
    { equal: ['line', 'state'], sort: 'plannedStart' },
  ],
  unique: [{ fields: ['line'], when: { state: 'Running' }, fault: LineBusy }],
  external: true,
  access: { partner: { can: ['get', 'list'], own: 'customer', show: ['material', 'customer', 'salesOrderLine', 'quantity', 'due', 'goodQuantity', 'state'] } },
  transitions: {
    Forecast: ['Released', 'Cancelled'],
    Released: ['Waiting', 'Ready', 'Running', 'Cancelled'],
    Waiting: ['Ready', 'Cancelled'],
    Ready: ['Waiting', 'Running', 'Cancelled'],
    Running: ['Held', 'Suspended', 'Completed', 'Aborted'],
    Held: ['Running', 'Aborted'],
    Suspended: ['Running', 'Aborted'],
    Completed: ['Closed'],
    Aborted: ['Closed'],
    Cancelled: [],
    Closed: [],
  },
  commands: {
    reschedule: {
      doc: 'Other dates, line or urgency. What is not given stays.',
      event: 'rescheduled',
      from: ['Forecast', 'Released', 'Waiting', 'Ready'],
      input: {
        due: t.instant().optional().doc('When it is needed.'),
        plannedStart: t.instant().optional().doc('When it should begin.'),
        plannedEnd: t.instant().optional().doc('When it should be done.'),
        line: t.ref('EquipmentNode').optional().doc('Where.'),
        priority: t.integer({ minimum: 1, maximum: 9 }).optional().doc('1 is the most urgent.'),
      },
    },
    release: {
      doc: 'Gives it to the shop floor. The bill of material must be valid now; its revision and the quantities of its components are frozen into the order.',
      event: 'released',
      from: ['Forecast'],
      to: 'Released',
      input: { at: happenedAt() },
      faults: [BomNotUsable],
      scope: 'orders.plan',
    },
    wait: {
      doc: 'Something is missing: material, a tool, a program.',
      event: 'waiting',
      from: ['Released', 'Ready'],
      to: 'Waiting',
      input: { reason: reason() },
      scope: 'orders.execute',
    },
    makeReady: { doc: 'All that it needs is at the line.', event: 'ready', from: ['Released', 'Waiting'], to: 'Ready', scope: 'orders.execute' },
    start: {
      doc: 'Begins it on a line. A line runs one order.',
      event: 'started',
      from: ['Released', 'Ready'],
      to: 'Running',
      input: { line: t.ref('EquipmentNode').doc('Where.').examples('l3'), at: happenedAt() },
      output: { startedAt: t.instant().doc('When it began.') },
      faults: [LineBusy],
      scope: 'orders.execute',
    },
    hold: {
      doc: 'A constraint stops it: a fault, a missing part, a quality alarm.',
      event: 'held',
      from: ['Running'],
      to: 'Held',
      input: { reason: reason(), at: happenedAt() },
      scope: 'orders.execute',
    },
    suspend: {
      doc: 'Those who carry it out set it aside.',
      event: 'suspended',
      from: ['Running'],
      to: 'Suspended',
      input: { reason: reason(), at: happenedAt() },
      scope: 'orders.execute',
    },
    resume: {
      doc: 'Goes on where it stopped, if the line is free.',
      event: 'resumed',
      from: ['Held', 'Suspended'],
      to: 'Running',
      input: { at: happenedAt() },
      faults: [LineBusy],
      scope: 'orders.execute',
    },
    reportQuantity: {
      doc: 'Adds what was made since the last report. Reports are numbered from 1, so that none is lost and none counts twice.',
      event: 'progressed',
      from: ['Running', 'Held', 'Suspended'],
      input: {
        sequence: t.integer({ minimum: 1 }).doc('Number of this report, one more than the last.').examples(1),
        good: pieces().doc('Good since the last report.').examples('120'),
        scrap: pieces().default('0').doc('Scrapped since the last report.').examples('4'),
        by: person().optional(),
        at: happenedAt(),
      },
      output: {
        goodQuantity: pieces().doc('Good so far.'),
        scrapQuantity: pieces().doc('Scrapped so far.'),
        remaining: pieces().doc('How many good ones are missing; 0 where there are enough.'),
      },
      faults: [OutOfSequence],
      requireIdempotencyKey: true,
      scope: 'orders.execute',
    },
    complete: {
      doc: 'Nothing more will be made.',
      event: 'completed',
      from: ['Running'],
      to: 'Completed',
      input: { at: happenedAt() },
      scope: 'orders.execute',
    },
    close: { doc: 'Settled. Nothing can change any more.', event: 'closed', from: ['Completed', 'Aborted'], to: 'Closed', scope: 'orders.plan' },
    cancel: {
      doc: 'Will not be made.',
      event: 'cancelled',
      from: ['Forecast', 'Released', 'Waiting', 'Ready'],
      to: 'Cancelled',
      input: { reason: reason() },
      scope: 'orders.plan',
    },
    abort: {
      doc: 'Stops for good what has begun.',
      event: 'aborted',
      from: ['Running', 'Held', 'Suspended'],
      to: 'Aborted',
      input: { reason: reason(), at: happenedAt() },
      scope: 'orders.execute',
    },
  },
  events: {
    quantityReported: {
      good: pieces().doc('Good in this report, not in total.'),
      scrap: pieces().doc('Scrapped in this report, not in total.'),
      sequence: t.integer().doc('Number of the report.'),
      at: t.instant().doc('When they were made.'),
    },
  },
})

export const OrderOperation = defineResource('OrderOperation', {
  doc: 'One step of a production order.',
  key: { id: t.string({ pattern: '^PO-[0-9]{8}-[0-9]{4}$' }).doc('Order number and number of the step.').examples('PO-00050118-0010') },
  fields: {
    order: t.ref('ProductionOrder').doc('The order.').examples('PO-00050118'),
    number: t.integer({ minimum: 1, maximum: 9999 }).doc('Order of the steps.').examples(10),
    name: t.string({ maxLength: 120 }).doc('What is done.').examples('Machine both flanges'),
    workCenter: t.ref('EquipmentNode').doc('Where.').examples('cnc-07'),
    program: t.string({ maxLength: 60 }).optional().doc('Program of the machine, with revision.').examples('O1042 rev 7'),
    operator: person().optional().readOnly(),
    actualStart: t.instant().optional().readOnly().doc('When it began.').examples('2026-09-14T04:12:00Z'),
    actualEnd: t.instant().optional().readOnly().doc('When it ended.').examples('2026-09-14T12:20:00Z'),
    state: t.state('Waiting', 'Ready', 'Running', 'Completed').doc('Where it is.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['order'], sort: 'number' }, { equal: ['workCenter', 'state'] }],
  unique: [{ fields: ['order', 'number'] }],
  commands: {
    makeReady: { doc: 'The step before is done.', event: 'ready', from: ['Waiting'], to: 'Ready', scope: 'orders.execute' },
    start: {
      doc: 'Begins the step.',
      event: 'started',
      from: ['Waiting', 'Ready'],
      to: 'Running',
      input: { operator: person(), at: happenedAt() },
      scope: 'orders.execute',
    },
    complete: { doc: 'The step is done.', event: 'completed', from: ['Running'], to: 'Completed', input: { at: happenedAt() }, scope: 'orders.execute' },
  },
})

export const ShiftChanged = defineEvent(
  'shiftChanged',
  {
    line: t.ref('EquipmentNode').doc('The line.').examples('l3'),
    shift: t.enum('early', 'late', 'night').doc('The shift that begins.').examples('early'),
    lead: person(),
    at: t.instant().doc('When it began.'),
  },
  { doc: 'Another shift has taken over a line. It belongs to no record.' },
)

export const ChangeShift = defineOperation('changeShift', {
  doc: 'Says that another shift takes over a line. Nothing is stored but the event.',
  path: 'shift-changes',
  input: {
    line: t.ref('EquipmentNode').doc('The line.').examples('l3'),
    shift: t.enum('early', 'late', 'night').doc('The shift that begins.').examples('early'),
    lead: person(),
    at: happenedAt(),
  },
  output: { at: t.instant().doc('When it began.') },
  scope: 'orders.execute',
})
