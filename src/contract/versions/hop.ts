import type { ContractData, FieldChange, OlderVersionData, ResourceChange, ResourceData } from '../data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../json-schema.ts'
import { SYSTEM_FIELDS, type SchemaFields } from '../schema.ts'
import { compileShape } from './compile.ts'
import { BAD, type Report } from './report.ts'
import type { Shape } from './shape.ts'

/** One older version over the one before it: names and shapes, by their newer name. */
export interface Hop {
  readonly newer: ContractData
  readonly change: OlderVersionData
  /** Those that the older version has. */
  readonly resources: ReadonlyMap<string, ResourceHop>
  readonly operations: ReadonlyMap<string, OperationHop>
  readonly events: ReadonlyMap<string, { readonly name: string; readonly data: Facing }>
  readonly composites: ReadonlyMap<string, { readonly name: string; readonly path: string }>
  readonly faults: ReadonlyMap<string, { readonly code: string; readonly detail: Facing }>
}

/** A shape, and whether anything in it changes. */
export interface Facing {
  readonly shape: Shape
  readonly same: boolean
}

export interface ResourceHop {
  readonly name: string
  readonly plural: string
  readonly record: Facing
  readonly commands: ReadonlyMap<string, OperationHop>
  readonly events: ReadonlyMap<string, { readonly name: string; readonly data: Facing }>
}

export interface OperationHop {
  readonly name: string
  readonly path: string
  readonly input: Facing
  readonly output: Facing
}

/** Fields that a record has beside its own, under the same name in every version. */
const FIXED = new Set([...Object.keys(SYSTEM_FIELDS), EXTERNAL_REFS_FIELD])

export function compileHop(newer: ContractData, change: OlderVersionData, report: Report): Hop {
  const facing = (fields: SchemaFields, changes: readonly FieldChange[] | undefined, place: string): Facing => ({
    shape: compileShape(fields, changes ?? [], (finding) => report({ ...finding, place: `${place}${finding.place}` })),
    same: !changes || changes.length === 0,
  })
  known(change.resources, newer.resources, { what: 'resource', place: 'resources', report })
  known(change.operations, newer.operations, { what: 'operation', place: 'operations', report })
  known(change.events, newer.events, { what: 'event', place: 'events', report })
  known(change.composites, newer.composites, { what: 'composite', place: 'composites', report })
  known(change.faults, newer.faults, { what: 'fault', place: 'faults', report })

  const resources = new Map<string, ResourceHop>()
  for (const [name, data] of Object.entries(newer.resources)) {
    const its = own(change.resources, name)
    if (!its?.absent) resources.set(name, compileResource({ name, data, change: its ?? {} }, facing, report))
  }
  const operations = new Map<string, OperationHop>()
  for (const [name, data] of Object.entries(newer.operations)) {
    const its = own(change.operations, name)
    if (its?.absent) continue
    const place = `operations.${name}`
    operations.set(name, {
      name: its?.was?.name ?? name,
      path: its?.was?.path ?? data.path,
      input: facing(data.input, its?.input, `${place}.input`),
      output: facing(data.output ?? {}, its?.output, `${place}.output`),
    })
  }
  const events = new Map<string, { readonly name: string; readonly data: Facing }>()
  for (const [name, data] of Object.entries(newer.events)) {
    const its = own(change.events, name)
    if (!its?.absent) events.set(name, { name: its?.was ?? name, data: facing(data.data, its?.data, `events.${name}.data`) })
  }
  const composites = new Map<string, { readonly name: string; readonly path: string }>()
  for (const [name, data] of Object.entries(newer.composites)) {
    const its = own(change.composites, name)
    if (!its?.absent && resources.has(data.root)) composites.set(name, { name: its?.was?.name ?? name, path: its?.was?.path ?? data.path })
  }
  const faults = new Map<string, { readonly code: string; readonly detail: Facing }>()
  for (const [code, data] of Object.entries(newer.faults)) {
    const its = own(change.faults, code)
    faults.set(code, { code: its?.was ?? code, detail: facing(data.detail, its?.detail, `faults.${code}.detail`) })
  }
  return { newer, change, resources, operations, events, composites, faults }
}

type MakeFacing = (fields: SchemaFields, changes: readonly FieldChange[] | undefined, place: string) => Facing

function compileResource(
  the: { readonly name: string; readonly data: ResourceData; readonly change: ResourceChange },
  facing: MakeFacing,
  report: Report,
): ResourceHop {
  const { name, data, change } = the
  const place = `resources.${name}`
  known(change.commands, data.commands, { what: 'command', place: `${place}.commands`, report })
  known(change.events, data.events, { what: 'event', place: `${place}.events`, report })
  checkFixed(the, (finding) => report({ ...finding, place: `${place}.fields${finding.place}` }))
  const commands = new Map<string, OperationHop>()
  for (const [command, commandData] of Object.entries(data.commands)) {
    const its = own(change.commands, command)
    if (its?.absent) continue
    const at = `${place}.commands.${command}`
    commands.set(command, {
      name: its?.was ?? command,
      path: its?.was ?? command,
      input: facing(commandData.input, its?.input, `${at}.input`),
      output: facing(commandData.output ?? {}, its?.output, `${at}.output`),
    })
  }
  const events = new Map<string, { readonly name: string; readonly data: Facing }>()
  for (const [event, fields] of Object.entries(data.events)) {
    const its = own(change.events, event)
    if (!its?.absent) events.set(event, { name: its?.was ?? event, data: facing(fields, its?.data, `${place}.events.${event}.data`) })
  }
  return {
    name: change.was?.name ?? name,
    plural: change.was?.plural ?? data.plural,
    record: keepingKey(facing(recordFields(data), change.fields, `${place}.fields`), data.key.field),
    commands,
    events,
  }
}

/** A record with what it has beside its own fields. */
export function recordFields(data: ResourceData): SchemaFields {
  return { [data.key.field]: data.key.schema, ...data.fields, ...(data.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }), ...SYSTEM_FIELDS }
}

/** A writer may leave the key out: it stays. */
function keepingKey(record: Facing, key: string): Facing {
  const fields = record.shape.fields.map((field) => (field.name === key && field.kind === 'leaf' ? { ...field, kept: true } : field))
  return { ...record, shape: { ...record.shape, fields } }
}

function checkFixed({ name, data, change }: { readonly name: string; readonly data: ResourceData; readonly change: ResourceChange }, report: Report): void {
  for (const [i, field] of (change.fields ?? []).entries()) {
    const from = 'from' in field ? field.from : undefined
    const to = 'to' in field ? field.to : undefined
    const touchesFixed = [from, to].some((path) => path !== undefined && FIXED.has(path.split('.')[0] ?? ''))
    const changesKey = to?.split('.')[0] === data.key.field && (field.change !== 'rename' || from?.includes('.') || field.otherwise !== undefined)
    if (touchesFixed || changesKey) report({ ...BAD.fixed, place: `[${i}]`, message: `${name}: '${to ?? from ?? ''}' cannot be changed so.` })
  }
}

function known(
  changes: { readonly [name: string]: unknown } | undefined,
  members: { readonly [name: string]: unknown },
  at: { readonly what: string; readonly place: string; readonly report: Report },
): void {
  for (const name of Object.keys(changes ?? {}))
    if (!Object.hasOwn(members, name))
      at.report({
        ...BAD.unknownMember,
        place: `${at.place}.${name}`,
        message: `There is no ${at.what} '${name}' in the version that this one is written over.`,
      })
}

function own<T>(changes: { readonly [name: string]: T } | undefined, name: string): T | undefined {
  return changes && Object.hasOwn(changes, name) ? changes[name] : undefined
}
