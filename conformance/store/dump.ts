import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StoreRefused, type DumpRow, type Store, type TableLayout } from '../../src/kernel/ports/store.ts'
import { withStore, type MakeStore } from './harness.ts'
import {
  allAudit,
  allEvents,
  answer,
  audit,
  chained,
  change,
  claim,
  done,
  event,
  everything,
  failure,
  keysOf,
  LAYOUTS,
  LINE,
  ORDER,
  put,
  putLine,
  remove,
  removeEvents,
} from './samples.ts'

const serial = (value: string) => ({ rule: 'order.serial', value })

/** Something of every kind. */
async function fill(store: Store): Promise<void> {
  await done(store, {
    writes: [put({ id: 'a', state: 'Ready', due: '1' }, { unique: [serial('1')] }), put({ id: 'b' }), putLine('l😀', 'a', '1')],
    events: [event('1', { key: 'a' })],
    audit: [audit('1')],
    answer: answer('k'),
  })
  await done(store, {
    writes: [put({ id: 'a', state: 'Ready', due: '2' }, { expected: 1, unique: [serial('1')], released: [serial('1')] }), remove('b')],
    events: [event('2'), event('3')],
    audit: [audit('2')],
    answer: claim('c'),
  })
  await store.addCounters([{ counter: 'n', add: 7, expires: 9_000 }])
  await store.setFact('contract', '{"ü":1}')
}
async function* rowsOf(rows: readonly DumpRow[]): AsyncGenerator<DumpRow> {
  yield* rows
}

export function dumpCases(make: MakeStore): void {
  it('bring everything into an empty store', () =>
    withStore(make, LAYOUTS, async (source) => {
      await fill(source)
      await using harness = await make()
      await using target = await harness.open(LAYOUTS)
      await target.restore(source.dump())
      assert.equal(await everything(target), await everything(source))
      assert.equal((await target.get('order', 'a'))?.revision, 2)
      assert.deepEqual(await keysOf(target.scan({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false, limit: 9 })), ['a'])
      assert.equal(await target.lastRevision('order', 'b'), 2)
      assert.equal(await target.holder(serial('1')), 'a')
      assert.deepEqual(await allEvents(target), await allEvents(source))
      assert.deepEqual(await allAudit(target), await allAudit(source))
      assert.deepEqual(await target.auditHead(), await source.auditHead())
      assert.deepEqual(await target.answer('c'), await source.answer('c'))
      assert.deepEqual(await target.addCounters([{ counter: 'n', add: 1, expires: 1 }]), [8])
      assert.equal(await target.fact('contract'), '{"ü":1}')
    }))

  it('leave a store that goes on where the other one was', () =>
    withStore(make, LAYOUTS, async (source) => {
      await fill(source)
      const head = await source.auditHead()
      await using harness = await make()
      {
        await using target = await harness.open(LAYOUTS)
        await target.restore(source.dump())
      }
      await using target = await harness.open(LAYOUTS)
      assert.equal(await done(target, { writes: [put({ id: 'a' }, { expected: 2 })], events: [event('4')], audit: [audit('3')] }), 4)
      assert.deepEqual(await target.auditHead(), { sequence: 3, hash: chained(head.hash, '{"what":"3"}') })
      assert.equal(failure(await target.commit(change({ writes: [put({ id: 'b' })] }))), 'revision')
      assert.equal(failure(await target.commit(change({ writes: [put({ id: 'c' }, { unique: [serial('1')] })] }))), 'unique')
      assert.equal(failure(await target.commit(change({ answer: answer('k') }))), 'answer')
    }))

  it('carry offsets and chain on where all events were swept and all audit records archived', () =>
    withStore(make, LAYOUTS, async (source) => {
      await fill(source)
      await source.dropAudit(2)
      assert.ok(await removeEvents(source, [1, 2, 3]))
      await using harness = await make()
      await using target = await harness.open(LAYOUTS)
      await target.restore(source.dump())
      assert.deepEqual(await target.auditHead(), await source.auditHead())
      assert.deepEqual(await target.eventRange(), await source.eventRange())
      assert.equal(await done(target, { events: [event('4')], audit: [audit('3')] }), 4)
      assert.equal((await target.auditHead()).sequence, 3)
    }))

  it('keep audit records whose payload was erased', () =>
    withStore(make, LAYOUTS, async (store) => {
      const header = '{"what":"erased"}'
      const erased = { sequence: 1, at: 5, header, payload: null, salt: null, hash: chained('0'.repeat(64), header) }
      await store.restore(rowsOf([{ row: 'audit', audit: erased }]))
      assert.deepEqual(await store.audit(0, 5), [erased])
      assert.deepEqual(await store.auditHead(), { sequence: 1, hash: erased.hash })
    }))

  it('show one moment, whatever is committed meanwhile', () =>
    withStore(make, LAYOUTS, async (store) => {
      const pair = (note: string, expected: number) =>
        change({ writes: [put({ id: 'a', note }, { expected }), put({ id: 'z', note }, { expected })], events: [event(`e${note}`)] })
      assert.ok((await store.commit(pair('0', 0))).ok)
      await done(store, { writes: Array.from({ length: 500 }, (_, i) => put({ id: `m${i}` })) })
      const notes: string[] = []
      let events = 0
      let expected = 1
      for await (const row of store.dump()) {
        if (row.row === 'record' && ['a', 'z'].includes(row.record.key)) notes.push(row.record.body)
        if (row.row === 'event') events++
        if (expected < 20) assert.ok((await store.commit(pair(String(expected), expected++))).ok)
      }
      assert.equal(notes.length, 2)
      assert.equal(notes[0]?.replace('"a"', '"z"'), notes[1])
      assert.equal(events, Number((JSON.parse(notes[0] ?? '{}') as { note: string }).note) + 1)
    }))

  it('may be left in the middle, without keeping the store from anything', () =>
    withStore(make, LAYOUTS, async (store) => {
      await fill(store)
      for await (const _ of store.dump()) break
      await done(store, { writes: [put({ id: 'later' })] })
    }))

  it('are not restored over data that is there', () =>
    withStore(make, LAYOUTS, async (store) => {
      await fill(store)
      const before = await everything(store)
      await assert.rejects(store.restore(rowsOf([{ row: 'fact', name: 'contract', value: 'other' }])), StoreRefused)
      assert.equal(await everything(store), before)
    }))

  it('that break off leave either nothing or a store that refuses to open', async () => {
    await using harness = await make()
    const rows: DumpRow[] = Array.from({ length: 3_000 }, (_, i) => ({
      row: 'record',
      table: 'order',
      record: { key: `k${i}`, revision: 1, body: `{"id":"k${i}"}` },
      columns: ['z', 'z', 'z'],
    }))
    async function* broken(): AsyncGenerator<DumpRow> {
      yield* rows
      throw new Error('the file ends too early')
    }
    {
      await using store = await harness.open(LAYOUTS)
      await assert.rejects(store.restore(broken()), /the file ends too early/)
    }
    let store: Store | undefined
    try {
      store = await harness.open(LAYOUTS)
      assert.equal(await store.count({ table: 'order', index: null, equal: [], reverse: false }), 0)
    } catch (error) {
      assert.ok(error instanceof StoreRefused, String(error))
    } finally {
      await store?.[Symbol.asyncDispose]()
    }
  })

  it('fill the index columns of the contract that restores, not of the one that dumped', () =>
    withStore(make, LAYOUTS, async (source) => {
      await fill(source)
      const columnsOf = (body: string) => [`v${(JSON.parse(body) as { id: string }).id}`]
      const other: TableLayout = { ...ORDER, columns: ['id'], indexes: [{ name: 'order_by_id', columns: ['id'] }], columnsOf }
      await using harness = await make()
      await using target = await harness.open([other, LINE])
      await target.restore(source.dump())
      assert.deepEqual(await keysOf(target.scan({ table: 'order', index: 'order_by_id', equal: ['va'], reverse: false, limit: 9 })), ['a'])
    }))

  it('carry the tables that the contract no longer has', async () => {
    await using old = await make()
    {
      await using store = await old.open(LAYOUTS)
      await fill(store)
    }
    await using source = await old.open([LINE])
    await using harness = await make()
    {
      await using target = await harness.open([LINE])
      await target.restore(source.dump())
    }
    await using target = await harness.open(LAYOUTS)
    assert.equal((await target.get('order', 'a'))?.revision, 2)
    assert.equal(await target.lastRevision('order', 'b'), 2)
    assert.deepEqual(await keysOf(target.scan({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false, limit: 9 })), ['a'])
  })
}
