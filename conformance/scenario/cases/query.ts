import type { Filter } from '../../../src/kernel/call.ts'
import { parts } from '../part-contract.ts'
import type { Asked, Scenario, Step } from '../scenario.ts'

const make = (id: string, fields: { readonly [field: string]: unknown }): Step => ({
  call: { operation: 'Part.create', input: { id, ...fields } },
  expect: { created: true },
})
const list = (...filter: readonly Filter[]): Asked => ({ operation: 'Part.list', query: { filter, count: true } })
const found = (call: Asked, ...ids: readonly string[]): Step => ({ call, expect: { items: ids.map((id) => ({ id })), count: ids.length } })
const refused = (call: Asked): Step => ({ call, expect: { code: 'invalid-filter' } })
const f = (field: string, operator: Filter['operator'], ...values: readonly (string | null)[]): Filter => ({ field, operator, values })

const three: readonly Step[] = [
  make('a', {
    title: 'x',
    weight: '1.0',
    count: -1,
    tested: true,
    made: '2026-01-01T00:00:00Z',
    day: '2026-01-01',
    shift: '06:00:00',
    kind: 'raw',
    batch: '0190a1b2-0000-7000-8000-0123456789ab',
    ratio: 0.5,
  }),
  make('b', {
    title: 'Y',
    weight: '1',
    count: 10,
    tested: false,
    made: '2026-01-01T01:00:00+01:00',
    day: '2026-02-01',
    shift: '14:00:00',
    kind: '3D print',
    ratio: 2,
  }),
  make('c', { weight: '-1', count: 9, made: '2025-12-31T23:59:59.999999999Z', cycle: 'PT60S' }),
]

/** Questions: each operator on each type, both directions, pages to the end, two levels of records. */
export const queryScenarios: readonly Scenario[] = [
  {
    name: 'Each operator compares each type by what its values are',
    contract: parts,
    steps: [
      ...three,
      found(list(f('title', 'eq', 'x')), 'a'),
      found(list(f('title', 'ne', 'x')), 'b', 'c'),
      found(list(f('title', 'gt', 'Y')), 'a'),
      found(list(f('title', 'in', 'x', 'Y', 'z')), 'a', 'b'),
      found(list(f('title', 'eq', null)), 'c'),
      found(list(f('title', 'ne', null)), 'a', 'b'),
      found(list(f('weight', 'eq', '1.00')), 'a', 'b'),
      found(list(f('weight', 'lt', '1')), 'c'),
      found(list(f('weight', 'lte', '1')), 'a', 'b', 'c'),
      found(list(f('count', 'gt', '9')), 'b'),
      found(list(f('count', 'gte', '9')), 'b', 'c'),
      found(list(f('count', 'in', '-1', '9')), 'a', 'c'),
      found(list(f('tested', 'eq', 'true')), 'a'),
      found(list(f('tested', 'ne', 'true')), 'b', 'c'),
      found(list(f('made', 'eq', '2026-01-01T00:00:00Z')), 'a', 'b'),
      found(list(f('made', 'lt', '2026-01-01T00:00:00Z')), 'c'),
      found(list(f('day', 'gte', '2026-01-02')), 'b'),
      found(list(f('shift', 'lt', '14:00:00')), 'a'),
      found(list(f('kind', 'eq', '3D print')), 'b'),
      found(list(f('kind', 'in', 'raw', 'semi-finished')), 'a'),
      found(list(f('batch', 'eq', '0190a1b2-0000-7000-8000-0123456789ab')), 'a'),
      found(list(f('id', 'gt', 'a'), f('id', 'lt', 'c')), 'b'),
      found(list(f('count', 'gte', '0'), f('count', 'lt', '10'), f('weight', 'lt', '0')), 'c'),
    ],
  },
  {
    name: 'A filter that cannot be meant is refused before a record is read',
    contract: parts,
    steps: [
      ...three,
      refused(list(f('kind', 'eq', 'RAW'))),
      refused(list(f('count', 'eq', '1.5'))),
      refused(list(f('count', 'eq', ''))),
      refused(list(f('tested', 'eq', 'yes'))),
      refused(list(f('made', 'gt', '2026-01-01'))),
      refused(list(f('weight', 'gt', 'heavy'))),
      refused(list(f('extra', 'eq', '1'))),
      refused(list(f('attributes', 'eq', '1'))),
      refused(list(f('parts', 'eq', '1'))),
      refused({ operation: 'Part.list', query: { sort: { field: 'extra', descending: false } } }),
      refused({ operation: 'Part.list', query: { sort: { field: 'nope', descending: true } } }),
      refused({ operation: 'Part.list', fields: ['nope'] }),
      refused({ operation: 'Part.list', query: { limit: 0 } }),
    ],
  },
  {
    name: 'Both directions put missing values last, and equal ones in the order of their keys',
    contract: parts,
    steps: [
      ...three,
      make('d', { count: 9 }),
      make('e', {}),
      ...(
        [
          ['count', false, 'a', 'c', 'd', 'b', 'e'],
          ['count', true, 'b', 'd', 'c', 'a', 'e'],
          ['weight', false, 'c', 'a', 'b', 'd', 'e'],
          ['weight', true, 'b', 'a', 'c', 'e', 'd'],
          ['made', false, 'c', 'a', 'b', 'd', 'e'],
          ['tested', true, 'a', 'b', 'e', 'd', 'c'],
          ['title', false, 'b', 'a', 'c', 'd', 'e'],
          ['day', true, 'b', 'a', 'e', 'd', 'c'],
          ['shift', false, 'a', 'b', 'c', 'd', 'e'],
        ] as const
      ).map(([field, descending, ...ids]): Step => ({
        call: { operation: 'Part.list', query: { sort: { field, descending } } },
        expect: { items: ids.map((id) => ({ id })) },
      })),
    ],
  },
  {
    name: 'Pages of one lead to the end in both directions, whatever is made or deleted behind them',
    contract: parts,
    steps: [
      ...three,
      ...[false, true].flatMap((descending): readonly Step[] => {
        const ids = descending ? ['b', 'c', 'a'] : ['a', 'c', 'b']
        return ids.map((id, i) => ({
          call: (seen) => ({
            operation: 'Part.list',
            query: { sort: { field: 'count', descending }, limit: 1, ...(i > 0 && { cursor: seen.at(-1)?.next ?? '' }) },
          }),
          expect: { items: [{ id }], more: i < ids.length - 1 },
        }))
      }),
      { call: { operation: 'Part.list', query: { limit: 2 } }, expect: { items: [{ id: 'a' }, { id: 'b' }], more: true } },
      { call: { operation: 'Part.delete', key: 'b' }, expect: { empty: true } },
      { call: (seen) => ({ operation: 'Part.list', query: { limit: 2, cursor: seen.at(-2)?.next ?? '' } }), expect: { items: [{ id: 'c' }], more: false } },
    ],
  },
  {
    name: 'Two levels of records come along, up and down, and a reference to nothing is null',
    contract: parts,
    steps: [
      make('top', { title: 'Machine' }),
      make('mid', { parent: 'top' }),
      make('low', { parent: 'mid' }),
      make('lone', { parent: 'nowhere' }),
      {
        call: { operation: 'Part.get', key: 'low', include: ['parent.parent'] },
        expect: { record: { parent: { id: 'mid', parent: { id: 'top', title: 'Machine' } } } },
      },
      { call: { operation: 'Part.get', key: 'top', include: ['parts.parts'] }, expect: { record: { parts: [{ id: 'mid', parts: [{ id: 'low' }] }] } } },
      { call: { operation: 'Part.get', key: 'mid', include: ['parent', 'parts'] }, expect: { record: { parent: { id: 'top' }, parts: [{ id: 'low' }] } } },
      { call: { operation: 'Part.get', key: 'lone', include: ['parent'] }, expect: { record: { parent: null } } },
      { call: { operation: 'Part.get', key: 'lone' }, expect: { record: { parent: 'nowhere' } } },
      {
        call: { operation: 'Part.list', include: ['parent'], query: { sort: { field: 'id', descending: true } } },
        expect: { items: [{ id: 'top' }, { id: 'mid', parent: { id: 'top' } }, { id: 'low', parent: { id: 'mid' } }, { id: 'lone', parent: null }] },
      },
      { call: { operation: 'Part.delete', key: 'top' }, expect: { code: 'referenced' } },
      { call: { operation: 'Part.get', key: 'top', include: ['parts.parts.parts.parts.parts'] }, expect: { code: 'invalid-filter' } },
    ],
  },
]
