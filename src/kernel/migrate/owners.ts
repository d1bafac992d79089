import type { ContractModel } from '../model/model.ts'
import { valueAt } from '../model/path.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { NULL_TEXT, orderText } from '../order.ts'
import type { RecordRewrite, Store, StoredRecord } from '../ports/store.ts'

/** Index columns of a record, without owners over references: those take the records they lead over. */
export function plainColumns(resource: ResourceModel, record: RecordBody): readonly string[] {
  return resource.layout.columns.map((column) => (column.owner ? NULL_TEXT : orderText(column.schema, valueAt(record, column.path))))
}

/**
 * A rewrite that fills in the owners over references of the next records behind `after`. A record that somebody writes in
 * between is left alone: who writes it computes them too, and so does who changes a record that they lead over.
 */
export async function ownersRewrite(
  store: Store,
  of: { readonly contract: ContractModel; readonly resource: ResourceModel; readonly after: string; readonly limit: number },
): Promise<(record: StoredRecord) => RecordRewrite | undefined> {
  const { contract, resource, after, limit } = of
  const { columns, table } = resource.layout
  const stored = await store.scan({ table, index: null, equal: [], reverse: false, limit, ...(after !== '' && { after: { key: after } }) })
  const records = stored.map(({ body }) => JSON.parse(body) as RecordBody)
  const texts: (readonly string[])[] = []
  for (const { owner, schema } of columns) {
    if (!owner) continue
    let here: readonly (RecordBody | undefined)[] = records
    for (const hop of owner.hops) {
      const next = contract.resources.get(hop.resource)
      const keys = here.map((record) => (typeof record?.[hop.field] === 'string' ? record[hop.field] : undefined) as string | undefined)
      const wanted = [...new Set(keys)].filter((key) => key !== undefined)
      const found = new Map(next ? (await store.getMany(next.layout.table, wanted)).map(({ key, body }) => [key, JSON.parse(body) as RecordBody]) : [])
      here = keys.map((key) => (key === undefined ? undefined : found.get(key)))
    }
    texts.push(here.map((record) => orderText(schema, record?.[owner.field])))
  }
  const at = new Map(stored.map(({ key, revision }, i) => [key, { revision, i }]))
  return (record) => {
    const known = at.get(record.key)
    if (!known || known.revision !== record.revision) return undefined
    const plain = plainColumns(resource, JSON.parse(record.body) as RecordBody)
    let owner = 0
    return {
      body: record.body,
      columns: columns.map((column, i) => (column.owner ? (texts[owner++]?.[known.i] ?? NULL_TEXT) : (plain[i] ?? NULL_TEXT))),
      unique: [],
      released: [],
    }
  }
}
