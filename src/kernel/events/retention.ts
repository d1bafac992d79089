import type { EventRange, RemovedEvents } from '../ports/store.ts'

/** In `EventRange.removed`: events of any type. */
export const EVERY_TYPE = '*'

/** What a follower asks of the range. */
export interface Followed {
  /** The exact types, as stored, of which its filter may take events; absent: all. */
  readonly types?: ReadonlySet<string>
  /** All events up to it are behind the follower. */
  readonly offset: number
  /** By type, up to where the follower was told already that events are missing. */
  readonly told?: ReadonlyMap<string, number>
}

export interface EventGap {
  /** Of which types events are missing behind the follower's offset, and up to where: what to remember as `told`. */
  readonly missing: readonly RemovedEvents[]
  /** The last offset that is missing. */
  readonly upTo: number
  /** Where to go on: there is no event between the follower's offset and this one, of whatever type. May be the follower's own. */
  readonly from: number
}

/**
 * Rule P4: a cursor replays everything, or says `gap`. Answers what is missing of the follower's types behind its offset;
 * `undefined`: a read of all events behind it is complete for these types. Exact by type: something is missing if and only if
 * an event of one of the types was removed behind the offset, whoever could have seen it.
 *
 * How a follower uses it. Offsets have no holes but those of removal, so a page whose offsets follow on the follower's own one by
 * one is complete, and the end of the log costs no question. Where they do not, it asks for the range, after the
 * page was read and never before: what is removed between the two is then at worst reported though it was read, and never the
 * other way around. Where there is a gap it drops the page, says `gap` once, remembers `missing` as told, moves to `from`
 * and reads again: events of other types, and those behind a hole of their own type, are still there. `from` may be
 * the follower's own offset, so who answers a gap and ends there, as a poll might, has to answer the events behind it too, or
 * else to move to `upTo`: it would be told the same for good.
 */
export function gapFor(range: EventRange, { types, offset, told }: Followed): EventGap | undefined {
  const missing = range.removed.filter(
    ({ type, upTo }) => upTo > offset && upTo > (told?.get(type) ?? 0) && (types === undefined || type === EVERY_TYPE || types.has(type)),
  )
  if (missing.length === 0) return undefined
  return { missing, upTo: Math.max(...missing.map(({ upTo }) => upTo)), from: Math.max(offset, range.first - 1) }
}
