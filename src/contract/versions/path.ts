import type { Json, Schema } from '../schema.ts'
import { valueAt } from './down.ts'
import { COPY, startsWith, type Field, type Lens, type Shape } from './shape.ts'

/** Where a path of one version leads in the other. */
export type Located =
  | { readonly kind: 'field'; readonly path: readonly string[]; readonly lens: Lens; readonly schema: Schema }
  /** A reference or has-many, and the path from there on, in the words of the version that was asked about. `resource` is the newer name. */
  | { readonly kind: 'relation'; readonly path: readonly string[]; readonly resource: string; readonly rest: readonly string[] }
  /** Only the older version has it. */
  | { readonly kind: 'constant'; readonly schema: Schema; readonly value: Json; readonly always: boolean }

/** An older path in the newer version. */
export function locateUp(shape: Shape, older: readonly string[]): Located | undefined {
  for (let length = older.length; length > 0; length--) {
    const place = shape.byOlder.get(older.slice(0, length).join('.'))
    if (!place) continue
    const rest = older.slice(length)
    if (place.field.kind === 'branch') {
      if (rest.length === 0) return { kind: 'field', path: place.newer, lens: COPY, schema: place.field.schema }
      break
    }
    const inner = inside(place.field, { rest, locate: locateUp })
    return inner && prefixed(place.newer, inner)
  }
  for (const constant of shape.constants) {
    if (!startsWith(older, constant.older)) continue
    const value = valueAt(constant.value, older.slice(constant.older.length))
    return value === undefined ? undefined : { kind: 'constant', schema: constant.schema, value, always: constant.always }
  }
  return undefined
}

/** A newer path in the older version. */
export function locateDown(shape: Shape, newer: readonly string[]): Located | undefined {
  return downIn(shape.fields, newer)
}

function downIn(fields: readonly Field[], newer: readonly string[]): Located | undefined {
  const [name, ...rest] = newer
  const field = fields.find((f) => f.name === name)
  if (!field) return undefined
  if (field.kind === 'branch' && rest.length > 0) return downIn(field.fields, rest)
  if (!field.older) return undefined
  if (field.kind === 'branch') return { kind: 'field', path: field.older, lens: COPY, schema: field.schema }
  const inner = inside(field, { rest, locate: locateDown })
  return inner && prefixed(field.older, inner)
}

function prefixed(path: readonly string[], located: Located): Located {
  return located.kind === 'constant' ? located : { ...located, path: [...path, ...located.path] }
}

/** The rest of a path behind a field that moves as a whole. */
function inside(
  at: { readonly lens: Lens; readonly schema: Schema },
  to: { readonly rest: readonly string[]; readonly locate: typeof locateUp },
): Located | undefined {
  const { lens, schema } = at
  const { rest } = to
  const [name, ...more] = rest
  if (name === undefined) return { kind: 'field', path: [], lens, schema }
  if (schema.kind === 'list' || schema.kind === 'map')
    return inside({ schema: schema.of, lens: lens.kind === 'list' || lens.kind === 'map' ? lens.of : COPY }, to)
  if (schema.kind === 'ref' || schema.kind === 'many') return { kind: 'relation', path: [], resource: schema.resource, rest }
  if (lens.kind === 'fields') return to.locate(lens.shape, rest)
  const part = lens.kind === 'copy' ? partOf(schema, name) : undefined
  const located = part && inside({ schema: part, lens: COPY }, { rest: more, locate: to.locate })
  return located && prefixed([name], located)
}

function partOf(schema: Schema, name: string): Schema | undefined {
  switch (schema.kind) {
    case 'object':
      return Object.hasOwn(schema.fields, name) ? schema.fields[name] : undefined
    case 'money':
      return name === 'amount' ? { kind: 'decimal', precision: schema.precision, scale: schema.scale } : name === 'currency' ? { kind: 'string' } : undefined
    case 'quantity':
      return name === 'value' ? { kind: 'decimal', precision: schema.precision, scale: schema.scale } : name === 'unit' ? { kind: 'string' } : undefined
    case 'local':
      return name === 'local' || name === 'zone' ? { kind: 'string' } : undefined
    default:
      return undefined
  }
}

/** The older place of what a newer JSON Pointer names; where the older version has none, the nearest thing around it. */
export function tokensDown(shape: Shape, tokens: readonly string[]): readonly string[] {
  return nearest({ fields: shape.fields, older: [] }, tokens)
}

function nearest(around: { readonly fields: readonly Field[]; readonly older: readonly string[] }, tokens: readonly string[]): readonly string[] {
  const [name, ...rest] = tokens
  if (name === undefined) return around.older
  const field = around.fields.find((f) => f.name === name)
  // What neither version has is called the same in both.
  if (!field) return [...around.older, ...tokens]
  if (field.kind === 'branch') return nearest({ fields: field.fields, older: field.older ?? around.older }, rest)
  return field.older ? [...field.older, ...tokensInside(field.lens, rest)] : around.older
}

function tokensInside(lens: Lens, tokens: readonly string[]): readonly string[] {
  const [index, ...rest] = tokens
  if (index === undefined) return []
  if (lens.kind === 'list' || lens.kind === 'map') return [index, ...tokensInside(lens.of, rest)]
  return lens.kind === 'fields' ? tokensDown(lens.shape, tokens) : tokens
}
