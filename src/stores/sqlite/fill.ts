import type { DatabaseSync } from 'node:sqlite'
import type { StorePorts, TableLayout } from '../../kernel/ports/store.ts'
import { integer, prepare, text } from './database.ts'
import type { WriterLink } from './link.ts'
import type { Fill } from './message.ts'
import { recordTable } from './table.ts'

/** One batch: at most so many records, and no more once so many characters were read. */
const BATCH_RECORDS = 1_000
const BATCH_CHARACTERS = 4_000_000
const LOG_EVERY_MS = 5_000

/** Computes new index columns of records that were there before them, in durable batches: a kill costs one batch. */
export async function fillTable(
  fill: Fill,
  layouts: readonly TableLayout[],
  { db, link, ports }: { readonly db: DatabaseSync; readonly link: WriterLink; readonly ports: StorePorts },
): Promise<void> {
  const layout = layouts.find((one) => one.table === fill.table)
  if (!layout) return
  const places = fill.columns.map((column) => layout.columns.indexOf(column))
  const statement = prepare(db, `SELECT id, key, body FROM ${recordTable(fill.table)} WHERE id > ? ORDER BY id LIMIT ${BATCH_RECORDS}`)
  let logged = ports.clock.monotonic()
  ports.log.info('New index columns are filled from the records that are there; Busbar starts once this is done.', {
    resource: layout.resource,
    columns: fill.columns,
    upTo: fill.last,
    from: fill.from,
  })
  for (let from = fill.from, end = false; !end;) {
    const rows: (readonly [id: number, ...values: string[]])[] = []
    let characters = 0
    for (const [id, key, body] of statement.iterate(from)) {
      rows.push([integer(id), ...columnsAt(layout, places, { key: text(key), body: text(body) })])
      characters += text(body).length
      if (characters > BATCH_CHARACTERS) break
    }
    end = rows.length === 0
    from = rows.at(-1)?.[0] ?? from
    await link.ask('fill', { table: fill.table, columns: fill.columns, rows, end })
    if (ports.clock.monotonic() - logged < LOG_EVERY_MS) continue
    logged = ports.clock.monotonic()
    ports.log.info('New index columns are being filled.', { resource: layout.resource, at: from, upTo: fill.last })
  }
}

function columnsAt(layout: TableLayout, places: readonly number[], { key, body }: { readonly key: string; readonly body: string }): string[] {
  let columns: readonly string[]
  try {
    columns = layout.columnsOf(body)
  } catch (error) {
    throw new Error(
      `The index columns of ${layout.resource} ${key} cannot be computed from what is stored: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
  return places.map((place) => columns[place] ?? '')
}
