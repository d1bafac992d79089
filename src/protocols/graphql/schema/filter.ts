import type { ResourceData } from '../../../contract/data.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../../contract/schema.ts'
import { isFilterable, isSortable } from '../../../kernel/order.ts'
import { constant, partName } from '../names.ts'
import type { FieldModel } from './model.ts'
import { leafType, type Making } from './output.ts'
import { noFields, OURS } from './registry.ts'

const MONEY: SchemaFields = { amount: { kind: 'decimal', precision: 60, scale: 30 }, currency: { kind: 'string' } }
const QUANTITY: SchemaFields = { value: { kind: 'decimal', precision: 60, scale: 30 }, unit: { kind: 'string' } }

/** What a list can be filtered by. */
export function filterType(the: Making, resource: string, data: ResourceData): string {
  const place = `resources.${resource}`
  const key: SchemaFields = { [data.key.field]: { kind: 'ref', resource } }
  return the.registry.define(`${resource}Filter`, { what: `the filter of '${resource}'`, place }, () => ({
    kind: 'input',
    doc: 'All of it must hold.',
    fields: filterFields(the, { ...key, ...data.fields, ...SYSTEM_FIELDS }, { name: resource, place: `${place}.fields` }),
  }))
}

function filterFields(the: Making, fields: SchemaFields, of: { readonly name: string; readonly place: string }): { readonly [name: string]: FieldModel } {
  const members: { [name: string]: FieldModel } = {}
  for (const [name, schema] of Object.entries(fields)) {
    if (schema.writeOnly) continue
    const below = { name: partName(of.name, name), place: `${of.place}.${name}` }
    const parts = partsOf(schema)
    if (parts) {
      const nested = filterFields(the, parts.fields, parts.name === undefined ? below : { name: parts.name, place: '' })
      if (noFields(nested)) continue
      const origin = parts.name === undefined ? { what: `the filter of ${below.place}`, place: below.place } : OURS
      members[name] = { type: the.registry.define(`${parts.name ?? below.name}Filter`, origin, () => ({ kind: 'input', fields: nested })) }
    } else if (isFilterable(schema)) members[name] = { type: operators(the, schema, below) }
  }
  return members
}

function partsOf(schema: Schema): { readonly fields: SchemaFields; readonly name?: string } | undefined {
  if (schema.kind === 'object') return { fields: schema.fields }
  if (schema.kind === 'money') return { fields: MONEY, name: 'Money' }
  if (schema.kind === 'quantity') return { fields: QUANTITY, name: 'Quantity' }
  return undefined
}

function operators(the: Making, schema: Schema, of: { readonly name: string; readonly place: string }): string {
  const type = leafType(the, schema, of) ?? 'String'
  const origin = type === of.name ? { what: `the filter of ${of.place}`, place: of.place } : OURS
  return the.registry.define(`${type}Filter`, origin, () => {
    const ordered = isSortable(schema) ? Object.fromEntries(['gt', 'gte', 'lt', 'lte'].map((name): [string, FieldModel] => [name, { type }])) : {}
    return {
      kind: 'input',
      compares: true,
      fields: {
        eq: { type },
        ne: { type },
        in: { type: `[${type}]`, doc: 'One of these, at most 100.' },
        ...ordered,
        null: { type: 'Boolean', doc: 'Whether there is no value.' },
      },
    }
  })
}

/** The orders of a list, and what each is called. */
export function sortsOf(the: Making, resource: string, data: ResourceData): ReadonlyMap<string, { readonly field: string; readonly descending: boolean }> {
  const sorts = new Map<string, { field: string; descending: boolean }>()
  const key: SchemaFields = { [data.key.field]: { kind: 'ref', resource } }
  const origins = new Map<string, string>()
  for (const path of sortPaths({ ...key, ...data.fields, ...SYSTEM_FIELDS }, '')) {
    const name = constant(path)
    const other = origins.get(name)
    if (other !== undefined) {
      the.registry.clash(`${resource}Sort.${name}`, { what: `the field '${path}'`, place: `resources.${resource}.fields.${path}` }, { what: `the field '${other}'`, place: `resources.${resource}.fields.${other}` })
      continue
    }
    origins.set(name, path)
    sorts.set(`${name}_ASC`, { field: path, descending: false })
    sorts.set(`${name}_DESC`, { field: path, descending: true })
  }
  return sorts
}

function sortPaths(fields: SchemaFields, before: string): readonly string[] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    if (schema.writeOnly) return []
    const path = before + name
    const parts = partsOf(schema)
    if (parts) return sortPaths(parts.fields, `${path}.`)
    return isSortable(schema) ? [path] : []
  })
}
