import type { DatabaseSync } from 'node:sqlite'
import type { AnswerDraft, ChangeSet, CommitResult, RecordWrite, UniqueEntry } from '../../kernel/ports/store.ts'
import { integer, prepare, text, type Statement } from './database.ts'
import type { Head } from './head.ts'
import type { TableWriter } from './table.ts'

type Failure = CommitResult & { readonly ok: false }

/**
 * Applies change sets within the writer's open transaction. `check` reads only and `write` only writes, so that one
 * that fails leaves nothing and needs no savepoint; the next one is checked against what those before it wrote.
 */
export class Committer {
  readonly #tables: ReadonlyMap<string, TableWriter>
  readonly #head: Head
  readonly #deleted: Statement
  readonly #bury: Statement
  readonly #unbury: Statement
  readonly #holder: Statement
  readonly #take: Statement
  readonly #release: Statement
  readonly #event: Statement
  readonly #audit: Statement
  readonly #answer: Statement
  readonly #setAnswer: Statement

  constructor(db: DatabaseSync, tables: ReadonlyMap<string, TableWriter>, head: Head) {
    this.#tables = tables
    this.#head = head
    this.#deleted = prepare(db, 'SELECT revision FROM busbar_deleted WHERE tbl = ? AND key = ?')
    this.#bury = prepare(
      db,
      'INSERT INTO busbar_deleted (tbl, key, revision) VALUES (?, ?, ?) ON CONFLICT (tbl, key) DO UPDATE SET revision = excluded.revision',
    )
    this.#unbury = prepare(db, 'DELETE FROM busbar_deleted WHERE tbl = ? AND key = ?')
    this.#holder = prepare(db, 'SELECT tbl, key FROM busbar_unique WHERE rule = ? AND value = ?')
    this.#take = prepare(db, 'INSERT OR REPLACE INTO busbar_unique (rule, value, tbl, key) VALUES (?, ?, ?, ?)')
    this.#release = prepare(db, 'DELETE FROM busbar_unique WHERE rule = ? AND value = ? AND tbl = ? AND key = ?')
    this.#event = prepare(db, 'INSERT INTO busbar_event (offset, id, type, tbl, key, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#audit = prepare(db, 'INSERT INTO busbar_audit (sequence, at, hash, header, salt, payload) VALUES (?, ?, ?, ?, ?, ?)')
    this.#answer = prepare(db, 'SELECT done, until, token FROM busbar_answer WHERE id = ?')
    this.#setAnswer = prepare(
      db,
      `INSERT INTO busbar_answer (id, done, token, until, request, outcome) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET done = excluded.done, token = excluded.token, until = excluded.until, request = excluded.request, outcome = excluded.outcome`,
    )
  }

  /** The first check that fails. */
  check(changes: ChangeSet): Failure | undefined {
    if (changes.answer && !this.#answerIsFree(changes.answer)) return { ok: false, failed: 'answer' }
    for (const { table, key, revision } of changes.expect) {
      if (this.#revision(table, key) !== revision) return { ok: false, failed: 'revision', table, key }
    }
    let takes = 0
    for (const write of changes.writes) {
      const { table, key, expected } = write
      if (this.#revision(table, key) !== expected || (expected === 0 && write.revision !== this.#buried(table, key) + 1))
        return { ok: false, failed: 'revision', table, key }
      if (write.body !== null && write.columns.length !== this.#table(table).columns)
        throw new Error(`A write of ${table} ${key} has ${write.columns.length} index columns; its layout has ${this.#table(table).columns}.`)
      takes += write.unique.length
    }
    return takes === 0 ? undefined : this.checkUnique(changes.writes)
  }

  /** Whether all may hold what they take once all have released. */
  checkUnique(writes: readonly UniqueWrite[]): (Failure & { readonly failed: 'unique' }) | undefined {
    const taken = new Map<string, string>()
    for (const write of writes) {
      for (const { rule, value } of write.unique) {
        const entry = JSON.stringify([rule, value])
        const other = taken.get(entry)
        if (other !== undefined) return { ok: false, failed: 'unique', rule, value, holder: other }
        taken.set(entry, write.key)
        const row = this.#holder.get(rule, value)
        if (!row) continue
        const [table, holder] = [text(row[0]), text(row[1])]
        if (table === write.table && holder === write.key) continue
        if (writes.some((one) => one.table === table && one.key === holder && holds(one.released, rule, value))) continue
        return { ok: false, failed: 'unique', rule, value, holder }
      }
    }
    return undefined
  }

  moveUnique(writes: readonly UniqueWrite[]): void {
    for (const { table, key, unique, released } of writes) {
      for (const { rule, value } of released) if (!holds(unique, rule, value)) this.#release.run(rule, value, table, key)
    }
    for (const { table, key, unique, released } of writes) {
      for (const { rule, value } of unique) if (!holds(released, rule, value)) this.#take.run(rule, value, table, key)
    }
  }

  /** Answers the offset of the last event, 0 without one. Only behind `check`, in the same transaction. */
  write(changes: ChangeSet): number {
    for (const write of changes.writes) this.#writeRecord(write)
    this.moveUnique(changes.writes)
    for (const { id, type, table, key, at, body } of changes.events) this.#event.run(++this.#head.offset, id, type, table, key, at, body)
    for (const { at, header, payload, salt } of changes.audit) {
      this.#head.chain(header)
      this.#audit.run(this.#head.sequence, at, this.#head.hash, header, salt, payload)
    }
    if (changes.answer) this.#writeAnswer(changes.answer)
    return changes.events.length === 0 ? 0 : this.#head.offset
  }

  #writeRecord({ table, key, expected, revision, body, columns }: RecordWrite): void {
    const statements = this.#table(table)
    if (expected === 0) {
      if (body === null) {
        this.#bury.run(table, key, revision)
        return
      }
      if (revision > 1) this.#unbury.run(table, key)
      statements.insert.run(key, revision, ...columns, body)
      return
    }
    const id = integer(statements.find.get(key)?.[0])
    if (body !== null) {
      statements.update.run(revision, ...columns, body, id)
      return
    }
    statements.remove.run(id)
    this.#bury.run(table, key, revision)
  }

  #answerIsFree({ id, replaces, now }: AnswerDraft): boolean {
    const row = this.#answer.get(id)
    if (!row) return true
    if (replaces !== undefined && text(row[2]) === replaces) return true
    return integer(row[0]) === 1 && integer(row[1]) < now
  }

  #writeAnswer({ id, state, token, until, request, outcome }: AnswerDraft): void {
    this.#setAnswer.run(id, state === 'done' ? 1 : 0, token, until, request, outcome)
  }

  /** 0: not there. */
  #revision(table: string, key: string): number {
    const row = this.#table(table).find.get(key)
    return row ? integer(row[1]) : 0
  }

  #buried(table: string, key: string): number {
    const row = this.#deleted.get(table, key)
    return row ? integer(row[0]) : 0
  }

  #table(table: string): TableWriter {
    const found = this.#tables.get(table)
    if (!found) throw new Error(`The store was not opened with a table ${table}.`)
    return found
  }
}

export interface UniqueWrite {
  readonly table: string
  readonly key: string
  readonly unique: readonly UniqueEntry[]
  readonly released: readonly UniqueEntry[]
}

function holds(entries: readonly UniqueEntry[], rule: string, value: string): boolean {
  for (const entry of entries) if (entry.rule === rule && entry.value === value) return true
  return false
}
