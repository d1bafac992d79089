import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import type { Feed } from '../../../src/kernel/events/feed.ts'
import type { World } from '../../../conformance/scenario/world.ts'
import { did } from '../workshop.ts'
import { eventSweep } from '../../../src/kernel/events/sweep.ts'
import { follow, onWorks, order } from './world.ts'

type Step =
  | { readonly do: 'order' | 'start' | 'shift' }
  | { readonly do: 'read'; readonly who: number; readonly most: number }
  | { readonly do: 'reconnect'; readonly who: number }
  | { readonly do: 'later'; readonly ms: number }
  | { readonly do: 'sweep'; readonly age: number; readonly shifts: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('order', 'start', 'shift') }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('read' as const), who: fc.nat(3), most: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reconnect' as const), who: fc.nat(3) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('later' as const), ms: fc.integer({ min: 1, max: 500 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('sweep' as const), age: fc.nat(600), shifts: fc.nat(600) }) },
)

const FILTERS = [undefined, { types: ['order.*'] }, { types: ['shift-began'] }, { types: ['order.started', 'shift-began'] }]

class Reader {
  readonly seen: number[] = []
  /** Where it stood each time it was told that something is gone. */
  readonly gaps: number[] = []
  feed: Feed | undefined
  readonly filter: (typeof FILTERS)[number]
  constructor(filter: (typeof FILTERS)[number]) {
    this.filter = filter
  }

  async read(world: World, most: number): Promise<boolean> {
    this.feed ??= await follow(world, { after: 'first', ...(this.filter && { filter: this.filter }) })
    const at = Number(this.feed.cursor.split(':')[1])
    const got = await this.feed.next({ most, wait: 0 })
    if (got.kind === 'gap') this.gaps.push(at)
    if (got.kind === 'events') this.seen.push(...got.events.map((event) => event.offset))
    assert.notEqual(got.kind, 'end')
    return got.kind === 'gap' || (got.kind === 'events' && got.events.length > 0)
  }
  async reconnect(world: World): Promise<void> {
    if (!this.feed) return
    const after = this.feed.cursor
    this.feed.close()
    this.feed = await follow(world, { after, ...(this.filter && { filter: this.filter }) })
  }
}

describe('the law of cursors', () => {
  it('is that a follower sees each event of its kind once and in order, or was told of the gap it is in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 60 }), async (steps) => {
        await using world = await onWorks()
        const readers = FILTERS.map((filter) => new Reader(filter))
        const opened: string[] = []
        // All begin in front of everything.
        for (const reader of readers) await reader.read(world, 1)
        for (const one of steps) {
          if (one.do === 'order') opened.push(await order(world))
          else if (one.do === 'start') {
            const id = opened.pop()
            if (id !== undefined) await did(world, { operation: 'Order.start', key: id, input: {} })
          } else if (one.do === 'shift') await did(world, { operation: 'beginShift', input: { shift: 'late' } })
          else if (one.do === 'later') world.clock.advance(one.ms)
          else if (one.do === 'read') await readers[one.who]?.read(world, one.most)
          else if (one.do === 'reconnect') await readers[one.who]?.reconnect(world)
          else if (one.do === 'sweep') {
            const sweep = eventSweep(world.store, { age: one.age, types: [{ pattern: 'shift-began', age: one.shifts }] })
            while (await sweep(world.clock.now()));
          }
        }
        for (const reader of readers) while (await reader.read(world, 100));
        const { last } = await world.store.eventRange()
        const all = committed(steps)
        assert.equal(all.length, last)
        for (const reader of readers) {
          const wanted = all.flatMap((type, i) => (wants(reader.filter, type) ? [i + 1] : []))
          assert.deepEqual(
            reader.seen,
            [...new Set(reader.seen)].sort((a, b) => a - b),
            'once and in order',
          )
          const seen = new Set(reader.seen)
          for (const offset of reader.seen) assert.ok(wanted.includes(offset), `${offset} was not wanted`)
          const passed = Number(reader.feed?.cursor.split(':')[1])
          for (const offset of wanted) {
            // A hole is told once, wherever in front of it the reader stood then; what is still in front of the reader it will hear of.
            if (!seen.has(offset) && offset <= passed)
              assert.ok(
                reader.gaps.some((at) => at < offset),
                `${offset} is missing and nobody said so: ${JSON.stringify({ seen: reader.seen, gaps: reader.gaps })}`,
              )
          }
        }
      }),
      { numRuns: 40 },
    )
  })
})

/** The types of all events that these steps commit, in order. */
function committed(steps: readonly Step[]): readonly string[] {
  let open = 0
  return steps.flatMap((one) => {
    if (one.do === 'order') {
      open++
      return ['order.created']
    }
    if (one.do === 'shift') return ['shift-began']
    if (one.do !== 'start' || open === 0) return []
    open--
    return ['order.started']
  })
}

function wants(filter: (typeof FILTERS)[number], type: string): boolean {
  return filter === undefined || filter.types.some((pattern) => pattern === type || (pattern === 'order.*' && type.startsWith('order.')))
}
