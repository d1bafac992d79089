import type {
  AnswerDraft,
  AuditDraft,
  ChangeSet,
  CommitResult,
  CounterDelta,
  DumpRow,
  EventDraft,
  RecordWrite,
  TableLayout,
  UniqueEntry,
} from '../../kernel/ports/store.ts'

/** What the main thread asks of the writer beside commits, and what each answers. */
export interface Requests {
  /** Opens the file and brings our own tables up to date. */
  open: { readonly ask: { readonly file: string }; readonly answer: null }
  /** Makes tables, columns and views, drops indexes that are no longer wanted; answers what is to be filled and built. */
  layout: {
    readonly ask: { readonly tables: readonly PlainLayout[] }
    readonly answer: { readonly fill: readonly Fill[]; readonly build: readonly IndexToBuild[] }
  }
  fill: {
    readonly ask: {
      readonly table: string
      readonly columns: readonly string[]
      readonly rows: readonly (readonly [id: number, ...values: string[]])[]
      readonly end: boolean
    }
    readonly answer: null
  }
  build: { readonly ask: Omit<IndexToBuild, 'last'>; readonly answer: null }
  counters: { readonly ask: { readonly deltas: readonly CounterDelta[] }; readonly answer: readonly number[] }
  fact: { readonly ask: { readonly name: string; readonly value: string; readonly expected?: string | null }; readonly answer: boolean }
  /** Answers the keys whose record is no longer at the revision given, or that the note's fact is not as expected; then nothing was written. */
  rewrite: {
    readonly ask: {
      readonly table: string
      readonly records: readonly RewriteStep[]
      readonly note?: { readonly name: string; readonly value: string; readonly expected: string }
    }
    readonly answer: readonly string[] | 'taken'
  }
  sweep: { readonly ask: { readonly now: number }; readonly answer: boolean }
  removeEvents: {
    readonly ask: { readonly offsets: readonly number[]; readonly note: { readonly name: string; readonly value: string; readonly expected: string | null } }
    readonly answer: boolean
  }
  dropAudit: { readonly ask: { readonly upTo: number }; readonly answer: null }
  beginRestore: { readonly ask: null; readonly answer: null }
  restore: { readonly ask: { readonly rows: readonly DumpRow[] }; readonly answer: null }
  endRestore: { readonly ask: null; readonly answer: null }
  ping: { readonly ask: null; readonly answer: null }
  close: { readonly ask: null; readonly answer: null }
}
export type RequestName = keyof Requests
export type Request = { readonly [N in RequestName]: { readonly name: N; readonly ask: Requests[N]['ask'] } }[RequestName]

export type PlainLayout = Omit<TableLayout, 'columnsOf'>
export interface Fill {
  readonly table: string
  readonly columns: readonly string[]
  /** The last row id that is filled. */
  readonly from: number
  readonly last: number
}
export interface IndexToBuild {
  readonly table: string
  readonly name: string
  readonly columns: readonly string[]
  /** The last row id: about how many records it will hold. */
  readonly last: number
}
export interface RewriteStep {
  readonly key: string
  readonly revision: number
  readonly body: string
  readonly columns: readonly string[]
  readonly unique: readonly UniqueEntry[]
  readonly released: readonly UniqueEntry[]
}

/** How the writer answers: in order, one for each item it was sent. A commit that was done is its offset alone. */
export type Reply =
  | number
  | { readonly failed: CommitResult & { readonly ok: false } }
  | { readonly answer: unknown }
  | { readonly error: ReplyError; readonly message: string }
export type ReplyError = 'full' | 'unavailable' | 'unknown' | 'refused' | 'defect'

/**
 * What is sent: change sets as a flat run of texts and numbers, because the structured clone of that costs a third of
 * the clone of objects, on both sides; requests as they are.
 */
export type Item = string | number | Request

const COMMIT = 0
const REQUEST = 1

export function pushRequest(out: Item[], request: Request): void {
  out.push(REQUEST, request)
}

export function pushCommit(out: Item[], changes: ChangeSet): void {
  const { expect, writes, events, audit, answer } = changes
  out.push(COMMIT, expect.length)
  for (const one of expect) out.push(one.table, one.key, one.revision)
  out.push(writes.length)
  for (const one of writes) {
    out.push(one.table, one.key, one.expected, one.revision)
    if (one.body === null) out.push(0)
    else out.push(1, one.body, one.columns.length, ...one.columns)
    pushUnique(out, one.unique)
    pushUnique(out, one.released)
  }
  out.push(events.length)
  for (const one of events) out.push(one.id, one.type, one.table, one.key, one.at, one.body)
  out.push(audit.length)
  for (const one of audit) out.push(one.at, one.header, one.payload, one.salt)
  if (!answer) out.push(0)
  else if (answer.replaces === undefined) out.push(1, answer.id, answer.request, answer.state, answer.token, answer.until, answer.outcome, answer.now)
  else out.push(2, answer.id, answer.request, answer.state, answer.token, answer.until, answer.outcome, answer.now, answer.replaces)
}

function pushUnique(out: Item[], entries: readonly UniqueEntry[]): void {
  out.push(entries.length)
  for (const entry of entries) out.push(entry.rule, entry.value)
}

/** Reads what was pushed, item by item. */
export class ItemReader {
  readonly #items: readonly Item[]
  #at = 0

  constructor(items: readonly Item[]) {
    this.#items = items
  }

  /** The next change set or request; `undefined` at the end. */
  next(): { readonly commit: ChangeSet } | Request | undefined {
    if (this.#at >= this.#items.length) return undefined
    if (this.#number() === COMMIT) return { commit: this.#changes() }
    const item = this.#items[this.#at++]
    if (typeof item !== 'object') throw new TypeError('A request was expected.')
    return item
  }

  #changes(): ChangeSet {
    const expect = this.#list(() => ({ table: this.#text(), key: this.#text(), revision: this.#number() }))
    const writes = this.#list(() => this.#write())
    const events = this.#list((): EventDraft => ({
      id: this.#text(),
      type: this.#text(),
      table: this.#text(),
      key: this.#text(),
      at: this.#number(),
      body: this.#text(),
    }))
    const audit = this.#list((): AuditDraft => ({ at: this.#number(), header: this.#text(), payload: this.#text(), salt: this.#text() }))
    const kind = this.#number()
    return kind === 0 ? { expect, writes, events, audit } : { expect, writes, events, audit, answer: this.#answer(kind === 2) }
  }

  #write(): RecordWrite {
    const table = this.#text()
    const key = this.#text()
    const expected = this.#number()
    const revision = this.#number()
    const body = this.#number() === 0 ? null : this.#text()
    const columns = body === null ? [] : this.#list(() => this.#text())
    return { table, key, expected, revision, body, columns, unique: this.#unique(), released: this.#unique() }
  }

  #unique(): readonly UniqueEntry[] {
    return this.#list(() => ({ rule: this.#text(), value: this.#text() }))
  }

  #answer(replaces: boolean): AnswerDraft {
    const id = this.#text()
    const request = this.#text()
    const state = this.#text() === 'done' ? 'done' : 'claimed'
    const answer = { id, request, state, token: this.#text(), until: this.#number(), outcome: this.#text(), now: this.#number() } as const
    return replaces ? { ...answer, replaces: this.#text() } : answer
  }

  #list<T>(one: () => T): readonly T[] {
    const length = this.#number()
    if (length === 0) return NONE
    const list: T[] = []
    for (let i = 0; i < length; i++) list.push(one())
    return list
  }

  #text(): string {
    const item = this.#items[this.#at++]
    if (typeof item === 'string') return item
    throw new TypeError('Text was expected.')
  }

  #number(): number {
    const item = this.#items[this.#at++]
    if (typeof item === 'number') return item
    throw new TypeError('A number was expected.')
  }
}

const NONE: readonly never[] = []
