import { DEFAULT_MAX_LENGTH, type Json, type Schema, type SchemaFields } from './schema.ts'

/** JSON Schema 2020-12, as plain JSON. */
export type JsonSchema = { readonly [name: string]: Json }

/**
 * Who looks: `read` is what Busbar sends; `create` a new value; `replace` a whole value that a client got and sends
 * back; `patch` a merge patch (RFC 7396).
 */
export type Face = 'read' | 'create' | 'replace' | 'patch'

/** Published beside the standard keywords. A tool that does not know them loses nothing but precision. */
export const EXTENSIONS = ['x-unit', 'x-ref', 'x-kind', 'x-decimal', 'x-max-bytes', 'x-read-only'] as const

/** One value, with its marks. */
export function printValue(schema: Schema, face: Face, nullable = schema.nullable === true): JsonSchema {
  const kind = printKind(schema, face)
  return { ...(nullable ? orNull(kind) : kind), ...marks(schema, face) }
}

/** The fields of an object, without its marks. `keyFields` and what else a record has are the caller's. */
export function printFields(
  fields: SchemaFields,
  face: Face,
  nested: boolean,
): { properties: { [name: string]: JsonSchema }; required: string[]; refused: string[] } {
  const properties: { [name: string]: JsonSchema } = {}
  const required: string[] = []
  const refused: string[] = []
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'many') {
      if (face !== 'read') refused.push(name)
      continue
    }
    if (face === 'read' ? field.writeOnly : field.readOnly && face !== 'replace') {
      if (face !== 'read') refused.push(name)
      continue
    }
    const nullable = field.nullable === true || (face === 'patch' && field.optional === true)
    define(properties, name, printValue(field, face, nullable))
    if (isRequired(field, face, nested)) required.push(name)
  }
  return { properties, required, refused }
}

/** Assembles what `printFields` answers. A reader must tolerate fields it does not know; a writer's are refused. */
export function objectOf(
  parts: { properties: { readonly [name: string]: JsonSchema }; required: readonly string[]; refused: readonly string[] },
  closed: boolean,
): JsonSchema {
  return {
    type: 'object',
    properties: parts.properties,
    ...(parts.required.length > 0 && { required: parts.required }),
    ...(closed && { additionalProperties: false }),
    ...(closed && parts.refused.length > 0 && { 'x-read-only': parts.refused }),
  }
}

/** Also for a field named `__proto__`, which plain assignment would lose. */
function define(properties: { [name: string]: JsonSchema }, name: string, schema: JsonSchema): void {
  Object.defineProperty(properties, name, { value: schema, enumerable: true, configurable: true, writable: true })
}

/** Whether the field must be there on this face; `nested`: in an object inside a record. */
export function isRequired(field: Schema, face: Face, nested: boolean): boolean {
  if (field.optional || face === 'patch') return false
  if (face === 'read') return true
  // Defaults fill a record's own fields, not those of an object inside it.
  if (field.default !== undefined && !nested) return false
  // A client that PUTs what it got has no write-only fields, and need not send read-only ones.
  return face === 'create' || !(field.readOnly || field.writeOnly)
}

function printKind(schema: Schema, face: Face): JsonSchema {
  switch (schema.kind) {
    case 'string':
      return {
        type: 'string',
        ...(schema.pattern !== undefined && { pattern: schema.pattern }),
        ...(schema.minLength !== undefined && { minLength: schema.minLength }),
        maxLength: schema.maxLength ?? DEFAULT_MAX_LENGTH,
      }
    case 'uuid':
      return { type: 'string', format: 'uuid' }
    case 'boolean':
      return { type: 'boolean' }
    case 'integer':
      return {
        type: 'integer',
        format: 'int64',
        minimum: Math.max(schema.minimum ?? Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER),
        maximum: Math.min(schema.maximum ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
        ...unit(schema.unit),
      }
    case 'float':
      return {
        type: 'number',
        format: 'double',
        ...(schema.minimum !== undefined && { minimum: schema.minimum }),
        ...(schema.maximum !== undefined && { maximum: schema.maximum }),
        ...unit(schema.unit),
      }
    case 'decimal':
      return { ...decimal(schema), ...unit(schema.unit) }
    case 'instant':
      return { type: 'string', format: 'date-time', pattern: INSTANT }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'time':
      return { type: 'string', format: 'time-local', pattern: TIME }
    case 'local':
      return object(face, 'local', {
        local: { type: 'string', format: 'date-time-local', pattern: LOCAL, examples: ['2026-10-25T02:30:00'] },
        zone: { type: 'string', format: 'iana-zone', maxLength: 64, examples: ['Europe/Berlin'] },
      })
    case 'duration':
      return { type: 'string', format: 'duration', maxLength: 64 }
    case 'enum':
    case 'state':
      return { type: 'string', enum: schema.values }
    case 'bytes':
      return {
        type: 'string',
        format: 'byte',
        contentEncoding: 'base64',
        ...(schema.maxLength !== undefined && { 'maxLength': Math.ceil(schema.maxLength / 3) * 4, 'x-max-bytes': schema.maxLength }),
      }
    case 'object':
      return objectOf(printFields(schema.fields, face, true), face !== 'read')
    case 'list':
      return {
        type: 'array',
        // A merge patch replaces a list as a whole (RFC 7396, 1).
        items: printValue(schema.of, face === 'patch' ? 'create' : face),
        ...(schema.minItems !== undefined && { minItems: schema.minItems }),
        ...(schema.maxItems !== undefined && { maxItems: schema.maxItems }),
      }
    case 'map':
      return {
        type: 'object',
        additionalProperties: printValue(schema.of, face, schema.of.nullable === true || face === 'patch'),
        propertyNames: { minLength: 1, maxLength: DEFAULT_MAX_LENGTH },
        ...(schema.maxItems !== undefined && { maxProperties: schema.maxItems }),
      }
    case 'money':
      return object(face, 'money', {
        amount: decimal(schema),
        currency: { type: 'string', format: 'iso-4217', pattern: '^[A-Z]{3}$', examples: ['EUR'] },
      })
    case 'quantity':
      return object(face, 'quantity', {
        value: decimal(schema),
        unit: schema.units ? { type: 'string', enum: schema.units } : { type: 'string', format: 'ucum', minLength: 1, maxLength: 64, examples: ['kg'] },
      })
    case 'ref':
      return { 'type': 'string', 'minLength': 1, 'maxLength': DEFAULT_MAX_LENGTH, 'x-ref': schema.resource }
    case 'many':
      return { 'type': 'array', 'items': { type: 'object' }, 'x-ref': schema.resource }
    case 'json':
      return {}
  }
}

/** RFC 3339, 5.6 with an offset; at most nine digits of a second. What a pattern cannot say (February 30) the format does. */
const INSTANT = '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})$'
const TIME = '^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{1,9})?$'
const LOCAL = '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?$'

/** Whole digits and digits behind the point are bounded each: `precision` − `scale` and `scale`. */
function decimal(schema: { precision: number; scale: number; minimum?: string; maximum?: string }): JsonSchema {
  const whole = schema.precision - schema.scale
  const digits = whole > 1 ? `(0|[1-9][0-9]{0,${whole - 1}})` : whole === 1 ? '[0-9]' : '0'
  const fraction = schema.scale > 0 ? `(\\.[0-9]{1,${schema.scale}})?` : ''
  return {
    'type': 'string',
    'format': 'decimal',
    'pattern': `^-?${digits}${fraction}$`,
    'x-decimal': {
      precision: schema.precision,
      scale: schema.scale,
      ...(schema.minimum !== undefined && { minimum: schema.minimum }),
      ...(schema.maximum !== undefined && { maximum: schema.maximum }),
    },
  }
}

function object(face: Face, kind: string, properties: { readonly [name: string]: JsonSchema }): JsonSchema {
  return { ...objectOf({ properties, required: face === 'patch' ? [] : Object.keys(properties), refused: [] }, face !== 'read'), 'x-kind': kind }
}

function unit(code: string | undefined): JsonSchema {
  return code === undefined ? {} : { 'x-unit': code }
}

/** 2020-12 has no `nullable`: null is one more type, and one more value of an enumeration. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values } = schema
  return {
    ...schema,
    ...(typeof type === 'string' && { type: [type, 'null'] }),
    ...(Array.isArray(values) && { enum: [...(values as readonly Json[]), null] }),
  }
}

function marks(schema: Schema, face: Face): JsonSchema {
  const text = [schema.doc, schema.deprecated === undefined ? undefined : `Deprecated: ${schema.deprecated}`].filter((line) => line !== undefined)
  return {
    ...(text.length > 0 && { description: text.join('\n\n') }),
    ...(schema.examples && schema.examples.length > 0 && { examples: schema.examples }),
    ...(schema.default !== undefined && (face === 'create' || face === 'replace') && { default: schema.default }),
    ...(schema.deprecated !== undefined && { deprecated: true }),
    ...(schema.readOnly && { readOnly: true }),
    ...(schema.writeOnly && { writeOnly: true }),
  }
}
