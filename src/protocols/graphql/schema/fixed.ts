import { OURS, type Registry } from './registry.ts'
import type { FieldModels } from './model.ts'

const RFC = 'https://www.rfc-editor.org/rfc'

const SCALARS: { readonly [name: string]: { readonly doc: string; readonly url: string } } = {
  Bytes: { doc: 'Bytes in base64.', url: `${RFC}/rfc4648#section-4` },
  Date: { doc: 'A day of the calendar: `2026-10-25`.', url: `${RFC}/rfc3339#section-5.6` },
  Decimal: { doc: 'A decimal number as text, with every digit: `"12.50"`. No exponent.', url: 'https://www.w3.org/TR/xmlschema11-2/#decimal' },
  Duration: { doc: 'A length of time: `PT90S`.', url: `${RFC}/rfc3339#appendix-A` },
  Instant: { doc: 'A point in time with its offset: `2026-10-25T02:30:00+02:00`.', url: `${RFC}/rfc3339#section-5.6` },
  JSON: { doc: 'Any JSON value.', url: `${RFC}/rfc8259` },
  Long: { doc: 'A whole number between -(2^53)+1 and 2^53-1.', url: `${RFC}/rfc7493#section-2.2` },
  Revision: { doc: 'A revision of a record, or `"*"` for any.', url: `${RFC}/rfc9110#section-13.1` },
  Time: { doc: 'A time of day without an offset: `06:00:00`.', url: `${RFC}/rfc3339#section-5.6` },
  UUID: { doc: 'A UUID in lower case.', url: `${RFC}/rfc9562#section-4` },
}

/** The scalar, which from here on is part of the schema. */
export function scalar(registry: Registry, name: string): string {
  const known = SCALARS[name]
  return known ? registry.define(name, OURS, () => ({ kind: 'scalar', ...known })) : name
}

type Compound = 'money' | 'quantity' | 'local'
export type Face = 'output' | 'create' | 'replace' | 'patch'

const COMPOUNDS: { readonly [K in Compound]: { readonly name: string; readonly doc: string; readonly fields: { readonly [field: string]: string } } } = {
  money: { name: 'Money', doc: 'An amount in a currency (ISO 4217).', fields: { amount: 'Decimal', currency: 'String' } },
  quantity: { name: 'Quantity', doc: 'A value in a unit (UCUM, case-sensitive).', fields: { value: 'Decimal', unit: 'String' } },
  local: { name: 'LocalTime', doc: 'A wall clock and its zone (IANA).', fields: { local: 'String', zone: 'String' } },
}

/** Values of several parts that the contract language knows by itself. */
export function compound(registry: Registry, kind: Compound, face: Face): string {
  const { name, doc, fields } = COMPOUNDS[kind]
  const suffix = face === 'output' ? '' : face === 'patch' ? 'Patch' : 'Input'
  return registry.define(name + suffix, OURS, () => {
    const of: { [field: string]: { type: string } } = {}
    for (const [field, type] of Object.entries(fields)) of[field] = { type: `${scalar(registry, type)}${face === 'patch' ? '' : '!'}` }
    return face === 'output' ? { kind: 'object', doc, fields: of } : { kind: 'input', doc, fields: of }
  })
}

export function pageInfo(registry: Registry): string {
  return registry.define('PageInfo', OURS, () => ({
    kind: 'object',
    doc: 'Where a page is in its list (Relay Cursor Connections, 5).',
    fields: { hasNextPage: { type: 'Boolean!' }, hasPreviousPage: { type: 'Boolean!' }, startCursor: { type: 'String' }, endCursor: { type: 'String' } },
  }))
}

export function nodeInterface(registry: Registry): string {
  return registry.define('Node', OURS, () => ({
    kind: 'interface',
    doc: 'A record that has an id of its own in all of this schema (Relay Object Identification, 2).',
    fields: { nodeId: { type: 'ID!', doc: 'Opaque. What `node` takes; `id` and the like are the key among records of the same type.' } },
  }))
}

/** What every declared fault has. */
export function faultFields(registry: Registry): FieldModels {
  const error = registry.define('FieldError', OURS, () => ({
    kind: 'object',
    doc: 'What is wrong with one member of the input.',
    fields: { pointer: { type: 'String', doc: 'JSON Pointer into the input (RFC 6901).' }, detail: { type: 'String!' } },
  }))
  return {
    code: { type: 'String!', doc: 'The same on every protocol.' },
    title: { type: 'String!' },
    detail: { type: 'String' },
    errors: { type: `[${error}!]!` },
  }
}
