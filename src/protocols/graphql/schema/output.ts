import type { ContractData, ResourceData } from '../../../contract/data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../../../contract/json-schema.ts'
import { SYSTEM_FIELDS, type Schema, type SchemaFields } from '../../../contract/schema.ts'
import { areNames, isInt, keyField, partName } from '../names.ts'
import { compound, nodeInterface, scalar } from './fixed.ts'
import type { FieldModel, FieldModels } from './model.ts'
import { described, FieldSet, type Registry } from './registry.ts'

/** What a schema is made of: a version of a contract as one audience may know it, and beside it as it is. */
export interface Making {
  readonly registry: Registry
  readonly contract: ContractData
  readonly whole: ContractData
}

/** A scalar or enumeration, the same for input and output; `undefined` for what has parts. `name`: of an enumeration. */
export function leafType({ registry }: Making, schema: Schema, of: { readonly name: string; readonly place: string }): string | undefined {
  switch (schema.kind) {
    case 'string':
      return 'String'
    case 'boolean':
      return 'Boolean'
    case 'float':
      return 'Float'
    case 'integer':
      return isInt(schema) ? 'Int' : scalar(registry, 'Long')
    case 'ref':
      return 'ID'
    case 'uuid':
      return scalar(registry, 'UUID')
    case 'decimal':
      return scalar(registry, 'Decimal')
    case 'instant':
      return scalar(registry, 'Instant')
    case 'date':
      return scalar(registry, 'Date')
    case 'time':
      return scalar(registry, 'Time')
    case 'duration':
      return scalar(registry, 'Duration')
    case 'bytes':
      return scalar(registry, 'Bytes')
    case 'map':
    case 'json':
      return scalar(registry, 'JSON')
    case 'enum':
    case 'state':
      if (!areNames(schema.values)) return 'String'
      return registry.define(of.name, { what: `the values of ${of.place}`, place: of.place }, () => ({ kind: 'enum', values: schema.values }))
    case 'object':
    case 'list':
    case 'money':
    case 'quantity':
    case 'local':
    case 'many':
      return undefined
  }
}

/** The type of a value as it is read, without its own `!`. */
export function outputType(the: Making, schema: Schema, of: { readonly name: string; readonly place: string }): string {
  const leaf = leafType(the, schema, of)
  if (leaf !== undefined) return leaf
  switch (schema.kind) {
    case 'money':
    case 'quantity':
    case 'local':
      return compound(the.registry, schema.kind, 'output')
    case 'list':
      return `[${marked(outputType(the, schema.of, of), schema.of)}]`
    case 'object':
      return objectType(the, schema.fields, { ...of, doc: schema.doc }) ?? scalar(the.registry, 'JSON')
    default:
      return scalar(the.registry, 'JSON')
  }
}

/** An object of these fields; `undefined` where there is none to show. */
export function objectType(
  the: Making,
  fields: SchemaFields,
  of: { readonly name: string; readonly place: string; readonly doc?: string | undefined },
): string | undefined {
  const members = shownFields(the, fields, of)
  if (Object.keys(members).length === 0) return undefined
  return the.registry.define(of.name, { what: of.place, place: of.place }, () => ({ kind: 'object', doc: of.doc, fields: members }))
}

/** What is shown of these fields. */
export function shownFields(the: Making, fields: SchemaFields, of: { readonly name: string; readonly place: string }): FieldModels {
  const members: { [name: string]: FieldModel } = {}
  for (const [name, schema] of Object.entries(fields))
    if (schema.kind !== 'many' && !schema.writeOnly) members[name] = valueField(the, schema, { name: partName(of.name, name), place: `${of.place}.${name}` })
  return members
}

function valueField(the: Making, schema: Schema, of: { readonly name: string; readonly place: string }): FieldModel {
  return { type: marked(outputType(the, schema, of), schema), doc: docOf(schema), deprecated: schema.deprecated }
}

export function docOf(schema: Schema): string | undefined {
  return described(schema.doc, 'unit' in schema ? schema.unit : undefined)
}

function marked(type: string, schema: Schema): string {
  // A field that only creates are given a default for may be missing from what was replaced.
  return schema.optional || schema.nullable || schema.default !== undefined ? type : `${type}!`
}

/** The records of a resource, as a type of their own. */
export function recordType(the: Making, resource: string): string {
  return recordTypeNamed(the, resource, {
    name: resource,
    what: `the resource '${resource}'`,
    behind: (_, target) => (isReadable(the.contract.resources[target]) ? recordType(the, target) : undefined),
  })
}

/** A record with what a composite includes, and nothing else behind it. */
export function compositeType(the: Making, resource: string, of: { readonly name: string; readonly paths: readonly string[]; readonly what: string }): string {
  return recordTypeNamed(the, resource, {
    name: of.name,
    what: of.what,
    behind(field, target) {
      const paths = of.paths.filter((path) => path === field || path.startsWith(`${field}.`))
      if (paths.length === 0) return undefined
      const below = paths.flatMap((path) => (path === field ? [] : [path.slice(field.length + 1)]))
      return compositeType(the, target, { name: partName(of.name, field), paths: below, what: `${of.what}, ${field}` })
    },
  })
}

interface Recorded {
  readonly name: string
  readonly what: string
  /** The type of what can be included at this field. */
  readonly behind: (field: string, target: string) => string | undefined
}

function recordTypeNamed(the: Making, resource: string, of: Recorded): string {
  const data = the.contract.resources[resource]
  if (!data) throw new Error(`there is no resource '${resource}'`)
  const place = `resources.${resource}`
  const { registry } = the
  const known = registry.types.has(of.name)
  const set = new FieldSet(registry, of.name)
  const isNode = of.name === resource && data.standard.includes('get')
  registry.define(of.name, { what: of.what, place }, () => ({
    kind: 'object',
    doc: data.doc,
    fields: set.fields,
    resource,
    ...(isNode && { interfaces: [nodeInterface(registry)] }),
  }))
  if (known) return of.name
  set.add(data.key.field, { type: 'ID!', doc: docOf(data.key.schema) }, { what: 'the key', place: `${place}.key` })
  if (isNode)
    set.add(
      'nodeId',
      { type: 'ID!', doc: 'Of this record in all of the schema; `node` takes it.', source: { kind: 'node-id', from: data.key.field, resource } },
      { what: 'the id that Busbar adds', place },
    )
  for (const [name, schema] of Object.entries(recordFields(data))) addField(the, set, { name, schema, resource, of })
  return of.name
}

/** The fields beside the key, in the order in which they are stored. */
function recordFields(data: ResourceData): SchemaFields {
  return { ...data.fields, ...(data.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }), ...SYSTEM_FIELDS }
}

function addField(
  the: Making,
  set: FieldSet,
  { name, schema, resource, of }: { readonly name: string; readonly schema: Schema; readonly resource: string; readonly of: Recorded },
): void {
  if (schema.writeOnly) return
  const place = `resources.${resource}.fields.${name}`
  const origin = { what: `the field '${name}'`, place }
  if (schema.kind === 'many') {
    const target = of.behind(name, schema.resource)
    if (target !== undefined)
      set.add(
        name,
        { type: `[${target}!]!`, doc: schema.doc ?? 'At most 200; `filter` the list of all for more.', source: { kind: 'records', from: name } },
        origin,
      )
    return
  }
  // What leads to a resource that the audience does not know is text in its contract; its name says no less than to others.
  const isReference = schema.kind === 'ref' || the.whole.resources[resource]?.fields[name]?.kind === 'ref'
  if (isReference) {
    const target = schema.kind === 'ref' ? of.behind(name, schema.resource) : undefined
    if (target !== undefined)
      set.add(name, { type: target, doc: docOf(schema), deprecated: schema.deprecated, source: { kind: 'record', from: name } }, origin)
    set.add(
      keyField(name),
      { type: marked('ID', schema), doc: `The key of \`${name}\`.`, deprecated: schema.deprecated, source: { kind: 'key', from: name } },
      { what: `the key of '${name}'`, place },
    )
    return
  }
  const named = name === EXTERNAL_REFS_FIELD ? { name: 'ExternalRef', place: 'externalRefs' } : { name: partName(resource, name), place }
  set.add(name, valueField(the, schema, named), origin)
}

/** Whether records can be included: the audience that this contract is for may get or list them. */
export function isReadable(resource: ResourceData | undefined): boolean {
  return resource !== undefined && Object.values(resource.access).some(({ can }) => can.includes('*') || can.includes('get') || can.includes('list'))
}
