import { canonicalJson } from '../canonical.ts'
import type { Schema, SchemaFields } from '../schema.ts'
import { compareBound } from './bounds.ts'
import { pairs } from './change.ts'
import { inside, mayBeNull, only, sidesOf, tell, tellOf, type Spot } from './compare.ts'
import { compareOrder } from './order.ts'
import { compareType, noun } from './type.ts'

/** The fields of a record, an input, an output, an event or an object in one of them. `within`: what they are fields of, for sentences. */
export function compareFields(
  spot: Spot,
  older: SchemaFields,
  newer: SchemaFields,
  { within, nested = false }: { readonly within: string; readonly nested?: boolean },
): void {
  compareOrder(spot, older, newer, within)
  for (const { name, older: was, newer: is } of pairs(older, newer)) {
    const subject = `'${name}' in ${within}`
    const at = { ...spot, place: [...spot.place, name], subject }
    if (was && is) compareField({ ...at, sides: sidesOf(spot.sides, was, is) }, was, is, nested)
    else if (is) added({ ...at, sides: sidesOf(spot.sides, is, is) }, is, nested)
    else if (was) {
      const now = renamed(was, older, newer)
      tell({ ...at, sides: sidesOf(spot.sides, was, was) }, 'other', {
        message: 'was removed.',
        remedy:
          now === undefined
            ? 'Stop using it; where it is sent, it is refused.'
            : `Use '${now}' if it is the same under a new name; where '${name}' is sent, it is refused.`,
      })
    }
  }
}

function compareField(spot: Spot, was: Schema, is: Schema, nested: boolean): void {
  if (is.optional && !was.optional)
    tell({ ...spot, sides: only(spot.sides, 'output') }, 'wider', {
      message: 'may be absent now.',
      remedy: 'Expect records without it.',
      shows: mayBeNull(was) ? 'absence' : 'meaning',
    })
  const mustGive = (field: Schema): boolean => !field.optional && !field.readOnly && (nested || field.default === undefined)
  if (mustGive(is) && !mustGive(was)) tell(spot, 'narrower', { message: 'must be given now.', remedy: 'Send it.' })
  if (is.readOnly && !was.readOnly) tell(spot, 'narrower', { message: 'is read-only now.', remedy: 'Leave it out of what you send.' })
  if (!is.readOnly && was.readOnly) tell(spot, 'same', { message: 'can be set by callers now.' })
  if (is.writeOnly && !was.writeOnly) tell(spot, 'wider', { message: 'is not shown any more.', remedy: 'Do not expect it in answers.' })
  if (!is.writeOnly && was.writeOnly) tell(spot, 'same', { message: 'is shown now.' })
  const [before, after] = [JSON.stringify(was.default), JSON.stringify(is.default)]
  if (before !== after && before !== undefined && after !== undefined)
    tell(spot, 'narrower', { message: `is ${after} instead of ${before} where it is left out.`, remedy: 'Send it where the value matters.' })
  if (before === undefined && after !== undefined && !mayBeNull(was))
    tellOf({ ...spot, sides: only(spot.sides, 'output') }, 'type', {
      message: 'may be null in GraphQL now: it has a default, which a replaced record does not get.',
      remedy: 'Expect null.',
    })
  compareValue(spot, was, is)
}

/** Two types of one value, and of what is inside it. Marks of a field are compared by `compareFields`. */
export function compareValue(spot: Spot, older: Schema, newer: Schema): void {
  compareType(spot, older, newer)
  compareInside(spot, older, newer)
}

function compareInside(spot: Spot, older: Schema, newer: Schema): void {
  if (older.kind === 'object' && newer.kind === 'object')
    compareFields({ ...spot, place: [...spot.place, 'fields'] }, older.fields, newer.fields, { within: spot.subject, nested: true })
  if (older.kind === 'list' && newer.kind === 'list') {
    compareBound(spot, { name: 'least number of items', low: true, older: older.minItems ?? 0, newer: newer.minItems ?? 0 })
    compareBound(spot, { name: 'greatest number of items', low: false, older: older.maxItems, newer: newer.maxItems })
    compareValue(inside(spot, 'of', `each item of ${spot.subject}`), older.of, newer.of)
  }
  if (older.kind === 'map' && newer.kind === 'map') {
    compareBound(spot, { name: 'greatest number of entries', low: false, older: older.maxItems, newer: newer.maxItems })
    compareValue(inside(spot, 'of', `each entry of ${spot.subject}`), older.of, newer.of)
  }
}

function added(spot: Spot, is: Schema, nested: boolean): void {
  const given = !is.optional && !is.readOnly && (nested || is.default === undefined)
  if (spot.sides.input !== undefined && given) tell(spot, 'narrower', { message: `is new and must be given: ${noun(is)}.`, remedy: 'Send it.' })
  else tell(spot, 'same', { message: `is new: ${noun(is)}${is.optional ? ', optional' : ''}.` })
}

/** A new field of the same type as one that is gone, where there is just one. */
function renamed(was: Schema, older: SchemaFields, newer: SchemaFields): string | undefined {
  const candidates = Object.entries(newer).filter(([name, is]) => !Object.hasOwn(older, name) && shape(is) === shape(was))
  return candidates.length === 1 ? candidates[0]?.[0] : undefined
}

function shape({ doc: _doc, examples: _examples, deprecated: _deprecated, ...rest }: Schema): string {
  return canonicalJson(rest)
}
