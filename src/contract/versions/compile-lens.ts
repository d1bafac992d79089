import type { Json, Schema } from '../schema.ts'
import type { Change, Compiler } from './compile.ts'
import { lensDown } from './down.ts'
import { BAD } from './report.ts'
import { COPY, startsWith, type Lens } from './shape.ts'
import { isNumeric, losesSteps, unitConversion } from './unit.ts'
import { olderValues, valuesConversion } from './values.ts'

interface At {
  readonly path: readonly string[]
  readonly schema: Schema
  readonly older: readonly string[] | undefined
  readonly change: Change | undefined
  /** Changes inside it. */
  readonly below: readonly Change[]
}

/** How the value of a field that moves as a whole is said in the older version. */
export function compileLens(the: Compiler, at: At): Lens {
  const match = the.matches.get(at.path.join('.'))
  const { change } = at
  if (change?.data.change === 'values' || change?.data.change === 'unit') return through(at.schema, (schema) => convertLens(the, schema, change))
  if ((at.schema.kind !== 'list' && at.schema.kind !== 'map') || !at.older) return COPY
  const inside = at.below.filter((c) => ownsChange(the, { ...at, older: at.older ?? [] }, c))
  if (match && at.schema.kind === 'list') the.used.add(match)
  if (inside.length === 0) return COPY
  const elements = through(at.schema, (schema) => {
    if (schema.kind !== 'object') return COPY
    for (const c of inside) the.used.add(c)
    return {
      kind: 'fields',
      shape: the.object(
        schema.fields,
        inside.map((c) => relative(c, { path: at.path, older: at.older ?? [] })),
        the.report,
      ),
    }
  })
  if (elements.kind !== 'list') return elements
  const by = match && matchPath(the, { match, lens: elements.of })
  return by ? { ...elements, by } : elements
}

/** The type that the older version shows, with what the type itself says in older values. */
export function olderSchema(schema: Schema, lens: Lens): Schema {
  const { default: initial, examples, ...rest } = schema
  return {
    ...olderKind(rest, lens),
    ...(initial !== undefined && { default: lensDown(lens, initial) }),
    ...(examples && { examples: examples.map((example: Json) => lensDown(lens, example)) }),
  }
}

function olderKind(schema: Schema, lens: Lens): Schema {
  if (lens.kind === 'convert') return lens.conversion.schema(schema)
  if (lens.kind === 'fields' && schema.kind === 'object') return { ...schema, fields: lens.shape.older }
  if ((lens.kind === 'list' && schema.kind === 'list') || (lens.kind === 'map' && schema.kind === 'map'))
    return { ...schema, of: olderSchema(schema.of, lens.of) }
  return schema
}

/** A path means every element of the lists and maps it goes through. */
function through(schema: Schema, inner: (schema: Schema) => Lens): Lens {
  if (schema.kind !== 'list' && schema.kind !== 'map') return inner(schema)
  const of = through(schema.of, inner)
  return of === COPY ? COPY : { kind: schema.kind, of }
}

/** Both paths of a change inside a list stay inside it. */
function ownsChange(the: Compiler, at: { readonly path: readonly string[]; readonly older: readonly string[] }, change: Change): boolean {
  const newer = change.to === undefined || startsWith(change.to, at.path)
  const older = change.from === undefined || startsWith(change.from, at.older)
  if (newer && older) return true
  the.used.add(change)
  the.report({
    ...BAD.crossing,
    place: change.place,
    message: `'${change.from?.join('.') ?? ''}' and '${change.to?.join('.') ?? ''}' are not in the same list.`,
  })
  return false
}

function relative(change: Change, at: { readonly path: readonly string[]; readonly older: readonly string[] }): Change {
  return {
    data: change.data,
    place: change.place,
    ...(change.from && { from: change.from.slice(at.older.length) }),
    ...(change.to && { to: change.to.slice(at.path.length) }),
  }
}

function convertLens(the: Compiler, schema: Schema, change: Change): Lens {
  const { data, place } = change
  const where = `'${change.to?.join('.') ?? ''}'`
  if (data.change === 'values') {
    if (schema.kind !== 'enum' && schema.kind !== 'state') {
      the.report({ ...BAD.values, place, message: `${where} is a ${schema.kind}: only an enumeration or state has values with names.` })
      return COPY
    }
    for (const value of [...Object.values(data.map), ...Object.keys(data.shown ?? {})])
      if (!schema.values.includes(value)) the.report({ ...BAD.values, place, message: `${where} has no value '${value}'.` })
    const { up } = olderValues(schema.values, data)
    for (const value of Object.values(data.shown ?? {}))
      if (!up.has(value)) the.report({ ...BAD.values, place, message: `'${value}' is shown for a value of ${where}, but the older version has no such value.` })
    for (const [older, newer] of up)
      if (older !== newer && schema.values.includes(older) && !Object.values(data.map).includes(older) && !Object.hasOwn(data.shown ?? {}, older))
        the.report({
          ...BAD.values,
          place,
          message: `The older '${older}' is the newer '${newer}', but ${where} has a value '${older}' of its own: what the older version shows for it is not said.`,
        })
    return { kind: 'convert', conversion: valuesConversion(schema.values, data) }
  }
  if (data.change !== 'unit') return COPY
  const conversion = isNumeric(schema) && (data.as === undefined || isNumeric(data.as)) ? unitConversion(schema, data) : undefined
  if (!conversion || !isNumeric(schema)) {
    the.report({
      ...BAD.unit,
      place,
      message: isNumeric(schema)
        ? `'${data.factor}'${data.offset === undefined ? '' : `, '${data.offset}'`} cannot be used to convert ${where}.`
        : `${where} is a ${schema.kind}, not a number.`,
    })
    return COPY
  }
  if (losesSteps(schema, data))
    the.report({ ...BAD.rounding, place, message: `${where} has fewer steps than its older form: some older values cannot be kept exactly.` })
  return { kind: 'convert', conversion }
}

/** Where the older element has what identifies it. */
function matchPath(the: Compiler, at: { readonly match: Change; readonly lens: Lens }): readonly string[] | undefined {
  if (at.match.data.change !== 'match' || at.lens.kind !== 'fields') return undefined
  const { by } = at.match.data
  for (const [older, place] of at.lens.shape.byOlder) if (place.newer.join('.') === by && place.field.kind === 'leaf') return older.split('.')
  the.report({
    ...BAD.unknownField,
    place: at.match.place,
    message: `Elements of '${at.match.to?.join('.') ?? ''}' have no field '${by}' that the older version shows.`,
  })
  return undefined
}
