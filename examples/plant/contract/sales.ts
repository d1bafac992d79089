import { defineComposite, defineFault, defineResource, t } from 'busbar/contract'
import { amount, currency, internalNote, reason, sum, unitCode } from './vocabulary.ts'

export const DuplicateOrder = defineFault('duplicate-order', {
  code: 'conflict',
  doc: 'This customer has sent an order with this number already.',
  detail: { customer: t.string().doc('The customer.').examples('NORDWERK'), partnerOrderNumber: t.string().doc('The number.').examples('4500017731') },
})

export const AcknowledgementMismatch = defineFault('acknowledgement-mismatch', {
  code: 'invalid',
  doc: 'What is acknowledged does not add up to what was ordered.',
  detail: { ordered: amount().doc('What was ordered.').examples('96'), acknowledged: amount().doc('The sum of what was given.').examples('90') },
})

export const OrderRequest = defineResource('OrderRequest', {
  doc: 'An order as a customer sends it. Sales accepts it, which makes it a sales order in the same commit, or rejects it.',
  key: { id: t.id().doc('Made by Busbar.') },
  fields: {
    customer: t.ref('Partner').doc('Who orders. A partner names itself.').examples('NORDWERK'),
    partnerOrderNumber: t.string({ minLength: 1, maxLength: 35 }).doc('The customer’s own number; each only once.').examples('4500017731'),
    currency: currency().default('EUR'),
    lines: t
      .list(
        t.object({
          number: t.integer({ minimum: 1, maximum: 99_999 }).doc('The customer’s line number.').examples(10),
          material: t.ref('Material').doc('What.').examples('P-1042'),
          partnerItemNumber: t.string({ maxLength: 40 }).optional().doc('What the customer calls it.').examples('NW-7781'),
          quantity: t.decimal({ precision: 15, scale: 3, minimum: '0.001' }).doc('How much, in base units of the material.').examples('96'),
          unitPrice: t.decimal({ precision: 15, scale: 4, minimum: '0' }).doc('For one unit, without tax.').examples('41.25'),
          requested: t.date().doc('When it should be there.').examples('2026-09-25'),
        }),
        { minItems: 1, maxItems: 200 },
      )
      .doc('What is ordered.'),
    salesOrder: t.ref('SalesOrder').optional().readOnly().doc('The order that it became.').examples('SO-20931'),
    answer: t.string({ maxLength: 500 }).optional().readOnly().doc('What sales says to it.').examples('Six pieces follow on 2026-10-02'),
    internalNote: internalNote(),
    state: t.state('Received', 'Accepted', 'Rejected', 'Withdrawn').doc('What became of it.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [
    { equal: ['state'], sort: 'createdAt' },
    { equal: ['customer'], sort: 'createdAt' },
  ],
  unique: [{ fields: ['customer', 'partnerOrderNumber'], fault: DuplicateOrder }],
  external: true,
  requireIdempotencyKey: true,
  access: { partner: { can: ['get', 'list', 'create', 'withdraw'], own: 'customer', hide: ['internalNote'] } },
  commands: {
    accept: {
      doc: 'Makes it a sales order with its lines, all or nothing.',
      event: 'accepted',
      from: ['Received'],
      to: 'Accepted',
      input: {
        salesOrder: t.string({ pattern: '^SO-[0-9]{5,10}$' }).doc('Number of the new order.').examples('SO-20931'),
        incoterm: t
          .enum('EXW', 'FCA', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP', 'FAS', 'FOB', 'CFR', 'CIF')
          .doc('Who carries and pays what on the way (Incoterms 2020).')
          .examples('DAP'),
        answer: t.string({ maxLength: 500 }).optional().doc('What to say to the customer.').examples('Six pieces follow on 2026-10-02'),
      },
      faults: [DuplicateOrder],
    },
    reject: { doc: 'It cannot be done.', event: 'rejected', from: ['Received'], to: 'Rejected', input: { reason: reason() } },
    withdraw: { doc: 'The customer takes it back.', event: 'withdrawn', from: ['Received'], to: 'Withdrawn', input: { reason: reason() } },
  },
})

export const SalesOrder = defineResource('SalesOrder', {
  doc: 'What a customer has ordered. The ERP numbers and masters it; what is here follows it.',
  key: { id: t.string({ pattern: '^SO-[0-9]{5,10}$' }).doc('Our number.').examples('SO-20931') },
  fields: {
    customer: t.ref('Partner').doc('Who ordered.').examples('NORDWERK'),
    shipTo: t.ref('Partner').optional().doc('Where it goes; the customer’s own address where absent.').examples('NORDWERK-DC'),
    partnerOrderNumber: t.string({ minLength: 1, maxLength: 35 }).doc('The customer’s number.').examples('4500017731'),
    contract: t.string({ maxLength: 40 }).optional().doc('Frame contract it belongs to.').examples('FRAME-2026-11'),
    orderDate: t.date().doc('When it was ordered.').examples('2026-09-14'),
    currency: currency().default('EUR'),
    incoterm: t
      .enum('EXW', 'FCA', 'CPT', 'CIP', 'DAP', 'DPU', 'DDP', 'FAS', 'FOB', 'CFR', 'CIF')
      .doc('Who carries and pays what on the way (Incoterms 2020).')
      .examples('DAP'),
    paymentTerms: t.string({ maxLength: 40 }).optional().doc('When it is to be paid.').examples('30 days net'),
    answer: t
      .enum('accepted', 'acceptedWithChange', 'rejected')
      .optional()
      .readOnly()
      .doc('What we said to it; set by `acknowledge`.')
      .examples('acceptedWithChange'),
    change: t.string({ maxLength: 500 }).optional().readOnly().doc('The last change that the customer asked for.').examples('Deliver to gate 4, please'),
    margin: t.decimal({ precision: 5, scale: 2, unit: '%' }).optional().doc('Expected margin.').examples('43.27'),
    internalNote: internalNote(),
    state: t
      .state('Received', 'Validated', 'Acknowledged', 'InFulfillment', 'PartiallyShipped', 'Shipped', 'Invoiced', 'Closed', 'Cancelled')
      .doc('Where it is.'),
    lines: t.many('SalesOrderLine', 'order').doc('What was ordered.'),
    shipments: t.many('Shipment', 'salesOrder').doc('How it is delivered.'),
    invoices: t.many('Invoice', 'salesOrder').doc('How it is charged.'),
  },
  lists: [{ equal: ['state'], sort: 'orderDate' }, { equal: ['customer'], sort: 'orderDate' }, { sort: 'orderDate' }],
  unique: [{ fields: ['customer', 'partnerOrderNumber'], fault: DuplicateOrder }],
  external: true,
  access: { partner: { can: ['get', 'list', 'requestChange'], own: 'customer', hide: ['margin', 'internalNote'] } },
  commands: {
    validate: { doc: 'Prices, terms and items are right.', event: 'validated', from: ['Received'], to: 'Validated' },
    acknowledge: {
      doc: 'We have answered the customer.',
      event: 'acknowledged',
      from: ['Validated'],
      to: 'Acknowledged',
      input: { answer: t.enum('accepted', 'acceptedWithChange', 'rejected').doc('What we said.').examples('acceptedWithChange') },
    },
    fulfill: { doc: 'The warehouse works on it.', event: 'fulfillmentBegun', from: ['Acknowledged'], to: 'InFulfillment' },
    shipPart: { doc: 'A part has left the house.', event: 'partShipped', from: ['InFulfillment', 'PartiallyShipped'], to: 'PartiallyShipped' },
    shipRest: { doc: 'Everything has left the house.', event: 'shipped', from: ['InFulfillment', 'PartiallyShipped'], to: 'Shipped' },
    invoice: { doc: 'Everything is charged.', event: 'invoiced', from: ['Shipped'], to: 'Invoiced' },
    close: { doc: 'Paid and settled.', event: 'closed', from: ['Invoiced'], to: 'Closed' },
    cancel: {
      doc: 'Will not be delivered.',
      event: 'cancelled',
      from: ['Received', 'Validated', 'Acknowledged'],
      to: 'Cancelled',
      input: { reason: reason() },
    },
    requestChange: {
      doc: 'The customer asks for something else. It changes nothing until sales does.',
      event: 'changeRequested',
      from: ['Received', 'Validated', 'Acknowledged', 'InFulfillment', 'PartiallyShipped'],
      input: { text: t.string({ minLength: 3, maxLength: 500 }).doc('What is wanted.').examples('Deliver to gate 4, please') },
    },
  },
})

export const SalesOrderLine = defineResource('SalesOrderLine', {
  doc: 'One line of a sales order.',
  key: { id: t.string({ pattern: '^SO-[0-9]{5,10}-[0-9]{1,5}$' }).doc('Order and line number.').examples('SO-20931-10') },
  fields: {
    order: t.ref('SalesOrder').doc('The order.').examples('SO-20931'),
    number: t.integer({ minimum: 1, maximum: 99_999 }).doc('Line number.').examples(10),
    material: t.ref('Material').doc('What.').examples('P-1042'),
    partnerItemNumber: t.string({ maxLength: 40 }).optional().doc('What the customer calls it.').examples('NW-7781'),
    quantity: amount().doc('How much was ordered.').examples('96'),
    unit: unitCode().default('{pcs}'),
    unitPrice: t.money({ precision: 15, scale: 4 }).doc('For one unit, without tax.').examples({ amount: '41.25', currency: 'EUR' }),
    requested: t.date().doc('When the customer wants it.').examples('2026-09-25'),
    promises: t
      .list(
        t.object({
          status: t.enum('accepted', 'backordered', 'rejected').doc('What we say to this part.').examples('accepted'),
          quantity: amount().doc('How much of the line.').examples('90'),
          date: t.date().optional().doc('When it will leave.').examples('2026-09-25'),
          reason: t.string({ maxLength: 200 }).optional().doc('Why, where it is not what was asked for.').examples('Ships with the next full pallet'),
        }),
        { maxItems: 50 },
      )
      .optional()
      .readOnly()
      .doc('What was acknowledged; together the ordered quantity.'),
    shippedQuantity: amount().readOnly().default('0').doc('How much has left the house.').examples('90'),
    unitCost: t.money({ precision: 15, scale: 4 }).optional().doc('What one costs us.').examples({ amount: '23.4000', currency: 'EUR' }),
    internalNote: internalNote(),
  },
  standard: ['get', 'list', 'create'],
  lists: [
    { equal: ['order'], sort: 'number' },
    { equal: ['material'], sort: 'requested' },
  ],
  unique: [{ fields: ['order', 'number'] }],
  external: true,
  access: { partner: { can: ['get', 'list'], own: 'order.customer', hide: ['unitCost', 'internalNote'] } },
  commands: {
    acknowledge: {
      doc: 'Says what of the line comes when. All parts together are the ordered quantity.',
      event: 'acknowledged',
      input: {
        promises: t
          .list(
            t.object({
              status: t.enum('accepted', 'backordered', 'rejected').doc('What we say to this part.').examples('accepted'),
              quantity: amount().doc('How much of the line.').examples('90'),
              date: t.date().optional().doc('When it will leave.').examples('2026-09-25'),
              reason: t.string({ maxLength: 200 }).optional().doc('Why, where it is not what was asked for.').examples('Ships with the next full pallet'),
            }),
            { minItems: 1, maxItems: 50 },
          )
          .doc('The parts.'),
      },
      faults: [AcknowledgementMismatch],
    },
    recordShipped: {
      doc: 'Some of it has left the house.',
      event: 'quantityShipped',
      input: { quantity: amount().doc('How much.').examples('90') },
      output: { open: amount().doc('How much is still to come.').examples('6') },
    },
  },
})

export const TotalsMismatch = defineFault('totals-mismatch', {
  code: 'invalid',
  doc: 'The totals of the invoice are not the sums of its lines and taxes.',
  detail: {
    field: t.string().doc('Which total is wrong.').examples('gross'),
    expected: t.decimal({ precision: 18, scale: 2 }).doc('The sum.').examples('4417.88'),
    given: t.decimal({ precision: 18, scale: 2 }).doc('What the invoice says.').examples('4417.87'),
  },
})

export const Invoice = defineResource('Invoice', {
  doc: 'What a customer is charged. `issue` checks every sum to the cent.',
  key: { id: t.string({ pattern: '^INV-[0-9]{5,10}$' }).doc('Invoice number.').examples('INV-70045') },
  fields: {
    type: t.enum('invoice', 'credit', 'debit').default('invoice').doc('Charge, or its correction.').examples('invoice'),
    customer: t.ref('Partner').doc('Who pays.').examples('NORDWERK'),
    salesOrder: t.ref('SalesOrder').doc('For which order.').examples('SO-20931'),
    shipment: t.ref('Shipment').optional().doc('For which shipment.').examples('SHP-88412'),
    invoiceDate: t.date().doc('Date on the invoice.').examples('2026-09-26'),
    dueDate: t.date().doc('To be paid by.').examples('2026-10-26'),
    currency: currency().default('EUR'),
    lines: t
      .list(
        t.object({
          number: t.integer({ minimum: 1 }).doc('Line number.').examples(10),
          material: t.ref('Material').doc('What.').examples('P-1042'),
          quantity: amount().doc('How much.').examples('90'),
          unitPrice: t.decimal({ precision: 15, scale: 4, minimum: '0' }).doc('For one unit.').examples('41.25'),
          net: sum().doc('Quantity times price, rounded to the cent.').examples('3712.50'),
        }),
        { minItems: 1, maxItems: 500 },
      )
      .doc('What is charged.'),
    taxes: t
      .list(
        t.object({
          code: t.string({ maxLength: 10 }).doc('Kind of tax.').examples('VAT'),
          rate: t.decimal({ precision: 5, scale: 2, minimum: '0', unit: '%' }).doc('Percent.').examples('19.00'),
          base: sum().doc('Of what.').examples('3712.50'),
          amount: sum().doc('Rate of the base, rounded to the cent.').examples('705.38'),
        }),
        { maxItems: 10 },
      )
      .default([])
      .doc('Taxes.'),
    net: sum().doc('Sum of the lines.').examples('3712.50'),
    tax: sum().doc('Sum of the taxes.').examples('705.38'),
    gross: sum().doc('What is to be paid.').examples('4417.88'),
    objection: t.string({ maxLength: 500 }).optional().readOnly().doc('What the customer says against it.').examples('Two pieces were damaged'),
    internalNote: internalNote(),
    state: t.state('Draft', 'Issued', 'Sent', 'Accepted', 'Disputed', 'Paid', 'Closed', 'Cancelled').doc('Where it is.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['state'], sort: 'dueDate' }, { equal: ['customer'], sort: 'invoiceDate' }, { equal: ['salesOrder'] }],
  external: true,
  access: { partner: { can: ['get', 'list', 'accept', 'dispute'], own: 'customer', hide: ['internalNote'] } },
  commands: {
    issue: { doc: 'Fixes it. Every sum must be right.', event: 'issued', from: ['Draft'], to: 'Issued', faults: [TotalsMismatch], scope: 'invoices.issue' },
    send: { doc: 'It is on its way to the customer.', event: 'sent', from: ['Issued'], to: 'Sent' },
    accept: { doc: 'The customer agrees.', event: 'accepted', from: ['Sent', 'Disputed'], to: 'Accepted' },
    dispute: { doc: 'The customer does not agree.', event: 'disputed', from: ['Sent'], to: 'Disputed', input: { reason: reason() } },
    recordPayment: {
      doc: 'The money has come.',
      event: 'paid',
      from: ['Sent', 'Accepted'],
      to: 'Paid',
      input: { on: t.date().doc('Value date.').examples('2026-10-24') },
    },
    close: { doc: 'Settled.', event: 'closed', from: ['Paid'], to: 'Closed' },
    cancel: { doc: 'It should not have been.', event: 'cancelled', from: ['Draft', 'Issued', 'Disputed'], to: 'Cancelled', input: { reason: reason() } },
  },
})

export const OrderOverview = defineComposite('order-overview', {
  doc: 'A sales order with its lines, shipments with their milestones, and invoices: what a customer asks about on the telephone.',
  root: SalesOrder,
  include: ['lines', 'shipments.milestones', 'invoices'],
  audiences: ['internal', 'partner'],
})
