import type { ContractData, ResourceData } from '../data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../json-schema.ts'
import { SYSTEM_FIELDS, type Schema } from '../schema.ts'

/** A resource by a name that may be any text, `__proto__` too. */
export function resourceOf(contract: ContractData, name: string): ResourceData | undefined {
  return Object.hasOwn(contract.resources, name) ? contract.resources[name] : undefined
}

/** A field of a record by name: own, key or system field, external references where the resource has them. */
export function fieldOf(resource: ResourceData, name: string): Schema | undefined {
  if (name === resource.key.field) return resource.key.schema
  if (Object.hasOwn(resource.fields, name)) return resource.fields[name]
  if (name === EXTERNAL_REFS_FIELD && resource.external) return EXTERNAL_REFS
  const system: { readonly [name: string]: Schema } = SYSTEM_FIELDS
  return Object.hasOwn(system, name) ? system[name] : undefined
}

/** A field by dotted path through objects, money and quantities. */
export function schemaAt(resource: ResourceData, path: string): Schema | undefined {
  const [first = '', ...rest] = path.split('.')
  let schema = fieldOf(resource, first)
  for (const segment of rest) schema = schema && memberOf(schema, segment)
  return schema
}

function memberOf(schema: Schema, name: string): Schema | undefined {
  if (schema.kind === 'object') return Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined
  if (schema.kind === 'money') return name === 'amount' ? { ...schema, kind: 'decimal' } : name === 'currency' ? { kind: 'string', maxLength: 3 } : undefined
  if (schema.kind === 'quantity')
    return name === 'value'
      ? { kind: 'decimal', precision: schema.precision, scale: schema.scale }
      : name === 'unit'
        ? { kind: 'string', maxLength: 64 }
        : undefined
  return undefined
}

/** Where an owner path ends: follows references by all segments but the last. `at`: how far it got. */
export function ownerAt(contract: ContractData, resource: ResourceData, path: string): { readonly schema?: Schema; readonly at: number } {
  const segments = path.split('.')
  let here: ResourceData | undefined = resource
  for (const [i, segment] of segments.entries()) {
    const schema: Schema | undefined = here && fieldOf(here, segment)
    if (!schema) return { at: i }
    if (i === segments.length - 1) return { schema, at: i }
    if (schema.kind !== 'ref') return { at: i + 1 }
    here = resourceOf(contract, schema.resource)
  }
  return { at: 0 }
}

/** Follows references and has-many; answers the resource at the end, or which segment leads nowhere. */
export function includeAt(contract: ContractData, from: string, path: string): { readonly resource?: string; readonly at: number } {
  let here = from
  for (const [i, segment] of path.split('.').entries()) {
    const resource = resourceOf(contract, here)
    const schema = resource && Object.hasOwn(resource.fields, segment) ? resource.fields[segment] : undefined
    if (schema?.kind !== 'ref' && schema?.kind !== 'many') return { at: i }
    here = schema.resource
  }
  return { resource: here, at: -1 }
}
