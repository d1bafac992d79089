import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { allAudit, allEvents, allOrders, audit, bodyOf, chained, change, columnsOf, event, failure, FIRST_HASH, fullCall, LAYOUTS, put } from './samples.ts'

export function concurrencyCases(make: MakeStore): void {
  it('fail alone: of 300 at once every third is wrong, and each other one is whole', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.ok((await store.commit(fullCall('taken'))).ok)
      const wrong = (i: number) =>
        [
          change({ ...fullCall(`r${i}`), writes: [put({ id: `r${i}` }), put({ id: 'taken' })] }),
          change({ ...fullCall(`r${i}`), expect: [{ table: 'order', key: 'taken', revision: 5 }] }),
        ][i % 2] ?? change({})
      const results = await Promise.all(Array.from({ length: 300 }, (_, i) => store.commit(i % 3 === 0 ? wrong(i) : fullCall(`r${i}`))))
      const expected = ['taken']
      for (const [i, result] of results.entries()) {
        assert.equal(failure(result), i % 3 === 0 ? 'revision' : 'ok', `change set ${i}`)
        if (result.ok) expected.push(`r${i}`)
      }
      expected.sort()
      assert.deepEqual(
        (await allOrders(store)).map((record) => record.key),
        expected,
      )
      const events = await allEvents(store)
      assert.deepEqual(
        events.map((one) => one.offset),
        expected.map((_, i) => i + 1),
      )
      assert.deepEqual(events.map((one) => one.key).sort(), expected)
      for (const [i, result] of results.entries()) if (result.ok) assert.equal(events[result.offset - 1]?.key, `r${i}`)
      const trail = await allAudit(store)
      assert.deepEqual(trail.map((one) => one.header).sort(), expected.map((id) => `{"what":"${id}"}`).sort())
      let hash = FIRST_HASH
      for (const one of trail) assert.equal(one.hash, (hash = chained(hash, one.header)))
      for (let i = 0; i < 300; i++) assert.equal((await store.answer(`a-r${i}`)) !== undefined, i % 3 !== 0)
    }))

  it('on one record go one after the other: of 40 from the same revision one wins', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.ok((await store.commit(fullCall('a'))).ok)
      for (let revision = 1; revision <= 3; revision++) {
        const results = await Promise.all(
          Array.from({ length: 40 }, (_, i) =>
            store.commit(
              change({ writes: [put({ id: 'a', note: `${revision}.${i}` }, { expected: revision })], events: [event(`${revision}.${i}`, { key: 'a' })] }),
            ),
          ),
        )
        assert.equal(results.filter((result) => result.ok).length, 1)
        const winner = results.findIndex((result) => result.ok)
        assert.deepEqual(await store.get('order', 'a'), { key: 'a', revision: revision + 1, body: bodyOf({ id: 'a', note: `${revision}.${winner}` }) })
      }
      assert.equal((await allEvents(store)).length, 4)
    }))

  it('on one record, sent in order without waiting, all pass in that order', () =>
    withStore(make, LAYOUTS, async (store) => {
      const results = await Promise.all(
        Array.from({ length: 60 }, (_, i) =>
          store.commit(change({ writes: [put({ id: 'a', note: String(i) }, { expected: i })], events: [event(`e${i}`, { key: 'a' })] })),
        ),
      )
      assert.deepEqual(
        results.map((result) => (result.ok ? result.offset : result.failed)),
        results.map((_, i) => i + 1),
      )
      assert.equal((await store.get('order', 'a'))?.revision, 60)
      assert.deepEqual(
        (await allEvents(store)).map((one) => one.id),
        results.map((_, i) => `e${i}`),
      )
    }))

  it('that count one record up with retries lose no step', () =>
    withStore(make, LAYOUTS, async (store) => {
      const step = async () => {
        for (;;) {
          const now = await store.get('order', 'counter')
          const count = now ? Number((JSON.parse(now.body) as { note: string }).note) : 0
          const result = await store.commit(change({ writes: [put({ id: 'counter', note: String(count + 1) }, { expected: now?.revision ?? 0 })] }))
          if (result.ok) return
        }
      }
      await Promise.all(Array.from({ length: 25 }, step))
      assert.deepEqual(await store.get('order', 'counter'), { key: 'counter', revision: 25, body: bodyOf({ id: 'counter', note: '25' }) })
    }))

  it('do not both pass where each expects what the other writes (no write skew)', () =>
    withStore(make, LAYOUTS, async (store) => {
      for (let round = 0; round < 20; round++) {
        const [a, b] = [`a${round}`, `b${round}`]
        const results = await Promise.all([
          store.commit(change({ expect: [{ table: 'order', key: b, revision: 0 }], writes: [put({ id: a })] })),
          store.commit(change({ expect: [{ table: 'order', key: a, revision: 0 }], writes: [put({ id: b })] })),
        ])
        assert.equal(results.filter((result) => result.ok).length, 1)
      }
    }))

  it('are read as one moment: no scan sees one of two records that always change together', () =>
    withStore(make, LAYOUTS, async (store) => {
      const both = (note: string, expected: number) =>
        change({
          writes: ['x', 'y'].map((id) => ({ ...put({ id, note, group: 'pair' }, { expected }), columns: columnsOf({ id, group: 'pair' }) })),
          audit: [audit(note)],
        })
      assert.ok((await store.commit(both('0', 0))).ok)
      let writing = true
      const writer = (async () => {
        for (let i = 1; i <= 60; i++) assert.ok((await store.commit(both(String(i), i))).ok)
        writing = false
      })()
      while (writing) {
        const pair = await store.scan({ table: 'order', index: 'order_by_group', equal: ['vpair'], reverse: false, limit: 10 })
        assert.equal(pair.length, 2)
        assert.equal(pair[0]?.revision, pair[1]?.revision)
        const got = await store.getMany('order', ['x', 'y'])
        assert.equal(got[0]?.revision, got[1]?.revision)
        // A store may answer at once; let the writer run.
        await new Promise(setImmediate)
      }
      await writer
    }))
}
