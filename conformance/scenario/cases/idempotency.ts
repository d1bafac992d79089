import { plant, plantBindings } from '../contract.ts'
import type { Scenario } from '../scenario.ts'

const base = {
  contract: plant,
  bindings: plantBindings,
  callers: { other: {}, slow: { plan: { id: 'slow', rate: 1, burst: 2 } }, daily: { plan: { id: 'daily', day: 2 } } },
}
const HOUR = 3_600_000

/** One key, one effect; limits that refuse without taking. */
export const idempotencyScenarios: readonly Scenario[] = [
  {
    name: 'The same request under one key has one effect and the same answer for a day',
    ...base,
    steps: [
      { call: { operation: 'Order.create', idempotencyKey: 'a', input: { id: 'PO-0001', quantity: '1' } }, expect: { created: true, revision: 1 } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: '2' } }, expect: { revision: 2 } },
      {
        wait: 23 * HOUR,
        call: { operation: 'Order.create', idempotencyKey: 'a', input: { id: 'PO-0001', quantity: '1' } },
        expect: { created: true, revision: 1, replayed: true, record: { quantity: '1' } },
      },
      { call: { operation: 'Order.create', idempotencyKey: 'a', input: { id: 'PO-0001', quantity: '3' } }, expect: { code: 'idempotency-key-reused' } },
      { as: 'other', call: { operation: 'Order.create', idempotencyKey: 'a', input: { id: 'PO-0002', quantity: '1' } }, expect: { created: true } },
      { wait: 2 * HOUR, call: { operation: 'Order.create', idempotencyKey: 'a', input: { id: 'PO-0001', quantity: '1' } }, expect: { code: 'already-exists' } },
    ],
  },
  {
    name: 'A declared fault is kept for its key; a refusal leaves the key free',
    ...base,
    steps: [
      { call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } }, expect: { created: true } },
      { call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' }, idempotencyKey: 's' }, expect: {} },
      {
        call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' }, idempotencyKey: 's' },
        expect: { replayed: true, output: { startedAt: '2026-09-14T08:00:00.000Z' } },
      },
      { call: { operation: 'Order.report', key: 'PO-0001', input: { good: '1', sequence: 2 }, idempotencyKey: 'r' }, expect: { code: 'bad-sequence' } },
      { call: { operation: 'Order.report', key: 'PO-0001', input: { good: '1', sequence: 1 } }, expect: {} },
      {
        call: { operation: 'Order.report', key: 'PO-0001', input: { good: '1', sequence: 2 }, idempotencyKey: 'r' },
        expect: { code: 'bad-sequence', replayed: true, detail: { expected: 1 } },
      },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: 5 }, idempotencyKey: 'u' }, expect: { code: 'invalid' } },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: '5' }, idempotencyKey: 'u' }, expect: { record: { quantity: '5' } } },
      { call: { operation: 'Order.complete', key: 'PO-0001', idempotencyKey: 'x'.repeat(256) }, expect: { code: 'idempotency-key-invalid' } },
    ],
  },
  {
    name: 'A rate limit refuses without taking, and gives back with time',
    ...base,
    steps: [
      { as: 'slow', call: { operation: 'Order.list' }, expect: {} },
      { as: 'slow', call: { operation: 'Order.get', key: 'PO-0001' }, expect: { code: 'not-found' } },
      { as: 'slow', call: { operation: 'Order.list' }, expect: { code: 'rate-limited' } },
      { as: 'slow', call: { operation: 'Order.list' }, expect: { code: 'rate-limited' } },
      { as: 'slow', wait: 1000, call: { operation: 'Order.list' }, expect: {} },
      { as: 'slow', call: { operation: 'Order.list' }, expect: { code: 'rate-limited' } },
      { call: { operation: 'Order.list' }, expect: {} },
    ],
  },
  {
    name: 'A quota counts the calls of a day',
    ...base,
    steps: [
      { as: 'daily', call: { operation: 'Order.list' }, expect: {} },
      { as: 'daily', call: { operation: 'Order.list' }, expect: {} },
      { as: 'daily', call: { operation: 'Order.list' }, expect: { code: 'quota-exceeded' } },
      { as: 'daily', wait: 16 * HOUR, call: { operation: 'Order.list' }, expect: {} },
    ],
  },
]
