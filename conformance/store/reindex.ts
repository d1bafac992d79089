import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Facts, Store, TableLayout } from '../../src/kernel/ports/store.ts'
import type { MakeStore } from './harness.ts'
import { done, keysOf, ORDER, put, putLine, LINE, remove, text, type Sample } from './samples.ts'

/** The same table with the columns that are asked for. */
function layout(columns: readonly ('group' | 'state' | 'due')[], indexes: TableLayout['indexes']): TableLayout {
  const columnsOf = (body: string) => {
    const sample = JSON.parse(body) as Sample
    return columns.map((column) => text(sample[column]))
  }
  return { ...ORDER, columns, indexes, columnsOf }
}
const BARE = layout([], [])
const STATE = layout(['state'], [{ name: 'order_by_state', columns: ['state'] }])
const DUE_STATE = layout(['due', 'state'], [{ name: 'order_by_state_due', columns: ['state', 'due'] }])

const samples = Array.from({ length: 2_500 }, (_, i): Sample => ({
  id: `k${String(i).padStart(5, '0')}`,
  state: i % 5 === 0 ? 'Ready' : 'Done',
  due: String(i % 7),
}))
const ready = samples.filter((sample) => sample.state === 'Ready')

function write(sample: Sample, at: TableLayout, expected = 0) {
  return { ...put(sample, { expected }), columns: at.columnsOf(JSON.stringify(sample)) }
}
const byState = (store: Store, state = 'Ready') =>
  keysOf(store.scan({ table: 'order', index: 'order_by_state', equal: [`v${state}`], reverse: false, limit: 10_000 }))

export function reindexCases(make: MakeStore): void {
  it('fills a new column and its index from the bodies before open() answers', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([BARE])
      await done(store, { writes: samples.map((sample) => write(sample, BARE)) })
    }
    await using store = await harness.open([STATE])
    assert.deepEqual(
      await byState(store),
      ready.map((sample) => sample.id),
    )
    assert.equal(await store.count({ table: 'order', index: 'order_by_state', equal: ['vDone'], reverse: false }), samples.length - ready.length)
  })

  it('builds an index of a column that is new and one that was there, whatever their order in the layout', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([STATE])
      await done(store, { writes: samples.map((sample) => write(sample, STATE)) })
    }
    await using store = await harness.open([DUE_STATE])
    const sorted = ready.toSorted((a, b) => Number(a.due) - Number(b.due) || (a.id < b.id ? -1 : 1))
    const scan = () => keysOf(store.scan({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false, limit: 10_000 }))
    assert.deepEqual(
      await scan(),
      sorted.map((sample) => sample.id),
    )
    await done(store, { writes: [write({ id: 'new', state: 'Ready', due: '0' }, DUE_STATE)] })
    assert.equal((await scan()).indexOf('new'), sorted.filter((sample) => sample.due === '0').length)
  })

  it('builds a new index of columns that were there', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([layout(['state'], [])])
      await done(store, { writes: samples.slice(0, 50).map((sample) => write(sample, STATE)) })
    }
    await using store = await harness.open([STATE])
    assert.deepEqual(
      await byState(store),
      ready.filter((sample) => sample.id < 'k00050').map((sample) => sample.id),
    )
  })

  it('fills a column again that was out of the layout for a while', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([STATE])
      await done(store, { writes: samples.slice(0, 10).map((sample) => write(sample, STATE)) })
    }
    {
      await using store = await harness.open([BARE])
      await done(store, {
        writes: [
          write({ id: 'k00000', state: 'Done' }, BARE, 1),
          write({ id: 'k00001', state: 'Ready' }, BARE, 1),
          write({ id: 'new', state: 'Ready' }, BARE),
          remove('k00005'),
        ],
      })
    }
    await using store = await harness.open([STATE])
    assert.deepEqual(await byState(store), ['k00001', 'new'])
  })

  it('lets an index of the same name take other columns', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([layout(['state', 'due'], [{ name: 'order_list', columns: ['state'] }])])
      await done(store, { writes: samples.slice(0, 30).map((sample) => write(sample, layout(['state', 'due'], []))) })
    }
    await using store = await harness.open([layout(['state', 'due'], [{ name: 'order_list', columns: ['due'] }])])
    assert.deepEqual(await keysOf(store.scan({ table: 'order', index: 'order_list', equal: ['v3'], reverse: false, limit: 100 })), [
      'k00003',
      'k00010',
      'k00017',
      'k00024',
    ])
  })

  it('asks before it touches a table, and leaves all as it was where the answer is no', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([STATE])
      await done(store, { writes: samples.slice(0, 10).map((sample) => write(sample, STATE)) })
      await store.setFact('contract', 'one')
    }
    const no = new Error('not this one')
    const asked: (string | undefined)[] = []
    const refuse = async (facts: Facts) => {
      asked.push(await facts.fact('contract'), await facts.fact('nothing'))
      assert.equal(await facts.setFact('contract', 'three', 'two'), false)
      assert.equal(await facts.setFact('contract', 'two', 'one'), true)
      throw no
    }
    await assert.rejects(
      async () => {
        await using _ = await harness.open([BARE], refuse)
      },
      (error) => error === no,
    )
    assert.deepEqual(asked, ['one', undefined])
    await using store = await harness.open([STATE], async (facts) => void asked.push(await facts.fact('contract')))
    assert.equal(asked.at(-1), 'two')
    assert.deepEqual(await byState(store), ['k00000', 'k00005'])
  })

  it('gives a table its new name, with records, deleted revisions and unique values', async () => {
    await using harness = await make()
    const serial = { rule: 'order.serial', value: 'x' }
    {
      await using store = await harness.open([STATE])
      await done(store, { writes: samples.slice(0, 10).map((sample, i) => ({ ...write(sample, STATE), unique: i === 3 ? [serial] : [] })) })
      await done(store, { writes: [remove('k00005')] })
    }
    const renamed: TableLayout = { ...DUE_STATE, table: 'work', was: 'order', indexes: [{ name: 'work_by_state', columns: ['state'] }] }
    for (const again of [false, true]) {
      await using store = await harness.open([renamed])
      assert.deepEqual(
        await keysOf(store.scan({ table: 'work', index: 'work_by_state', equal: ['vReady'], reverse: false, limit: 10 })),
        again ? ['k00000', 'new'] : ['k00000'],
      )
      assert.equal(await store.lastRevision('work', 'k00005'), 2)
      assert.equal(await store.holder(serial), 'k00003')
      const move = { ...write({ id: 'k00003', state: 'Done' }, DUE_STATE, again ? 2 : 1), table: 'work', unique: [serial], released: [serial] }
      await done(store, { writes: [move, ...(again ? [] : [{ ...write({ id: 'new', state: 'Ready' }, DUE_STATE), table: 'work' }])] })
    }
  })

  it('adds a table beside those that are there, and keeps the data of one that left the contract', async () => {
    await using harness = await make()
    {
      await using store = await harness.open([STATE])
      await done(store, { writes: [write({ id: 'a', state: 'Ready' }, STATE)] })
    }
    {
      await using store = await harness.open([LINE])
      await done(store, { writes: [putLine('l', 'a', '1')] })
    }
    await using store = await harness.open([STATE, LINE])
    assert.deepEqual(await byState(store), ['a'])
    assert.equal((await store.get('order_line', 'l'))?.revision, 1)
  })
}
