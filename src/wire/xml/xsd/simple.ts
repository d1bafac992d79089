import { escapeAttribute } from '../../../codecs/xml/index.ts'
import { DEFAULT_MAX_LENGTH, type Schema } from '../../../contract/schema.ts'
import { xsdPattern } from './pattern.ts'

/** A type without elements: a built-in one, or one of ours, and what narrows it down. */
export interface SimpleType {
  readonly base: string
  /** Facets, printed; empty for none. */
  readonly facets: string
}

/** `undefined` for what has elements. */
export function simpleType(schema: Schema): SimpleType | undefined {
  switch (schema.kind) {
    case 'string':
      return { base: 'xs:string', facets: stringFacets(schema) }
    case 'uuid':
      return { base: 'xs:string', facets: pattern('[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}') }
    case 'boolean':
      return { base: 'xs:boolean', facets: '' }
    case 'integer':
      return integer(
        Math.max(schema.minimum ?? Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
        Math.min(schema.maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      )
    case 'float':
      return { base: 'xs:double', facets: bound('minInclusive', schema.minimum) + bound('maxInclusive', schema.maximum) }
    case 'decimal':
      return decimal(schema)
    case 'instant':
      // Lists of time zones are for people; a point in time needs an offset.
      return { base: 'xs:dateTime', facets: pattern('.+(Z|[+\\-][0-9]{2}:[0-9]{2})') }
    case 'date':
      return { base: 'xs:date', facets: pattern('[0-9]{4}-[0-9]{2}-[0-9]{2}') }
    case 'time':
      return { base: 'xs:time', facets: pattern('[0-9:.]+') }
    case 'duration':
      return { base: 'tns:Duration', facets: '' }
    case 'enum':
    case 'state':
      return { base: 'xs:string', facets: enumeration(schema.values) }
    case 'bytes':
      return { base: 'xs:base64Binary', facets: schema.maxLength === undefined ? '' : facet('maxLength', String(schema.maxLength)) }
    case 'ref':
      return { base: 'xs:string', facets: facet('minLength', '1') + facet('maxLength', String(DEFAULT_MAX_LENGTH)) }
    case 'json':
      return { base: 'xs:string', facets: '' }
    default:
      return undefined
  }
}

/** At most `precision` digits, `scale` behind the point; and what is in front of the point is bounded too. */
export function decimal(schema: { readonly precision: number; readonly scale: number; readonly minimum?: string; readonly maximum?: string }): SimpleType {
  const whole = `1${'0'.repeat(schema.precision - schema.scale)}`
  return {
    base: 'xs:decimal',
    facets:
      facet('totalDigits', String(schema.precision)) +
      facet('fractionDigits', String(schema.scale)) +
      (schema.minimum === undefined ? facet('minExclusive', `-${whole}`) : facet('minInclusive', schema.minimum)) +
      (schema.maximum === undefined ? facet('maxExclusive', whole) : facet('maxInclusive', schema.maximum)),
  }
}

export function pattern(value: string): string {
  return facet('pattern', value)
}

export function enumeration(values: readonly string[]): string {
  return values.map((value) => facet('enumeration', value)).join('')
}

export function facet(name: string, value: string): string {
  return `<xs:${name} value="${escapeAttribute(value)}"/>`
}

function stringFacets(schema: Extract<Schema, { kind: 'string' }>): string {
  const translated = schema.pattern === undefined ? undefined : xsdPattern(schema.pattern)
  return (
    (schema.minLength === undefined ? '' : facet('minLength', String(schema.minLength))) +
    facet('maxLength', String(schema.maxLength ?? DEFAULT_MAX_LENGTH)) +
    (translated === undefined ? '' : pattern(translated))
  )
}

/** `xs:int` where every value fits, since that is what generated clients are made of. */
function integer(minimum: number, maximum: number): SimpleType {
  const fits = minimum >= -(2 ** 31) && maximum < 2 ** 31
  return { base: fits ? 'xs:int' : 'xs:long', facets: bound('minInclusive', minimum) + bound('maxInclusive', maximum) }
}

function bound(name: string, value: number | undefined): string {
  return value === undefined ? '' : facet(name, String(value))
}
