import type { FieldChange } from '../data.ts'
import type { Schema, SchemaFields, SchemaMarks } from '../schema.ts'
import { compileLens, olderSchema } from './compile-lens.ts'
import { OlderFields } from './older-fields.ts'
import { BAD, type Report } from './report.ts'
import { startsWith, type Constant, type Field, type Lens, type Place, type Shape } from './shape.ts'

/** A difference with its paths split, relative to the object that is compiled. */
export interface Change {
  readonly data: FieldChange
  readonly from?: readonly string[]
  readonly to?: readonly string[]
  readonly place: string
}

/** Both sides of one object. What does not hold up is reported and left out, so that all of it is reported at once. */
export function compileShape(newer: SchemaFields, changes: readonly FieldChange[], report: Report): Shape {
  const split = changes.map((data, i): Change => ({
    data,
    ...('from' in data && { from: data.from.split('.') }),
    ...('to' in data && { to: data.to.split('.') }),
    place: `[${i}]`,
  }))
  return compileObject(newer, split, report)
}

/** What the fields of one object, lists within it aside, are compiled with. */
export interface Compiler {
  readonly changes: readonly Change[]
  /** By newer path: what happens to the field. */
  readonly explicit: ReadonlyMap<string, Change>
  /** By newer path: what identifies the elements of the list. */
  readonly matches: ReadonlyMap<string, Change>
  readonly report: Report
  readonly older: OlderFields
  readonly used: Set<Change>
  /** Older paths of the objects that both versions have, and whether every record has them. */
  readonly branches: { readonly older: readonly string[]; readonly always: boolean }[]
  /** For the elements of a list. */
  readonly object: typeof compileObject
}

function compileObject(newer: SchemaFields, changes: readonly Change[], report: Report): Shape {
  const the: Compiler = {
    changes,
    ...byNewerPath(newer, changes, report),
    report,
    older: new OlderFields(report),
    used: new Set(),
    branches: [],
    object: compileObject,
  }
  const fields = Object.entries(newer).map(([name, schema]) => compileField(the, { path: [name], schema, older: [name], above: [] }))
  const constants = compileConstants(the)
  for (const change of [...the.explicit.values(), ...the.matches.values()])
    if (!the.used.has(change))
      report({
        ...BAD.crossing,
        place: change.place,
        message: `'${change.data.change}' of '${change.to?.join('.') ?? ''}' has no effect: a field above it is dropped or changed as a whole, or it is no list.`,
      })
  const older = the.older.build()
  const byOlder = new Map<string, Place>()
  indexPlaces(fields, [], byOlder)
  return { fields, constants, newerNames: new Set(Object.keys(newer)), olderNames: new Set(Object.keys(older)), byOlder, older }
}

function byNewerPath(newer: SchemaFields, changes: readonly Change[], report: Report): Pick<Compiler, 'explicit' | 'matches'> {
  const explicit = new Map<string, Change>()
  const matches = new Map<string, Change>()
  for (const change of changes) {
    if (!change.to) continue
    const path = change.to.join('.')
    const into = change.data.change === 'match' ? matches : explicit
    if (!hasPath({ kind: 'object', fields: newer }, change.to))
      report({ ...BAD.unknownField, place: change.place, message: `The newer version has no field '${path}'.` })
    else if (into.has(path)) report({ ...BAD.twice, place: change.place, message: `'${path}' has two changes.` })
    else into.set(path, change)
  }
  return { explicit, matches }
}

/** A path of field names; lists and maps have none of their own. */
function hasPath(schema: Schema, path: readonly string[]): boolean {
  if (schema.kind === 'list' || schema.kind === 'map') return hasPath(schema.of, path)
  const [name, ...rest] = path
  if (name === undefined) return true
  const inner = schema.kind === 'object' && Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined
  return inner !== undefined && (rest.length === 0 || hasPath(inner, rest))
}

interface At {
  readonly path: readonly string[]
  readonly schema: Schema
  /** Where it would be without a change of its own; `undefined`: something above it is dropped. */
  readonly older: readonly string[] | undefined
  /** The objects around it. */
  readonly above: readonly { readonly schema: Schema; readonly older: readonly string[] | undefined }[]
}

function compileField(the: Compiler, at: At): Field {
  const { path, schema } = at
  const change = the.explicit.get(path.join('.'))
  if (change) the.used.add(change)
  const older = !change ? at.older : 'from' in change.data ? change.from : undefined
  const below = the.changes.filter((c) => c !== change && isBelow(c, { path, older }))
  const moves = change === undefined || change.data.change === 'rename' || change.data.change === 'drop'
  if (schema.kind === 'object' && moves && below.length > 0) return compileBranch(the, { ...at, schema, older })

  const lens = compileLens(the, { path, schema, older, change, below })
  const otherwise = change && 'otherwise' in change.data ? change.data.otherwise : undefined
  if (older) the.older.leaf(older, olderField(at, { older, lens, mayMiss: otherwise !== undefined }), change?.place ?? '')
  return {
    kind: 'leaf',
    name: path.at(-1) ?? '',
    schema,
    older,
    lens,
    kept: isKept(schema) || at.above.some((a) => isKept(a.schema)),
    ...(otherwise !== undefined && { otherwise }),
    ...(change?.data.change === 'default' && { fill: change.data.value }),
  }
}

function compileBranch(the: Compiler, at: At & { readonly schema: Extract<Schema, { kind: 'object' }> }): Field {
  const { path, schema, older } = at
  const takeBack = older && the.older.branch(older, schema)
  const above = [...at.above, { schema, older }]
  const fields = Object.entries(schema.fields).map(([name, inner]) =>
    compileField(the, { path: [...path, name], schema: inner, older: older && [...older, name], above }),
  )
  const there = older !== undefined && fields.some((field) => hasPlaceIn(field, older))
  if (there) the.branches.push({ older, always: above.every((a) => !a.schema.optional && !a.schema.nullable) })
  else takeBack?.()
  return {
    kind: 'branch',
    name: path.at(-1) ?? '',
    schema,
    older: there ? older : undefined,
    fields,
    kept: isKept(schema),
    required: schema.optional !== true && schema.nullable !== true,
    shown: fields.some((field) => hasPlaceIn(field, [])),
  }
}

function compileConstants(the: Compiler): readonly Constant[] {
  const constants: Constant[] = []
  for (const change of the.changes) {
    if (change.data.change !== 'constant' || !change.from || the.used.has(change)) continue
    const older = change.from
    the.older.leaf(older, change.data.schema, change.place)
    const around = the.branches.filter((branch) => startsWith(older, branch.older)).toSorted((a, b) => b.older.length - a.older.length)[0]
    constants.push({ older, schema: change.data.schema, value: change.data.value, inside: around?.older.length ?? 0, always: around?.always ?? true })
  }
  return constants
}

function isBelow(change: Change, { path, older }: { readonly path: readonly string[]; readonly older: readonly string[] | undefined }): boolean {
  const inNewer = change.to !== undefined && change.to.length > path.length && startsWith(change.to, path)
  return inNewer || (older !== undefined && change.from !== undefined && change.from.length > older.length && startsWith(change.from, older))
}

function hasPlaceIn(field: Field, older: readonly string[]): boolean {
  if (field.older && startsWith(field.older, older)) return true
  return field.kind === 'branch' && field.fields.some((inner) => hasPlaceIn(inner, older))
}

function olderField(at: At, to: { readonly older: readonly string[]; readonly lens: Lens; readonly mayMiss: boolean }): Schema {
  const { default: initial, ...schema } = {
    ...olderSchema(at.schema, to.lens),
    ...marksFromAbove(at, to.older),
    ...(to.mayMiss && { optional: true as const }),
  }
  if (initial === undefined) return schema
  // Defaults fill a record's own fields; inside an object what has one may be left out.
  return to.older.length > 1 && at.path.length === 1 ? { ...schema, optional: true } : { ...schema, default: initial }
}

/** A field that moves out of an object loses what the object said for it. */
function marksFromAbove(at: At, older: readonly string[]): SchemaMarks {
  const left = at.above.filter((a) => !(a.older && startsWith(older, a.older))).map((a) => a.schema)
  return {
    ...(left.some((s) => s.optional || s.nullable) && { optional: true }),
    ...(left.some((s) => s.readOnly) && { readOnly: true }),
    ...(left.some((s) => s.writeOnly) && { writeOnly: true }),
  }
}

function isKept(schema: Schema): boolean {
  return schema.readOnly === true || schema.writeOnly === true || schema.kind === 'state' || schema.kind === 'many'
}

function indexPlaces(fields: readonly Field[], above: readonly string[], byOlder: Map<string, Place>): void {
  for (const field of fields) {
    const newer = [...above, field.name]
    if (field.older) byOlder.set(field.older.join('.'), { newer, field })
    if (field.kind === 'branch') indexPlaces(field.fields, newer, byOlder)
  }
}
