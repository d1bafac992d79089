import type { DumpRow, TableLayout } from '../../kernel/ports/store.ts'
import type { WriterLink } from './link.ts'

const BATCH_ROWS = 1_000
const BATCH_CHARACTERS = 4_000_000

/** Sends the rows of a dump to the writer in bounded batches, with index columns as the present layouts want them. */
export async function restoreRows(rows: AsyncIterable<DumpRow>, layouts: readonly TableLayout[], link: WriterLink): Promise<void> {
  const byTable = new Map(layouts.map((layout) => [layout.table, layout]))
  await link.ask('beginRestore', null)
  let batch: DumpRow[] = []
  let characters = 0
  for await (const row of rows) {
    const layout = row.row === 'record' ? byTable.get(row.table) : undefined
    batch.push(row.row === 'record' && layout ? { ...row, columns: layout.columnsOf(row.record.body) } : row)
    characters += sizeOf(row)
    if (batch.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue
    await link.ask('restore', { rows: batch })
    batch = []
    characters = 0
  }
  await link.ask('restore', { rows: batch })
  await link.ask('endRestore', null)
}

function sizeOf(row: DumpRow): number {
  if (row.row === 'record') return row.record.body.length
  if (row.row === 'event') return row.event.body.length
  if (row.row === 'audit') return row.audit.header.length + (row.audit.payload?.length ?? 0)
  return row.row === 'answer' ? row.answer.outcome.length : 0
}
