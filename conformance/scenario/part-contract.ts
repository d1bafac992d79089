import { defineContract, defineResource, t } from '../../src/contract/index.ts'

/** One field of each type, so that each protocol must say each value and read it back. */
const Part = defineResource('Part', {
  key: { id: t.string({ maxLength: 200 }) },
  fields: {
    title: t.string({ maxLength: 500 }).optional().nullable(),
    weight: t.decimal({ precision: 38, scale: 10 }).optional(),
    rounded: t.decimal({ precision: 5, scale: 0, minimum: '-100', maximum: '99999' }).optional(),
    count: t.integer().optional(),
    small: t.integer({ minimum: -5, maximum: 5 }).optional(),
    ratio: t.float().optional(),
    tested: t.boolean().optional(),
    made: t.instant().optional(),
    day: t.date().optional(),
    shift: t.time().optional(),
    handover: t.local().optional(),
    cycle: t.duration().optional(),
    kind: t.enum('raw', 'semi-finished', '3D print', 'null').optional(),
    batch: t.uuid().optional(),
    drawing: t.bytes({ maxLength: 64 }).optional(),
    price: t.money({ precision: 12, scale: 4 }).optional(),
    size: t.quantity({ units: ['kg', 'm/s2', '[degF]'] }).optional(),
    tags: t.list(t.string({ maxLength: 20 }), { maxItems: 4 }).optional(),
    box: t
      .object({ length: t.decimal({ precision: 6, scale: 2 }), label: t.string().optional().nullable(), corners: t.list(t.integer()).optional() })
      .optional(),
    steps: t.list(t.object({ name: t.string(), minutes: t.integer({ minimum: 0 }).optional() })).optional(),
    attributes: t.map(t.string(), { maxItems: 5 }).optional(),
    limits: t.map(t.decimal({ precision: 6, scale: 2 })).optional(),
    extra: t.json().optional(),
    parent: t.ref('Part').optional(),
    parts: t.many('Part', 'parent'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['parent'] }],
})

export const parts = defineContract('parts', { version: 'v1', members: [Part] })
