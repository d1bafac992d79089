import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { allEvents, change, done, event, failure, LAYOUTS, put } from './samples.ts'

export function eventCases(make: MakeStore): void {
  it('have no range before the first', () =>
    withStore(make, LAYOUTS, async (store) => {
      const { epoch, first, last } = await store.eventRange()
      assert.deepEqual([first, last], [0, 0])
      assert.match(epoch, /./)
      assert.deepEqual(await store.events(0, 10), [])
    }))

  it('are numbered from 1 without a hole in the order of commit and of the change set', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.equal(await done(store, { events: [event('a'), event('b')] }), 2)
      assert.equal(await done(store, { writes: [put({ id: 'x' })] }), 0)
      assert.equal(failure(await store.commit(change({ writes: [put({ id: 'x' })], events: [event('never')] }))), 'revision')
      assert.equal(await done(store, { events: [event('c')] }), 3)
      assert.deepEqual(
        (await allEvents(store)).map((one) => [one.offset, one.id]),
        [
          [1, 'a'],
          [2, 'b'],
          [3, 'c'],
        ],
      )
      const { first, last } = await store.eventRange()
      assert.deepEqual([first, last], [1, 3])
    }))

  it('come back as they were given', () =>
    withStore(make, LAYOUTS, async (store) => {
      const draft = { id: 'e1', type: 'order.started', table: 'order', key: 'PO-1', at: 1_790_000_000_123, body: '{"data":{"line":"L1 – ✓"}}' }
      const other = { id: 'e2', type: 'plant.woke-up', table: '', key: '', at: 0, body: '{}' }
      await done(store, { events: [draft, other] })
      assert.deepEqual(await store.events(0, 10), [
        { ...draft, offset: 1 },
        { ...other, offset: 2 },
      ])
    }))

  it('are read in pages behind an offset', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { events: Array.from({ length: 25 }, (_, i) => event(`e${i + 1}`)) })
      const page = async (after: number, limit: number) => (await store.events(after, limit)).map((one) => one.offset)
      assert.deepEqual(await page(0, 3), [1, 2, 3])
      assert.deepEqual(await page(3, 3), [4, 5, 6])
      assert.deepEqual(await page(23, 10), [24, 25])
      assert.deepEqual(await page(25, 10), [])
      assert.deepEqual(await page(1_000, 10), [])
    }))

  it('are never seen with a hole by a reader that follows while 200 commits run', () =>
    withStore(make, LAYOUTS, async (store) => {
      const commits = Promise.all(Array.from({ length: 200 }, (_, i) => store.commit(change({ events: [event(`a${i}`), event(`b${i}`)] }))))
      let cursor = 0
      while (cursor < 400) {
        for (const one of await store.events(cursor, 17)) assert.equal(one.offset, ++cursor)
        await new Promise(setImmediate)
      }
      await commits
      assert.deepEqual(await store.events(cursor, 1), [])
    }))

  it('have an epoch that is the fact of this name, and stays until that is set', () =>
    withStore(make, LAYOUTS, async (store) => {
      const { epoch } = await store.eventRange()
      assert.equal(await store.fact('epoch'), epoch)
      await done(store, { events: [event('a')] })
      assert.equal((await store.eventRange()).epoch, epoch)
      await store.setFact('epoch', 'another')
      assert.equal((await store.eventRange()).epoch, 'another')
    }))
}
