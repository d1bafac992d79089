import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { done, keysOf, LAYOUTS, put, putLine } from './samples.ts'

export function readCases(make: MakeStore): void {
  it('answer undefined for what is not there', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' })] })
      assert.equal(await store.get('order', 'b'), undefined)
      assert.equal(await store.get('order', 'A'), undefined)
      assert.equal(await store.get('order', 'a '), undefined)
      assert.equal(await store.get('order_line', 'a'), undefined)
    }))

  it('answer those of many keys that exist', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }), put({ id: 'b' }), put({ id: 'c' }), putLine('b', 'a', '1')] })
      assert.deepEqual((await keysOf(store.getMany('order', ['c', 'no', 'a']))).sort(), ['a', 'c'])
      assert.deepEqual(await store.getMany('order', []), [])
      assert.deepEqual(await store.getMany('order_line', ['b']), [{ key: 'b', revision: 1, body: '{"id":"b","order":"a","position":"1"}' }])
    }))

  it('answer 1,000 keys at once', () =>
    withStore(make, LAYOUTS, async (store) => {
      const ids = Array.from({ length: 1_000 }, (_, i) => `k${String(i).padStart(4, '0')}`)
      await done(store, { writes: ids.map((id) => put({ id })) })
      assert.deepEqual((await keysOf(store.getMany('order', ids))).sort(), ids)
    }))

  it('answer 200 asked at the same time, each its own', () =>
    withStore(make, LAYOUTS, async (store) => {
      const ids = Array.from({ length: 100 }, (_, i) => `k${i}`)
      await done(store, { writes: ids.map((id) => put({ id })) })
      const found = await Promise.all([...ids, ...ids.map((id) => `no-${id}`)].map((id) => store.get('order', id)))
      assert.deepEqual(
        found.map((one) => one?.key),
        [...ids, ...ids.map(() => undefined)],
      )
    }))
}
