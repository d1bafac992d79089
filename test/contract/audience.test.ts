import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { AUDIENCES } from '../../src/contract/data.ts'
import { forAudience, type ContractData } from '../../src/contract/index.ts'
import { rich } from './rich.ts'

const partner = forAudience(rich.data, 'partner')
const everyone = forAudience(rich.data, 'public')

function fieldsOf(contract: ContractData, resource: string): string[] {
  return Object.keys(contract.resources[resource]?.fields ?? {})
}

describe('what a partner sees', () => {
  test('only resources it can do something with', () => {
    assert.deepEqual(Object.keys(partner.resources), ['Partner', 'Material', 'ProductionOrder', 'OrderOperation'])
    assert.deepEqual(Object.keys(everyone.resources), ['Material'])
  })
  test('only the operations and commands it may call', () => {
    assert.deepEqual(partner.resources.ProductionOrder?.standard, ['get', 'list'])
    assert.deepEqual(Object.keys(partner.resources.ProductionOrder?.commands ?? {}), ['cancel'])
    assert.deepEqual(Object.keys(partner.operations), ['checkStock'])
    assert.deepEqual(everyone.operations, {})
  })
  test('no hidden field, by `hide` and by `show`', () => {
    assert.deepEqual(fieldsOf(partner, 'Partner'), ['name'])
    assert.ok(!fieldsOf(partner, 'ProductionOrder').includes('priority'))
    assert.deepEqual(fieldsOf(everyone, 'Material'), ['description'])
    assert.equal(everyone.resources.Material?.key.field, 'id')
    assert.equal(everyone.resources.Material?.external, undefined)
    assert.equal(partner.resources.Material?.external, true)
  })
  test('no list shape and no unique rule over a hidden field', () => {
    assert.deepEqual(everyone.resources.Material?.lists, [])
    assert.equal(partner.resources.Material?.lists.length, 1)
  })
  test('a reference to what it does not know is text, and a has-many is gone', () => {
    const access = { internal: { can: ['*'] } }
    const hidden: ContractData = {
      ...rich.data,
      resources: {
        ...rich.data.resources,
        Material: { ...rich.data.resources.Material!, access },
        OrderOperation: { ...rich.data.resources.OrderOperation!, access },
      },
    }
    const order = forAudience(hidden, 'partner').resources.ProductionOrder
    assert.deepEqual(order?.fields.material, { kind: 'string', minLength: 1 })
    assert.equal(order?.fields.operations, undefined)
    assert.deepEqual(forAudience(hidden, 'partner').operations.checkStock?.input.material, { kind: 'string', minLength: 1 })
    assert.deepEqual(forAudience(hidden, 'partner').composites.orderView?.include, ['customer'])
  })
  test('events and composites by their audiences; which system is the master is our own business', () => {
    assert.deepEqual(partner.events, {})
    assert.deepEqual(Object.keys(partner.composites), ['orderView'])
    assert.equal(partner.resources.Material?.master, undefined)
    assert.deepEqual(partner.telemetry, {})
    assert.deepEqual(Object.keys(partner.resources.ProductionOrder?.events ?? {}), ['quantityReported'])
  })
  test('the faults it can meet, and no others', () => {
    assert.deepEqual(Object.keys(partner.faults).sort(), ['line-busy', 'out-of-stock'])
    assert.deepEqual(everyone.faults, {})
  })
  test('states are not told where the state is hidden', () => {
    const order = rich.data.resources.ProductionOrder!
    const hidden: ContractData = {
      ...rich.data,
      resources: { ...rich.data.resources, ProductionOrder: { ...order, access: { partner: { can: ['get', 'cancel'], hide: ['state'] } } } },
    }
    const cancel = forAudience(hidden, 'partner').resources.ProductionOrder?.commands.cancel
    assert.equal(cancel?.from, undefined)
    assert.equal(cancel?.to, undefined)
  })
  test('of an older version only what concerns it', () => {
    assert.deepEqual(Object.keys(partner.older[0]?.resources ?? {}), ['ProductionOrder', 'Partner'])
    assert.deepEqual(everyone.older[0]?.resources, {})
    assert.deepEqual(partner.older[0]?.resources.ProductionOrder?.commands, {})
    assert.deepEqual(partner.older[0]?.events, {})
    assert.deepEqual(Object.keys(partner.older[0]?.operations ?? {}), ['checkStock'])
  })
  test('of a version before that, what concerns it under the names it had there', () => {
    const v0 = {
      version: 'v0',
      resources: {
        Order: {
          fields: [
            { change: 'drop' as const, to: 'dueAt' },
            { change: 'drop' as const, to: 'priority' },
          ],
        },
      },
    }
    const two: ContractData = {
      ...rich.data,
      version: 'v3',
      older: [...rich.data.older.map((older) => ({ ...older, version: 'v2' })), { ...v0, version: 'v1' }],
    }
    assert.deepEqual(forAudience(two, 'partner').older[1]?.resources, { Order: { fields: [{ change: 'drop', to: 'dueAt' }] } })
  })
})

test('our own applications see the contract as it is, where access is not limited', () => {
  const internal = forAudience(rich.data, 'internal')
  assert.deepEqual(Object.keys(internal.resources), Object.keys(rich.data.resources))
  for (const name of Object.keys(rich.data.resources)) assert.deepEqual(internal.resources[name]?.fields, rich.data.resources[name]?.fields)
  assert.deepEqual(internal.faults, rich.data.faults)
})

test('a view of a view is the view', () => {
  for (const audience of AUDIENCES) {
    const view = forAudience(rich.data, audience)
    assert.deepEqual(forAudience(view, audience), view)
  }
})

test('nothing hidden is named anywhere in the view', () => {
  assert.ok(!JSON.stringify(everyone).match(/ProductionOrder|Partner|price|OrderOperation|secret|line/))
  assert.ok(!JSON.stringify(partner.resources).match(/"(price|priority|rating|note)"/))
})
