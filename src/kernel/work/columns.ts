import { valueAt } from '../model/path.ts'
import type { RecordBody } from '../model/resource.ts'
import { NULL_TEXT, orderText } from '../order.ts'
import type { Entry } from './entry.ts'
import { ownerOver } from './owners.ts'
import type { Work } from './work.ts'

/** What the store orders and finds a record by; at once where no other record has a say in it. */
export function columnsOf(work: Work, entry: Entry, record: RecordBody): readonly string[] | Promise<readonly string[]> {
  const { columns } = entry.resource.layout
  const out: string[] = []
  let far = false
  for (const column of columns) {
    if (column.owner) far = true
    const { path } = column
    const value = path.length === 1 ? record[path[0] ?? ''] : valueAt(record, path)
    out.push(column.owner ? NULL_TEXT : orderText(column.schema, value))
  }
  if (!far) return out
  return (async () => {
    for (const [i, column] of columns.entries())
      if (column.owner) out[i] = orderText(column.schema, await ownerOver(work, entry, { path: column.owner, when: 'now' }))
    return out
  })()
}
