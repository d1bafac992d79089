import type { Schema } from '../contract/schema.ts'

/**
 * One meaning of "equal" and "less" everywhere: a scalar becomes text whose order by code point is the order of the
 * values. Stores compare these bytes, filters in memory compare them too (`compareText`), cursors carry them.
 * A value starts with `v`, null with `z`: nulls come last.
 */
export const NULL_TEXT = 'z'

/** Kinds that can be filtered; those that can be sorted. */
const ORDERED = new Set(['string', 'uuid', 'boolean', 'integer', 'float', 'decimal', 'instant', 'date', 'time', 'enum', 'state', 'ref'])
export function isFilterable(schema: Schema): boolean {
  return ORDERED.has(schema.kind) || schema.kind === 'duration'
}
export function isSortable(schema: Schema): boolean {
  return ORDERED.has(schema.kind)
}

/** The order-preserving text of a valid value of `schema`. */
export function orderText(schema: Schema, value: unknown): string {
  if (value === null || value === undefined) return NULL_TEXT
  switch (schema.kind) {
    case 'boolean':
      return value === true ? 'v1' : 'v0'
    case 'integer':
    case 'float':
      return `v${numberText(value as number)}`
    case 'decimal':
      return `v${decimalText(value as string)}`
    case 'instant':
      return `v${instantText(value as string)}`
    case 'time':
      return `v${(value as string).includes('.') ? (value as string).replace(/0+$/, '').replace(/\.$/, '') : (value as string)}`
    case 'uuid':
      return `v${(value as string).toLowerCase()}`
    default:
      return `v${value as string}`
  }
}

/** By code point, as the stores do. (JavaScript's `<` compares UTF-16 units, which differs above U+FFFF.) */
export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      // Surrogates stand for code points above every other unit.
      const xs = x >= 0xd800 && x <= 0xdfff
      const ys = y >= 0xd800 && y <= 0xdfff
      return xs === ys ? x - y : xs ? 1 : -1
    }
  }
  return a.length - b.length
}

const buffer = new DataView(new ArrayBuffer(8))

/** IEEE 754 bits with the sign turned over: 16 hex digits, in order. −0 is 0. */
function numberText(value: number): string {
  buffer.setFloat64(0, value === 0 ? 0 : value)
  let high = buffer.getUint32(0)
  let low = buffer.getUint32(4)
  if (high >= 0x80000000) {
    high = ~high >>> 0
    low = ~low >>> 0
  } else high = (high | 0x80000000) >>> 0
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0')
}

/**
 * Sign, then the digit count of the whole part in three digits, then the digits without trailing zeros; for a negative
 * number everything behind the sign is turned over (9 − digit) and closed with `~`, so that a longer one is less.
 */
function decimalText(value: string): string {
  const negative = value.startsWith('-')
  const [wholeRaw = '0', fractionRaw = ''] = (negative ? value.slice(1) : value).split('.')
  const whole = wholeRaw.replace(/^0+/, '')
  const fraction = fractionRaw.replace(/0+$/, '')
  if (whole === '' && fraction === '') return '1000'
  const digits = String(whole.length).padStart(3, '0') + whole + (fraction && `.${fraction}`)
  if (!negative) return `1${digits}`
  return `0${digits.replace(/[0-9]/g, (d) => String(9 - Number(d)))}~`
}

/** UTC, with the digits of the second kept as far as they are not zero. */
function instantText(value: string): string {
  const match = INSTANT.exec(value)
  if (!match) return value
  const [, date, time, fraction = '', offset = 'Z'] = match
  const digits = fraction.replace(/0+$/, '')
  const base = offset === 'Z' || offset === 'z' ? `${date}T${time}` : new Date(`${date}T${time}${offset}`).toISOString().slice(0, 19)
  return digits === '' ? base : `${base}.${digits}`
}
const INSTANT = /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?([Zz]|[+-]\d{2}:\d{2})$/
