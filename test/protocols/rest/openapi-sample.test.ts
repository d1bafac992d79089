import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plant } from '../../../examples/plant/contract.ts'
import { recordSchema, valueSchema } from '../../../src/contract/json-schema.ts'
import { compileValidator } from '../../../src/kernel/validation.ts'
import { patternSample } from '../../../src/wire/docs/pattern-sample.ts'
import { emit } from '../../golden/emit.ts'
import { workshop } from '../../golden/workshop/contract.ts'

const PATTERNS: readonly (readonly [pattern: string, sample: string | undefined])[] = [
  ['^PO-[0-9]{8}$', 'PO-00000001'],
  ['^[A-Z]{2}\\d{3}$', 'AA001'],
  ['^(raw|finished)-x?$', 'raw-'],
  ['^a+b*c?[.]$', 'ab.'],
  ['^(?:L|M)[1-9]$', 'L1'],
  ['^\\S+$', undefined],
  ['^(?=a)b$', undefined],
  ['^[^a]$', undefined],
  ['^(\\w)\\1$', undefined],
  ['^a{2,3}$', 'aa'],
  ['(', undefined],
]
for (const [pattern, sample] of PATTERNS) test(`an example for ${pattern} is ${sample ?? 'not made up'}`, () => assert.equal(patternSample(pattern), sample))

test('an example keeps to the lengths that are declared', () => {
  assert.equal(patternSample('^[0-9]+$', { minLength: 3 }), undefined)
  assert.equal(patternSample('^[0-9]{5}$', { maxLength: 4 }), undefined)
})

test('every example of a body is one that the kernel would take', () => {
  let seen = 0
  for (const { data } of [workshop, plant]) {
    const { paths } = emit(data, { version: data.version, audience: 'internal', dialect: '3.1' })
    const items = paths as {
      readonly [path: string]: {
        readonly [method: string]: { readonly requestBody?: { readonly content: { readonly [media: string]: { readonly example?: unknown } } } }
      }
    }
    for (const [name, resource] of Object.entries(data.resources)) {
      if (!resource.standard.includes('create')) continue
      const example = items[`/${resource.plural}`]?.['post']?.requestBody?.content['application/json']?.example
      if (example === undefined) continue
      seen++
      assert.equal(compileValidator(recordSchema(resource, 'create'))(example), undefined, `${name}: ${JSON.stringify(example)}`)
    }
  }
  assert.ok(seen >= 15, `${seen} examples were looked at`)
})

test('every example that the plant gives of a field is one that the field takes', () => {
  let seen = 0
  for (const [name, resource] of Object.entries(plant.data.resources)) {
    for (const [field, schema] of Object.entries(resource.fields)) {
      for (const example of schema.examples ?? []) {
        seen++
        assert.equal(compileValidator(valueSchema(schema))(example), undefined, `${name}.${field}: ${JSON.stringify(example)}`)
      }
    }
  }
  assert.ok(seen > 200, `${seen} examples were looked at`)
})
