import assert from 'node:assert/strict'
import fc from '../../conformance/laws.ts'
import type { ContractData, ResourceData, Schema, SchemaFields } from '../../src/contract/index.ts'
import { base, CASES } from './diff-cases.ts'
import { changed } from './draft.ts'
import { arbitraryVersions, type Draw } from './versions-arbitrary.ts'

/** Two contracts that some of the cases lead to from one, some on each side. */
export const pair: fc.Arbitrary<readonly [ContractData, ContractData]> = fc
  .array(fc.record({ at: fc.nat({ max: CASES.length - 1 }), older: fc.boolean() }), { minLength: 1, maxLength: 4 })
  .map((picked) => {
    const side = (older: boolean): ContractData =>
      picked.reduce((contract, one) => {
        if (one.older !== older) return contract
        try {
          return changed(contract, CASES[one.at]?.[1] ?? assert.fail())
        } catch {
          return contract // What the case changes has gone in another one.
        }
      }, base)
    return [side(true), side(false)]
  })

/** One resource, and the same after a few changes of its fields. */
export const fieldsChanged: fc.Arbitrary<{ readonly older: ResourceData; readonly newer: ResourceData; readonly draw: Draw }> = arbitraryVersions.map(
  ({ data, draw }) => {
    const older = data.resources['Thing'] ?? assert.fail()
    return { older, newer: { ...older, fields: fieldsAfter(draw, older.fields, 3) }, draw }
  },
)

function fieldsAfter(draw: Draw, fields: SchemaFields, most: number): SchemaFields {
  const entries = Object.entries(fields)
  for (let i = 0; i <= draw.nat(most); i++) {
    const at = draw.nat(entries.length - 1)
    const [name, schema] = entries[at] ?? ['', { kind: 'boolean' }]
    switch (draw.pick(['mark', 'mark', 'type', 'type', 'remove', 'first', 'last', 'swap'])) {
      case 'mark':
        entries[at] = [name, marked(draw, schema)]
        break
      case 'type':
        entries[at] = [name, typeAfter(draw, schema)]
        break
      case 'remove':
        if (entries.length > 1) entries.splice(at, 1)
        break
      case 'first':
        entries.unshift([`new${i}`, { kind: 'boolean', optional: true }])
        break
      case 'last':
        entries.push([`new${i}`, draw.pick<Schema>([{ kind: 'boolean' }, { kind: 'boolean', optional: true }])])
        break
      default:
        entries.push(...entries.splice(at, 1))
    }
  }
  return Object.fromEntries(entries)
}

function marked(draw: Draw, { optional: _1, nullable: _2, ...rest }: Schema): Schema {
  return { ...rest, ...(draw.flag() && { optional: true }), ...(draw.flag() && { nullable: true }) }
}

function typeAfter(draw: Draw, schema: Schema): Schema {
  const { kind: _, ...marks } = { kind: schema.kind, ...(schema.optional && { optional: true as const }), ...(schema.nullable && { nullable: true as const }) }
  switch (schema.kind) {
    case 'object':
      return { ...schema, fields: fieldsAfter(draw, schema.fields, 0) }
    case 'list':
      return draw.flag() ? { ...schema, maxItems: draw.nat(3) } : { ...schema, of: typeAfter(draw, schema.of) }
    case 'map':
      return draw.flag() ? { ...schema, maxItems: draw.nat(3) } : { ...schema, of: typeAfter(draw, schema.of) }
    case 'decimal':
      return draw.pick<Schema>([
        { ...schema, precision: schema.precision + 1 },
        { ...schema, scale: Math.max(0, schema.scale - 1) },
        { ...marks, kind: 'string' },
      ])
    case 'integer':
      return draw.pick<Schema>([
        { ...schema, minimum: draw.nat(100) - 50 },
        { ...schema, maximum: 2 ** 31 },
        { ...marks, kind: 'float' },
      ])
    case 'enum':
      return { ...schema, values: draw.subset(['A', 'B', 'C', 'D', 'E'], 1) }
    default:
      return draw.pick<Schema>([
        { ...marks, kind: 'string', maxLength: 1 },
        { ...marks, kind: 'json' },
        { ...marks, kind: 'enum', values: ['p', 'q'] },
      ])
  }
}

/** With one resource, `Thing`. */
export const contractOf = (resource: ResourceData): ContractData => ({
  busbar: 1,
  name: 'test',
  version: 'v1',
  resources: { Thing: { ...resource, access: { internal: { can: ['*'] } } } },
  operations: {},
  events: {},
  faults: {},
  composites: {},
  telemetry: {},
  older: [],
})
