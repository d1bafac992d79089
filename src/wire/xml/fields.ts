import type { ResourceData } from '../../contract/data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../../contract/json-schema.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../contract/schema.ts'

/**
 * Everything a record may have, in the order in which it is written: key, what Busbar sets, external references, own fields. A
 * field that is declared last is written last, so that readers who go by the order pass it over.
 */
export function recordFields(resource: ResourceData): SchemaFields {
  const known = kept.get(resource)
  if (known) return known
  const fields: SchemaFields = {
    [resource.key.field]: resource.key.schema,
    ...SYSTEM_FIELDS,
    ...(resource.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }),
    ...resource.fields,
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
