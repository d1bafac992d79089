import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { change, done, failure, LAYOUTS, put, remove } from './samples.ts'

const serial = (value: string) => ({ rule: 'order.serial', value })
const line = (value: string) => ({ rule: 'order.line', value })

export function uniqueCases(make: MakeStore): void {
  it('are held by the record that took them', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1'), line('1')] })] })
      assert.equal(await store.holder(serial('1')), 'a')
      assert.equal(await store.holder(line('1')), 'a')
      assert.equal(await store.holder(serial('2')), undefined)
    }))

  it('are told apart by their rule', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] }), put({ id: 'b' }, { unique: [line('1')] })] })
      assert.equal(await store.holder(serial('1')), 'a')
      assert.equal(await store.holder(line('1')), 'b')
    }))

  it('are refused to another record, with the rule, the value and the holder', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] })] })
      assert.deepEqual(await store.commit(change({ writes: [put({ id: 'b' }, { unique: [line('1'), serial('1')] })] })), {
        ok: false,
        failed: 'unique',
        rule: 'order.serial',
        value: '1',
        holder: 'a',
      })
      assert.equal(await store.holder(line('1')), undefined)
    }))

  it('are refused to the second of two records of one change set', () =>
    withStore(make, LAYOUTS, async (store) => {
      const result = await store.commit(change({ writes: [put({ id: 'a' }, { unique: [serial('1')] }), put({ id: 'b' }, { unique: [serial('1')] })] }))
      assert.deepEqual(result, { ok: false, failed: 'unique', rule: 'order.serial', value: '1', holder: 'a' })
      assert.equal(await store.get('order', 'a'), undefined)
      assert.equal(await store.holder(serial('1')), undefined)
    }))

  it('stay with a record that keeps them through an update', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] })] })
      await done(store, { writes: [put({ id: 'a' }, { expected: 1, unique: [serial('1')], released: [serial('1')] })] })
      assert.equal(await store.holder(serial('1')), 'a')
      assert.equal(failure(await store.commit(change({ writes: [put({ id: 'b' }, { unique: [serial('1')] })] }))), 'unique')
    }))

  it('move with a record from one value to another and leave the old one free', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] })] })
      await done(store, { writes: [put({ id: 'a' }, { expected: 1, unique: [serial('2')], released: [serial('1')] })] })
      assert.equal(await store.holder(serial('1')), undefined)
      assert.equal(await store.holder(serial('2')), 'a')
      await done(store, { writes: [put({ id: 'b' }, { unique: [serial('1')] })] })
      assert.equal(await store.holder(serial('1')), 'b')
    }))

  it('are given up by an update that no longer holds them, and by a delete', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] }), put({ id: 'b' }, { unique: [serial('2')] })] })
      await done(store, { writes: [put({ id: 'a' }, { expected: 1, released: [serial('1')] }), remove('b', { released: [serial('2')] })] })
      assert.equal(await store.holder(serial('1')), undefined)
      assert.equal(await store.holder(serial('2')), undefined)
    }))

  for (const order of ['giver first', 'taker first']) {
    it(`pass from one record to another in one change set, ${order}`, () =>
      withStore(make, LAYOUTS, async (store) => {
        await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] }), put({ id: 'b' })] })
        const writes = [put({ id: 'a' }, { expected: 1, released: [serial('1')] }), put({ id: 'b' }, { expected: 1, unique: [serial('1')] })]
        await done(store, { writes: order === 'giver first' ? writes : writes.reverse() })
        assert.equal(await store.holder(serial('1')), 'b')
      }))
  }

  it('are exchanged by two records in one change set', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] }), put({ id: 'b' }, { unique: [serial('2')] })] })
      await done(store, {
        writes: [
          put({ id: 'a' }, { expected: 1, unique: [serial('2')], released: [serial('1')] }),
          put({ id: 'b' }, { expected: 1, unique: [serial('1')], released: [serial('2')] }),
        ],
      })
      assert.equal(await store.holder(serial('1')), 'b')
      assert.equal(await store.holder(serial('2')), 'a')
    }))

  it('are not taken by half of an exchange', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [serial('1')] }), put({ id: 'b' }, { unique: [serial('2')] })] })
      const half = change({ writes: [put({ id: 'a' }, { expected: 1, unique: [serial('2')], released: [serial('1')] })] })
      assert.deepEqual(await store.commit(half), { ok: false, failed: 'unique', rule: 'order.serial', value: '2', holder: 'b' })
      assert.equal(await store.holder(serial('1')), 'a')
      assert.equal((await store.get('order', 'a'))?.revision, 1)
    }))

  it('go to exactly one of 50 records that want one at the same time', () =>
    withStore(make, LAYOUTS, async (store) => {
      const results = await Promise.all(
        Array.from({ length: 50 }, (_, i) => store.commit(change({ writes: [put({ id: `r${i}` }, { unique: [serial('1')] })] }))),
      )
      assert.equal(results.filter((result) => result.ok).length, 1)
      const winner = `r${results.findIndex((result) => result.ok)}`
      assert.equal(await store.holder(serial('1')), winner)
      for (const result of results) assert.ok(result.ok || (result.failed === 'unique' && result.holder === winner))
      assert.equal(await store.count({ table: 'order', index: null, equal: [], reverse: false }), 1)
    }))
}
