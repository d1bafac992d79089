import { plant, plantBindings } from '../contract.ts'
import type { Asked, Scenario, Step } from '../scenario.ts'

const orders: readonly Step[] = [
  ['PO-0001', '10', '2026-10-03T00:00:00Z'],
  ['PO-0002', '9.5', undefined],
  ['PO-0003', '100', '2026-10-01T02:00:00+02:00'],
  ['PO-0004', '2', '2026-10-01T00:00:00.5Z'],
  ['PO-0005', '2.0', undefined],
  ['PO-0006', '0', '2026-09-30T22:00:00Z'],
].map(([id, quantity, due]) => ({
  call: { operation: 'Order.create', input: { id, quantity, ...(due !== undefined && { due }) } } as Asked,
  expect: { created: true },
}))

const ids = (...of: readonly number[]) => of.map((n) => ({ id: `PO-000${n}` }))
const by = (field: string, descending = false) => ({ sort: { field, descending } })
const filter = (field: string, operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in', ...values: (string | null)[]) => ({ field, operator, values })

/** Lists: order, filters, pages. */
export const listScenarios: readonly Scenario[] = [
  {
    name: 'Decimals, instants and missing values are ordered by what they are, missing ones last both ways',
    contract: plant,
    bindings: plantBindings,
    steps: [
      ...orders,
      { call: { operation: 'Order.list', query: by('quantity') }, expect: { items: ids(6, 4, 5, 2, 1, 3) } },
      { call: { operation: 'Order.list', query: by('quantity', true) }, expect: { items: ids(3, 1, 2, 5, 4, 6) } },
      { call: { operation: 'Order.list', query: { ...by('due'), filter: [filter('state', 'eq', 'Released')] } }, expect: { items: ids(6, 3, 4, 1, 2, 5) } },
      {
        call: { operation: 'Order.list', query: { ...by('due', true), filter: [filter('state', 'eq', 'Released')] } },
        expect: { items: ids(1, 4, 3, 6, 5, 2) },
      },
      { call: { operation: 'Order.list', query: by('id', true) }, expect: { items: ids(6, 5, 4, 3, 2, 1) } },
      { call: { operation: 'Order.list', query: by('priority') }, expect: { items: ids(1, 2, 3, 4, 5, 6) } },
      { call: { operation: 'Order.list', query: by('note', true) }, expect: { items: ids(6, 5, 4, 3, 2, 1) } },
    ],
  },
  {
    name: 'Pages lead to the end, each record once, in every order',
    contract: plant,
    bindings: plantBindings,
    steps: [
      ...orders,
      ...[
        {
          query: { ...by('due', true), filter: [filter('state', 'eq', 'Released')] },
          pages: [
            [1, 4],
            [3, 6],
            [5, 2],
          ],
        },
        {
          query: by('quantity'),
          pages: [
            [6, 4],
            [5, 2],
            [1, 3],
          ],
        },
        {
          query: {},
          pages: [
            [1, 2],
            [3, 4],
            [5, 6],
          ],
        },
        {
          query: by('note', true),
          pages: [
            [6, 5],
            [4, 3],
            [2, 1],
          ],
        },
      ].flatMap(({ query, pages }) =>
        pages.map((page, i): Step => ({
          call: (seen) => ({ operation: 'Order.list', query: { ...query, limit: 2, ...(i > 0 && { cursor: seen.at(-1)?.next ?? '' }) } }),
          expect: { items: ids(...page), more: i < pages.length - 1 },
        })),
      ),
    ],
  },
  {
    name: 'Filters compare values, not texts',
    contract: plant,
    bindings: plantBindings,
    steps: [
      ...orders,
      { call: { operation: 'Order.list', query: { filter: [filter('quantity', 'eq', '2.000')] } }, expect: { items: ids(4, 5) } },
      {
        call: { operation: 'Order.list', query: { filter: [filter('quantity', 'gte', '2'), filter('quantity', 'lt', '10')], count: true } },
        expect: { items: ids(2, 4, 5), count: 3 },
      },
      { call: { operation: 'Order.list', query: { filter: [filter('quantity', 'in', '100', '9.50')] } }, expect: { items: ids(2, 3) } },
      { call: { operation: 'Order.list', query: { filter: [filter('due', 'eq', '2026-10-01T00:00:00Z')] } }, expect: { items: ids(3) } },
      { call: { operation: 'Order.list', query: { filter: [filter('due', 'eq', null)], count: true } }, expect: { items: ids(2, 5), count: 2 } },
      {
        call: { operation: 'Order.list', query: { filter: [filter('due', 'ne', null), filter('state', 'eq', 'Released')] } },
        expect: { items: ids(6, 3, 4, 1) },
      },
      {
        call: { operation: 'Order.list', query: { filter: [filter('state', 'eq', 'Released'), filter('due', 'lte', '2026-10-01T00:00:00Z')], count: true } },
        expect: { items: ids(6, 3), count: 2 },
      },
      { call: { operation: 'Order.list', query: { filter: [filter('state', 'eq', 'Nope')] } }, expect: { code: 'invalid-filter' } },
      { call: { operation: 'Order.list', query: { filter: [filter('quantity', 'eq', 'ten')] } }, expect: { code: 'invalid-filter' } },
      { call: { operation: 'Order.list', query: { filter: [filter('nope', 'eq', '1')] } }, expect: { code: 'invalid-filter' } },
      { call: { operation: 'Order.list', query: { filter: [filter('cost', 'eq', '1')] } }, expect: { code: 'invalid-filter' } },
    ],
  },
  {
    name: 'A cursor is good for its list, filter, sort and caller alone',
    contract: plant,
    bindings: plantBindings,
    callers: { other: {} },
    steps: [
      ...orders,
      { call: { operation: 'Order.list', query: { limit: 2 } }, expect: { more: true } },
      { call: (seen) => ({ operation: 'Order.list', query: { limit: 3, cursor: seen[6]?.next ?? '' } }), expect: { items: ids(3, 4, 5) } },
      {
        call: (seen) => ({ operation: 'Order.list', query: { ...by('quantity'), limit: 2, cursor: seen[6]?.next ?? '' } }),
        expect: { code: 'invalid-cursor' },
      },
      { as: 'other', call: (seen) => ({ operation: 'Order.list', query: { limit: 2, cursor: seen[6]?.next ?? '' } }), expect: { code: 'invalid-cursor' } },
      { call: (seen) => ({ operation: 'Order.list', query: { limit: 2, cursor: `${seen[6]?.next ?? ''}A` } }), expect: { code: 'invalid-cursor' } },
      { call: { operation: 'Order.list', query: { limit: 2, cursor: 'x' } }, expect: { code: 'invalid-cursor' } },
      { call: { operation: 'Order.delete', key: 'PO-0002' }, expect: { empty: true } },
      { call: (seen) => ({ operation: 'Order.list', query: { limit: 2, cursor: seen[6]?.next ?? '' } }), expect: { items: ids(3, 4) } },
      { call: { operation: 'Order.list', query: { limit: 1001 } }, expect: { code: 'invalid-filter' } },
    ],
  },
  {
    name: 'A caller shows the fields it wants',
    contract: plant,
    bindings: plantBindings,
    steps: [
      ...orders,
      { call: { operation: 'Order.list', fields: ['quantity'], query: { limit: 1 } }, expect: { items: [{ id: 'PO-0001', quantity: '10' }] } },
      { call: { operation: 'Order.get', key: 'PO-0001', fields: ['state'] }, expect: { fields: ['id', 'state'] } },
      { call: { operation: 'Order.get', key: 'PO-0001', fields: ['pin'] }, expect: { code: 'invalid-filter' } },
    ],
  },
]
