import { AUDIENCES, type Audience } from '../../../contract/data.ts'
import { eventTypes, type EventType } from '../../../contract/events.ts'
import { camel, constant, pascal } from '../names.ts'
import { scalar } from '../schema/fixed.ts'
import type { FieldModel, FieldModels } from '../schema/model.ts'
import { compositeType, objectType, type Making } from '../schema/output.ts'
import { FieldSet, OURS } from '../schema/registry.ts'

/** What the fields of `Subscription` mean. */
export interface Subscriptions {
  /** By field: the resource whose events it is about, and its event types by the name that the schema has for them. */
  readonly fields: ReadonlyMap<string, { readonly resource?: string; readonly types?: ReadonlyMap<string, string> }>
  /** By event type, as in `production-order.started`: the object type. */
  readonly items: ReadonlyMap<string, string>
}

/**
 * Adds `Subscription` with what an item of it may be; `undefined` where the audience sees no event. The types come from the list
 * that the kernel shows events by. `audience`: `undefined` for all that there is.
 */
export function addSubscriptions(the: Making, audience: Audience | undefined): Subscriptions | undefined {
  const { registry } = the
  const events = typesFor(the, audience)
  if (events.length === 0) return undefined
  defineFixed(the)
  const items = new Map(events.map((event) => [event.type, itemType(the, event)]))
  const fields = new Map<string, { resource?: string; types?: ReadonlyMap<string, string> }>()
  const set = new FieldSet(registry, 'Subscription')
  set.add('events', { type: 'EventItem!', doc: 'Every event that the caller may see.', args: { ...AFTER, types: PATTERNS, ...where(the) } }, OURS)
  fields.set('events', {})
  for (const resource of new Set(events.flatMap((event) => event.resource ?? []))) {
    const field = `${camel(resource)}Events`
    const own = events.filter((event) => event.resource === resource)
    const types = new Map(own.map((event) => [constant(event.name), event.type]))
    set.add(field, resourceField(the, { resource, own, items, types }), { what: `the events of '${resource}'`, place: `resources.${resource}` })
    fields.set(field, { resource, types })
  }
  registry.define('Subscription', OURS, () => ({ kind: 'object', fields: set.fields }))
  return { fields, items }
}

function typesFor({ whole }: Making, audience: Audience | undefined): readonly EventType[] {
  if (audience !== undefined) return eventTypes(whole, audience)
  return [...new Map(AUDIENCES.flatMap((one) => eventTypes(whole, one)).map((event) => [event.type, event])).values()]
}

function resourceField(
  the: Making,
  of: {
    readonly resource: string
    readonly own: readonly EventType[]
    readonly items: ReadonlyMap<string, string>
    readonly types: ReadonlyMap<string, string>
  },
): FieldModel {
  const { resource, own, items, types } = of
  const origin = { what: `the events of '${resource}'`, place: `resources.${resource}` }
  const union = the.registry.define(`${resource}EventItem`, origin, () => ({
    kind: 'union',
    doc: `What a subscription to the events of ${resource} is sent.`,
    members: [...own.flatMap((event) => items.get(event.type) ?? []), 'EventGap', 'EventPosition'],
  }))
  const names = the.registry.define(`${resource}EventType`, origin, () => ({ kind: 'enum', values: [...types.keys()] }))
  return {
    type: `${union}!`,
    doc: `Events of ${resource}.`,
    args: {
      ...AFTER,
      types: { type: `[${names}!]`, doc: 'Only these.' },
      key: { type: 'ID', doc: 'Only those of the record with this key.' },
      ...where(the),
    },
  }
}

/** The object type of an event: what every event has, and its data. */
function itemType(the: Making, event: EventType): string {
  const { registry } = the
  const name = `${pascal(event.type.replaceAll('.', '-'))}Event`
  const data = dataType(the, event)
  return registry.define(name, { what: `the event '${event.type}'`, place: placeOf(event) }, () => ({
    kind: 'object',
    doc: event.doc,
    interfaces: ['AnyEvent', 'EventItem'],
    fields: { ...withoutDocs(eventFields(the)), ...(data !== undefined && { data: { type: data, doc: DATA[event.kind] } }) },
  }))
}

/** What the interface says need not be said for each event again. */
function withoutDocs(fields: FieldModels): FieldModels {
  return Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, { type }]))
}

/** It may be null where an event of long ago has not all that a record has by now: its place in the log is told all the same. */
const DATA: { readonly [K in EventType['kind']]: string } = {
  created: 'The record as it was created.',
  changed: 'The record behind the change.',
  deleted: 'The record as it was last.',
  left: '',
  command: 'The record behind the command.',
  declared: 'What the contract declares of this event.',
}

/** `undefined` where there is nothing but the key to show, which the event has. */
function dataType(the: Making, event: EventType): string | undefined {
  const { resource, kind, name } = event
  const data = resource === undefined ? undefined : the.contract.resources[resource]
  if (kind === 'left') return undefined
  if (kind === 'declared') {
    const fields = resource === undefined ? the.contract.events[name]?.data : data?.events[name]
    return fields && objectType(the, fields, { name: `${pascal(event.type.replaceAll('.', '-'))}EventData`, place: placeOf(event) })
  }
  if (resource === undefined || !data) return undefined
  const { clashes } = the.registry
  const said = new Set(clashes.map(({ place }) => place))
  const before = clashes.length
  const type = compositeType(the, resource, { name: `${resource}Snapshot`, paths: [], what: `what events tell of '${resource}'` })
  // What clashes among the fields of a record clashes here as well: it is said once.
  clashes.push(...clashes.splice(before).filter(({ place }) => !said.has(place)))
  return type
}

function placeOf({ resource, kind, name }: EventType): string {
  if (resource === undefined) return `events.${name}`
  return kind === 'declared' ? `resources.${resource}.events.${name}` : `resources.${resource}`
}

const CURSOR: FieldModel = { type: 'String!', doc: 'Everything up to it is behind: what `after` takes to go on from here.' }

function eventFields(the: Making): FieldModels {
  return {
    cursor: CURSOR,
    id: { type: 'ID!', doc: 'The same for every delivery of this event, on every way. Whoever has done it once has done it.' },
    type: { type: 'String!', doc: '`production-order.started`: the same on every protocol.' },
    time: { type: `${scalar(the.registry, 'Instant')}!`, doc: 'When it was committed, in UTC.' },
    subject: { type: 'String', doc: 'The record: its plural and key. Missing for an event of no record.' },
    key: { type: 'ID', doc: 'The key of the record. Missing for an event of no record.' },
    orderingKey: { type: 'String', doc: 'Events with the same one come in the order in which they were committed. Missing for an event of no record.' },
    traceparent: { type: 'String', doc: 'W3C Trace Context of the call that caused it.' },
  }
}

function defineFixed(the: Making): void {
  const { registry } = the
  registry.define('EventItem', OURS, () => ({ kind: 'interface', doc: 'What a subscription to events is sent.', fields: { cursor: CURSOR } }))
  registry.define('AnyEvent', OURS, () => ({ kind: 'interface', doc: 'An event.', interfaces: ['EventItem'], fields: eventFields(the) }))
  const reason = registry.define('EventGapReason', OURS, () => ({
    kind: 'enum',
    doc: '`RETENTION`: they were removed when they were old enough. `EPOCH`: the cursor is of a log that was replaced, as by a restore.',
    values: ['RETENTION', 'EPOCH'],
  }))
  registry.define('EventGap', OURS, () => ({
    kind: 'object',
    doc: 'Events behind the cursor are gone; the subscription goes on behind `cursor`. Said once for each hole.',
    interfaces: ['EventItem'],
    fields: { cursor: CURSOR, reason: { type: `${reason}!` }, asked: { type: 'String!', doc: 'Where it would have gone on.' } },
  }))
  registry.define('EventPosition', OURS, () => ({
    kind: 'object',
    doc: 'Where the subscription stands: sent first, and at most every 30 s when the log has moved on with nothing for it.',
    interfaces: ['EventItem'],
    fields: { cursor: CURSOR },
  }))
}

const AFTER: FieldModels = {
  after: { type: 'String', doc: 'Go on behind this cursor; `first`: from the oldest event there is; `now`, or absent: only what comes.' },
}
const PATTERNS: FieldModel = { type: '[String!]', doc: 'Only types that fit one of these patterns: `production-order.started`, `production-order.*`.' }

function where(the: Making): FieldModels {
  return {
    where: {
      type: scalar(the.registry, 'JSON'),
      doc: 'A condition on the data: `{ "priority": { "$gte": 5 } }`, as the guide to events says. Its operators are no GraphQL names: send it as a variable.',
    },
  }
}
