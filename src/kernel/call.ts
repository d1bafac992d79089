import type { Json } from '../contract/schema.ts'

/**
 * Everything a caller can ask, on every protocol. A protocol fills it in and does nothing else; the kernel never learns
 * more about the wire than this.
 */
export interface Call {
  /** For audit and metrics; no rule may depend on it. */
  readonly protocol: string
  /** The contract's name (`plant`, `administration`) and the major version the caller speaks. */
  readonly contract: string
  readonly version: string
  /** In that version's own words: `ProductionOrder.get`, `.list`, `.create`, `.update`, `.replace`, `.delete`, `.<command>`; an operation's or a composite's name. */
  readonly operation: string
  /** The record's key, where the operation is about one. For a composite its root's key. */
  readonly key?: string
  /** The body of create and replace, the patch of update, the input of a command or operation. Parsed JSON, unchecked. */
  readonly input?: unknown
  /** How `input` of an update is meant: RFC 7396 (default) or RFC 6902. */
  readonly patch?: 'merge' | 'json'
  readonly query?: ListQuery
  /** What the answer shows: field names; absent is all. */
  readonly fields?: readonly string[]
  /** Dotted paths over references and has-many. Of a change: what the changed record is answered with. */
  readonly include?: readonly string[]
  /** The key of an included reference stays in the answer, beside the record, under the reference's name with `#` before it. */
  readonly referenceKeys?: boolean
  /** A read is answered as a value, for a caller that writes no JSON of it: `Success.value`. */
  readonly asValue?: boolean
  /** Preconditions on the record's revision (RFC 9110, 13). `*`: any current one. */
  readonly ifMatch?: readonly number[] | '*'
  readonly ifNoneMatch?: readonly number[] | '*'
  readonly idempotencyKey?: string
  readonly credential: Credential
  /** The caller's IP address, after trusted proxies. */
  readonly address: string
  readonly requestId: string
  /** W3C traceparent, passed on. */
  readonly trace?: string
  /**
   * What a delivery of ours gave along and the caller shows: says how often what it does went round. Unchecked; tokens of
   * `policies/hops.ts`, separated by spaces. Over HTTP `wire/hops.ts` reads it.
   */
  readonly hops?: string
  readonly signal?: AbortSignal
}

export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'key'; readonly key: string }
  /**
   * What a protocol has checked itself: whether the caller holds what is derived for a key, shown by something that is good
   * once. Never built from what a request merely says.
   */
  | {
      readonly kind: 'proof'
      /** As the request says. */
      readonly keyId: string
      /** `false` is refused, and counted, as a wrong key is. */
      readonly holds: boolean
      /** Milliseconds since 1970, as the caller says and the proof covers. */
      readonly made: number
      /** Tells it from all others of the key. */
      readonly mark: string
    }
  /** The process on behalf of a consumer, with all that its keys may: webhooks. Never built from a wire request. */
  | { readonly kind: 'consumer'; readonly id: string }
  /** The process itself: seeding, command line, flows. Never built from a wire request. */
  | { readonly kind: 'system'; readonly name: string }

export interface ListQuery {
  readonly filter?: readonly Filter[]
  /** One field; `descending` puts the greatest first, nulls last either way. The key breaks ties. */
  readonly sort?: { readonly field: string; readonly descending: boolean }
  /** Records a page; default 50, at most what the plan says (1,000). */
  readonly limit?: number
  readonly cursor?: string
  readonly count?: boolean
  /** Cursors for callers that go on from elsewhere than the end: behind `each` record, the first and the last (`ends`), or the last. */
  readonly cursors?: 'each' | 'ends' | 'last'
}

export interface Filter {
  /** A field, by path in the caller's version. */
  readonly field: string
  readonly operator: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte' | 'in'
  /** Wire text, as in a query string; `in` has several. `null` is the null value. */
  readonly values: readonly (string | null)[]
}

export type Input = { readonly [name: string]: Json }
