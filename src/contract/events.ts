import { mayDo, showsField } from './audience.ts'
import type { Audience, ContractData, ResourceData } from './data.ts'
import { kebab } from './define.ts'
import { EXTERNAL_REFS_FIELD, fieldsSchema, recordSchema, type JsonSchema } from './json-schema.ts'

/**
 * `created`, `changed`, `deleted`: of a record. `left`: the record went to another owner, told to the former one. `command`: a
 * command changed the record. `declared`: what the contract declares, of a resource or of none.
 */
export type EventKind = 'created' | 'changed' | 'deleted' | 'left' | 'command' | 'declared'

export interface EventType {
  /** `production-order.started`: what filters name, and `type` in CloudEvents. */
  readonly type: string
  readonly kind: EventKind
  /** Absent: of no resource. */
  readonly resource?: string
  /** As the contract calls it: `started`, `quantityReported`. */
  readonly name: string
  readonly doc: string
}

/** All events that this audience may see, in the order of the contract. Whether it sees one of a record depends on the record's owner too. */
export function eventTypes(contract: ContractData, audience: Audience): readonly EventType[] {
  const types: EventType[] = []
  for (const [name, resource] of Object.entries(contract.resources)) {
    if (!readable(resource, audience)) continue
    const noun = kebab(name)
    const add = (kind: EventKind, event: string, doc: string): void =>
      void types.push({ type: `${noun}.${kebab(event)}`, kind, resource: name, name: event, doc })
    const owned = Object.values(resource.access).some((access) => access.own !== undefined)
    const inherited = Object.values(resource.access).some((access) => access.own?.includes('.') === true)
    if (resource.standard.includes('create')) add('created', 'created', `A record of ${name} was created.`)
    if (resource.standard.includes('update') || inherited) add('changed', 'changed', `A record of ${name} was changed.`)
    if (resource.standard.includes('delete')) add('deleted', 'deleted', `A record of ${name} was deleted.`)
    if (owned && resource.access[audience]?.own !== undefined) add('left', 'left', `A record of ${name} belongs to somebody else from now on.`)
    for (const [command, data] of Object.entries(resource.commands)) add('command', data.event ?? command, data.doc ?? `'${command}' was done.`)
    for (const event of Object.keys(resource.events)) add('declared', event, `'${event}' of ${name}.`)
  }
  for (const [name, event] of Object.entries(contract.events))
    if (event.audiences.includes(audience)) types.push({ type: kebab(name), kind: 'declared', name, doc: event.doc ?? `'${name}'.` })
  return types
}

/** What the data of an event look like to this audience. */
export function eventDataSchema(contract: ContractData, event: EventType, audience: Audience): JsonSchema {
  const resource = event.resource === undefined ? undefined : contract.resources[event.resource]
  if (!resource) return fieldsSchema(contract.events[event.name]?.data ?? {}, 'output')
  if (event.kind === 'declared') return fieldsSchema(resource.events[event.name] ?? {}, 'output')
  if (event.kind === 'left') return fieldsSchema({ [resource.key.field]: resource.key.schema }, 'output')
  const fields = Object.fromEntries(
    Object.entries(resource.fields).filter(([field, schema]) => schema.kind !== 'many' && showsField(resource, audience, field)),
  )
  const { external, ...rest } = resource
  return recordSchema({ ...rest, fields, ...(external && showsField(resource, audience, EXTERNAL_REFS_FIELD) && { external }) }, 'read')
}

function readable(resource: ResourceData, audience: Audience): boolean {
  return mayDo(resource, audience, 'get') || mayDo(resource, audience, 'list')
}
