import assert from 'node:assert/strict'
import { it } from 'node:test'
import { withStore, type MakeStore } from './harness.ts'
import { LAYOUTS } from './samples.ts'

export function factCases(make: MakeStore): void {
  it('are set, replaced and read', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.equal(await store.fact('contract'), undefined)
      assert.equal(await store.setFact('contract', 'v1'), true)
      assert.equal(await store.setFact('contract', 'v2'), true)
      assert.equal(await store.fact('contract'), 'v2')
      assert.equal(await store.fact('Contract'), undefined)
    }))

  it('are set only from the value that is expected', () =>
    withStore(make, LAYOUTS, async (store) => {
      assert.equal(await store.setFact('f', '1', '0'), false)
      assert.equal(await store.fact('f'), undefined)
      assert.equal(await store.setFact('f', '1', null), true)
      assert.equal(await store.setFact('f', '2', null), false)
      assert.equal(await store.setFact('f', '2', '0'), false)
      assert.equal(await store.fact('f'), '1')
      assert.equal(await store.setFact('f', '2', '1'), true)
      assert.equal(await store.fact('f'), '2')
    }))

  it('are set by exactly one of 40 who expect none', () =>
    withStore(make, LAYOUTS, async (store) => {
      const written = await Promise.all(Array.from({ length: 40 }, (_, i) => store.setFact('secret', `s${i}`, null)))
      assert.equal(written.filter(Boolean).length, 1)
      assert.equal(await store.fact('secret'), `s${written.indexOf(true)}`)
    }))
}
