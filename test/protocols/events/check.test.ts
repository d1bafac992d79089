import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineContract, defineEvent, defineOperation, defineResource, t } from '../../../src/contract/index.ts'
import { events } from '../../../src/protocols/events/index.ts'

const Happening = defineResource('Happening', { plural: 'events', key: { id: t.string() }, fields: { what: t.string() }, standard: ['get'] })
const Meeting = defineResource('Meeting', { key: { id: t.string() }, fields: { what: t.string() }, standard: ['get'] })
const listen = defineOperation('listen', { path: 'events', input: {} })

const found = (...members: Parameters<typeof defineContract>[1]['members']): readonly string[] =>
  events()
    .check(defineContract('town', { version: 'v1', members }).data)
    .map(({ code, severity, place }) => `${code} ${severity} ${place}`)

describe('the addresses of events', () => {
  it('are taken: nothing of the contract may have them', () => {
    assert.deepEqual(found(Happening), ['BB401 error resources.Happening.plural'])
    assert.deepEqual(found(Meeting, listen), ['BB401 error operations.listen.path'])
    assert.deepEqual(found(Meeting), [])
  })
})

describe('the names of events', () => {
  it('are not those that a stream uses for itself', () => {
    assert.deepEqual(found(Meeting, defineEvent('gap', { size: t.integer() })), ['BB402 error events.gap'])
    assert.deepEqual(found(Meeting, defineEvent('end', { why: t.string() })), ['BB402 error events.end'])
    assert.deepEqual(found(Meeting, defineEvent('dayEnded', { why: t.string() })), [])
  })
})
