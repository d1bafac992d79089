import { defineResource, t } from 'busbar/contract'
import { gln, internalNote, reason } from './vocabulary.ts'

export const Partner = defineResource('Partner', {
  doc: 'Another firm, or one of its addresses: customer, supplier, carrier, laboratory. A consumer of the partner audience carries the partner’s key as owner value and sees what is its own.',
  key: { id: t.string({ pattern: '^[A-Z0-9][A-Z0-9-]{1,31}$' }).doc('Short name.').examples('NORDWERK') },
  fields: {
    name: t.string({ maxLength: 120 }).doc('Name of the firm.').examples('Nordwerk AG'),
    kinds: t
      .list(t.enum('supplier', 'customer', 'carrier', 'contractLab', 'logistics', 'address'), { minItems: 1, maxItems: 6 })
      .doc('What it is to us.')
      .examples(['customer']),
    gln: gln().optional(),
    vatId: t.string({ pattern: '^[A-Z]{2}[A-Z0-9]{2,13}$' }).optional().doc('VAT number.').examples('DE123456789'),
    belongsTo: t.ref('Partner').optional().doc('The firm, where this is one of its addresses.').examples('NORDWERK'),
    address: t
      .object({
        street: t.string({ maxLength: 120 }).doc('Street and number.').examples('Werkstraße 4'),
        postalCode: t.string({ maxLength: 16 }).doc('Postal code.').examples('70565'),
        city: t.string({ maxLength: 80 }).doc('City.').examples('Stuttgart'),
        country: t.string({ pattern: '^[A-Z]{2}$' }).doc('ISO 3166-1 alpha-2.').examples('DE'),
      })
      .optional()
      .doc('Where it is.'),
    email: t.string({ pattern: '^[^@\\s]+@[^@\\s]+$', maxLength: 254 }).optional().doc('For orders.').examples('orders@nordwerk.example'),
    fax: t.string({ maxLength: 40 }).optional().deprecated('Use `email`: nobody reads faxes any more.').doc('Fax number.').examples('+49 711 5550199'),
    ediProfiles: t
      .list(
        t.object({
          standard: t.enum('x12', 'edifact').doc('Which standard.').examples('x12'),
          version: t.string({ maxLength: 12 }).doc('Its version.').examples('004010'),
          qualifier: t.string({ maxLength: 4 }).doc('Qualifier of the interchange id.').examples('ZZ'),
          interchangeId: t.string({ maxLength: 35 }).doc('Interchange id.').examples('NORDWERK'),
          acknowledge: t.boolean().doc('A functional acknowledgement is sent.').examples(true),
        }),
        { maxItems: 20 },
      )
      .optional()
      .doc('How documents are exchanged.'),
    creditLimit: t.money({ precision: 15, scale: 2 }).optional().doc('How much may be open.').examples({ amount: '250000.00', currency: 'EUR' }),
    rating: t.enum('A', 'B', 'C').optional().doc('Our own rating.').examples('A'),
    internalNote: internalNote(),
    state: t.state('Conditional', 'Approved', 'Blocked').doc('Whether we do business with it.'),
    addresses: t.many('Partner', 'belongsTo').doc('Its addresses.'),
    orders: t.many('SalesOrder', 'customer').doc('What it has ordered.'),
  },
  lists: [{ equal: ['state'], sort: 'name' }, { equal: ['belongsTo'] }],
  unique: [{ fields: ['gln'] }],
  external: true,
  access: { partner: { can: ['get', 'list'], own: 'id', hide: ['creditLimit', 'rating', 'internalNote'] } },
  commands: {
    approve: { doc: 'We do business with it.', event: 'approved', from: ['Conditional', 'Blocked'], to: 'Approved' },
    block: { doc: 'Nothing new with it.', event: 'blocked', from: ['Conditional', 'Approved'], to: 'Blocked', input: { reason: reason() } },
  },
})
