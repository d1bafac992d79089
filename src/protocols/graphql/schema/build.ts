import { forAudience } from '../../../contract/audience.ts'
import type { Audience, ContractData, ResourceData } from '../../../contract/data.ts'
import { rootNames, type RootName } from '../names.ts'
import { filterType, sortsOf } from './filter.ts'
import { nodeInterface, pageInfo, scalar } from './fixed.ts'
import { callInput, recordInput } from './input.ts'
import type { FieldModels, Root, SchemaModel } from './model.ts'
import { compositeType, recordType, type Making } from './output.ts'
import { payloadType } from './payload.ts'
import { FieldSet, OURS, Registry } from './registry.ts'

/** The schema of one version, as an audience may know it. */
export function schemaModel(version: ContractData, audience: Audience): SchemaModel {
  return buildModel(forAudience(version, audience), version)
}

/** The schema of all that a version has, for checks. */
export function wholeModel(version: ContractData): SchemaModel {
  return buildModel(version, version)
}

function buildModel(contract: ContractData, whole: ContractData): SchemaModel {
  const registry = new Registry()
  const the: Making = { registry, contract, whole }
  const sets = { Query: new FieldSet(registry, 'Query'), Mutation: new FieldSet(registry, 'Mutation') }
  const roots = new Map<string, Root>()
  registry.define('Query', OURS, () => ({ kind: 'object', fields: sets.Query.fields }))
  if (Object.values(contract.resources).some((resource) => resource.standard.includes('get'))) {
    sets.Query.add('node', { type: nodeInterface(registry), doc: 'A record by the id it has in all of this schema.', args: { id: { type: 'ID!' } } }, OURS)
    roots.set('Query.node', { kind: 'node' })
  }
  for (const name of rootNames(contract)) {
    const { root, field } = rootField(the, name)
    sets[name.root].add(name.field, field, { what: `'${name.operation}'`, place: placeOf(name) })
    roots.set(`${name.root}.${name.field}`, root)
  }
  if (sets.Query.isEmpty) sets.Query.add('version', { type: 'String', doc: 'Nothing can be read here.' }, OURS)
  if (!sets.Mutation.isEmpty) registry.define('Mutation', OURS, () => ({ kind: 'object', fields: sets.Mutation.fields }))
  return { types: registry.types, roots, clashes: registry.clashes }
}

interface Made {
  readonly root: Root
  readonly field: { readonly type: string; readonly doc?: string | undefined; readonly deprecated?: string | undefined; readonly args?: FieldModels }
}

function rootField(the: Making, name: RootName): Made {
  const resource = name.resource === undefined ? undefined : the.contract.resources[name.resource]
  switch (name.kind) {
    case 'get':
      return recordField(name, { kind: 'get', type: recordType(the, name.resource ?? '') })
    case 'composite': {
      const composite = the.contract.composites[name.operation]
      const type = compositeType(the, name.resource ?? '', { name: name.base, paths: composite?.include ?? [], what: `the composite '${name.operation}'` })
      return recordField(name, { kind: 'composite', type, doc: composite?.doc })
    }
    case 'list':
      return listField(the, name, resource)
    case 'operation':
      return operationField(the, name)
    case 'command':
      return commandField(the, name, resource)
    default:
      return changeField(the, name, { resource, kind: name.kind })
  }
}

function recordField(name: RootName, of: { readonly kind: 'get' | 'composite'; readonly type: string; readonly doc?: string | undefined }): Made {
  return { root: { kind: of.kind, operation: name.operation, type: of.type }, field: { type: of.type, doc: of.doc, args: KEY } }
}

function listField(the: Making, name: RootName, resource: ResourceData | undefined): Made {
  const { registry } = the
  const of = name.resource ?? ''
  const place = `resources.${of}`
  const record = recordType(the, of)
  const sorts = resource ? sortsOf(the, of, resource) : new Map<string, { field: string; descending: boolean }>()
  const edge = registry.define(`${of}Edge`, { what: `the pages of '${of}'`, place }, () => ({
    kind: 'object',
    fields: { cursor: { type: 'String!', doc: '`after` goes on behind this record.' }, node: { type: `${record}!` } },
  }))
  const connection = registry.define(`${of}Connection`, { what: `the pages of '${of}'`, place }, () => ({
    kind: 'object',
    doc: 'A page of a list (Relay Cursor Connections, 2).',
    fields: {
      edges: { type: `[${edge}!]!` },
      nodes: { type: `[${record}!]!` },
      pageInfo: { type: `${pageInfo(registry)}!` },
      totalCount: { type: `${scalar(registry, 'Long')}!`, doc: 'Of all pages. It is counted where it is asked for.' },
    },
  }))
  const args: { [name: string]: FieldModels[string] } = {
    first: { type: 'Int', doc: 'Records a page: 50 where absent, at most what the plan says (1,000).' },
    after: { type: 'String', doc: 'A cursor of the same list.' },
  }
  if (resource) args['filter'] = { type: filterType(the, of, resource) }
  if (sorts.size > 0)
    args['sort'] = {
      type: registry.define(`${of}Sort`, { what: `the orders of '${of}'`, place }, () => ({ kind: 'enum', values: [...sorts.keys()] })),
      doc: 'The key breaks ties; missing values come last either way.',
    }
  return { root: { kind: 'list', operation: name.operation, sorts }, field: { type: connection, args } }
}

function operationField(the: Making, name: RootName): Made {
  const operation = the.contract.operations[name.operation]
  const place = placeOf(name)
  const input = callInput(the, operation?.input ?? {}, { base: name.base, place })
  const payload = payloadType(the, name, { output: operation?.output, faults: operation?.faults ?? [], place })
  return {
    root: { kind: 'call', operation: name.operation, payload: payload.type, faults: payload.faults, emptyInput: true, ...(input && { input: 'input' }) },
    field: {
      type: payload.type,
      doc: operation?.doc,
      deprecated: operation?.deprecated,
      args: { ...inputArgument(input), ...(operation?.reads !== true && KEYED) },
    },
  }
}

function commandField(the: Making, name: RootName, resource: ResourceData | undefined): Made {
  const command = resource?.commands[name.operation.slice((name.resource ?? '').length + 1)]
  const place = placeOf(name)
  const input = callInput(the, command?.input ?? {}, { base: name.base, place })
  const faults = [...new Set([...(command?.faults ?? []), ...uniqueFaults(resource)])]
  const payload = payloadType(the, name, { output: command?.output, faults, place })
  return {
    root: {
      kind: 'call',
      operation: name.operation,
      payload: payload.type,
      faults: payload.faults,
      emptyInput: true,
      ...(input && { input: 'input' }),
      ...(payload.record !== undefined && { record: payload.record }),
    },
    field: {
      type: payload.type,
      doc: command?.doc,
      deprecated: command?.deprecated,
      args: { ...KEY, ...inputArgument(input), ...MATCHED(the.registry), ...KEYED },
    },
  }
}

function changeField(
  the: Making,
  name: RootName,
  { resource, kind }: { readonly resource: ResourceData | undefined; readonly kind: 'create' | 'update' | 'replace' | 'delete' },
): Made {
  const faults = kind === 'delete' ? [] : [...new Set([...(resource?.faults ?? []), ...uniqueFaults(resource)])]
  const payload = payloadType(the, name, { faults, place: placeOf(name) })
  const face = kind === 'update' ? 'patch' : kind === 'replace' ? 'replace' : 'create'
  const input = kind === 'update' ? 'patch' : 'input'
  const given = kind === 'delete' || !resource ? {} : { [input]: { type: `${recordInput(the, name.resource ?? '', { data: resource, face, base: name.base })}!` } }
  return {
    root: {
      kind: 'call',
      operation: name.operation,
      payload: payload.type,
      faults: payload.faults,
      emptyInput: false,
      ...(kind !== 'delete' && { input }),
      ...(payload.record !== undefined && { record: payload.record }),
    },
    field: { type: payload.type, args: { ...(kind !== 'create' && KEY), ...given, ...(kind !== 'create' && MATCHED(the.registry)), ...KEYED } },
  }
}

const KEY: FieldModels = { id: { type: 'ID!', doc: 'The key of the record.' } }
const KEYED: FieldModels = {
  idempotencyKey: { type: 'String', doc: 'The same request with the same key has one effect and one answer. Before the one of the request.' },
}
const MATCHED = (registry: Registry): FieldModels => {
  const type = `[${scalar(registry, 'Revision')}!]`
  return { ifMatch: { type, doc: 'Only where the record is at one of these revisions.' }, ifNoneMatch: { type, doc: 'Only where it is at none of these.' } }
}

function inputArgument(input: { readonly type: string; readonly required: boolean } | undefined): FieldModels {
  return input ? { input: { type: input.required ? `${input.type}!` : input.type } } : {}
}

function uniqueFaults(resource: ResourceData | undefined): readonly string[] {
  return (resource?.unique ?? []).flatMap((rule) => rule.fault ?? [])
}

function placeOf(name: RootName): string {
  switch (name.kind) {
    case 'operation':
      return `operations.${name.operation}`
    case 'composite':
      return `composites.${name.operation}`
    case 'command':
      return `resources.${name.resource}.commands.${name.operation.slice((name.resource ?? '').length + 1)}`
    default:
      return `resources.${name.resource}`
  }
}
