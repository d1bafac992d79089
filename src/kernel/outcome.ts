import type { ErrorCode } from './errors.ts'
import type { Json } from '../contract/schema.ts'

/** Everything that can happen to a call, on every protocol. */
export type Outcome = Success | Failure

export interface Success {
  readonly ok: true
  /**
   * `record`: one record. `page`: a list. `output`: what a command or operation answers. `empty`: nothing to show.
   * `unchanged`: the caller has this revision already (`ifNoneMatch`).
   */
  readonly kind: 'record' | 'page' | 'output' | 'empty' | 'unchanged'
  /** JSON text: a record, an array of records, an output. Empty for `empty` and `unchanged`, and where there is a `value`. */
  readonly body: string
  /** The record, or the array of records, of a read that asked for it as a value. To be read only: what is included twice is one object. */
  readonly value?: unknown
  /** Of the record the call was about. */
  readonly key?: string
  readonly revision?: number
  /** Stands for version, audience and fields of the view: the second half of an entity tag. */
  readonly view?: string
  readonly created?: boolean
  /** The next page's cursor; absent at the end. */
  readonly next?: string
  /** Where a list goes on behind each record of the page, its first and last, or its last; only where they were asked for. */
  readonly cursors?: readonly string[]
  readonly count?: number
  /** The change is done, and what its record was to be shown with could not be read: there it is null, or empty. */
  readonly incomplete?: Problem
  /** This is the stored outcome of an earlier call with the same idempotency key. */
  readonly replayed?: boolean
  readonly notices?: Notices
}

export interface Failure {
  readonly ok: false
  readonly problem: Problem
  readonly replayed?: boolean
  readonly notices?: Notices
}

/** RFC 9457 without the wire: `code` becomes type, status, fault or reason code in each protocol's own table. */
export interface Problem {
  /** Ours, or the code of a fault the contract declares (then `fault` is set). */
  readonly code: ErrorCode | (string & {})
  readonly title: string
  readonly detail?: string
  readonly errors?: readonly FieldError[]
  /** Seconds. */
  readonly retryAfter?: number
  /** A fault the contract declares: which contract, which class, its typed detail. */
  readonly fault?: { readonly contract: string; readonly class: string; readonly detail: { readonly [name: string]: Json } }
  /** More members of ours, such as `limit` or `required`. */
  readonly more?: { readonly [name: string]: Json }
}

export interface FieldError {
  /** RFC 6901 into the input; or the parameter's name, in `parameter`. */
  readonly pointer?: string
  readonly parameter?: string
  readonly detail: string
}

/** What goes along with any answer. */
export interface Notices {
  readonly limits?: readonly LimitState[]
  /** Of the version or operation called, RFC 3339. */
  readonly deprecated?: string
  readonly sunset?: string
  /** The credential ends at this instant; another one is already there. */
  readonly credentialEnds?: string
}

export interface LimitState {
  /** `rate`, `day`, `month`, `concurrency`, `address`. */
  readonly name: string
  /** How many in a window, and the window in seconds. */
  readonly quota: number
  readonly window: number
  readonly remaining: number
  /** Seconds until more. */
  readonly reset: number
}
