import { defineContract, defineFault, defineResource, t } from '../../../src/contract/index.ts'
import { guard } from '../../../src/kernel/bindings.ts'
import type { Scenario } from '../scenario.ts'

const Crowded = defineFault('dock-crowded', { code: 'conflict', doc: 'The dock is taken at that time.', detail: { by: t.string() } })
const Slot = defineResource('Slot', {
  key: { id: t.string() },
  fields: { from: t.integer(), to: t.integer(), after: t.string().optional(), length: t.integer().optional().readOnly() },
  standard: ['get', 'list', 'create', 'update'],
  faults: [Crowded],
})
const base = {
  contract: defineContract('dock', { version: 'v1', members: [Slot] }),
  bindings: [
    guard(Slot, async ({ record, set, refuse, fail, call }) => {
      if (record.to <= record.from) refuse('/to', 'must be after from')
      if (record.after !== undefined) {
        const before = await call(Slot.get, { id: record.after })
        if (record.from < before.to) fail(Crowded, { by: before.id }, { pointer: '/from', detail: `must not be before ${before.to}` })
      }
      set({ length: record.to - record.from })
    }),
  ],
} as const

/** A rule of the app's own in front of what is created and updated. */
export const guardScenarios: readonly Scenario[] = [
  {
    name: 'A rule completes what is created and updated, and refuses it with the place',
    ...base,
    steps: [
      { call: { operation: 'Slot.create', input: { id: 'a', from: 8, to: 10 } }, expect: { created: true, record: { length: 2 } } },
      { call: { operation: 'Slot.update', key: 'a', input: { to: 12 } }, expect: { record: { length: 4 }, revision: 2 } },
      { call: { operation: 'Slot.replace', key: 'a', input: { from: 9, to: 10 } }, expect: { record: { length: 1 }, revision: 3 } },
      { call: { operation: 'Slot.update', key: 'a', input: { to: 7 } }, expect: { code: 'invalid', errors: ['/to'] } },
      { call: { operation: 'Slot.create', input: { id: 'b', from: 8, to: 8 } }, expect: { code: 'invalid', errors: ['/to'] } },
      { call: { operation: 'Slot.get', key: 'b' }, expect: { code: 'not-found' } },
      { call: { operation: 'Slot.get', key: 'a' }, expect: { revision: 3 } },
    ],
  },
  {
    name: 'A rule reads another record, and fails with a fault that the resource declares',
    ...base,
    steps: [
      { call: { operation: 'Slot.create', input: { id: 'a', from: 8, to: 10 } }, expect: { created: true } },
      {
        call: { operation: 'Slot.create', input: { id: 'b', from: 9, to: 11, after: 'a' } },
        expect: { code: 'dock-crowded', detail: { by: 'a' }, errors: ['/from'] },
      },
      { call: { operation: 'Slot.create', input: { id: 'b', from: 10, to: 11, after: 'nobody' } }, expect: { code: 'not-found' } },
      { call: { operation: 'Slot.create', input: { id: 'b', from: 10, to: 11, after: 'a' } }, expect: { created: true } },
    ],
  },
]
