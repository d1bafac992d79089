import { plant, plantBindings } from '../contract.ts'
import type { Scenario } from '../scenario.ts'

const base = { contract: plant, bindings: plantBindings }
const made = { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { created: true } } as const
const other = { call: { operation: 'Order.create', input: { id: 'PO-0002', quantity: '1' } }, expect: { created: true } } as const

/** Commands, their faults, unique rules. */
export const commandScenarios: readonly Scenario[] = [
  {
    name: 'A command moves the record, answers its output, and refuses from a wrong state',
    ...base,
    steps: [
      made,
      { call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } }, expect: { output: { startedAt: '2026-09-14T08:00:00.000Z' } } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { record: { state: 'Running', line: 'l3' }, revision: 2 } },
      { call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } }, expect: { code: 'transition-not-allowed' } },
      { call: { operation: 'Order.start', key: 'PO-0404', input: { line: 'l3' } }, expect: { code: 'not-found' } },
      { call: { operation: 'Order.complete', key: 'PO-0001' }, expect: { record: { state: 'Completed' }, revision: 3 } },
    ],
  },
  {
    name: 'One order runs on a line: the second gets the fault that the rule names',
    ...base,
    steps: [
      made,
      other,
      { call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } }, expect: {} },
      {
        call: { operation: 'Order.start', key: 'PO-0002', input: { line: 'l3' } },
        expect: { code: 'line-busy', detail: { line: 'l3', runningOrder: 'PO-0001' } },
      },
      { call: { operation: 'Order.get', key: 'PO-0002' }, expect: { record: { state: 'Released' }, revision: 1 } },
      { call: { operation: 'Order.complete', key: 'PO-0001' }, expect: {} },
      { call: { operation: 'Order.start', key: 'PO-0002', input: { line: 'l3' } }, expect: {} },
    ],
  },
  {
    name: 'A declared fault is typed, and input that does not fit is pointed at',
    ...base,
    steps: [
      made,
      { call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } }, expect: {} },
      { call: { operation: 'Order.report', key: 'PO-0001', input: { good: '1.5', sequence: 1 } }, expect: { record: { good: '1.5', sequence: 1 } } },
      { call: { operation: 'Order.report', key: 'PO-0001', input: { good: '1.5', sequence: 3 } }, expect: { code: 'bad-sequence', detail: { expected: 2 } } },
      { call: { operation: 'Order.report', key: 'PO-0001', input: { good: 1.5 } }, expect: { code: 'invalid', errors: ['/good', '/sequence'] } },
      { call: { operation: 'Order.report', key: 'PO-0001', ifMatch: [1], input: { good: '1.5', sequence: 2 } }, expect: { code: 'precondition-failed' } },
    ],
  },
  {
    name: 'What must be unique is, also what other systems call a record',
    ...base,
    steps: [
      made,
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'a' } }, expect: { created: true } },
      {
        call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'b' } },
        expect: { code: 'unique-violation', errors: ['/order', '/position'] },
      },
      { call: (seen) => ({ operation: 'OrderLine.delete', key: (seen[1]?.body as { id: string }).id }), expect: { empty: true } },
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'b' } }, expect: { created: true } },
      {
        call: {
          operation: 'Order.update',
          key: 'PO-0001',
          input: { externalRefs: [{ system: 'SAP', instance: 'PRD-100', type: 'AUFNR', value: '000001234567' }] },
        },
        expect: { record: { externalRefs: [{ value: '000001234567' }] } },
      },
      {
        call: {
          operation: 'Order.create',
          input: { id: 'PO-0002', quantity: '1', externalRefs: [{ system: 'SAP', instance: 'PRD-100', type: 'AUFNR', value: '000001234567' }] },
        },
        expect: { code: 'unique-violation' },
      },
      {
        call: {
          operation: 'Order.create',
          input: { id: 'PO-0002', quantity: '1', externalRefs: [{ system: 'SAP', instance: 'PRD-100', type: 'AUFNR', value: '1234567' }] },
        },
        expect: { created: true },
      },
    ],
  },
  {
    name: 'A record that others refer to stays',
    ...base,
    steps: [
      made,
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'a' } }, expect: { created: true } },
      { call: { operation: 'Order.delete', key: 'PO-0001' }, expect: { code: 'referenced' } },
      { call: (seen) => ({ operation: 'OrderLine.delete', key: (seen[1]?.body as { id: string }).id }), expect: { empty: true } },
      { call: { operation: 'Order.delete', key: 'PO-0001' }, expect: { empty: true } },
    ],
  },
]
