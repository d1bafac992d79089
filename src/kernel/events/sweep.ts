import type { EventSize, Store } from '../ports/store.ts'
import { readRemoval, REMOVAL_FACT, type Removal } from './removed.ts'
import { retentionRules, type EventRetention } from './retention-rules.ts'

/** Events that are looked at in one read, and the most that one step removes. */
const PAGE = 1_000
/** Bytes of bodies that one step removes, about: writers wait while it does. */
const STEP_BYTES = 4 * 1024 * 1024

type EventStore = Pick<Store, 'fact' | 'eventRange' | 'eventSizes' | 'removeEvents'>

/**
 * Answers one step of the sweep of the event log: it removes what `retention` lets go, notes by type up to where, in the
 * same commit, and answers whether there is more at once. Bounded work a step.
 *
 * Each rule walks the log once, from the oldest event on, up to the first that is too young for it; how far it is stays in
 * the store. So each event is looked at once a rule, and once more where bytes are counted, and needs no index. An event
 * whose clock was ahead holds those behind it up until it is old enough: never is one removed too early. Several
 * processes may do this on one store: of two steps at once one counts.
 */
export function eventSweep(store: EventStore, retention: EventRetention): (now: number) => Promise<boolean> {
  const rules = retentionRules(retention)
  const most = retention.bytes
  return async (now) => {
    const expected = await store.fact(REMOVAL_FACT)
    const range = await store.eventRange()
    const before = readRemoval(expected, range)
    const start = range.first - 1
    // What was counted is gone, by whatever hand: a count that is off would let everything new go at once.
    const step = new Step(range.first > before.counted ? { ...before, bytes: 0 } : before)
    // Other rules may have let a type go later than these do: every walk looks at what is left.
    const walked = before.rules.join() === rules.names.join() ? [...before.walked] : rules.names.map(() => 0)
    let { counted } = before
    let more = false

    if (most !== undefined) {
      const page = await store.eventSizes(counted, PAGE)
      counted = page.at(-1)?.offset ?? counted
      for (const { bytes } of page) step.bytes += bytes
      step.counted = counted
      more = page.length === PAGE
      if (step.bytes > most && range.first <= range.last) {
        for (const event of await store.eventSizes(start, PAGE)) {
          if (step.bytes <= most || step.full) break
          step.remove(event)
        }
        more ||= step.bytes > most
      }
    }
    for (const [rule, age] of rules.ages.entries()) {
      if (step.full) break
      const from = walked[rule] ?? 0
      const page = await store.eventSizes(Math.max(from, start), PAGE)
      let at = from
      let seen = 0
      for (const event of page) {
        if (event.at >= now - age || step.full) break
        if (rules.ruleOf(event.type) === rule) step.remove(event)
        at = event.offset
        seen++
      }
      walked[rule] = at
      if (seen === PAGE) {
        more = true
        break
      }
    }
    more ||= step.full

    const after: Removal = { every: before.every, removed: step.removed, rules: rules.names, walked, counted, bytes: step.bytes }
    const value = JSON.stringify(after)
    if (value === expected) return false
    const written = await store.removeEvents([...step.gone], { fact: REMOVAL_FACT, value, expected: expected ?? null })
    return written && more
  }
}

/** What one step removes. */
class Step {
  readonly gone = new Set<number>()
  readonly removed: { [type: string]: number }
  bytes: number
  counted: number
  #size = 0

  constructor(before: Removal) {
    this.removed = { ...before.removed }
    this.bytes = before.bytes
    this.counted = before.counted
  }

  get full(): boolean {
    return this.gone.size >= PAGE || this.#size >= STEP_BYTES
  }

  remove({ offset, type, bytes }: EventSize): void {
    if (this.gone.has(offset)) return
    this.gone.add(offset)
    this.#size += bytes
    if (offset <= this.counted) this.bytes -= bytes
    this.removed[type] = Math.max(this.removed[type] ?? 0, offset)
  }
}
