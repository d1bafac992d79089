import type { ContractData } from '../../contract/data.ts'
import type { Json, Schema, SchemaFields } from '../../contract/schema.ts'
import { patternSample } from './pattern-sample.ts'

/**
 * A value that a caller could send, for the examples of a document: the contract's own example where it has one, else
 * one made to fit. `undefined` where none can be made: then the document shows no example rather than a wrong one.
 */
export function sampleOf(schema: Schema, contract: ContractData): Json | undefined {
  const [example] = schema.examples ?? []
  if (example !== undefined) return example
  if (schema.default !== undefined) return schema.default
  switch (schema.kind) {
    case 'string':
      return text(schema)
    case 'uuid':
      return '01941f29-7c00-7a5e-8c3d-6f2b1a9e0d47'
    case 'boolean':
      return true
    case 'integer':
    case 'float':
      return Math.min(Math.max(1, schema.minimum ?? 1), schema.maximum ?? Number.MAX_SAFE_INTEGER)
    case 'decimal':
      return decimal(schema)
    case 'instant':
      return '2026-03-02T06:00:00Z'
    case 'date':
      return '2026-03-02'
    case 'time':
      return '06:00:00'
    case 'local':
      return { local: '2026-03-02T06:00:00', zone: 'Europe/Berlin' }
    case 'duration':
      return 'PT15M'
    case 'enum':
    case 'state':
      return schema.values[0]
    case 'bytes':
      return schema.maxLength !== undefined && schema.maxLength < 6 ? '' : 'QnVzYmFy'
    case 'money':
      return { amount: schema.precision - schema.scale >= 2 ? '12' : '0', currency: 'EUR' }
    case 'quantity':
      return { value: schema.precision - schema.scale >= 2 ? '12' : '0', unit: schema.units?.[0] ?? 'kg' }
    case 'object':
      return fieldsSample(schema.fields, contract)
    case 'list':
      return list(schema, contract)
    case 'map':
      return {}
    case 'ref': {
      const key = contract.resources[schema.resource]?.key.schema
      return key === undefined ? 'EXAMPLE-1' : sampleOf(key, contract)
    }
    case 'many':
      return undefined
    case 'json':
      return {}
  }
}

/** What a caller must give of these fields, and what the contract itself gives examples of. */
export function fieldsSample(fields: SchemaFields, contract: ContractData): { readonly [name: string]: Json } | undefined {
  const out: { [name: string]: Json } = {}
  for (const [name, field] of Object.entries(fields)) {
    if (field.readOnly || field.kind === 'many') continue
    const optional = field.optional || field.default !== undefined
    if (optional && (field.examples === undefined || field.deprecated !== undefined)) continue
    const value = sampleOf(field, contract)
    if (value === undefined) return undefined
    out[name] = value
  }
  return out
}

function text(schema: { readonly pattern?: string; readonly minLength?: number; readonly maxLength?: number }): string | undefined {
  if (schema.pattern !== undefined) return patternSample(schema.pattern, schema)
  const { minLength = 0, maxLength = 255 } = schema
  return 'text'.padEnd(minLength, '.').slice(0, maxLength)
}

function decimal(schema: { readonly precision: number; readonly scale: number; readonly minimum?: string; readonly maximum?: string }): string {
  const one = schema.precision > schema.scale ? '1' : '0'
  if (schema.minimum !== undefined && Number(schema.minimum) > Number(one)) return schema.minimum
  if (schema.maximum !== undefined && Number(schema.maximum) < Number(one)) return schema.maximum
  return one
}

function list(schema: { readonly of: Schema; readonly minItems?: number }, contract: ContractData): Json | undefined {
  const item = sampleOf(schema.of, contract)
  if (item === undefined) return schema.minItems ? undefined : []
  return Array.from({ length: Math.max(1, schema.minItems ?? 1) }, () => item)
}
