import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'

export type Row = readonly SQLOutputValue[]

/** A prepared statement whose rows are arrays. */
export interface Statement {
  get(...params: readonly SQLInputValue[]): Row | undefined
  all(...params: readonly SQLInputValue[]): readonly Row[]
  iterate(...params: readonly SQLInputValue[]): Iterable<Row>
  run(...params: readonly SQLInputValue[]): { readonly changes: number | bigint }
}

/** How long a connection waits for a lock of another program that has the file open, such as a BI tool or `sqlite3`. */
const BUSY_MS = 5_000

export function openReader(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, timeout: BUSY_MS })
  // Every commit of the writer empties a reader's page cache; mapped pages need none. Measured on keys all over a file larger
  // than the cache: 2.8 µs a read mapped, 4.4 µs not. The price: a disk that cannot be read ends the process (SIGBUS).
  db.exec('PRAGMA mmap_size = 1073741824; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY')
  return db
}

export function openWriter(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { timeout: BUSY_MS })
  // A commit that split a page looks through the whole cache (SQLite renumbers pages by way of one beyond the end): with 64 MiB
  // that was a seventh of the writer's time, with 16 MiB still a fourteenth. What is not cached is read from the system's pages.
  // FULL in WAL mode is one fsync of the log a transaction, before it is visible to anyone (https://sqlite.org/pragma.html#pragma_synchronous).
  db.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -4096; PRAGMA temp_store = MEMORY;
    PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864`)
  return db
}

export function prepare(db: DatabaseSync, sql: string): Statement {
  const statement = db.prepare(sql)
  statement.setReturnArrays(true)
  // The declared types know only rows as objects.
  return statement as unknown as Statement
}

/** As an SQL identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

export function text(value: SQLOutputValue | undefined): string {
  if (typeof value === 'string') return value
  throw new TypeError(`The database holds ${typeof value} where text was written.`)
}
export function integer(value: SQLOutputValue | undefined): number {
  if (typeof value === 'number') return value
  throw new TypeError(`The database holds ${typeof value} where an integer was written.`)
}
export function blob(value: SQLOutputValue | undefined): Uint8Array {
  if (value instanceof Uint8Array) return value
  throw new TypeError(`The database holds ${typeof value} where bytes were written.`)
}

/** SQLite's extended result code, or `undefined` where the error is none of SQLite's. */
export function errcode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined
}
