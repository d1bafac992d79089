import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { offsetBefore } from '../../../src/kernel/events/seek.ts'
import type { EventSize, Store } from '../../../src/kernel/ports/store.ts'

/** A log whose events came `gaps` ms after one another; of which some are gone. Counts what is asked. */
function logOf(events: readonly { readonly later: number; readonly gone: boolean }[]) {
  let at = 1_000
  const all = events.map(({ later, gone }, i) => ({ offset: i + 1, type: 't', bytes: 1, at: (at += later), gone }))
  const there = all.filter(({ gone }) => !gone)
  let asked = 0
  const store: Pick<Store, 'eventRange' | 'eventSizes'> = {
    eventRange: async () => ({ epoch: 'e', first: there[0]?.offset ?? (all.length === 0 ? 0 : all.length + 1), last: all.length, removed: [] }),
    async eventSizes(after, limit): Promise<readonly EventSize[]> {
      asked++
      return there.filter(({ offset }) => offset > after).slice(0, limit)
    },
  }
  return { store, there, asked: () => asked }
}

const events = fc.array(fc.record({ later: fc.nat({ max: 3 }), gone: fc.boolean() }), { maxLength: 60 })

describe('seeking an instant', () => {
  it('finds the place behind which all events since then are, and none of before', async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.nat({ max: 200 }), async (made, later) => {
        const { store, there } = logOf(made)
        const instant = 995 + later
        const found = await offsetBefore(store, instant)
        assert.deepEqual(
          there.filter(({ offset }) => offset > found),
          there.filter(({ at }) => at >= instant),
        )
      }),
    )
  })

  it('asks as often as the log can be halved', async () => {
    const { store, asked } = logOf(Array.from({ length: 4_096 }, () => ({ later: 1, gone: false })))
    await offsetBefore(store, 3_000)
    assert.ok(asked() <= 13, String(asked()))
  })
})
