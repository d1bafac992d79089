import type { Schema } from '../schema.ts'
import { NOTHING_TO_DO, type Place, type Report } from './change.ts'
import { by, type Aspect, type Breaks } from './client.ts'

/** Who gives values of a type and who gets them: decides whom a change breaks. Absent: nobody. */
export interface Sides {
  readonly input?: readonly Breaks[]
  readonly output?: readonly Breaks[]
}

/** A place where values of two types are compared, and what it is called in a sentence. */
export interface Spot {
  readonly place: Place
  readonly subject: string
  readonly sides: Sides
  readonly report: Report
  /** The value is a record's key. */
  readonly isKey?: true
}

/**
 * What a change does to the set of valid values. `narrower` breaks who gives them, `wider` who gets them, `other` both;
 * `same` nobody.
 */
export type Effect = 'narrower' | 'wider' | 'other' | 'same'

/**
 * `shows`: what it is that changes for who gets the values. Who gives them is refused, whatever it is.
 */
export function tell(
  spot: Spot,
  effect: Effect,
  { message, remedy, shows = 'meaning' }: { readonly message: string; readonly remedy?: string; readonly shows?: Aspect },
): void {
  const { place, subject, sides, report } = spot
  const breaks = [
    ...by(shows, effect === 'wider' || effect === 'other' ? (sides.output ?? []) : []),
    ...by('meaning', effect === 'narrower' || effect === 'other' ? (sides.input ?? []) : []),
  ]
  report(place, breaks, `${subject} ${message}`, breaks.length === 0 ? NOTHING_TO_DO : (remedy ?? REMEDIES[effect]))
}

/** A change that breaks both sides in this respect, whatever it does to the values. */
export function tellOf(spot: Spot, aspect: Aspect, { message, remedy }: { readonly message: string; readonly remedy: string }): void {
  const { place, subject, sides, report } = spot
  const breaks = by(aspect, [...(sides.output ?? []), ...(sides.input ?? [])])
  report(place, breaks, `${subject} ${message}`, breaks.length === 0 ? NOTHING_TO_DO : remedy)
}

const REMEDIES: { readonly [E in Effect]: string } = {
  narrower: 'Send only what still fits.',
  wider: 'Accept such values before you read from the new version.',
  other: 'Adapt what reads and what writes it.',
  same: NOTHING_TO_DO,
}

/** Whether GraphQL shows it as a type that may be null: also where a replaced record may lack what only a create fills in. */
export function mayBeNull(schema: Schema): boolean {
  return schema.optional === true || schema.nullable === true || schema.default !== undefined
}

export function inside(spot: Spot, name: string | number, subject: string): Spot {
  return { ...spot, place: [...spot.place, name], subject }
}

/** Read-only fields are not given, write-only ones not got, and no event carries a has-many. What became so still was. */
export function sidesOf(all: Sides, was: Schema, is: Schema): Sides {
  const many = was.kind === 'many' && is.kind === 'many'
  const sides = many && all.output ? { ...all, output: all.output.filter((who) => who !== 'events') } : all
  const given = !(was.readOnly && is.readOnly) && was.kind !== 'many'
  const got = !(was.writeOnly && is.writeOnly)
  return { ...(given && only(sides, 'input')), ...(got && only(sides, 'output')) }
}

export function only(sides: Sides, side: 'input' | 'output'): Sides {
  const who = sides[side]
  return who === undefined ? {} : { [side]: who }
}
