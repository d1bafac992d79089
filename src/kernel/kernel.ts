import type { ContractData } from '../contract/data.ts'
import type { Call } from './call.ts'
import type { Feed, FollowCall } from './events/feed.ts'
import type { CursorCall, NamedCursor } from './events/named.ts'
import type { Failure, Notices, Outcome } from './outcome.ts'

/** The waist. Protocols, flows and the command line know this and nothing behind it. */
export interface Kernel extends AsyncDisposable {
  /** What is served: the user's contract and Busbar's own administration. */
  readonly contracts: readonly ContractData[]
  /** Never rejects: whatever goes wrong is an outcome. */
  handle(call: Call): Promise<Outcome>
  /**
   * Each call has its own outcome, in order, and takes its own token; together they count as one that is running. `atomic`:
   * one change set, all or none. `idempotencyKey`: of an atomic batch as a whole; else each change has it, with `.` and its number.
   */
  batch(calls: readonly Call[], options: { readonly atomic: boolean; readonly idempotencyKey?: string }): Promise<readonly Outcome[]>
  /**
   * A list without pages: its records as JSON texts, a chunk at a time, under one limit token. `fields`: the top-level
   * fields that this caller is shown, for formats with columns; absent: all that the version has.
   */
  stream(
    call: Call,
  ): Promise<
    Failure | { readonly ok: true; readonly records: AsyncIterable<readonly string[]>; readonly fields?: readonly string[]; readonly notices?: Notices }
  >
  /**
   * Follows the event log: what the caller may see of it, from where it says on, for as long as it may. Every way out of
   * Busbar for events is one of these.
   */
  follow(call: FollowCall): Promise<Failure | { readonly ok: true; readonly feed: Feed; readonly notices?: Notices }>
  /** The cursors that are kept for the calling consumer: where they stand, and moving them. Answers the one that is named, or all. */
  cursors(call: CursorCall): Promise<Failure | { readonly ok: true; readonly cursors: readonly NamedCursor[]; readonly notices?: Notices }>
  /** The process is about to stop: every feed ends with `unavailable`, so that nobody waits for an event that cannot come. Calls go on. */
  stopping(): void
  /**
   * Who this credential is and what it may; for documents and consoles. A failure where it is not valid. Takes a limit token as
   * any call; with `takes: false` none, for who must know the audience to read a request: its calls take theirs. Who has no
   * token left is refused either way.
   */
  identify(
    call: Pick<Call, 'credential' | 'address' | 'requestId' | 'protocol'>,
    options?: { readonly takes: false },
  ): Promise<Failure | { readonly ok: true; readonly principal: Principal; readonly notices?: Notices }>
}

/** Who calls, once it is known. */
export interface Principal {
  readonly consumer: string
  /** What the consumer showed: a key's id, `anonymous`, `system`. */
  readonly credential: string
  readonly audience: 'internal' | 'partner' | 'public'
  /** Compared with a record's owner; absent: owns nothing. */
  readonly owner?: string
  /** The connected system the consumer stands for. */
  readonly system?: string
  /** Patterns with `*`: `production-orders.*`. */
  readonly scopes: readonly string[]
}
