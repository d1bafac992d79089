import { NULL_TEXT, orderText } from '../order.ts'
import type { ResourceModel } from '../model/resource.ts'
import type { Source, SourceQuery } from '../ports/source.ts'
import type { Store } from '../ports/store.ts'
import { countAll, walk } from './list.ts'
import { planList } from './plan.ts'

/** Busbar's own store as the source of a resource: declared list shapes at any depth, the rest within a bounded scan. */
export function ownSource(store: Store, resource: ResourceModel): Source {
  const { table } = resource.layout
  const plan = (query: SourceQuery) => planList(resource, query)
  return {
    capabilities: { filter: 'declared', sort: 'declared', count: true, etag: true, events: true, dedup: true },
    get: (key) => store.get(table, key),
    async getMany(keys) {
      const slices = slicesOf(keys)
      if (slices.length === 1) return store.getMany(table, keys)
      return (await Promise.all(slices.map((slice) => store.getMany(table, slice)))).flat()
    },
    list: (query) => walk(store, resource, { plan: plan(query), ...(query.after && { after: query.after }), chunk: query.chunk, bounded: query.bounded }),
    count: (query) => countAll(store, resource, plan(query)),
    async related({ via, keys, owner, limitEach }) {
      const index = resource.layout.references.get(via)?.get(owner?.column ?? '')
      if (index === undefined) throw new Error(`${resource.name} has no index on '${via}'`)
      const byText = new Map(keys.map((key) => [orderText(REFERENCE, key), key]))
      const slices = slicesOf([...byText.keys()].filter((text) => text !== NULL_TEXT))
      const found = await Promise.all(slices.map((values) => store.scanMany({ table, index, equal: owner ? [owner.value] : [], values, limitEach })))
      return found.flat().map((record) => ({ key: byText.get(record.value) ?? '', record }))
    },
  }
}

const REFERENCE = { kind: 'ref', resource: '' } as const
/** The most values the store takes in one query. */
const SLICE = 1000

function slicesOf<T>(values: readonly T[]): readonly (readonly T[])[] {
  if (values.length <= SLICE) return [values]
  const out: T[][] = []
  for (let i = 0; i < values.length; i += SLICE) out.push(values.slice(i, i + SLICE))
  return out
}
