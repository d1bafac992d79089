import { AUDIENCES } from './data.ts'
import { flag, json, list, map, may, named, need, oneOf, otherwise, text, type Members, type Shape } from './load-shape.ts'

const count: Shape = { is: 'integer', minimum: 0 }
const number: Shape = { is: 'number' }
const decimal: Shape = { is: 'text', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$' }
const fields = named('Fields')
const audiences = otherwise(list(oneOf(...AUDIENCES)), ['internal'], 'Who may see it.')
const unit = may(text, 'UCUM, case-sensitive.')

const MARKS: Members = {
  doc: may(text, 'What the value means, in a sentence.'),
  examples: may(list(json)),
  optional: may(flag, 'The field may be absent.'),
  nullable: may(flag, 'The value may be null.'),
  deprecated: may(text, 'A sentence that says what to use instead.'),
  readOnly: may(flag, 'Set by Busbar or by a command.'),
  writeOnly: may(flag, 'Accepted, stored, never shown.'),
  default: may(json, 'The value a create without the field gets.'),
}

const fixed: Members = { precision: need({ is: 'integer', minimum: 1 }, 'The most digits.'), scale: need(count, 'How many of them behind the point.') }
const bounds: Members = { minimum: may(number), maximum: may(number), unit }

const KINDS: { readonly [kind: string]: Members } = {
  string: { pattern: may(text, 'ECMAScript, with the u flag.'), minLength: may(count), maxLength: may(count, 'In code points; 255 where absent.') },
  uuid: { generated: may(flag, 'Busbar makes it: UUIDv7.') },
  boolean: {},
  integer: bounds,
  float: bounds,
  decimal: { ...fixed, minimum: may(decimal), maximum: may(decimal), unit },
  instant: {},
  date: {},
  time: {},
  local: {},
  duration: {},
  enum: { values: need(list(text, 1)) },
  state: { values: need(list(text, 1), 'The first is the initial one.') },
  bytes: { maxLength: may(count, 'In bytes.') },
  object: { fields: need(fields) },
  list: { of: need(named('Schema')), minItems: may(count), maxItems: may(count) },
  map: { of: need(named('Schema')), maxItems: may(count) },
  money: fixed,
  quantity: { ...fixed, units: may(list(text, 1), 'Only these units.') },
  ref: { resource: need(text, 'The name of a resource.') },
  many: { resource: need(text), via: need(text, 'The reference field of that resource that names this one.') },
  json: {},
}

const access: Shape = {
  is: 'object',
  members: {
    can: need(list(text), 'Standard operations and commands by name; * is all of them.'),
    own: may(text, 'The field, or path over references, that holds the owner.'),
    show: may(list(text), 'Only these fields.'),
    hide: may(list(text), 'All fields but these.'),
  },
}

const call: Members = {
  doc: may(text),
  input: otherwise(fields, {}),
  output: may(fields),
  faults: otherwise(list(text), [], 'Codes of the faults it may answer.'),
  scope: may(text),
  requireIdempotencyKey: may(flag),
  deprecated: may(text),
}

const RESOURCE: Members = {
  plural: need(text, 'kebab-case; the path segment.'),
  doc: may(text),
  key: need({ is: 'object', members: { field: need(text), schema: need(named('Schema')) } }),
  fields: need(fields),
  standard: otherwise(list(oneOf('get', 'list', 'create', 'update', 'delete')), ['get', 'list', 'create', 'update']),
  transitions: may(map(list(text)), 'From each state, the states it may go to.'),
  lists: otherwise(list({ is: 'object', members: { equal: otherwise(list(text), []), sort: may(text) } }), [], 'The list shapes that are fast at any depth.'),
  unique: otherwise(list({ is: 'object', members: { fields: need(list(text, 1)), when: may(map(json)), fault: may(text) } }), []),
  access: otherwise({ is: 'keyed', names: AUDIENCES, of: access }, { internal: { can: ['*'] } }, 'Who may do what; an audience that is not named may nothing.'),
  commands: otherwise(map({ is: 'object', members: { ...call, from: may(list(text)), to: may(text) } }), {}),
  events: otherwise(map(fields), {}),
  master: may(map(text), 'Which system may write a field; * stands for the rest.'),
  external: may(flag, 'The record carries what other systems call it.'),
  auditReads: may(flag),
  requireMatch: may(flag, 'Changing an existing record needs If-Match.'),
  requireIdempotencyKey: may(flag),
  scopes: may({ is: 'object', members: { read: may(text), write: may(text) } }),
}

const path = need(text, 'A dotted path.')
const FIELD_CHANGES: { readonly [change: string]: Members } = {
  rename: { from: path, to: path },
  values: { from: path, to: path, map: need(map(text), 'Older value to newer value.') },
  unit: { from: path, to: path, factor: need(decimal, 'Newer is older times this, exactly.'), unit },
  constant: { from: path, schema: need(named('Schema')), value: need(json) },
  default: { to: path, value: need(json) },
  drop: { to: path },
}

const OLDER: Members = {
  version: need(text),
  deprecated: may(text, 'RFC 3339; the Deprecation field (RFC 9745).'),
  sunset: may(text, 'RFC 3339; the Sunset field (RFC 8594). After it, 410.'),
  resources: otherwise(
    map({
      is: 'object',
      members: {
        was: may({ is: 'object', members: { name: may(text), plural: may(text) } }),
        absent: may(flag),
        fields: may(list(named('FieldChange'))),
        commands: may(map({ is: 'object', members: { absent: may(flag), was: may(text) } })),
      },
    }),
    {},
  ),
}

/** The named shapes. `Contract` is the document. */
export const FORM: { readonly [name: string]: Shape } = {
  Contract: {
    is: 'object',
    members: {
      busbar: need({ is: 'constant', value: 1 }, 'The version of this format.'),
      name: need(text, 'kebab-case.'),
      version: need(text, 'The current major version: v1, v2, …'),
      doc: may(text),
      resources: otherwise(map({ is: 'object', members: RESOURCE }), {}),
      operations: otherwise(map({ is: 'object', members: { ...call, path: need(text, 'kebab-case.'), reads: may(flag, 'It changes nothing.'), audiences } }), {}),
      events: otherwise(map({ is: 'object', members: { doc: may(text), data: need(fields), audiences } }), {}),
      faults: otherwise(map({ is: 'object', members: { class: need(oneOf('conflict', 'not-found', 'invalid', 'forbidden', 'unavailable')), doc: need(text), detail: otherwise(fields, {}) } }), {}),
      composites: otherwise(map({ is: 'object', members: { doc: may(text), path: need(text, 'kebab-case.'), root: need(text), include: need(list(text)), audiences } }), {}),
      telemetry: otherwise(map({ is: 'object', members: { doc: may(text), value: need(named('Schema')), resource: may(text) } }), {}),
      older: otherwise(list({ is: 'object', members: OLDER }), [], 'Older major versions still served, newest first.'),
    },
  },
  Fields: map(named('Schema')),
  Schema: { is: 'variants', tag: 'kind', variants: KINDS, common: MARKS },
  FieldChange: { is: 'variants', tag: 'change', variants: FIELD_CHANGES, common: {} },
}
