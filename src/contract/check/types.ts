import { compareDecimals } from '../decimal-order.ts'
import type { ContractData } from '../data.ts'
import type { Schema } from '../schema.ts'
import { decimal } from './fit.ts'
import type { Place, Report } from './rule.ts'
import { schemasIn } from './walk.ts'

/** The most digits every database and XML tool we serve keeps exactly. */
const MOST_DIGITS = 38

/** Digits and bounds of each type leave something valid. */
export function bounds(contract: ContractData, report: Report): void {
  for (const { schema, place } of schemasIn(contract)) {
    if (schema.kind === 'decimal') {
      if (digits(schema, place, report)) decimalBounds(schema, place, report)
    } else if (schema.kind === 'money' || schema.kind === 'quantity') digits(schema, place, report)
    else if (schema.kind === 'integer' || schema.kind === 'float') numberBounds(schema, place, report)
    else if (schema.kind === 'list') ordered([schema.minItems, schema.maxItems], ['minItems', 'maxItems'], { place, report })
    else if (schema.kind === 'string') {
      ordered([schema.minLength, schema.maxLength], ['minLength', 'maxLength'], { place, report })
      if (schema.maxLength === 0) report('BB162', place, 'Only the empty text would be valid.')
    }
  }
}

function digits({ precision, scale }: { readonly precision: number; readonly scale: number }, place: Place, report: Report): boolean {
  const fits = Number.isInteger(precision) && Number.isInteger(scale) && precision >= 1 && precision <= MOST_DIGITS && scale >= 0 && scale <= precision
  if (!fits) report('BB161', place, `precision is ${precision} and scale ${scale}.`)
  return fits
}

function decimalBounds(schema: Extract<Schema, { kind: 'decimal' }>, place: Place, report: Report): void {
  const { minimum, maximum, precision, scale } = schema
  for (const [name, bound] of [
    ['minimum', minimum],
    ['maximum', maximum],
  ] as const) {
    const problem = bound === undefined ? undefined : decimal(bound, { precision, scale })
    if (problem !== undefined) return report('BB162', [...place, name], `The bound ${bound} is none of the type: ${problem}.`)
  }
  if (minimum !== undefined && maximum !== undefined && compareDecimals(minimum, maximum) > 0)
    report('BB162', place, `minimum ${minimum} is above maximum ${maximum}.`)
}

function numberBounds(schema: { readonly kind: string; readonly minimum?: number; readonly maximum?: number }, place: Place, report: Report): void {
  const { minimum, maximum } = schema
  for (const bound of [minimum, maximum]) {
    if (bound === undefined) continue
    if (schema.kind === 'integer' ? !Number.isSafeInteger(bound) : !Number.isFinite(bound))
      report('BB162', place, `The bound ${bound} is no ${schema.kind === 'integer' ? 'whole number that is exact' : 'number'}.`)
  }
  ordered([minimum, maximum], ['minimum', 'maximum'], { place, report })
}

function ordered(
  [low, high]: readonly [number | undefined, number | undefined],
  names: readonly [string, string],
  { place, report }: { place: Place; report: Report },
): void {
  if (low !== undefined && high !== undefined && low > high) report('BB162', place, `${names[0]} ${low} is above ${names[1]} ${high}.`)
}

/** Enumerations and states have distinct values that can be written. */
export function enumerations(contract: ContractData, report: Report): void {
  for (const { schema, place } of schemasIn(contract)) {
    if (schema.kind !== 'enum' && schema.kind !== 'state') continue
    const { values } = schema
    if (values.length === 0) report('BB166', [...place, 'values'], 'It has no value.')
    for (const [i, value] of values.entries()) {
      const at = [...place, 'values', i]
      if (values.indexOf(value) !== i) report('BB166', at, `'${value}' stands in it twice.`)
      else if (value === '' || value !== value.trim() || [...value].length > 255 || /[\p{Cc}\p{Cs}]/u.test(value))
        report('BB166', at, `${JSON.stringify(value)} is empty, too long, or has blanks at its ends or control characters.`)
    }
  }
}

/** Units look like UCUM codes (2.1). */
export function units(contract: ContractData, report: Report): void {
  for (const { schema, place } of schemasIn(contract)) {
    if ('unit' in schema && schema.unit !== undefined) unit(schema.unit, [...place, 'unit'], report)
    if (schema.kind === 'quantity') for (const [i, code] of (schema.units ?? []).entries()) unit(code, [...place, 'units', i], report)
  }
}

function unit(code: string, place: Place, report: Report): void {
  const bare = code.replace(/\{[^{}]*\}/g, '').replace(/\[[^[\]]*\]/g, '')
  if (!/^[!-~]{1,64}$/.test(code) || /[{}[\]]/.test(bare)) report('BB171', place, `'${code}' is no UCUM code.`)
}
