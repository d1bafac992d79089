import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StoreUnavailable } from '../../src/kernel/ports/store.ts'
import type { MakeStore } from './harness.ts'
import { allOrders, answer, audit, change, done, event, everything, fullCall, LAYOUTS, put, remove } from './samples.ts'

export function reopenCases(make: MakeStore): void {
  it('finds everything as it was', async () => {
    await using harness = await make()
    let before: string
    {
      await using store = await harness.open(LAYOUTS)
      await done(store, {
        writes: [put({ id: 'a' }, { unique: [{ rule: 'order.serial', value: '1' }] }), put({ id: 'b' })],
        events: [event('1')],
        audit: [audit('1')],
        answer: answer('k'),
      })
      await done(store, { writes: [remove('b')] })
      await store.addCounters([{ counter: 'n', add: 3, expires: 9_000 }])
      before = await everything(store)
    }
    await using store = await harness.open(LAYOUTS)
    assert.equal(await everything(store), before)
    assert.equal(await done(store, { events: [event('2')], audit: [audit('2')] }), 2)
    assert.equal((await store.auditHead()).sequence, 2)
  })

  it('keeps epoch and offsets', async () => {
    await using harness = await make()
    const ranges = []
    for (let i = 0; i < 3; i++) {
      await using store = await harness.open(LAYOUTS)
      ranges.push(await store.eventRange())
    }
    assert.deepEqual(ranges[1], ranges[0])
    assert.deepEqual(ranges[2], ranges[0])
  })

  it('gives two installations two epochs', async () => {
    await using one = await make()
    await using two = await make()
    await using first = await one.open(LAYOUTS)
    await using second = await two.open(LAYOUTS)
    assert.notEqual((await first.eventRange()).epoch, (await second.eventRange()).epoch)
  })

  it('finds every commit that was acknowledged while the store closed, and no other', async () => {
    await using harness = await make()
    const store = await harness.open(LAYOUTS)
    const commits = Promise.allSettled(Array.from({ length: 100 }, (_, i) => store.commit(fullCall(`r${String(i).padStart(3, '0')}`))))
    await store[Symbol.asyncDispose]()
    const acknowledged = (await commits).flatMap((one, i) => (one.status === 'fulfilled' && one.value.ok ? [`r${String(i).padStart(3, '0')}`] : []))
    await using again = await harness.open(LAYOUTS)
    assert.deepEqual(
      (await allOrders(again)).map((record) => record.key),
      acknowledged,
    )
  })

  it('refuses a commit after it was closed, and closes twice without harm', async () => {
    await using harness = await make()
    const store = await harness.open(LAYOUTS)
    await store[Symbol.asyncDispose]()
    await store[Symbol.asyncDispose]()
    await assert.rejects(store.commit(change({ writes: [put({ id: 'late' })] })), StoreUnavailable)
    await assert.rejects(async () => store.ping(), StoreUnavailable)
    await using again = await harness.open(LAYOUTS)
    assert.equal(await again.get('order', 'late'), undefined)
  })
}
