import type { DatabaseSync } from 'node:sqlite'
import type { DumpRow, TableLayout } from '../../kernel/ports/store.ts'
import { integer, prepare, text } from './database.ts'
import { answerOf, auditOf, eventOf, Reader } from './reader.ts'
import { indexColumn, recordTable } from './table.ts'

/** Every row, read on a connection that holds one snapshot. */
export function* dumpRows(db: DatabaseSync, layouts: readonly TableLayout[]): Generator<DumpRow> {
  const { offset, sequence, hash } = new Reader(db, [], true).head()
  yield { row: 'head', offset, audit: { sequence, hash } }
  for (const [name, value] of rows('SELECT name, value FROM busbar_fact')) yield { row: 'fact', name: text(name), value: text(value) }
  for (const [name] of prepare(db, 'SELECT name FROM busbar_table ORDER BY name').all()) {
    const table = text(name)
    const columns = layouts.find((layout) => layout.table === table)?.columns ?? []
    for (const [key, revision, body, ...values] of rows(
      `SELECT ${['key', 'revision', 'body', ...columns.map(indexColumn)].join(', ')} FROM ${recordTable(table)} ORDER BY id`,
    )) {
      yield { row: 'record', table, record: { key: text(key), revision: integer(revision), body: text(body) }, columns: values.map(text) }
    }
  }
  for (const [table, key, revision] of rows('SELECT tbl, key, revision FROM busbar_deleted'))
    yield { row: 'deleted', table: text(table), key: text(key), revision: integer(revision) }
  for (const [rule, value, table, key] of rows('SELECT rule, value, tbl, key FROM busbar_unique'))
    yield { row: 'unique', entry: { rule: text(rule), value: text(value) }, table: text(table), key: text(key) }
  for (const row of rows('SELECT offset, id, type, tbl, key, at, body FROM busbar_event ORDER BY offset')) yield { row: 'event', event: eventOf(row) }
  for (const row of rows('SELECT sequence, at, header, payload, salt, hash FROM busbar_audit ORDER BY sequence')) yield { row: 'audit', audit: auditOf(row) }
  for (const row of rows('SELECT id, request, done, token, until, outcome FROM busbar_answer ORDER BY n')) yield { row: 'answer', answer: answerOf(row) }
  for (const [counter, total, expires] of rows('SELECT counter, total, expires FROM busbar_counter'))
    yield { row: 'counter', counter: text(counter), total: integer(total), expires: integer(expires) }

  function rows(sql: string) {
    return prepare(db, sql).iterate()
  }
}
