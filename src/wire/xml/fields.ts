import type { ResourceData } from '../../contract/data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../../contract/json-schema.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../contract/schema.ts'

/** Everything a record may have, in the order in which it is written: key, own fields, external references, what Busbar sets. */
export function recordFields(resource: ResourceData): SchemaFields {
  const known = kept.get(resource)
  if (known) return known
  const fields: SchemaFields = {
    [resource.key.field]: resource.key.schema,
    ...resource.fields,
    ...(resource.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }),
    ...SYSTEM_FIELDS,
  }
  kept.set(resource, fields)
  return fields
}

const kept = new WeakMap<ResourceData, SchemaFields>()

/** Where the record itself is shown beside its key: `material`, `materialRecord`. */
export function includedName(field: string): string {
  return `${field}Record`
}

/** The parts of a value that has some, and is no object of the contract's own. */
export function partsOf(schema: Schema): SchemaFields | undefined {
  switch (schema.kind) {
    case 'money':
      return MONEY
    case 'quantity':
      return QUANTITY
    case 'local':
      return LOCAL
    case 'object':
      return schema.fields
    default:
      return undefined
  }
}

const AMOUNT: Schema = { kind: 'decimal', precision: 18, scale: 4 }
const MONEY: SchemaFields = { amount: AMOUNT, currency: { kind: 'enum', values: [] } }
const QUANTITY: SchemaFields = { value: AMOUNT, unit: { kind: 'enum', values: [] } }
/** A wall clock: white space around it means nothing, as with an instant. */
const LOCAL: SchemaFields = { local: { kind: 'instant' }, zone: { kind: 'enum', values: [] } }
