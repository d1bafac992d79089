import { numberCell, textCell } from '../../codecs/csv/index.ts'
import type { ResourceData } from '../../contract/data.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../contract/schema.ts'

/** One column of a table made from records: nested fields by dotted names, what has no fixed parts as JSON text. */
export interface Column {
  readonly name: string
  readonly path: readonly string[]
  readonly cell: (text: string) => string
}

/** The columns of a resource, in the contract's order; `shown` narrows them, in its own order. */
export function columnsOf(resource: ResourceData, shown?: readonly string[]): readonly Column[] {
  const fields: SchemaFields = {
    [resource.key.field]: resource.key.schema,
    ...(resource.external && { externalRefs: { kind: 'json' } }),
    ...resource.fields,
    ...SYSTEM_FIELDS,
  }
  return (shown ?? Object.keys(fields)).flatMap((name) => {
    const schema = Object.hasOwn(fields, name) ? fields[name] : undefined
    return schema ? columnsAt([name], schema) : []
  })
}

/** The cells of one record, in the order of the columns. */
export function cellsOf(columns: readonly Column[], record: unknown): string[] {
  return columns.map(({ path, cell }) => {
    let value = record
    for (const step of path)
      value = typeof value === 'object' && value !== null && Object.hasOwn(value, step) ? (value as { readonly [name: string]: unknown })[step] : undefined
    if (value === undefined || value === null) return ''
    return cell(typeof value === 'string' ? value : JSON.stringify(value))
  })
}

function columnsAt(path: readonly string[], schema: Schema): readonly Column[] {
  if (schema.writeOnly) return []
  switch (schema.kind) {
    case 'many':
      return []
    case 'object':
      return Object.entries(schema.fields).flatMap(([name, field]) => columnsAt([...path, name], field))
    case 'money':
      return [column([...path, 'amount'], numberCell), column([...path, 'currency'], textCell)]
    case 'quantity':
      return [column([...path, 'value'], numberCell), column([...path, 'unit'], textCell)]
    case 'local':
      return [column([...path, 'local'], textCell), column([...path, 'zone'], textCell)]
    case 'integer':
    case 'float':
    case 'decimal':
      return [column(path, numberCell)]
    default:
      return [column(path, textCell)]
  }
}

function column(path: readonly string[], cell: Column['cell']): Column {
  return { name: path.join('.'), path, cell }
}
