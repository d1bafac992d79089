import type { Credential } from '../../kernel/call.ts'
import type { Notices, Problem } from '../../kernel/outcome.ts'
import type { Results } from './subscriptions/results.ts'

/** A request as GraphQL over HTTP, 5 has it: its members have the right types, and nothing else about it is known. */
export interface GraphqlRequest {
  readonly query?: string
  /** Of a registered document, instead of `query`. */
  readonly documentId?: string
  readonly operationName?: string
  readonly variables?: Variables
  readonly extensions?: { readonly [name: string]: unknown }
}

export type Variables = { readonly [name: string]: unknown }

/** Who asks, and what goes along with each call that is made for it. */
export interface Asker {
  readonly credential: Credential
  readonly address: string
  readonly requestId: string
  /** W3C traceparent. */
  readonly trace?: string
  /** What a delivery of ours gave along, as `Call.hops` has it. */
  readonly hops?: string
  /** Of the request as a whole: the one mutation field has it, each of several with `.` and its number, from 0. */
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
  /** It came by GET, which may not change anything: a mutation is refused with `method-not-allowed`. */
  readonly safe?: boolean
}

export interface GraphqlError {
  readonly message: string
  readonly locations?: readonly { readonly line: number; readonly column: number }[]
  readonly path?: readonly (string | number)[]
  /** The members of the problem document that REST would have answered (RFC 9457). */
  readonly extensions: { readonly [name: string]: unknown }
}

/** GraphQL, 7.1: without `data` nothing was executed. */
export interface GraphqlResult {
  readonly errors?: readonly GraphqlError[]
  readonly data?: { readonly [name: string]: unknown } | null
}

export interface GraphqlAnswer {
  readonly body: GraphqlResult
  /** Why nothing was executed, or why no field could be: decides the HTTP status and its headers. */
  readonly problem?: Problem
  readonly notices?: Notices
  /** Every change in it is the stored outcome of an earlier request. */
  readonly replayed?: boolean
}

/** One version of one contract. */
export interface Engine {
  /** A query or mutation: reads, limits, validates and executes it. Never rejects for what a request holds. */
  execute(request: GraphqlRequest, asker: Asker): Promise<GraphqlAnswer>
  /** Any operation: of a subscription its results, of another one its answer. */
  subscribe(request: GraphqlRequest, asker: Asker): Promise<GraphqlAnswer | Results>
}
