import assert from 'node:assert/strict'
import { test } from 'node:test'
import { t } from '../../src/contract/index.ts'
import { fieldsSchema, recordSchema, valueSchema } from '../../src/contract/json-schema.ts'
import { Material, OrderOperation, ProductionOrder } from './rich.ts'

const order = ProductionOrder.data
const SYSTEM = ['revision', 'createdAt', 'updatedAt']

test('a decimal is a string whose pattern bounds the digits before and behind the point', () => {
  const schema = valueSchema(t.decimal({ precision: 5, scale: 2, maximum: '999.5', unit: 'kg' }).schema)
  assert.deepEqual(schema, {
    'type': 'string',
    'format': 'decimal',
    'pattern': '^-?(0|[1-9][0-9]{0,2})(\\.[0-9]{1,2})?$',
    'x-decimal': { precision: 5, scale: 2, maximum: '999.5' },
    'x-unit': 'kg',
  })
  const whole = new RegExp(String(valueSchema(t.decimal({ precision: 1, scale: 0 }).schema).pattern))
  assert.ok(whole.test('7') && whole.test('-7') && !whole.test('17') && !whole.test('7.0'))
  const part = new RegExp(String(valueSchema(t.decimal({ precision: 2, scale: 2 }).schema).pattern))
  assert.ok(part.test('0.25') && !part.test('1.25'))
})

test('a string has at most 255 characters unless it says otherwise, with a pattern too', () => {
  assert.deepEqual(valueSchema(t.string({ pattern: '^a+$' }).schema), { type: 'string', pattern: '^a+$', maxLength: 255 })
  assert.equal(valueSchema(t.string({ maxLength: 4000 }).schema).maxLength, 4000)
})

test('null is one more type and one more value of an enumeration', () => {
  assert.deepEqual(valueSchema(t.enum('a', 'b').nullable().schema), { type: ['string', 'null'], enum: ['a', 'b', null] })
  assert.deepEqual(valueSchema(t.money().nullable().schema).type, ['object', 'null'])
})

test('documentation, examples, deprecation and units are printed', () => {
  assert.deepEqual(valueSchema(t.float({ unit: 'Cel' }).doc('Of the melt.').deprecated('use meltTemperature').examples(230.5).schema), {
    'type': 'number',
    'format': 'double',
    'x-unit': 'Cel',
    'description': 'Of the melt.\n\nDeprecated: use meltTemperature',
    'examples': [230.5],
    'deprecated': true,
  })
})

test('a reader sees the key, the fields and the system fields, but no has-many and nothing write-only', () => {
  const read = recordSchema(order, 'read')
  const names = Object.keys(read.properties as object)
  assert.equal(names[0], 'id')
  assert.deepEqual(names.slice(-3), SYSTEM)
  assert.ok(!names.includes('operations'))
  assert.equal(read.additionalProperties, undefined)
  assert.deepEqual(read.required, ['id', 'material', 'quantity', 'due', 'priority', 'state', ...SYSTEM])
  assert.ok(!Object.keys(recordSchema(Material.data, 'read').properties as object).includes('secret'))
})

test('a creator gives the key and what is not read-only; a default makes a field optional', () => {
  const create = recordSchema(order, 'create')
  assert.deepEqual(create.required, ['id', 'material', 'quantity', 'due'])
  assert.equal(create.additionalProperties, false)
  assert.deepEqual(create['x-read-only'], ['startedAt', 'state', 'operations', ...SYSTEM])
})

test('a creator leaves a generated key out', () => {
  const create = recordSchema(OrderOperation.data, 'create')
  assert.ok(!Object.hasOwn(create.properties as object, 'id'))
  assert.ok((create['x-read-only'] as string[]).includes('id'))
})

test('a client may PUT back what it got', () => {
  const replace = recordSchema(order, 'replace')
  const names = Object.keys(replace.properties as object)
  for (const name of ['id', 'state', 'startedAt', ...SYSTEM]) assert.ok(names.includes(name), name)
  assert.deepEqual(replace.required, ['material', 'quantity', 'due'])
})

test('in a patch everything is optional and null removes what may be absent (RFC 7396, 1)', () => {
  const patch = recordSchema(Material.data, 'patch')
  const properties = patch.properties as { [name: string]: { [name: string]: unknown } }
  assert.equal(patch.required, undefined)
  assert.equal(properties.description?.type, 'string')
  assert.deepEqual(properties.weight?.type, ['object', 'null'])
  assert.equal(properties.weight?.required, undefined)
  assert.deepEqual((properties.attributes?.additionalProperties as { type: unknown }).type, ['string', 'null'])
})

test('external references are part of a record that declares them', () => {
  for (const face of ['read', 'create', 'replace', 'patch'] as const) {
    assert.ok(Object.hasOwn(recordSchema(Material.data, face).properties as object, 'externalRefs'))
    assert.ok(!Object.hasOwn(recordSchema(order, face).properties as object, 'externalRefs'))
  }
})

test('an input is closed and an output is open, unless said otherwise', () => {
  const fields = { line: t.string().schema }
  assert.equal(fieldsSchema(fields, 'input').additionalProperties, false)
  assert.equal(fieldsSchema(fields, 'output').additionalProperties, undefined)
  assert.equal(fieldsSchema(fields, 'output', { closed: true }).additionalProperties, false)
})

test('what is printed is JSON: it survives a round trip', () => {
  for (const resource of [order, Material.data])
    for (const face of ['read', 'create', 'replace', 'patch'] as const) {
      const schema = recordSchema(resource, face)
      assert.deepEqual(JSON.parse(JSON.stringify(schema)), schema)
    }
})
