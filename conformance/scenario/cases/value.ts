import { plant, plantBindings } from '../contract.ts'
import type { Asked, Scenario, Step } from '../scenario.ts'

const base = {
  contract: plant,
  bindings: plantBindings,
  callers: { nordwerk: { audience: 'partner', owner: 'NW' }, orders: { scopes: ['orders.read', 'order-lines.read'] } },
} as const
const create = (input: { readonly [field: string]: unknown }): Asked => ({ operation: 'Order.create', input })
const by = (field: string, ...values: (string | null)[]): Asked => ({
  operation: 'Order.list',
  query: { filter: [{ field, operator: values.length > 1 ? 'in' : 'eq', values }] },
})
const long = '\u{1F600}'.repeat(2000)

/** Values at their edges, what is not there, and what hangs on a record. */
export const valueScenarios: readonly Scenario[] = [
  {
    name: 'Text comes back as it was given, is compared by code point, and is refused where it cannot be kept',
    ...base,
    steps: [
      { call: create({ id: 'PO-0001', quantity: '1', note: long }), expect: { record: { note: long } } },
      { call: create({ id: 'PO-0002', quantity: '1', note: `${long}x` }), expect: { code: 'invalid', errors: ['/note'] } },
      ...['\u0000', 'a\u0000b'].map((note): Step => ({ call: create({ id: 'PO-0002', quantity: '1', note }), expect: { code: 'invalid', errors: ['/note'] } })),
      { call: { operation: 'Partner.create', input: { id: '\u00c4/ %2F?#\u{1F600}', title: 'odd' } }, expect: { created: true } },
      { call: { operation: 'Partner.get', key: '\u00c4/ %2F?#\u{1F600}' }, expect: { record: { title: 'odd' }, revision: 1 } },
      ...(['\u{1F600}', '\uffff', 'e\u0301', '\u00e9', '', 'null', 'a,b', '\\'] as const).map((line, i): Step => ({
        call: create({ id: `PO-000${i + 2}`, quantity: '1', line }),
        expect: { created: true },
      })),
      {
        call: { operation: 'Order.list', query: { sort: { field: 'line', descending: false } } },
        expect: { items: ['', '\\', 'a,b', 'e\u0301', 'null', '\u00e9', '\uffff', '\u{1F600}'].map((line) => ({ line })).concat([{ note: long } as never]) },
      },
      { call: by('line', '\u00e9'), expect: { items: [{ id: 'PO-0005' }] } },
      { call: by('line', 'null'), expect: { items: [{ id: 'PO-0007' }] } },
      { call: by('line', null), expect: { items: [{ id: 'PO-0001' }] } },
      { call: by('line', 'a,b', '\\'), expect: { items: [{ id: 'PO-0008' }, { id: 'PO-0009' }] } },
    ],
  },
  {
    name: 'Decimals hold every digit up to their bounds and not one more',
    ...base,
    steps: [
      { call: create({ id: 'PO-0001', quantity: '999999999.999' }), expect: { record: { quantity: '999999999.999' } } },
      { call: create({ id: 'PO-0002', quantity: '999999999.998' }), expect: { record: { quantity: '999999999.998' } } },
      ...['1000000000', '0.0001', '1e3', '+1', '.5', '1.', '', '-0.001', '\u0661'].map((quantity): Step => ({
        call: create({ id: 'PO-0003', quantity }),
        expect: { code: 'invalid', errors: ['/quantity'] },
      })),
      { call: create({ id: 'PO-0003', quantity: '0.000' }), expect: { record: { quantity: '0.000' } } },
      {
        call: { operation: 'Order.list', query: { filter: [{ field: 'quantity', operator: 'gt', values: ['999999999.998'] }] } },
        expect: { items: [{ id: 'PO-0001' }] },
      },
      { call: by('quantity', '-0'), expect: { items: [{ id: 'PO-0003' }] } },
    ],
  },
  {
    name: 'What is null and what is not there stay what they were, and a filter takes both for missing',
    ...base,
    steps: [
      {
        call: create({ id: 'PO-0001', quantity: '1', note: null }),
        expect: { fields: ['id', 'quantity', 'note', 'priority', 'state', 'revision', 'createdAt', 'updatedAt'], record: { note: null } },
      },
      { call: create({ id: 'PO-0002', quantity: '1' }), expect: { fields: ['id', 'quantity', 'priority', 'state', 'revision', 'createdAt', 'updatedAt'] } },
      { call: create({ id: 'PO-0003', quantity: '1', due: null }), expect: { code: 'invalid', errors: ['/due'] } },
      {
        call: { operation: 'Order.list', query: { filter: [{ field: 'note', operator: 'eq', values: [null] }] } },
        expect: { items: [{ id: 'PO-0001' }, { id: 'PO-0002' }] },
      },
      {
        call: { operation: 'Order.update', key: 'PO-0001', input: { note: null } },
        expect: { fields: ['id', 'quantity', 'priority', 'state', 'revision', 'createdAt', 'updatedAt'], revision: 2 },
      },
      {
        call: { operation: 'Order.update', key: 'PO-0001', patch: 'json', input: [{ op: 'add', path: '/note', value: null }] },
        expect: { record: { note: null }, revision: 3 },
      },
      { call: { operation: 'Order.update', key: 'PO-0001', input: { quantity: null } }, expect: { code: 'invalid', errors: ['/quantity'] } },
      {
        call: { operation: 'Order.replace', key: 'PO-0001', input: { quantity: '1' } },
        expect: { fields: ['id', 'quantity', 'state', 'revision', 'createdAt', 'updatedAt'], revision: 4 },
      },
    ],
  },
  {
    name: 'An include shows what the caller may see of what is there, and null for what is not',
    ...base,
    steps: [
      { call: create({ id: 'PO-0001', quantity: '1', customer: 'NW' }), expect: {} },
      { call: create({ id: 'PO-0002', quantity: '1', customer: 'nowhere' }), expect: {} },
      { call: create({ id: 'PO-0003', quantity: '1' }), expect: {} },
      { call: { operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk' } }, expect: {} },
      ...[2, 1].map((position): Step => ({
        call: { operation: 'OrderLine.create', input: { order: 'PO-0001', position, material: `P-${position}` } },
        expect: {},
      })),
      {
        call: { operation: 'Order.list', include: ['lines', 'customer'] },
        expect: { items: [{ lines: [{ position: 2 }, { position: 1 }], customer: { title: 'Nordwerk' } }, { lines: [], customer: null }, { lines: [] }] },
      },
      {
        as: 'nordwerk',
        call: { operation: 'OrderLine.list', include: ['order.customer'] },
        expect: { items: [{ position: 2, order: { id: 'PO-0001', customer: { id: 'NW' } } }, { position: 1 }] },
      },
      { as: 'orders', call: { operation: 'Order.get', key: 'PO-0001', include: ['lines'] }, expect: { record: { lines: [{ position: 2 }, { position: 1 }] } } },
      { as: 'orders', call: { operation: 'Order.get', key: 'PO-0001', include: ['customer'] }, expect: { code: 'insufficient-scope' } },
      { as: 'orders', call: { operation: 'Order.list', include: ['lines.order.customer'] }, expect: { code: 'insufficient-scope' } },
      { as: 'orders', call: { operation: 'OrderOverview', key: 'PO-0001' }, expect: { record: { customer: { title: 'Nordwerk' } } } },
      {
        as: 'nordwerk',
        call: { operation: 'OrderOverview', key: 'PO-0001' },
        expect: { record: { id: 'PO-0001', lines: [{ position: 2 }, { position: 1 }], customer: { id: 'NW' } } },
      },
      { as: 'nordwerk', call: { operation: 'OrderOverview', key: 'PO-0002' }, expect: { code: 'not-found' } },
      ...['nope', 'quantity', 'lines.nope', 'lines.order.lines.order.lines', 'constructor', '__proto__'].map((path): Step => ({
        call: { operation: 'Order.get', key: 'PO-0001', include: [path] },
        expect: { code: 'invalid-filter' },
      })),
    ],
  },
]
