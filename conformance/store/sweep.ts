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

  it('says whether there is more and ends after a bounded number of calls', () =>
    withStore(make, LAYOUTS, async (store) => {
      for (let i = 0; i < 5; i++) await Promise.all(Array.from({ length: 100 }, (_, j) => store.commit(change({ answer: answer(`k${i}.${j}`) }))))
      let calls = 1
      while (await store.sweep({ now: 9_000 })) assert.ok(++calls < 1_000)
      assert.equal(await store.answer('k0.0'), undefined)
      assert.equal(await store.answer('k4.99'), undefined)
      assert.equal(await store.sweep({ now: 9_000 }), false)
    }))
}
