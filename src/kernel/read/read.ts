import { SYSTEM_FIELDS } from '../../contract/schema.ts'
import type { Call } from '../call.ts'
import type { Admitted } from '../admitted.ts'
import type { ContractModel } from '../model/model.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { failureOf } from '../failure.ts'
import type { Outcome, Problem, Success } from '../outcome.ts'
import type { Log } from '../ports/log.ts'
import type { Listed, Source, SourceQuery } from '../ports/source.ts'
import type { Store, StoredRecord } from '../ports/store.ts'
import { conceal, refuse, Refusal } from '../refusal.ts'
import { upCall } from '../version.ts'
import { viewOf, type View } from '../view.ts'
import { boundTo, type Cursors } from './cursor.ts'
import { checkSort, encodeFilters } from './filter.ts'
import { include, includedResources, includeTree, MOST_INCLUDED_IN_ALL, type Including } from './include.ts'
import { ownSource } from './own-source.ts'
import { mayKnow, ownerBound } from './visibility.ts'

const DEFAULT_PAGE = 50
const LARGEST_PAGE = 1000

export interface Reader {
  read(admitted: Admitted): Promise<Outcome>
  /** Throws where the caller may not include what a change is to be answered with: before anything is done. */
  mayInclude(admitted: Admitted): Promise<void>
  /** The answer of a change, with what its record includes as it is then. */
  withIncluded(admitted: Admitted, outcome: Outcome): Promise<Outcome>
  stream(admitted: Admitted): AsyncIterable<readonly string[]>
  /** It includes records of a resource whose reads are in the audit trail. */
  includesAudited(admitted: Admitted): boolean
  /** The top-level fields that a stream shows, in order. */
  fields(admitted: Admitted): readonly string[]
}

/** Reads: one record, a list, a composite. Nothing here changes anything. */
export function reader(ports: {
  readonly store: Store
  readonly cursor: Cursors
  readonly models: ReadonlyMap<string, ContractModel>
  readonly log: Log
}): Reader {
  const { store, cursor } = ports
  const sources = new WeakMap<ResourceModel, Source>()
  const sourceOf = (resource: ResourceModel): Source => {
    let source = sources.get(resource)
    if (!source) sources.set(resource, (source = ownSource(store, resource)))
    return source
  }

  async function one(the: Admitted): Promise<Outcome> {
    const { call, operation, caller, version } = the
    const resource = resourceOf(the)
    const key = call.key ?? ''
    const found = sourceOf(resource).get(key)
    const record = found instanceof Promise ? await found : found
    if (!record) throw refuse('not-found')
    const composite = operation.composite
    const view = viewOf(resource, { version, principal: caller.principal, fields: call.fields })
    const including = composite?.include ?? call.include
    let body: RecordBody | undefined
    if (resource.layout.owners[caller.principal.audience]) {
      body = parse(record)
      if (!(await mayKnow(resource, body, { principal: caller.principal, find: findIn(the) }))) throw conceal()
    }
    if (including && including.length > 0) {
      const [shown] = await include(resource, [body ?? parse(record)], { tree: includeTree(including), with: includingFor(the, call.fields) })
      return { ok: true, kind: 'record', ...said(call, shown), key, revision: record.revision }
    }
    if (call.ifNoneMatch !== undefined && (call.ifNoneMatch === '*' || call.ifNoneMatch.includes(record.revision)))
      return { ok: true, kind: 'unchanged', body: '', key, revision: record.revision, view: view.name }
    return {
      ok: true,
      kind: 'record',
      ...(view.full && !call.asValue ? { body: record.body } : said(call, view.show(body ?? parse(record)))),
      key,
      revision: record.revision,
      view: view.name,
    }
  }

  async function list(the: Admitted): Promise<Outcome> {
    const { call, caller } = the
    const { principal, plan: allowance } = caller
    const query = call.query ?? {}
    const limit = query.limit ?? Math.min(DEFAULT_PAGE, allowance.page ?? LARGEST_PAGE)
    const most = Math.min(allowance.page ?? LARGEST_PAGE, LARGEST_PAGE)
    if (!Number.isInteger(limit) || limit < 1 || limit > most)
      throw refuse('invalid-filter', `A page has 1 to ${most} records.`, { errors: [{ parameter: 'limit', detail: `must be 1 to ${most}` }] })
    const source = sourceOf(resourceOf(the))
    const bound = boundTo({ contract: call.contract, operation: the.operation.name }, query, principal)
    const from = query.cursor === undefined ? undefined : cursor.read(query.cursor, bound)
    const asked = queryOf(the, { chunk: limit + 1, bounded: true })
    const items: Listed[] = []
    for await (const item of source.list({ ...asked, ...(from && { after: from }) })) {
      items.push(item)
      if (items.length > limit) break
    }
    const more = items.length > limit
    if (more) items.pop()
    const last = items.at(-1)
    // The last one is the next page's cursor too, and made once.
    let end: string | undefined
    const after = (item: Listed): string => (item === last ? (end ??= cursor.make(item.position, bound)) : cursor.make(item.position, bound))
    return {
      ok: true,
      kind: 'page',
      ...(call.asValue ? { body: '', value: await values(the, items) } : { body: `[${(await texts(the, items)).join(',')}]` }),
      ...(more && last && { next: after(last) }),
      ...(query.cursors && { cursors: those(items, query.cursors).map(after) }),
      ...(query.count && { count: await source.count(asked) }),
    }
  }

  function queryOf(the: Admitted, how: Pick<SourceQuery, 'chunk' | 'bounded'>): SourceQuery {
    const { call, caller } = the
    const resource = resourceOf(the)
    const { visible } = resource.projections[caller.principal.audience]
    const { filter = [], sort } = call.query ?? {}
    if (sort) checkSort(resource, sort.field, visible)
    const owner = ownerBound(resource, caller.principal)
    return { filters: encodeFilters(resource, filter, visible), ...(sort && { sort }), ...(owner && { owner }), ...how }
  }

  /** Each record as the caller sees it; the stored text where that is all of it. */
  async function texts(the: Admitted, items: readonly Listed[]): Promise<readonly string[]> {
    const { call, caller, version } = the
    const plain = (call.include ?? []).length === 0
    if (plain && viewOf(resourceOf(the), { version, principal: caller.principal, fields: call.fields }).full) return items.map((item) => item.record.body)
    return (await values(the, items)).map((record) => JSON.stringify(record))
  }

  async function values(the: Admitted, items: readonly Listed[]): Promise<readonly { readonly [field: string]: unknown }[]> {
    const { call, caller, version } = the
    const resource = resourceOf(the)
    const bodies = items.map((item) => item.body ?? parse(item.record))
    if (call.include && call.include.length > 0) return include(resource, bodies, { tree: includeTree(call.include), with: includingFor(the, call.fields) })
    const view = viewOf(resource, { version, principal: caller.principal, fields: call.fields })
    return bodies.map((body) => view.show(body))
  }

  /** What is wrong with the query is said before the first record. */
  function stream(the: Admitted): AsyncIterable<readonly string[]> {
    const call = the.version.older ? upCall(the.call, the.version.older, resourceOf(the)) : the.call
    viewOf(resourceOf(the), { version: the.version, principal: the.caller.principal, fields: the.call.fields })
    if (!call) return nothing()
    return chunks({ ...the, call }, sourceOf(resourceOf(the)).list(queryOf({ ...the, call }, { chunk: 500, bounded: false })))
  }

  function fields(the: Admitted): readonly string[] {
    const resource = resourceOf(the)
    const { visible } = resource.projections[the.caller.principal.audience]
    const older = the.version.older?.translator
    const data = older?.data.resources[older.resourceDown(resource.name) ?? '']
    if (older && data && !older.isSame(resource.name)) {
      const names = [
        data.key.field,
        ...Object.entries(data.fields).flatMap(([name, schema]) => (schema.kind === 'many' || schema.writeOnly ? [] : [name])),
        ...Object.keys(SYSTEM_FIELDS),
      ]
      return names.filter((name) => {
        const up = older.fieldUp(resource.name, name)?.split('.')[0]
        return (up === undefined || visible.has(up)) && (!the.call.fields || name === data.key.field || the.call.fields.includes(name))
      })
    }
    const asked = the.call.fields && new Set([resource.data.key.field, ...the.call.fields])
    return resource.order.filter((field) => visible.has(field) && resource.data.fields[field]?.kind !== 'many' && (!asked || asked.has(field)))
  }

  async function* chunks(the: Admitted, items: AsyncIterable<Listed>): AsyncGenerator<readonly string[]> {
    let chunk: Listed[] = []
    for await (const item of items) {
      chunk.push(item)
      if (chunk.length === 500) {
        yield await texts(the, chunk)
        chunk = []
      }
    }
    if (chunk.length > 0) yield await texts(the, chunk)
  }

  function includingFor(the: Admitted, fields: Call['fields']): Including {
    const root = resourceOf(the)
    const { principal } = the.caller
    const views = new Map<ResourceModel, View>()
    const view = (resource: ResourceModel): View => {
      let found = views.get(resource)
      if (!found) views.set(resource, (found = viewOf(resource, { version: the.version, principal, fields: resource === root ? fields : undefined })))
      return found
    }
    return {
      composite: the.operation.composite !== undefined,
      referenceKeys: the.call.referenceKeys === true,
      budget: { left: MOST_INCLUDED_IN_ALL },
      label: (resource, field) => the.version.older?.translator.fieldDown(resource.name, field) ?? field,
      source: sourceOf,
      principal,
      resource: (name) => modelOf(the, name),
      show: (resource, record) => view(resource).show(record),
    }
  }

  function findIn(the: Admitted) {
    return async (name: string, key: string): Promise<RecordBody | undefined> => {
      const found = await sourceOf(modelOf(the, name)).get(key)
      return found && parse(found)
    }
  }

  function includesAudited(the: Admitted): boolean {
    const { older } = the.version
    const { composite, resource } = the.operation
    if (!resource) return false
    const paths = composite?.include ?? (the.call.include && (older ? older.include(resource, the.call.include) : the.call.include))
    return (
      paths !== undefined &&
      paths.length > 0 &&
      includedResources(resource, includeTree(paths), (name) => modelOf(the, name)).some((each) => each.data.auditReads === true)
    )
  }

  async function mayInclude(the: Admitted): Promise<void> {
    const { older } = the.version
    const { resource } = the.operation
    if (!resource || !the.call.include || the.call.include.length === 0) return
    await include(resource, [], { tree: includeTree(older ? older.include(resource, the.call.include) : the.call.include), with: includingFor(the, undefined) })
  }

  async function withIncluded(the: Admitted, outcome: Outcome): Promise<Outcome> {
    const paths = the.call.include ?? []
    if (!outcome.ok || outcome.kind !== 'record' || outcome.key === undefined || paths.length === 0) return outcome
    const record = JSON.parse(outcome.body) as { [field: string]: unknown }
    let now: Awaited<ReturnType<typeof found>>
    let incomplete: Problem | undefined
    try {
      now = await found({ ...the, call: { ...the.call, key: outcome.key } })
    } catch (error) {
      const { problem } = failureOf(error, the.call, ports.log)
      const detail = error instanceof Refusal ? ` ${problem.detail ?? ''}` : ' Read the record again.'
      incomplete = { ...problem, detail: `The change is done; what was to be shown with it could not be read.${detail}` }
    }
    for (const path of paths) {
      const [field = ''] = path.split('.')
      const key = `#${field}`
      const was = record[field]
      // Deleted or handed over meanwhile: nothing of what hangs on it is the caller's any more.
      record[field] = now ? now[field] : Array.isArray(was) ? [] : null
      if (now && Object.hasOwn(now, key)) record[key] = now[key]
      else if (incomplete && the.call.referenceKeys && typeof was === 'string') record[key] = was
    }
    const { view: _, ...rest } = outcome
    return { ...rest, body: JSON.stringify(record), ...(incomplete && { incomplete }) }
  }

  /** The record of a call that changed it, as a read shows it now. */
  async function found(the: Admitted): Promise<{ readonly [field: string]: unknown } | undefined> {
    const call = the.version.older ? upCall(the.call, the.version.older, resourceOf(the)) : the.call
    const { ifNoneMatch: _, ...plain } = call ?? the.call
    try {
      const outcome = await one({ ...the, call: { ...plain, asValue: true } })
      return outcome.ok ? (outcome.value as { readonly [field: string]: unknown }) : undefined
    } catch (error) {
      if (error instanceof Refusal && error.problem.code === 'not-found') return undefined
      throw error
    }
  }

  return {
    includesAudited,
    mayInclude,
    withIncluded,
    async read(the) {
      const { older } = the.version
      if (!older) return the.operation.kind === 'list' ? list(the) : one(the)
      const call = upCall(the.call, older, resourceOf(the))
      if (!call)
        return { ok: true, kind: 'page', ...said(the.call, []), ...(the.call.query?.cursors && { cursors: [] }), ...(the.call.query?.count && { count: 0 }) }
      return the.operation.kind === 'list' ? list({ ...the, call }) : one({ ...the, call })
    },
    stream,
    fields,
  }
}

function resourceOf(the: Admitted): ResourceModel {
  const { resource } = the.operation
  if (!resource) throw new Error(`${the.operation.name} has no resource`)
  return resource
}

function modelOf(the: Admitted, name: string): ResourceModel {
  const model = the.contract.resources.get(name)
  if (!model) throw new Error(`there is no resource '${name}'`)
  return model
}

function parse(record: StoredRecord): RecordBody {
  return JSON.parse(record.body) as RecordBody
}

/** A value as it was asked for: itself, or its JSON. */
function said(call: Call, value: unknown): Pick<Success, 'body' | 'value'> {
  return call.asValue ? { body: '', value } : { body: JSON.stringify(value) }
}

function those<T>(items: readonly T[], which: 'each' | 'ends' | 'last'): readonly T[] {
  if (which === 'each') return items
  return which === 'last' || items.length < 2 ? items.slice(-1) : [...items.slice(0, 1), ...items.slice(-1)]
}

async function* nothing(): AsyncGenerator<readonly string[]> {}
