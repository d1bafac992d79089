import { reachableFaults } from './audience-faults.ts'
import { olderFor } from './audience-older.ts'
import { knownResources, mayDo, showsField } from './audience-rules.ts'
import type { Access, Audience, CommandData, CompositeData, ContractData, EventData, OperationData, ResourceData } from './data.ts'
import { EXTERNAL_REFS_FIELD } from './json-schema.ts'
import type { Schema, SchemaFields } from './schema.ts'

export { mayDo, showsField } from './audience-rules.ts'

/**
 * The contract as one audience may know it: what it cannot reach is not there, and nothing names it. For documents and
 * comparisons; who may do what is decided on the whole contract.
 */
export function forAudience(contract: ContractData, audience: Audience): ContractData {
  const view: View = { contract, audience, resources: knownResources(contract, audience) }
  const resources: { [name: string]: ResourceData } = {}
  for (const name of view.resources) {
    const resource = contract.resources[name]
    if (resource) resources[name] = resourceFor(view, resource)
  }
  const operations = mapValues(contract.operations, (operation) => operationFor(view, operation))
  const composites = mapValues(contract.composites, (composite) => compositeFor(view, composite))
  const events = mapValues(contract.events, (event): EventData | undefined =>
    event.audiences.includes(audience) ? { ...event, data: fieldsFor(view, event.data), audiences: [audience] } : undefined,
  )
  const reachable = reachableFaults(contract, audience)
  const faults = mapValues(contract.faults, (fault, code) => (reachable.has(code) ? { ...fault, detail: fieldsFor(view, fault.detail) } : undefined))
  const telemetry = audience === 'internal' ? contract.telemetry : {}
  return { ...contract, resources, operations, events, faults, composites, telemetry, older: olderFor(contract, audience) }
}

interface View {
  readonly contract: ContractData
  readonly audience: Audience
  readonly resources: ReadonlySet<string>
}

function resourceFor(view: View, resource: ResourceData): ResourceData {
  const { audience } = view
  const shows = (field: string): boolean => showsField(resource, audience, field.split('.')[0] ?? '')
  const state = Object.entries(resource.fields).find(([, schema]) => schema.kind === 'state')?.[0]
  const statesShown = state !== undefined && shows(state)
  const reads = mayDo(resource, audience, 'get') || mayDo(resource, audience, 'list')
  const { external, transitions, master, ...rest } = resource
  return {
    ...rest,
    fields: fieldsFor(
      view,
      mapValues(resource.fields, (schema, name) => (shows(name) ? schema : undefined)),
    ),
    standard: resource.standard.filter((operation) => mayDo(resource, audience, operation)),
    ...(transitions && statesShown && { transitions }),
    lists: resource.lists.filter((shape) => [...shape.equal, ...(shape.sort === undefined ? [] : [shape.sort])].every(shows)),
    unique: resource.unique.filter((rule) => [...rule.fields, ...Object.keys(rule.when ?? {})].every(shows)),
    access: { [audience]: accessFor(view, resource) },
    commands: mapValues(resource.commands, (command, name) => (mayDo(resource, audience, name) ? commandFor(view, command, statesShown) : undefined)),
    events: reads ? mapValues(resource.events, (fields) => fieldsFor(view, fields)) : {},
    ...(master && audience === 'internal' && { master }),
    ...(external && shows(EXTERNAL_REFS_FIELD) && { external }),
  }
}

function accessFor({ contract, audience, resources }: View, resource: ResourceData): Access {
  const access = resource.access[audience]
  if (!access) return { can: [] }
  const { can, own, ownIs } = access
  const knowsOwner = own !== undefined && ownerIsKnown({ contract, audience, resources }, resource, own.split('.'))
  return { can, ...(knowsOwner && { own, ...(ownIs !== undefined && { ownIs }) }) }
}

function ownerIsKnown(view: View, resource: ResourceData, path: readonly string[]): boolean {
  const [first = '', ...rest] = path
  if (!showsField(resource, view.audience, first)) return false
  if (rest.length === 0) return true
  const schema = resource.fields[first]
  const next = schema?.kind === 'ref' && view.resources.has(schema.resource) ? view.contract.resources[schema.resource] : undefined
  return next !== undefined && ownerIsKnown(view, next, rest)
}

function commandFor(view: View, command: CommandData, statesShown: boolean): CommandData {
  const { from, to, ...rest } = command
  return {
    ...rest,
    ...(statesShown && from && { from }),
    ...(statesShown && to !== undefined && { to }),
    input: fieldsFor(view, command.input),
    ...(command.output && { output: fieldsFor(view, command.output) }),
  }
}

function operationFor(view: View, operation: OperationData): OperationData | undefined {
  if (!operation.audiences.includes(view.audience)) return undefined
  return {
    ...operation,
    input: fieldsFor(view, operation.input),
    ...(operation.output && { output: fieldsFor(view, operation.output) }),
    audiences: [view.audience],
  }
}

function compositeFor(view: View, composite: CompositeData): CompositeData | undefined {
  if (!composite.audiences.includes(view.audience) || !view.resources.has(composite.root)) return undefined
  return { ...composite, include: composite.include.filter((path) => isIncludable(view, composite.root, path.split('.'))), audiences: [view.audience] }
}

function isIncludable(view: View, from: string, path: readonly string[]): boolean {
  const [first, ...rest] = path
  if (first === undefined) return true
  const resource = view.contract.resources[from]
  const schema = resource?.fields[first]
  if (!resource || !schema || (schema.kind !== 'ref' && schema.kind !== 'many')) return false
  return showsField(resource, view.audience, first) && view.resources.has(schema.resource) && isIncludable(view, schema.resource, rest)
}

function fieldsFor(view: View, fields: SchemaFields): SchemaFields {
  return mapValues(fields, (schema) => schemaFor(view, schema))
}

/** A reference to what this audience does not know is text to it; the records behind a has-many are not there. */
function schemaFor(view: View, schema: Schema): Schema | undefined {
  switch (schema.kind) {
    case 'ref': {
      if (view.resources.has(schema.resource)) return schema
      const { resource: _, ...marks } = schema
      return { ...marks, kind: 'string', minLength: 1 }
    }
    case 'many': {
      const other = view.contract.resources[schema.resource]
      return other && view.resources.has(schema.resource) && showsField(other, view.audience, schema.via) ? schema : undefined
    }
    case 'object':
      return { ...schema, fields: fieldsFor(view, schema.fields) }
    case 'list':
    case 'map': {
      const of = schemaFor(view, schema.of)
      return of && { ...schema, of }
    }
    default:
      return schema
  }
}

function mapValues<T, U>(from: { readonly [name: string]: T }, map: (value: T, name: string) => U | undefined): { [name: string]: U } {
  const out: { [name: string]: U } = {}
  for (const [name, value] of Object.entries(from)) {
    const mapped = map(value, name)
    if (mapped !== undefined) out[name] = mapped
  }
  return out
}
