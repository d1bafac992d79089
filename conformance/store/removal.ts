import assert from 'node:assert/strict'
import { it } from 'node:test'
import { REMOVAL_FACT } from '../../src/kernel/events/removed.ts'
import type { Store } from '../../src/kernel/ports/store.ts'
import { withStore, type MakeStore } from './harness.ts'
import { allEvents, change, done, event, everything, LAYOUTS, removeEvents } from './samples.ts'

const offsets = async (store: Store): Promise<number[]> => (await allEvents(store)).map((one) => one.offset)
const events = (count: number, type?: string) => Array.from({ length: count }, (_, i) => event(`e${i + 1}`, type === undefined ? {} : { type }))

export function removalCases(make: MakeStore): void {
  it('is asked for by type, instant and bytes of the body in UTF-8, in pages behind an offset', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: [event('1', { type: 'a.b', at: 7, body: '{"é":"😀"}' }), event('2', { type: 'c', at: 0, body: '' }), event('3')] })
      assert.deepEqual(await store.eventSizes(0, 2), [
        { offset: 1, type: 'a.b', at: 7, bytes: Buffer.byteLength('{"é":"😀"}') },
        { offset: 2, type: 'c', at: 0, bytes: 0 },
      ])
      assert.deepEqual(
        (await store.eventSizes(2, 9)).map((one) => one.offset),
        [3],
      )
      assert.deepEqual(await store.eventSizes(3, 9), [])
    }))

  it('takes the events at the offsets that are named, and says by type up to where', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: [event('1', { type: 'a' }), event('2', { type: 'b' }), event('3', { type: 'a' }), event('4', { type: 'b' })] })
      assert.deepEqual((await store.eventRange()).removed, [])
      assert.ok(await removeEvents(store, [2]))
      assert.deepEqual(await offsets(store), [1, 3, 4])
      assert.deepEqual(await store.eventRange(), { epoch: await store.fact('epoch'), first: 1, last: 4, removed: [{ type: 'b', upTo: 2 }] })
      assert.ok(await removeEvents(store, [1, 3]))
      const { first, last, removed } = await store.eventRange()
      assert.deepEqual([first, last], [4, 4])
      assert.deepEqual(
        new Map(removed.map(({ type, upTo }) => [type, upTo])),
        new Map([
          ['a', 3],
          ['b', 2],
        ]),
      )
    }))

  it('leaves the range behind the last event where all are gone, and offsets go on', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: events(2) })
      assert.ok(await removeEvents(store, [1, 2]))
      const { first, last } = await store.eventRange()
      assert.deepEqual([first, last], [3, 2])
      assert.equal(await done(store, { events: [event('3')] }), 3)
      const after = await store.eventRange()
      assert.deepEqual([after.first, after.last], [3, 3])
    }))

  it('of the last event alone does not give its offset away', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: events(3) })
      assert.ok(await removeEvents(store, [3]))
      assert.equal((await store.eventRange()).last, 3)
      assert.equal(await done(store, { events: [event('4')] }), 4)
      assert.deepEqual(await offsets(store), [1, 2, 4])
    }))

  it('takes nothing where the fact is not what is expected', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: events(3) })
      assert.equal(await removeEvents(store, [1], { expected: 'other' }), false)
      assert.ok(await removeEvents(store, [1]))
      const before = await everything(store)
      assert.equal(await removeEvents(store, [2], { expected: null }), false)
      assert.equal(await removeEvents(store, [2], { expected: 'other' }), false)
      assert.equal(await everything(store), before)
    }))

  it('is done once where two ask at the same time', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: events(10) })
      const asked = await Promise.all([1, 2, 3, 4].map((offset) => store.removeEvents([offset], { fact: 'note', value: `${offset}`, expected: null })))
      assert.equal(asked.filter(Boolean).length, 1)
      assert.equal((await offsets(store)).length, 9)
      assert.equal(await store.fact('note'), `${asked.indexOf(true) + 1}`)
    }))

  it('of events before it was noted by type counts for every type', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: events(5) })
      assert.ok(await store.removeEvents([1, 2], { fact: 'other', value: '1', expected: null }))
      assert.deepEqual((await store.eventRange()).removed, [{ type: '*', upTo: 2 }])
      assert.ok(await removeEvents(store, [3]))
      assert.deepEqual((await store.eventRange()).removed, [
        { type: '*', upTo: 2 },
        { type: 'order.changed', upTo: 3 },
      ])
    }))

  it('and commits that run at the same time leave each other whole', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: events(1_000) })
      const commits = Promise.all(Array.from({ length: 300 }, (_, i) => store.commit(change({ events: [event(`c${i}`, { type: 'c' })] }))))
      // The last event there is goes too: that is where an offset could be given twice.
      let removed = 0
      for (let i = 0; i < 30; i++) {
        const all = (await store.eventSizes(0, 2_000)).map((one) => one.offset)
        const some = [...all.slice(0, 20), ...all.slice(-1)]
        if (await removeEvents(store, some)) removed += new Set(some).size
      }
      const results = await commits
      const given = results.map((one) => (one.ok ? one.offset : 0)).sort((a, b) => a - b)
      assert.deepEqual(
        given,
        Array.from({ length: 300 }, (_, i) => 1_001 + i),
      )
      assert.equal((await offsets(store)).length, 1_300 - removed)
      assert.equal((await store.eventRange()).last, 1_300)
    }))

  it('is remembered over a restart, and comes along with a dump', async () => {
    await using harness = await make()
    await using other = await make()
    {
      await using store = await harness.open(LAYOUTS)
      await done(store, { events: events(6, 'a') })
      assert.ok(await removeEvents(store, [2, 4]))
    }
    await using source = await harness.open(LAYOUTS)
    const range = await source.eventRange()
    assert.deepEqual(range.removed, [{ type: 'a', upTo: 4 }])
    await using target = await other.open(LAYOUTS)
    await target.restore(source.dump())
    assert.deepEqual(await target.eventRange(), range)
    assert.deepEqual(await offsets(target), [1, 3, 5, 6])
    assert.notEqual(await target.fact(REMOVAL_FACT), undefined)
  })
}
