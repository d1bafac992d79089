import type { Json } from '../../contract/schema.ts'

/** Which events a follower wants. All parts must hold. */
export interface EventFilter {
  /** Patterns by segment: `production-order.started`, `production-order.*`, `*`. Any of them; a `*` is one segment, or at the end one or more. */
  readonly types?: readonly string[]
  /** A resource's name in the caller's version: `ProductionOrder`. */
  readonly resource?: string
  /** A record's key. */
  readonly key?: string
  /** On the data as the caller sees them. */
  readonly where?: EventCondition
}

/**
 * `{ "priority": { "$gte": 5 }, "line": "L2" }`: every member holds; a plain value is `$eq`. Names are dotted paths into the
 * data. `$all`, `$any` take a list of conditions, `$not` one.
 */
export type EventCondition = { readonly [path: string]: Json }
