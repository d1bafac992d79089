import { defineContract, defineResource, t } from '../../../src/contract/index.ts'
import { plant, plantBindings } from '../contract.ts'
import type { Asked, Scenario, Step } from '../scenario.ts'

const base = { contract: plant, bindings: plantBindings, callers: { nordwerk: { audience: 'partner', owner: 'NW' } } } as const
const v1 = (asked: Asked): Asked => ({ version: 'v1', ...asked })
const made: Step = {
  call: { operation: 'Order.create', input: { id: 'PO-0001', quantity: '10', due: '2026-10-01T00:00:00Z', priority: 8, customer: 'NW' } },
  expect: { created: true },
}

const Article = defineResource('Article', {
  key: { number: t.string({ maxLength: 20 }) },
  fields: { title: t.string() },
  standard: ['get', 'list', 'create', 'update'],
})
const shop = defineContract('shop', {
  version: 'v2',
  members: [Article],
  older: [{ version: 'v1', resources: { Article: { fields: [{ change: 'rename', from: 'sku', to: 'number' }] } } }],
})

/** A caller who still speaks the version before. */
export const versionScenarios: readonly Scenario[] = [
  {
    name: 'An older version has its own words for what is there, and a write through it keeps what it cannot express',
    ...base,
    steps: [
      made,
      {
        call: v1({ operation: 'Job.get', key: 'PO-0001' }),
        expect: { record: { id: 'PO-0001', amount: '10', dueAt: '2026-10-01T00:00:00Z', status: 'Open', site: 'Plant 1' }, revision: 1 },
      },
      { call: v1({ operation: 'Job.update', key: 'PO-0001', input: { amount: '11' } }), expect: { record: { amount: '11' }, revision: 2 } },
      {
        call: v1({
          operation: 'Job.update',
          key: 'PO-0001',
          patch: 'json',
          input: [
            { op: 'test', path: '/amount', value: '11' },
            { op: 'replace', path: '/amount', value: '12' },
          ],
        }),
        expect: { record: { amount: '12' }, revision: 3 },
      },
      { call: v1({ operation: 'Job.replace', key: 'PO-0001', input: { amount: '13', customer: 'NW' } }), expect: { record: { amount: '13' }, revision: 4 } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { record: { quantity: '13', priority: 8, state: 'Released', customer: 'NW' }, revision: 4 } },
      {
        call: v1({ operation: 'Job.create', input: { id: 'PO-0002', amount: '1', dueAt: '2026-09-01T00:00:00Z' } }),
        expect: { created: true, record: { amount: '1', status: 'Open' } },
      },
      { call: { operation: 'Order.get', key: 'PO-0002' }, expect: { record: { quantity: '1', priority: 5, due: '2026-09-01T00:00:00Z' } } },
      { call: v1({ operation: 'Job.replace', key: 'PO-0003', input: { amount: '3' } }), expect: { created: true, revision: 1 } },
      { call: v1({ operation: 'Job.replace', key: 'PO-0003', input: { id: 'PO-0004', amount: '3' } }), expect: { code: 'id-mismatch' } },
    ],
  },
  {
    name: 'An older version points at what is wrong in its own words, and does not know the newer ones',
    ...base,
    steps: [
      made,
      { call: v1({ operation: 'Job.create', input: { id: 'PO-0002', amount: 1 } }), expect: { code: 'invalid', errors: ['/amount'] } },
      { call: v1({ operation: 'Job.create', input: { id: 'PO-0002', quantity: '1', amount: '1' } }), expect: { code: 'invalid', errors: ['/quantity'] } },
      { call: v1({ operation: 'Job.update', key: 'PO-0001', input: { priority: 1 } }), expect: { code: 'invalid', errors: ['/priority'] } },
      { call: v1({ operation: 'Job.update', key: 'PO-0001', input: { amount: '-1' } }), expect: { code: 'invalid', errors: ['/amount'] } },
      { as: 'nordwerk', call: v1({ operation: 'Job.update', key: 'PO-0001', input: { customer: 'SW' } }), expect: { code: 'invalid', errors: ['/customer'] } },
      { call: v1({ operation: 'Job.begin', key: 'PO-0001', input: { line: 'l1' } }), expect: { code: 'invalid', errors: ['/machine', '/line'] } },
      { call: v1({ operation: 'Job.list', query: { filter: [{ field: 'quantity', operator: 'eq', values: ['1'] }] } }), expect: { code: 'invalid-filter' } },
      { call: v1({ operation: 'Job.get', key: 'PO-0001', fields: ['quantity'] }), expect: { code: 'invalid-filter' } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { revision: 1 } },
    ],
  },
  {
    name: 'An older version filters, sorts, pages and includes by its own names',
    ...base,
    steps: [
      made,
      { call: { operation: 'Order.create', input: { id: 'PO-0002', quantity: '9', due: '2026-09-01T00:00:00Z' } }, expect: {} },
      { call: { operation: 'Order.create', input: { id: 'PO-0003', quantity: '100' } }, expect: {} },
      { call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position: 1, material: 'P-1' } }, expect: {} },
      { call: { operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk' } }, expect: {} },
      {
        call: v1({ operation: 'Job.list', query: { sort: { field: 'amount', descending: true } } }),
        expect: {
          items: [
            { id: 'PO-0003', amount: '100' },
            { id: 'PO-0001', amount: '10' },
            { id: 'PO-0002', amount: '9' },
          ],
        },
      },
      {
        call: v1({
          operation: 'Job.list',
          query: { filter: [{ field: 'status', operator: 'eq', values: ['Open'] }], sort: { field: 'dueAt', descending: false }, limit: 2 },
        }),
        expect: { items: [{ id: 'PO-0002' }, { id: 'PO-0001' }], more: true },
      },
      {
        call: (seen) =>
          v1({
            operation: 'Job.list',
            query: {
              filter: [{ field: 'status', operator: 'eq', values: ['Open'] }],
              sort: { field: 'dueAt', descending: false },
              limit: 2,
              cursor: seen.at(-1)?.next ?? '',
            },
          }),
        expect: { items: [{ id: 'PO-0003' }], more: false },
      },
      { call: v1({ operation: 'Job.list', query: { filter: [{ field: 'status', operator: 'eq', values: ['Released'] }] } }), expect: { items: [] } },
      {
        call: v1({ operation: 'Job.list', query: { filter: [{ field: 'site', operator: 'eq', values: ['Plant 1'] }], count: true } }),
        expect: { items: [{}, {}, {}], count: 3 },
      },
      {
        call: v1({ operation: 'Job.list', query: { filter: [{ field: 'site', operator: 'ne', values: ['Plant 1'] }], count: true } }),
        expect: { items: [], count: 0 },
      },
      {
        call: v1({ operation: 'Job.get', key: 'PO-0001', include: ['lines', 'customer'] }),
        expect: { record: { amount: '10', lines: [{ article: 'P-1', position: 1 }], customer: { id: 'NW', title: 'Nordwerk' } } },
      },
      {
        call: v1({ operation: 'JobOverview', key: 'PO-0001' }),
        expect: { record: { amount: '10', lines: [{ article: 'P-1' }], customer: { title: 'Nordwerk' } } },
      },
      {
        call: v1({ operation: 'OrderLine.list', include: ['order.customer'] }),
        expect: { items: [{ article: 'P-1', order: { amount: '10', customer: { title: 'Nordwerk' } } }] },
      },
    ],
  },
  {
    name: 'Commands, faults, preconditions and keys hold across versions',
    ...base,
    steps: [
      made,
      { call: { operation: 'Order.create', input: { id: 'PO-0002', quantity: '1' } }, expect: {} },
      {
        call: v1({ operation: 'Job.begin', key: 'PO-0001', input: { machine: 'l3' }, idempotencyKey: 'b' }),
        expect: { output: { begunAt: '2026-09-14T08:00:00.000Z' } },
      },
      {
        call: v1({ operation: 'Job.begin', key: 'PO-0001', input: { machine: 'l3' }, idempotencyKey: 'b' }),
        expect: { output: { begunAt: '2026-09-14T08:00:00.000Z' }, replayed: true },
      },
      { call: { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' }, idempotencyKey: 'b' }, expect: { code: 'idempotency-key-reused' } },
      {
        call: v1({ operation: 'Job.begin', key: 'PO-0002', input: { machine: 'l3' }, idempotencyKey: 'f' }),
        expect: { code: 'machine-busy', detail: { machine: 'l3', runningOrder: 'PO-0001' } },
      },
      {
        call: v1({ operation: 'Job.begin', key: 'PO-0002', input: { machine: 'l3' }, idempotencyKey: 'f' }),
        expect: { code: 'machine-busy', detail: { machine: 'l3', runningOrder: 'PO-0001' }, replayed: true },
      },
      { call: v1({ operation: 'Job.get', key: 'PO-0001' }), expect: { revision: 2 } },
      { call: v1({ operation: 'Job.get', key: 'PO-0001', ifNoneMatch: [2] }), expect: { unchanged: true, revision: 2 } },
      { call: v1({ operation: 'Job.update', key: 'PO-0001', ifMatch: [1], input: { amount: '5' } }), expect: { code: 'precondition-failed' } },
      { call: v1({ operation: 'Job.complete', key: 'PO-0001', ifMatch: [2] }), expect: { record: { status: 'Completed' }, revision: 3 } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { record: { state: 'Completed', priority: 8 } } },
      // The same key and body through the other version: the outcome in that version's words.
      { call: v1({ operation: 'Job.complete', key: 'PO-0002', idempotencyKey: 'c' }), expect: { code: 'transition-not-allowed' } },
      { call: v1({ operation: 'Job.cancel', key: 'PO-0002', idempotencyKey: 'c' }), expect: { record: { amount: '1', status: 'Cancelled' } } },
      { call: { operation: 'Order.cancel', key: 'PO-0002', idempotencyKey: 'c' }, expect: { record: { quantity: '1', state: 'Cancelled' }, replayed: true } },
    ],
  },
  {
    name: 'An older version that calls the key otherwise addresses, creates and replaces by its own name of it',
    contract: shop,
    steps: [
      { call: v1({ operation: 'Article.create', input: { sku: 'A-1', title: 'Bolt' } }), expect: { created: true, record: { sku: 'A-1', title: 'Bolt' } } },
      { call: v1({ operation: 'Article.replace', key: 'A-1', input: { sku: 'A-1', title: 'Nut' } }), expect: { revision: 2, record: { sku: 'A-1' } } },
      { call: v1({ operation: 'Article.replace', key: 'A-2', input: { title: 'Nut' } }), expect: { created: true, record: { sku: 'A-2', title: 'Nut' } } },
      { call: v1({ operation: 'Article.replace', key: 'A-3', input: { sku: 'A-3', title: 'Nut' } }), expect: { created: true, record: { sku: 'A-3' } } },
      { call: v1({ operation: 'Article.replace', key: 'A-1', input: { sku: 'A-9', title: 'Nut' } }), expect: { code: 'id-mismatch', errors: ['/sku'] } },
      { call: v1({ operation: 'Article.replace', key: 'A-4', input: { sku: 'A-9', title: 'Nut' } }), expect: { code: 'id-mismatch', errors: ['/sku'] } },
      { call: v1({ operation: 'Article.replace', key: 'A-1', input: { number: 'A-1', title: 'Nut' } }), expect: { code: 'invalid', errors: ['/number'] } },
      { call: v1({ operation: 'Article.update', key: 'A-1', input: { sku: 'A-9' } }), expect: { code: 'id-mismatch', errors: ['/sku'] } },
      {
        call: v1({ operation: 'Article.update', key: 'A-1', patch: 'json', input: [{ op: 'replace', path: '/sku', value: 'A-9' }] }),
        expect: { code: 'id-mismatch', errors: ['/sku'] },
      },
      { call: { operation: 'Article.replace', key: 'A-1', input: { number: 'A-9', title: 'Nut' } }, expect: { code: 'id-mismatch', errors: ['/number'] } },
      { call: { operation: 'Article.list' }, expect: { items: [{ number: 'A-1', title: 'Nut' }, { number: 'A-2' }, { number: 'A-3' }] } },
    ],
  },
  {
    name: 'A version that has ended is gone, and the current one is not',
    ...base,
    steps: [
      made,
      { wait: 300 * 86_400_000, call: v1({ operation: 'Job.get', key: 'PO-0001' }), expect: { code: 'gone' } },
      { call: { operation: 'Order.get', key: 'PO-0001' }, expect: { revision: 1 } },
    ],
  },
]
