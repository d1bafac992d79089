import type { ContractData } from '../data.ts'
import type { Schema, SchemaFields } from '../schema.ts'
import type { Place } from './rule.ts'

/** Where a schema stands: decides which kinds and marks make sense. */
export type Role = 'key' | 'field' | 'input' | 'output' | 'event' | 'detail' | 'telemetry' | 'constant'

export interface Found {
  readonly schema: Schema
  readonly place: Place
  readonly role: Role
  /** Inside an object, list or map. */
  readonly nested: boolean
  /** The resource it belongs to. */
  readonly resource?: string
}

/** Every schema of a contract, those inside others included, in the order of the contract. */
export function* schemasIn(contract: ContractData): Generator<Found> {
  for (const [name, resource] of Object.entries(contract.resources)) {
    const at = ['resources', name]
    yield* inside({ schema: resource.key.schema, place: [...at, 'key'], role: 'key', nested: false, resource: name })
    yield* fieldsIn(resource.fields, { place: [...at, 'fields'], role: 'field', resource: name })
    for (const [command, { input, output }] of Object.entries(resource.commands)) {
      yield* fieldsIn(input, { place: [...at, 'commands', command, 'input'], role: 'input', resource: name })
      yield* fieldsIn(output ?? {}, { place: [...at, 'commands', command, 'output'], role: 'output', resource: name })
    }
    for (const [event, fields] of Object.entries(resource.events)) yield* fieldsIn(fields, { place: [...at, 'events', event], role: 'event', resource: name })
  }
  for (const [name, { input, output }] of Object.entries(contract.operations)) {
    yield* fieldsIn(input, { place: ['operations', name, 'input'], role: 'input' })
    yield* fieldsIn(output ?? {}, { place: ['operations', name, 'output'], role: 'output' })
  }
  for (const [name, { data }] of Object.entries(contract.events)) yield* fieldsIn(data, { place: ['events', name, 'data'], role: 'event' })
  for (const [code, { detail }] of Object.entries(contract.faults)) yield* fieldsIn(detail, { place: ['faults', code, 'detail'], role: 'detail' })
  for (const [name, { value }] of Object.entries(contract.telemetry))
    yield* inside({ schema: value, place: ['telemetry', name, 'value'], role: 'telemetry', nested: false })
  for (const [i, older] of contract.older.entries()) {
    for (const [name, change] of Object.entries(older.resources)) {
      for (const [j, field] of (change.fields ?? []).entries()) {
        if (field.change === 'constant')
          yield* inside({ schema: field.schema, place: ['older', i, 'resources', name, 'fields', j, 'schema'], role: 'constant', nested: false })
      }
    }
  }
}

function* fieldsIn(fields: SchemaFields, where: { readonly place: Place; readonly role: Role; readonly resource?: string }): Generator<Found> {
  for (const [name, schema] of Object.entries(fields)) yield* inside({ ...where, schema, place: [...where.place, name], nested: false })
}

function* inside(found: Found): Generator<Found> {
  yield found
  const { schema, place } = found
  if (schema.kind === 'object') {
    for (const [name, field] of Object.entries(schema.fields)) yield* inside({ ...found, schema: field, place: [...place, 'fields', name], nested: true })
  } else if (schema.kind === 'list' || schema.kind === 'map') yield* inside({ ...found, schema: schema.of, place: [...place, 'of'], nested: true })
}
