import type { FieldChange } from '../data.ts'
import type { Schema, SchemaFields } from '../schema.ts'
import { sidesOf, tell, type Spot } from './compare.ts'

/** A field that has another name or place in the newer version. */
export type Move = Extract<FieldChange, { from: string; to: string }>

export function movesOf(changes: readonly FieldChange[] | undefined): readonly Move[] {
  return (changes ?? []).filter((change): change is Move => 'from' in change && 'to' in change)
}

/** An older path in the newer version's words. */
export function mapPath(moves: readonly Move[], path: string): string {
  let best: Move | undefined
  for (const move of moves) if ((path === move.from || path.startsWith(`${move.from}.`)) && move.from.length > (best?.from.length ?? -1)) best = move
  return best ? best.to + path.slice(best.from.length) : path
}

/** An older value of the field at an older path in the newer version's words. */
export function mapText(moves: readonly Move[], path: string, value: string): string {
  const move = moves.find(({ from }) => from === path)
  return move?.change === 'values' && Object.hasOwn(move.map, value) ? (move.map[value] ?? value) : value
}

/**
 * The older fields under their newer names and values, and each renaming told once. `like`: the newer fields, for the
 * objects that a field moves into.
 */
export function moveFields(
  spot: Spot,
  older: SchemaFields,
  { moves, like, within }: { readonly moves: readonly Move[]; readonly like: SchemaFields; readonly within: string },
): SchemaFields {
  let fields = older
  for (const move of moves) {
    const [from, to] = [move.from.split('.'), move.to.split('.')]
    const schema = at(fields, from)
    if (!schema) continue
    fields = put(take(fields, from), { path: to, schema: converted(schema, move, at(like, to)), like })
    const sides = sidesOf(spot.sides, schema, schema)
    const does = [sides.output && 'read', sides.input && 'send'].filter((verb) => verb !== undefined).join(' and ')
    const told = { ...spot, sides, place: [...spot.place, ...to], subject: `'${move.from}' in ${within}` }
    const factor = move.change === 'unit' ? arithmetic(move) : undefined
    if (move.from !== move.to) {
      tell(told, 'other', {
        message: `is called '${move.to}' now${factor === undefined ? '' : `, and is ${factor}`}.`,
        remedy: capital(`${does} '${move.to}'${factor === undefined ? '' : ', and convert the values'}.`),
      })
    } else if (factor !== undefined) tell(told, 'other', { message: `is ${factor} now.`, remedy: 'Convert the values.' })
    const words = move.change === 'values' ? Object.entries(move.map).filter(([older, newer]) => older !== newer) : []
    if (words.length > 0) {
      const list = words.map(([older, newer]) => `${newer} for ${older}`).join(', ')
      tell({ ...told, subject: `'${move.to}' in ${within}` }, 'other', {
        message: `has other words for its values: ${list}.`,
        remedy: capital(`${does} the new words.`),
      })
    }
  }
  return fields
}

function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1)
}

function arithmetic(move: Extract<Move, { change: 'unit' }>): string {
  const offset = move.offset === undefined ? '' : move.offset.startsWith('-') ? ` − ${move.offset.slice(1)}` : ` + ${move.offset}`
  return `the former value × ${move.factor}${offset}`
}

/** In the newer version's values or unit, so that what the move says is not told twice. */
function converted(schema: Schema, move: Move, is: Schema | undefined): Schema {
  if (move.change === 'values' && (schema.kind === 'enum' || schema.kind === 'state'))
    return { ...schema, values: [...new Set(schema.values.map((value) => mapText([move], move.from, value)))] }
  if (move.change !== 'unit' || !('unit' in schema)) return schema
  const { unit: _, ...rest } = schema
  return is && 'unit' in is && is.unit !== undefined ? { ...rest, unit: is.unit } : rest
}

function at(fields: SchemaFields, [name = '', ...rest]: readonly string[]): Schema | undefined {
  const schema = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (!schema || rest.length === 0) return schema
  const inner = members(schema)
  return inner && at(inner, rest)
}

/** Without the field; an object that is empty then is gone too. */
function take(fields: SchemaFields, [name = '', ...rest]: readonly string[]): SchemaFields {
  const { [name]: schema, ...others } = fields
  const inner = schema && members(schema)
  if (!schema || !inner || rest.length === 0) return others
  const left = take(inner, rest)
  return Object.keys(left).length === 0 ? others : { ...fields, [name]: withMembers(schema, left) }
}

function put(
  fields: SchemaFields,
  { path, schema, like }: { readonly path: readonly string[]; readonly schema: Schema; readonly like: SchemaFields },
): SchemaFields {
  const [name = '', ...rest] = path
  if (rest.length === 0) return { ...fields, [name]: schema }
  const model = Object.hasOwn(like, name) ? like[name] : undefined
  const there = Object.hasOwn(fields, name) ? fields[name] : model && withMembers(model, {})
  const inner = there && members(there)
  if (!there || !inner) return fields
  return { ...fields, [name]: withMembers(there, put(inner, { path: rest, schema, like: (model && members(model)) ?? {} })) }
}

/** The fields inside: of an object, or of each element of a list or map of objects. */
function members(schema: Schema): SchemaFields | undefined {
  if (schema.kind === 'object') return schema.fields
  return schema.kind === 'list' || schema.kind === 'map' ? members(schema.of) : undefined
}

function withMembers(schema: Schema, fields: SchemaFields): Schema {
  if (schema.kind === 'object') return { ...schema, fields }
  return schema.kind === 'list' || schema.kind === 'map' ? { ...schema, of: withMembers(schema.of, fields) } : schema
}
