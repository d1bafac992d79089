import { AUDIENCES, type Audience, type ContractData, type ListShape, type ResourceData } from '../../contract/data.ts'
import type { Schema } from '../../contract/schema.ts'
import { NULL_TEXT, orderText } from '../order.ts'
import type { TableLayout } from '../ports/store.ts'
import { formOf } from './form.ts'
import { ownerPath, schemaAt, valueAt, type OwnerPath } from './path.ts'

/** An index column: a field of the record, or the owner at the end of a path over references. */
export interface Column {
  readonly name: string
  /** The field's path in the record; for an owner over references, of its first reference. */
  readonly path: readonly string[]
  readonly schema: Schema
  /** Set where the value is not in the record itself. */
  readonly owner?: OwnerPath
}

/** A declared list shape with the index that serves it, by owner column (`''`: no owner). */
export interface Shape {
  readonly equal: readonly string[]
  readonly sort?: string
  readonly indexes: ReadonlyMap<string, string>
}

export interface Layout {
  readonly table: string
  readonly columns: readonly Column[]
  readonly shapes: readonly Shape[]
  /** The column that holds the owner for an audience. */
  readonly owners: { readonly [A in Audience]?: Column }
  /** By field that refers to another record and owner column (`''`: none): the index that finds the records that refer. */
  readonly references: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly store: TableLayout
}

/** Which columns and indexes a resource needs, from what its contract declares. Names are a function of the declaration alone. */
export function layoutOf(contract: ContractData, name: string, resource: ResourceData, prefix: string): Layout {
  const table = `${prefix}_${snake(name)}`
  const columns = new Map<string, Column>()
  const indexes = new Map<string, readonly string[]>()

  const column = (path: string): Column => {
    const id = `c_${snake(path)}`
    const known = columns.get(id)
    if (known) return known
    const schema = schemaAt(resource, path)
    if (!schema) throw new TypeError(`${name}: no field '${path}' to index`)
    const made: Column = { name: id, path: path.split('.'), schema }
    columns.set(id, made)
    return made
  }
  const ownerColumn = (own: string): Column => {
    const path = ownerPath(contract, resource, own)
    if (!path) throw new TypeError(`${name}: the owner '${own}' leads nowhere`)
    if (path.hops.length === 0) return column(own)
    const id = `o_${snake(own)}`
    const known = columns.get(id)
    if (known) return known
    const made: Column = { name: id, path: [path.hops[0]?.field ?? ''], schema: { kind: 'string' }, owner: path }
    columns.set(id, made)
    return made
  }
  const index = (...over: readonly Column[]): string => {
    const names = over.map((c) => c.name)
    const id = `i_${table.slice(0, 38)}_${fingerprint(names.join(','))}`
    indexes.set(id, names)
    return id
  }

  const owners: { [A in Audience]?: Column } = {}
  for (const audience of AUDIENCES) {
    const own = resource.access[audience]?.own
    if (own !== undefined) owners[audience] = ownerColumn(own)
  }
  const distinctOwners = [...new Set(Object.values(owners))]
  const withOwners = (over: readonly Column[]): ReadonlyMap<string, string> => {
    const out = new Map<string, string>()
    if (over.length > 0) out.set('', index(...over))
    for (const owner of distinctOwners) out.set(owner.name, index(owner, ...over))
    return out
  }

  const shapes = declaredShapes(resource).map((shape): Shape => {
    const over = [...shape.equal, ...(shape.sort === undefined ? [] : [shape.sort])].map(column)
    return { ...shape, indexes: withOwners(over) }
  })

  const references = new Map<string, ReadonlyMap<string, string>>()
  for (const field of referringFields(contract, name)) references.set(field, withOwners([column(field)]))

  const all = [...columns.values()]
  const scalar = Object.entries(resource.fields).filter(
    ([, schema]) => !['many', 'object', 'list', 'map', 'json', 'money', 'quantity', 'local'].includes(schema.kind) && schema.writeOnly !== true,
  )
  return {
    table,
    columns: all,
    shapes,
    owners,
    references,
    store: {
      table,
      form: formOf(resource),
      resource: name,
      columns: all.map((c) => c.name),
      indexes: [...indexes].map(([id, over]) => ({ name: id, columns: over })),
      view: [
        { name: resource.key.field, field: resource.key.field, numeric: false },
        ...scalar.map(([field, schema]) => ({ name: field, field, numeric: ['integer', 'float', 'decimal'].includes(schema.kind) })),
        ...['revision', 'createdAt', 'updatedAt'].map((field) => ({ name: field, field, numeric: field === 'revision' })),
      ],
      // An owner over references is not in the record: it is filled by the kernel after the column is there.
      columnsOf: (body) => {
        const record: unknown = JSON.parse(body)
        return all.map((c) => (c.owner ? NULL_TEXT : orderText(c.schema, valueAt(record, c.path))))
      },
    },
  }
}

/** The declared shapes, and always the plain one: by key. */
function declaredShapes(resource: ResourceData): readonly ListShape[] {
  return resource.lists.some((l) => l.equal.length === 0 && l.sort === undefined) ? resource.lists : [...resource.lists, { equal: [] }]
}

/** Reference fields that some other resource's has-many, or an owner path, walks backwards. */
function referringFields(contract: ContractData, name: string): ReadonlySet<string> {
  const fields = new Set<string>()
  for (const other of Object.values(contract.resources))
    for (const schema of Object.values(other.fields)) if (schema.kind === 'many' && schema.resource === name) fields.add(schema.via)
  for (const [from, other] of Object.entries(contract.resources)) {
    for (const access of Object.values(other.access)) {
      const path = access.own === undefined ? undefined : ownerPath(contract, other, access.own)
      let here = from
      for (const hop of path?.hops ?? []) {
        if (here === name) fields.add(hop.field)
        here = hop.resource
      }
    }
  }
  return fields
}

export function snake(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll('.', '__')
    .replaceAll('-', '_')
    .toLowerCase()
}

/** FNV-1a, 32 bits: a short stable name, not a security measure. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
