import { defineFault, defineResource, t } from 'busbar/contract'
import { amount, person, reason } from './vocabulary.ts'

export const BomOverlap = defineFault('bom-overlap', {
  code: 'conflict',
  doc: 'Another released bill of material for the same use begins at the same instant.',
})

export const BomEmpty = defineFault('bom-empty', {
  code: 'conflict',
  doc: 'A bill of material without lines cannot be released.',
  detail: { bom: t.string().doc('The bill of material.') },
})

const bomLine = t.object({
  position: t.integer({ minimum: 1, maximum: 9999 }).doc('Item number on the drawing.').examples(10),
  component: t.ref('Material').doc('What goes in.').examples('C-0088'),
  quantity: amount().doc('In base units of the component, for the base quantity of the bill.').examples('2'),
  scrapPercent: t.decimal({ precision: 5, scale: 2, minimum: '0', maximum: '100', unit: '%' }).optional().doc('Expected loss.').examples('1.5'),
  assembly: t.enum('physical', 'logical').optional().doc('Logical: stands for its own components, is never on a shelf.').examples('physical'),
  designators: t
    .list(t.string({ maxLength: 20 }), { maxItems: 200 })
    .optional()
    .doc('Where on the drawing.')
    .examples(['S1', 'S2']),
})

export const Bom = defineResource('Bom', {
  doc: 'One revision of the list of components of a material. Once released it never changes; a change is a new revision.',
  key: { id: t.string({ pattern: '^BOM-[A-Z0-9-]{1,30}$' }).doc('Number with revision.').examples('BOM-1042-C') },
  fields: {
    material: t.ref('Material').doc('What it makes.').examples('P-1042'),
    usage: t.enum('engineering', 'manufacturing', 'service', 'packaging').doc('Whose view it is.').examples('manufacturing'),
    alternative: t.integer({ minimum: 1, maximum: 99 }).default(1).doc('Where a thing can be made in more than one way.').examples(1),
    revisionCode: t.string({ maxLength: 10 }).doc('Revision in the drawing office.').examples('C'),
    baseQuantity: t
      .decimal({ precision: 15, scale: 3, minimum: '0.001' })
      .default('1')
      .doc('The lines are for so many base units of the material.')
      .examples('1'),
    lines: t
      .list(bomLine, { minItems: 0, maxItems: 500 })
      .default([])
      .doc('The components. They are part of the revision, so that nobody can change one alone.'),
    changeOrder: t.string({ maxLength: 40 }).optional().doc('The engineering change that brought it.').examples('ECO-771'),
    effectiveFrom: t.instant().optional().readOnly().doc('Orders released from then on use it; set by `release`.').examples('2026-09-30T22:00:00Z'),
    effectiveTo: t.instant().optional().readOnly().doc('Orders released from then on use a later one.').examples('2027-03-31T22:00:00Z'),
    releasedBy: person().optional().readOnly(),
    state: t.state('Draft', 'InReview', 'Released', 'Superseded', 'Withdrawn').doc('Where it is on its way.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['material', 'state'], sort: 'effectiveFrom' }, { equal: ['changeOrder'] }],
  unique: [{ fields: ['material', 'usage', 'alternative', 'effectiveFrom'], when: { state: 'Released' }, fault: BomOverlap }],
  external: true,
  commands: {
    setLines: {
      doc: 'Replaces the components of a draft.',
      event: 'linesChanged',
      from: ['Draft'],
      input: { lines: t.list(bomLine, { maxItems: 500 }).doc('All of them.') },
    },
    submit: { doc: 'Asks for the review.', event: 'submitted', from: ['Draft'], to: 'InReview' },
    reject: { doc: 'Sends it back to the drawing office.', event: 'rejected', from: ['InReview'], to: 'Draft', input: { reason: reason() } },
    release: {
      doc: 'Freezes it and makes it valid from an instant on. The revision it follows ends there, in the same commit.',
      event: 'released',
      from: ['InReview'],
      to: 'Released',
      input: {
        effectiveFrom: t.instant().doc('From when on.').examples('2026-09-30T22:00:00Z'),
        follows: t.ref('Bom').optional().doc('The revision that ends then.').examples('BOM-1042-C'),
        by: person(),
      },
      faults: [BomEmpty, BomOverlap],
    },
    endValidity: {
      doc: 'Orders released from then on no longer use it.',
      event: 'validityEnded',
      from: ['Released'],
      input: { effectiveTo: t.instant().doc('The end, not included.').examples('2026-09-30T22:00:00Z') },
    },
    supersede: { doc: 'No open order uses it any more.', event: 'superseded', from: ['Released'], to: 'Superseded' },
    withdraw: {
      doc: 'It turned out wrong and must not be used.',
      event: 'withdrawn',
      from: ['Draft', 'InReview', 'Released'],
      to: 'Withdrawn',
      input: { reason: reason() },
    },
  },
})

export const RoutingOverlap = defineFault('routing-overlap', {
  code: 'conflict',
  doc: 'Another routing of the same material is released; withdraw or supersede it first.',
})

export const Routing = defineResource('Routing', {
  doc: 'One revision of how a material is made: operations, work centers, times, parameters.',
  key: { id: t.string({ pattern: '^RTG-[A-Z0-9-]{1,30}$' }).doc('Number with revision.').examples('RTG-1042-B') },
  fields: {
    material: t.ref('Material').doc('What it makes.').examples('P-1042'),
    revisionCode: t.string({ maxLength: 10 }).doc('Revision in the work preparation.').examples('B'),
    operations: t
      .list(
        t.object({
          number: t.integer({ minimum: 1, maximum: 9999 }).doc('Order of the steps.').examples(10),
          name: t.string({ maxLength: 120 }).doc('What is done.').examples('Machine both flanges'),
          workCenter: t.ref('EquipmentNode').doc('Where.').examples('cnc-07'),
          setup: t.duration().optional().doc('Once an order.').examples('PT25M'),
          runPerUnit: t.duration().doc('For each base unit.').examples('PT110S'),
          dependency: t
            .enum('AtStart', 'AfterStart', 'AfterEnd', 'PossibleParallel', 'NotInParallel')
            .optional()
            .doc('How it hangs on the step before, in the words of B2MML.')
            .examples('AfterEnd'),
          parameters: t
            .list(
              t.object({
                key: t.string({ maxLength: 60 }).doc('Name of the parameter.').examples('spindleSpeed'),
                target: t.decimal({ precision: 15, scale: 6 }).doc('What to set.').examples('3200'),
                lower: t.decimal({ precision: 15, scale: 6 }).optional().doc('Least allowed.').examples('3000'),
                upper: t.decimal({ precision: 15, scale: 6 }).optional().doc('Most allowed.').examples('3400'),
                unit: t.string({ maxLength: 20 }).doc('UCUM.').examples('{rev}/min'),
              }),
              { maxItems: 100 },
            )
            .optional()
            .doc('What is set on the machine.'),
        }),
        { minItems: 1, maxItems: 100 },
      )
      .doc('The steps, in order.'),
    state: t.state('Draft', 'InReview', 'Released', 'Superseded', 'Withdrawn').doc('Where it is on its way.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['material', 'state'] }],
  unique: [{ fields: ['material'], when: { state: 'Released' }, fault: RoutingOverlap }],
  external: true,
  commands: {
    submit: { doc: 'Asks for the review.', event: 'submitted', from: ['Draft'], to: 'InReview' },
    reject: { doc: 'Sends it back.', event: 'rejected', from: ['InReview'], to: 'Draft', input: { reason: reason() } },
    release: { doc: 'Freezes it for use.', event: 'released', from: ['InReview'], to: 'Released', faults: [RoutingOverlap] },
    supersede: { doc: 'A later revision took over.', event: 'superseded', from: ['Released'], to: 'Superseded' },
    withdraw: {
      doc: 'It turned out wrong and must not be used.',
      event: 'withdrawn',
      from: ['Draft', 'InReview', 'Released'],
      to: 'Withdrawn',
      input: { reason: reason() },
    },
  },
})
