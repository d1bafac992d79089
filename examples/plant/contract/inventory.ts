import { defineFault, defineOperation, defineResource, t } from 'busbar/contract'
import { amount, delta, happenedAt, person, reason, unitCode } from './vocabulary.ts'

export const Lot = defineResource('Lot', {
  doc: 'A quantity of one material made or bought together. Its state says what quality control thinks of it, its disposition what may be done with it. Only a released, unrestricted lot ships.',
  key: { id: t.string({ pattern: '^[A-Z][A-Z0-9-]{2,29}$' }).doc('Lot number.').examples('L260914-03') },
  fields: {
    material: t.ref('Material').doc('What it is a lot of.').examples('P-1042'),
    kind: t.enum('lot', 'sublot', 'serial').default('lot').doc('A serial is a lot of one piece.').examples('lot'),
    quantity: amount().doc('How much it was when it came into being, in base units of the material.').examples('200'),
    origin: t.enum('produced', 'purchased', 'split', 'merged', 'adjustment').doc('Where it comes from.').examples('produced'),
    productionOrder: t.ref('ProductionOrder').optional().doc('The order that made it.').examples('PO-00050118'),
    supplier: t.ref('Partner').optional().doc('Who made it, where it was bought.').examples('GUSS-NORD'),
    supplierLot: t.string({ maxLength: 60 }).optional().doc('What the supplier calls it: heat, batch.').examples('7713/26'),
    manufacturedAt: t.instant().optional().doc('When it was made.').examples('2026-09-14T19:40:00Z'),
    expires: t.date().optional().doc('Last day of use.').examples('2029-09-14'),
    specification: t.ref('Specification').optional().doc('What it is tested against.').examples('SPEC-1042-4'),
    disposition: t
      .enum('Planned', 'InProcess', 'Restricted', 'Unrestricted', 'Closed')
      .readOnly()
      .default('InProcess')
      .doc('What may be done with it, in the words of B2MML; commands set it.')
      .examples('Unrestricted'),
    holdReason: t.string({ maxLength: 500 }).optional().readOnly().doc('Why it is on hold, while it is.').examples('Leak rate 0.62 mL/min, limit 0.50'),
    releasedBy: person().optional().readOnly(),
    state: t.state('Pending', 'Released', 'OnHold', 'Rework', 'Rejected').doc('What quality control thinks of it.'),
    inspections: t.many('Inspection', 'lot').doc('How it was tested.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['material', 'state'], sort: 'manufacturedAt' }, { equal: ['productionOrder'] }, { equal: ['state'], sort: 'expires' }],
  external: true,
  commands: {
    release: {
      doc: 'In order. It may be used and shipped.',
      event: 'released',
      from: ['Pending', 'OnHold', 'Rework'],
      to: 'Released',
      input: { by: person(), at: happenedAt() },
      scope: 'quality.decide',
    },
    hold: {
      doc: 'Stop: something may be wrong. Also after the release, for a recall.',
      event: 'held',
      from: ['Pending', 'Released'],
      to: 'OnHold',
      input: { reason: reason(), at: happenedAt() },
      scope: 'quality.decide',
    },
    rework: { doc: 'To be put in order.', event: 'sentToRework', from: ['OnHold'], to: 'Rework', input: { reason: reason() }, scope: 'quality.decide' },
    reject: {
      doc: 'Not usable.',
      event: 'rejected',
      from: ['Pending', 'OnHold', 'Rework'],
      to: 'Rejected',
      input: { reason: reason(), by: person() },
      scope: 'quality.decide',
    },
  },
})

export const AlreadyReversed = defineFault('already-reversed', {
  code: 'conflict',
  doc: 'The movement was reversed already.',
  detail: { reversalOf: t.string().doc('The movement.') },
})
export const NotReversible = defineFault('not-reversible', {
  code: 'conflict',
  doc: 'A reversal cannot be reversed; record the movement again.',
  detail: { reversalOf: t.string().doc('What it reverses.') },
})

const movementLine = t.object({
  material: t.ref('Material').doc('What.').examples('C-0088'),
  lot: t.ref('Lot').optional().doc('Of which lot, where lots are kept.').examples('H-7713'),
  quantity: amount().doc('How much, in base units of the material.').examples('210'),
})

export const LotMovement = defineResource('LotMovement', {
  doc: 'Material moved or became something else. Movements are only ever added; a wrong one is reversed by another. Together they are the genealogy: from inputs to outputs.',
  key: { id: t.id().doc('Made by Busbar, in order of time.') },
  fields: {
    type: t
      .enum(
        'receive',
        'putaway',
        'pick',
        'move',
        'issue',
        'consume',
        'produce',
        'byproduct',
        'return',
        'split',
        'merge',
        'pack',
        'unpack',
        'ship',
        'scrap',
        'adjust',
        'sample',
      )
      .doc('What happened.')
      .examples('consume'),
    at: t.instant().doc('When.').examples('2026-09-14T04:15:00Z'),
    from: t.ref('EquipmentNode').optional().doc('Where it was.').examples('rm1'),
    to: t.ref('EquipmentNode').optional().doc('Where it is now.').examples('fg1'),
    inputs: t.list(movementLine, { maxItems: 200 }).default([]).doc('What went in, or left.'),
    outputs: t.list(movementLine, { maxItems: 200 }).default([]).doc('What came out, or arrived.'),
    productionOrder: t.ref('ProductionOrder').optional().doc('For which order.').examples('PO-00050118'),
    shipment: t.ref('Shipment').optional().doc('With which shipment.').examples('SHP-88412'),
    handlingUnit: t.string({ pattern: '^[0-9]{18}$' }).optional().doc('SSCC that was packed or unpacked.').examples('040123450000047110'),
    equipment: t.ref('EquipmentNode').optional().doc('On which machine.').examples('cnc-07'),
    person: person().optional(),
    transformation: t
      .string({ maxLength: 60 })
      .optional()
      .doc('Joins the inputs and outputs of one transformation that were recorded at different times.')
      .examples('PO-00050118'),
    reversalOf: t.ref('LotMovement').optional().doc('The movement that this one undoes.'),
    reason: t.string({ maxLength: 500 }).optional().doc('Why, for a reversal, adjustment or scrap.').examples('Wrong heat scanned'),
  },
  standard: ['get', 'list', 'create'],
  lists: [
    { equal: ['productionOrder'], sort: 'at' },
    { equal: ['shipment'], sort: 'at' },
    { equal: ['transformation'], sort: 'at' },
    { equal: ['type'], sort: 'at' },
  ],
  unique: [{ fields: ['reversalOf'], fault: AlreadyReversed }],
  commands: {
    reverse: {
      doc: 'Records the opposite movement. This one stays as it is.',
      event: 'reversed',
      input: { reason: reason(), at: happenedAt() },
      output: { reversal: t.ref('LotMovement').doc('The movement that undoes this one.') },
      faults: [AlreadyReversed, NotReversible],
    },
  },
})

export const StaleSequence = defineFault('stale-sequence', {
  code: 'conflict',
  doc: 'A later count was applied already.',
  detail: { last: t.integer().doc('The last one applied.'), given: t.integer().doc('The one that came.') },
})

export const LotsDoNotAddUp = defineFault('lots-do-not-add-up', {
  code: 'invalid',
  doc: 'The lots do not add up to what is on hand.',
  detail: { onHand: amount().doc('What was given.'), lots: amount().doc('The sum of the lots.') },
})

export const InsufficientAvailability = defineFault('insufficient-availability', {
  code: 'conflict',
  doc: 'There is not so much available.',
  detail: { requested: amount().doc('What was asked for.'), available: delta().doc('What there is.') },
})

const ofLot = () => t.ref('Lot').optional().doc('Of which lot; needed where lots are kept.').examples('L260914-03')

export const Stock = defineResource('Stock', {
  doc: 'How much of a material is at a place, and how much of it is not promised yet. The numbers change by commands only, so that `available` is always on hand less reserved less blocked.',
  plural: 'stock',
  key: { id: t.string({ pattern: '^[a-z0-9-]{1,63}\\.[A-Z0-9][A-Z0-9-]{1,39}$' }).doc('Place and material.').examples('fg1.P-1042') },
  fields: {
    location: t.ref('EquipmentNode').doc('Where.').examples('fg1'),
    material: t.ref('Material').doc('What.').examples('P-1042'),
    unit: unitCode().default('{pcs}'),
    onHand: delta().readOnly().default('0').doc('How much lies there.').examples('512'),
    reserved: amount().readOnly().default('0').doc('Promised to orders.').examples('0'),
    blocked: amount().readOnly().default('0').doc('On hand, but held by quality control.').examples('0'),
    available: delta().readOnly().default('0').doc('On hand less reserved less blocked.').examples('512'),
    lots: t
      .list(t.object({ lot: t.ref('Lot').doc('Which lot.').examples('L260914-03'), onHand: amount().doc('How much of it.').examples('140') }), {
        maxItems: 1000,
      })
      .optional()
      .readOnly()
      .doc('By lot, where lots are kept; set by counts.'),
    sequence: t.integer({ minimum: 0 }).readOnly().default(0).doc('Number of the last count that was applied.').examples(8841),
    asOf: t.instant().optional().readOnly().doc('When it was last counted.').examples('2026-09-26T18:00:00Z'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['location'] }, { equal: ['material'] }],
  unique: [{ fields: ['location', 'material'] }],
  external: true,
  scopes: { read: 'stock.read', write: 'stock.write' },
  commands: {
    count: {
      doc: 'What the warehouse system counted, in full. An older count than the last one applied is refused.',
      event: 'counted',
      input: {
        onHand: amount().doc('How much lies there.').examples('512'),
        blocked: amount().default('0').doc('How much of it quality control holds.').examples('0'),
        lots: t
          .list(t.object({ lot: t.ref('Lot').doc('Which lot.').examples('L260914-03'), onHand: amount().doc('How much of it.').examples('140') }), {
            maxItems: 1000,
          })
          .optional()
          .doc('By lot; the sum must be `onHand`.'),
        sequence: t.integer({ minimum: 1 }).doc('Grows with each count.').examples(8841),
        asOf: t.instant().doc('When it was counted.').examples('2026-09-26T18:00:00Z'),
      },
      faults: [StaleSequence, LotsDoNotAddUp],
      scope: 'stock.write',
    },
    adjust: {
      doc: 'A difference: plus found, minus missing.',
      event: 'adjusted',
      input: { delta: delta().doc('The difference.').examples('-2'), lot: ofLot(), reason: reason() },
      faults: [InsufficientAvailability, LotsDoNotAddUp],
      scope: 'stock.write',
    },
    reserve: {
      doc: 'Promises some to an order. Of two that want the last ones, one gets them.',
      event: 'reserved',
      input: { quantity: amount().doc('How much.').examples('20'), for: t.string({ maxLength: 60 }).doc('For what.').examples('SO-20931-10') },
      faults: [InsufficientAvailability],
      scope: 'stock.reserve',
    },
    unreserve: {
      doc: 'Gives a promise back.',
      event: 'unreserved',
      input: { quantity: amount().doc('How much.').examples('20'), for: t.string({ maxLength: 60 }).doc('For what.').examples('SO-20931-10') },
      faults: [InsufficientAvailability],
      scope: 'stock.reserve',
    },
    pick: {
      doc: 'Takes reserved goods away.',
      event: 'picked',
      input: { quantity: amount().doc('How much.').examples('30'), lot: ofLot() },
      faults: [InsufficientAvailability, LotsDoNotAddUp],
      scope: 'stock.write',
    },
  },
  events: {
    balanceChanged: {
      onHand: delta().doc('On hand now.'),
      available: delta().doc('Available now.'),
      reason: t.string({ maxLength: 500 }).doc('What changed it.'),
    },
  },
})

export const AvailableToPromise = defineOperation('availableToPromise', {
  doc: 'How much of a quantity could be promised now. Promises nothing: reserve the stock for that.',
  reads: true,
  path: 'available-to-promise',
  input: {
    material: t.string({ maxLength: 40 }).doc('Of what.').examples('P-1042'),
    location: t.string({ maxLength: 63 }).default('fg1').doc('From where.').examples('fg1'),
    quantity: t.decimal({ precision: 15, scale: 3, minimum: '0.001' }).doc('How much is wanted.').examples('96'),
  },
  output: {
    promisable: amount().doc('So much can be promised, at most what was asked for.').examples('96'),
    short: amount().doc('So much is missing.').examples('0'),
    available: delta().doc('What there is in all.').examples('512'),
    unit: unitCode(),
    asOf: t.instant().doc('When this was true.'),
  },
  scope: 'stock.read',
})
