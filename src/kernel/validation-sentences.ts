import { compareDecimals } from '../contract/decimal-order.ts'
import type { JsonSchema } from '../contract/json-schema.ts'
import type { Json } from '../contract/schema.ts'
import { bytesOf, FORMATS } from './validation-formats.ts'
import { nearest } from './validation-nearest.ts'

/** What a value must be, as it follows "must be": names the kind, its bounds, and a way to write it. */
export function expectation(schema: JsonSchema): string {
  const byKind = typeof schema['x-kind'] === 'string' ? KINDS[schema['x-kind']] : undefined
  if (byKind !== undefined) return byKind
  if (Array.isArray(schema.enum)) return oneOf(schema.enum as readonly Json[])
  const types = Array.isArray(schema.type) ? (schema.type as readonly Json[]).filter((type) => type !== 'null') : [schema.type]
  switch (types[0]) {
    case 'string':
      return stringExpectation(schema)
    case 'integer':
      return `a whole number${numberRange(schema)}`
    case 'number':
      return `a number${numberRange(schema)}`
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    case 'object':
      return 'an object'
    default:
      return 'JSON'
  }
}

/** Why this text is no value of the schema, whose type is text; `undefined` where it is. */
export function stringFault(schema: JsonSchema, text: string): string | undefined {
  if (Array.isArray(schema.enum) && !schema.enum.includes(text)) {
    const near = nearest(
      text,
      (schema.enum as readonly Json[]).filter((value) => typeof value === 'string'),
    )
    return `must be ${oneOf(schema.enum as readonly Json[])}${near === undefined ? '' : `; did you mean ${quoted(near)}?`}`
  }
  const patternFits = typeof schema.pattern !== 'string' || new RegExp(schema.pattern, 'u').test(text)
  if (typeof schema.format === 'string') return formatFault(schema, schema.format, text, patternFits)
  const length = codePoints(text)
  if (typeof schema.maxLength === 'number' && length > schema.maxLength) return `must be at most ${characters(schema.maxLength)}; it has ${length}`
  if (typeof schema.minLength === 'number' && length < schema.minLength) return `must be at least ${characters(schema.minLength)}; it has ${length}`
  return patternFits ? undefined : `must match the pattern ${String(schema.pattern)}${example(schema)}`
}

export function numberFault(schema: JsonSchema, value: number): string | undefined {
  const types = Array.isArray(schema.type) ? (schema.type as readonly Json[]) : [schema.type]
  const whole = types.includes('integer')
  if (whole && !Number.isInteger(value)) return `must be ${expectation(schema)}`
  if (typeof schema.minimum === 'number' && value < schema.minimum)
    return whole && value < Number.MIN_SAFE_INTEGER ? UNSAFE : `must be at least ${schema.minimum}`
  if (typeof schema.maximum === 'number' && value > schema.maximum)
    return whole && value > Number.MAX_SAFE_INTEGER ? UNSAFE : `must be at most ${schema.maximum}`
  return undefined
}

export function quoted(text: string): string {
  const points = [...text]
  return JSON.stringify(points.length > 60 ? `${points.slice(0, 60).join('')}…` : text)
}

const UNSAFE = 'must be a whole number between -9007199254740991 and 9007199254740991, so that every program reads it exactly'

const KINDS: { readonly [kind: string]: string } = {
  money: 'an object with "amount" (a decimal, as a string) and "currency" (such as "EUR")',
  quantity: 'an object with "value" (a decimal, as a string) and "unit" (UCUM, such as "kg")',
  local: 'an object with "local" (such as "2026-10-25T02:30:00") and "zone" (such as "Europe/Berlin")',
}

const FORMAT_SENTENCES: { readonly [format: string]: string } = {
  'uuid': 'a UUID such as 01980a2b-6d3e-7c41-9f00-2b1c5d6e7f80',
  'date-time': 'an instant with an offset, such as 2026-08-04T07:30:00Z',
  'date': 'a date such as 2026-08-04',
  'time-local': 'a time of day such as 07:30:00, without an offset',
  'date-time-local': 'a local date and time without an offset, such as 2026-10-25T02:30:00',
  'iana-zone': 'a time zone of the IANA database, such as Europe/Berlin',
  'duration': 'an ISO 8601 duration such as PT90S or P1DT12H',
  'byte': 'base64 with padding (RFC 4648, 4)',
  'iso-4217': 'a currency code of three capital letters, such as EUR',
  'ucum': 'a UCUM unit such as kg, m/s or {pcs}',
}

function stringExpectation(schema: JsonSchema): string {
  if (schema.format === 'decimal') return decimalExpectation(schema)
  const sentence = typeof schema.format === 'string' ? FORMAT_SENTENCES[schema.format] : undefined
  return sentence ?? `a string${example(schema)}`
}

function formatFault(schema: JsonSchema, format: string, text: string, patternFits: boolean): string | undefined {
  const must = `must be ${expectation(schema)}`
  if (!patternFits || FORMATS[format]?.(text) === false) return must + hint(format, text)
  if (typeof schema.maxLength === 'number' && text.length > schema.maxLength)
    return `must be at most ${format === 'byte' ? bytes(schema) : characters(schema.maxLength)}`
  if (typeof schema['x-max-bytes'] === 'number' && bytesOf(text) > schema['x-max-bytes']) return `must be at most ${bytes(schema)}; it has ${bytesOf(text)}`
  const { minimum, maximum } = decimalOf(schema)
  if (minimum !== undefined && compareDecimals(text, minimum) < 0) return `must be at least ${minimum}`
  if (maximum !== undefined && compareDecimals(text, maximum) > 0) return `must be at most ${maximum}`
  return undefined
}

/** The mistakes that people make. */
function hint(format: string, text: string): string {
  if (format === 'date-time') {
    if (/^\d{4}-\d\d-\d\d$/.test(text)) return '; this is a date only'
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/i.test(text)) return '; add the offset, Z or such as +02:00'
    if (/\.\d{10,}/.test(text)) return '; at most nine digits of a second'
  }
  if (/T\d\d:\d\d:60|^\d\d:\d\d:60/i.test(text)) return '; leap seconds are not accepted'
  if (/^\d{4}-\d\d-\d\d/.test(text) && FORMATS.date?.(text.slice(0, 10)) === false) return `; there is no day ${text.slice(0, 10)}`
  if (/^(?:\d{4}-\d\d-\d\dT)?24:/i.test(text)) return '; there is no hour 24, use 00:00:00 of the next day'
  if (format === 'iana-zone' && /^[+-]/.test(text)) return '; an offset is not a zone'
  if (format === 'byte' && /[-_]/.test(text)) return '; + and / instead of - and _'
  if (format === 'decimal' && /e/i.test(text)) return '; no exponent'
  if (format === 'decimal' && text.includes(',')) return '; a point, not a comma'
  if (format === 'decimal' && text.startsWith('+')) return '; no plus sign'
  if (format === 'decimal' && /^-?0[0-9]/.test(text)) return '; no leading zeros'
  if (format === 'decimal' && /^-?\./.test(text)) return '; a digit before the point'
  return ''
}

function decimalExpectation(schema: JsonSchema): string {
  const { precision, scale } = decimalOf(schema)
  const digits = `${precision} digit${precision === 1 ? '' : 's'}`
  return scale === 0 ? `a whole number with at most ${digits}, as a string` : `a decimal with at most ${digits}, ${scale} behind the point, as a string`
}

function decimalOf(schema: JsonSchema): { precision?: number; scale?: number; minimum?: string; maximum?: string } {
  const decimal = schema['x-decimal']
  return typeof decimal === 'object' && decimal !== null ? (decimal as { precision: number; scale: number }) : {}
}

function numberRange({ minimum, maximum }: JsonSchema): string {
  const least = typeof minimum === 'number' && minimum > Number.MIN_SAFE_INTEGER
  const most = typeof maximum === 'number' && maximum < Number.MAX_SAFE_INTEGER
  if (least && most) return ` from ${minimum} to ${maximum}`
  return least ? ` of at least ${minimum}` : most ? ` of at most ${maximum}` : ''
}

function oneOf(values: readonly Json[]): string {
  const shown = values.filter((value) => value !== null).slice(0, 30)
  const rest = values.length > 30 ? ', …' : ''
  return shown.length === 1 && rest === '' ? quoted(String(shown[0])) : `one of ${shown.map((value) => quoted(String(value))).join(', ')}${rest}`
}

function example({ examples }: JsonSchema): string {
  const first = Array.isArray(examples) ? (examples as readonly Json[])[0] : undefined
  return typeof first === 'string' ? `, such as ${quoted(first)}` : ''
}

function bytes(schema: JsonSchema): string {
  return `${String(schema['x-max-bytes'])} bytes`
}

function characters(count: number): string {
  return `${count} character${count === 1 ? '' : 's'}`
}

function codePoints(text: string): number {
  let count = 0
  for (const _ of text) count++
  return count
}
