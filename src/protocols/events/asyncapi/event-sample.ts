import type { ContractData, ResourceData } from '../../../contract/data.ts'
import type { EventType } from '../../../contract/events.ts'
import type { Json, Schema, SchemaFields } from '../../../contract/schema.ts'
import { sampleOf } from '../../../wire/docs/sample.ts'
import type { Part } from './part.ts'

const TIME = '2026-03-02T06:00:00.000Z'
const SYSTEM = { revision: 3, createdAt: '2026-03-02T05:00:00.000Z', updatedAt: TIME }

/** An event of a type as it might come; `undefined` where none can be made that fits. */
export function eventSample(contract: ContractData, event: EventType, source: string): Part | undefined {
  const resource = event.resource === undefined ? undefined : contract.resources[event.resource]
  const data = dataSample(contract, event, resource)
  const key = resource && sampleOf(resource.key.schema, contract)
  if (data === undefined || (resource && typeof key !== 'string')) return undefined
  const subject = resource && `${resource.plural}/${encodeURIComponent(String(key))}`
  return {
    specversion: '1.0',
    id: '01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47',
    source,
    type: event.type,
    ...(subject !== undefined && { subject }),
    time: TIME,
    datacontenttype: 'application/json',
    cursor: '9f2c51d07ab34e68:1042',
    ...(subject !== undefined && { partitionkey: subject }),
    data,
  }
}

function dataSample(contract: ContractData, event: EventType, resource: ResourceData | undefined): Json | undefined {
  if (!resource) return shownSample(contract.events[event.name]?.data ?? {}, contract)
  if (event.kind === 'declared') return shownSample(resource.events[event.name] ?? {}, contract)
  const key = { [resource.key.field]: resource.key.schema }
  if (event.kind === 'left') return shownSample(key, contract)
  const fields = shownSample({ ...key, ...resource.fields }, contract)
  return fields && { ...fields, ...SYSTEM }
}

/** What is shown of these fields: those that are always there, and those that the contract gives an example of. */
function shownSample(fields: SchemaFields, contract: ContractData): { readonly [name: string]: Json } | undefined {
  const out: { [name: string]: Json } = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'many' || field.writeOnly || (field.optional && field.examples === undefined)) continue
    const value = valueSample(field, contract)
    if (value === undefined) return undefined
    out[name] = value
  }
  return out
}

function valueSample(schema: Schema, contract: ContractData): Json | undefined {
  if (schema.kind === 'object' && schema.examples === undefined) return shownSample(schema.fields, contract)
  if (schema.kind !== 'list' || schema.examples !== undefined) return sampleOf(schema, contract)
  const item = valueSample(schema.of, contract)
  if (item === undefined) return undefined
  return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => item)
}
