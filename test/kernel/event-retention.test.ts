import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { gapFor } from '../../src/kernel/events/retention.ts'
import { readRemoval, REMOVAL_FACT, removedReader } from '../../src/kernel/events/removed.ts'
import { retentionRules, type EventRetention } from '../../src/kernel/events/retention-rules.ts'
import { eventSweep } from '../../src/kernel/events/sweep.ts'
import type { EventRange, EventSize, Store } from '../../src/kernel/ports/store.ts'

const TYPES = ['order.created', 'order.changed', 'order.started', 'machine.telemetry', 'plant.woke-up']
const PATTERNS = ['order.*', 'order.started', 'machine.telemetry', '*.changed', 'plant.*']

/** The log of a store as a list, with all that ever was in it beside. */
class LogModel implements Pick<Store, 'fact' | 'eventRange' | 'eventSizes' | 'removeEvents'> {
  readonly ever: EventSize[] = []
  there: EventSize[] = []
  value: string | undefined
  /** The most events that one call removed, and the most that one read answered. */
  removedAtOnce = 0
  calls = 0
  readonly #removed = removedReader()

  add(type: string, at: number, bytes: number): void {
    const event = { offset: this.ever.length + 1, type, at, bytes }
    this.ever.push(event)
    this.there.push(event)
  }
  get bytes(): number {
    return this.there.reduce((sum, { bytes }) => sum + bytes, 0)
  }
  range(): EventRange {
    const last = this.ever.length
    const first = this.there[0]?.offset ?? (last === 0 ? 0 : last + 1)
    return { epoch: 'e', first, last, removed: this.#removed(this.value, { first }) }
  }
  async fact(name: string): Promise<string | undefined> {
    return name === REMOVAL_FACT ? this.value : undefined
  }
  async eventRange(): Promise<EventRange> {
    return this.range()
  }
  async eventSizes(after: number, limit: number): Promise<readonly EventSize[]> {
    this.calls++
    return this.there.filter(({ offset }) => offset > after).slice(0, limit)
  }
  async removeEvents(offsets: readonly number[], note: { readonly value: string; readonly expected: string | null }): Promise<boolean> {
    if ((this.value ?? null) !== note.expected) return false
    this.removedAtOnce = Math.max(this.removedAtOnce, offsets.length)
    const gone = new Set(offsets)
    assert.equal(gone.size, offsets.length)
    this.value = note.value
    this.there = this.there.filter(({ offset }) => !gone.has(offset))
    return true
  }
}

/** As a follower does: offsets have no holes but those of removal. */
function isWhole(events: readonly EventSize[], offset: number): boolean {
  return (events.at(-1)?.offset ?? offset) === offset + events.length
}

async function sweepOut(log: LogModel, retention: EventRetention, now: number): Promise<number> {
  const step = eventSweep(log, retention)
  let steps = 1
  while (await step(now)) assert.ok(++steps < 200, 'the sweep does not end')
  return steps
}

const retentionOf = fc.record(
  {
    age: fc.integer({ min: 1, max: 400 }),
    types: fc.uniqueArray(fc.record({ pattern: fc.constantFrom(...PATTERNS), age: fc.integer({ min: 1, max: 400 }) }), { selector: ({ pattern }) => pattern }),
    bytes: fc.integer({ min: 0, max: 400 }),
  },
  { requiredKeys: ['age'] },
)
type Act =
  | { readonly add: readonly { readonly type: string; readonly step: number; readonly bytes: number }[] }
  | { readonly sweep: EventRetention; readonly steps: number }
const acts: fc.Arbitrary<readonly Act[]> = fc.array(
  fc.oneof(
    fc.record({
      add: fc.array(
        // Now and then the clock steps back.
        fc.record({ type: fc.constantFrom(...TYPES), step: fc.integer({ min: -15, max: 40 }), bytes: fc.integer({ min: 0, max: 30 }) }),
        { maxLength: 20 },
      ),
    }),
    fc.record({ sweep: retentionOf, steps: fc.integer({ min: 1, max: 4 }) }),
  ),
  { maxLength: 15 },
)

/** Plays a life of a log; answers it with its last instant. */
async function live(all: readonly Act[]): Promise<{ readonly log: LogModel; readonly now: number }> {
  const log = new LogModel()
  let now = 1_000
  for (const act of all) {
    if ('add' in act) for (const { type, step, bytes } of act.add) log.add(type, (now += step), bytes)
    else {
      const step = eventSweep(log, act.sweep)
      for (let i = 0; i < act.steps; i++) await step(now)
    }
  }
  return { log, now }
}

describe('a follower of a log with holes (P4)', () => {
  it('is told of a gap if and only if an event of its types is gone behind its offset, whatever was removed when', () =>
    fc.assert(
      fc.asyncProperty(acts, fc.subarray(TYPES), fc.nat(300), async (all, some, at) => {
        const { log } = await live(all)
        const types = new Set(some)
        const offset = Math.min(at, log.ever.length)
        const gap = gapFor(log.range(), { types, offset })
        const behind = (events: readonly EventSize[]) => events.filter((one) => one.offset > offset && types.has(one.type))
        const missing = behind(log.ever).filter((one) => !log.there.includes(one))
        assert.equal(gap !== undefined, missing.length > 0)
        if (!gap) return
        assert.equal(gap.upTo, missing.at(-1)?.offset)
        assert.deepEqual(new Set(gap.missing.map(({ type }) => type)), new Set(missing.map(({ type }) => type)))
        for (const { type, upTo } of gap.missing) assert.equal(upTo, missing.findLast((one) => one.type === type)?.offset)
        // Nothing that is still there is passed over.
        assert.ok(gap.from >= offset)
        assert.ok(log.there.every((one) => one.offset <= offset || one.offset > gap.from))
      }),
      { numRuns: 400 },
    ))

  it('hears of each hole once, and gets every event of its types or was told, while sweeps run between its steps', () =>
    fc.assert(
      fc.asyncProperty(acts, fc.subarray(TYPES, { minLength: 1 }), fc.integer({ min: 1, max: 7 }), async (all, some, page) => {
        const log = new LogModel()
        const types = new Set(some)
        const told = new Map<string, number>()
        const got = new Set<number>()
        let offset = 0
        let now = 1_000
        const follow = async (sweepBetween: () => Promise<unknown>): Promise<void> => {
          const events = await log.eventSizes(offset, page)
          await sweepBetween()
          if (!isWhole(events, offset)) {
            const gap = gapFor(log.range(), { types, offset, told })
            if (gap) {
              for (const { type, upTo } of gap.missing) {
                assert.ok(upTo > (told.get(type) ?? 0))
                told.set(type, upTo)
              }
              offset = gap.from
              return
            }
          }
          for (const one of events) if (types.has(one.type)) got.add(one.offset)
          offset = events.at(-1)?.offset ?? offset
        }
        for (const act of all) {
          if ('add' in act) for (const { type, step, bytes } of act.add) log.add(type, (now += step), bytes)
          const step = 'sweep' in act ? eventSweep(log, act.sweep) : async () => false
          await follow(() => step(now))
        }
        for (let i = 0; i < 400 && offset < (log.there.at(-1)?.offset ?? 0); i++) await follow(async () => {})
        for (const one of log.ever)
          if (types.has(one.type) && one.offset <= offset)
            assert.ok(got.has(one.offset) || one.offset <= (told.get(one.type) ?? 0), `${one.offset} ${one.type}`)
        // What is still there was never passed over.
        for (const one of log.there) if (types.has(one.type)) assert.ok(got.has(one.offset))
      }),
      { numRuns: 400 },
    ))

  it('of all types is told of any; of a log that was swept before this was noted by type, of everything up to there', () => {
    const range = {
      epoch: 'e',
      first: 5,
      last: 9,
      removed: [
        { type: '*', upTo: 4 },
        { type: 'a', upTo: 7 },
      ],
    }
    assert.equal(gapFor(range, { offset: 7 }), undefined)
    assert.deepEqual(gapFor(range, { offset: 6 })?.missing, [{ type: 'a', upTo: 7 }])
    assert.equal(gapFor(range, { offset: 4, types: new Set(['b']) }), undefined)
    assert.deepEqual(gapFor(range, { offset: 3, types: new Set(['b']) }), { missing: [{ type: '*', upTo: 4 }], upTo: 4, from: 4 })
    assert.deepEqual(removedReader()(undefined, { first: 5 }), [{ type: '*', upTo: 4 }])
    assert.deepEqual(removedReader()(undefined, { first: 1 }), [])
    assert.deepEqual(removedReader()(undefined, { first: 0 }), [])
  })

  it('is told of a hole of another type though it was told of one that reaches further', () => {
    const told = new Map([['a', 100]])
    const removed = [
      { type: 'a', upTo: 100 },
      { type: 'b', upTo: 80 },
    ]
    const range = { epoch: 'e', first: 20, last: 200, removed }
    assert.deepEqual(gapFor(range, { offset: 30, told })?.missing, [{ type: 'b', upTo: 80 }])
    assert.equal(gapFor(range, { offset: 30, told: told.set('b', 80) }), undefined)
    assert.deepEqual(gapFor({ ...range, removed: [{ type: 'a', upTo: 101 }] }, { offset: 30, told })?.upTo, 101)
  })
})

describe('the sweep of the log', () => {
  it('leaves nothing that is over, removes nothing that is not, keeps under the limit of bytes, and counts them right', () =>
    fc.assert(
      fc.asyncProperty(acts, retentionOf, async (all, retention) => {
        const { log, now } = await live(all.map((act) => ('add' in act ? { add: act.add.map((one) => ({ ...one, step: Math.abs(one.step) })) } : act)))
        const before = log.there
        await sweepOut(log, retention, now)
        const rules = retentionRules(retention)
        const isOver = ({ type, at }: EventSize): boolean => at < now - (rules.ages[rules.ruleOf(type)] ?? 0)
        assert.deepEqual(log.there.filter(isOver), [])
        const early = before.filter((one) => !log.there.includes(one) && !isOver(one))
        if (retention.bytes === undefined) assert.deepEqual(early, [])
        else {
          assert.ok(log.bytes <= retention.bytes)
          const state = readRemoval(log.value, log.range())
          assert.equal(state.bytes, log.bytes)
          // Only as many as it takes, from the oldest on.
          const last = early.at(-1)
          if (last) {
            assert.ok(log.there.every((one) => one.offset > last.offset))
            assert.ok(log.bytes + last.bytes > retention.bytes || before.filter(isOver).some((one) => one.offset > last.offset))
          }
        }
      }),
      { numRuns: 400 },
    ))

  it('never removes an event too early, also where the clock stepped back', () =>
    fc.assert(
      fc.asyncProperty(acts, retentionOf, async (all, { bytes: _, ...retention }) => {
        const { log, now } = await live(all.filter((act) => 'add' in act))
        await sweepOut(log, retention, now)
        const rules = retentionRules(retention)
        for (const one of log.ever) if (one.at >= now - (rules.ages[rules.ruleOf(one.type)] ?? 0)) assert.ok(log.there.includes(one))
      }),
    ))

  it('does bounded work a step, and none that it has done already', async () => {
    const log = new LogModel()
    for (let i = 0; i < 10_000; i++) log.add(i % 10 === 0 ? 'order.started' : 'machine.telemetry', i, 10)
    const retention = { age: 1_000_000, types: [{ pattern: 'machine.*', age: 1 }] }
    const step = eventSweep(log, retention)
    assert.equal(await step(20_000), true)
    assert.equal(await sweepOut(log, retention, 20_000), 10)
    assert.ok(log.removedAtOnce <= 1_000)
    assert.equal(log.there.length, 1_000)
    log.calls = 0
    const { value } = log
    assert.equal(await step(20_000), false)
    assert.equal(log.value, value)
    assert.equal(log.calls, 2)
  })

  it('removes about 4 MiB of bodies a step, one that is larger too', async () => {
    const log = new LogModel()
    for (let i = 0; i < 10; i++) log.add('a.b', i, 3 * 1024 * 1024)
    const step = eventSweep(log, { age: 1 })
    assert.equal(await step(1_000), true)
    assert.equal(log.there.length, 8)
    assert.equal(await sweepOut(log, { age: 1 }, 1_000), 5)
    assert.deepEqual(log.there, [])
  })

  it('looks at all that is left where the rules are others than before', async () => {
    const log = new LogModel()
    for (let i = 0; i < 20; i++) log.add(i % 2 === 0 ? 'order.started' : 'plant.woke-up', i, 1)
    await sweepOut(log, { age: 5, types: [{ pattern: 'order.*', age: 1_000 }] }, 100)
    assert.deepEqual(new Set(log.there.map(({ type }) => type)), new Set(['order.started']))
    await sweepOut(log, { age: 5 }, 100)
    assert.deepEqual(log.there, [])
    assert.deepEqual(
      new Map(log.range().removed.map(({ type, upTo }) => [type, upTo])),
      new Map([
        ['order.started', 19],
        ['plant.woke-up', 20],
      ]),
    )
  })

  it('does not let new events go for bytes that are not there any more', async () => {
    const log = new LogModel()
    for (let i = 0; i < 5; i++) log.add('a.b', 0, 100)
    await sweepOut(log, { age: 1_000, bytes: 1_000 }, 10)
    // Somebody emptied the table by hand.
    log.there = []
    for (let i = 0; i < 9; i++) log.add('a.b', 0, 100)
    await sweepOut(log, { age: 1_000, bytes: 1_000 }, 10)
    assert.equal(log.there.length, 9)
    assert.equal(readRemoval(log.value, log.range()).bytes, 900)
  })

  it('goes on from what another process noted, and leaves a step alone that another one has done meanwhile', async () => {
    const log = new LogModel()
    for (let i = 0; i < 3_000; i++) log.add('a.b', 0, 1)
    const [one, other] = [eventSweep(log, { age: 1 }), eventSweep(log, { age: 1 })]
    const answers = await Promise.all([one(100), other(100)])
    assert.deepEqual(answers.sort(), [false, true])
    assert.equal(log.there.length, 2_000)
    assert.equal(await other(100), true)
    assert.equal(log.there.length, 1_000)
  })
})

describe('the age of a type', () => {
  it('is that of the pattern with the most segments that are no star, then the longer one, then the first', () => {
    const rules = retentionRules({
      age: 0,
      types: ['*.started', 'order.*', 'order.started', '*', '*.*', 'a.*.c', 'a.b.*'].map((pattern, i) => ({ pattern, age: i + 1 })),
    })
    const age = (type: string): number | undefined => rules.ages[rules.ruleOf(type)]
    assert.deepEqual(['order.started', 'order.changed', 'plant.started', 'plant.other', 'plant', 'a.b.c', 'a.b.d'].map(age), [3, 2, 1, 5, 4, 6, 7])
    assert.equal(retentionRules({ age: 9 }).ages[retentionRules({ age: 9 }).ruleOf('x')], 9)
  })
})
