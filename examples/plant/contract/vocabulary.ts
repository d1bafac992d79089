import { t } from 'busbar/contract'

/** The field types that several resources share: one meaning, one unit, one pattern. */

/** Counted pieces. Three places, because a partial count of cut material is still a count. */
export const pieces = () => t.decimal({ precision: 12, scale: 3, minimum: '0', unit: '{pcs}' })

/** A quantity in the unit that stands beside it or belongs to the material. */
export const amount = () => t.decimal({ precision: 15, scale: 3, minimum: '0' })

/** A change of a quantity: may be negative. */
export const delta = () => t.decimal({ precision: 15, scale: 3 })

/** Two places behind the point: what is invoiced. */
export const sum = () => t.decimal({ precision: 15, scale: 2 })

export const unitCode = () =>
  t.string({ pattern: '^[!-~]{1,20}$', maxLength: 20 }).doc('Unit as a UCUM code, case-sensitive; `{pcs}` for counted pieces.').examples('{pcs}', 'kg', 'mm')

export const currency = () => t.string({ pattern: '^[A-Z]{3}$' }).doc('ISO 4217.').examples('EUR')

/** GS1 numbers carry a check digit; commands that take one verify it. */
export const gln = () => t.string({ pattern: '^[0-9]{13}$' }).doc('GS1 Global Location Number.').examples('4012345000115')
export const gtin = () => t.string({ pattern: '^[0-9]{14}$' }).doc('GS1 Global Trade Item Number, 14 digits.').examples('04012345010428')
export const sscc = () => t.string({ pattern: '^[0-9]{18}$' }).doc('GS1 Serial Shipping Container Code of the pallet or box.').examples('040123450000047110')

export const person = () => t.string({ pattern: '^P-[0-9]{4}$' }).doc('Personnel number; never given to a second person.').examples('P-0331')

export const reason = () =>
  t.string({ minLength: 3, maxLength: 500 }).doc('Why, in a sentence; it stands in the audit trail.').examples('Tool worn, insert changed')

/** For a report that arrives later than what it reports. */
export const happenedAt = () => t.instant().optional().doc('When it happened, where it is reported later. Without it: now.').examples('2026-09-14T06:10:00Z')

export const labels = () =>
  t
    .map(t.string({ maxLength: 100 }), { maxItems: 20 })
    .optional()
    .doc('Free labels for searching and grouping.')
    .examples({ cell: 'north' })

export const internalNote = () =>
  t.string({ maxLength: 2000 }).optional().doc('For colleagues only; no partner ever sees it.').examples('Call before changing the date')
