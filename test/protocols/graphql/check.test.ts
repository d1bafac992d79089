import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plant } from '../../../examples/plant/contract.ts'
import { administrationContract } from '../../../src/administration/contract.ts'
import { defineContract, defineFault, defineOperation, defineResource, t, type ContractMember } from '../../../src/contract/index.ts'
import { graphql } from '../../../src/protocols/graphql/index.ts'

const check = (...members: readonly ContractMember[]): readonly string[] =>
  graphql()
    .check(defineContract('x', { version: 'v1', members }).data)
    .map(({ code, severity, place }) => `${severity} ${code} ${place}`)

describe('what GraphQL cannot say', () => {
  it('is found by name: two things that get one', () => {
    const Line = defineResource('Line', { key: { id: t.string() }, fields: { title: t.string() } })
    assert.deepEqual(check(Line), [])
    const Equipment = defineResource('Equipment', { plural: 'equipment', key: { id: t.string() }, fields: { title: t.string() } })
    assert.deepEqual(check(Equipment), [], 'its list is called equipmentList')
    assert.deepEqual(check(Equipment, defineOperation('equipmentList', { reads: true, input: {}, output: { text: t.string() } })), [
      'error BB311 operations.equipmentList',
    ])
    assert.deepEqual(check(Line, defineResource('Order', { key: { id: t.string() }, fields: { line: t.ref(Line), lineId: t.string() } })), [
      'error BB311 resources.Order.fields.lineId',
    ])
    assert.deepEqual(check(defineResource('Money', { key: { id: t.string() }, fields: { price: t.money() } })), [
      'error BB311 resources.Money',
      'error BB311 resources.Money',
    ])
    assert.deepEqual(
      check(
        defineOperation('stop', {
          input: {},
          faults: [defineFault('too-late', { code: 'conflict', doc: 'Too late.', detail: { title: t.string() } })],
        }),
      ),
      ['error BB311 faults.too-late.detail.title'],
    )
  })

  it('is warned of by value: what its types have no words for', () => {
    assert.deepEqual(
      check(
        defineResource('Part', {
          key: { id: t.string() },
          fields: {
            size: t.enum('1/2"', '3/4"'),
            tags: t.map(t.string()),
            raw: t.json(),
            note: t.string().optional().nullable(),
            inside: t.object({ grade: t.enum('a-b') }),
          },
        }),
      ),
      [
        'warning BB312 resources.Part.fields.size',
        'warning BB313 resources.Part.fields.tags',
        'warning BB313 resources.Part.fields.raw',
        'warning BB314 resources.Part.fields.note',
        'warning BB312 resources.Part.fields.inside.fields.grade',
      ],
    )
  })

  it('is no error of the example plant and of the administration', (context) => {
    for (const contract of [plant.data, administrationContract.data]) {
      const found = graphql().check(contract)
      context.diagnostic(`${contract.name}: ${found.length} warnings`)
      assert.deepEqual(
        found.filter(({ severity }) => severity === 'error'),
        [],
      )
    }
  })
})
