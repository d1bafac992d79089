import { DEFAULT_MAX_LENGTH, type Schema, type SchemaKind } from '../schema.ts'
import { compareBound, compareDigits, compareValues } from './bounds.ts'
import { mayBeNull, only, tell, tellOf, type Spot } from './compare.ts'

/** Two types by themselves, without what is inside them: what is valid now, and what it means. */
export function compareType(spot: Spot, older: Schema, newer: Schema): void {
  if (newer.nullable && !older.nullable)
    tell(spot, 'wider', { message: 'may be null now.', remedy: 'Expect null.', shows: mayBeNull(older) ? 'absence' : 'meaning' })
  if (older.nullable && !newer.nullable) tell(spot, 'narrower', { message: 'must not be null any more.', remedy: 'Leave it out, or send a value.' })
  if (older.deprecated === undefined && newer.deprecated !== undefined) tell(spot, 'same', { message: `is deprecated: ${newer.deprecated}` })
  if (older.kind !== newer.kind) compareKinds(spot, older, newer)
  else {
    compareText(spot, older, newer)
    compareNumber(spot, older, newer)
    compareRelation(spot, older, newer)
  }
}

function compareText(spot: Spot, older: Schema, newer: Schema): void {
  if (older.kind === 'string' && newer.kind === 'string') {
    comparePattern(spot, older.pattern, newer.pattern)
    compareBound(spot, { name: 'least length', low: true, older: older.minLength ?? 0, newer: newer.minLength ?? 0 })
    compareBound(spot, { name: 'greatest length', low: false, older: older.maxLength ?? DEFAULT_MAX_LENGTH, newer: newer.maxLength ?? DEFAULT_MAX_LENGTH })
  }
  if (older.kind === 'bytes' && newer.kind === 'bytes')
    compareBound(spot, { name: 'greatest length in bytes', low: false, older: older.maxLength, newer: newer.maxLength })
  if (older.kind === 'enum' && newer.kind === 'enum') compareValues(spot, older.values, newer.values)
  if (older.kind === 'state' && newer.kind === 'state') {
    compareValues(spot, older.values, newer.values)
    const [was, is] = [older.values[0], newer.values[0]]
    if (was !== is) tell(spot, 'other', { message: `begins as '${is}' instead of '${was}'.` })
  }
}

function compareNumber(spot: Spot, older: Schema, newer: Schema): void {
  const decimals = older.kind === 'decimal' && newer.kind === 'decimal'
  if (decimals) compareDigits(spot, older, newer)
  if (decimals || (older.kind === 'integer' && newer.kind === 'integer') || (older.kind === 'float' && newer.kind === 'float')) {
    compareBound(spot, { name: 'minimum', low: true, older: older.minimum, newer: newer.minimum })
    compareBound(spot, { name: 'maximum', low: false, older: older.maximum, newer: newer.maximum })
    compareUnit(spot, older.unit, newer.unit)
  }
  if (older.kind === 'integer' && newer.kind === 'integer' && isInt32(older) !== isInt32(newer))
    tellOf(spot, 'type', {
      message: `is ${isInt32(newer) ? 'Int, which has 32 bits,' : 'no longer Int, which has 32 bits,'} in GraphQL.`,
      remedy: 'Use the new type for variables, and in what is generated.',
    })
  if (older.kind === 'money' && newer.kind === 'money') compareDigits(spot, older, newer)
  if (older.kind === 'quantity' && newer.kind === 'quantity') {
    compareDigits(spot, older, newer)
    compareUnits(spot, older.units, newer.units)
  }
}

/** GraphQL, 3.5.1: Int is between −2^31 and 2^31 − 1. */
function isInt32({ minimum = -Infinity, maximum = Infinity }: { readonly minimum?: number; readonly maximum?: number }): boolean {
  return minimum >= -(2 ** 31) && maximum < 2 ** 31
}

function compareRelation(spot: Spot, older: Schema, newer: Schema): void {
  if (older.kind === 'ref' && newer.kind === 'ref' && older.resource !== newer.resource) {
    tell(spot, 'other', { message: `refers to ${newer.resource} instead of ${older.resource}.`, remedy: `Use keys of ${newer.resource}.` })
  }
  if (older.kind === 'many' && newer.kind === 'many' && (older.resource !== newer.resource || older.via !== newer.via)) {
    tell(spot, 'wider', { message: `includes ${newer.resource} by '${newer.via}' instead of ${older.resource} by '${older.via}'.` })
  }
}

/** Kinds that are written as plain text, so that text takes all their values. */
const TEXTS: ReadonlySet<string> = new Set(['uuid', 'decimal', 'instant', 'date', 'time', 'duration', 'enum', 'state', 'bytes', 'ref', 'string'])

function compareKinds(spot: Spot, older: Schema, newer: Schema): void {
  const message = `is ${noun(newer)} instead of ${noun(older)}.`
  const free = (schema: Schema): boolean => schema.kind === 'ref' || (schema.kind === 'string' && schema.pattern === undefined)
  // A key is text: saying what it refers to changes no value, but GraphQL has an object there.
  if (free(older) && free(newer))
    return spot.isKey ? undefined : tellOf(spot, 'type', { message, remedy: 'Select its key or inside it, and use the new type for variables.' })
  if ((older.kind === 'enum' && newer.kind === 'state') || (older.kind === 'state' && newer.kind === 'enum'))
    return compareValues(spot, older.values, newer.values)
  const wider = newer.kind === 'json' || (older.kind === 'integer' && newer.kind === 'float') || (TEXTS.has(older.kind) && free(newer))
  const narrower = older.kind === 'json' || (older.kind === 'float' && newer.kind === 'integer') || (TEXTS.has(newer.kind) && free(older))
  tell(spot, wider ? 'wider' : narrower ? 'narrower' : 'other', { message, shows: spot.isKey ? 'bounds' : 'meaning' })
  // A key is an ID in GraphQL, whatever it is made of.
  if (spot.isKey) return
  const json = (older.kind === 'json' && !BARE.has(newer.kind)) || (newer.kind === 'json' && !BARE.has(older.kind))
  const others = { ...spot, sides: only(spot.sides, wider ? 'input' : 'output') }
  if (wider || narrower)
    tellOf(others, json ? 'json' : 'type', {
      message: `is of another type in GraphQL${json ? ', and written otherwise in XML' : ''}.`,
      remedy: 'Use the new type for variables, and in what is generated.',
    })
}

/** Kinds whose values are written in XML as in JSON. */
const BARE: ReadonlySet<string> = new Set(['integer', 'float', 'boolean'])

function comparePattern(spot: Spot, older: string | undefined, newer: string | undefined): void {
  if (older === newer) return
  if (newer === undefined) tell(spot, 'wider', { message: `need not match ${older} any more.`, shows: 'bounds' })
  else if (older === undefined) tell(spot, 'narrower', { message: `must match ${newer} now.` })
  else
    tell(spot, 'other', {
      message: `must match ${newer} instead of ${older}.`,
      remedy: 'Compare both patterns with the values you send and store.',
      shows: 'bounds',
    })
}

function compareUnit(spot: Spot, older: string | undefined, newer: string | undefined): void {
  if (older === newer) return
  const remedy = 'Convert the values: the same number means another quantity.'
  if (older === undefined) tell(spot, 'same', { message: `is said to be in ${newer}.` })
  else tell(spot, 'other', { message: newer === undefined ? `is no longer said to be in ${older}.` : `is in ${newer} instead of ${older}.`, remedy })
}

function compareUnits(spot: Spot, older: readonly string[] | undefined, newer: readonly string[] | undefined): void {
  if (older && newer) compareValues({ ...spot, subject: `The unit of ${spot.subject}` }, older, newer, 'bounds')
  else if (newer) tell(spot, 'narrower', { message: `must be in ${newer.join(', ')} now.` })
  else if (older) tell(spot, 'wider', { message: 'may be in any unit now.', shows: 'bounds' })
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
