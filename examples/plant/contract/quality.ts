import { defineFault, defineResource, t } from 'busbar/contract'
import { amount, happenedAt, internalNote, person, reason } from './vocabulary.ts'

export const AlreadyEffective = defineFault('already-effective', {
  code: 'conflict',
  doc: 'Another revision of this specification is in effect; withdraw it first.',
})
export const OwnApproval = defineFault('own-approval', { code: 'forbidden', doc: 'Nobody approves his or her own change.', detail: { author: person() } })

const measured = () => t.decimal({ precision: 18, scale: 6 })

const characteristic = t.object({
  key: t.string({ pattern: '^[a-z][A-Za-z0-9]{0,39}$' }).doc('Short name.').examples('leakRate'),
  name: t.string({ maxLength: 120 }).doc('What is measured.').examples('Leak rate at 6 bar'),
  type: t.enum('variable', 'attribute').doc('A number, or good and bad.').examples('variable'),
  unit: t.string({ maxLength: 20 }).optional().doc('UCUM.').examples('mL/min'),
  target: measured().optional().doc('What it should be.').examples('6.00'),
  lower: measured().optional().doc('Lower specification limit, itself still good.').examples('5.85'),
  upper: measured().optional().doc('Upper specification limit, itself still good.').examples('6.15'),
  sampleSize: t.integer({ minimum: 1, maximum: 1000 }).doc('How many are measured.').examples(5),
  classification: t.enum('critical', 'major', 'minor').doc('How bad it is when it is not met.').examples('major'),
  method: t.string({ maxLength: 120 }).optional().doc('How it is measured.').examples('Pressure decay, LEAK-3'),
})

export const Specification = defineResource('Specification', {
  doc: 'One revision of what a material must be like. Never edited once approved; a change is a new revision.',
  key: { id: t.string({ pattern: '^SPEC-[0-9]{4}-[0-9]{1,3}$' }).doc('Number and revision.').examples('SPEC-1042-4') },
  fields: {
    number: t.string({ pattern: '^SPEC-[0-9]{4}$' }).doc('The same in all revisions.').examples('SPEC-1042'),
    revisionNumber: t.integer({ minimum: 1, maximum: 999 }).doc('Which revision.').examples(4),
    material: t.ref('Material').doc('Of what.').examples('P-1042'),
    characteristics: t.list(characteristic, { minItems: 1, maxItems: 200 }).doc('What is measured, and its limits.'),
    changeReason: t.string({ maxLength: 500 }).optional().doc('Why there is this revision.').examples('CAPA-031'),
    author: person(),
    approvedBy: person().optional().readOnly(),
    approvedAt: t.instant().optional().readOnly().doc('When.').examples('2026-03-02T10:20:00Z'),
    effectiveFrom: t.instant().optional().readOnly().doc('Since when it holds.').examples('2026-03-15T23:00:00Z'),
    state: t.state('Draft', 'InReview', 'Approved', 'Released', 'Effective', 'Withdrawn').doc('Life cycle in the words of B2MML.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['material', 'state'] }, { equal: ['number'], sort: 'revisionNumber' }],
  unique: [{ fields: ['number', 'revisionNumber'] }, { fields: ['number'], when: { state: 'Effective' }, fault: AlreadyEffective }],
  external: true,
  commands: {
    setCharacteristics: {
      doc: 'Replaces the characteristics of a draft.',
      event: 'characteristicsChanged',
      from: ['Draft'],
      input: { characteristics: t.list(characteristic, { minItems: 1, maxItems: 200 }).doc('All of them.') },
    },
    submit: { doc: 'Asks for the review.', event: 'submitted', from: ['Draft'], to: 'InReview' },
    approve: {
      doc: 'Somebody other than the author agrees.',
      event: 'approved',
      from: ['InReview'],
      to: 'Approved',
      input: { by: person(), at: happenedAt() },
      faults: [OwnApproval],
      scope: 'quality.decide',
    },
    release: { doc: 'It is handed out.', event: 'released', from: ['Approved'], to: 'Released', scope: 'quality.decide' },
    makeEffective: {
      doc: 'It holds from now on.',
      event: 'madeEffective',
      from: ['Released'],
      to: 'Effective',
      input: { at: happenedAt() },
      faults: [AlreadyEffective],
      scope: 'quality.decide',
    },
    withdraw: {
      doc: 'It holds no longer.',
      event: 'withdrawn',
      from: ['Draft', 'InReview', 'Approved', 'Released', 'Effective'],
      to: 'Withdrawn',
      input: { reason: reason() },
      scope: 'quality.decide',
    },
  },
})

export const UnknownCharacteristic = defineFault('unknown-characteristic', {
  code: 'invalid',
  doc: 'The specification does not have this characteristic.',
  detail: {
    specification: t.string().doc('The specification.').examples('SPEC-1042-4'),
    characteristic: t.string().doc('What was measured.').examples('wallThickness'),
  },
})
export const WrongUnit = defineFault('wrong-unit', {
  code: 'invalid',
  doc: 'The result is in another unit than the specification.',
  detail: { expected: t.string().doc('The specification’s unit.').examples('mm'), given: t.string().doc('The result’s unit.').examples('um') },
})

export const Inspection = defineResource('Inspection', {
  doc: 'The test of a lot against a revision of a specification. It keeps that revision, whatever comes later.',
  key: { id: t.string({ pattern: '^INS-[0-9]{4}-[0-9]{5}$' }).doc('Year and number.').examples('INS-2026-00881') },
  fields: {
    lot: t.ref('Lot').doc('What is tested.').examples('L260914-03'),
    productionOrder: t.ref('ProductionOrder').optional().doc('The order that made it.').examples('PO-00050118'),
    specification: t.ref('Specification').doc('Against what.').examples('SPEC-1042-4'),
    samples: t
      .list(t.string({ maxLength: 40 }), { maxItems: 200 })
      .optional()
      .doc('Sample numbers.')
      .examples(['S-88121']),
    failed: t.integer({ minimum: 0 }).readOnly().default(0).doc('Results outside of the limits, so far; retests do not take them away.').examples(1),
    verdict: t.string({ maxLength: 500 }).optional().readOnly().doc('What was decided, and why.').examples('Retest 0.41 after reseating the valve'),
    decidedBy: person().optional().readOnly(),
    state: t.state('Planned', 'Sampling', 'InTest', 'Evaluated', 'Approved', 'Rejected', 'Cancelled').doc('Where it is.'),
    results: t.many('TestResult', 'inspection').doc('What was measured, retests too.'),
  },
  standard: ['get', 'list', 'create'],
  lists: [{ equal: ['lot'] }, { equal: ['state'], sort: 'createdAt' }],
  external: true,
  commands: {
    sample: { doc: 'Samples are taken.', event: 'sampled', from: ['Planned'], to: 'Sampling', scope: 'quality.test' },
    test: { doc: 'The laboratory has them.', event: 'testBegun', from: ['Planned', 'Sampling'], to: 'InTest', scope: 'quality.test' },
    recordResult: {
      doc: 'Stores a result and compares it with the specification. A retest is a further result; nothing is overwritten. What an instrument past its calibration date has measured is stored and not evaluated.',
      event: 'resultRecorded',
      from: ['InTest', 'Evaluated'],
      input: {
        result: t.string({ pattern: '^TR-[0-9]{8}$' }).doc('Number of the result.').examples('TR-00441207'),
        characteristic: t.string({ maxLength: 40 }).doc('What was measured.').examples('leakRate'),
        value: measured().doc('What came out.').examples('0.62'),
        unit: t.string({ maxLength: 20 }).doc('UCUM; the specification’s.').examples('mL/min'),
        measuredAt: t.instant().doc('When.').examples('2026-09-15T06:42:00Z'),
        instrument: t.ref('Asset').doc('With what.').examples('LEAK-3'),
        analyst: person(),
        sample: t.string({ maxLength: 40 }).optional().doc('Which sample.').examples('S-88121'),
        rawDigest: t.bytes({ maxLength: 32 }).optional().doc('SHA-256 of the instrument’s file.'),
        supersedes: t.ref('TestResult').optional().doc('The result that this one repeats.').examples('TR-00441206'),
        reason: t.string({ maxLength: 500 }).optional().doc('Why it was repeated.').examples('Valve not seated'),
      },
      output: {
        evaluation: t.enum('pass', 'fail', 'inconclusive').doc('Inside of the limits or not.'),
        failed: t.integer().doc('Results outside of the limits so far.'),
      },
      faults: [UnknownCharacteristic, WrongUnit],
      scope: 'quality.test',
    },
    evaluate: { doc: 'All results are there.', event: 'evaluated', from: ['InTest'], to: 'Evaluated', scope: 'quality.test' },
    approve: {
      doc: 'The lot is in order.',
      event: 'approved',
      from: ['Evaluated'],
      to: 'Approved',
      input: { by: person(), verdict: reason() },
      scope: 'quality.decide',
    },
    reject: {
      doc: 'The lot is not in order.',
      event: 'rejected',
      from: ['Evaluated'],
      to: 'Rejected',
      input: { by: person(), verdict: reason() },
      scope: 'quality.decide',
    },
    cancel: {
      doc: 'Will not be tested.',
      event: 'cancelled',
      from: ['Planned', 'Sampling'],
      to: 'Cancelled',
      input: { reason: reason() },
      scope: 'quality.test',
    },
  },
  events: {
    outOfSpecification: {
      lot: t.ref('Lot').doc('The lot.'),
      result: t.ref('TestResult').doc('The result.'),
      characteristic: t.string().doc('What was measured.'),
      value: measured().doc('What came out.'),
      classification: t.enum('critical', 'major', 'minor').doc('How bad it is.'),
    },
  },
})

export const TestResult = defineResource('TestResult', {
  doc: 'One measured value. Never changed: a repetition is a new result, and both are shown.',
  key: { id: t.string({ pattern: '^TR-[0-9]{8}$' }).doc('Number of the laboratory.').examples('TR-00441207') },
  fields: {
    inspection: t.ref('Inspection').doc('For which inspection.').examples('INS-2026-00881'),
    characteristic: t.string({ maxLength: 40 }).doc('What was measured.').examples('leakRate'),
    measured: t.quantity({ precision: 18, scale: 6 }).doc('What came out.').examples({ value: '0.62', unit: 'mL/min' }),
    measuredAt: t.instant().doc('When.').examples('2026-09-15T06:42:00Z'),
    instrument: t.ref('Asset').doc('With what.').examples('LEAK-3'),
    analyst: person(),
    sample: t.string({ maxLength: 40 }).optional().doc('Which sample.').examples('S-88121'),
    rawDigest: t.bytes({ maxLength: 32 }).optional().doc('SHA-256 of the instrument’s file.'),
    evaluation: t.enum('pass', 'fail', 'inconclusive').doc('Inside of the limits or not.').examples('fail'),
    instrumentOverdue: t.boolean().default(false).doc('The instrument was past its calibration date.').examples(false),
    supersedes: t.ref('TestResult').optional().doc('The result that this one repeats.').examples('TR-00441206'),
    reason: t.string({ maxLength: 500 }).optional().doc('Why it was repeated.').examples('Valve not seated'),
    invalidated: t.string({ maxLength: 500 }).optional().readOnly().doc('Why it does not count, where it does not.').examples('Wrong sample'),
  },
  standard: ['get', 'list', 'create'],
  lists: [
    { equal: ['inspection'], sort: 'measuredAt' },
    { equal: ['characteristic', 'evaluation'], sort: 'measuredAt' },
    { equal: ['instrument'], sort: 'measuredAt' },
  ],
  external: true,
  commands: {
    invalidate: { doc: 'It does not count. It stays visible.', event: 'invalidated', input: { reason: reason(), by: person() }, scope: 'quality.decide' },
  },
})

export const Nonconformance = defineResource('Nonconformance', {
  doc: 'Something is not as it must be: what, how much, what was done at once, what is decided.',
  key: { id: t.string({ pattern: '^NC-[0-9]{4}-[0-9]{4}$' }).doc('Year and number.').examples('NC-2026-0093') },
  fields: {
    source: t.enum('inspection', 'spc', 'customer', 'supplier', 'audit', 'process').doc('What found it.').examples('inspection'),
    severity: t.enum('critical', 'major', 'minor').doc('How bad it is.').examples('major'),
    title: t.string({ maxLength: 200 }).doc('In a line.').examples('Leak rate 0.62 mL/min on L260914-03'),
    description: t.string({ maxLength: 4000 }).optional().doc('What is known.'),
    lots: t.list(t.ref('Lot'), { maxItems: 200 }).default([]).doc('Which lots.').examples(['L260914-03']),
    quantityAffected: amount().optional().doc('How much.').examples('200'),
    defectCode: t.string({ maxLength: 20 }).optional().doc('Code of the defect.').examples('LEAK'),
    containment: t.string({ maxLength: 2000 }).optional().readOnly().doc('What was done at once; set by `contain`.').examples('Lot on hold, moves blocked'),
    disposition: t
      .enum('useAsIs', 'rework', 'repair', 'scrap', 'returnToSupplier', 'regrade')
      .optional()
      .readOnly()
      .doc('What is decided; set by `decide`.')
      .examples('useAsIs'),
    decidedBy: person().optional().readOnly(),
    cost: t.money({ precision: 15, scale: 2 }).optional().doc('What it costs us.').examples({ amount: '120.00', currency: 'EUR' }),
    internalNote: internalNote(),
    state: t.state('Open', 'Contained', 'UnderReview', 'Dispositioned', 'Closed').doc('Where it is.'),
  },
  standard: ['get', 'list', 'create', 'update'],
  lists: [
    { equal: ['state', 'severity'], sort: 'createdAt' },
    { equal: ['source'], sort: 'createdAt' },
  ],
  external: true,
  auditReads: true,
  commands: {
    contain: {
      doc: 'Nothing more can happen with it.',
      event: 'contained',
      from: ['Open'],
      to: 'Contained',
      input: { containment: t.string({ minLength: 3, maxLength: 2000 }).doc('What was done.').examples('Lot on hold, moves blocked') },
    },
    review: { doc: 'The board looks at it.', event: 'reviewBegun', from: ['Contained'], to: 'UnderReview' },
    decide: {
      doc: 'Says what happens with the material.',
      event: 'dispositioned',
      from: ['UnderReview'],
      to: 'Dispositioned',
      input: {
        disposition: t.enum('useAsIs', 'rework', 'repair', 'scrap', 'returnToSupplier', 'regrade').doc('What happens.').examples('useAsIs'),
        by: person(),
        reason: reason(),
      },
      scope: 'quality.decide',
    },
    close: { doc: 'It was done.', event: 'closed', from: ['Dispositioned'], to: 'Closed', scope: 'quality.decide' },
    reopen: { doc: 'It was not.', event: 'reopened', from: ['Dispositioned', 'Closed'], to: 'Open', input: { reason: reason() }, scope: 'quality.decide' },
  },
})
