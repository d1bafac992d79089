import assert from 'node:assert/strict'
import { it } from 'node:test'
import { CLAIM_KEPT_MS } from '../../src/kernel/ports/store.ts'
import { withStore, type MakeStore } from './harness.ts'
import { answer, change, claim, done, failure, LAYOUTS, put } from './samples.ts'

export function answerCases(make: MakeStore): void {
  it('are not there before they were written', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.equal(await store.answer('k'), undefined)
    }))

  it('are claimed by one of 50 calls at the same time', () =>
    withStore(make, LAYOUTS, async (store) => {
      const results = await Promise.all(Array.from({ length: 50 }, (_, i) => store.commit(change({ answer: claim('k', { token: `t${i}` }) }))))
      assert.equal(results.filter((result) => result.ok).length, 1)
      for (const result of results) assert.ok(result.ok || result.failed === 'answer')
      assert.equal((await store.answer('k'))?.token, `t${results.findIndex((result) => result.ok)}`)
    }))

  it('replace the claim whose token they name, together with the effect', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { answer: claim('k', { token: 'mine' }) })
      assert.equal((await store.answer('k'))?.state, 'claimed')
      await done(store, { writes: [put({ id: 'a' })], answer: answer('k', { token: 'mine', replaces: 'mine' }) })
      const { now: _, ...kept } = answer('k', { token: 'mine' })
      assert.deepEqual(await store.answer('k'), kept)
    }))

  it('do not replace a claim whose token is another: who was paused too long writes nothing', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { answer: claim('k', { token: 'old' }) })
      await done(store, { answer: claim('k', { token: 'new', replaces: 'old' }) })
      assert.equal(failure(await store.commit(change({ writes: [put({ id: 'a' })], answer: answer('k', { token: 'old', replaces: 'old' }) }))), 'answer')
      assert.equal(await store.get('order', 'a'), undefined)
      assert.equal((await store.answer('k'))?.token, 'new')
    }))

  it('replace a done one that has expired', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { answer: answer('k', { until: 2_000 }) })
      assert.equal(failure(await store.commit(change({ answer: answer('k', { now: 2_000, until: 9_000 }) }))), 'answer')
      await done(store, { answer: answer('k', { now: 2_001, until: 9_000, outcome: '"second"' }) })
      assert.equal((await store.answer('k'))?.outcome, '"second"')
    }))

  it('never replace a claim that has expired without its token, since it may have had an effect', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { answer: claim('k', { until: 2_000 }) })
      assert.equal(failure(await store.commit(change({ answer: claim('k', { now: 99_000, until: 100_000 }) }))), 'answer')
      assert.equal(failure(await store.commit(change({ answer: answer('k', { now: 99_000, until: 100_000 }) }))), 'answer')
      await done(store, { answer: claim('k', { now: 99_000, until: 100_000, token: 'next', replaces: 'token of k' }) })
    }))

  it('are read also where they have expired', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { answer: answer('k', { until: 1 }) })
      assert.equal((await store.answer('k'))?.until, 1)
    }))

  it('are swept once they have expired, a claim only a day after its lease', () =>
    withStore(make, LAYOUTS, async (store) => {
      await done(store, { answer: answer('done', { until: 2_000 }) })
      await done(store, { answer: claim('claim', { until: 2_000 }) })
      while (await store.sweep({ now: 2_000 })) {}
      assert.equal((await store.answer('done'))?.state, 'done')
      while (await store.sweep({ now: 2_001 })) {}
      assert.equal(await store.answer('done'), undefined)
      while (await store.sweep({ now: 2_000 + CLAIM_KEPT_MS })) {}
      assert.equal((await store.answer('claim'))?.state, 'claimed')
      while (await store.sweep({ now: 2_001 + CLAIM_KEPT_MS })) {}
      assert.equal(await store.answer('claim'), undefined)
    }))
}
