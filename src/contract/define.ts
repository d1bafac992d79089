import type {
  Access,
  Audience,
  CompositeData,
  ContractData,
  EventData,
  FaultClass,
  FaultData,
  ListShape,
  OlderVersionData,
  OperationData,
  ResourceData,
  Standard,
  TelemetryData,
  UniqueRule,
} from './data.ts'
import type { OperationRules, ResourceRules } from './define-rules.ts'
import type { Json } from './schema.ts'
import { schemasOf, type AnyType, type Fields, type Given, type Patched, type Shown } from './t.ts'

// ---- what a user writes ------------------------------------------------------------------------

export interface ResourceInput {
  readonly doc?: string
  /** The path segment; the name in kebab-case with an `s` where absent. */
  readonly plural?: string
  /** Exactly one field. `t.id()` for one that Busbar makes. */
  readonly key: Fields
  readonly fields: Fields
  readonly standard?: readonly Standard[]
  readonly transitions?: { readonly [from: string]: readonly string[] }
  readonly lists?: readonly { readonly equal?: readonly string[]; readonly sort?: string }[]
  readonly unique?: readonly { readonly fields: readonly string[]; readonly when?: { readonly [field: string]: Json }; readonly fault?: AnyFault }[]
  /** What `guard()` may answer to `create` and `update`. */
  readonly faults?: readonly AnyFault[]
  readonly access?: {
    readonly [A in Audience]?: {
      readonly can: readonly string[] | '*'
      readonly own?: string
      /** The owner is the calling consumer's own id, and not its `owner` value. */
      readonly ownIs?: 'consumer'
      readonly show?: readonly string[]
      readonly hide?: readonly string[]
    }
  }
  readonly commands?: { readonly [name: string]: CommandInput }
  readonly events?: { readonly [name: string]: Fields }
  readonly master?: { readonly [field: string]: string }
  readonly external?: true
  readonly auditReads?: true
  readonly requireMatch?: true
  readonly requireIdempotencyKey?: true
  readonly scopes?: { readonly read?: string; readonly write?: string }
}

export interface CommandInput {
  readonly doc?: string
  readonly from?: readonly string[]
  readonly to?: string
  /** How its event is called, such as `started`; the command's own name where absent. */
  readonly event?: string
  readonly input?: Fields
  readonly output?: Fields
  readonly faults?: readonly AnyFault[]
  readonly scope?: string
  readonly requireIdempotencyKey?: true
  /** Its output is shown once and kept nowhere. */
  readonly secret?: true
  readonly deprecated?: string
}

export interface OperationInput {
  readonly doc?: string
  readonly path?: string
  readonly reads?: true
  readonly input?: Fields
  readonly output?: Fields
  readonly faults?: readonly AnyFault[]
  readonly audiences?: readonly Audience[]
  /** Callers without a credential are refused, in the public audience too. */
  readonly requireCredential?: true
  readonly scope?: string
  readonly requireIdempotencyKey?: true
  readonly deprecated?: string
}

// ---- what a definition answers -----------------------------------------------------------------

/** A typed handle of one operation: what `ctx.call` takes. */
export interface OperationRef<In, Out> {
  readonly operation: string
  /** Never there at run time: it carries the types. */
  readonly types?: { readonly input: In; readonly output: Out }
}

export interface Fault<D extends Fields = Fields, C extends string = string> {
  readonly member: 'fault'
  readonly code: C
  readonly data: FaultData
  readonly types?: D
}
export type AnyFault = Fault

export interface EventRef<D extends Fields = Fields> {
  readonly event: string
  readonly types?: D
}

type KeyOf<D extends ResourceInput> = { readonly [K in keyof D['key']]: D['key'][K]['value'] }
/** The key that the creator gives: none where Busbar makes it. */
type KeyGiven<D extends ResourceInput> = { readonly [K in keyof D['key'] as 'generated' extends D['key'][K]['marks'] ? never : K]: D['key'][K]['value'] }
type RecordShown<D extends ResourceInput> = KeyOf<D> &
  Shown<D['fields']> & { readonly revision: number; readonly createdAt: string; readonly updatedAt: string }
type FieldsOf<X> = X extends Fields ? X : Record<never, AnyType>
type OutputOf<X> = X extends Fields ? Shown<X> : void

export type Resource<N extends string = string, D extends ResourceInput = ResourceInput> = {
  readonly member: 'resource'
  readonly name: N
  readonly data: ResourceData
  readonly definition: D
  readonly faults: readonly AnyFault[]
  readonly get: OperationRef<KeyOf<D>, RecordShown<D>>
  readonly create: OperationRef<KeyGiven<D> & Given<D['fields']>, RecordShown<D>>
  readonly update: OperationRef<KeyOf<D> & Patched<D['fields']>, RecordShown<D>>
  readonly delete: OperationRef<KeyOf<D>, void>
  readonly events: { readonly [E in keyof D['events'] & string]: EventRef<FieldsOf<NonNullable<D['events']>[E]>> }
} & {
  readonly [C in keyof D['commands'] & string]: OperationRef<
    KeyOf<D> & Given<FieldsOf<NonNullable<D['commands']>[C]['input']>>,
    OutputOf<NonNullable<D['commands']>[C]['output']>
  >
}

export interface AnyResource {
  readonly member: 'resource'
  readonly name: string
  readonly data: ResourceData
  readonly faults: readonly AnyFault[]
}

export interface Operation<N extends string = string, D extends OperationInput = OperationInput> extends OperationRef<
  Given<FieldsOf<D['input']>>,
  OutputOf<D['output']>
> {
  readonly member: 'operation'
  readonly name: N
  readonly data: OperationData
  readonly definition: D
  readonly faults: readonly AnyFault[]
}

interface Member<K extends string, D> {
  readonly member: K
  readonly name: string
  readonly data: D
}

// ---- the definitions ---------------------------------------------------------------------------

/** A kind of record: its key, fields, life cycle, commands, events, and who may do what. */
export function defineResource<const N extends string, const D extends ResourceInput>(name: N, definition: D & ResourceRules<D>): Resource<N, D> {
  const d: ResourceInput = definition
  const keys = Object.entries(d.key)
  const [keyField, keyType] = keys[0] ?? ['', undefined]
  if (keys.length !== 1 || !keyType)
    throw new TypeError(`${name}: a key is exactly one field, found ${keys.length}. For several, use t.id() and a unique rule.`)
  const faults = new Set<AnyFault>()
  for (const fault of d.faults ?? []) faults.add(fault)
  const commands: { [name: string]: ResourceData['commands'][string] } = {}
  for (const [command, input] of Object.entries(d.commands ?? {})) {
    for (const fault of input.faults ?? []) faults.add(fault)
    commands[command] = {
      ...plain(input, ['doc', 'from', 'to', 'event', 'scope', 'requireIdempotencyKey', 'secret', 'deprecated']),
      input: schemasOf(input.input ?? {}),
      ...(input.output && { output: schemasOf(input.output) }),
      faults: (input.faults ?? []).map((f) => f.code),
    }
  }
  const events: { [name: string]: ResourceData['fields'] } = {}
  for (const [event, fields] of Object.entries(d.events ?? {})) events[event] = schemasOf(fields)
  const unique: UniqueRule[] = (d.unique ?? []).map((rule) => {
    if (rule.fault) faults.add(rule.fault)
    return { fields: rule.fields, ...(rule.when && { when: rule.when }), ...(rule.fault && { fault: rule.fault.code }) }
  })
  const access: { [A in Audience]?: Access } = {}
  for (const [audience, rule] of Object.entries(d.access ?? {}) as [Audience, NonNullable<NonNullable<ResourceInput['access']>[Audience]>][])
    access[audience] = { ...rule, can: rule.can === '*' ? ['*'] : rule.can }
  // What is not said about the firm's own applications is allowed to them; about everyone else, refused.
  access.internal ??= { can: ['*'] }
  const data: ResourceData = {
    plural: d.plural ?? `${kebab(name)}s`,
    ...plain(d, ['doc', 'transitions', 'master', 'external', 'auditReads', 'requireMatch', 'requireIdempotencyKey', 'scopes']),
    key: { field: keyField, schema: keyType.schema },
    fields: schemasOf(d.fields),
    standard: d.standard ?? ['get', 'list', 'create', 'update'],
    lists: (d.lists ?? []).map((l): ListShape => ({ equal: l.equal ?? [], ...(l.sort !== undefined && { sort: l.sort }) })),
    unique,
    ...(d.faults && { faults: d.faults.map((f) => f.code) }),
    access,
    commands,
    events,
  }
  const refs: { [name: string]: OperationRef<never, never> } = {}
  for (const operation of ['get', 'create', 'update', 'delete', ...Object.keys(commands)]) refs[operation] = { operation: `${name}.${operation}` }
  const eventRefs: { [name: string]: EventRef } = {}
  for (const event of Object.keys(events)) eventRefs[event] = { event: `${name}.${event}` }
  return { ...refs, member: 'resource', name, data, definition, faults: [...faults], events: eventRefs } as unknown as Resource<N, D>
}

/** Something a system can be asked to do that belongs to no single record. Internal callers only, unless `audiences` says more. */
export function defineOperation<const N extends string, const D extends OperationInput>(name: N, definition: D & OperationRules<D>): Operation<N, D> {
  return {
    member: 'operation',
    name,
    operation: name,
    definition,
    faults: definition.faults ?? [],
    data: {
      ...plain(definition, ['doc', 'reads', 'requireCredential', 'scope', 'requireIdempotencyKey', 'deprecated']),
      path: definition.path ?? kebab(name),
      input: schemasOf(definition.input ?? {}),
      ...(definition.output && { output: schemasOf(definition.output) }),
      faults: (definition.faults ?? []).map((f) => f.code),
      audiences: definition.audiences ?? ['internal'],
    },
  }
}

/** An event tied to no resource. */
export function defineEvent<const D extends Fields>(
  name: string,
  data: D,
  options: { doc?: string; audiences?: readonly Audience[] } = {},
): Member<'event', EventData> & EventRef<D> {
  return { member: 'event', name, event: name, data: { ...plain(options, ['doc']), data: schemasOf(data), audiences: options.audiences ?? ['internal'] } }
}

/** An expected failure, typed on every protocol. `code` is kebab-case and part of the problem type. */
export function defineFault<const C extends string, const D extends Fields = Record<never, AnyType>>(
  code: C,
  options: { code: FaultClass; doc: string; detail?: D },
): Fault<D, C> {
  return { member: 'fault', code, data: { class: options.code, doc: options.doc, detail: schemasOf(options.detail ?? {}) } }
}

/** One call for a record and what surrounds it: include paths from `root`, in a bounded number of queries. */
export function defineComposite(
  name: string,
  options: { doc?: string; path?: string; root: { readonly name: string }; include: readonly string[]; audiences?: readonly Audience[] },
): Member<'composite', CompositeData> {
  return {
    member: 'composite',
    name,
    data: {
      ...plain(options, ['doc']),
      path: options.path ?? kebab(name),
      root: options.root.name,
      include: options.include,
      audiences: options.audiences ?? ['internal'],
    },
  }
}

/** A stream of samples: declared here, served by the telemetry part. */
export function defineTelemetry(
  name: string,
  options: { doc?: string; value: AnyType; resource?: { readonly name: string } },
): Member<'telemetry', TelemetryData> {
  return {
    member: 'telemetry',
    name,
    data: { ...plain(options, ['doc']), value: options.value.schema, ...(options.resource && { resource: options.resource.name }) },
  }
}

export type ContractMember =
  | AnyResource
  | Operation
  | Member<'event', EventData>
  | AnyFault
  | Member<'composite', CompositeData>
  | Member<'telemetry', TelemetryData>

export interface Contract {
  readonly data: ContractData
}

export function defineContract(
  name: string,
  options: { version: string; doc?: string; members: readonly ContractMember[]; older?: readonly OlderVersionData[] },
): Contract {
  const data = {
    busbar: 1 as const,
    name,
    version: options.version,
    ...plain(options, ['doc']),
    resources: {} as { [name: string]: ResourceData },
    operations: {} as { [name: string]: OperationData },
    events: {} as { [name: string]: EventData },
    faults: {} as { [code: string]: FaultData },
    composites: {} as { [name: string]: CompositeData },
    telemetry: {} as { [name: string]: TelemetryData },
    older: options.older ?? [],
  }
  const put = <T>(into: { [name: string]: T }, what: string, member: string, value: T): void => {
    if (Object.hasOwn(into, member) && into[member] !== value) throw new TypeError(`contract '${name}': two members define ${what} '${member}'`)
    into[member] = value
  }
  for (const member of options.members) {
    switch (member.member) {
      case 'resource':
        put(data.resources, 'resource', member.name, member.data)
        break
      case 'operation':
        put(data.operations, 'operation', member.name, member.data)
        break
      case 'event':
        put(data.events, 'event', member.name, member.data)
        break
      case 'fault':
        put(data.faults, 'fault', member.code, member.data)
        break
      case 'composite':
        put(data.composites, 'composite', member.name, member.data)
        break
      case 'telemetry':
        put(data.telemetry, 'telemetry', member.name, member.data)
        break
    }
    // A fault that a member names belongs to the contract without being listed.
    if (member.member === 'resource' || member.member === 'operation') for (const fault of member.faults) put(data.faults, 'fault', fault.code, fault.data)
  }
  return { data }
}

export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
}

function plain<O extends object, const K extends keyof O>(from: O, names: readonly K[]): { [P in K]?: NonNullable<O[P]> } {
  const out: { [P in K]?: NonNullable<O[P]> } = {}
  for (const name of names) {
    const value = from[name]
    if (value !== undefined && value !== null) out[name] = value
  }
  return out
}
