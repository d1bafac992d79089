import type { Clock } from './clock.ts'
import type { Log } from './log.ts'
import type { Random } from './random.ts'

/** What an app file names as its store: a plain value; nothing is opened before `open`. */
export interface StoreDescriptor {
  readonly kind: Store['kind']
  /** A store that is not yet open: call its `open` once, then use it, then dispose of it. */
  open(ports: StorePorts): Store
  /** Where the data is, for people and for `busbar doctor`: of SQLite the absolute folder, else host and database, never a secret. `folder` as in `StorePorts`. */
  place?(folder: string): string
  /**
   * A look at what is there, beside the process that holds the store and without disturbing it: for backups and for verifying
   * the audit trail. Works whatever contract the records are of. Rejects with `StoreRefused` where nothing is there.
   */
  look?(ports: StorePorts): Promise<StoreView>
}

/** What may be looked at beside a running process: each method as it last committed. */
export type StoreView = Pick<Store, 'kind' | 'dump' | 'audit' | 'auditHead' | 'fact'> & AsyncDisposable
export interface StorePorts {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  /** What a relative path in the store's options is relative to: the app file's folder; the working directory where absent. */
  readonly folder?: string
}

/**
 * The port of Busbar's own store. Two implementations, one conformance suite (`conformance/store`).
 *
 * Values that are compared or ordered arrive here already encoded as text whose order by code point is the order of
 * the values (`kernel/order.ts`), so that a store compares bytes and nothing else: SQLite `BINARY`, PostgreSQL
 * `COLLATE "C"`. A store never parses a record, except in `reindex`, through the function it is given.
 */
export interface Store extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres'

  /**
   * Creates or upgrades Busbar's own tables (numbered migrations), then the tables, columns and indexes of `layouts`. Safe to
   * rerun after a kill. `admit` is asked in between, before anything of the layouts is touched, and where several processes
   * share a store by one of them at a time; when it rejects, `open` rejects with the same error and no table was changed.
   */
  open(layouts: readonly TableLayout[], admit?: (facts: Facts) => Promise<void>): Promise<void>

  /** The record, or `undefined`. Answers at once where the store can (SQLite); callers `await` only what is a promise. */
  get(table: string, key: string): StoredRecord | undefined | Promise<StoredRecord | undefined>
  /** Those that exist, in no order; at most 1,000 keys. */
  getMany(table: string, keys: readonly string[]): Promise<readonly StoredRecord[]>
  /** The revision that the delete of a record gave it (`RecordWrite.revision`); 0 where it was never deleted, or is there again. */
  lastRevision(table: string, key: string): Promise<number>
  /** Records in index order, at most `limit`. */
  scan(scan: Scan): Promise<readonly ScannedRecord[]>
  /** How many records a scan without `after` and `limit` would pass. */
  count(scan: Omit<Scan, 'limit' | 'after'>): Promise<number>
  /** For each of `values` (at most 1,000) the records whose first index columns have `equal` (may be empty) and then this value, in index order; at most `limitEach` for each, in one query. */
  scanMany(scan: {
    readonly table: string
    readonly index: string
    readonly equal: readonly string[]
    readonly values: readonly string[]
    readonly limitEach: number
  }): Promise<readonly (StoredRecord & { readonly value: string })[]>
  /** Which record holds a unique value, or `undefined`. */
  holder(unique: UniqueEntry): Promise<string | undefined>

  /**
   * Commits one change set: all of it or nothing. Resolves only once it is durable (P1). Concurrent calls share one
   * commit (group commit); one that fails its checks fails alone. Checks in this order, and names the first that fails:
   * the answer, the revisions, the unique values (released ones of the whole change set first, then taken). Rejects with `StoreUnavailable` or `StoreFull` when
   * it is sure that nothing was written, and with `OutcomeUnknown` when it cannot tell (a connection lost during COMMIT).
   */
  commit(changes: ChangeSet): Promise<CommitResult>

  /** The idempotency record, also where it has expired. */
  answer(id: string): Answer | undefined | Promise<Answer | undefined>

  /** Calls `moved` soon after commits of this process that hold events, until the answered function is called. What other processes commit is found by asking. */
  watch(moved: () => void): () => void
  /** The events behind `after`, in order, at most `limit`. */
  events(after: number, limit: number): Promise<readonly StoredEvent[]>
  /** What the log holds, and what was removed of it; all as of one moment. */
  eventRange(): Promise<EventRange>
  /** Of the events behind `after`, in order, at most `limit`: what retention decides by. Reads no body. */
  eventSizes(after: number, limit: number): Promise<readonly EventSize[]>
  /**
   * Deletes the events at these offsets (at most 1,000) and sets the fact that says so (`kernel/events/removed.ts`), in one
   * durable step. `expected` as of `setFact`: answers whether it was done; where the fact is another one, nothing is.
   */
  removeEvents(offsets: readonly number[], note: { readonly fact: string; readonly value: string; readonly expected: string | null }): Promise<boolean>

  /** The audit records behind `after` (a sequence number), in order, at most `limit`. */
  audit(after: number, limit: number): Promise<readonly StoredAudit[]>
  /** The last audit record's sequence and hash (hex); 0 and 64 zeros before the first. */
  auditHead(): Promise<{ readonly sequence: number; readonly hash: string }>
  /** Drops audit records up to and with `sequence`, after they were archived; the chain goes on from there. */
  dropAudit(upTo: number): Promise<void>

  /** Adds to shared counters and answers each one's total; a counter is gone with the first sweep after the latest `expires` it was given (ms since 1970). */
  addCounters(deltas: readonly CounterDelta[]): Promise<readonly number[]>

  /** Small facts of this installation (contract, epoch, signing secrets), by name. `set` with `expected` is compare-and-set (`null`: absent); answers whether it was written. */
  fact(name: string): Promise<string | undefined>
  setFact(name: string, value: string, expected?: string | null): Promise<boolean>

  /**
   * Rewrites a table in key order behind `after`, at most `limit` records in one durable step: new body, columns and
   * unique values from `rewrite`, without a new revision, event or audit record. `undefined` leaves the record alone;
   * a thrown error stops before anything of the step is written, and so does a unique value that another record holds
   * (rejects with an `Error` that names rule, value and holder; values released in the step are free). A record that is
   * changed meanwhile is given to `rewrite` again, as it then is. Answers the last key seen, `undefined` at the end.
   * With `note`, a fact is written in the same step, whether or not a record was: so a step that is not to be done twice
   * is not, after a kill either. Where the fact is not what is expected nothing is written, and it rejects with `StepTaken`.
   * For migrations of user data and for filling new index columns; runs while reads and writes go on.
   */
  rewrite(
    table: string,
    after: string,
    limit: number,
    rewrite: (record: StoredRecord) => RecordRewrite | undefined,
    note?: RewriteNote,
  ): Promise<string | undefined>

  /** Every row of everything, in one consistent snapshot; the format is the same for both stores. */
  dump(): AsyncIterable<DumpRow>
  /**
   * Fills an empty store from a dump, in order; the caller sets a new epoch afterwards. Index columns come from `columnsOf`;
   * a table that is in no layout is kept without columns until it is. Rejects with `StoreRefused` where there is data. Where
   * it breaks off, either nothing is there or the next `open` refuses.
   */
  restore(rows: AsyncIterable<DumpRow>): Promise<void>

  /** Deletes `done` answers and counters whose end is before `now`, and claims `CLAIM_KEPT_MS` after the end of their lease. Bounded work a call. Answers whether there is more. */
  sweep(options: { readonly now: number }): Promise<boolean>

  /** Rejects when the store cannot be written now. For readiness. */
  ping(): Promise<void>
}

/** What `open` shows of the store before it touches the tables of the layouts. */
export type Facts = Pick<Store, 'fact' | 'setFact'>

export interface TableLayout {
  /** `[a-z][a-z0-9_]*`, at most 48 characters. */
  readonly table: string
  /** What the table was called. Where there is such a table, and none of the new name, it is renamed, with all it holds; its events keep the name they were written under. */
  readonly was?: string
  /** Names what its records look like and which rules hold among them. A process that opened the table under another form can no longer write. `[a-z0-9]*`. */
  readonly form?: string
  /** The resource's name: for messages. */
  readonly resource: string
  /** Index columns, all text, never null; `[a-z][a-z0-9_]*`, at most 48 characters. */
  readonly columns: readonly string[]
  /** Composite indexes; the record's key follows as last column by rule. Names are unique in the contract, at most 60 characters. */
  readonly indexes: readonly { readonly name: string; readonly columns: readonly string[] }[]
  /** A view with plain columns for BI tools: name → JSON path of one segment. */
  readonly view: readonly { readonly name: string; readonly field: string; readonly numeric: boolean }[]
  /** Index columns of a body, in the order of `columns`: fills columns that are new. */
  readonly columnsOf: (body: string) => readonly string[]
}

export interface StoredRecord {
  readonly key: string
  /** From 1, +1 a write. */
  readonly revision: number
  /** Canonical JSON of the current contract version, with key and system fields: what a full view sends as it is. */
  readonly body: string
}

export interface Scan {
  readonly table: string
  /** `null`: by key. */
  readonly index: string | null
  /** Values of the index's first columns: all of them, or all but the last one, so that (value, key) is a position. */
  readonly equal: readonly string[]
  /** Bounds on the index's last column, where `equal` leaves it open (on the key where `index` is null). */
  readonly low?: Bound
  readonly high?: Bound
  /** Resume behind this position, in scan direction: the value of the column behind `equal` (absent where the index ends there) and the key. */
  readonly after?: { readonly value?: string; readonly key: string }
  readonly reverse: boolean
  readonly limit: number
}
export interface Bound {
  readonly value: string
  readonly inclusive: boolean
}
/** `value`: the index column behind `equal`, for the next `after`. */
export type ScannedRecord = StoredRecord & { readonly value?: string }

export interface ChangeSet {
  /** Records that were read by key and not written, at the revision they were read; 0: absent. */
  readonly expect: readonly { readonly table: string; readonly key: string; readonly revision: number }[]
  /** At most one a record. */
  readonly writes: readonly RecordWrite[]
  readonly events: readonly EventDraft[]
  readonly audit: readonly AuditDraft[]
  readonly answer?: AnswerDraft
}

export interface RecordWrite {
  readonly table: string
  readonly key: string
  /** What must be there: the revision read, 0 for absent. */
  readonly expected: number
  /** The revision after it; `expected + 1`, or `lastRevision + 1` where a record of this key was deleted before. */
  readonly revision: number
  /** `null` deletes; the key's last revision is kept. */
  readonly body: string | null
  /** In the layout's order; empty for a delete. */
  readonly columns: readonly string[]
  /** All unique values the record holds after the write. */
  readonly unique: readonly UniqueEntry[]
  /** All it held before; they are given up in the same commit. */
  readonly released: readonly UniqueEntry[]
}

export interface UniqueEntry {
  /** The rule, unique in the installation: `<table>.<rule>`. */
  readonly rule: string
  readonly value: string
}

export interface RecordRewrite {
  readonly body: string
  readonly columns: readonly string[]
  readonly unique: readonly UniqueEntry[]
  readonly released: readonly UniqueEntry[]
}

/** A fact that a step of a rewrite moves on. */
export interface RewriteNote {
  readonly fact: string
  /** What it must be. */
  readonly expected: string
  /** What it becomes; `last` is what `rewrite` answers, `rewritten` how many records the step writes. May be asked more than once. */
  readonly next: (step: { readonly last: string | undefined; readonly rewritten: number }) => string
}

export interface EventDraft {
  /** Unique: the CloudEvents id. */
  readonly id: string
  /** `production-order.started`: what a filter names. */
  readonly type: string
  /** The resource's table and the record's key: the ordering key. Empty for an event of no resource. */
  readonly table: string
  readonly key: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** JSON: `{ data, revision, owners, trace, hops, … }`. The store does not look inside. */
  readonly body: string
}
export type StoredEvent = EventDraft & { readonly offset: number }

export interface EventRange {
  /** The fact `epoch`, which the first `open` sets from `Random`, and whoever restores sets anew. */
  readonly epoch: string
  /** The first offset there is; 0 where none ever was, `last + 1` where all were removed. */
  readonly first: number
  /** The last offset that was given; 0 where none was. Every offset up to it was an event: holes come from removal alone. */
  readonly last: number
  /** What was removed, by type; at most one a type that ever had an event. Types that are not here are all there. */
  readonly removed: readonly RemovedEvents[]
}
/** The last offset at which an event of this type was removed. `type` is `*` for events of before this was noted by type: of any. */
export interface RemovedEvents {
  readonly type: string
  readonly upTo: number
}
/** `bytes`: of the body in UTF-8. */
export type EventSize = Pick<StoredEvent, 'offset' | 'type' | 'at'> & { readonly bytes: number }

/**
 * One audit record. The store chains it: `hash = SHA-256(previous hash (32 bytes) ‖ UTF-8(header))`, in commit order.
 * The header holds the SHA-256 of `salt ‖ payload`, so that payload and salt can be erased without breaking the chain.
 */
export interface AuditDraft {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Canonical JSON. */
  readonly header: string
  /** JSON: before and after. */
  readonly payload: string
  /** Hex. */
  readonly salt: string
}
export interface StoredAudit {
  readonly sequence: number
  readonly at: number
  readonly header: string
  /** `null` where it was erased. */
  readonly payload: string | null
  readonly salt: string | null
  /** Hex. */
  readonly hash: string
}

/** An idempotency record: a claim while its operation runs elsewhere than in the commit, then the outcome. */
export interface Answer {
  /** Consumer, operation and key, joined. */
  readonly id: string
  /** SHA-256 of the request, hex. */
  readonly request: string
  readonly state: 'claimed' | 'done'
  /** Fencing token of the claim: only who holds it may replace it. */
  readonly token: string
  /** Milliseconds since 1970: the end of the lease, or of keeping. */
  readonly until: number
  /** JSON of the outcome; empty while claimed. */
  readonly outcome: string
}
/** An expired claim stays this long, so that its key goes on answering that the outcome is unknown. */
export const CLAIM_KEPT_MS = 24 * 60 * 60 * 1000

/**
 * Written where no record of this id is there, or a `done` one that has expired (`until` < `now`), or the one whose token is
 * `replaces`. Otherwise the change set fails with `answer`.
 */
export type AnswerDraft = Answer & { readonly replaces?: string; readonly now: number }

export interface CounterDelta {
  readonly counter: string
  readonly add: number
  readonly expires: number
}

export type CommitResult =
  | { readonly ok: true; /** Offset of its last event, 0 without one. */ readonly offset: number }
  /** A record is not at the revision that was expected. */
  | { readonly ok: false; readonly failed: 'revision'; readonly table: string; readonly key: string }
  /** Another record holds the value. */
  | { readonly ok: false; readonly failed: 'unique'; readonly rule: string; readonly value: string; readonly holder: string }
  /** The idempotency key was taken in between. */
  | { readonly ok: false; readonly failed: 'answer' }

export type DumpRow =
  /** First of all: where offsets and the audit chain go on, also where all events were swept and all audit records archived. */
  | { readonly row: 'head'; readonly offset: number; readonly audit: { readonly sequence: number; readonly hash: string } }
  | { readonly row: 'record'; readonly table: string; readonly record: StoredRecord; readonly columns: readonly string[] }
  | { readonly row: 'deleted'; readonly table: string; readonly key: string; readonly revision: number }
  | { readonly row: 'unique'; readonly entry: UniqueEntry; readonly table: string; readonly key: string }
  | { readonly row: 'event'; readonly event: StoredEvent }
  | { readonly row: 'audit'; readonly audit: StoredAudit }
  | { readonly row: 'answer'; readonly answer: Answer }
  | { readonly row: 'counter'; readonly counter: string; readonly total: number; readonly expires: number }
  | { readonly row: 'fact'; readonly name: string; readonly value: string }

/** Nothing was written; try again later. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable'
}
/** Nothing was written: no space is left (ENOSPC, SQLITE_FULL, PostgreSQL 53100). */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}
/** The fact of a rewrite's step is not what was expected: somebody else did the step, or took it back. Nothing was written. */
export class StepTaken extends Error {
  override readonly name = 'StepTaken'
}
/** The store cannot tell whether it was written. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}
/** The store was written by a newer Busbar, or is held by another process, or is not ours; the message says what to do. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
}
