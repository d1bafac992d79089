import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { ChangeSet } from '../../src/kernel/ports/store.ts'
import { withStore, type MakeStore } from './harness.ts'
import { allAudit, allEvents, answer, audit, change, done, event, everything, failure, fullCall, LAYOUTS, put, putLine, remove } from './samples.ts'

const SERIAL = { rule: 'order.serial', value: '["S1"]' }

/** Each way to fail; each is put first, last and between into an otherwise good change set. */
const FAILURES: readonly { readonly name: string; readonly failed: string; readonly parts: Partial<ChangeSet> }[] = [
  { name: 'a create of a record that is there', failed: 'revision', parts: { writes: [put({ id: 'there' })] } },
  { name: 'an update from another revision', failed: 'revision', parts: { writes: [put({ id: 'there' }, { expected: 7 })] } },
  { name: 'an update of a record that is not there', failed: 'revision', parts: { writes: [put({ id: 'absent' }, { expected: 1 })] } },
  { name: 'a delete from another revision', failed: 'revision', parts: { writes: [remove('there', { expected: 2 })] } },
  { name: 'a delete of a record that is not there', failed: 'revision', parts: { writes: [remove('absent')] } },
  { name: 'an expected revision that is another', failed: 'revision', parts: { expect: [{ table: 'order', key: 'there', revision: 2 }] } },
  { name: 'an expected absence of a record that is there', failed: 'revision', parts: { expect: [{ table: 'order', key: 'there', revision: 0 }] } },
  { name: 'an expected record that is not there', failed: 'revision', parts: { expect: [{ table: 'order', key: 'absent', revision: 1 }] } },
  { name: 'a create that does not count on from the deleted record', failed: 'revision', parts: { writes: [put({ id: 'deleted' })] } },
  { name: 'a unique value that another record holds', failed: 'unique', parts: { writes: [put({ id: 'second' }, { unique: [SERIAL] })] } },
  { name: 'an idempotency key that is taken', failed: 'answer', parts: { answer: answer('taken', { token: 'mine' }) } },
]

export function commitCases(make: MakeStore): void {
  it('writes record, event, audit record and answer together', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.deepEqual(await store.commit(fullCall('one', { state: 'Ready' })), { ok: true, offset: 1 })
      assert.deepEqual(await store.get('order', 'one'), { key: 'one', revision: 1, body: '{"state":"Ready","id":"one"}' })
      assert.deepEqual(await allEvents(store), [{ ...event('e-one', { key: 'one' }), offset: 1 }])
      assert.equal((await allAudit(store))[0]?.header, '{"what":"one"}')
      const { now: _, ...kept } = answer('a-one')
      assert.deepEqual(await store.answer('a-one'), kept)
    }))

  for (const { name, failed, parts } of FAILURES) {
    it(`leaves nothing behind after ${name}`, () =>
      withStore(make, LAYOUTS, async (store) => {
        await done(store, { writes: [put({ id: 'there' }, { unique: [SERIAL] }), put({ id: 'deleted' })], answer: answer('taken') })
        await done(store, { writes: [remove('deleted')] })
        const before = await everything(store)
        const good = fullCall('good')
        const broken: ChangeSet = {
          expect: parts.expect ?? [],
          writes: [put({ id: 'before' }, { unique: [{ rule: 'order.serial', value: '["S2"]' }] }), ...(parts.writes ?? []), ...good.writes],
          events: good.events,
          audit: good.audit,
          answer: parts.answer ?? answer('a-good'),
        }
        assert.equal(failure(await store.commit(broken)), failed)
        assert.equal(await everything(store), before)
        assert.equal(await store.get('order', 'before'), undefined)
        assert.equal(await store.answer('a-good'), undefined)
        assert.deepEqual(await allEvents(store), [])
        assert.deepEqual(await allAudit(store), [])
      }))
  }

  it('names the record that was not as expected', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' })] })
      assert.deepEqual(await store.commit(change({ writes: [put({ id: 'b' }), put({ id: 'a' })] })), {
        ok: false,
        failed: 'revision',
        table: 'order',
        key: 'a',
      })
      assert.deepEqual(await store.commit(change({ expect: [{ table: 'order_line', key: 'l', revision: 3 }] })), {
        ok: false,
        failed: 'revision',
        table: 'order_line',
        key: 'l',
      })
    }))

  it('passes expectations that hold, without writing their records', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' })] })
      await done(store, {
        expect: [
          { table: 'order', key: 'a', revision: 1 },
          { table: 'order', key: 'nothing', revision: 0 },
        ],
        writes: [put({ id: 'b' })],
      })
      assert.equal((await store.get('order', 'a'))?.revision, 1)
      assert.equal((await store.get('order', 'b'))?.revision, 1)
    }))

  it('says first that the idempotency key is taken, since the caller then replays the first answer', () =>
    withStore(make, LAYOUTS, async (store) => {
      const call = change({ writes: [put({ id: 'a' }, { unique: [SERIAL] })], answer: answer('k') })
      assert.equal(failure(await store.commit(call)), 'ok')
      assert.equal(failure(await store.commit(call)), 'answer')
    }))

  it('says that a record changed rather than that its unique value is taken, since the caller then reads again', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' }, { unique: [SERIAL] }), put({ id: 'b' })] })
      assert.equal(failure(await store.commit(change({ writes: [put({ id: 'b' }, { expected: 9, unique: [SERIAL] })] }))), 'revision')
    }))

  it('replaces a record and counts its revision', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a', state: 'Ready' })] })
      await done(store, { writes: [put({ id: 'a', state: 'Running' }, { expected: 1 })] })
      assert.deepEqual(await store.get('order', 'a'), { key: 'a', revision: 2, body: '{"id":"a","state":"Running"}' })
      assert.equal(await store.lastRevision('order', 'a'), 0)
    }))

  it('keeps the last revision of a deleted record, and counts on from it', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.equal(await store.lastRevision('order', 'a'), 0)
      await done(store, { writes: [put({ id: 'a' })] })
      await done(store, { writes: [remove('a')] })
      assert.equal(await store.get('order', 'a'), undefined)
      assert.equal(await store.lastRevision('order', 'a'), 2)
      assert.equal(await store.lastRevision('order_line', 'a'), 0)
      await done(store, { writes: [put({ id: 'a' }, { expected: 0, revision: 3 })] })
      assert.equal((await store.get('order', 'a'))?.revision, 3)
      assert.equal(await store.lastRevision('order', 'a'), 0)
      await done(store, { writes: [remove('a', { expected: 3 })] })
      assert.equal(await store.lastRevision('order', 'a'), 4)
    }))

  it('writes records of several tables in one commit, also under the same key', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'same' }), putLine('same', 'same', '1')] })
      assert.equal((await store.get('order', 'same'))?.body, '{"id":"same"}')
      assert.equal((await store.get('order_line', 'same'))?.body, '{"id":"same","order":"same","position":"1"}')
    }))

  it('takes a change set with nothing in it', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.deepEqual(await store.commit(change({})), { ok: true, offset: 0 })
    }))

  it('takes a change set of 1,000 records with an event and an audit record each', () =>
    withStore(make, LAYOUTS, async (store) => {
      const ids = Array.from({ length: 1_000 }, (_, i) => `r${i}`)
      assert.deepEqual(
        await store.commit(
          change({ writes: ids.map((id) => put({ id })), events: ids.map((id) => event(id, { key: id })), audit: ids.map((id) => audit(id)) }),
        ),
        { ok: true, offset: 1_000 },
      )
      assert.equal(await store.count({ table: 'order', index: null, equal: [], reverse: false }), 1_000)
      assert.deepEqual(
        (await allEvents(store)).map((one) => one.id),
        ids,
      )
      assert.equal((await store.auditHead()).sequence, 1_000)
    }))

  it('is seen by a read as soon as it is acknowledged', () =>
    withStore(make, LAYOUTS, async (store) => {
      for (let i = 0; i < 20; i++) {
        await done(store, { writes: [put({ id: `r${i}`, state: 'Ready', due: String(i) })] })
        assert.equal((await store.get('order', `r${i}`))?.revision, 1)
        assert.equal(await store.count({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false }), i + 1)
      }
    }))

  it('can be written now', () => withStore(make, LAYOUTS, (store) => store.ping()))
}
