import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { allEvents, allOrders, answer, change, done, event, LAYOUTS, put } from './samples.ts'

export function sweepCases(make: MakeStore): void {
  it('leaves everything that has not expired', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' })], events: [event('1')], answer: answer('k', { until: 5_000 }) })
      while (await store.sweep({ now: 5_000 })) {}
      assert.equal((await allOrders(store)).length, 1)
      assert.equal((await allEvents(store)).length, 1)
      assert.equal((await store.answer('k'))?.id, 'k')
    }))

  it('deletes the oldest events before an instant and never makes a hole', () =>
    withStore(make, LAYOUTS, async (store) => {
      // The clock stepped back behind the third: the fourth is old, but behind one that is not.
      await done(store, { events: [event('1', { at: 10 }), event('2', { at: 20 }), event('3', { at: 30 }), event('4', { at: 15 }), event('5', { at: 40 })] })
      while (await store.sweep({ now: 0, eventsBefore: 30 })) {}
      assert.deepEqual(
        (await allEvents(store)).map((one) => one.offset),
        [3, 4, 5],
      )
      const { first, last } = await store.eventRange()
      assert.deepEqual([first, last], [3, 5])
    }))

  it('leaves the range behind the last event where all were swept, and offsets go on', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: [event('1'), event('2')] })
      while (await store.sweep({ now: 0, eventsBefore: 5_000 })) {}
      const { first, last } = await store.eventRange()
      assert.deepEqual([first, last], [3, 2])
      assert.equal(await done(store, { events: [event('3')] }), 3)
      const after = await store.eventRange()
      assert.deepEqual([after.first, after.last], [3, 3])
    }))

  it('says whether there is more and ends after a bounded number of calls', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: Array.from({ length: 5_000 }, (_, i) => event(`e${i}`)) })
      for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 100 }, (_, j) => store.commit(change({ answer: answer(`k${i}.${j}`) }))))
      let calls = 1
      while (await store.sweep({ now: 9_000, eventsBefore: 5_000 })) assert.ok(++calls < 1_000)
      assert.deepEqual(await allEvents(store), [])
      assert.equal(await store.answer('k0.0'), undefined)
      assert.equal(await store.answer('k4.99'), undefined)
      assert.equal(await store.sweep({ now: 9_000, eventsBefore: 5_000 }), false)
    }))
}
