import { recordSchema } from '../../contract/json-schema.ts'
import type { ResourceData } from '../../contract/data.ts'
import type { FieldError } from '../outcome.ts'
import { bareFields, bareSchema } from '../model/form.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { compileValidator, type Validator } from '../validation.ts'

/** Checks a record as it is kept: all fields that are not optional, read-only and write-only ones too, and no other. */
export function storedValidator(data: ResourceData): Validator {
  return compileValidator(recordSchema({ ...data, key: { ...data.key, schema: bareSchema(data.key.schema) }, fields: bareFields(data.fields) }, 'replace'))
}

/** A record that the wanted contract does not have yet, made to fit it: defaults filled in, in canonical order. */
export function completed(resource: ResourceModel, record: RecordBody, before: RecordBody): RecordBody {
  const { key, fields } = resource.data
  const out: { [field: string]: unknown } = {}
  for (const name of resource.order) {
    const value = record[name]
    if (value !== undefined) out[name] = value
    else {
      const schema = fields[name]
      if (schema?.default !== undefined && !schema.optional && schema.kind !== 'state') out[name] = schema.default
    }
  }
  for (const name of Object.keys(record)) if (!(name in out) && record[name] !== undefined) out[name] = record[name]
  // What Busbar keeps is not for a migration to change.
  for (const name of ['revision', 'createdAt', 'updatedAt']) out[name] = before[name]
  return key.field in out ? out : { [key.field]: record[key.field], ...out }
}

/** Where a record holds something, by a path that goes through lists and maps. */
export function held(value: unknown, path: readonly string[], at = ''): readonly string[] {
  if (path.length === 0) return value === undefined ? [] : [at]
  if (typeof value !== 'object' || value === null) return []
  const [name = '', ...rest] = path
  if (Object.hasOwn(value, name)) return held((value as RecordBody)[name], rest, `${at}/${name}`)
  // A list or map has no segment of its own.
  return Object.entries(value).flatMap(([segment, inner]) => (typeof inner === 'object' && at !== '' ? held(inner, path, `${at}/${segment}`) : []))
}

export function keyError(field: string): FieldError {
  return { pointer: `/${field}`, detail: 'is the key, which a migration cannot change' }
}
