import type { Audience, ContractData } from '../../../contract/data.ts'
import { eventDataSchema, eventTypes, type EventType } from '../../../contract/events.ts'
import { pascal, register } from '../../../wire/docs/component-names.ts'
import { eventSample } from './event-sample.ts'
import { object, ref, type Part, type Section } from './part.ts'

/** Every event type that an audience sees in a version, as messages and schemas. */
export interface DocumentedEvents {
  readonly types: readonly EventType[]
  /** By type. */
  readonly messages: Section
  readonly schemas: Section
}

/** Names that no event gives to a schema. */
const TAKEN = ['AnyEvent', 'CloudEvent', 'Cursor', 'Gap', 'Problem', 'EventFilter', 'Notices'] as const

export const STRUCTURED = 'application/cloudevents+json'

/**
 * `version` is the whole contract of a version, which decides what an audience sees; `narrowed` the same as the audience may know
 * it, which decides how it looks.
 */
export function documentedEvents(
  version: ContractData,
  narrowed: ContractData,
  of: { readonly audience: Audience; readonly source: string },
): DocumentedEvents {
  const types = eventTypes(version, of.audience)
  const names = register()
  for (const name of TAKEN) names.take(name, name)
  const known = new Set<string>()
  for (const event of types) {
    const data = dataId(event)
    if (!known.has(data)) names.take(`data ${data}`, dataName(event))
    known.add(data)
    names.take(`event ${event.type}`, `${pascal(event.type)}Event`)
  }
  const messages: { [name: string]: Part } = {}
  const schemas: { [name: string]: Part } = { CloudEvent: CLOUD_EVENT, Cursor: CURSOR }
  const envelope = (type: string): Part => ref('schemas', names.of(`event ${type}`))
  for (const event of types) {
    const data = names.of(`data ${dataId(event)}`)
    schemas[data] ??= eventDataSchema(narrowed, event, of.audience)
    schemas[names.of(`event ${event.type}`)] = envelopeOf(event, ref('schemas', data))
    const sample = eventSample(narrowed, event, of.source)
    messages[event.type] = {
      name: event.type,
      title: event.type,
      summary: event.doc,
      contentType: STRUCTURED,
      ...(event.resource !== undefined && { tags: [{ name: event.resource }] }),
      payload: envelope(event.type),
      ...(sample && { examples: [{ payload: sample }] }),
    }
  }
  schemas['AnyEvent'] = { description: 'Any of the events: `type` says which.', oneOf: types.map(({ type }) => envelope(type)) }
  return { types, messages, schemas }
}

/** Events that show the record share the schema of it. */
function dataId({ kind, type, resource = '' }: EventType): string {
  return kind === 'declared' || kind === 'left' ? type : `record ${resource}`
}

function dataName({ kind, type, resource = '' }: EventType): string {
  return kind === 'declared' || kind === 'left' ? `${pascal(type)}Data` : pascal(resource)
}

function envelopeOf({ type, doc, resource }: EventType, data: Part): Part {
  return {
    description: doc,
    allOf: [ref('schemas', 'CloudEvent')],
    ...object(
      { type: { type: 'string', const: type }, data },
      // An event of a record says which.
      ['type', 'data', ...(resource === undefined ? [] : ['subject', 'partitionkey'])],
    ),
  }
}

const CURSOR: Part = {
  type: 'string',
  pattern: '^[0-9a-f]{1,64}:(0|[1-9][0-9]{0,15})$',
  maxLength: 81,
  description: 'A position in the event log: everything up to it is behind it. The part in front of the colon is another one after a restore.',
  examples: ['9f2c51d07ab34e68:1042'],
}

/** CloudEvents 1.0.2, JSON format, with the extensions Partitioning and Distributed Tracing, and `cursor` and `hops` of our own. */
const CLOUD_EVENT: Part = object(
  {
    specversion: { type: 'string', const: '1.0' },
    id: { type: 'string', format: 'uuid', description: 'The same for every delivery of this event, on every way. Whoever has done it once has done it.' },
    source: { type: 'string', format: 'uri', description: 'The version of the contract in whose words the event is.' },
    type: { type: 'string' },
    subject: { type: 'string', description: 'The record: its plural and key. Absent for an event of no record.', examples: ['production-orders/PO-10000001'] },
    time: { type: 'string', format: 'date-time', description: 'When it was committed, in UTC.' },
    datacontenttype: { type: 'string', const: 'application/json' },
    cursor: ref('schemas', 'Cursor'),
    partitionkey: { type: 'string', description: 'Events with the same one are in the order in which they were committed.' },
    traceparent: { type: 'string', description: 'W3C Trace Context of the call that caused the event.' },
    hops: {
      type: 'integer',
      minimum: 1,
      description: 'How often what caused the event was pushed out and came back as a call. Absent: never, as far as is known.',
    },
  },
  ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'cursor', 'data'],
)
