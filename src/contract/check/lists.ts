import type { ContractData, ResourceData } from '../data.ts'
import { DEFAULT_MAX_LENGTH, type Schema } from '../schema.ts'
import { misfit } from './fit.ts'
import { schemaAt } from './path.ts'
import { eachResource, type Place, type Report } from './rule.ts'

/** Kinds with an order; a duration has equality only, since months have no length. */
export const SORTABLE: ReadonlySet<string> = new Set([
  'string',
  'uuid',
  'boolean',
  'integer',
  'float',
  'decimal',
  'instant',
  'date',
  'time',
  'enum',
  'state',
  'ref',
])
export const FILTERABLE: ReadonlySet<string> = new Set([...SORTABLE, 'duration'])

/** The longest text in an index, and the longest index entry, in characters: PostgreSQL's entries have 2,704 bytes. */
const LONGEST_TEXT = 500
const LONGEST_ENTRY = 2500

/** List shapes name scalar fields that can be shown, each once, none in vain. */
export function lists(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    const seen: string[] = []
    for (const [i, shape] of resource.lists.entries()) {
      const at = ['resources', name, 'lists', i]
      for (const [j, field] of shape.equal.entries()) usable({ resource, name, field, place: [...at, 'equal', j], kinds: FILTERABLE, use: 'filtered', report })
      if (shape.sort !== undefined) usable({ resource, name, field: shape.sort, place: [...at, 'sort'], kinds: SORTABLE, use: 'sorted', report })
      const fields = [...shape.equal, ...(shape.sort === undefined ? [] : [shape.sort])]
      once(fields, at, report)
      short(resource, fields, { place: at, report })
      // The order of `equal` decides the index, but not which queries it serves.
      const text = `${shape.equal.toSorted().join(',')} by ${shape.sort ?? 'key'}`
      if (seen.includes(text)) report('BB145', at, `The shape ${text} is declared twice.`)
      seen.push(text)
    }
  })
}

/** Unique rules name scalar fields, each once; `when` names values that the fields can have. */
export function uniques(contract: ContractData, report: Report): void {
  eachResource(contract, (name, resource) => {
    for (const [i, rule] of resource.unique.entries()) {
      const at = ['resources', name, 'unique', i]
      for (const [j, field] of rule.fields.entries()) usable({ resource, name, field, place: [...at, 'fields', j], kinds: FILTERABLE, use: 'unique', report })
      once(rule.fields, at, report)
      short(resource, rule.fields, { place: at, report })
      if (rule.fields.length === 0) report('BB141', [...at, 'fields'], 'The rule names no field.', 'Name at least one.')
      for (const [field, value] of Object.entries(rule.when ?? {})) {
        const place = [...at, 'when', field]
        const schema = schemaAt(resource, field)
        if (!schema) report('BB141', place, `${name} has no field '${field}'.`)
        else if (!FILTERABLE.has(schema.kind)) report('BB142', place, `'${field}' is a ${schema.kind}, which cannot be compared.`)
        else {
          const problem = misfit({ ...schema, ...(schema.optional && { nullable: true as const }) }, value)
          if (problem !== undefined) report('BB147', place, `The value of '${field}' cannot be ${JSON.stringify(value)}: ${problem}.`)
        }
      }
    }
  })
}

function usable(use: { resource: ResourceData; name: string; field: string; place: Place; kinds: ReadonlySet<string>; use: string; report: Report }): void {
  const { resource, name, field, place, kinds, report } = use
  const schema = schemaAt(resource, field)
  if (!schema)
    report('BB141', place, `${name} has no field '${field}'.`, `Name one of ${[resource.key.field, ...Object.keys(resource.fields)].slice(0, 30).join(', ')}.`)
  else if (!kinds.has(schema.kind)) report('BB142', place, `'${field}' is a ${schema.kind}, which cannot be ${use.use}.`)
  else if (schema.writeOnly) report('BB143', place, `'${field}' is write-only.`)
  else if (longest(schema) > LONGEST_TEXT) report('BB144', place, `'${field}' has up to ${longest(schema)} characters.`)
}

function once(fields: readonly string[], place: Place, report: Report): void {
  const twice = fields.find((field, i) => fields.indexOf(field) !== i)
  if (twice !== undefined) report('BB146', place, `'${twice}' stands in it twice.`)
}

function short(resource: ResourceData, fields: readonly string[], { place, report }: { place: Place; report: Report }): void {
  const lengths = fields.map((field) => longest(schemaAt(resource, field)))
  const total = lengths.reduce((sum, length) => sum + length, 0)
  if (lengths.every((length) => length <= LONGEST_TEXT) && total > LONGEST_ENTRY) report('BB144', place, `Together its fields have up to ${total} characters.`)
}

function longest(schema: Schema | undefined): number {
  if (schema?.kind === 'string') return schema.maxLength ?? DEFAULT_MAX_LENGTH
  return schema?.kind === 'ref' ? DEFAULT_MAX_LENGTH : 40
}
