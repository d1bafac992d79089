import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KeptLog, ManualClock } from '../../conformance/ports.ts'
import { OnceProofs } from '../../src/kernel/policies/once.ts'
import type { CounterDelta } from '../../src/kernel/ports/store.ts'
import { Refusal } from '../../src/kernel/refusal.ts'

class SharedCounters {
  readonly totals = new Map<string, number>()
  readonly expires: number[] = []
  fails = false
  waits: () => void = () => {}
  async addCounters(deltas: readonly CounterDelta[]): Promise<readonly number[]> {
    if (this.fails) throw new Error('away')
    this.waits()
    return deltas.map(({ counter, add, expires }) => {
      const total = (this.totals.get(counter) ?? 0) + add
      this.totals.set(counter, total)
      this.expires.push(expires)
      return total
    })
  }
}

function policy(store = new SharedCounters(), clock = new ManualClock()): { store: SharedCounters; clock: ManualClock; once: OnceProofs } {
  return { store, clock, once: new OnceProofs({ store, clock, log: new KeptLog() }) }
}

const use = (once: OnceProofs, of: { made: number; keyId?: string; mark?: string }): Promise<string> =>
  once.use({ kind: 'proof', keyId: 'key00001', holds: true, mark: 'm', ...of }).then(
    () => 'used',
    (error: unknown) => (error instanceof Refusal ? error.problem.code : assert.fail(String(error))),
  )

describe('a proof is good once', () => {
  it('in all processes on one store, each key for itself', async () => {
    const { store, clock, once } = policy()
    const other = policy(store, clock).once
    const made = clock.now()
    assert.deepEqual(await Promise.all([use(once, { made }), use(other, { made }), use(once, { made })]).then((all) => all.toSorted()), [
      'unauthenticated',
      'unauthenticated',
      'used',
    ])
    assert.equal(await use(other, { made, keyId: 'key00002' }), 'used')
    assert.equal(await use(other, { made, mark: 'n' }), 'used')
  })

  it('and kept as long again as it is good, then swept with the other counters', async () => {
    const { store, clock, once } = policy()
    assert.equal(await use(once, { made: clock.now() + 300_000 }), 'used')
    assert.deepEqual(store.expires, [clock.now() + 900_000])
  })

  it('or not at all, where that it was used cannot be noted, or was noted too late', async () => {
    const { store, clock, once } = policy()
    const made = clock.now()
    store.fails = true
    assert.equal(await use(once, { made }), 'unavailable')
    store.fails = false
    store.waits = () => clock.advance(300_001)
    assert.equal(await use(once, { made }), 'unauthenticated')
  })

  it('and one key cannot take the room of others, nor all of them more than there is', async () => {
    const { clock, once } = policy()
    const made = clock.now()
    let mark = 0
    const many = async (keyId: string, count: number): Promise<string[]> => {
      const answers = new Set<string>()
      for (let i = 0; i < count; i++) answers.add(await use(once, { made, keyId, mark: String(mark++) }))
      return [...answers]
    }
    assert.deepEqual(await many('key00001', 20_000), ['used'])
    assert.equal(await use(once, { made, mark: 'more' }), 'rate-limited')
    for (const n of [2, 3, 4, 5]) assert.deepEqual(await many(`key0000${n}`, 20_000), ['used'])
    assert.equal(await use(once, { made, keyId: 'key00006' }), 'unavailable')
    clock.advance(1_000)
    assert.equal(await use(once, { made, keyId: 'key00006' }), 'used')
    assert.deepEqual(await many('key00001', 300), ['used'])
    assert.equal(await use(once, { made, mark: 'again more' }), 'rate-limited')
  })
})
