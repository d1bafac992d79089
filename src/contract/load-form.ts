import {
  AUDIENCES,
  type Access,
  type CommandChange,
  type CommandData,
  type CompositeData,
  type ContractData,
  type EventChange,
  type EventData,
  type FaultData,
  type FieldChange,
  type ListShape,
  type OlderVersionData,
  type OperationChange,
  type OperationData,
  type ResourceChange,
  type ResourceData,
  type TelemetryData,
  type UniqueRule,
} from './data.ts'
import { flag, json, list, map, may, named, need, oneOf, otherwise, text, type Member, type Shape } from './load-shape.ts'
import type { SchemaKind, SchemaMarks } from './schema.ts'

/** Every member of the type, and no other: the form cannot fall behind the types. */
type Form<T> = { readonly [K in keyof T]-?: Member }
type Variants<T, Tag extends keyof T> = {
  readonly [V in T[Tag] & string]: { readonly [K in keyof Extract<T, Record<Tag, V>> as K extends Tag ? never : K]-?: Member }
}

const count: Shape = { is: 'integer', minimum: 0 }
const number: Shape = { is: 'number' }
const decimal: Shape = { is: 'text', pattern: '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$' }
const fields = named('Fields')
const audiences = otherwise(list(oneOf(...AUDIENCES)), ['internal'], 'Who may see it.')
const unit = may(text, 'UCUM, case-sensitive.')

const MARKS = {
  doc: may(text, 'What the value means, in a sentence.'),
  examples: may(list(json)),
  optional: may(flag, 'The field may be absent.'),
  nullable: may(flag, 'The value may be null.'),
  deprecated: may(text, 'A sentence that says what to use instead.'),
  readOnly: may(flag, 'Set by Busbar or by a command.'),
  writeOnly: may(flag, 'Accepted, stored, never shown.'),
  default: may(json, 'The value a create without the field gets.'),
} satisfies Form<SchemaMarks>

const fixed = { precision: need({ is: 'integer', minimum: 1 }, 'The most digits.'), scale: need(count, 'How many of them behind the point.') }
const bounds = { minimum: may(number), maximum: may(number), unit }

const KINDS = {
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
} satisfies Variants<SchemaKind, 'kind'>

const ACCESS = {
  can: need(list(text), 'Standard operations and commands by name; * is all of them.'),
  own: may(text, 'The field, or path over references, that holds the owner.'),
  ownIs: may(oneOf('consumer'), "The owner is the id of the calling consumer itself; without it, the consumer's owner value."),
  show: may(list(text), 'Only these fields.'),
  hide: may(list(text), 'All fields but these.'),
} satisfies Form<Access>

const call = {
  doc: may(text),
  input: otherwise(fields, {}),
  output: may(fields),
  faults: otherwise(list(text), [], 'Codes of the faults it may answer.'),
  scope: may(text),
  requireIdempotencyKey: may(flag),
  deprecated: may(text),
}
const COMMAND = {
  ...call,
  from: may(list(text)),
  to: may(text),
  event: may(text, 'How its event is called; without it the name of the command.'),
  secret: may(flag, 'Its output is shown once and kept nowhere.'),
} satisfies Form<CommandData>
const OPERATION = {
  ...call,
  path: need(text, 'kebab-case.'),
  reads: may(flag, 'It changes nothing.'),
  audiences,
  requireCredential: may(flag, 'Callers without a credential are refused.'),
} satisfies Form<OperationData>

const LIST_SHAPE = { equal: otherwise(list(text), []), sort: may(text) } satisfies Form<ListShape>
const UNIQUE = { fields: need(list(text, 1)), when: may(map(json)), fault: may(text) } satisfies Form<UniqueRule>

const RESOURCE = {
  plural: need(text, 'kebab-case; the path segment.'),
  doc: may(text),
  key: need({ is: 'object', members: { field: need(text), schema: need(named('Schema')) } }),
  fields: need(fields),
  standard: otherwise(list(oneOf('get', 'list', 'create', 'update', 'delete')), ['get', 'list', 'create', 'update']),
  transitions: may(map(list(text)), 'From each state, the states it may go to.'),
  lists: otherwise(list({ is: 'object', members: LIST_SHAPE }), [], 'The list shapes that are fast at any depth.'),
  unique: otherwise(list({ is: 'object', members: UNIQUE }), []),
  faults: may(list(text), "Codes of the faults that the app's rule may answer to create and update."),
  access: otherwise(
    { is: 'keyed', names: AUDIENCES, of: { is: 'object', members: ACCESS } },
    { internal: { can: ['*'] } },
    'Who may do what; an audience that is not named may nothing.',
  ),
  commands: otherwise(map({ is: 'object', members: COMMAND }), {}),
  events: otherwise(map(fields), {}),
  master: may(map(text), 'Which system may write a field; * stands for the rest.'),
  external: may(flag, 'The record carries what other systems call it.'),
  auditReads: may(flag),
  requireMatch: may(flag, 'Changing an existing record needs If-Match.'),
  requireIdempotencyKey: may(flag),
  scopes: may({ is: 'object', members: { read: may(text), write: may(text) } }),
} satisfies Form<ResourceData>

const EVENT = { doc: may(text), data: need(fields), audiences } satisfies Form<EventData>
const FAULT = {
  class: need(oneOf('conflict', 'not-found', 'invalid', 'forbidden', 'unavailable')),
  doc: need(text),
  detail: otherwise(fields, {}),
} satisfies Form<FaultData>
const COMPOSITE = { doc: may(text), path: need(text, 'kebab-case.'), root: need(text), include: need(list(text)), audiences } satisfies Form<CompositeData>
const TELEMETRY = { doc: may(text), value: need(named('Schema')), resource: may(text) } satisfies Form<TelemetryData>

const path = need(text, 'A dotted path.')
const moved = { from: path, to: path, otherwise: may(json, 'What the newer version gets where the older leaves the field out.') }
const FIELD_CHANGES = {
  rename: moved,
  values: { ...moved, map: need(map(text), 'Older value to newer value.'), shown: may(map(text), 'Newer value to what the older version shows.') },
  unit: {
    ...moved,
    factor: need({ is: 'text', pattern: '^[0-9]+(\\.[0-9]+)?(/[0-9]+(\\.[0-9]+)?)?$' }, 'Newer is older times this, exactly: a decimal or a fraction.'),
    offset: may({ is: 'text', pattern: '^-?[0-9]+(\\.[0-9]+)?(/[0-9]+(\\.[0-9]+)?)?$' }, 'A decimal or a fraction too.'),
    unit,
    as: may(named('Schema')),
  },
  constant: { from: path, schema: need(named('Schema')), value: need(json) },
  default: { to: path, value: need(json) },
  drop: { to: path },
  match: { to: path, by: path },
} satisfies Variants<FieldChange, 'change'>

const changes = may(list(named('FieldChange')))
const wasPlace = may({ is: 'object', members: { name: may(text), path: may(text) } })
const COMMAND_CHANGE = { absent: may(flag), was: may(text), input: changes, output: changes } satisfies Form<CommandChange>
const OPERATION_CHANGE = { absent: may(flag), was: wasPlace, input: changes, output: changes } satisfies Form<OperationChange>
const EVENT_CHANGE = { absent: may(flag), was: may(text), data: changes } satisfies Form<EventChange>
const events = may(map({ is: 'object', members: EVENT_CHANGE }))
const RESOURCE_CHANGE = {
  was: may({ is: 'object', members: { name: may(text), plural: may(text) } }),
  absent: may(flag),
  fields: changes,
  commands: may(map({ is: 'object', members: COMMAND_CHANGE })),
  events,
} satisfies Form<ResourceChange>
const OLDER = {
  version: need(text),
  deprecated: may(text, 'RFC 3339; the Deprecation field (RFC 9745).'),
  sunset: may(text, 'RFC 3339; the Sunset field (RFC 8594). After it, 410.'),
  resources: otherwise(map({ is: 'object', members: RESOURCE_CHANGE }), {}),
  operations: may(map({ is: 'object', members: OPERATION_CHANGE })),
  events,
  composites: may(map({ is: 'object', members: { absent: may(flag), was: wasPlace } })),
  faults: may(map({ is: 'object', members: { was: may(text), detail: changes } })),
} satisfies Form<OlderVersionData>

const CONTRACT = {
  busbar: need({ is: 'constant', value: 1 }, 'The version of this format.'),
  name: need(text, 'kebab-case.'),
  version: need(text, 'The current major version: v1, v2, …'),
  doc: may(text),
  resources: otherwise(map({ is: 'object', members: RESOURCE }), {}),
  operations: otherwise(map({ is: 'object', members: OPERATION }), {}),
  events: otherwise(map({ is: 'object', members: EVENT }), {}),
  faults: otherwise(map({ is: 'object', members: FAULT }), {}),
  composites: otherwise(map({ is: 'object', members: COMPOSITE }), {}),
  telemetry: otherwise(map({ is: 'object', members: TELEMETRY }), {}),
  older: otherwise(list({ is: 'object', members: OLDER }), [], 'Older major versions still served, newest first.'),
} satisfies Form<ContractData>

/** The named shapes. `Contract` is the document. */
export const FORM: { readonly [name: string]: Shape } = {
  Contract: { is: 'object', members: CONTRACT },
  Fields: map(named('Schema')),
  Schema: { is: 'variants', tag: 'kind', variants: KINDS, common: MARKS },
  FieldChange: { is: 'variants', tag: 'change', variants: FIELD_CHANGES, common: {} },
}
