import { DEFAULT_MAX_LENGTH, type Schema, type SchemaKind } from '../schema.ts'
import { compareBound, compareDigits, compareValues } from './bounds.ts'
import { inside, tell, type Spot } from './compare.ts'
import { compareFields } from './fields.ts'

/** Two types of one value: what is valid now, and what it means. Marks of the field are compared by `compareFields`. */
export function compareValue(spot: Spot, older: Schema, newer: Schema): void {
  if (newer.nullable && !older.nullable) tell(spot, 'wider', { message: 'may be null now.', remedy: 'Expect null.' })
  if (older.nullable && !newer.nullable) tell(spot, 'narrower', { message: 'must not be null any more.', remedy: 'Leave it out, or send a value.' })
  if (older.deprecated === undefined && newer.deprecated !== undefined) tell(spot, 'same', { message: `is deprecated: ${newer.deprecated}` })
  if (older.kind !== newer.kind) compareKinds(spot, older, newer)
  else compareSame(spot, older, newer)
}

type Of<K extends SchemaKind['kind']> = Extract<Schema, { kind: K }>

function compareSame(spot: Spot, older: Schema, newer: Schema): void {
  const both = <K extends SchemaKind['kind']>(kind: K): { readonly o: Of<K>; readonly n: Of<K> } | undefined =>
    older.kind === kind && newer.kind === kind ? { o: older as Of<K>, n: newer as Of<K> } : undefined
  switch (newer.kind) {
    case 'string': {
      const its = both('string')
      if (!its) return
      const { o, n } = its
      comparePattern(spot, o.pattern, n.pattern)
      compareBound(spot, { name: 'least length', low: true, older: o.minLength ?? 0, newer: n.minLength ?? 0 })
      compareBound(spot, { name: 'greatest length', low: false, older: o.maxLength ?? DEFAULT_MAX_LENGTH, newer: n.maxLength ?? DEFAULT_MAX_LENGTH })
      return
    }
    case 'integer':
    case 'float': {
      const its = both(newer.kind)
      if (!its) return
      const { o, n } = its
      compareBound(spot, { name: 'minimum', low: true, older: o.minimum, newer: n.minimum })
      compareBound(spot, { name: 'maximum', low: false, older: o.maximum, newer: n.maximum })
      compareUnit(spot, o.unit, n.unit)
      return
    }
    case 'decimal': {
      const its = both('decimal')
      if (!its) return
      const { o, n } = its
      compareDigits(spot, o, n)
      compareBound(spot, { name: 'minimum', low: true, older: o.minimum, newer: n.minimum })
      compareBound(spot, { name: 'maximum', low: false, older: o.maximum, newer: n.maximum })
      compareUnit(spot, o.unit, n.unit)
      return
    }
    case 'enum':
    case 'state': {
      const its = both(newer.kind)
      if (!its) return
      compareValues(spot, its.o.values, its.n.values)
      if (newer.kind === 'state' && its.o.values[0] !== its.n.values[0]) tell(spot, 'other', { message: `begins as '${its.n.values[0]}' instead of '${its.o.values[0]}'.` })
      return
    }
    case 'money': {
      const its = both('money')
      if (its) compareDigits(spot, its.o, its.n)
      return
    }
    case 'quantity': {
      const its = both('quantity')
      if (!its) return
      compareDigits(spot, its.o, its.n)
      compareUnits(spot, its.o.units, its.n.units)
      return
    }
    case 'bytes': {
      const its = both('bytes')
      if (its) compareBound(spot, { name: 'greatest length in bytes', low: false, older: its.o.maxLength, newer: its.n.maxLength })
      return
    }
    case 'object': {
      const its = both('object')
      if (its) compareFields({ ...spot, place: [...spot.place, 'fields'] }, its.o.fields, its.n.fields, { within: spot.subject, nested: true })
      return
    }
    case 'list': {
      const its = both('list')
      if (!its) return
      compareBound(spot, { name: 'least number of items', low: true, older: its.o.minItems ?? 0, newer: its.n.minItems ?? 0 })
      compareBound(spot, { name: 'greatest number of items', low: false, older: its.o.maxItems, newer: its.n.maxItems })
      compareValue(inside(spot, 'of', `each item of ${spot.subject}`), its.o.of, its.n.of)
      return
    }
    case 'map': {
      const its = both('map')
      if (!its) return
      compareBound(spot, { name: 'greatest number of entries', low: false, older: its.o.maxItems, newer: its.n.maxItems })
      compareValue(inside(spot, 'of', `each entry of ${spot.subject}`), its.o.of, its.n.of)
      return
    }
    case 'ref': {
      const its = both('ref')
      if (its && its.o.resource !== its.n.resource) tell(spot, 'other', { message: `refers to ${its.n.resource} instead of ${its.o.resource}.`, remedy: `Use keys of ${its.n.resource}.` })
      return
    }
    case 'many': {
      const its = both('many')
      if (its && (its.o.resource !== its.n.resource || its.o.via !== its.n.via)) tell(spot, 'wider', { message: `includes ${its.n.resource} by '${its.n.via}' instead of ${its.o.resource} by '${its.o.via}'.` })
      return
    }
  }
}

/** Kinds that are written as plain text, so that text takes all their values. */
const TEXTS: ReadonlySet<string> = new Set(['uuid', 'decimal', 'instant', 'date', 'time', 'duration', 'enum', 'state', 'bytes', 'ref', 'string'])

function compareKinds(spot: Spot, older: Schema, newer: Schema): void {
  const message = `is ${noun(newer)} instead of ${noun(older)}.`
  const free = (schema: Schema): boolean => schema.kind === 'ref' || (schema.kind === 'string' && schema.pattern === undefined)
  // A key is text: saying what it refers to changes no value.
  if (free(older) && free(newer)) return tell(spot, 'same', { message })
  if ((older.kind === 'enum' && newer.kind === 'state') || (older.kind === 'state' && newer.kind === 'enum')) return compareValues(spot, older.values, newer.values)
  if (newer.kind === 'json' || (older.kind === 'integer' && newer.kind === 'float') || (TEXTS.has(older.kind) && free(newer))) return tell(spot, 'wider', { message })
  if (older.kind === 'json' || (older.kind === 'float' && newer.kind === 'integer') || (TEXTS.has(newer.kind) && free(older))) return tell(spot, 'narrower', { message })
  tell(spot, 'other', { message })
}

function comparePattern(spot: Spot, older: string | undefined, newer: string | undefined): void {
  if (older === newer) return
  if (newer === undefined) tell(spot, 'wider', { message: `need not match ${older} any more.` })
  else if (older === undefined) tell(spot, 'narrower', { message: `must match ${newer} now.` })
  else tell(spot, 'other', { message: `must match ${newer} instead of ${older}.`, remedy: 'Compare both patterns with the values you send and store.' })
}

function compareUnit(spot: Spot, older: string | undefined, newer: string | undefined): void {
  if (older === newer) return
  const remedy = 'Convert the values: the same number means another quantity.'
  if (older === undefined) tell(spot, 'same', { message: `is said to be in ${newer}.` })
  else tell(spot, 'other', { message: newer === undefined ? `is no longer said to be in ${older}.` : `is in ${newer} instead of ${older}.`, remedy })
}

function compareUnits(spot: Spot, older: readonly string[] | undefined, newer: readonly string[] | undefined): void {
  if (older && newer) compareValues({ ...spot, subject: `The unit of ${spot.subject}` }, older, newer)
  else if (newer) tell(spot, 'narrower', { message: `must be in ${newer.join(', ')} now.` })
  else if (older) tell(spot, 'wider', { message: 'may be in any unit now.' })
}

const NOUNS: { readonly [K in SchemaKind['kind']]: string } = {
  string: 'text',
  uuid: 'a UUID',
  boolean: 'true or false',
  integer: 'a whole number',
  float: 'a number',
  decimal: 'a decimal, as text',
  instant: 'an instant',
  date: 'a date',
  time: 'a time of day',
  local: 'a local time with a zone',
  duration: 'a duration',
  enum: 'an enumeration',
  state: 'a state',
  bytes: 'bytes',
  object: 'an object',
  list: 'a list',
  map: 'a map',
  money: 'money',
  quantity: 'a quantity with a unit',
  ref: 'a reference',
  many: 'a has-many',
  json: 'JSON',
}

export function noun(schema: Schema): string {
  return schema.kind === 'ref' ? `a reference to ${schema.resource}` : NOUNS[schema.kind]
}
