import type { Principal } from '../kernel.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { Source } from '../ports/source.ts'
import { refuse } from '../refusal.ts'
import { holdsScope } from '../policies/authorize.ts'
import { mayKnowEach, ownerBound, type FindRecords } from './visibility.ts'

/** What is included at each field: a tree of paths. */
export type IncludeTree = ReadonlyMap<string, IncludeTree>

const MOST_PATHS = 20
const MOST_DEPTH = 4
/** Records of one has-many that one record shows; the whole list is a list call away. */
export const MOST_INCLUDED = 200

/** Records that one call includes in all. */
export const MOST_INCLUDED_IN_ALL = 10_000

/** Reads `lines`, `shipments.milestones` as a tree. */
export function includeTree(paths: readonly string[]): IncludeTree {
  if (paths.length > MOST_PATHS)
    throw refuse('invalid-filter', `At most ${MOST_PATHS} include paths.`, { errors: [{ parameter: 'include', detail: `has more than ${MOST_PATHS} paths` }] })
  const root = new Map<string, IncludeTree>()
  for (const path of paths) {
    const segments = path.split('.')
    if (segments.length > MOST_DEPTH)
      throw refuse('invalid-filter', `An include path has at most ${MOST_DEPTH} steps.`, {
        errors: [{ parameter: 'include', detail: `'${path}' is too deep` }],
      })
    let here: Map<string, IncludeTree> = root
    for (const segment of segments) {
      let next = here.get(segment) as Map<string, IncludeTree> | undefined
      if (!next) here.set(segment, (next = new Map()))
      here = next
    }
  }
  return root
}

export interface Including {
  readonly source: (resource: ResourceModel) => Source
  readonly principal: Principal
  /** Its own includes are declared by the contract, for whoever may call it. */
  readonly composite: boolean
  /** Keys of references stay, under their names with `#` before them. */
  readonly referenceKeys: boolean
  /** How many records may still be included. */
  readonly budget: { left: number }
  readonly resource: (name: string) => ResourceModel
  /** A field's name in the caller's version. */
  readonly label: (resource: ResourceModel, field: string) => string
  /** What the caller sees of a record of this resource, in its version. */
  readonly show: (resource: ResourceModel, record: RecordBody) => { [field: string]: unknown }
}

/** Shown records with what they are about to include, level by level: one query a path, however many records there are. */
export async function include(
  resource: ResourceModel,
  records: readonly RecordBody[],
  the: { readonly tree: IncludeTree; readonly with: Including },
): Promise<readonly { [field: string]: unknown }[]> {
  const shown = records.map((record) => the.with.show(resource, record))
  for (const [field, below] of the.tree) {
    const schema = Object.hasOwn(resource.data.fields, field) ? resource.data.fields[field] : undefined
    const reference = schema?.kind === 'ref' ? schema.resource : schema?.kind === 'many' ? schema.resource : undefined
    const target = reference === undefined ? undefined : the.with.resource(reference)
    if (schema && target && !the.with.composite && !holdsScope(the.with.principal.scopes, target.readScope))
      throw refuse('insufficient-scope', `To include '${field}' the credential needs the scope '${target.readScope}'.`, { more: { scope: target.readScope } })
    if (!schema || !target || !resource.projections[the.with.principal.audience].visible.has(field) || !reachable(target, the.with.principal))
      throw refuse('invalid-filter', `'${field}' of ${resource.name} cannot be included.`, {
        errors: [{ parameter: 'include', detail: `'${field}' is not a reference or has-many of ${resource.name}` }],
      })
    if (schema.kind === 'ref') await includeReference({ records, shown, field, label: the.with.label(resource, field), target, below, the: the.with })
    else if (schema.kind === 'many')
      await includeMany(resource, { records, shown, field, label: the.with.label(resource, field), via: schema.via, target, below, the: the.with })
  }
  return shown
}

interface Level {
  readonly records: readonly RecordBody[]
  readonly shown: readonly { [field: string]: unknown }[]
  readonly field: string
  readonly label: string
  readonly target: ResourceModel
  readonly below: IncludeTree
  readonly the: Including
}

/** A reference becomes the record it names, `null` where that is not there or not the caller's. */
async function includeReference({ records, shown, field, label, target, below, the }: Level): Promise<void> {
  const keys = [...new Set(records.flatMap((record) => (typeof record[field] === 'string' ? [record[field]] : [])))]
  const bodies = new Map<string, RecordBody>()
  if (keys.length > 0) for (const found of await the.source(target).getMany(keys)) bodies.set(found.key, JSON.parse(found.body) as RecordBody)
  spend(the, bodies.size)
  const candidates = [...bodies]
  const may = await mayKnowEach(
    target,
    candidates.map(([, body]) => body),
    { principal: the.principal, find: finder(the) },
  )
  for (const [i, [key]] of candidates.entries()) if (!may[i]) bodies.delete(key)
  const order = [...bodies.keys()]
  const below1 = await include(
    target,
    order.map((key) => bodies.get(key) ?? {}),
    { tree: below, with: the },
  )
  const byKey = new Map(order.map((key, i) => [key, below1[i]]))
  for (const [i, record] of records.entries()) {
    const key = record[field]
    const into = shown[i]
    if (!into || typeof key !== 'string') continue
    into[label] = byKey.get(key) ?? null
    if (the.referenceKeys) into[`#${label}`] = key
  }
}

/** The records whose reference names this one, in key order. */
async function includeMany(resource: ResourceModel, { records, shown, label, via, target, below, the }: Level & { readonly via: string }): Promise<void> {
  const keyField = resource.data.key.field
  const bound = ownerBound(target, the.principal)
  const keys = records.map((record) => String(record[keyField]))
  const distinct = [...new Set(keys)]
  if (distinct.length === 0) {
    await include(target, [], { tree: below, with: the })
    return
  }
  // So many of each that all together fit; where they would be fewer than a record may show, one more tells whether they were all.
  const fair = Math.floor(the.budget.left / Math.max(1, distinct.length))
  const rows = await the
    .source(target)
    .related({ via, keys: distinct, ...(bound && { owner: bound }), limitEach: fair < MOST_INCLUDED ? fair + 1 : MOST_INCLUDED })
  const found = rows.map(({ key, record }) => ({ key, body: JSON.parse(record.body) as RecordBody }))
  if (fair < MOST_INCLUDED) {
    const counts = new Map<string, number>()
    for (const { key } of found) counts.set(key, (counts.get(key) ?? 0) + 1)
    for (const count of counts.values()) if (count > fair) throw tooMany()
  }
  spend(the, found.length)
  const children = await include(
    target,
    found.map((f) => f.body),
    { tree: below, with: the },
  )
  const byParent = new Map<string, unknown[]>()
  for (const [i, { key }] of found.entries()) {
    const list = byParent.get(key)
    if (list) list.push(children[i])
    else byParent.set(key, [children[i]])
  }
  for (const [i, key] of keys.entries()) {
    const into = shown[i]
    if (into) into[label] = byParent.get(key) ?? []
  }
}

function reachable(resource: ResourceModel, principal: Principal): boolean {
  const can = resource.data.access[principal.audience]?.can
  return can !== undefined && (can.includes('*') || can.includes('get') || can.includes('list'))
}

function spend(the: Including, records: number): void {
  the.budget.left -= records
  if (the.budget.left < 0) throw tooMany()
}

function tooMany(): Error {
  return refuse('too-large', `More than ${MOST_INCLUDED_IN_ALL} records would be included. Ask for a smaller page, or include less.`)
}

function finder(the: Including): FindRecords {
  return async (name, keys) => {
    const found = await the.source(the.resource(name)).getMany(keys)
    return new Map(found.map((record) => [record.key, JSON.parse(record.body) as RecordBody]))
  }
}

/** The resources that a tree of paths reads; a step that leads nowhere is refused when it is read. */
export function includedResources(resource: ResourceModel, tree: IncludeTree, model: (name: string) => ResourceModel): readonly ResourceModel[] {
  return [...tree].flatMap(([field, below]) => {
    const schema = Object.hasOwn(resource.data.fields, field) ? resource.data.fields[field] : undefined
    if (schema?.kind !== 'ref' && schema?.kind !== 'many') return []
    const target = model(schema.resource)
    return [target, ...includedResources(target, below, model)]
  })
}
