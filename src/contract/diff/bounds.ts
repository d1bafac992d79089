import { compareDecimals } from '../decimal-order.ts'
import { by, type Aspect } from './client.ts'
import { tell, tellOf, type Spot } from './compare.ts'

interface Bound {
  readonly name: string
  /** A lower bound, so that a higher one is narrower. */
  readonly low: boolean
  readonly older: string | number | undefined
  readonly newer: string | number | undefined
}

/** One bound of a type: raised, lowered, new or gone. */
export function compareBound(spot: Spot, { name, low, older, newer }: Bound): void {
  if (older === newer || (older !== undefined && newer !== undefined && order(older, newer) === 0)) return
  const message =
    newer === undefined
      ? `has no ${name} any more; it was ${older}`
      : older === undefined
        ? `has the ${name} ${newer} now`
        : `has the ${name} ${newer} instead of ${older}`
  const higher = older === undefined ? low : newer === undefined ? !low : order(newer, older) > 0
  tell(spot, higher === low ? 'narrower' : 'wider', { message: `${message}.`, shows: 'bounds' })
}

/** How many digits a decimal may have on each side of the point. */
export function compareDigits(spot: Spot, older: Digits, newer: Digits): void {
  if (older.precision === newer.precision && older.scale === newer.scale) return
  const whole = newer.precision - newer.scale - (older.precision - older.scale)
  const places = newer.scale - older.scale
  const message = `has up to ${newer.precision} digits, ${newer.scale} behind the point, instead of ${older.precision} and ${older.scale}.`
  tell(spot, whole >= 0 && places >= 0 ? 'wider' : whole <= 0 && places <= 0 ? 'narrower' : 'other', {
    message,
    remedy: 'Make room for the digits where you store it, and send no more of them than fit.',
    shows: 'bounds',
  })
}

export interface Digits {
  readonly precision: number
  readonly scale: number
}

/** Distinct texts: those that went are refused from now on, those that came may be read. */
export function compareValues(spot: Spot, older: readonly string[], newer: readonly string[], shows: Aspect = 'meaning'): void {
  const { place, subject, sides, report } = spot
  const gone = older.filter((value) => !newer.includes(value))
  const come = newer.filter((value) => !older.includes(value))
  // A key is an ID in GraphQL, and a unit is text.
  const named = shows !== 'bounds' && !spot.isKey
  if (gone.length > 0)
    report(
      place,
      // A document that names a value, in a filter too, is refused when it is gone.
      [...by('meaning', sides.input ?? []), ...by('type', named && sides.output?.includes('reader') ? ['reader'] : [])],
      `${subject} has no longer ${list(gone)}.`,
      'Send and ask for one of the remaining values.',
    )
  if (named && areNames(older) !== areNames(newer))
    tellOf(spot, 'type', {
      message: areNames(newer) ? 'is an enumeration in GraphQL now.' : 'is text in GraphQL now, which has no names for all of its values.',
      remedy: 'Use the new type for variables, and in what is generated.',
    })
  if (come.length > 0)
    tell(spot, 'wider', {
      message: `may also be ${list(come)}.`,
      remedy: 'Handle the new value before you read from the new version; a program that knows each value by name does not.',
      shows,
    })
}

/** GraphQL, 3.9: a name, and neither `true`, `false` nor `null`. */
function areNames(values: readonly string[]): boolean {
  return values.every((value) => /^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(value) && !['true', 'false', 'null'].includes(value))
}

export function list(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ')
}

function order(a: string | number, b: string | number): number {
  return typeof a === 'string' && typeof b === 'string' ? compareDecimals(a, b) : Number(a) - Number(b)
}
