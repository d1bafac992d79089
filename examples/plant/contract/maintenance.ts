import { defineFault, defineResource, t } from 'busbar/contract'
import { amount, happenedAt, internalNote, person, reason } from './vocabulary.ts'

export const AlreadyOpen = defineFault('already-open', {
  code: 'conflict',
  doc: 'A corrective order for this asset and cause is open already; add to it instead.',
  detail: { asset: t.string().doc('The asset.').examples('KSB-55120'), causeReference: t.string().doc('The cause.').examples('R-17') },
})

const causeKind = () => t.enum('alarm', 'rule', 'schedule', 'manual').doc('What found it.').examples('rule')
const causeReference = () => t.string({ maxLength: 60 }).doc('Which alarm, rule, plan or person.').examples('R-17')
const priority = () => t.enum('P1', 'P2', 'P3', 'P4', 'P5').doc('P1: at once.').examples('P2')

export const MaintenanceRequest = defineResource('MaintenanceRequest', {
  doc: 'Somebody or something says that an asset needs attention. Planning decides whether it becomes an order.',
  key: { id: t.string({ pattern: '^MR-[0-9]{4}-[0-9]{5}$' }).doc('Year and number.').examples('MR-2026-00107') },
  fields: {
    asset: t.ref('Asset').doc('What needs attention.').examples('KSB-55120'),
    description: t.string({ maxLength: 2000 }).doc('What was seen.').examples('Vibration above 7.1 mm/s for a minute'),
    priority: priority(),
    causeKind: causeKind(),
    causeReference: causeReference(),
    requestedBy: t.string({ maxLength: 60 }).optional().doc('Who says so.').examples('P-0207'),
    photo: t.bytes({ maxLength: 65_536 }).optional().doc('A picture, JPEG, small.'),
    occurrences: t.integer({ minimum: 1 }).readOnly().default(1).doc('How often it was seen while it is open.').examples(2),
    workOrder: t.ref('MaintenanceWorkOrder').optional().readOnly().doc('The order that came of it.').examples('WO-2026-00412'),
    state: t.state('Draft', 'Raised', 'Converted', 'Rejected').doc('What became of it.'),
  },
  lists: [
    { equal: ['state'], sort: 'priority' },
    { equal: ['asset'], sort: 'createdAt' },
  ],
  external: true,
  commands: {
    raise: { doc: 'Hands it to planning.', event: 'raised', from: ['Draft'], to: 'Raised' },
    addOccurrence: { doc: 'It was seen again.', event: 'seenAgain', from: ['Draft', 'Raised'], input: { at: happenedAt() } },
    convert: {
      doc: 'Makes it a work order. Both are written in one commit.',
      event: 'converted',
      from: ['Raised'],
      to: 'Converted',
      input: {
        workOrder: t.string({ pattern: '^WO-[0-9]{4}-[0-9]{5}$' }).doc('Number of the new order.').examples('WO-2026-00412'),
        type: t.enum('corrective', 'preventive', 'predictive', 'inspection', 'calibration').doc('What kind of order.').examples('predictive'),
        due: t.instant().optional().doc('When it must be done.').examples('2026-09-21T04:00:00Z'),
      },
      faults: [AlreadyOpen],
    },
    reject: { doc: 'Nothing will be done.', event: 'rejected', from: ['Raised'], to: 'Rejected', input: { reason: reason() } },
  },
})

export const MaintenanceWorkOrder = defineResource('MaintenanceWorkOrder', {
  doc: 'Work on an asset: planned, carried out, verified.',
  plural: 'maintenance-orders',
  key: { id: t.string({ pattern: '^WO-[0-9]{4}-[0-9]{5}$' }).doc('Year and number.').examples('WO-2026-00412') },
  fields: {
    type: t.enum('corrective', 'preventive', 'predictive', 'inspection', 'calibration').doc('What kind of work.').examples('predictive'),
    asset: t.ref('Asset').doc('On what.').examples('KSB-55120'),
    priority: priority(),
    causeKind: causeKind(),
    causeReference: causeReference(),
    description: t.string({ maxLength: 2000 }).doc('What to do.').examples('Check bearing and coupling'),
    open: t
      .boolean()
      .readOnly()
      .default(true)
      .doc('Until it is verified or cancelled. There is one open corrective order for an asset and cause.')
      .examples(true),
    due: t.instant().optional().doc('When it must be done.').examples('2026-09-21T04:00:00Z'),
    plannedStart: t.instant().optional().readOnly().doc('Set by `schedule`.').examples('2026-09-24T12:00:00Z'),
    plannedEnd: t.instant().optional().readOnly().doc('Set by `schedule`.').examples('2026-09-24T16:00:00Z'),
    actualStart: t.instant().optional().readOnly().doc('When work began.').examples('2026-09-24T12:10:00Z'),
    actualEnd: t.instant().optional().readOnly().doc('When work ended.').examples('2026-09-24T15:05:00Z'),
    downtimeRequired: t.boolean().default(false).doc('The machine must stand for it.').examples(true),
    waitingFor: t.enum('parts', 'downtime', 'contractor').optional().readOnly().doc('Why it waits, while it does.').examples('parts'),
    tasks: t
      .list(
        t.object({
          number: t.integer({ minimum: 1 }).doc('Order of the tasks.').examples(1),
          text: t.string({ maxLength: 500 }).doc('What to do.').examples('Measure bearing play'),
        }),
        { maxItems: 100 },
      )
      .optional()
      .doc('The steps.'),
    parts: t
      .list(
        t.object({
          material: t.ref('Material').doc('The spare part.').examples('BRG-6309'),
          quantity: amount().doc('How many.').examples('1'),
        }),
        { maxItems: 100 },
      )
      .optional()
      .doc('Spare parts to bring.'),
    finding: t
      .object({
        problem: t.string({ maxLength: 60 }).doc('What was wrong.').examples('VIB'),
        cause: t.string({ maxLength: 60 }).doc('Why.').examples('BEARING'),
        remedy: t.string({ maxLength: 60 }).doc('What was done.').examples('REPLACED'),
      })
      .optional()
      .readOnly()
      .doc('Failure codes; set by `complete`.'),
    labor: t.duration().optional().readOnly().doc('Work of all persons together.').examples('PT3H'),
    cost: t.money({ precision: 15, scale: 2 }).optional().doc('Labor and parts.').examples({ amount: '640.00', currency: 'EUR' }),
    internalNote: internalNote(),
    state: t.state('Requested', 'Approved', 'Scheduled', 'InProgress', 'Waiting', 'Completed', 'Verified', 'Closed', 'Cancelled').doc('Where it is.'),
  },
  lists: [
    { equal: ['state'], sort: 'due' },
    { equal: ['asset'], sort: 'createdAt' },
    { equal: ['open', 'priority'], sort: 'due' },
  ],
  unique: [{ fields: ['asset', 'causeReference'], when: { type: 'corrective', open: true }, fault: AlreadyOpen }],
  external: true,
  commands: {
    approve: { doc: 'It shall be done.', event: 'approved', from: ['Requested'], to: 'Approved', input: { by: person() } },
    schedule: {
      doc: 'Sets when it is done; also again.',
      event: 'scheduled',
      from: ['Approved', 'Scheduled'],
      to: 'Scheduled',
      input: { plannedStart: t.instant().doc('Begin.').examples('2026-09-24T12:00:00Z'), plannedEnd: t.instant().doc('End.').examples('2026-09-24T16:00:00Z') },
    },
    start: { doc: 'Work begins, or goes on.', event: 'started', from: ['Approved', 'Scheduled', 'Waiting'], to: 'InProgress', input: { at: happenedAt() } },
    pause: {
      doc: 'Something is missing.',
      event: 'paused',
      from: ['InProgress'],
      to: 'Waiting',
      input: { for: t.enum('parts', 'downtime', 'contractor').doc('What is missing.').examples('parts') },
    },
    complete: {
      doc: 'The work is done.',
      event: 'completed',
      from: ['InProgress'],
      to: 'Completed',
      input: {
        problem: t.string({ maxLength: 60 }).doc('Failure code.').examples('VIB'),
        cause: t.string({ maxLength: 60 }).doc('Cause code.').examples('BEARING'),
        remedy: t.string({ maxLength: 60 }).doc('Remedy code.').examples('REPLACED'),
        labor: t.duration().optional().doc('Work of all persons together.').examples('PT3H'),
        at: happenedAt(),
      },
    },
    verify: { doc: 'Somebody else has looked: the asset is in order.', event: 'verified', from: ['Completed'], to: 'Verified', input: { by: person() } },
    close: { doc: 'Settled.', event: 'closed', from: ['Verified'], to: 'Closed' },
    cancel: {
      doc: 'Will not be done.',
      event: 'cancelled',
      from: ['Requested', 'Approved', 'Scheduled', 'InProgress', 'Waiting'],
      to: 'Cancelled',
      input: { reason: reason() },
    },
  },
})
