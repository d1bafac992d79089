import type { Json, SchemaFields } from '../../contract/schema.ts'
import type { FieldError } from '../outcome.ts'
import type { Principal } from '../kernel.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { isSystem } from '../policies/authenticate.ts'
import { refuse } from '../refusal.ts'

/** Ends the call with 422 where there is an error. */
export function mustFit(errors: readonly FieldError[] | undefined): void {
  if (errors && errors.length > 0)
    throw refuse('invalid', errors.length === 1 ? `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`.trim() : `${errors.length} errors.`, { errors })
}

/** Rule: what an audience does not see it cannot set either; to it the field is unknown (OWASP API3:2023). */
export function mustBeVisible(resource: ResourceModel, input: RecordBody, principal: Principal): void {
  const { visible } = resource.projections[principal.audience]
  const hidden = Object.keys(input).filter((field) => !visible.has(field) && resource.data.fields[field]?.writeOnly !== true)
  const unseen = hidden.filter((field) => Object.hasOwn(resource.data.fields, field) || field === 'externalRefs')
  mustFit(unseen.map((field) => ({ pointer: `/${field}`, detail: 'is not a field of this resource' })))
}

/**
 * Rule: a field whose master is one system is changed by that system alone. A caller that stands for no system may not
 * change it either; the process itself may.
 */
export function mustBeMaster(
  resource: ResourceModel,
  change: { readonly before: RecordBody; readonly after: RecordBody; readonly principal: Principal },
): void {
  const { master } = resource.data
  if (!master || isSystem(change.principal)) return
  const errors: FieldError[] = []
  for (const field of Object.keys(resource.data.fields)) {
    const owner = master[field] ?? master['*']
    if (owner === undefined || owner === change.principal.system || same(change.before[field], change.after[field])) continue
    if (resource.readOnly.has(field)) continue
    errors.push({ pointer: `/${field}`, detail: `is mastered by ${owner}; change it there` })
  }
  if (errors.length > 0) throw refuse('forbidden', 'Fields that another system is the master of cannot be changed here.', { errors })
}

/** Rule: read-only fields come back as they were, or not at all. */
export function mustKeepReadOnly(resource: ResourceModel, before: RecordBody, input: RecordBody): void {
  const errors: FieldError[] = []
  for (const field of resource.readOnly) {
    const value = input[field]
    if (value !== undefined && Object.hasOwn(input, field) && !same(before[field], value))
      errors.push({ pointer: `/${field}`, detail: 'is read-only; leave it out or send it as it was read' })
  }
  mustFit(errors)
}

/** The defaults of fields that are missing, the initial state, and what was given. */
export function withDefaults(resource: ResourceModel, input: RecordBody): { [field: string]: unknown } {
  const out: { [field: string]: unknown } = { ...input }
  for (const [field, schema] of Object.entries(resource.data.fields)) {
    if (schema.kind === 'state') out[field] = resource.states[0]
    else if (schema.default !== undefined && out[field] === undefined) out[field] = schema.default
  }
  return out
}

/** The input of a command or operation, with the defaults of what is missing. */
export function withInputDefaults(fields: SchemaFields, input: RecordBody): RecordBody {
  let out = input
  for (const [name, schema] of Object.entries(fields)) if (schema.default !== undefined && input[name] === undefined) out = { ...out, [name]: schema.default }
  return out
}

/** A record with what code sets on it: `null` removes a field that cannot be null. */
export function patched(resource: ResourceModel, record: RecordBody, set: { readonly fields: RecordBody; readonly by: string }): RecordBody {
  const after: { [field: string]: unknown } = { ...record }
  const { field: key } = resource.data.key
  for (const [field, value] of Object.entries(set.fields)) {
    if (field === key && value === record[key]) continue
    if (!resource.settable.has(field)) throw new TypeError(`${set.by} sets '${field}', which is not a field that code sets`)
    if (value === null && resource.data.fields[field]?.nullable !== true) delete after[field]
    else if (value !== undefined) after[field] = value
  }
  return after
}

/** What was read is compared with what will be; code that changed it in place would change nothing. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) frozen(member)
  return value
}

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return (a ?? undefined) === (b ?? undefined)
  if (Array.isArray(a) || Array.isArray(b)) return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((x, i) => same(x, b[i]))
  const x = a as RecordBody
  const y = b as RecordBody
  const keys = Object.keys(x)
  return keys.length === Object.keys(y).length && keys.every((key) => Object.hasOwn(y, key) && same(x[key], y[key]))
}

export function asRecord(input: unknown): { readonly [field: string]: Json } {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw refuse('invalid', 'A JSON object is needed.', { errors: [{ pointer: '', detail: 'must be an object' }] })
  return input as { readonly [field: string]: Json }
}
