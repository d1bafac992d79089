import type { SchemaFields } from '../../../contract/schema.ts'
import { camel, pascal, type RootName } from '../names.ts'
import { faultFields, scalar } from './fixed.ts'
import type { FieldModels } from './model.ts'
import { objectType, recordType, shownFields, type Making } from './output.ts'
import { FieldSet } from './registry.ts'

/** What a change or an operation is answered with. */
export interface Payload {
  readonly type: string
  /** The field of the record. */
  readonly record?: string
  readonly faults: ReadonlyMap<string, string>
}

export function payloadType(
  the: Making,
  name: RootName,
  of: { readonly output?: SchemaFields | undefined; readonly faults: readonly string[]; readonly place: string },
): Payload {
  const { registry } = the
  const type = `${name.base}Payload`
  const set = new FieldSet(registry, type)
  const origin = { what: `what ${name.field} answers`, place: of.place }
  const output =
    of.output && objectType(the, of.output, { name: `${name.base}Output`, place: `${of.place}.output`, doc: undefined })
  const record = name.resource !== undefined && name.kind !== 'delete' && !of.output ? camel(name.resource) : undefined
  if (name.resource !== undefined && record !== undefined)
    set.add(record, { type: recordType(the, name.resource), doc: 'As it is now.' }, { what: `the resource '${name.resource}'`, place: `resources.${name.resource}` })
  if (output !== undefined) set.add('output', { type: output }, origin)
  if (name.kind === 'delete') set.add('deleted', { type: 'ID', doc: 'The key of the record that is no more.' }, origin)
  if (name.resource !== undefined && name.kind !== 'delete')
    set.add('revision', { type: scalar(registry, 'Long'), doc: 'Of the record behind the change; what `ifMatch` takes.' }, origin)
  if (name.kind === 'replace') set.add('created', { type: 'Boolean!', doc: 'Whether there was no such record before.' }, origin)
  set.add('replayed', { type: 'Boolean!', doc: 'This is what an earlier request with the same idempotency key was answered.' }, origin)
  const faults = faultTypes(the, of.faults)
  if (faults.size > 0) {
    const union = registry.define(`${name.base}Fault`, { what: `the faults of ${name.field}`, place: of.place }, () => ({
      kind: 'union',
      doc: 'Refusals that the contract declares; every other one is an error.',
      members: [...faults.values()],
    }))
    set.add('fault', { type: union, doc: 'Why nothing was done.' }, origin)
  }
  registry.define(type, origin, () => ({ kind: 'object', fields: set.fields }))
  return { type, faults, ...(record !== undefined && { record }) }
}

function faultTypes(the: Making, codes: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const code of codes) {
    const fault = the.contract.faults[code]
    if (fault) found.set(code, faultType(the, code, { doc: fault.doc, detail: fault.detail }))
  }
  return found
}

function faultType(the: Making, code: string, fault: { readonly doc: string; readonly detail: SchemaFields }): string {
  const { registry } = the
  const name = pascal(code)
  const place = `faults.${code}`
  const set = new FieldSet(registry, name)
  if (registry.types.has(name)) return registry.define(name, { what: `the fault '${code}'`, place }, () => ({ kind: 'object', fields: {} }))
  const common: FieldModels = faultFields(registry)
  const all = registry.define('Fault', { what: 'Busbar itself', place: '' }, () => ({
    kind: 'interface',
    doc: 'A refusal that the contract declares.',
    fields: common,
  }))
  registry.define(name, { what: `the fault '${code}'`, place }, () => ({ kind: 'object', doc: fault.doc, interfaces: [all], fields: set.fields }))
  for (const [field, model] of Object.entries(common)) set.add(field, model, { what: 'what every fault has', place })
  const detail = shownFields(the, fault.detail, { name, place: `${place}.detail` })
  for (const [field, model] of Object.entries(detail)) set.add(field, model, { what: `the detail '${field}'`, place: `${place}.detail.${field}` })
  return name
}
