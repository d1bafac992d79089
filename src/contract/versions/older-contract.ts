import {
  AUDIENCES,
  type Access,
  type Audience,
  type CommandData,
  type CompositeData,
  type ContractData,
  type EventData,
  type FaultData,
  type ListShape,
  type OlderVersionData,
  type OperationData,
  type ResourceData,
  type TelemetryData,
  type UniqueRule,
} from '../data.ts'
import { kebab } from '../define.ts'
import { EXTERNAL_REFS_FIELD } from '../json-schema.ts'
import { SYSTEM_FIELDS, type Json, type Schema, type SchemaFields } from '../schema.ts'
import { lensDown } from './down.ts'
import type { Hop, ResourceHop } from './hop.ts'
import { locateDown, type Located } from './path.ts'
import type { Lens } from './shape.ts'

/** The contract that an older version shows. `older`: those that are written over it. */
export function olderContract(hop: Hop, older: readonly OlderVersionData[]): ContractData {
  const { newer } = hop
  const fields = (of: SchemaFields): SchemaFields => mapValues(of, (schema) => withOlderNames(hop, schema))
  const faults = (codes: readonly string[]): readonly string[] => codes.map((code) => hop.faults.get(code)?.code ?? code)
  return {
    ...newer,
    version: hop.change.version,
    resources: renamed(newer.resources, hop.resources, (data, its) => olderResource(hop, { data, its, fields, faults })),
    operations: renamed(newer.operations, hop.operations, (data, its): OperationData => {
      const { output, path, ...rest } = data
      return {
        ...rest,
        path: its.path,
        ...(its.path !== path && { scope: data.scope ?? path }),
        input: fields(its.input.shape.older),
        ...(output && { output: fields(its.output.shape.older) }),
        faults: faults(data.faults),
      }
    }),
    events: renamed(newer.events, hop.events, (data, its): EventData => ({ ...data, data: fields(its.data.shape.older) })),
    faults: Object.fromEntries(
      Object.entries(newer.faults).map(([code, data]): [string, FaultData] => {
        const its = hop.faults.get(code)
        return [its?.code ?? code, its ? { ...data, detail: fields(its.detail.shape.older) } : data]
      }),
    ),
    composites: renamed(newer.composites, hop.composites, (data, its): CompositeData => ({
      ...data,
      path: its.path,
      root: hop.resources.get(data.root)?.name ?? data.root,
      include: data.include.flatMap((path) => olderPath(hop, data.root, path) ?? []),
    })),
    telemetry: mapValues(newer.telemetry, (data): TelemetryData => {
      const { resource, ...rest } = data
      const name = resource === undefined ? undefined : hop.resources.get(resource)?.name
      return { ...rest, value: withOlderNames(hop, data.value), ...(name !== undefined && { resource: name }) }
    }),
    older,
  }
}

/** A dotted path over references and has-many, as the older version calls it. */
export function olderPath(hop: Hop, resource: string, path: string): string | undefined {
  const shape = hop.resources.get(resource)?.record.shape
  const located = shape && locateDown(shape, path.split('.'))
  if (!located || located.kind === 'constant') return undefined
  if (located.kind === 'field') return located.path.join('.')
  const rest = olderPath(hop, located.resource, located.rest.join('.'))
  return rest === undefined ? undefined : `${located.path.join('.')}.${rest}`
}

/** References name resources, has-many a field of theirs. */
function withOlderNames(hop: Hop, schema: Schema): Schema {
  switch (schema.kind) {
    case 'ref':
      return { ...schema, resource: hop.resources.get(schema.resource)?.name ?? schema.resource }
    case 'many':
      return {
        ...schema,
        resource: hop.resources.get(schema.resource)?.name ?? schema.resource,
        via: olderPath(hop, schema.resource, schema.via) ?? schema.via,
      }
    case 'object':
      return { ...schema, fields: mapValues(schema.fields, (inner) => withOlderNames(hop, inner)) }
    case 'list':
    case 'map':
      return { ...schema, of: withOlderNames(hop, schema.of) }
    default:
      return schema
  }
}

interface ResourceParts {
  readonly data: ResourceData
  readonly its: ResourceHop
  readonly fields: (of: SchemaFields) => SchemaFields
  readonly faults: (codes: readonly string[]) => readonly string[]
}

function olderResource(hop: Hop, { data, its, fields, faults }: ResourceParts): ResourceData {
  const { shape } = its.record
  const at = (path: string): Extract<Located, { kind: 'field' }> | undefined => {
    const located = locateDown(shape, path.split('.'))
    return located?.kind === 'field' ? located : undefined
  }
  const key = at(data.key.field)?.path[0] ?? data.key.field
  const all = fields(shape.older)
  const state = Object.entries(data.fields).find(([, schema]) => schema.kind === 'state')
  const stateLens = state && at(state[0])?.lens
  const states = (values: readonly string[]): readonly string[] => [...new Set(values.map((value) => valueDown(stateLens, value)))]
  const own = Object.entries(all).filter(([name]) => name !== key && name !== EXTERNAL_REFS_FIELD && !Object.hasOwn(SYSTEM_FIELDS, name))
  const { lists: _1, unique: _2, access: _3, commands: _4, events: _5, transitions, master, ...rest } = data
  return {
    ...rest,
    plural: its.plural,
    key: { field: key, schema: (Object.hasOwn(all, key) ? all[key] : undefined) ?? data.key.schema },
    fields: Object.fromEntries(own),
    // The default scopes come from the current plural: they are the same in every version.
    ...(its.plural !== data.plural && { scopes: { read: data.scopes?.read ?? `${data.plural}.read`, write: data.scopes?.write ?? `${data.plural}.write` } }),
    ...(transitions && stateLens && { transitions: olderTransitions(transitions, states) }),
    lists: data.lists.flatMap((list) => olderList(list, at) ?? []),
    unique: data.unique.flatMap((rule) => olderUnique(rule, { at, faults }) ?? []),
    ...(data.faults && { faults: faults(data.faults) }),
    access: Object.fromEntries(AUDIENCES.flatMap((audience) => olderAccess(hop, { audience, data, its }))),
    commands: renamed(data.commands, its.commands, (command, change): CommandData => {
      const { from, to, output, ...others } = command
      const name = Object.keys(data.commands).find((n) => data.commands[n] === command) ?? change.name
      const scope = command.scope ?? (change.name !== name || its.plural !== data.plural ? `${data.plural}.${kebab(name)}` : undefined)
      return {
        ...others,
        ...(from && { from: states(from) }),
        ...(to !== undefined && { to: valueDown(stateLens, to) }),
        input: fields(change.input.shape.older),
        ...(output && { output: fields(change.output.shape.older) }),
        faults: faults(command.faults),
        ...(scope !== undefined && { scope }),
      }
    }),
    events: renamed(data.events, its.events, (_, change) => fields(change.data.shape.older)),
    ...(master && {
      master: Object.fromEntries(
        Object.entries(master).flatMap(([field, system]) => (field === '*' ? [[field, system]] : at(field) ? [[at(field)?.path[0] ?? field, system]] : [])),
      ),
    }),
  }
}

function valueDown(lens: Lens | undefined, value: string): string {
  const shown = lens ? lensDown(lens, value) : value
  return typeof shown === 'string' ? shown : value
}

function olderTransitions(
  transitions: { readonly [from: string]: readonly string[] },
  states: (values: readonly string[]) => readonly string[],
): { [from: string]: readonly string[] } {
  const out: { [from: string]: readonly string[] } = {}
  for (const [from, to] of Object.entries(transitions)) {
    const [state = from] = states([from])
    // Between two newer states that look the same nothing happens that the older version can see.
    out[state] = [...new Set([...(out[state] ?? []), ...states(to.filter((s) => states([s])[0] !== state || s === from))])]
  }
  return out
}

type Locate = (path: string) => Extract<Located, { kind: 'field' }> | undefined

/** A shape that the older version cannot ask for is not declared in it. */
export function olderList(list: ListShape, at: Locate): ListShape | undefined {
  const equal = list.equal.map((path) => at(path)?.path.join('.'))
  const sort = list.sort === undefined ? undefined : at(list.sort)
  if (equal.includes(undefined) || (list.sort !== undefined && !sort) || (sort?.lens.kind === 'convert' && !sort.lens.conversion.ordered)) return undefined
  return { equal: equal.filter((path) => path !== undefined), ...(sort && { sort: sort.path.join('.') }) }
}

/** A rule that holds in older terms too, or none. */
function olderUnique(rule: UniqueRule, the: { readonly at: Locate; readonly faults: (codes: readonly string[]) => readonly string[] }): UniqueRule | undefined {
  const fields = rule.fields.map(the.at)
  if (fields.some((located) => !located || (located.lens.kind === 'convert' && !located.lens.conversion.injective))) return undefined
  const when: [string, Json][] = []
  for (const [path, value] of Object.entries(rule.when ?? {})) {
    const located = the.at(path)
    const shown = located && lensDown(located.lens, value)
    if (shown === undefined || !isExact(located?.lens, { value, shown })) return undefined
    when.push([located?.path.join('.') ?? path, shown])
  }
  const [fault] = rule.fault === undefined ? [] : the.faults([rule.fault])
  return {
    fields: fields.flatMap((located) => located?.path.join('.') ?? []),
    ...(rule.when && { when: Object.fromEntries(when) }),
    ...(fault !== undefined && { fault }),
  }
}

/** The older value stands for this newer one alone. */
function isExact(lens: Lens | undefined, { value, shown }: { readonly value: Json; readonly shown: Json }): boolean {
  if (lens?.kind !== 'convert' || value === null) return true
  const same = lens.conversion.filter('eq', [String(shown)])
  return 'all' in same && same.all.length === 1 && same.all[0]?.operator === 'eq' && same.all[0].values[0] === String(value)
}

/** For documents: who may do what is decided in current terms. */
function olderAccess(
  hop: Hop,
  { audience, data, its }: { readonly audience: Audience; readonly data: ResourceData; readonly its: ResourceHop },
): readonly [Audience, Access][] {
  const access = data.access[audience]
  if (!access) return []
  const resource = Object.keys(hop.newer.resources).find((name) => hop.newer.resources[name] === data) ?? ''
  const paths = (of: readonly string[]): readonly string[] => [...new Set(of.flatMap((path) => olderPath(hop, resource, path) ?? []))]
  const can = access.can.flatMap((operation) => (Object.hasOwn(data.commands, operation) ? (its.commands.get(operation)?.name ?? []) : operation))
  return [
    [
      audience,
      {
        can,
        // An owner that the older version cannot say stays as it is: dropping it would say that all may be seen.
        ...(access.own !== undefined && { own: olderPath(hop, resource, access.own) ?? access.own }),
        ...(access.ownIs !== undefined && { ownIs: access.ownIs }),
        ...(access.show && { show: [...new Set(paths(access.show).map((path) => path.split('.')[0] ?? path))] }),
        ...(access.hide && { hide: paths(access.hide) }),
      },
    ],
  ]
}

function renamed<T, C extends { readonly name: string }>(
  members: { readonly [name: string]: T },
  hops: ReadonlyMap<string, C>,
  make: (data: T, its: C) => T,
): { [name: string]: T } {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, data]): [string, T][] => {
      const its = hops.get(name)
      return its ? [[its.name, make(data, its)]] : []
    }),
  )
}

function mapValues<T, U>(of: { readonly [name: string]: T }, make: (value: T) => U): { [name: string]: U } {
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, make(value)]))
}
