import type { DatabaseSync } from 'node:sqlite'
import { StoreRefused, type DumpRow } from '../../kernel/ports/store.ts'
import { integer, prepare, text, type Statement } from './database.ts'
import type { Head } from './head.ts'
import { makeTable } from './layout.ts'
import { recordTable, tableWriter, type TableWriter } from './table.ts'

/** Tables that are empty before a restore; facts are not looked at, since the first `open` sets one. */
const EMPTY_BEFORE = ['busbar_event', 'busbar_audit', 'busbar_answer', 'busbar_counter', 'busbar_deleted', 'busbar_unique']

/** Whether a restore of this file has begun and not ended. */
export function isRestoring(db: DatabaseSync): boolean {
  return integer(prepare(db, 'SELECT restoring FROM busbar_head').get()?.[0]) === 1
}

/** Marks the file, so that it does not open again before `endRestore`. */
export function beginRestore(db: DatabaseSync): void {
  const records = prepare(db, 'SELECT name FROM busbar_table')
    .all()
    .map((row) => recordTable(text(row[0])))
  const filled = [...EMPTY_BEFORE, ...records].find((table) => prepare(db, `SELECT 1 FROM ${table} LIMIT 1`).get() !== undefined)
  if (filled !== undefined || integer(prepare(db, 'SELECT max(offset, sequence) FROM busbar_head').get()?.[0]) > 0) {
    throw new StoreRefused('The store holds data already. A backup is restored only into an empty data folder: give one, or move the present one away.')
  }
  db.exec('UPDATE busbar_head SET restoring = 1')
}

export function endRestore(db: DatabaseSync): void {
  db.exec('UPDATE busbar_head SET restoring = 0')
}

/** Writes rows of a dump; a table that no layout names is made without index columns. */
export class Restorer {
  readonly #db: DatabaseSync
  readonly #tables: ReadonlyMap<string, TableWriter>
  readonly #foreign = new Map<string, TableWriter>()
  readonly #head: Head
  readonly #statements = new Map<string, Statement>()

  constructor(db: DatabaseSync, tables: ReadonlyMap<string, TableWriter>, head: Head) {
    this.#db = db
    this.#tables = tables
    this.#head = head
  }

  write(row: DumpRow): void {
    switch (row.row) {
      case 'head':
        return this.#advance(row.offset, row.audit.sequence, Buffer.from(row.audit.hash, 'hex'))
      case 'record': {
        const table = this.#tables.get(row.table) ?? this.#foreignTable(row.table)
        const columns = this.#tables.has(row.table) ? row.columns : []
        table.insert.run(row.record.key, row.record.revision, ...columns, row.record.body)
        return
      }
      case 'deleted':
        return this.#run('INSERT INTO busbar_deleted (tbl, key, revision) VALUES (?, ?, ?)', row.table, row.key, row.revision)
      case 'unique':
        return this.#run('INSERT INTO busbar_unique (rule, value, tbl, key) VALUES (?, ?, ?, ?)', row.entry.rule, row.entry.value, row.table, row.key)
      case 'event': {
        const { offset, id, type, table, key, at, body } = row.event
        this.#advance(offset, 0, this.#head.hash)
        return this.#run('INSERT INTO busbar_event (offset, id, type, tbl, key, at, body) VALUES (?, ?, ?, ?, ?, ?, ?)', offset, id, type, table, key, at, body)
      }
      case 'audit': {
        const { sequence, at, header, payload, salt } = row.audit
        const hash = Buffer.from(row.audit.hash, 'hex')
        this.#advance(0, sequence, hash)
        return this.#run(
          'INSERT INTO busbar_audit (sequence, at, hash, header, salt, payload) VALUES (?, ?, ?, ?, ?, ?)',
          sequence,
          at,
          hash,
          header,
          salt,
          payload,
        )
      }
      case 'answer': {
        const { id, state, token, until, request, outcome } = row.answer
        return this.#run(
          'INSERT INTO busbar_answer (id, done, token, until, request, outcome) VALUES (?, ?, ?, ?, ?, ?)',
          id,
          state === 'done' ? 1 : 0,
          token,
          until,
          request,
          outcome,
        )
      }
      case 'counter':
        return this.#run('INSERT INTO busbar_counter (counter, total, expires) VALUES (?, ?, ?)', row.counter, row.total, row.expires)
      case 'fact':
        return this.#run('INSERT INTO busbar_fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', row.name, row.value)
    }
  }

  #advance(offset: number, sequence: number, hash: Uint8Array): void {
    this.#head.offset = Math.max(this.#head.offset, offset)
    if (sequence <= this.#head.sequence) return
    this.#head.sequence = sequence
    this.#head.hash = hash
  }

  #run(sql: string, ...values: readonly (string | number | null | Uint8Array)[]): void {
    let statement = this.#statements.get(sql)
    if (!statement) this.#statements.set(sql, (statement = prepare(this.#db, sql)))
    statement.run(...values)
  }

  #foreignTable(table: string): TableWriter {
    let writer = this.#foreign.get(table)
    if (!writer) {
      makeTable(this.#db, table, table)
      this.#foreign.set(table, (writer = tableWriter(this.#db, table, [])))
    }
    return writer
  }
}
