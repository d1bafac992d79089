import type { Json } from '../../../contract/schema.ts'

type Document = { readonly [name: string]: Json }

/**
 * An OpenAPI 3.1 document said in OpenAPI 3.0.3, for tools that read nothing newer: JSON Schema 2020-12 becomes the
 * dialect of 3.0 (`nullable`, boolean `exclusiveMinimum`, one `example`, `enum` for `const`, no siblings of `$ref`).
 * What 3.0 cannot say (`propertyNames`, `contentEncoding` beside `format`) is left out: such a schema accepts more, never less.
 */
export function downConvert(document: Document): Document {
  const { webhooks: _webhooks, jsonSchemaDialect: _dialect, ...rest } = document
  return { ...entries(rest, plain), openapi: '3.0.3' }
}

/** Keywords of 2020-12 that 3.0 neither has nor has another word for. */
const UNKNOWN: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$anchor',
  '$dynamicAnchor',
  '$dynamicRef',
  '$comment',
  '$defs',
  'contains',
  'contentEncoding',
  'contentMediaType',
  'contentSchema',
  'dependentRequired',
  'dependentSchemas',
  'if',
  'then',
  'else',
  'maxContains',
  'minContains',
  'patternProperties',
  'prefixItems',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
])

/** Values that are data, not part of the description. */
const DATA: ReadonlySet<string> = new Set(['example', 'examples', 'default', 'enum', 'mapping'])

function plain(value: Json, name: string): Json {
  if (DATA.has(name) || name.startsWith('x-')) return value
  if (name === 'schema') return schema(value)
  if (name === 'schemas') return isObject(value) ? entries(value, schema) : value
  if (name === 'license' && isObject(value)) return without(value, ['identifier'])
  if (isList(value)) return value.map((item) => plain(item, ''))
  if (!isObject(value)) return value
  if (typeof value.$ref === 'string') return { $ref: value.$ref }
  return entries(name === 'info' ? without(value, ['summary']) : name === 'components' ? without(value, ['pathItems']) : value, plain)
}

function schema(value: Json): Json {
  if (value === true) return {}
  if (value === false) return { not: {} }
  if (!isObject(value)) return value
  const out: { [name: string]: Json } = {}
  for (const [name, part] of Object.entries(value)) if (!UNKNOWN.has(name)) Object.assign(out, keyword(name, part, value))
  if (out.type === 'array' && out.items === undefined) out.items = {}
  if (value.contentEncoding === 'base64' && out.format === undefined) out.format = 'byte'
  return typeof value.$ref === 'string' ? reference(value.$ref, out) : out
}

/** One keyword of 2020-12 as keywords of 3.0. */
function keyword(name: string, part: Json, whole: Document): Document {
  switch (name) {
    case 'const':
      return { enum: [part] }
    case 'examples':
      return isList(part) && part.length > 0 ? { example: part[0] ?? null } : {}
    case 'exclusiveMinimum':
      return typeof part === 'number' && !(typeof whole.minimum === 'number' && whole.minimum > part) ? { minimum: part, exclusiveMinimum: true } : {}
    case 'exclusiveMaximum':
      return typeof part === 'number' && !(typeof whole.maximum === 'number' && whole.maximum < part) ? { maximum: part, exclusiveMaximum: true } : {}
    case 'minimum':
      return typeof whole.exclusiveMinimum === 'number' && typeof part === 'number' && whole.exclusiveMinimum >= part ? {} : { minimum: part }
    case 'maximum':
      return typeof whole.exclusiveMaximum === 'number' && typeof part === 'number' && whole.exclusiveMaximum <= part ? {} : { maximum: part }
    case 'properties':
      return { properties: isObject(part) ? entries(part, schema) : part }
    case 'items':
    case 'not':
    case 'additionalProperties':
      return { [name]: name === 'additionalProperties' && typeof part === 'boolean' ? part : schema(part) }
    case 'type':
      return ofTypes(part)
    case 'allOf':
      return { allOf: isList(part) ? part.map(schema) : part }
    case 'anyOf':
    case 'oneOf':
      return isList(part) ? choice(name, part) : {}
    default:
      return { [name]: part }
  }
}

/** `null` is a type in 2020-12 and a mark in 3.0, where a type is one word. */
function ofTypes(type: Json): Document {
  if (type === 'null') return { type: 'string', nullable: true, enum: [null] }
  if (!isList(type)) return { type }
  const others = type.filter((item) => item !== 'null')
  const nullable: Document = others.length < type.length ? { nullable: true } : {}
  const [only] = others
  if (others.length === 1 && only !== undefined) return { type: only, ...nullable }
  return { anyOf: others.map((item) => ({ type: item, ...nullable, ...(item === 'array' && { items: {} }) })) }
}

function choice(name: 'anyOf' | 'oneOf', list: readonly Json[]): Document {
  const others = list.filter((item) => !(isObject(item) && item.type === 'null')).map(schema)
  if (others.length === list.length) return { [name]: others }
  const [only] = others
  // `nullable` counts only beside `type` (OpenAPI 3.0.3, 4.7.24.1); what a document refers to by name is an object.
  if (others.length === 1 && isObject(only))
    return typeof only.$ref === 'string' ? { type: 'object', nullable: true, allOf: [only] } : { ...only, nullable: true }
  return { [name]: others.map((item) => (isObject(item) && item.$ref === undefined ? { ...item, nullable: true } : item)) }
}

/** In 3.0 nothing beside `$ref` counts. */
function reference(target: string, siblings: Document): Document {
  const { $ref: _, allOf, ...rest } = siblings
  if (Object.keys(rest).length === 0 && allOf === undefined) return { $ref: target }
  return { ...rest, allOf: [{ $ref: target }, ...(isList(allOf) ? allOf : [])] }
}

function entries(of: Document, map: (value: Json, name: string) => Json): { [name: string]: Json } {
  const out: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(of)) out[name] = map(value, name)
  return out
}

function without(of: Document, names: readonly string[]): Document {
  return Object.fromEntries(Object.entries(of).filter(([name]) => !names.includes(name)))
}

function isObject(value: Json | undefined): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}
