import type { ContractData, OperationData, ResourceData } from '../../../contract/data.ts'
import { EXTERNAL_REFS_FIELD, valueSchema } from '../../../contract/json-schema.ts'
import { SYSTEM_FIELDS, type Json, type Schema, type SchemaFields } from '../../../contract/schema.ts'
import { isFilterable, isSortable } from '../../../kernel/order.ts'
import { sampleOf } from '../../../wire/docs/sample.ts'
import { LIST_PARAMETERS } from '../filter.ts'

type Document = { readonly [name: string]: Json }

/** Parameters that mean the same wherever they are. */
export const PARAMETERS = {
  limit: query('limit', 'Records a page.', { type: 'integer', minimum: 1, maximum: 1000, default: 50 }),
  cursor: query('cursor', 'Where the next page begins: `next` of the page before. Bound to the filter, the sort and the caller.', { type: 'string' }),
  ifMatch: header('If-Match', 'Change the record only if it still is the one with this entity tag; else 412 (RFC 9110, 13.1.1).', '"3-a1"'),
  ifMatchRequired: {
    ...header('If-Match', 'The entity tag of the record that this change is based on. Without it 428, and 412 where the record has changed since.', '"3-a1"'),
    required: true,
  },
  ifNoneMatch: header('If-None-Match', 'Answer 304 without a body where this entity tag is still the record’s (RFC 9110, 13.1.2).', '"3-a1"'),
  createOnly: header('If-None-Match', '`*`: create the record, never replace one that is there; then 412.', '*'),
  idempotencyKey: header(
    'Idempotency-Key',
    'Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. A quoted string (draft-ietf-httpapi-idempotency-key-header-07).',
    '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
  ),
  idempotencyKeyRequired: {
    ...header(
      'Idempotency-Key',
      'Names this attempt: the same key with the same body has one effect and one answer, for 24 hours. Without it 400.',
      '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
    ),
    required: true,
  },
  preferCount: header('Prefer', '`count=exact`: say how many records the list has in all (RFC 7240).', 'count=exact'),
  preferMinimal: header('Prefer', '`return=minimal`: answer without the record (RFC 7240, 4.2).', 'return=minimal'),
  traceparent: header('traceparent', 'W3C Trace Context: passed on to whatever this call causes.', '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
  baggage: header(
    'baggage',
    'W3C Baggage: that of the webhook delivery which made the caller do this, as it came. So what goes round and round comes to an end.',
    'busbar-hops=1.hrlo5.q0Nf3kZx..7yYvQd5Xw1uVf0Jm3bTz8A',
  ),
} as const satisfies { readonly [name: string]: Document }

export type ParameterName = keyof typeof PARAMETERS

export function parameterRef(name: ParameterName): Document {
  return { $ref: `#/components/parameters/${name}` }
}

/** `{id}`: the record's key. */
export function keyParameter(resource: ResourceData, contract: ContractData): Document {
  const { field, schema } = resource.key
  const example = sampleOf(schema, contract)
  return {
    name: 'id',
    in: 'path',
    required: true,
    description: schema.doc ?? `The record’s key, its field \`${field}\`.`,
    schema: bare(schema),
    ...(example !== undefined && { example }),
  }
}

/** Filters by field and operator, sort, fields, include. */
export function listParameters(resource: ResourceData, contract: ContractData): readonly Document[] {
  const fields = filterable(resource)
  const sortable = fields.filter(({ schema }) => isSortable(schema)).map(({ path }) => path)
  return [
    ...fields.flatMap(({ path, schema }) => filtersOf(path, schema)),
    query('sort', 'One field; with `-` before it the greatest first. Records without a value come last, and the key breaks ties.', {
      type: 'string',
      enum: sortable.flatMap((path) => [path, `-${path}`]),
    }),
    ...viewParameters(resource, contract),
  ]
}

/** What the answer shows of a record. */
export function viewParameters(resource: ResourceData, contract: ContractData): readonly Document[] {
  const shown = shownFields(resource)
  const include = includable(resource, contract)
  return [
    names('fields', 'Fields to show, separated by commas; without it all.', { type: 'string', enum: shown }),
    ...(include.length === 0
      ? []
      : [
          names('include', `What to show along with it, as dotted paths separated by commas, such as \`${include[0]}\`.`, {
            type: 'string',
            pattern: `^(${include.join('|')})(\\.[A-Za-z][A-Za-z0-9]*)*$`,
          }),
        ]),
  ]
}

/** The input of an operation that only reads, as query parameters. */
export function inputParameters(operation: OperationData, contract: ContractData): readonly Document[] {
  return Object.entries(operation.input).map(([name, field]) => {
    const example = sampleOf(field, contract)
    return {
      ...query(name, field.doc ?? `\`${name}\` of the input.`, bare(field)),
      ...(field.kind === 'list' && { style: 'form', explode: false }),
      ...(field.optional || field.default !== undefined ? {} : { required: true }),
      ...(field.deprecated !== undefined && { deprecated: true }),
      ...(example !== undefined && { example }),
    }
  })
}

/** References and has-many that an answer can show along. */
export function includable(resource: ResourceData, contract: ContractData): readonly string[] {
  return Object.entries(resource.fields).flatMap(([name, schema]) =>
    (schema.kind === 'ref' || schema.kind === 'many') && contract.resources[schema.resource] ? [name] : [],
  )
}

export function shownFields(resource: ResourceData): readonly string[] {
  const own = Object.entries(resource.fields).flatMap(([name, schema]) => (schema.writeOnly || schema.kind === 'many' ? [] : [name]))
  return [resource.key.field, ...own, ...(resource.external ? [EXTERNAL_REFS_FIELD] : []), ...Object.keys(SYSTEM_FIELDS)]
}

interface Filterable {
  readonly path: string
  readonly schema: Schema
}

/** Every path through objects that the kernel compares. */
function filterable(resource: ResourceData): readonly Filterable[] {
  return [{ path: resource.key.field, schema: resource.key.schema }, ...pathsOf(resource.fields, ''), ...pathsOf(SYSTEM_FIELDS, '')]
}

function pathsOf(fields: SchemaFields, prefix: string): readonly Filterable[] {
  return Object.entries(fields).flatMap(([name, schema]): readonly Filterable[] => {
    const path = `${prefix}${name}`
    if (schema.writeOnly) return []
    if (schema.kind === 'object') return pathsOf(schema.fields, `${path}.`)
    if (schema.kind === 'money')
      return [
        { path: `${path}.amount`, schema: { ...schema, kind: 'decimal' } },
        { path: `${path}.currency`, schema: { kind: 'string' } },
      ]
    if (schema.kind === 'quantity')
      return [
        { path: `${path}.value`, schema: { kind: 'decimal', precision: schema.precision, scale: schema.scale } },
        { path: `${path}.unit`, schema: { kind: 'string' } },
      ]
    return isFilterable(schema) ? [{ path, schema }] : []
  })
}

const RANGES = [
  ['gt', 'greater than'],
  ['gte', 'at least'],
  ['lt', 'less than'],
  ['lte', 'at most'],
] as const
/** Kinds whose order a reader expects; the others have one too, but nobody asks for "states after Ready". */
const RANGED: ReadonlySet<string> = new Set(['integer', 'float', 'decimal', 'instant', 'date', 'time'])

function filtersOf(path: string, schema: Schema): readonly Document[] {
  const value = comparable(schema)
  const missing = schema.optional || schema.nullable
  return [
    // A field that is called like a parameter of every list is filtered by its operator alone.
    query(LIST_PARAMETERS.includes(path) ? `${path}[eq]` : path, `\`${path}\` equals this.`, value),
    query(`${path}[ne]`, `\`${path}\` is something else.`, value),
    names(`${path}[in]`, `\`${path}\` is one of these, separated by commas.`, value),
    ...(RANGED.has(schema.kind) ? RANGES.map(([operator, words]) => query(`${path}[${operator}]`, `\`${path}\` is ${words} this.`, value)) : []),
    ...(missing ? [query(`${path}[null]`, `\`true\`: \`${path}\` has no value; \`false\`: it has one.`, { type: 'boolean' })] : []),
  ]
}

/** To compare with a value takes its type, not the bounds of the field. */
function comparable(schema: Schema): Document {
  switch (schema.kind) {
    case 'string':
    case 'ref':
    case 'decimal':
      return { type: 'string' }
    case 'integer':
      return { type: 'integer' }
    case 'float':
      return { type: 'number' }
    default:
      return bare(schema)
  }
}

/** A value's schema without what its parameter says already. */
function bare(schema: Schema): Document {
  const {
    doc: _doc,
    examples: _examples,
    deprecated: _deprecated,
    readOnly: _readOnly,
    writeOnly: _writeOnly,
    optional: _optional,
    nullable: _nullable,
    ...rest
  } = schema
  return valueSchema(rest)
}

function query(name: string, description: string, schema: Document): Document {
  return { name, in: 'query', description, schema }
}

function names(name: string, description: string, items: Document): Document {
  return { name, in: 'query', description, style: 'form', explode: false, schema: { type: 'array', items } }
}

function header(name: string, description: string, example: string): Document {
  return { name, in: 'header', description, schema: { type: 'string' }, example }
}
