import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StepTaken, type RecordRewrite, type Store, type StoredRecord } from '../../src/kernel/ports/store.ts'
import { withStore, type MakeStore } from './harness.ts'
import { allAudit, allEvents, allOrders, bodyOf, change, columnsOf, done, everything, keysOf, LAYOUTS, put, type Sample } from './samples.ts'

const ids = Array.from({ length: 20 }, (_, i) => `k${String(i).padStart(2, '0')}`)
const serial = (value: string) => ({ rule: 'order.serial', value })

/** Sets the state of a record to `Moved`. */
function moved(record: StoredRecord): RecordRewrite {
  const sample: Sample = { ...(JSON.parse(record.body) as Sample), state: 'Moved' }
  return { body: bodyOf(sample), columns: columnsOf(sample), unique: [], released: [] }
}

/** Adds to the note: what shows a step that is done twice. */
function noted(record: StoredRecord): RecordRewrite {
  const sample = JSON.parse(record.body) as Sample
  return { body: bodyOf({ ...sample, note: `${sample.note ?? ''}+` }), columns: columnsOf(sample), unique: [], released: [] }
}

export function rewriteCases(make: MakeStore): void {
  it('passes each record once in key order, in steps, and says when it is at the end', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.toReversed().map((id) => put({ id })) })
      for (const limit of [1, 7, 10, 20, 100]) {
        const seen: string[] = []
        await rewriteAll(store, limit, (record) => void seen.push(record.key))
        assert.deepEqual(seen, ids, `in steps of ${limit}`)
      }
      assert.equal(await store.rewrite('order_line', '', 10, () => undefined), undefined)
    }))

  it('replaces body and columns without a revision, an event or an audit record', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.map((id) => put({ id, state: 'Ready', due: '1' })) })
      await rewriteAll(store, 6, (record) => (record.key === 'k03' ? undefined : moved(record)))
      assert.deepEqual(await store.get('order', 'k02'), { key: 'k02', revision: 1, body: '{"id":"k02","state":"Moved","due":"1"}' })
      assert.deepEqual(await store.get('order', 'k03'), { key: 'k03', revision: 1, body: '{"id":"k03","state":"Ready","due":"1"}' })
      const state = (value: string) => keysOf(store.scan({ table: 'order', index: 'order_by_state_due', equal: [value], reverse: false, limit: 100 }))
      assert.deepEqual(
        await state('vMoved'),
        ids.filter((id) => id !== 'k03'),
      )
      assert.deepEqual(await state('vReady'), ['k03'])
      assert.deepEqual(await allEvents(store), [])
      assert.deepEqual(await allAudit(store), [])
    }))

  it('goes on behind the last key, as after a kill', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.map((id) => put({ id, state: 'Ready' })) })
      const last = await store.rewrite('order', '', 8, moved)
      assert.equal(last, 'k07')
      const rest: string[] = []
      await rewriteAll(store, 8, (record) => void rest.push(record.key), last)
      assert.deepEqual(rest, ids.slice(8))
      assert.equal((await allOrders(store)).filter((record) => record.body.includes('Moved')).length, 8)
    }))

  it('writes nothing of a step in which the function throws', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.map((id) => put({ id, state: 'Ready' })) })
      const before = await everything(store)
      const broken = (record: StoredRecord) => {
        if (record.key === 'k05') throw new Error('k05 has no unit')
        return moved(record)
      }
      await assert.rejects(store.rewrite('order', '', 10, broken), /k05 has no unit/)
      assert.equal(await everything(store), before)
    }))

  it('moves unique values, and stops before a step that would take one from another record', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.slice(0, 3).map((id) => put({ id }, { unique: [serial(id)] })) })
      const rename = (to: (key: string) => string) => (record: StoredRecord) => ({
        body: record.body,
        columns: columnsOf({ id: record.key }),
        unique: [serial(to(record.key))],
        released: [serial(record.key)],
      })
      const before = await everything(store)
      await assert.rejects(
        store.rewrite(
          'order',
          '',
          10,
          rename((key) => (key === 'k00' ? 'x' : 'same')),
        ),
        (error: Error) => ['order.serial', 'same', 'k01'].every((part) => error.message.includes(part)),
      )
      assert.equal(await everything(store), before)
      await store.rewrite(
        'order',
        '',
        10,
        rename((key) => ({ k00: 'k01', k01: 'k02', k02: 'k00' })[key] ?? ''),
      )
      assert.equal(await store.holder(serial('k01')), 'k00')
      assert.equal(await store.holder(serial('k02')), 'k01')
      assert.equal(await store.holder(serial('k00')), 'k02')
    }))

  it('moves a fact on in the same step as the records, and does no step twice', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.map((id) => put({ id, note: '' })) })
      await store.setFact('how far', 'at ')
      const step = (after: string, expected: string) =>
        store.rewrite('order', after, 8, noted, { fact: 'how far', expected, next: ({ last, rewritten }) => `at ${last ?? 'the end'}, ${rewritten}` })
      assert.equal(await step('', 'at '), 'k07')
      assert.equal(await store.fact('how far'), 'at k07, 8')
      const before = await everything(store)
      await assert.rejects(step('', 'at '), StepTaken)
      assert.equal(await everything(store), before)
      assert.equal(await step('k07', 'at k07, 8'), 'k15')
      assert.equal(await step('k15', 'at k15, 8'), undefined)
      assert.equal(await store.fact('how far'), 'at the end, 4')
      assert.deepEqual(
        (await allOrders(store)).map((record) => (JSON.parse(record.body) as Sample).note),
        ids.map(() => '+'),
      )
    }))

  it('moves a fact on in a step that rewrites nothing, and not in one that fails', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.slice(0, 3).map((id) => put({ id }, { unique: [serial(id)] })) })
      await store.setFact('how far', 'a')
      const note = (expected: string, next: string) => ({ fact: 'how far', expected, next: () => next })
      assert.equal(await store.rewrite('order', 'k02', 8, noted, note('a', 'b')), undefined)
      assert.equal(await store.rewrite('order', '', 8, () => undefined, note('b', 'c')), undefined)
      const same = (record: StoredRecord) => ({
        body: record.body,
        columns: columnsOf({ id: record.key }),
        unique: [serial('same')],
        released: [serial(record.key)],
      })
      await assert.rejects(store.rewrite('order', '', 8, same, note('c', 'd')), /same/)
      await assert.rejects(store.rewrite('order', '', 8, noted, note('nothing', 'd')), StepTaken)
      assert.equal(await store.fact('how far'), 'c')
      assert.deepEqual(
        (await allOrders(store)).map((record) => (JSON.parse(record.body) as Sample).note),
        [undefined, undefined, undefined],
      )
    }))

  it('lets only one of two do a step, when both begin it at once', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.map((id) => put({ id, note: '' })) })
      await store.setFact('how far', '')
      const both = await Promise.allSettled(
        [1, 2].map((one) => store.rewrite('order', '', 20, noted, { fact: 'how far', expected: '', next: () => String(one) })),
      )
      assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
      assert.deepEqual(
        (await allOrders(store)).map((record) => (JSON.parse(record.body) as Sample).note),
        ids.map(() => '+'),
      )
    }))

  it('overwrites no change that is made while it runs', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: ids.map((id) => put({ id, state: 'Ready', note: '0' })) })
      let running = true
      const writer = (async () => {
        let round = 0
        while (running && round < 40) {
          round++
          await Promise.all(
            ids.map(async (id) => {
              const now = await store.get('order', id)
              if (!now) return
              const sample = JSON.parse(now.body) as Sample
              await store.commit(change({ writes: [put({ ...sample, note: String(Number(sample.note) + 1) }, { expected: now.revision })] }))
            }),
          )
        }
      })()
      for (let i = 0; i < 5; i++) await rewriteAll(store, 5, moved)
      running = false
      await writer
      await rewriteAll(store, 5, moved)
      for (const record of await allOrders(store)) {
        const sample = JSON.parse(record.body) as Sample
        assert.equal(sample.state, 'Moved')
        // Each change that was acknowledged counted both up: one that a rewrite overwrote would be missing in the body.
        assert.equal(Number(sample.note), record.revision - 1)
      }
    }))
}

async function rewriteAll(store: Store, limit: number, rewrite: (record: StoredRecord) => RecordRewrite | undefined, after = ''): Promise<void> {
  for (let last: string | undefined = after; last !== undefined;) last = await store.rewrite('order', last, limit, rewrite)
}
