import assert from 'node:assert/strict'
import { it } from 'node:test'
import { KeptLog, ManualClock } from '../../conformance/ports.ts'
import type { Store } from '../../src/kernel/ports/store.ts'
import { startUpkeep } from '../../src/server/upkeep.ts'

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

it('upkeep sweeps every minute, at once again while there is more, and goes on after a failure', async () => {
  const clock = new ManualClock(1_000_000_000_000)
  const log = new KeptLog()
  const asked: { now: number; eventsBefore?: number }[] = []
  const answers: (boolean | Error)[] = [true, true, false, new Error('down'), false]
  const sweep: Store['sweep'] = async (options) => {
    asked.push(options)
    const answer = answers.shift() ?? false
    if (answer instanceof Error) throw answer
    return answer
  }
  const upkeep = startUpkeep({ store: { sweep } as Store, clock, log, events: 1000 })
  clock.advance(59_999)
  assert.equal(asked.length, 0)
  for (let i = 0; i < 5; i++) {
    clock.advance(30)
    await turn()
  }
  assert.equal(asked.length, 3)
  assert.equal(asked[0]?.eventsBefore, (asked[0]?.now ?? 0) - 1000)
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
