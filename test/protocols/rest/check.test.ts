import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { defineComposite, defineContract, defineOperation, defineResource, t } from '../../../src/contract/index.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { administration, plant } from './plant.ts'

const Line = defineResource('Line', { key: { id: t.string() }, fields: { name: t.string() } })
const check = (...members: Parameters<typeof defineContract>[1]['members']) => rest().check(defineContract('x', { version: 'v1', members }).data)
const codes = (...members: Parameters<typeof defineContract>[1]['members']) => check(...members).map(({ code, place }) => `${code} ${place}`)

describe('what REST says of a contract before it opens a port', () => {
  it('is nothing where all can be said', () => {
    assert.deepEqual(rest().check(administration), [])
    assert.deepEqual(
      rest()
        .check(plant)
        .map(({ code, severity, place }) => ({ code, severity, place })),
      [{ code: 'BB204', severity: 'warning', place: 'operations.Simulate.input' }],
    )
  })

  it('names two things under one address, with a remedy', () => {
    const [found] = check(Line, defineOperation('Lines', {}))
    assert.deepEqual(found, {
      code: 'BB201',
      severity: 'error',
      place: 'operations.Lines.path',
      message: "In v1 the address '/lines' of the operation 'Lines' is taken by the resource 'Line'.",
      remedy: "Give the operation 'Lines' another path.",
    })
    assert.deepEqual(codes(Line, defineComposite('All', { path: 'lines', root: Line, include: [] })), ['BB201 composites.All.path'])
    assert.deepEqual(codes(Line, defineResource('Other', { plural: 'lines', key: { id: t.string() }, fields: {} })), ['BB201 resources.Other.plural'])
  })

  it('keeps the addresses that Busbar serves itself', () => {
    assert.deepEqual(
      codes(defineOperation('batch', {}), defineOperation('docs', {}), defineResource('Spec', { plural: 'openapi.json', key: { id: t.string() }, fields: {} })),
      ['BB201 resources.Spec.plural', 'BB202 resources.Spec.plural', 'BB201 operations.batch.path', 'BB201 operations.docs.path'],
    )
  })

  it('refuses what is no part of an address', () => {
    assert.deepEqual(codes(defineOperation('X', { path: 'a/b' }), defineOperation('Y', { path: 'ä' }), defineOperation('Z', { path: ':id' })), [
      'BB202 operations.X.path',
      'BB202 operations.Y.path',
      'BB202 operations.Z.path',
    ])
  })

  it('names two commands of one address', () => {
    const Order = defineResource('Order', { key: { id: t.string() }, fields: {}, commands: { releaseQa: {}, releaseQA: {} } })
    assert.deepEqual(codes(Order), ['BB203 resources.Order.commands.releaseQA'])
  })

  it('warns of a field whose name a list reads as its own', () => {
    const Order = defineResource('Order', { key: { id: t.string() }, fields: { limit: t.integer(), fields: t.string() } })
    assert.deepEqual(codes(Order), ['BB205 resources.Order.fields.limit', 'BB205 resources.Order.fields.fields'])
  })
})
