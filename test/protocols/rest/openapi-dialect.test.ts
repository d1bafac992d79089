import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Json } from '../../../src/contract/schema.ts'
import { downConvert } from '../../../src/protocols/rest/openapi/down-convert.ts'

/** One schema through the whole of a document. */
function schemaIn30(schema: Json): Json {
  const { components } = downConvert({ openapi: '3.1.1', components: { schemas: { It: schema } } })
  return (components as { readonly schemas: { readonly It: Json } }).schemas.It
}

const CASES: readonly (readonly [name: string, from: Json, to: Json])[] = [
  ['null is a mark and no type', { type: ['string', 'null'], format: 'date' }, { type: 'string', nullable: true, format: 'date' }],
  [
    'several types become alternatives',
    { type: ['string', 'array', 'null'] },
    {
      anyOf: [
        { type: 'string', nullable: true },
        { type: 'array', nullable: true, items: {} },
      ],
    },
  ],
  ['null alone is the only value', { type: 'null' }, { type: 'string', nullable: true, enum: [null] }],
  [
    'an alternative of null is a mark',
    { anyOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }], description: 'A.' },
    { type: 'object', nullable: true, allOf: [{ $ref: '#/components/schemas/A' }], description: 'A.' },
  ],
  [
    'alternatives beside null each get the mark',
    { oneOf: [{ type: 'string' }, { type: 'integer' }, { type: 'null' }] },
    {
      oneOf: [
        { type: 'string', nullable: true },
        { type: 'integer', nullable: true },
      ],
    },
  ],
  ['a constant is an enumeration of one', { type: 'string', const: 'x' }, { type: 'string', enum: ['x'] }],
  ['of examples the first is kept', { type: 'string', examples: ['a', 'b'] }, { type: 'string', example: 'a' }],
  [
    'an exclusive bound is a bound and a mark',
    { type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 9 },
    { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
  ],
  ['of two lower bounds the tighter is kept', { exclusiveMinimum: 0, minimum: 5 }, { minimum: 5 }],
  ['of two upper bounds the tighter is kept', { exclusiveMaximum: 5, maximum: 9 }, { maximum: 5, exclusiveMaximum: true }],
  [
    'what stands beside a reference moves around it',
    { $ref: '#/components/schemas/A', description: 'B.' },
    { description: 'B.', allOf: [{ $ref: '#/components/schemas/A' }] },
  ],
  ['a reference alone stays', { $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/A' }],
  ['base64 is a format', { type: 'string', contentEncoding: 'base64' }, { type: 'string', format: 'byte' }],
  [
    'names of properties cannot be bounded',
    { type: 'object', propertyNames: { minLength: 1 }, additionalProperties: { type: ['string', 'null'] } },
    { type: 'object', additionalProperties: { type: 'string', nullable: true } },
  ],
  ['a list of anything says so', { type: 'array' }, { type: 'array', items: {} }],
  ['true is everything, false nothing', { properties: { a: true, b: false } }, { properties: { a: {}, b: { not: {} } } }],
  [
    'a property may be called like a keyword',
    { properties: { const: { const: 1 }, examples: { type: 'string' }, schema: { type: ['string', 'null'] } } },
    { properties: { const: { enum: [1] }, examples: { type: 'string' }, schema: { type: 'string', nullable: true } } },
  ],
  [
    'data is left alone',
    { 'default': { type: ['string', 'null'] }, 'x-states': { const: 1 }, 'enum': [{ const: 1 }] },
    { 'default': { type: ['string', 'null'] }, 'x-states': { const: 1 }, 'enum': [{ const: 1 }] },
  ],
]

for (const [name, from, to] of CASES) test(`in OpenAPI 3.0, ${name}`, () => assert.deepEqual(schemaIn30(from), to))

test('in OpenAPI 3.0, what 3.1 added around schemas is gone', () => {
  const document = downConvert({
    openapi: '3.1.1',
    jsonSchemaDialect: 'x',
    webhooks: {},
    info: { title: 'a', summary: 'b', license: { name: 'c', identifier: 'd' } },
    paths: {
      '/a': {
        get: {
          parameters: [{ name: 'q', in: 'query', schema: { type: ['integer', 'null'] }, example: { const: 1 } }],
          responses: { 200: { $ref: '#/components/responses/A', description: 'b' } },
        },
      },
    },
    components: { pathItems: {} },
  })
  assert.deepEqual(document, {
    openapi: '3.0.3',
    info: { title: 'a', license: { name: 'c' } },
    paths: {
      '/a': {
        get: {
          parameters: [{ name: 'q', in: 'query', schema: { type: 'integer', nullable: true }, example: { const: 1 } }],
          responses: { 200: { $ref: '#/components/responses/A' } },
        },
      },
    },
    components: {},
  })
})
