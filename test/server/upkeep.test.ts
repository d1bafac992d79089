import assert from 'node:assert/strict'
import { it } from 'node:test'
import { KeptLog, ManualClock } from '../../conformance/ports.ts'
import type { EventSize, Store } from '../../src/kernel/ports/store.ts'
import { retentionOf, startUpkeep } from '../../src/server/upkeep.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A store of which upkeep sees only this. */
function storeOf(parts: Partial<Store>): Store {
  return {
    sweep: async () => false,
    fact: async () => undefined,
    eventRange: async () => ({ epoch: 'e', first: 0, last: 0, removed: [] }),
    eventSizes: async () => [],
    removeEvents: async () => true,
    ...parts,
  } as Store
}

it('upkeep sweeps every minute, at once again while there is more, and goes on after a failure', async () => {
  const clock = new ManualClock(1_000_000_000_000)
  const log = new KeptLog()
  const asked: { now: number }[] = []
  const answers: (boolean | Error)[] = [true, true, false, new Error('down'), false]
  const sweep: Store['sweep'] = async (options) => {
    asked.push(options)
    const answer = answers.shift() ?? false
    if (answer instanceof Error) throw answer
    return answer
  }
  const upkeep = startUpkeep({ store: storeOf({ sweep }), clock, log, retention: { age: 1000 } })
  clock.advance(59_999)
  assert.equal(asked.length, 0)
  for (let i = 0; i < 5; i++) {
    clock.advance(30)
    await turn()
  }
  assert.equal(asked.length, 3)
  clock.advance(60_000)
  await turn()
  assert.equal(log.entries.filter((entry) => entry.level === 'warn').length, 1)
  clock.advance(60_000)
  await turn()
  assert.equal(asked.length, 5)
  await upkeep.stop()
  clock.advance(600_000)
  await turn()
  assert.equal(asked.length, 5)
})

it('upkeep removes the events whose age is over, and goes on at once where a step was full', async () => {
  const clock = new ManualClock(1_000_000_000_000)
  const start = clock.now()
  let events: readonly EventSize[] = Array.from({ length: 2_500 }, (_, i) => ({ offset: i + 1, type: 'a.b', at: start + i, bytes: 2 }))
  let fact: string | undefined
  const store = storeOf({
    fact: async () => fact,
    eventRange: async () => ({ epoch: 'e', first: events[0]?.offset ?? 2_501, last: 2_500, removed: [] }),
    eventSizes: async (after, limit) => events.filter(({ offset }) => offset > after).slice(0, limit),
    async removeEvents(offsets, { value }) {
      fact = value
      events = events.filter(({ offset }) => !offsets.includes(offset))
      return true
    },
  })
  const upkeep = startUpkeep({ store, clock, log: new KeptLog(), retention: { age: 58_000 } })
  clock.advance(60_000)
  await turn()
  assert.equal(events.length, 1_500)
  clock.advance(20)
  await turn()
  assert.equal(events.length, 500)
  clock.advance(20)
  await turn()
  assert.equal(events.length, 460)
  clock.advance(59_999)
  await turn()
  assert.equal(events.length, 460)
  clock.advance(1)
  await turn()
  assert.equal(events.length, 0)
  await upkeep.stop()
})

it('what an app file says of retention is what the sweep gets', () => {
  assert.deepEqual(retentionOf({ retention: { events: 5, eventBytes: undefined, types: undefined } }), { age: 5, types: [] })
  assert.deepEqual(retentionOf({ retention: { events: 5, eventBytes: 9, types: { 'a.*': 7 } } }), { age: 5, bytes: 9, types: [{ pattern: 'a.*', age: 7 }] })
})
