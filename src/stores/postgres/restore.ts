import type { Client } from 'pg'
import { StoreRefused, type DumpRow, type TableLayout } from '../../kernel/ports/store.ts'
import { bigintArray, textArray } from './array.ts'
import { openFailure } from './failure.ts'
import { knownTables } from './layout.ts'
import { columnName, literal, quote, type Names } from './name.ts'
import { connect, hangUp, rows } from './session.ts'
import type { Settings } from './settings.ts'

/** Rows of one kind that are inserted at once, and their characters. */
const AT_ONCE = 1_000
const LARGEST = 4 * 1024 * 1024

/** Tables that are empty before. Facts are not looked at: an open store has some. */
const EMPTY_BEFORE = ['deleted', 'uniques', 'events', 'audit', 'answers', 'counters']

/** Fills an empty store in one transaction, which a kill leaves without a trace. */
export async function restore(
  settings: Settings,
  options: { readonly names: Names; readonly layouts: ReadonlyMap<string, TableLayout>; readonly dump: AsyncIterable<DumpRow> },
): Promise<void> {
  const { names, layouts, dump } = options
  const client = await connect(settings, 'upkeep').catch((error: unknown) => Promise.reject(openFailure(error, settings.place)))
  try {
    await client.query('begin')
    // Nobody commits meanwhile; there is nothing yet to commit to.
    const [head] = await rows<{ used: boolean }>(client, `select event > 0 or audit > 0 as used from ${names.own('head')} for update`)
    const tables = await knownTables(client, names)
    const filled = [...EMPTY_BEFORE.map(names.own), ...tables.map(({ tbl }) => names.records(tbl))].map((table) => `exists (select from ${table})`)
    const [data] = await rows<{ there: boolean }>(client, `select ${filled.join(' or ')} as there`)
    if (head?.used === true || data?.there === true) {
      throw new StoreRefused(
        `The schema ${names.schema} at ${settings.place} holds data already. A backup is restored only into an empty one: name another schema in the store's options, or drop this one.`,
      )
    }
    const writer = new Writer(client, { names, layouts, known: new Set(tables.map(({ tbl }) => tbl)) })
    for await (const row of dump) await writer.add(row)
    await writer.flush()
    await client.query('commit')
  } finally {
    await hangUp(client)
  }
}

/** Inserts runs of rows of the same kind together. */
class Writer {
  readonly #client: Client
  readonly #names: Names
  readonly #layouts: ReadonlyMap<string, TableLayout>
  readonly #known: Set<string>
  #rows: DumpRow[] = []
  #size = 0

  constructor(client: Client, options: { readonly names: Names; readonly layouts: ReadonlyMap<string, TableLayout>; readonly known: Set<string> }) {
    this.#client = client
    this.#names = options.names
    this.#layouts = options.layouts
    this.#known = options.known
  }

  async add(row: DumpRow): Promise<void> {
    const [first] = this.#rows
    if (first && (kindOf(first) !== kindOf(row) || this.#rows.length >= AT_ONCE || this.#size >= LARGEST)) await this.flush()
    this.#rows.push(row)
    this.#size +=
      row.row === 'record'
        ? row.record.body.length
        : row.row === 'event'
          ? row.event.body.length
          : row.row === 'audit'
            ? row.audit.header.length + (row.audit.payload?.length ?? 0)
            : row.row === 'answer'
              ? row.answer.outcome.length
              : 0
  }

  async flush(): Promise<void> {
    const [first] = this.#rows
    if (!first) return
    const run = this.#rows
    this.#rows = []
    this.#size = 0
    switch (first.row) {
      case 'head':
        for (const row of run)
          if (row.row === 'head')
            await this.#client.query(`update ${this.#names.own('head')} set event = $1, audit = $2, hash = decode($3, 'hex')`, [
              row.offset,
              row.audit.sequence,
              row.audit.hash,
            ])
        return
      case 'record':
        return this.#records(
          first.table,
          run.flatMap((row) => (row.row === 'record' ? [row] : [])),
        )
      case 'deleted': {
        const deleted = run.flatMap((row) => (row.row === 'deleted' ? [row] : []))
        return this.#insert('deleted', { tbl: text(deleted, (r) => r.table), key: text(deleted, (r) => r.key), revision: bigint(deleted, (r) => r.revision) })
      }
      case 'unique': {
        const uniques = run.flatMap((row) => (row.row === 'unique' ? [row] : []))
        return this.#insert('uniques', {
          rule: text(uniques, (r) => r.entry.rule),
          value: text(uniques, (r) => r.entry.value),
          tbl: text(uniques, (r) => r.table),
          key: text(uniques, (r) => r.key),
        })
      }
      case 'event': {
        const events = run.flatMap((row) => (row.row === 'event' ? [row.event] : []))
        return this.#insert('events', {
          position: bigint(events, (r) => r.offset),
          id: text(events, (r) => r.id),
          type: text(events, (r) => r.type),
          tbl: text(events, (r) => r.table),
          key: text(events, (r) => r.key),
          at: bigint(events, (r) => r.at),
          body: text(events, (r) => r.body),
        })
      }
      case 'audit': {
        const audit = run.flatMap((row) => (row.row === 'audit' ? [row.audit] : []))
        return this.#insert('audit', {
          sequence: bigint(audit, (r) => r.sequence),
          at: bigint(audit, (r) => r.at),
          header: text(audit, (r) => r.header),
          payload: text(audit, (r) => r.payload),
          salt: text(audit, (r) => r.salt),
          hash: { ...text(audit, (r) => r.hash), from: (value) => `decode(${value}, 'hex')` },
        })
      }
      case 'answer': {
        const answers = run.flatMap((row) => (row.row === 'answer' ? [row.answer] : []))
        return this.#insert('answers', {
          id: text(answers, (r) => r.id),
          request: text(answers, (r) => r.request),
          state: text(answers, (r) => r.state),
          token: text(answers, (r) => r.token),
          until: bigint(answers, (r) => r.until),
          outcome: text(answers, (r) => r.outcome),
        })
      }
      case 'counter': {
        const counters = run.flatMap((row) => (row.row === 'counter' ? [row] : []))
        return this.#insert('counters', {
          counter: text(counters, (r) => r.counter),
          total: { ...text(counters, (r) => String(r.total)), from: (value) => `${value}::float8` },
          expires: bigint(counters, (r) => r.expires),
        })
      }
      case 'fact': {
        const facts = run.flatMap((row) => (row.row === 'fact' ? [row] : []))
        return this.#insert(
          'facts',
          { name: text(facts, (r) => r.name), value: text(facts, (r) => r.value) },
          'on conflict (name) do update set value = excluded.value',
        )
      }
    }
  }

  async #records(table: string, records: readonly (DumpRow & { readonly row: 'record' })[]): Promise<void> {
    const layout = this.#layouts.get(table)
    if (!this.#known.has(table)) await this.#keep(table)
    // The contract that restores says what is in the index columns, not the one that dumped.
    const computed = layout ? records.map(({ record }) => layout.columnsOf(record.body)) : []
    const columns: { [name: string]: Column } = {}
    for (const [i, column] of (layout?.columns ?? []).entries()) columns[columnName(column)] = text(computed, (values) => values[i] ?? '')
    await this.#into(this.#names.records(table), {
      key: text(records, (r) => r.record.key),
      revision: bigint(records, (r) => r.record.revision),
      body: text(records, (r) => r.record.body),
      ...columns,
    })
  }

  /** A table that the contract no longer has: its records are kept until it has it again. */
  async #keep(table: string): Promise<void> {
    if (!/^[a-z][a-z0-9_]{0,47}$/.test(table)) throw new StoreRefused(`The dump names a table '${table}' that cannot be one.`)
    this.#known.add(table)
    await this.#client.query(
      `create table ${this.#names.records(table)} (key text collate "C" primary key, revision bigint not null, body text collate "C" not null); insert into ${this.#names.own('layouts')} (tbl, columns) values (${literal(table)}, '{}')`,
    )
  }

  #insert(table: string, columns: { readonly [name: string]: Column }, rest = ''): Promise<void> {
    return this.#into(this.#names.own(table), columns, rest)
  }

  async #into(table: string, columns: { readonly [name: string]: Column }, rest = ''): Promise<void> {
    const all = Object.entries(columns)
    const selected = all.map(([, { from }], i) => (from ? from(`w.v${i}`) : `w.v${i}`))
    await this.#client.query(
      `insert into ${table} (${all.map(([name]) => quote(name)).join(', ')}) select ${selected.join(', ')} from unnest(${all.map(([, { type }], i) => `$${i + 1}::${type}[]`).join(', ')}) w(${all.map((_, i) => `v${i}`).join(', ')}) ${rest}`,
      all.map(([, { values }]) => values),
    )
  }
}

interface Column {
  readonly type: 'text' | 'bigint'
  readonly values: Buffer
  /** The SQL of the stored value from that of the array's. */
  readonly from?: (value: string) => string
}

function text<Row>(rows: readonly Row[], valueOf: (row: Row) => string | null): Column {
  return { type: 'text', values: textArray(rows.map(valueOf)) }
}
function bigint<Row>(rows: readonly Row[], valueOf: (row: Row) => number): Column {
  return { type: 'bigint', values: bigintArray(rows.map(valueOf)) }
}

function kindOf(row: DumpRow): string {
  return row.row === 'record' ? `record ${row.table}` : row.row
}
