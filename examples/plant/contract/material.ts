import { defineFault, defineResource, t } from 'busbar/contract'
import { gtin, labels, reason, unitCode } from './vocabulary.ts'

export const AlreadyPublished = defineFault('already-published', {
  code: 'conflict',
  doc: 'The material is in the public catalog already.',
  detail: { material: t.string().doc('The material.') },
})

export const Material = defineResource('Material', {
  doc: 'What a thing is, as opposed to a certain lot of it: raw, bought, made or sold.',
  key: { id: t.string({ pattern: '^[A-Z0-9][A-Z0-9-]{1,39}$' }).doc('Material number.').examples('P-1042') },
  fields: {
    name: t.string({ maxLength: 120 }).doc('Short text, as on labels.').examples('Pump housing DN50'),
    type: t.enum('raw', 'component', 'semiFinished', 'finished', 'packaging', 'consumable', 'tool', 'spare').doc('What it is used for.').examples('finished'),
    revisionCode: t.string({ maxLength: 10 }).optional().doc('Drawing revision.').examples('D'),
    baseUnit: unitCode().default('{pcs}'),
    units: t
      .list(
        t.object({
          unit: unitCode(),
          numerator: t.integer({ minimum: 1 }).doc('So many base units …').examples(60),
          denominator: t.integer({ minimum: 1 }).doc('… are so many of this unit.').examples(1),
        }),
        { maxItems: 20 },
      )
      .optional()
      .doc('Packaging units of this material. They belong to the material: a pallet of housings is not a pallet of seals.'),
    netWeight: t.decimal({ precision: 12, scale: 6, minimum: '0', unit: 'kg' }).optional().doc('Of one base unit.').examples('4.35'),
    gtin: gtin().optional(),
    eanCode: t
      .string({ pattern: '^[0-9]{13}$' })
      .optional()
      .deprecated('Use `gtin`: the same number with a leading digit for the packaging level.')
      .doc('European article number.')
      .examples('4012345010428'),
    lotControlled: t.boolean().default(true).doc('Each quantity belongs to a lot.'),
    serialControlled: t.boolean().default(false).doc('Each piece has its own number.'),
    shelfLife: t.duration().optional().doc('From manufacture to the last day of use.').examples('P3Y'),
    hazardClass: t.string({ maxLength: 20 }).optional().doc('UN hazard class, where it has one.').examples('8'),
    sourcing: t.enum('make', 'buy').doc('Made here or bought.').examples('make'),
    standardCost: t
      .money({ precision: 15, scale: 4 })
      .optional()
      .doc('Cost of one base unit in the current year.')
      .examples({ amount: '23.4000', currency: 'EUR' }),
    labels: labels(),
    state: t.state('Draft', 'Active', 'PhaseOut', 'Obsolete').doc('Only active materials are planned and sold.'),
    boms: t.many('Bom', 'material').doc('What it is made of, all revisions.'),
    routings: t.many('Routing', 'material').doc('How it is made, all revisions.'),
  },
  lists: [{ equal: ['type'], sort: 'name' }, { equal: ['state'], sort: 'updatedAt' }, { equal: ['gtin'] }],
  unique: [{ fields: ['gtin'] }],
  external: true,
  master: { standardCost: 'erp', revisionCode: 'plm' },
  commands: {
    release: { doc: 'May be planned and sold from now on.', event: 'released', from: ['Draft'], to: 'Active' },
    phaseOut: { doc: 'Is used up; nothing new is planned with it.', event: 'phasedOut', from: ['Active'], to: 'PhaseOut', input: { reason: reason() } },
    discontinue: { doc: 'Is gone.', event: 'discontinued', from: ['Draft', 'PhaseOut'], to: 'Obsolete' },
    publish: {
      doc: 'Puts a released material into the public catalog.',
      event: 'published',
      from: ['Active'],
      input: {
        description: t.string({ maxLength: 1000 }).doc('What a customer reads.').examples('Cast iron, machined and leak tested.'),
        listPrice: t.money({ precision: 15, scale: 2 }).optional().doc('For one base unit, without tax.').examples({ amount: '49.90', currency: 'EUR' }),
      },
      faults: [AlreadyPublished],
    },
  },
})

export const CatalogItem = defineResource('CatalogItem', {
  doc: 'What anyone may know of a released material. No costs, no drafts.',
  key: { id: t.string({ pattern: '^[A-Z0-9][A-Z0-9-]{1,39}$' }).doc('The material number.').examples('P-1042') },
  fields: {
    material: t.ref('Material').doc('The material it shows.').examples('P-1042'),
    name: t.string({ maxLength: 120 }).doc('Short text.').examples('Pump housing DN50'),
    description: t.string({ maxLength: 1000 }).doc('What a customer reads.').examples('Cast iron, machined and leak tested.'),
    gtin: gtin().optional(),
    unit: unitCode(),
    netWeight: t.decimal({ precision: 12, scale: 6, minimum: '0', unit: 'kg' }).optional().doc('Of one unit.').examples('4.35'),
    listPrice: t
      .money({ precision: 15, scale: 2 })
      .optional()
      .doc('For one unit, without tax; on request where absent.')
      .examples({ amount: '49.90', currency: 'EUR' }),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ sort: 'name' }],
  unique: [{ fields: ['material'], fault: AlreadyPublished }],
  requireMatch: true,
  access: { partner: { can: ['get', 'list'] }, public: { can: ['get', 'list'] } },
})
