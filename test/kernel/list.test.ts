import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import type { World } from '../../conformance/scenario/world.ts'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import type { ListQuery } from '../../src/kernel/call.ts'
import { compareText, orderText } from '../../src/kernel/order.ts'
import { withDatabase } from '../postgres.ts'
import { codeOf, onPostgres, onSqlite, refused } from './workshop.ts'

const fields = {
  kind: t.enum('a', 'b', 'c').optional(),
  size: t.decimal({ precision: 9, scale: 3 }).optional(),
  at: t.instant().optional(),
  count: t.integer().optional().nullable(),
  label: t.string().optional(),
  price: t.money().optional(),
  place: t.object({ hall: t.string(), row: t.integer().optional() }).optional(),
  partner: t.string().optional(),
} as const
const Thing = defineResource('Thing', {
  key: { id: t.string() },
  fields,
  standard: ['get', 'list', 'create', 'delete'],
  lists: [{ equal: ['kind'], sort: 'size' }, { sort: 'at' }, { equal: ['kind', 'count'] }, { equal: ['label'], sort: 'count' }, { sort: 'label' }],
  access: { partner: { can: ['list'], own: 'partner' } },
})
const contract = defineContract('things', { version: 'v1', members: [Thing] })
const callers = { mine: { audience: 'partner', owner: 'P1' } } as const

const PATHS = {
  'id': 'string',
  'kind': 'enum',
  'size': 'decimal',
  'at': 'instant',
  'count': 'integer',
  'label': 'string',
  'price.amount': 'decimal',
  'place.hall': 'string',
  'place.row': 'integer',
} as const
type Path = keyof typeof PATHS
const VALUES: { readonly [P in Path]: readonly string[] } = {
  'id': ['T01', 't01', 'T10', 'Ü', '\u{1F600}', '\uffff'],
  'kind': ['a', 'b', 'c'],
  'size': ['0', '-1', '-1.5', '10', '9.999', '-0.001', '100000', '2', '2.000'],
  'at': ['2026-10-01T00:00:00Z', '2026-10-01T02:00:00+02:00', '2026-10-01T00:00:00.5Z', '1999-12-31T23:59:59Z'],
  'count': ['0', '-5', '3', '9007199254740991'],
  'label': ['', 'a', 'B', 'Z', 'ä', '\u{1F600}', '\uffff', 'v', 'z'],
  'price.amount': ['1.00', '0.10', '-3', '12.5'],
  'place.hall': ['H1', 'H2', ''],
  'place.row': ['1', '2', '-1'],
}

type Body = { readonly [field: string]: unknown }
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 3 })
const body: fc.Arbitrary<Body> = fc
  .record({
    kind: optional(fc.constantFrom(...VALUES.kind)),
    size: optional(fc.constantFrom(...VALUES.size)),
    at: optional(fc.constantFrom(...VALUES.at)),
    count: optional(fc.oneof(fc.constantFrom(...VALUES.count).map(Number), fc.constant(null))),
    label: optional(fc.constantFrom(...VALUES.label)),
    price: optional(fc.constantFrom(...VALUES['price.amount']).map((amount) => ({ amount, currency: 'EUR' }))),
    place: optional(fc.record({ hall: fc.constantFrom(...VALUES['place.hall']), row: fc.option(fc.constantFrom(1, 2, -1), { nil: undefined }) })),
    partner: optional(fc.constantFrom('P1', 'P2')),
  })
  .map((record) => JSON.parse(JSON.stringify(record)) as Body)

const filter = fc.constantFrom(...(Object.keys(PATHS) as Path[])).chain((field) =>
  fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in').chain((operator) => {
    const given: fc.Arbitrary<string | null> =
      operator === 'eq' || operator === 'ne' || operator === 'in'
        ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...VALUES[field]) }, fc.constant(null))
        : fc.constantFrom(...VALUES[field])
    return fc.record({
      field: fc.constant(field),
      operator: fc.constant(operator),
      values: fc.array(given, { minLength: 1, maxLength: operator === 'in' ? 3 : 1 }),
    })
  }),
)
const query = fc.record({
  filter: fc.array(filter, { maxLength: 3 }),
  sort: fc.option(fc.record({ field: fc.constantFrom(...(Object.keys(PATHS) as Path[])), descending: fc.boolean() }), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 7 }),
  mine: fc.boolean(),
})

function at(record: Body, path: string): unknown {
  return path.split('.').reduce<unknown>((value, segment) => (typeof value === 'object' && value !== null ? (value as Body)[segment] : undefined), record)
}
const text = (path: Path, value: unknown): string =>
  orderText(
    PATHS[path] === 'enum' ? { kind: 'string' } : PATHS[path] === 'decimal' ? { kind: 'decimal', precision: 9, scale: 3 } : { kind: PATHS[path] },
    PATHS[path] === 'integer' && typeof value === 'string' ? Number(value) : value,
  )

/** The list as its description says, over all records in memory. */
function expected(
  all: readonly Body[],
  asked: {
    readonly filter: readonly { readonly field: Path; readonly operator: string; readonly values: readonly (string | null)[] }[]
    readonly sort: { readonly field: Path; readonly descending: boolean } | undefined
    readonly mine: boolean
  },
): readonly Body[] {
  const kept = all.filter((record) => {
    if (asked.mine && record['partner'] !== 'P1') return false
    return asked.filter.every(({ field, operator, values }) => {
      const own = at(record, field) ?? null
      const same = values.some((value) => (value === null ? own === null : own !== null && text(field, own) === text(field, value)))
      if (operator === 'eq' || operator === 'in') return same
      if (operator === 'ne') return !same
      if (own === null) return false
      const order = compareText(text(field, own), text(field, values[0]))
      return operator === 'gt' ? order > 0 : operator === 'gte' ? order >= 0 : operator === 'lt' ? order < 0 : order <= 0
    })
  })
  const byKey = (a: Body, b: Body): number => compareText(String(a['id']), String(b['id']))
  const { sort } = asked
  if (!sort) return kept.toSorted(byKey)
  const sign = sort.descending ? -1 : 1
  return kept.toSorted((a, b) => {
    const x = at(a, sort.field) ?? null
    const y = at(b, sort.field) ?? null
    if ((x === null) !== (y === null)) return x === null ? 1 : -1
    return sign * ((x === null ? 0 : compareText(text(sort.field, x), text(sort.field, y))) || byKey(a, b))
  })
}

async function paged(world: World, ask: ListQuery, as: string): Promise<readonly string[]> {
  const ids: string[] = []
  for (let cursor: string | undefined; ;) {
    const cursors = (['each', 'ends', 'last'] as const)[ids.length % 3] ?? 'each'
    const outcome = await world.kernel.handle(
      world.call({ operation: 'Thing.list', query: { ...ask, count: true, cursors, ...(cursor !== undefined && { cursor }) } }, as),
    )
    if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
    const page = JSON.parse(outcome.body) as readonly { readonly id: string }[]
    ids.push(...page.map(({ id }) => id))
    assert.ok(page.length <= (ask.limit ?? 50))
    assert.equal(outcome.cursors?.length, Math.min(page.length, { each: page.length, ends: 2, last: 1 }[cursors]))
    if (outcome.next === undefined) {
      assert.equal(outcome.count, ids.length)
      return ids
    }
    assert.equal(page.length, ask.limit, 'only the last page is short')
    assert.equal(outcome.cursors?.at(-1), outcome.next)
    cursor = outcome.next
  }
}

describe('A list', () => {
  for (const store of ['sqlite', 'postgres'] as const)
    it(`is what filtering and sorting all records in memory gives, whatever the filter, sort and page size (${store})`, async () => {
      await using database = store === 'postgres' ? await withDatabase() : undefined
      await using world = database ? await onPostgres({ contract, callers }, database.url) : await onSqlite({ contract, callers })
      const ids = Array.from({ length: 24 }, (_, i) => `T${String(i).padStart(2, '0')}`).concat(VALUES.id.slice(1))
      const bodies = fc.sample(body, { numRuns: ids.length, seed: 7 })
      const all = ids.filter((id, i) => ids.indexOf(id) === i).map((id, i) => ({ ...bodies[i], id }))
      const made = await world.kernel.batch(
        all.map((input) => world.call({ operation: 'Thing.create', input }, 'internal')),
        { atomic: true },
      )
      assert.deepEqual(
        made.map(codeOf).filter((code) => code !== 'ok'),
        [],
      )
      let shown = 0
      await fc.assert(
        fc.asyncProperty(query, async ({ limit, mine, sort, ...rest }) => {
          // Without a sort the order is that of the first declared shape whose equal fields are all given.
          const given = (field: string): boolean => rest.filter.some((f) => f.field === field && f.operator === 'eq')
          const order =
            sort ??
            (given('kind') ? { field: 'size' as const, descending: false } : given('label') ? { field: 'count' as const, descending: false } : undefined)
          const want = expected(all, { ...rest, sort: order, mine }).map((record) => record['id'])
          const got = await paged(world, { filter: rest.filter, ...(sort && { sort }), limit }, mine ? 'mine' : 'internal')
          assert.deepEqual(got, want)
          shown += got.length
        }),
        { numRuns: store === 'sqlite' ? 400 : 120 },
      )
      assert.ok(shown > 200, `${shown} records`)
    })

  it('does not compare with null by order, and does not know what only JavaScript knows', async () => {
    await using world = await onSqlite({ contract })
    for (const operator of ['gt', 'gte', 'lt', 'lte'] as const)
      for (const field of ['size', 'count'])
        assert.equal((await refused(world, { operation: 'Thing.list', query: { filter: [{ field, operator, values: [null] }] } })).code, 'invalid-filter')
    for (const field of ['place.constructor', 'place.__proto__', 'constructor', 'price.toString', 'place.hall.length', 'place', 'price'])
      for (const asked of [{ filter: [{ field, operator: 'eq' as const, values: ['x'] }] }, { sort: { field, descending: false } }]) {
        const problem = await refused(world, { operation: 'Thing.list', query: asked })
        assert.equal(problem.code, 'invalid-filter')
        assert.doesNotMatch(JSON.stringify(problem), /undefined|native code/)
      }
  })

  it('goes on behind a record that is gone', async () => {
    await using world = await onSqlite({ contract })
    await world.kernel.batch(
      Array.from({ length: 6 }, (_, i) => world.call({ operation: 'Thing.create', input: { id: `T${i}`, size: `${i % 3}` } }, 'internal')),
      { atomic: true },
    )
    for (const sort of [undefined, { field: 'size', descending: true }, { field: 'label', descending: true }]) {
      const first = await world.kernel.handle(world.call({ operation: 'Thing.list', query: { limit: 2, ...(sort && { sort }) } }, 'internal'))
      const [, last] = (first.ok ? JSON.parse(first.body) : []) as readonly { readonly id: string }[]
      const rest = await paged(world, { limit: 10, ...(sort && { sort }) }, 'internal')
      await world.kernel.handle(world.call({ operation: 'Thing.delete', key: last?.id ?? '' }, 'internal'))
      const next = await world.kernel.handle(
        world.call(
          { operation: 'Thing.list', query: { limit: 10, ...(sort && { sort }), ...(first.ok && first.next !== undefined && { cursor: first.next }) } },
          'internal',
        ),
      )
      assert.deepEqual(
        (next.ok ? (JSON.parse(next.body) as readonly { readonly id: string }[]) : []).map(({ id }) => id),
        rest.slice(2),
      )
      await world.kernel.handle(world.call({ operation: 'Thing.create', input: { id: last?.id, size: '0' } }, 'internal'))
    }
  })

  it('that no declared shape serves looks at 10,000 records and no more, and says which shape to declare', async () => {
    await using world = await onSqlite({ contract })
    const add = async (from: number, to: number): Promise<void> => {
      for (let at = from; at < to; at += 1000) {
        const made = await world.kernel.batch(
          Array.from({ length: Math.min(1000, to - at) }, (_, i) =>
            world.call({ operation: 'Thing.create', input: { id: `T${String(at + i).padStart(6, '0')}`, label: 'x' } }, 'internal'),
          ),
          { atomic: true },
        )
        assert.equal(codeOf(made[0]), 'ok')
      }
    }
    await add(0, 10_000)
    const unserved = [{ filter: [{ field: 'count', operator: 'eq' as const, values: ['1'] }] }, { sort: { field: 'count', descending: false }, limit: 1 }]
    for (const asked of unserved) assert.equal(codeOf(await world.kernel.handle(world.call({ operation: 'Thing.list', query: asked }, 'internal'))), 'ok')
    await add(10_000, 10_001)
    for (const asked of unserved) {
      const problem = await refused(world, { operation: 'Thing.list', query: asked })
      assert.equal(problem.code, 'undeclared-list')
      assert.match(problem.detail ?? '', /count/)
    }
    // A stream says so before its first record, too.
    const streamed = await world.kernel.stream(world.call({ operation: 'Thing.list', query: { sort: { field: 'count', descending: false } } }, 'internal'))
    assert.equal(streamed.ok ? 'ok' : streamed.problem.code, 'undeclared-list')
    const wrong = await world.kernel.stream(world.call({ operation: 'Thing.list', fields: ['nope'] }, 'internal'))
    assert.equal(wrong.ok ? 'ok' : wrong.problem.code, 'invalid-filter')
    let count = 0
    const all = await world.kernel.stream(world.call({ operation: 'Thing.list' }, 'internal'))
    if (all.ok) for await (const chunk of all.records) count += chunk.length
    assert.equal(count, 10_001)
  })
})
