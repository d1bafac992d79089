import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { LAYOUTS } from './samples.ts'

export function counterCases(make: MakeStore): void {
  it('start at what is first added and answer their totals in the order asked', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.deepEqual(
        await store.addCounters([
          { counter: 'b', add: 5, expires: 9_000 },
          { counter: 'a', add: 1, expires: 9_000 },
        ]),
        [5, 1],
      )
      assert.deepEqual(
        await store.addCounters([
          { counter: 'a', add: 2, expires: 9_000 },
          { counter: 'c', add: 0, expires: 9_000 },
          { counter: 'b', add: -2, expires: 9_000 },
        ]),
        [3, 0, 3],
      )
      assert.deepEqual(await store.addCounters([]), [])
    }))

  it('that are named twice in one call are added twice', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.deepEqual(
        await store.addCounters([
          { counter: 'a', add: 1, expires: 9_000 },
          { counter: 'b', add: 1, expires: 9_000 },
          { counter: 'a', add: 2, expires: 9_000 },
        ]),
        [1, 1, 3],
      )
    }))

  it('lose nothing when 100 callers add at once, in different orders', () =>
    withStore(make, LAYOUTS, async (store) => {
      const totals = await Promise.all(
        Array.from({ length: 100 }, (_, i) => {
          const deltas = [
            { counter: 'a', add: 1, expires: 9_000 },
            { counter: 'b', add: 2, expires: 9_000 },
          ]
          return store.addCounters(i % 2 === 0 ? deltas : deltas.reverse())
        }),
      )
      const ofA = totals.map((total, i) => total[i % 2 === 0 ? 0 : 1] ?? 0)
      assert.deepEqual(
        ofA.toSorted((x, y) => x - y),
        totals.map((_, i) => i + 1),
      )
      assert.deepEqual(
        await store.addCounters([
          { counter: 'a', add: 0, expires: 9_000 },
          { counter: 'b', add: 0, expires: 9_000 },
        ]),
        [100, 200],
      )
    }))

  it('count beyond 2^31', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.deepEqual(await store.addCounters([{ counter: 'a', add: 5_000_000_000, expires: 9_000 }]), [5_000_000_000])
      assert.deepEqual(await store.addCounters([{ counter: 'a', add: 1, expires: 9_000 }]), [5_000_000_001])
    }))

  it('are swept behind the latest end they were given', () =>
    withStore(make, LAYOUTS, async (store) => {
      await store.addCounters([
        { counter: 'short', add: 1, expires: 2_000 },
        { counter: 'long', add: 1, expires: 3_000 },
      ])
      await store.addCounters([{ counter: 'long', add: 1, expires: 2_000 }])
      while (await store.sweep({ now: 2_000 })) {}
      assert.deepEqual(await store.addCounters([{ counter: 'short', add: 0, expires: 2_000 }]), [1])
      while (await store.sweep({ now: 2_001 })) {}
      assert.deepEqual(
        await store.addCounters([
          { counter: 'short', add: 1, expires: 9_000 },
          { counter: 'long', add: 1, expires: 9_000 },
        ]),
        [1, 3],
      )
    }))
}
