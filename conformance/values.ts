import fc from './laws.ts'
import type { ResourceData } from '../src/contract/data.ts'
import { EXTERNAL_REFS, EXTERNAL_REFS_FIELD } from '../src/contract/json-schema.ts'
import { DEFAULT_MAX_LENGTH, type Json, type Schema, type SchemaFields } from '../src/contract/schema.ts'

type Value = fc.Arbitrary<Json>

/**
 * Valid wire values of `schema`, as a caller may send them: corner cases of each kind included. References are any
 * text, unless `refs` answers the keys there are.
 */
export function arbitraryOf(schema: Schema, options: ValueOptions = {}): Value {
  const value = kindOf(schema, options)
  return schema.nullable ? fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) }) : value
}

export interface ValueOptions {
  /** Keys of a resource, for references to it. */
  readonly refs?: (resource: string) => readonly string[] | undefined
}

/** What a caller gives of these fields: the input of a command, the data of an event. */
export function arbitraryFields(fields: SchemaFields, options: ValueOptions = {}): fc.Arbitrary<{ [name: string]: Json }> {
  const values: { [name: string]: Value } = {}
  const required: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'many' || field.readOnly) continue
    values[name] = arbitraryOf(field, options)
    if (!field.optional) required.push(name)
  }
  return fc.record(values, { requiredKeys: required })
}

/** The body of a valid `create`. */
export function arbitraryRecord(resource: ResourceData, options: ValueOptions = {}): fc.Arbitrary<{ [name: string]: Json }> {
  const { field, schema } = resource.key
  const key: SchemaFields =
    schema.kind === 'uuid' && schema.generated
      ? {}
      : { [field]: schema.kind === 'string' ? { ...schema, minLength: Math.max(1, schema.minLength ?? 1) } : schema }
  return arbitraryFields({ ...key, ...resource.fields, ...(resource.external && { [EXTERNAL_REFS_FIELD]: EXTERNAL_REFS }) }, options)
}

function kindOf(schema: Schema, options: ValueOptions): Value {
  switch (schema.kind) {
    case 'string':
      return text(schema)
    case 'uuid':
      return fc.uuid()
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
        max: Math.min(schema.maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
      })
    case 'float':
      return fc
        .double({ noNaN: true, min: schema.minimum ?? -Number.MAX_VALUE, max: schema.maximum ?? Number.MAX_VALUE })
        .map((value) => (Object.is(value, -0) ? 0 : value))
    case 'decimal':
      return decimal(schema)
    case 'instant':
      return fc.tuple(date, clock, fraction, offset).map(([d, c, f, o]) => `${d}T${c}${f}${o}`)
    case 'date':
      return date
    case 'time':
      return fc.tuple(clock, fraction).map(([c, f]) => c + f)
    case 'local':
      return fc.record({
        local: fc.tuple(date, clock, fraction).map(([d, c, f]) => `${d}T${c}${f}`),
        zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires', 'Etc/GMT+12'),
      })
    case 'duration':
      return duration
    case 'enum':
    case 'state':
      return fc.constantFrom(...schema.values)
    case 'bytes':
      return fc.uint8Array({ maxLength: schema.maxLength ?? 32 }).map((bytes) => Buffer.from(bytes).toString('base64'))
    case 'object':
      return arbitraryFields(schema.fields, options)
    case 'list':
      return fc.array(arbitraryOf(schema.of, options), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, (schema.minItems ?? 0) + 5),
      })
    case 'map':
      return fc
        .dictionary(
          fc.oneof(fc.constantFrom('a/b', 'a~b', ' ', 'é'), word(1, 12)).filter((name) => name !== '__proto__'),
          arbitraryOf(schema.of, options),
          { maxKeys: Math.min(schema.maxItems ?? 4, 4) },
        )
        .map((map) => ({ ...map }))
    case 'money':
      return fc.record({ amount: decimal(schema), currency: fc.constantFrom('EUR', 'USD', 'JPY', 'XXX') })
    case 'quantity':
      return fc.record({ value: decimal(schema), unit: fc.constantFrom(...(schema.units ?? ['kg', '{pcs}', 'm/s2', '1', '10*3/uL', '[degF]'])) })
    case 'ref': {
      const keys = options.refs?.(schema.resource)
      return keys && keys.length > 0 ? fc.constantFrom(...keys) : word(1, 40)
    }
    case 'many':
      return fc.constant([])
    case 'json':
      return fc.jsonValue({ maxDepth: 3, stringUnit: character() }).map((value) => structured(value as Json))
  }
}

/** Text of whole code points, astral ones and what formats trip over included; no U+0000. */
function word(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: character(), minLength, maxLength, size: 'small' })
}

function character(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }) },
    { weight: 2, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((c) => c !== '\0') },
    { weight: 1, arbitrary: fc.constantFrom('😀', '\u{10ffff}', '\uffff', '\u0001', '"', '\\', "'", '\u2028', ';', '%', '<', '&', '\n') },
  )
}

function text(schema: { pattern?: string; minLength?: number; maxLength?: number }): Value {
  const least = schema.minLength ?? 0
  const most = schema.maxLength ?? DEFAULT_MAX_LENGTH
  if (schema.pattern === undefined)
    return fc.oneof(
      { weight: 9, arbitrary: word(least, Math.min(most, least + 30)) },
      { weight: 1, arbitrary: fc.constantFrom('😀'.repeat(most), 'z'.repeat(Math.max(least, 1))) },
    )
  // fast-check knows no `u` flag; `filter` holds the meaning.
  const exact = new RegExp(schema.pattern, 'u')
  return fc
    .stringMatching(new RegExp(schema.pattern), { size: 'xsmall' })
    .filter((value) => exact.test(value) && [...value].length >= least && [...value].length <= most && !value.includes('\0') && value.isWellFormed())
}

function decimal(schema: { precision: number; scale: number; minimum?: string; maximum?: string }): Value {
  const unscaled = (bound: string | undefined, otherwise: bigint): bigint => {
    if (bound === undefined) return otherwise
    const [whole = '0', part = ''] = bound.replace('-', '').split('.')
    const digits = BigInt(whole + part.padEnd(schema.scale, '0').slice(0, schema.scale))
    return bound.startsWith('-') ? -digits : digits
  }
  const most = 10n ** BigInt(schema.precision) - 1n
  return fc.tuple(fc.bigInt({ min: unscaled(schema.minimum, -most), max: unscaled(schema.maximum, most) }), fc.boolean()).map(([value, trim]) => {
    const digits = (value < 0n ? -value : value).toString().padStart(schema.scale + 1, '0')
    const whole = digits.slice(0, digits.length - schema.scale)
    const part = digits.slice(digits.length - schema.scale)
    const shown = trim ? part.replace(/0+$/, '') : part
    return `${value < 0n ? '-' : ''}${whole}${shown === '' ? '' : `.${shown}`}`
  })
}

const two = (value: number): string => String(value).padStart(2, '0')
/** Inside the years 1 to 9999 whatever the offset. */
const date = fc.oneof(
  fc.constantFrom('2024-02-29', '2000-02-29', '1970-01-01', '0001-01-02', '9999-12-30'),
  fc.date({ min: new Date('0001-01-02T00:00:00Z'), max: new Date('9999-12-30T00:00:00Z'), noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10)),
)
const clock = fc.tuple(fc.nat(23), fc.nat(59), fc.nat(59)).map((parts) => parts.map(two).join(':'))
const fraction = fc.oneof(
  fc.constant(''),
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.nat(999_999_999)).map(([digits, value]) => `.${String(value).padStart(9, '0').slice(0, digits)}`),
)
const offset = fc.oneof(
  fc.constantFrom('Z', 'z', '-00:00', '+05:45', '-12:00', '+14:00'),
  fc.tuple(fc.constantFrom('+', '-'), fc.nat(23), fc.nat(59)).map(([sign, h, m]) => `${sign}${two(h)}:${two(m)}`),
)
const duration = fc.oneof(
  fc.constantFrom('PT0S', 'P1W', 'PT90S', 'P1Y2M3DT4H5M6.789S'),
  fc.tuple(fc.nat(999), fc.nat(999), fc.nat(999)).map(([days, hours, seconds]) => `P${days}DT${hours}H${seconds}S`),
)

/** What survives a round trip through JSON text: −0 does not; `__proto__` is refused everywhere. */
function structured(value: Json): Json {
  return JSON.parse(JSON.stringify(value), (name, member: Json) => (name === '__proto__' ? undefined : member)) as Json
}
