import type { DatabaseSync } from 'node:sqlite'
import { integer, prepare, quoted, text } from './database.ts'
import type { Fill, IndexToBuild, PlainLayout, Requests } from './message.ts'
import { indexColumn, indexName, recordTable } from './table.ts'

/**
 * Tables, columns and indexes of the contract. A column has a state in `busbar_column`: `ready`; `filling`, where it is
 * new and old records still have `''`; `stale`, where the contract no longer names it, so that newer records have `''`.
 * Indexes are built once every column of a table is `ready`.
 */
export function syncLayout(db: DatabaseSync, tables: readonly PlainLayout[]): Requests['layout']['answer'] {
  const fill: Fill[] = []
  const build: IndexToBuild[] = []
  for (const layout of tables) {
    if (layout.was !== undefined) renameTable(db, layout.was, layout.table)
    makeTable(db, layout.table, layout.resource)
    const columns = syncColumns(db, layout)
    dropIndexes(db, layout)
    syncView(db, layout)
    const last = integer(prepare(db, `SELECT coalesce(max(id), 0) FROM ${recordTable(layout.table)}`).get()?.[0])
    if (columns.length > 0)
      fill.push({ table: layout.table, columns, from: integer(prepare(db, 'SELECT filled FROM busbar_table WHERE name = ?').get(layout.table)?.[0]), last })
    const built = indexesOf(db, layout.table)
    for (const { name, columns: names } of layout.indexes) if (!built.has(`i_${name}`)) build.push({ table: layout.table, name, columns: names, last })
  }
  return { fill, build }
}

/** The table of a resource that is not there yet. */
export function makeTable(db: DatabaseSync, table: string, resource: string): void {
  db.exec(`CREATE TABLE IF NOT EXISTS ${recordTable(table)} (id INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER NOT NULL, body TEXT NOT NULL)`)
  db.exec(`CREATE UNIQUE INDEX IF NOT EXISTS ${quoted(`k_${table}`)} ON ${recordTable(table)} (key)`)
  prepare(db, 'INSERT INTO busbar_table (name, resource) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET resource = excluded.resource').run(table, resource)
}

/** Where there is the one table and not the other. Its view and indexes are made anew under the new name. */
function renameTable(db: DatabaseSync, from: string, to: string): void {
  const is = (table: string): boolean => prepare(db, 'SELECT 1 FROM busbar_table WHERE name = ?').get(table) !== undefined
  if (!is(from) || is(to)) return
  db.exec(`DROP VIEW IF EXISTS ${quoted(`${from}_view`)}`)
  for (const name of indexesOf(db, from).keys()) db.exec(`DROP INDEX ${quoted(name)}`)
  db.exec(`DROP INDEX IF EXISTS ${quoted(`k_${from}`)}; ALTER TABLE ${recordTable(from)} RENAME TO ${recordTable(to)}`)
  prepare(db, 'UPDATE busbar_table SET name = ? WHERE name = ?').run(to, from)
  for (const table of ['busbar_column', 'busbar_deleted', 'busbar_unique']) prepare(db, `UPDATE ${table} SET tbl = ? WHERE tbl = ?`).run(to, from)
}

/** Makes new columns, and answers those of the layout that are to be filled. */
function syncColumns(db: DatabaseSync, { table, columns }: PlainLayout): string[] {
  const states = new Map(
    prepare(db, 'SELECT name, state FROM busbar_column WHERE tbl = ?')
      .all(table)
      .map((row) => [text(row[0]), text(row[1])]),
  )
  const setState = prepare(db, 'INSERT INTO busbar_column (tbl, name, state) VALUES (?, ?, ?) ON CONFLICT (tbl, name) DO UPDATE SET state = excluded.state')
  const empty = prepare(db, `SELECT 1 FROM ${recordTable(table)} LIMIT 1`).get() === undefined
  let restart = false
  for (const column of columns) {
    const state = states.get(column)
    if (state === 'ready' || state === 'filling') continue
    if (state === undefined) db.exec(`ALTER TABLE ${recordTable(table)} ADD COLUMN ${indexColumn(column)} TEXT NOT NULL DEFAULT ''`)
    setState.run(table, column, empty ? 'ready' : 'filling')
    restart ||= !empty
  }
  for (const column of states.keys()) if (!columns.includes(column)) setState.run(table, column, 'stale')
  if (restart) prepare(db, 'UPDATE busbar_table SET filled = 0 WHERE name = ?').run(table)
  const filling = prepare(db, "SELECT name FROM busbar_column WHERE tbl = ? AND state = 'filling'").all(table)
  return filling.map((row) => text(row[0])).filter((name) => columns.includes(name))
}

/** Writes one batch of new columns and how far it came, together. */
export function fillColumns(db: DatabaseSync, { table, columns, rows, end }: Requests['fill']['ask']): void {
  const update = prepare(db, `UPDATE ${recordTable(table)} SET ${columns.map((column) => `${indexColumn(column)} = ?`).join(', ')} WHERE id = ?`)
  for (const [id, ...values] of rows) update.run(...values, id)
  const last = rows.at(-1)
  if (last) prepare(db, 'UPDATE busbar_table SET filled = ? WHERE name = ?').run(last[0], table)
  if (end) prepare(db, "UPDATE busbar_column SET state = 'ready' WHERE tbl = ? AND state = 'filling'").run(table)
}

/** The key comes last in every index, so that (value, key) is a position in it. */
export function buildIndex(db: DatabaseSync, index: Requests['build']['ask']): void {
  db.exec(indexSql(index))
}

function indexSql({ table, name, columns }: Requests['build']['ask']): string {
  return `CREATE INDEX ${indexName(name)} ON ${recordTable(table)} (${[...columns.map(indexColumn), 'key'].join(', ')})`
}

/** Name → SQL of the indexes that `buildIndex` made. */
function indexesOf(db: DatabaseSync, table: string): Map<string, string> {
  const rows = prepare(db, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND substr(name, 1, 2) = 'i_'").all(`r_${table}`)
  return new Map(rows.map((row) => [text(row[0]), text(row[1])]))
}

function dropIndexes(db: DatabaseSync, { table, indexes }: PlainLayout): void {
  const wanted = new Set(indexes.map(({ name, columns }) => indexSql({ table, name, columns })))
  for (const [name, sql] of indexesOf(db, table)) if (!wanted.has(sql)) db.exec(`DROP INDEX ${quoted(name)}`)
}

/** `<table>_view`, for BI tools: numbers as numbers, as far as SQLite has them. */
function syncView(db: DatabaseSync, { table, view }: PlainLayout): void {
  const name = `${table}_view`
  const columns = view.map((column) => {
    const value = `json_extract(body, '$.${JSON.stringify(column.field).replaceAll("'", "''")}')`
    return `${column.numeric ? `CAST(${value} AS NUMERIC)` : value} AS ${quoted(column.name)}`
  })
  const sql = `CREATE VIEW ${quoted(name)} AS SELECT ${columns.join(', ')} FROM ${recordTable(table)}`
  const there = prepare(db, "SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = ?").get(name)
  if (there?.[0] === sql) return
  db.exec(`DROP VIEW IF EXISTS ${quoted(name)}`)
  if (columns.length > 0) db.exec(sql)
}
