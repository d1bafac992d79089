import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from '../../conformance/laws.ts'
import { buildSchema, findBreakingChanges, findDangerousChanges, type GraphQLSchema } from 'graphql'
import { diffContracts } from '../../src/contract/diff.ts'
import type { ContractData } from '../../src/contract/index.ts'
import { wholeModel } from '../../src/protocols/graphql/schema/build.ts'
import { sdlOf } from '../../src/protocols/graphql/schema/sdl.ts'
import { contractOf, fieldsChanged, pair } from './diff-arbitrary.ts'
import { base, CASES } from './diff-cases.ts'
import { changed } from './draft.ts'

/** What the library calls breaking, and values that may come; but what one may sort by, or ask events for, is only given. */
function broken(older: ContractData, newer: ContractData): readonly string[] {
  const [was, is] = [schemaOf(older), schemaOf(newer)]
  if (!was || !is) return []
  const values = findDangerousChanges(was, is).filter(({ type, description }) => type === 'VALUE_ADDED_TO_ENUM' && !/(?:Sort|EventType)\./.test(description))
  return [...findBreakingChanges(was, is), ...values].map(({ description }) => description)
}

/** `undefined` where a case has taken away what another names. */
function schemaOf(contract: ContractData): GraphQLSchema | undefined {
  try {
    return buildSchema(sdlOf(wholeModel(contract)))
  } catch {
    return undefined
  }
}

function holds(older: ContractData, newer: ContractData, what: string): number {
  const found = broken(older, newer)
  if (found.length > 0)
    assert.ok(
      diffContracts(older, newer).some(({ clients }) => clients.includes('GraphQL')),
      `${what}: ${found.join(' ')}`,
    )
  return found.length > 0 ? 1 : 0
}

test('a schema that breaks documents is never called harmless to GraphQL', () => {
  let looked = 0
  for (const [what, change] of CASES) {
    const newer = changed(base, change)
    looked += holds(base, newer, what) + holds(newer, base, `${what}, taken back`)
  }
  fc.assert(
    fc.property(pair, ([older, newer]) => void (looked += holds(older, newer, 'cases'))),
    { numRuns: 50 },
  )
  fc.assert(
    fc.property(fieldsChanged, ({ older, newer }) => void (looked += holds(contractOf(older), contractOf(newer), 'fields'))),
    { numRuns: 200 },
  )
  assert.ok(looked > 100, `${looked} looked at`)
})
