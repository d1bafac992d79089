import type { ContractData, ResourceData } from '../../contract/data.ts'
import { SYSTEM_FIELDS, type Schema } from '../../contract/schema.ts'

/** The schema of a field of a record by dotted path through objects; key and system fields included. */
export function schemaAt(resource: ResourceData, path: string): Schema | undefined {
  const [first = '', ...rest] = path.split('.')
  let schema: Schema | undefined = fieldSchema(resource, first)
  for (const segment of rest) {
    if (schema?.kind === 'object') schema = Object.hasOwn(schema.fields, segment) ? schema.fields[segment] : undefined
    else if (schema?.kind === 'money' && segment === 'currency') schema = { kind: 'string' }
    else if (schema?.kind === 'money' && segment === 'amount') schema = { kind: 'decimal', precision: schema.precision, scale: schema.scale }
    else if (schema?.kind === 'quantity' && segment === 'unit') schema = { kind: 'string' }
    else if (schema?.kind === 'quantity' && segment === 'value') schema = { kind: 'decimal', precision: schema.precision, scale: schema.scale }
    else return undefined
  }
  return schema
}

export function fieldSchema(resource: ResourceData, field: string): Schema | undefined {
  if (field === resource.key.field) return resource.key.schema
  if (Object.hasOwn(resource.fields, field)) return resource.fields[field]
  return Object.hasOwn(SYSTEM_FIELDS, field) ? SYSTEM_FIELDS[field as keyof typeof SYSTEM_FIELDS] : undefined
}

/** The value at a dotted path, `undefined` where something on the way is missing. */
export function valueAt(record: unknown, path: readonly string[]): unknown {
  let value = record
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined
    value = (value as { readonly [name: string]: unknown })[segment]
  }
  return value
}

/** An owner path: references to follow, then the field of the last record that holds the owner. */
export interface OwnerPath {
  /** From the record outward: follow the reference in `field` to `resource`. */
  readonly hops: readonly { readonly field: string; readonly resource: string }[]
  readonly field: string
}

/** Reads `order.customer` as: follow `order`, then take `customer`. Answers `undefined` where the contract does not have it. */
export function ownerPath(contract: ContractData, resource: ResourceData, own: string): OwnerPath | undefined {
  const segments = own.split('.')
  const hops: { field: string; resource: string }[] = []
  let here: ResourceData | undefined = resource
  for (const [i, segment] of segments.entries()) {
    const schema: Schema | undefined = here && fieldSchema(here, segment)
    if (!schema) return undefined
    if (i === segments.length - 1) return { hops, field: segment }
    if (schema.kind !== 'ref') return undefined
    hops.push({ field: segment, resource: schema.resource })
    here = contract.resources[schema.resource]
  }
  return undefined
}
