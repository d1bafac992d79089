import type { Json } from '../schema.ts'
import { formatScaled, parseDecimal, roundHalfEven, scaled, toFloat, type Rational } from './rational.ts'

/** The values of a numeric type in their order, each with a whole number as its place. */
export interface Grid {
  /** Digits behind the point; `undefined` for floats, whose steps differ. */
  readonly scale: number | undefined
  /** The place of the nearest value, half to even. */
  nearest(value: Rational): bigint
  /** The place of the value that is shown for a computed one: the nearest, with at most 15 digits where it is a float. */
  shown(value: Rational): bigint
  at(place: bigint): Rational
  /** The JSON value at a place. */
  write(place: bigint): Json
  /** A JSON value as a number, `undefined` where it is none. */
  read(value: Json): Rational | undefined
}

export function gridOf(schema: { readonly kind: 'integer' | 'float' } | { readonly kind: 'decimal'; readonly scale: number }): Grid {
  if (schema.kind === 'float') return FLOATS
  const scale = schema.kind === 'decimal' ? schema.scale : 0
  const integer = schema.kind === 'integer'
  return {
    scale,
    nearest: (value) => roundHalfEven(value, scale),
    shown: (value) => roundHalfEven(value, scale),
    at: (place) => scaled(place, scale),
    write: (place) => (integer ? Number(place) : formatScaled(place, scale)),
    read: (value) => (integer ? readNumber(value) : typeof value === 'string' ? parseDecimal(value) : undefined),
  }
}

/** Doubles, by their bits. 15 digits survive the way through another double and back. */
const FLOATS: Grid = {
  scale: undefined,
  nearest: (value) => placeOf(toFloat(value, 20)),
  shown: (value) => placeOf(toFloat(value, 15)),
  at: (place) => readNumber(floatAt(place)) ?? { n: 0n, d: 1n },
  write: (place) => floatAt(place),
  read: readNumber,
}

function readNumber(value: Json): Rational | undefined {
  return typeof value === 'number' ? parseDecimal(String(value)) : undefined
}

const view = new DataView(new ArrayBuffer(8))
const LARGEST = 0x7fef_ffff_ffff_ffffn

/** Doubles in order are their bits in order, negative ones mirrored; both zeros are place 0. */
function placeOf(value: number): bigint {
  view.setFloat64(0, Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)))
  const bits = view.getBigInt64(0)
  return bits < 0n ? -(bits & 0x7fff_ffff_ffff_ffffn) : bits
}

function floatAt(place: bigint): number {
  const magnitude = place < 0n ? -place : place
  view.setBigInt64(0, magnitude > LARGEST ? LARGEST : magnitude)
  const value = view.getFloat64(0)
  return place < 0n && value !== 0 ? -value : value
}
