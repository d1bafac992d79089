import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from '../laws.ts'
import type { Scan, ScannedRecord, Store } from '../../src/kernel/ports/store.ts'
import { withStore, type MakeStore } from './harness.ts'
import { modelScan, type Row } from './model.ts'
import { bodyOf, columnsOf, done, keysOf, LAYOUTS, ORDER, put, putLine, remove, type Sample } from './samples.ts'

const BY_KEY: Scan = { table: 'order', index: null, equal: [], reverse: false, limit: 1_000 }
const BY_DUE: Scan = { table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false, limit: 1_000 }

/** Ties on `due`, one without it, one in another state. */
const SAMPLES: readonly Sample[] = [
  { id: 'd', state: 'Ready', due: '2' },
  { id: 'b', state: 'Ready', due: '2' },
  { id: 'a', state: 'Ready', due: '3' },
  { id: 'c', state: 'Ready', due: '1' },
  { id: 'e', state: 'Ready' },
  { id: 'f', state: 'Running', due: '2' },
  { id: 'g', state: 'Ready', due: '2' },
]

/** Each scan by hand: what comes out, in order. */
const SCANS: readonly { readonly name: string; readonly scan: Scan; readonly keys: string }[] = [
  { name: 'by key', scan: BY_KEY, keys: 'abcdefg' },
  { name: 'by key backwards', scan: { ...BY_KEY, reverse: true }, keys: 'gfedcba' },
  { name: 'by key with a limit', scan: { ...BY_KEY, limit: 3 }, keys: 'abc' },
  { name: 'by key behind one', scan: { ...BY_KEY, after: { key: 'c' } }, keys: 'defg' },
  { name: 'by key backwards behind one', scan: { ...BY_KEY, after: { key: 'c' }, reverse: true }, keys: 'ba' },
  { name: 'by key behind one that is not there', scan: { ...BY_KEY, after: { key: 'cc' } }, keys: 'defg' },
  { name: 'by key from one', scan: { ...BY_KEY, low: { value: 'c', inclusive: true } }, keys: 'cdefg' },
  { name: 'by key above one', scan: { ...BY_KEY, low: { value: 'c', inclusive: false } }, keys: 'defg' },
  { name: 'by key up to one', scan: { ...BY_KEY, high: { value: 'c', inclusive: true } }, keys: 'abc' },
  { name: 'by key below one', scan: { ...BY_KEY, high: { value: 'c', inclusive: false } }, keys: 'ab' },
  { name: 'one state by due date, nulls last', scan: BY_DUE, keys: 'cbdgae' },
  { name: 'one state by due date backwards', scan: { ...BY_DUE, reverse: true }, keys: 'eagdbc' },
  { name: 'one state behind the middle of a tie', scan: { ...BY_DUE, after: { value: 'v2', key: 'd' } }, keys: 'gae' },
  { name: 'one state backwards behind the middle of a tie', scan: { ...BY_DUE, after: { value: 'v2', key: 'd' }, reverse: true }, keys: 'bc' },
  { name: 'one state from a value', scan: { ...BY_DUE, low: { value: 'v2', inclusive: true } }, keys: 'bdgae' },
  { name: 'one state above a value', scan: { ...BY_DUE, low: { value: 'v2', inclusive: false } }, keys: 'ae' },
  { name: 'one state up to a value', scan: { ...BY_DUE, high: { value: 'v2', inclusive: true } }, keys: 'cbdg' },
  { name: 'one state below a value backwards', scan: { ...BY_DUE, high: { value: 'v2', inclusive: false }, reverse: true }, keys: 'c' },
  {
    name: 'one state between two values behind a position',
    scan: { ...BY_DUE, low: { value: 'v1', inclusive: false }, high: { value: 'v3', inclusive: true }, after: { value: 'v2', key: 'b' } },
    keys: 'dga',
  },
  {
    name: 'one state between two values backwards behind a position',
    scan: { ...BY_DUE, low: { value: 'v1', inclusive: true }, high: { value: 'v2', inclusive: true }, after: { value: 'v2', key: 'd' }, reverse: true },
    keys: 'bc',
  },
  {
    name: 'one state above a value behind a position at it',
    scan: { ...BY_DUE, low: { value: 'v2', inclusive: false }, after: { value: 'v2', key: 'b' } },
    keys: 'ae',
  },
  {
    name: 'one state backwards below a value behind a position at it',
    scan: { ...BY_DUE, high: { value: 'v2', inclusive: false }, after: { value: 'v2', key: 'g' }, reverse: true },
    keys: 'c',
  },
  {
    name: 'one state from a value behind a position before it',
    scan: { ...BY_DUE, low: { value: 'v3', inclusive: true }, after: { value: 'v2', key: 'b' } },
    keys: 'ae',
  },
  { name: 'one state and due date, by key', scan: { ...BY_DUE, equal: ['vReady', 'v2'] }, keys: 'bdg' },
  { name: 'one state and due date, by key behind one', scan: { ...BY_DUE, equal: ['vReady', 'v2'], after: { key: 'b' } }, keys: 'dg' },
  { name: 'one state and due date, by key backwards behind one', scan: { ...BY_DUE, equal: ['vReady', 'v2'], after: { key: 'd' }, reverse: true }, keys: 'b' },
  { name: 'a state that nobody has', scan: { ...BY_DUE, equal: ['vNone'] }, keys: '' },
  { name: 'no values between two that cross', scan: { ...BY_DUE, low: { value: 'v3', inclusive: true }, high: { value: 'v1', inclusive: true } }, keys: '' },
]

/** Some above U+FFFF, where the order of UTF-16 units is another one than that of code points. */
const VALUE = fc.constantFrom(
  '',
  'a',
  'aa',
  'b',
  'Z',
  'é',
  '\u{fffd}',
  '\u{ffff}',
  '😀',
  '\u{10ffff}',
  '\u{10ffff}a',
  '0',
  '10',
  '9',
  ' ',
  '%',
  '_',
  "'",
  '"',
  '\\',
  '\u{1}',
)

/** Records and queries over the same few values, so that ties and hits are common. */
const WORLD = fc.uniqueArray(VALUE, { minLength: 2, maxLength: 4 }).chain((pool) => {
  const value = fc.constantFrom(...pool)
  const key = fc.tuple(value, value, value).map((parts) => `k${parts.join('')}`)
  const bound = fc.option(fc.record({ value, inclusive: fc.boolean() }), { nil: undefined })
  const sample: fc.Arbitrary<Sample> = fc
    .tuple(key, value, value, fc.option(value))
    .map(([id, group, state, due]) => ({ id, group, state, ...(due !== null && { due }) }))
  const query = fc.record({
    index: fc.constantFrom(null, 'order_by_group', 'order_by_state_due', 'order_by_group_state_due'),
    all: fc.boolean(),
    equal: fc.array(value, { minLength: 3, maxLength: 3 }),
    low: bound,
    high: bound,
    after: fc.option(fc.record({ value, key }), { nil: undefined }),
    reverse: fc.boolean(),
    limit: fc.integer({ min: 1, max: 8 }),
  })
  return fc.tuple(fc.uniqueArray(sample, { selector: (one) => one.id, maxLength: 25 }), fc.array(query, { minLength: 10, maxLength: 30 }))
})

export function scanCases(make: MakeStore): void {
  it('give what they say, in order', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: SAMPLES.map((sample) => put(sample)) })
      for (const { name, scan, keys } of SCANS) {
        assert.equal((await keysOf(store.scan(scan))).join(''), keys, name)
        const { limit, after: _, ...countable } = scan
        if (scan.after === undefined && limit === 1_000) assert.equal(await store.count(countable), keys.length, `count ${name}`)
      }
    }))

  it('give each record with body, revision and the value to resume from', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a', state: 'Ready', due: '2' })] })
      assert.deepEqual(await store.scan(BY_DUE), [{ key: 'a', revision: 1, body: '{"id":"a","state":"Ready","due":"2"}', value: 'v2' }])
      assert.deepEqual(await store.scan({ ...BY_DUE, equal: ['vReady', 'v2'] }), [{ key: 'a', revision: 1, body: '{"id":"a","state":"Ready","due":"2"}' }])
      assert.deepEqual(await store.scan(BY_KEY), [{ key: 'a', revision: 1, body: '{"id":"a","state":"Ready","due":"2"}' }])
    }))

  it('follow a record that moves in an index, and leave a deleted one out', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a', state: 'Ready', due: '1' }), put({ id: 'b', state: 'Ready', due: '2' })] })
      await done(store, { writes: [put({ id: 'a', state: 'Ready', due: '3' }, { expected: 1 })] })
      assert.deepEqual(await keysOf(store.scan(BY_DUE)), ['b', 'a'])
      await done(store, { writes: [put({ id: 'a', state: 'Done', due: '3' }, { expected: 2 }), remove('b')] })
      assert.deepEqual(await keysOf(store.scan(BY_DUE)), [])
      assert.deepEqual(await keysOf(store.scan(BY_KEY)), ['a'])
    }))

  it('page through everything once, in both directions, with pages that end within ties', () =>
    withStore(make, LAYOUTS, async (store) => {
      const samples = Array.from({ length: 60 }, (_, i) => ({ id: `k${String((i * 37) % 60).padStart(2, '0')}`, state: 'Ready', due: String(i % 4) }))
      await done(store, { writes: samples.map((sample) => put(sample)) })
      const sorted = samples.toSorted((a, b) => Number(a.due) - Number(b.due) || (a.id < b.id ? -1 : 1)).map((sample) => sample.id)
      for (const limit of [1, 7, 59, 60, 61]) {
        assert.deepEqual(await pages(store, { ...BY_DUE, limit }), sorted)
        assert.deepEqual(await pages(store, { ...BY_DUE, limit, reverse: true }), sorted.toReversed())
      }
    }))

  it('are the same as filtering and sorting in memory by code point', () =>
    withStore(make, LAYOUTS, async (store) => {
      let revisions = new Map<string, number>()
      await fc.assert(
        fc.asyncProperty(WORLD, async ([samples, queries]) => {
          revisions = await replaceAll(store, samples, revisions)
          const rows: Row[] = samples.map((sample) => ({
            key: sample.id,
            revision: revisions.get(sample.id) ?? 0,
            body: bodyOf(sample),
            columns: Object.fromEntries(ORDER.columns.map((name, i) => [name, columnsOf(sample)[i] ?? ''])),
          }))
          for (const query of queries) {
            const indexColumns = ORDER.indexes.find((index) => index.name === query.index)?.columns ?? []
            const scan = scanOf(query, indexColumns)
            assert.deepEqual(await store.scan(scan), modelScan(rows, scan, indexColumns), JSON.stringify(scan))
            const { after: _, limit: __, ...countable } = scan
            assert.equal(await store.count(countable), modelScan(rows, { ...countable, limit: 1_000 }, indexColumns).length, JSON.stringify(countable))
          }
        }),
        { numRuns: 40 },
      )
    }))

  it('of many values give each one its records in index order, up to a limit', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, {
        writes: [
          putLine('l3', 'a', '3'),
          putLine('l1', 'a', '2'),
          putLine('l2', 'a', '1'),
          putLine('l4', 'b', '1'),
          putLine('l5', 'c', '1'),
          putLine('l6', 'c', '1'),
        ],
      })
      const byValue = Map.groupBy(
        await store.scanMany({ table: 'order_line', index: 'order_line_by_order', equal: [], values: ['vc', 'va', 'vnone'], limitEach: 2 }),
        (line) => line.value,
      )
      assert.deepEqual([...byValue.keys()].sort(), ['va', 'vc'])
      assert.deepEqual(
        byValue.get('va')?.map((line) => line.key),
        ['l2', 'l1'],
      )
      assert.deepEqual(
        byValue.get('vc')?.map((line) => line.key),
        ['l5', 'l6'],
      )
      assert.deepEqual(byValue.get('va')?.[0], { key: 'l2', revision: 1, body: '{"id":"l2","order":"a","position":"1"}', value: 'va' })
      assert.deepEqual(await store.scanMany({ table: 'order_line', index: 'order_line_by_order', equal: [], values: [], limitEach: 2 }), [])
    }))

  it('of many values keep within the fixed first columns', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, {
        writes: [
          ['a', '1', 'Ready', '2'],
          ['b', '1', 'Ready', '1'],
          ['c', '2', 'Ready', '1'],
          ['d', '1', 'Done', '9'],
          ['e', '1', 'Done', '9'],
          ['f', '1', 'Other', '1'],
        ].map(([id = '', group = '', state = '', due = '']) => put({ id, group, state, due })),
      })
      const found = await store.scanMany({
        table: 'order',
        index: 'order_by_group_state_due',
        equal: ['v1'],
        values: ['vDone', 'vReady', 'vNone'],
        limitEach: 5,
      })
      const byValue = Map.groupBy(found, (order) => order.value)
      assert.deepEqual([...byValue.keys()].sort(), ['vDone', 'vReady'])
      assert.deepEqual(
        byValue.get('vReady')?.map((order) => order.key),
        ['b', 'a'],
      )
      assert.deepEqual(
        byValue.get('vDone')?.map((order) => order.key),
        ['d', 'e'],
      )
    }))

  it('of 1,000 values are one call', () =>
    withStore(make, LAYOUTS, async (store) => {
      const values = Array.from({ length: 1_000 }, (_, i) => `o${i}`)
      await done(store, { writes: values.flatMap((value) => [putLine(`${value}-1`, value, '1'), putLine(`${value}-2`, value, '2')]) })
      const found = await store.scanMany({
        table: 'order_line',
        index: 'order_line_by_order',
        equal: [],
        values: values.map((value) => `v${value}`),
        limitEach: 1,
      })
      assert.deepEqual(found.map((line) => line.key).sort(), values.map((value) => `${value}-1`).sort())
    }))
}

type Query = typeof WORLD extends fc.Arbitrary<readonly [unknown, readonly (infer Q)[]]> ? Q : never

async function pages(store: Store, scan: Scan): Promise<string[]> {
  const keys: string[] = []
  let last: ScannedRecord | undefined
  do {
    const page: readonly ScannedRecord[] = await store.scan(
      last ? { ...scan, after: { key: last.key, ...(last.value !== undefined && { value: last.value }) } } : scan,
    )
    keys.push(...page.map((record) => record.key))
    last = page.length === scan.limit ? page.at(-1) : undefined
  } while (last)
  return keys
}

/** Makes the table hold exactly `samples`, whatever it held before; answers the revisions. */
async function replaceAll(store: Store, samples: readonly Sample[], before: ReadonlyMap<string, number>): Promise<Map<string, number>> {
  const now = await store.scan({ ...BY_KEY, limit: 100_000 })
  if (now.length > 0) await done(store, { writes: now.map((record) => remove(record.key, { expected: record.revision })) })
  const revisions = new Map(before)
  for (const record of now) revisions.set(record.key, record.revision + 1)
  for (const sample of samples) revisions.set(sample.id, (revisions.get(sample.id) ?? 0) + 1)
  await done(store, { writes: samples.map((sample) => put(sample, { expected: 0, revision: revisions.get(sample.id) ?? 0 })) })
  return revisions
}

function scanOf(query: Query, indexColumns: readonly string[]): Scan {
  const equal = query.equal.slice(0, query.all || indexColumns.length === 0 ? indexColumns.length : indexColumns.length - 1).map((value) => `v${value}`)
  const encode = query.index === null ? (value: string) => `k${value}` : (value: string) => `v${value}`
  const ends = equal.length === indexColumns.length
  return {
    table: 'order',
    index: query.index,
    equal,
    reverse: query.reverse,
    limit: query.limit,
    ...(query.low && (!ends || query.index === null) && { low: { ...query.low, value: encode(query.low.value) } }),
    ...(query.high && (!ends || query.index === null) && { high: { ...query.high, value: encode(query.high.value) } }),
    ...(query.after && { after: ends ? { key: query.after.key } : { value: encode(query.after.value), key: query.after.key } }),
  }
}
