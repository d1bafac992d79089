import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { allAudit, audit, chained, change, done, failure, FIRST_HASH, LAYOUTS, put } from './samples.ts'

export function auditCases(make: MakeStore): void {
  it('has a head of zeros before the first record', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.deepEqual(await store.auditHead(), { sequence: 0, hash: FIRST_HASH })
      assert.deepEqual(await store.audit(0, 10), [])
    }))

  it('chains each header to the hash before it, whatever letters it holds', () =>
    withStore(make, LAYOUTS, async (store) => {
      const names = ['first', 'ümläut', '😀', 'x'.repeat(5_000)]
      for (const name of names) await done(store, { audit: [audit(name), audit(`${name} again`)] })
      const trail = await allAudit(store)
      assert.deepEqual(
        trail.map((one) => one.sequence),
        [1, 2, 3, 4, 5, 6, 7, 8],
      )
      assert.deepEqual(
        trail.map((one) => one.header),
        names.flatMap((name) => [audit(name).header, audit(`${name} again`).header]),
      )
      let hash = FIRST_HASH
      for (const one of trail) assert.equal(one.hash, (hash = chained(hash, one.header)))
      assert.deepEqual(await store.auditHead(), { sequence: 8, hash })
    }))

  it('gives records back as they were written', () =>
    withStore(make, LAYOUTS, async (store) => {
      const draft = { at: 1_790_000_000_123, header: '{"who":"erp"}', payload: '{"before":null,"after":{"a":1}}', salt: '00ff'.repeat(8) }
      await done(store, { audit: [draft] })
      assert.deepEqual(await store.audit(0, 1), [{ ...draft, sequence: 1, hash: chained(FIRST_HASH, draft.header) }])
    }))

  it('has no record and no gap of a commit that failed', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { writes: [put({ id: 'a' })], audit: [audit('one')] })
      assert.equal(failure(await store.commit(change({ writes: [put({ id: 'a' })], audit: [audit('never')] }))), 'revision')
      await done(store, { audit: [audit('two')] })
      const trail = await allAudit(store)
      assert.deepEqual(
        trail.map((one) => [one.sequence, one.header]),
        [
          [1, '{"what":"one"}'],
          [2, '{"what":"two"}'],
        ],
      )
      assert.equal(trail[1]?.hash, chained(trail[0]?.hash ?? '', trail[1]?.header ?? ''))
    }))

  it('is read in pages behind a sequence number', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { audit: Array.from({ length: 10 }, (_, i) => audit(String(i))) })
      assert.deepEqual(
        (await store.audit(3, 4)).map((one) => one.sequence),
        [4, 5, 6, 7],
      )
      assert.deepEqual(await store.audit(10, 4), [])
    }))

  it('goes on from its head after archived records were dropped, even all of them', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { audit: [audit('1'), audit('2'), audit('3')] })
      const head = await store.auditHead()
      await store.dropAudit(2)
      assert.deepEqual(
        (await allAudit(store)).map((one) => one.sequence),
        [3],
      )
      await store.dropAudit(99)
      assert.deepEqual(await allAudit(store), [])
      assert.deepEqual(await store.auditHead(), head)
      await done(store, { audit: [audit('4')] })
      assert.deepEqual(
        (await allAudit(store)).map((one) => [one.sequence, one.hash]),
        [[4, chained(head.hash, '{"what":"4"}')]],
      )
    }))
}
