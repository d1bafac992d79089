import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ManualClock } from '../../conformance/ports.ts'
import { ProvenKeys, type ProvenKey } from '../../src/kernel/policies/proven.ts'

const PROVEN = { environment: 'live', id: 'a', digest: 'd', entry: { id: 'a' } } as unknown as ProvenKey

describe('keys that were right', () => {
  it('are held for a minute at most', () => {
    const clock = new ManualClock()
    const keys = new ProvenKeys(clock)
    keys.note('one', PROVEN)
    clock.advance(59_000)
    keys.note('two', PROVEN)
    assert.equal(keys.find('one'), PROVEN)
    clock.advance(2_000)
    assert.equal(keys.find('one'), undefined)
    assert.equal(keys.find('two'), undefined)
  })

  it('are a thousand at most', () => {
    const keys = new ProvenKeys(new ManualClock())
    for (let i = 0; i <= 1_000; i++) keys.note(`${i}`, PROVEN)
    assert.equal(keys.find('0'), undefined)
    assert.equal(keys.find('1000'), PROVEN)
  })
})
