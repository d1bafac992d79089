import { compareDecimals } from '../decimal-order.ts'
import { DEFAULT_MAX_LENGTH, type Json, type Schema, type SchemaFields } from '../schema.ts'

/**
 * Why a value written in a contract (a default, an example, a constant) is none of its type; `undefined` where it is.
 * By form only: that a day or a time zone exists is checked where values come in.
 */
export function misfit(schema: Schema, value: Json): string | undefined {
  if (value === null) return schema.nullable || schema.kind === 'json' ? undefined : 'null is not allowed'
  switch (schema.kind) {
    case 'string':
      return text(value, { ...schema, maxLength: schema.maxLength ?? DEFAULT_MAX_LENGTH })
    case 'ref':
      return text(value, { minLength: 1, maxLength: DEFAULT_MAX_LENGTH })
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'it must be true or false'
    case 'integer':
      return number(value, schema) ?? (Number.isSafeInteger(value) ? undefined : 'it must be a whole number')
    case 'float':
      return number(value, schema)
    case 'decimal':
      return decimal(value, schema)
    case 'enum':
    case 'state':
      return typeof value === 'string' && schema.values.includes(value) ? undefined : `it must be one of ${schema.values.join(', ')}`
    case 'object':
      return members(value, schema.fields)
    case 'list':
      return list(value, schema)
    case 'map':
      return isObject(value) ? first(Object.entries(value).map(([name, member]) => within(name, misfit(schema.of, member)))) : 'it must be an object'
    case 'money':
      return members(value, {
        amount: { kind: 'decimal', precision: schema.precision, scale: schema.scale },
        currency: { kind: 'string', pattern: '^[A-Z]{3}$' },
      })
    case 'quantity':
      return members(value, {
        value: { kind: 'decimal', precision: schema.precision, scale: schema.scale },
        unit: schema.units ? { kind: 'enum', values: schema.units } : { kind: 'string', minLength: 1 },
      })
    case 'local':
      return members(value, { local: { kind: 'string', pattern: `^${DATE}T${TIME}$` }, zone: { kind: 'string', minLength: 1 } })
    case 'many':
      return 'a has-many holds no value'
    case 'json':
      return undefined
    default:
      return typeof value === 'string' && FORMS[schema.kind].test(value) ? undefined : `it must be ${NOUNS[schema.kind]}`
  }
}

const DATE = '[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])'
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?'
const FORMS = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  instant: new RegExp(`^${DATE}T${TIME}(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$`, 'i'),
  date: new RegExp(`^${DATE}$`),
  time: new RegExp(`^${TIME}$`),
  duration: /^P(?=[0-9T])([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]{1,9})?S)?)?)$/,
  bytes: /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
} as const
const NOUNS = {
  uuid: 'a UUID',
  instant: 'an instant with an offset, such as 2026-08-04T07:30:00Z',
  date: 'a date such as 2026-08-04',
  time: 'a time of day such as 07:30:00',
  duration: 'an ISO 8601 duration such as PT90S',
  bytes: 'base64',
} as const

function text(value: Json, bounds: { readonly pattern?: string; readonly minLength?: number; readonly maxLength?: number }): string | undefined {
  if (typeof value !== 'string') return 'it must be text'
  const length = [...value].length
  if (bounds.maxLength !== undefined && length > bounds.maxLength) return `it has ${length} characters, and at most ${bounds.maxLength} are allowed`
  if (bounds.minLength !== undefined && length < bounds.minLength) return `it has ${length} characters, and at least ${bounds.minLength} are needed`
  if (bounds.pattern !== undefined && matches(bounds.pattern, value) === false) return `it does not match ${bounds.pattern}`
  return undefined
}

/** `undefined` where the pattern cannot be read: that has a diagnostic of its own. */
function matches(pattern: string, value: string): boolean | undefined {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return undefined
  }
}

function number(value: Json, { minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string | undefined {
  if (typeof value !== 'number') return 'it must be a number'
  if (minimum !== undefined && value < minimum) return `it must be at least ${minimum}`
  return maximum !== undefined && value > maximum ? `it must be at most ${maximum}` : undefined
}

export function decimal(
  value: Json,
  of: { readonly precision: number; readonly scale: number; readonly minimum?: string; readonly maximum?: string },
): string | undefined {
  const match = typeof value === 'string' ? /^-?(0|[1-9][0-9]*)(?:\.([0-9]+))?$/.exec(value) : null
  if (!match || typeof value !== 'string') return 'it must be a decimal as text, such as "12.5"'
  const whole = match[1] === '0' ? 0 : (match[1]?.length ?? 0)
  if (whole > of.precision - of.scale || (match[2]?.length ?? 0) > of.scale)
    return `it has more than ${of.precision} digits, ${of.scale} of them behind the point`
  if (of.minimum !== undefined && compareDecimals(value, of.minimum) < 0) return `it must be at least ${of.minimum}`
  return of.maximum !== undefined && compareDecimals(value, of.maximum) > 0 ? `it must be at most ${of.maximum}` : undefined
}

function list(value: Json, schema: { readonly of: Schema; readonly minItems?: number; readonly maxItems?: number }): string | undefined {
  if (!Array.isArray(value)) return 'it must be a list'
  const items: readonly Json[] = value
  if (items.length < (schema.minItems ?? 0)) return `it must have at least ${schema.minItems} items`
  if (items.length > (schema.maxItems ?? items.length)) return `it must have at most ${schema.maxItems} items`
  return first(items.map((item, i) => within(i, misfit(schema.of, item))))
}

function members(value: Json, fields: SchemaFields): string | undefined {
  if (!isObject(value)) return `it must be an object with ${Object.keys(fields).join(', ')}`
  for (const name of Object.keys(value)) if (!Object.hasOwn(fields, name)) return `it has no field '${name}'`
  return first(
    Object.entries(fields).map(([name, schema]) => {
      const member = Object.hasOwn(value, name) ? value[name] : undefined
      if (member === undefined) return schema.optional ? undefined : `'${name}' is missing`
      return within(name, misfit(schema, member))
    }),
  )
}

function within(name: string | number, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `at ${name}: ${problem}`
}

function first(problems: readonly (string | undefined)[]): string | undefined {
  return problems.find((problem) => problem !== undefined)
}

function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
