import assert from 'node:assert/strict'
import type { ContractData, Json, Schema } from '../../src/contract/index.ts'

/** A contract that a test may change; schemas are replaced as a whole. */
export type Draft = Mutable<ContractData>
type Mutable<T> = [Json] extends [T] ? T : [T] extends [Schema] ? T : T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T

/** A copy of `contract` with something changed. */
export function changed(contract: ContractData, change: (draft: Draft) => void): ContractData {
  const draft = structuredClone(contract) as Draft
  change(draft)
  return draft
}

export function resourceOf(draft: Draft, name: string): Draft['resources'][string] {
  const resource = draft.resources[name]
  assert.ok(resource, name)
  return resource
}
