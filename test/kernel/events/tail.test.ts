import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KeptLog, ManualClock } from '../../../conformance/ports.ts'
import type { FollowedEvent } from '../../../src/kernel/events/feed.ts'
import { LogTail, Waiter } from '../../../src/kernel/events/tail.ts'
import type { Store } from '../../../src/kernel/ports/store.ts'

async function atTheEnd(next = 6) {
  const clock = new ManualClock()
  let moved = (): void => {}
  let committed = false
  const store = {
    watch: (told: () => void) => ((moved = told), () => {}),
    eventRange: async () => ({ epoch: 'e', first: 1, last: 5, removed: [] }),
    events: async () => (!committed ? [] : [{ offset: next, table: 'r', type: 't', key: 'K', at: 0, body: '{}' }]),
  } as unknown as Store
  const tail = new LogTail({ store, clock, log: new KeptLog(), epoch: 'e' })
  await tail.grown(new Waiter(), { offset: 0, ms: undefined })
  const told: string[] = []
  const wait = (name: string, ms?: number): Waiter => {
    const waiter = new Waiter()
    void tail.grown(waiter, { offset: 5, ms }).then(() => told.push(name))
    return waiter
  }
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
  return { tail, clock, told, wait, turn, commit: () => ((committed = true), moved()) }
}

describe('who waits at the end of the log', () => {
  it('is not woken because another one leaves', async () => {
    const { tail, told, wait, turn, commit } = await atTheEnd()
    const going = wait('going')
    wait('staying')
    tail.leave(going)
    tail.leave(going)
    await turn()
    assert.deepEqual(told, ['going'])
    commit()
    await turn()
    assert.deepEqual(told, ['going', 'staying'])
    await tail.close()
  })

  it('is told when its own time is over', async () => {
    const { tail, clock, told, wait, turn } = await atTheEnd()
    wait('short', 1_000)
    wait('long', 60_000)
    wait('for good')
    clock.advance(1_000)
    await turn()
    assert.deepEqual(told, ['short'])
    await tail.close()
    await turn()
    assert.deepEqual(told, ['short', 'long', 'for good'])
  })

  it('is given what comes, but looks for itself where something before it is gone', async () => {
    for (const [next, given] of [
      [6, true],
      [8, false],
    ] as const) {
      const { tail, wait, turn, commit } = await atTheEnd(next)
      const waiter = wait('standing')
      waiter.selection = { types: new Set(['t']), pick: (event) => ({ offset: event.offset }) as FollowedEvent }
      waiter.most = 10
      commit()
      await turn()
      assert.equal(waiter.given !== undefined, given, `the next event is ${next}`)
      await tail.close()
    }
  })
})
