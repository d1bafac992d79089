import type { DatabaseSync } from 'node:sqlite'
import { REMOVAL_FACT, removedReader } from '../../kernel/events/removed.ts'
import type { Answer, EventRange, EventSize, Scan, ScannedRecord, StoredAudit, StoredEvent, StoredRecord, TableLayout } from '../../kernel/ports/store.ts'
import { blob, integer, prepare, text, type Row, type Statement } from './database.ts'
import { scanSql, type ScanSql } from './scan.ts'
import { indexColumn, indexName, recordTable } from './table.ts'

/** Entries of an index that a count passes before it lets others run; a few milliseconds. */
const COUNT_STEP = 50_000

/**
 * What is read on a connection of its own while the writer writes; every answer is durable already.
 *
 * All reads of one turn of the event loop share a read transaction, since taking and giving up its lock costs as much as
 * the read itself. Before the writer's replies are passed on it ends, so that who was told of a commit reads it.
 */
export class Reader {
  readonly #db: DatabaseSync
  readonly #layouts = new Map<string, TableLayout>()
  readonly #byKey = new Map<string, Statement>()
  readonly #prepared = new Map<string, Statement>()
  readonly #begin: Statement
  readonly #commit: Statement
  readonly #removed = removedReader()
  #inTurn: boolean

  /** `held`: the caller holds a transaction of this connection, and ends it. */
  constructor(db: DatabaseSync, layouts: readonly TableLayout[], held = false) {
    this.#db = db
    this.#inTurn = held
    this.#begin = prepare(db, 'BEGIN')
    this.#commit = prepare(db, 'COMMIT')
    for (const layout of layouts) {
      this.#layouts.set(layout.table, layout)
      this.#byKey.set(layout.table, prepare(db, `SELECT revision, body FROM ${recordTable(layout.table)} WHERE key = ?`))
    }
  }

  get(table: string, key: string): StoredRecord | undefined {
    const statement = this.#byKey.get(table)
    if (!statement) throw unknownTable(table)
    if (!this.#inTurn) this.#beginTurn()
    const row = statement.get(key)
    return row && { key, revision: integer(row[0]), body: text(row[1]) }
  }

  getMany(table: string, keys: readonly string[]): readonly StoredRecord[] {
    const found: StoredRecord[] = []
    for (const key of keys) {
      const record = this.get(table, key)
      if (record) found.push(record)
    }
    return found
  }

  lastRevision(table: string, key: string): number {
    const row = this.#statement('SELECT revision FROM busbar_deleted WHERE tbl = ? AND key = ?').get(table, key)
    return row ? integer(row[0]) : 0
  }

  scan(scan: Scan): readonly ScannedRecord[] {
    const sql = this.#sql(scan)
    const rows = this.#statement(`SELECT key, revision, body${sql.next ? `, ${sql.next}` : ''} ${sql.from} ${sql.order} LIMIT ?`).all(...sql.params, scan.limit)
    return sql.next ? rows.map((row) => ({ ...recordOf(row), value: text(row[3]) })) : rows.map(recordOf)
  }

  /** As many index entries as one step passes; `undefined` where there are more. */
  countStep(scan: Omit<Scan, 'limit' | 'after'>): number | undefined {
    const { from, params } = this.#sql(scan)
    const count = integer(this.#statement(`SELECT count(*) FROM (SELECT 1 ${from} LIMIT ?)`).get(...params, COUNT_STEP + 1)?.[0])
    return count > COUNT_STEP ? undefined : count
  }

  /** Counts in steps, on a snapshot that the caller holds; the event loop runs between them. */
  async countAll(scan: Omit<Scan, 'limit' | 'after'>, step = COUNT_STEP): Promise<number> {
    let total = 0
    let after: Scan['after']
    for (;;) {
      const { next, from, order, params } = this.#sql({ ...scan, ...(after && { after }) })
      const row = this.#statement(`SELECT key${next ? `, ${next}` : ''} ${from} ${order} LIMIT 1 OFFSET ?`).get(...params, step - 1)
      if (!row) return total + integer(this.#statement(`SELECT count(*) ${from}`).get(...params)?.[0])
      total += step
      after = { key: text(row[0]), ...(next && { value: text(row[1]) }) }
      await new Promise(setImmediate)
    }
  }

  scanMany({ table, index, equal, values, limitEach }: ScanMany): readonly (StoredRecord & { readonly value: string })[] {
    const { name, columns } = this.#index(table, index)
    const fixed = columns.slice(0, equal.length + 1)
    if (fixed.length !== equal.length + 1) throw new Error(`A scan of ${table} by ${index} fixes ${equal.length + 1} columns; the index has ${columns.length}.`)
    const order = [...columns.slice(fixed.length).map(indexColumn), 'key'].join(', ')
    const statement = this.#statement(
      `SELECT key, revision, body FROM ${recordTable(table)} INDEXED BY ${indexName(name)} WHERE ${fixed.map((column) => `${indexColumn(column)} = ?`).join(' AND ')} ORDER BY ${order} LIMIT ?`,
    )
    return values.flatMap((value) => statement.all(...equal, value, limitEach).map((row) => ({ ...recordOf(row), value })))
  }

  holder(rule: string, value: string): string | undefined {
    const row = this.#statement('SELECT key FROM busbar_unique WHERE rule = ? AND value = ?').get(rule, value)
    return row && text(row[0])
  }

  answer(id: string): Answer | undefined {
    const row = this.#statement('SELECT id, request, done, token, until, outcome FROM busbar_answer WHERE id = ?').get(id)
    return row && answerOf(row)
  }

  events(after: number, limit: number): readonly StoredEvent[] {
    return this.#statement('SELECT offset, id, type, tbl, key, at, body FROM busbar_event WHERE offset > ? ORDER BY offset LIMIT ?')
      .all(after, limit)
      .map(eventOf)
  }

  eventRange(): EventRange {
    const [offset, least, epoch, removal] =
      this.#statement(
        "SELECT offset, (SELECT min(offset) FROM busbar_event), (SELECT value FROM busbar_fact WHERE name = 'epoch'), (SELECT value FROM busbar_fact WHERE name = ?) FROM busbar_head",
      ).get(REMOVAL_FACT) ?? []
    const last = integer(offset)
    const first = typeof least === 'number' ? least : last === 0 ? 0 : last + 1
    return { epoch: text(epoch), first, last, removed: this.#removed(typeof removal === 'string' ? removal : undefined, { first }) }
  }

  eventSizes(after: number, limit: number): readonly EventSize[] {
    return this.#statement('SELECT offset, type, at, octet_length(body) FROM busbar_event WHERE offset > ? ORDER BY offset LIMIT ?')
      .all(after, limit)
      .map(([offset, type, at, bytes]) => ({ offset: integer(offset), type: text(type), at: integer(at), bytes: integer(bytes) }))
  }

  audit(after: number, limit: number): readonly StoredAudit[] {
    return this.#statement('SELECT sequence, at, header, payload, salt, hash FROM busbar_audit WHERE sequence > ? ORDER BY sequence LIMIT ?')
      .all(after, limit)
      .map(auditOf)
  }

  head(): { readonly offset: number; readonly sequence: number; readonly hash: string } {
    const [offset, sequence, hash] = this.#statement('SELECT offset, sequence, hash FROM busbar_head').get() ?? []
    return { offset: integer(offset), sequence: integer(sequence), hash: hex(hash) }
  }

  fact(name: string): string | undefined {
    const row = this.#statement('SELECT value FROM busbar_fact WHERE name = ?').get(name)
    return row && text(row[0])
  }

  /** From here on reads see what is committed now. */
  readonly endTurn = (): void => {
    if (!this.#inTurn) return
    this.#inTurn = false
    this.#commit.run()
  }

  close(): void {
    this.endTurn()
    this.#byKey.clear()
    this.#prepared.clear()
    this.#db.close()
  }

  #sql(scan: Omit<Scan, 'limit'>): ScanSql {
    return scanSql(scan.table, scan.index === null ? this.#noIndex(scan.table) : this.#index(scan.table, scan.index), scan)
  }

  #noIndex(table: string): null {
    if (!this.#layouts.has(table)) throw unknownTable(table)
    return null
  }

  #index(table: string, index: string): TableLayout['indexes'][number] {
    const layout = this.#layouts.get(table)
    if (!layout) throw unknownTable(table)
    const found = layout.indexes.find((one) => one.name === index)
    if (!found) throw new Error(`The table ${table} has no index ${index}.`)
    return found
  }

  /** Texts come from the contract's shapes, so there are only so many. */
  #statement(sql: string): Statement {
    let statement = this.#prepared.get(sql)
    if (!statement) this.#prepared.set(sql, (statement = prepare(this.#db, sql)))
    if (!this.#inTurn) this.#beginTurn()
    return statement
  }

  #beginTurn(): void {
    this.#begin.run()
    this.#inTurn = true
    setImmediate(this.endTurn)
  }
}

export interface ScanMany {
  readonly table: string
  readonly index: string
  readonly equal: readonly string[]
  readonly values: readonly string[]
  readonly limitEach: number
}

function recordOf(row: Row): StoredRecord {
  return { key: text(row[0]), revision: integer(row[1]), body: text(row[2]) }
}
/** id, request, done, token, until, outcome. */
export function answerOf(row: Row): Answer {
  return {
    id: text(row[0]),
    request: text(row[1]),
    state: row[2] === 1 ? 'done' : 'claimed',
    token: text(row[3]),
    until: integer(row[4]),
    outcome: text(row[5]),
  }
}
/** offset, id, type, tbl, key, at, body. */
export function eventOf(row: Row): StoredEvent {
  return { offset: integer(row[0]), id: text(row[1]), type: text(row[2]), table: text(row[3]), key: text(row[4]), at: integer(row[5]), body: text(row[6]) }
}
/** sequence, at, header, payload, salt, hash. */
export function auditOf(row: Row): StoredAudit {
  return { sequence: integer(row[0]), at: integer(row[1]), header: text(row[2]), payload: orNull(row[3]), salt: orNull(row[4]), hash: hex(row[5]) }
}

function orNull(value: Row[number] | undefined): string | null {
  return value === null ? null : text(value)
}
function hex(value: Row[number] | undefined): string {
  return Buffer.from(blob(value)).toString('hex')
}
function unknownTable(table: string): Error {
  return new Error(`The store was not opened with a table ${table}.`)
}
