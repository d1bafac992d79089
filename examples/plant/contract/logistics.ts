import { defineFault, defineResource, t } from 'busbar/contract'
import { amount, happenedAt, internalNote, reason, sscc } from './vocabulary.ts'

export const LotNotReleased = defineFault('lot-not-released', {
  code: 'conflict',
  doc: 'A lot in the shipment is not released without restriction.',
  detail: {
    lot: t.string().doc('The lot.').examples('L260914-03'),
    state: t.string().doc('What quality control thinks of it.').examples('OnHold'),
    disposition: t.string().doc('What may be done with it.').examples('Restricted'),
  },
})
export const NothingPacked = defineFault('nothing-packed', {
  code: 'conflict',
  doc: 'The shipment has no handling units.',
  detail: { shipment: t.string().doc('The shipment.') },
})
export const WrongCheckDigit = defineFault('wrong-check-digit', {
  code: 'invalid',
  doc: 'The last digit of a GS1 number does not fit the others.',
  detail: { number: t.string().doc('The number.').examples('040123450000047111'), expected: t.string().doc('The digit that would fit.').examples('0') },
})

const handlingUnit = t.object({
  sscc: sscc(),
  type: t.enum('pallet', 'box', 'cage', 'other').doc('What it is.').examples('pallet'),
  grossWeight: t.decimal({ precision: 12, scale: 3, minimum: '0', unit: 'kg' }).optional().doc('With packaging.').examples('412.5'),
  contents: t
    .list(
      t.object({
        orderLine: t.ref('SalesOrderLine').doc('For which order line.').examples('SO-20931-10'),
        material: t.ref('Material').doc('What.').examples('P-1042'),
        lot: t.ref('Lot').optional().doc('Of which lot, where lots are kept.').examples('L260914-03'),
        quantity: amount().doc('How much.').examples('60'),
      }),
      { minItems: 1, maxItems: 200 },
    )
    .doc('What is in it, by lot.'),
})

export const Shipment = defineResource('Shipment', {
  doc: 'Goods on their way to a customer: pallets, what is in them by lot, the carrier, and how far it is.',
  key: { id: t.string({ pattern: '^SHP-[0-9]{5,10}$' }).doc('Shipment number, unique for at least a year.').examples('SHP-88412') },
  fields: {
    salesOrder: t.ref('SalesOrder').doc('For which order.').examples('SO-20931'),
    customer: t.ref('Partner').doc('For whom.').examples('NORDWERK'),
    shipFrom: t.ref('EquipmentNode').doc('From which warehouse.').examples('fg1'),
    shipTo: t.ref('Partner').doc('To which address.').examples('NORDWERK-DC'),
    carrier: t
      .object({
        scac: t.string({ pattern: '^[A-Z]{2,4}$' }).doc('Standard Carrier Alpha Code.').examples('DHLF'),
        name: t.string({ maxLength: 120 }).doc('Name.').examples('Freight Line'),
        service: t.string({ maxLength: 60 }).optional().doc('What was booked.').examples('Next day'),
        mode: t.enum('road', 'rail', 'sea', 'air', 'parcel').doc('How it travels.').examples('road'),
      })
      .optional()
      .doc('Who carries it.'),
    billOfLading: t.string({ maxLength: 35 }).optional().doc('Number of the bill of lading.').examples('BOL-55120'),
    seal: t.string({ maxLength: 35 }).optional().doc('Number of the seal.').examples('S-009174'),
    dockAppointment: t
      .local()
      .optional()
      .doc('When the truck is expected at the gate, on the clock that hangs there.')
      .examples({ local: '2026-09-25T13:30:00', zone: 'Europe/Berlin' }),
    grossWeight: t.decimal({ precision: 12, scale: 3, minimum: '0', unit: 'kg' }).optional().doc('Of everything.').examples('412.5'),
    handlingUnits: t.list(handlingUnit, { maxItems: 200 }).optional().readOnly().doc('Pallets and boxes; set by `pack`.'),
    estimatedArrival: t.instant().optional().doc('When it should be there.').examples('2026-09-26T06:00:00Z'),
    departedAt: t.instant().optional().readOnly().doc('When it left the gate.').examples('2026-09-25T12:10:00Z'),
    deliveredAt: t.instant().optional().readOnly().doc('When it was unloaded.').examples('2026-09-26T05:52:00Z'),
    progress: t
      .enum('created', 'tendered', 'pickedUp', 'departed', 'arrivedHub', 'customsHold', 'outForDelivery', 'arrived', 'delivered')
      .readOnly()
      .default('created')
      .doc('The furthest milestone. Reports that come late do not set it back.')
      .examples('delivered'),
    freightCost: t.money({ precision: 15, scale: 2 }).optional().doc('What the carrier charges us.').examples({ amount: '186.00', currency: 'EUR' }),
    internalNote: internalNote(),
    state: t.state('Draft', 'Packed', 'Loaded', 'Departed', 'Delivered', 'Closed', 'Cancelled').doc('Where it is.'),
    milestones: t.many('Milestone', 'shipment').doc('What happened on the way.'),
  },
  standard: ['get', 'list', 'create', 'update'],
  lists: [{ equal: ['state'], sort: 'estimatedArrival' }, { equal: ['customer'], sort: 'createdAt' }, { equal: ['salesOrder'] }],
  external: true,
  access: { partner: { can: ['get', 'list'], own: 'customer', hide: ['freightCost', 'internalNote'] } },
  commands: {
    pack: {
      doc: 'Says what is in which pallet. Can be said again until it is loaded.',
      event: 'packed',
      from: ['Draft', 'Packed'],
      to: 'Packed',
      input: { handlingUnits: t.list(handlingUnit, { minItems: 1, maxItems: 200 }).doc('All of them.') },
      faults: [WrongCheckDigit],
    },
    load: {
      doc: 'It is on the truck.',
      event: 'loaded',
      from: ['Packed'],
      to: 'Loaded',
      input: { seal: t.string({ maxLength: 35 }).optional().doc('Number of the seal.').examples('S-009174') },
    },
    ship: {
      doc: 'The truck leaves. Every lot in it must be released without restriction.',
      event: 'departed',
      from: ['Packed', 'Loaded'],
      to: 'Departed',
      input: { at: happenedAt() },
      output: { departedAt: t.instant().doc('When it left.'), quantity: amount().doc('How much is on the truck, over all lines.').examples('90') },
      faults: [LotNotReleased, NothingPacked],
      scope: 'shipments.ship',
    },
    recordMilestone: {
      doc: 'Reports what happened on the way. Reports may come late and in any order; the same one is stored once.',
      event: 'milestoneReached',
      from: ['Loaded', 'Departed', 'Delivered'],
      input: {
        code: t
          .enum(
            'tendered',
            'pickedUp',
            'departed',
            'arrivedHub',
            'customsHold',
            'outForDelivery',
            'arrived',
            'delivered',
            'deliveryAttempted',
            'exception',
            'returned',
          )
          .doc('What happened.')
          .examples('departed'),
        at: t.instant().doc('When it happened.').examples('2026-09-25T14:10:00+02:00'),
        location: t.string({ maxLength: 120 }).doc('Where.').examples('Bremen'),
        source: t.string({ maxLength: 60 }).doc('Who says so.').examples('DHLF'),
        reason: t.string({ maxLength: 500 }).optional().doc('Why, for an exception.').examples('Road closed'),
        raw: t.json().optional().doc('The carrier’s message as it came.'),
      },
      output: { milestone: t.string().doc('Key of the milestone.') },
    },
    deliver: { doc: 'The customer has it.', event: 'delivered', from: ['Departed'], to: 'Delivered', input: { at: happenedAt() } },
    close: { doc: 'Settled.', event: 'closed', from: ['Delivered'], to: 'Closed' },
    cancel: { doc: 'Will not leave.', event: 'cancelled', from: ['Draft', 'Packed', 'Loaded'], to: 'Cancelled', input: { reason: reason() } },
  },
})

export const Milestone = defineResource('Milestone', {
  doc: 'Something that happened to a shipment on the way. Milestones are only ever added.',
  key: { id: t.id().doc('Made by Busbar.') },
  fields: {
    shipment: t.ref('Shipment').doc('To which shipment.').examples('SHP-88412'),
    code: t
      .enum(
        'tendered',
        'pickedUp',
        'departed',
        'arrivedHub',
        'customsHold',
        'outForDelivery',
        'arrived',
        'delivered',
        'deliveryAttempted',
        'exception',
        'returned',
      )
      .doc('What happened.')
      .examples('departed'),
    at: t.instant().doc('When.').examples('2026-09-25T14:10:00+02:00'),
    location: t.string({ maxLength: 120 }).doc('Where.').examples('Bremen'),
    source: t.string({ maxLength: 60 }).doc('Who says so.').examples('DHLF'),
    reason: t.string({ maxLength: 500 }).optional().doc('Why, for an exception.').examples('Road closed'),
    raw: t.json().optional().doc('The carrier’s message as it came.').examples({ AT7: 'AF' }),
  },
  standard: ['get', 'list', 'create'],
  lists: [
    { equal: ['shipment'], sort: 'at' },
    { equal: ['code'], sort: 'at' },
  ],
  unique: [{ fields: ['shipment', 'source', 'code', 'at', 'location'] }],
  access: { partner: { can: ['get', 'list'], own: 'shipment.customer', hide: ['raw'] } },
})
