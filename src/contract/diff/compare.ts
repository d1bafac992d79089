import type { Schema } from '../schema.ts'
import type { Breaks, Place, Report } from './change.ts'

/** Who gives values of a type and who gets them: decides whom a change breaks. */
export interface Sides {
  readonly input?: Breaks
  readonly output?: Breaks
}

/** A place where values of two types are compared, and what it is called in a sentence. */
export interface Spot {
  readonly place: Place
  readonly subject: string
  readonly sides: Sides
  readonly report: Report
}

/**
 * What a change does to the set of valid values. `narrower` breaks who gives them, `wider` who gets them, `other` both;
 * `same` nobody.
 */
export type Effect = 'narrower' | 'wider' | 'other' | 'same'

export function tell(spot: Spot, effect: Effect, { message, remedy }: { readonly message: string; readonly remedy?: string }): void {
  const { place, subject, sides, report } = spot
  const breaks = [effect === 'wider' || effect === 'other' ? sides.output : undefined, effect === 'narrower' || effect === 'other' ? sides.input : undefined]
  report(place, breaks, `${subject} ${message}`, breaks.every((who) => who === undefined) ? 'Nothing to do.' : (remedy ?? REMEDIES[effect]))
}

const REMEDIES: { readonly [E in Effect]: string } = {
  narrower: 'Send only what still fits.',
  wider: 'Accept such values before you read from the new version.',
  other: 'Adapt what reads and what writes it.',
  same: 'Nothing to do.',
}

export function inside(spot: Spot, name: string | number, subject: string): Spot {
  return { ...spot, place: [...spot.place, name], subject }
}

/** Read-only fields are not given, write-only ones not got. What became so still was. */
export function sidesOf(sides: Sides, was: Schema, is: Schema): Sides {
  const given = !(was.readOnly && is.readOnly) && was.kind !== 'many'
  const got = !(was.writeOnly && is.writeOnly)
  return { ...(given && only(sides, 'input')), ...(got && only(sides, 'output')) }
}

export function only(sides: Sides, side: 'input' | 'output'): Sides {
  const who = sides[side]
  return who === undefined ? {} : { [side]: who }
}
