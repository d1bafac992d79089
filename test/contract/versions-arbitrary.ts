import fc from '../../conformance/laws.ts'
import type { ContractData, FieldChange, OlderVersionData, ResourceData } from '../../src/contract/data.ts'
import type { Json, Schema, SchemaFields } from '../../src/contract/schema.ts'
import { checkOlder, contractAt } from '../../src/contract/versions/index.ts'

/**
 * Choices read one after the other from a tape of numbers, so that later ones can depend on earlier ones and a tape that
 * fast-check makes shorter and smaller makes simpler choices: the first of a list, false, none.
 */
export class Draw {
  readonly #tape: readonly number[]
  #at = 0

  constructor(tape: readonly number[]) {
    this.#tape = tape
  }
  /** From 0 to `most`. */
  nat(most: number): number {
    return (this.#tape[this.#at++] ?? 0) % (most + 1)
  }
  flag(): boolean {
    return this.nat(1) === 1
  }
  pick<T>(from: readonly [T, ...T[]] | readonly T[]): T {
    return from[this.nat(from.length - 1)] as T
  }
  subset<T>(from: readonly T[], least = 0): readonly T[] {
    const kept = from.filter(() => this.flag())
    return kept.length >= least ? kept : from.slice(0, least)
  }
}
export type JsonObject = { readonly [name: string]: Json }

/** A contract with one resource of every kind of field, and two older versions, each random over the one before. */
export const arbitraryVersions: fc.Arbitrary<{ readonly data: ContractData; readonly draw: Draw }> = fc
  .array(fc.nat(0xffff), { minLength: 100, maxLength: 700, size: 'max' })
  .map((tape) => {
    const draw = new Draw(tape)
    const resource: ResourceData = {
      plural: 'things',
      key: { field: 'id', schema: { kind: 'string' } },
      fields: fieldsOf(draw, 2),
      standard: ['get', 'list', 'create', 'update'],
      lists: [],
      unique: [],
      access: {},
      commands: {},
      events: {},
    }
    const base: ContractData = {
      busbar: 1,
      name: 'test',
      version: 'v3',
      resources: { Thing: resource },
      operations: {},
      events: {},
      faults: {},
      composites: {},
      telemetry: {},
      older: [],
    }
    const v2 = older(draw, { version: 'v2', over: base, name: 'Thing' })
    const withV2 = { ...base, older: [v2] }
    const v1 = older(draw, { version: 'v1', over: contractAt(withV2, 'v2'), name: 'Thing' })
    return { data: { ...base, older: [v2, v1] }, draw }
  })

function older(draw: Draw, the: { readonly version: string; readonly over: ContractData; readonly name: string }): OlderVersionData {
  const fields = the.over.resources[the.name]?.fields ?? {}
  const changes: FieldChange[] = []
  changesOf(draw, { fields, into: changes, newer: [], older: [], names: { next: 0, version: the.version } })
  const data: OlderVersionData = { version: the.version, resources: { [the.name]: { fields: changes } } }
  const errors = checkOlder({ ...the.over, older: [data] }).filter((d) => d.severity === 'error' && d.code !== 'BB510')
  if (errors.length > 0) throw new Error(`the generator made a declaration that does not hold up: ${JSON.stringify([errors, changes, fields])}`)
  return data
}

// ---- schemas and values ------------------------------------------------------------------------

const NAMES = ['a', 'b', 'c', 'd', 'e']

function fieldsOf(draw: Draw, depth: number): SchemaFields {
  const names = draw.subset(NAMES, 2)
  return Object.fromEntries(names.map((name) => [name, { ...schemaOf(draw, depth), ...marks(draw) }]))
}

function marks(draw: Draw): object {
  return draw.pick([{}, {}, {}, { optional: true }, { optional: true }, { nullable: true }, { optional: true, nullable: true }])
}

function schemaOf(draw: Draw, depth: number): Schema {
  const scalars: readonly Schema[] = [
    { kind: 'string' },
    { kind: 'boolean' },
    { kind: 'integer' },
    { kind: 'decimal', precision: 8, scale: 3 },
    { kind: 'decimal', precision: 12, scale: 0 },
    { kind: 'enum', values: ['A', 'B', 'C', 'D'] },
    { kind: 'enum', values: ['A', 'B', 'C', 'D'] },
  ]
  const kind = depth === 0 ? 'scalar' : draw.pick(['scalar', 'scalar', 'object', 'object', 'list', 'map', 'enums'])
  if (kind === 'object') return { kind: 'object', fields: fieldsOf(draw, depth - 1) }
  if (kind === 'list' || kind === 'map') return { kind, of: { kind: 'object', fields: fieldsOf(draw, depth - 1) } }
  if (kind === 'enums') return { kind: 'list', of: { kind: 'enum', values: ['A', 'B', 'C'] } }
  return draw.pick(scalars)
}

/** A valid value; `undefined` where an optional field is left out. */
export function valueOf(draw: Draw, schema: Schema): Json | undefined {
  if (schema.optional && draw.flag()) return undefined
  if (schema.nullable && draw.nat(3) === 0) return null
  switch (schema.kind) {
    case 'object':
      return objectOf(draw, schema.fields)
    case 'list':
      return Array.from({ length: draw.nat(3) }, () => valueOf(draw, schema.of) ?? null)
    case 'map':
      return Object.fromEntries(draw.subset(['x', 'y']).map((name) => [name, valueOf(draw, schema.of) ?? null]))
    case 'boolean':
      return draw.flag()
    case 'integer':
      return draw.nat(4000) - 2000
    case 'decimal': {
      const digits = draw.nat(60_000) - 30_000
      const text = String(Math.abs(digits) % 10 ** schema.precision).padStart(schema.scale + 1, '0')
      const fraction = schema.scale === 0 ? '' : `.${text.slice(-schema.scale)}`
      const plain = `${digits < 0 ? '-' : ''}${text.slice(0, text.length - schema.scale)}${fraction}`
      return plain.includes('.') ? plain.replace(/0+$/, '').replace(/\.$/, '').replace(/^-0$/, '0') : plain
    }
    case 'enum':
    case 'state':
      return draw.pick(schema.values)
    default:
      return draw.pick(['p', 'q', 'r', 's'])
  }
}

export function objectOf(draw: Draw, fields: SchemaFields): JsonObject {
  const out: { [name: string]: Json } = {}
  for (const [name, schema] of Object.entries(fields)) {
    const value = valueOf(draw, schema)
    if (value !== undefined) out[name] = value
  }
  return out
}

export function recordOf(draw: Draw, resource: ResourceData): JsonObject {
  return { [resource.key.field]: 'k1', ...objectOf(draw, resource.fields), revision: 1, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-02T00:00:00Z' }
}

// ---- declarations ------------------------------------------------------------------------------

interface Scope {
  readonly fields: SchemaFields
  readonly into: FieldChange[]
  /** Paths of the list (or record) that the scope is, in both versions. */
  readonly newer: readonly string[]
  readonly older: readonly string[]
  readonly names: { next: number; readonly version: string }
}

function changesOf(draw: Draw, scope: Scope): void {
  const fresh = (): string => `${scope.names.version}n${scope.names.next++}`
  const wrapper = fresh()
  const at = (base: readonly string[], path: readonly string[]): string => [...base, ...path].join('.')
  /** `free`: a child may leave its object without a null or a missing object being lost. */
  const visit = (
    fields: SchemaFields,
    the: { readonly path: readonly string[]; readonly older: readonly string[] | undefined; readonly free: boolean },
  ): void => {
    for (const [name, schema] of Object.entries(fields)) {
      const path = [...the.path, name]
      const stay = the.older && [...the.older, name]
      const to = at(scope.newer, path)
      const elsewhere = the.free ? draw.pick([[fresh()], [wrapper, fresh()]]) : [...(the.older ?? []), fresh()]
      if (!the.free && !the.older) continue
      const change = draw.pick(['none', 'none', 'rename', 'drop', 'default', 'convert', 'convert', 'inside', 'inside'])
      if (change === 'rename') scope.into.push({ change: 'rename', from: at(scope.older, elsewhere), to })
      else if (change === 'drop') scope.into.push({ change: 'drop', to })
      else if (change === 'default') scope.into.push({ change: 'default', to, value: valueOf(draw, always(schema)) ?? null })
      else if (change === 'convert') convert(schema, { to, from: at(scope.older, draw.flag() && stay ? stay : elsewhere) })
      else if (change === 'inside' && schema.kind === 'object') {
        const kind = draw.pick(['stay', 'moved', 'dropped'])
        if (kind === 'moved') scope.into.push({ change: 'rename', from: at(scope.older, elsewhere), to })
        if (kind === 'dropped') scope.into.push({ change: 'drop', to })
        const older = kind === 'moved' ? elsewhere : kind === 'stay' ? stay : undefined
        if (older && draw.nat(3) === 0) constant([...older, fresh()])
        visit(schema.fields, { path, older, free: the.free && (kind === 'dropped' || (!schema.optional && !schema.nullable)) })
      } else if (change === 'inside' && (schema.kind === 'list' || schema.kind === 'map') && schema.of.kind === 'object' && stay) {
        const moved = draw.flag() ? elsewhere : stay
        if (moved !== stay) scope.into.push({ change: 'rename', from: at(scope.older, moved), to })
        changesOf(draw, { ...scope, fields: schema.of.fields, newer: [...scope.newer, ...path], older: [...scope.older, ...moved] })
      }
    }
  }
  const constant = (path: readonly string[]): void => {
    scope.into.push({ change: 'constant', from: at(scope.older, path), schema: { kind: 'string', doc: 'constant' }, value: 'constant' })
  }
  const convert = (schema: Schema, paths: { readonly from: string; readonly to: string }): void => {
    if (schema.kind === 'list' || schema.kind === 'map') return convert(schema.of, paths)
    if (schema.kind === 'enum') scope.into.push({ change: 'values', ...paths, ...valuesOf(draw, { values: schema.values, version: scope.names.version }) })
    if (schema.kind === 'decimal' || schema.kind === 'integer') {
      const scale = schema.kind === 'decimal' ? schema.scale : 0
      const factors = scale >= 2 ? ['1000', '0.1', '60', '0.45359237', '25.4', '0.5', '7/5', '1'] : ['1000', '60', '25.4', '2.5', '7/5', '1']
      const offset = draw.pick([undefined, undefined, '-40', '32'])
      scope.into.push({ change: 'unit', ...paths, factor: draw.pick(factors), ...(offset !== undefined && { offset }) })
    }
  }
  visit(scope.fields, { path: [], older: [], free: true })
  if (draw.nat(2) === 0) constant([fresh()])
  if (draw.nat(4) === 0) constant([wrapper, fresh()])
}

/** Null is no value that a merge patch can set. */
function always(schema: Schema): Schema {
  const { optional: _1, nullable: _2, ...rest } = schema
  if (rest.kind === 'list' || rest.kind === 'map') return { ...rest, of: always(rest.of) }
  return rest.kind === 'object' ? { ...rest, fields: Object.fromEntries(Object.entries(rest.fields).map(([name, inner]) => [name, always(inner)])) } : rest
}

/** Some values renamed, some that the older version lacks, some that only it has. */
function valuesOf(
  draw: Draw,
  { values, version }: { readonly values: readonly string[]; readonly version: string },
): { map: { [older: string]: string }; shown?: { [newer: string]: string } } {
  const map: { [older: string]: string } = {}
  const shown: { [newer: string]: string } = {}
  let known: string | undefined
  for (const value of values) {
    const fate = draw.pick(['same', 'named', 'twice', 'shown'])
    if (fate === 'shown' && known !== undefined) shown[value] = known
    else if (fate === 'named' || fate === 'twice') {
      known = `${value.toLowerCase()}-${version}`
      map[known] = value
      if (fate === 'twice') map[`${known}-too`] = value
    } else known = value
  }
  return { map, ...(Object.keys(shown).length > 0 && { shown }) }
}
