import type { Json } from '../contract/schema.ts'
import type { JsonSchema } from '../contract/json-schema.ts'
import type { FieldError } from './outcome.ts'
import { nearest } from './validation-nearest.ts'
import { expectation, numberFault, quoted, stringFault } from './validation-sentences.ts'
import { isName, isText, MAX_DEPTH } from './validation-text.ts'

const MOST_ERRORS = 50

/**
 * Why `value` does not fit: walks it beside the schema, in the schema's order, unknown fields last, and stops at 50
 * findings, so that a large bad input costs no more than a small one. Empty only where the value fits.
 */
export function explain(schema: JsonSchema, value: unknown): readonly FieldError[] {
  const errors: FieldError[] = []
  walk({ errors, schema, value, pointer: '', depth: 0 })
  return errors
}

interface Visit {
  readonly errors: FieldError[]
  readonly schema: JsonSchema
  readonly value: unknown
  readonly pointer: string
  readonly depth: number
}

function walk(visit: Visit): void {
  const { errors, schema, value, pointer } = visit
  if (errors.length >= MOST_ERRORS) return
  const problem = own(visit)
  if (problem !== undefined) errors.push({ pointer, detail: problem })
  else if (Array.isArray(value)) walkItems(visit, value)
  else if (typeof value === 'object' && value !== null) walkMembers(visit, value as { readonly [name: string]: unknown }, schema)
}

/** What is wrong with the value itself; what is in it comes later. */
function own({ schema, value, depth }: Visit): string | undefined {
  if (typeof value === 'object' && value !== null && depth >= MAX_DEPTH) return `is nested deeper than ${MAX_DEPTH} levels`
  if (typeof value === 'string' && !isText(value)) return 'must be text without U+0000 and without lone surrogates'
  if (value === undefined || !isJson(value)) return 'must be JSON'
  if (schema.type === undefined) return undefined
  const types = Array.isArray(schema.type) ? (schema.type as readonly Json[]) : [schema.type]
  if (value === null) return types.includes('null') ? undefined : `must not be null, but ${expectation(schema)}`
  if (typeof value === 'string') return types.includes('string') ? stringFault(schema, value) : mismatch(schema, value)
  if (typeof value === 'number') return types.includes('number') || types.includes('integer') ? numberFault(schema, value) : mismatch(schema, value)
  if (typeof value === 'boolean') return types.includes('boolean') ? undefined : mismatch(schema, value)
  if (Array.isArray(value)) return types.includes('array') ? countFault(schema, value.length, 'item') : mismatch(schema, value)
  return types.includes('object') ? countFault(schema, Object.keys(value as object).length, 'entry') : mismatch(schema, value)
}

function isJson(value: unknown): boolean {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value)
    case 'string':
    case 'boolean':
    case 'object':
      return true
    default:
      return false
  }
}

function mismatch(schema: JsonSchema, value: unknown): string {
  const must = `must be ${expectation(schema)}`
  if (typeof value === 'number' && schema.format === 'decimal') return `${must}: send ${quoted(String(value))} instead of ${value}`
  if (typeof value === 'string' && (schema.type === 'integer' || schema.type === 'number')) return `${must}, not a string`
  if (typeof value === 'string' && schema.type === 'boolean') return `${must}, not a string`
  return must
}

function countFault(schema: JsonSchema, count: number, noun: 'item' | 'entry'): string | undefined {
  const least = schema.minItems
  const most = noun === 'item' ? schema.maxItems : schema.maxProperties
  const nouns = (n: number): string => `${n} ${n === 1 ? noun : noun === 'item' ? 'items' : 'entries'}`
  if (typeof least === 'number' && count < least) return `must have at least ${nouns(least)}; it has ${count}`
  if (typeof most === 'number' && count > most) return `must have at most ${nouns(most)}; it has ${count}`
  return undefined
}

function walkItems({ errors, schema, pointer, depth }: Visit, items: readonly unknown[]): void {
  const of = objectIn(schema.items)
  for (let i = 0; i < items.length && errors.length < MOST_ERRORS; i++)
    walk({ errors, schema: of, value: items[i], pointer: `${pointer}/${i}`, depth: depth + 1 })
}

function walkMembers({ errors, pointer, depth }: Visit, value: { readonly [name: string]: unknown }, schema: JsonSchema): void {
  const properties = objectIn(schema.properties)
  const names = Object.keys(properties)
  const required = listIn(schema.required)
  const refused = listIn(schema['x-read-only'])
  for (const name of names) {
    if (errors.length >= MOST_ERRORS) return
    const member = value[name]
    const of = objectIn(properties[name])
    const at = `${pointer}/${token(name)}`
    if (member !== undefined) walk({ errors, schema: of, value: member, pointer: at, depth: depth + 1 })
    else if (required.includes(name)) errors.push({ pointer: at, detail: `is required and must be ${expectation(of)}` })
  }
  for (const name in value) {
    if (errors.length >= MOST_ERRORS) return
    if (Object.hasOwn(properties, name)) continue
    const member = value[name]
    const at = `${pointer}/${token(name)}`
    if (!isName(name)) {
      if (member !== undefined)
        errors.push({
          pointer: at,
          detail: name === '__proto__' ? 'is a name that is not accepted' : 'is a name with U+0000 or a lone surrogate, which is not accepted',
        })
    } else if (schema.additionalProperties === false)
      errors.push({ pointer: at, detail: refused.includes(name) ? 'is read-only: leave it out' : unknownField(name, names) })
    else if (member !== undefined || schema.additionalProperties !== undefined) {
      const problem = nameFault(schema, name)
      if (problem !== undefined) errors.push({ pointer: at, detail: problem })
      else walk({ errors, schema: objectIn(schema.additionalProperties), value: member, pointer: at, depth: depth + 1 })
    }
  }
}

function nameFault(schema: JsonSchema, name: string): string | undefined {
  const most = objectIn(schema.propertyNames).maxLength
  if (schema.propertyNames === undefined || typeof most !== 'number') return undefined
  if (name === '') return 'is an empty name, which is not accepted'
  return [...name].length > most ? `is a name of more than ${most} characters` : undefined
}

function unknownField(name: string, known: readonly string[]): string {
  const near = nearest(name, known)
  if (near !== undefined) return `is not a known field; did you mean ${quoted(near)}?`
  if (known.length === 0) return 'is not a known field; none is expected here'
  return known.length > 30 ? 'is not a known field' : `is not a known field; known are ${known.join(', ')}`
}

/** RFC 6901, 3. */
function token(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}

function objectIn(json: Json | undefined): JsonSchema {
  return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as JsonSchema) : {}
}

function listIn(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : []
}
