import type { DatabaseSync } from 'node:sqlite'
import { prepare, quoted, type Statement } from './database.ts'

/** The table that holds a resource's records, and the column of an index column. */
export function recordTable(table: string): string {
  return quoted(`r_${table}`)
}
export function indexColumn(column: string): string {
  return quoted(`c_${column}`)
}
export function indexName(index: string): string {
  return quoted(`i_${index}`)
}

/** A table's statements in the writer. */
export interface TableWriter {
  readonly columns: number
  /** Row id and revision by key. */
  readonly find: Statement
  /** key, revision, columns, body. */
  readonly insert: Statement
  /** revision, columns, body; row id last. */
  readonly update: Statement
  /** By row id. */
  readonly remove: Statement
}

export function tableWriter(db: DatabaseSync, table: string, columns: readonly string[]): TableWriter {
  const name = recordTable(table)
  const names = columns.map(indexColumn)
  return {
    columns: columns.length,
    find: prepare(db, `SELECT id, revision FROM ${name} WHERE key = ?`),
    insert: prepare(
      db,
      `INSERT INTO ${name} (${['key', 'revision', ...names, 'body'].join(', ')}) VALUES (${['?', '?', ...names.map(() => '?'), '?'].join(', ')})`,
    ),
    update: prepare(db, `UPDATE ${name} SET ${['revision', ...names, 'body'].map((column) => `${column} = ?`).join(', ')} WHERE id = ?`),
    remove: prepare(db, `DELETE FROM ${name} WHERE id = ?`),
  }
}
