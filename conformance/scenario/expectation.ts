import assert from 'node:assert/strict'
import type { Expected, Observed } from './scenario.ts'

/** Throws where a scenario's step did not come out as it says. */
export function mustBeAsExpected(observed: Observed, expected: Expected, where: string): void {
  const seen = `${where}: ${JSON.stringify(observed)}`
  assert.equal(observed.code, expected.code ?? 'ok', seen)
  if (expected.record) assert.partialDeepStrictEqual(observed.body, expected.record, seen)
  if (expected.fields) assert.deepEqual(Object.keys(observed.body as object), expected.fields, seen)
  if (expected.items) {
    const items = observed.body as readonly unknown[]
    assert.equal(items.length, expected.items.length, seen)
    for (const [i, item] of expected.items.entries()) assert.partialDeepStrictEqual(items[i], item, seen)
  }
  if ('output' in expected) assert.deepEqual(observed.body, expected.output, seen)
  if (expected.more !== undefined) assert.equal(observed.next !== undefined, expected.more, seen)
  if (expected.count !== undefined) assert.equal(observed.count, expected.count, seen)
  if (expected.revision !== undefined) assert.equal(observed.revision, expected.revision, seen)
  if (expected.created !== undefined) assert.equal(observed.created, expected.created, seen)
  if (expected.unchanged !== undefined) assert.equal(observed.unchanged, expected.unchanged, seen)
  if (expected.empty) assert.equal(observed.body, undefined, seen)
  if (expected.errors) assert.deepEqual(observed.errors, expected.errors, seen)
  if (expected.detail) assert.deepEqual(observed.detail, expected.detail, seen)
  assert.equal(observed.replayed === true, expected.replayed === true, seen)
}
