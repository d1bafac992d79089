import type { Call } from '../call.ts'
import type { Problem } from '../outcome.ts'
import type { Hops } from '../policies/hops.ts'
import type { EventFilter } from './filter.ts'

/** Everything a follower of the event log can ask, on every protocol: the `Call` of events. */
export interface FollowCall extends Pick<Call, 'protocol' | 'contract' | 'version' | 'credential' | 'address' | 'requestId' | 'signal'> {
  /** In the words of the caller's version; unchecked. Absent: every event that the caller may see. */
  readonly filter?: EventFilter
  /** Go on behind this cursor (`epoch:offset`); `first`: from the oldest event there is; `now`, or absent: only what comes. */
  readonly after?: string
  /** `poll`: one answer, which takes one token as a read does. `stream`: open until somebody ends it; takes one token, and one of the plan's streams. */
  readonly kind: 'poll' | 'stream'
}

/** An event as one caller sees it: its version's words, its audience's fields. The same object for all callers with the same view. */
export interface FollowedEvent {
  /** The position behind this event: what to follow on from. */
  readonly cursor: string
  readonly offset: number
  /** The same for every delivery of this event. Has no `.` in it. */
  readonly id: string
  /** `production-order.started`. */
  readonly type: string
  /** RFC 3339, UTC. */
  readonly time: string
  /** `production-orders/PO-10000001`; absent for an event of no record. */
  readonly subject?: string
  /** The record's key; empty for an event of no record. */
  readonly key: string
  /** Events with the same one keep their order, on every way out. Empty: of no record. */
  readonly orderingKey: string
  /** W3C traceparent of the call that caused it. */
  readonly trace?: string
  /** How often what caused it went out by a webhook of ours and came back as a call; absent: never. Only the count is for readers. */
  readonly hops?: Hops
  /** JSON text. */
  readonly data: string
}

/** What a feed answers. */
export type FeedStep =
  /**
   * Events in order, at most as many as asked for. `cursor`: all events up to it were seen, those that the filter dropped too.
   * No events: the time asked for is over. `more`: others wait already, as far as is known.
   */
  | { readonly kind: 'events'; readonly events: readonly FollowedEvent[]; readonly cursor: string; readonly more: boolean }
  /**
   * Events behind the follower's cursor are gone: removed by retention, or of another epoch (the store was restored). The feed
   * goes on behind `cursor`, in front of the first event that is still there. Said once for each hole.
   */
  | { readonly kind: 'gap'; readonly reason: 'retention' | 'epoch'; readonly asked: string; readonly cursor: string }
  /** The credential ended, was revoked or lost its rights, or Busbar stops (`unavailable`). Nothing comes after it. */
  | { readonly kind: 'end'; readonly problem: Problem }

/** One follower. Pulls: who does not ask is sent nothing, and holds up nobody. */
export interface Feed {
  /** Where it stands: all events up to it were answered or dropped by the filter. */
  readonly cursor: string
  /**
   * The next step; pending until there is one. `most`: events at most, default 256. `wait`: milliseconds after which it
   * answers without events; absent: it waits for good. One call at a time.
   */
  next(options?: { readonly most?: number; readonly wait?: number }): Promise<FeedStep>
  /** Ends it and gives back what it holds of the plan; a pending `next` answers `end`. More than once does nothing. */
  close(): void
}
