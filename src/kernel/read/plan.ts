import type { ResourceModel } from '../model/resource.ts'
import { NULL_TEXT } from '../order.ts'
import type { EncodedFilter, SourceQuery } from '../ports/source.ts'
import type { Bound } from '../ports/store.ts'

/** How a list is read: one index, what it answers by itself, and what is left to look at record by record. */
export interface ListPlan {
  readonly index: string | null
  readonly equal: readonly string[]
  readonly low?: Bound
  readonly high?: Bound
  /** The field the answer is ordered by; `undefined`: the key. */
  readonly sort?: { readonly field: string; readonly descending: boolean }
  /** The index holds the sort field behind `equal`. */
  readonly sortedByIndex: boolean
  readonly residual: readonly EncodedFilter[]
  /** The shape that would make it fast, for the refusal. */
  readonly wanted: string
}

/** The most records one list call looks at where no declared shape serves it. */
export const SCAN_LIMIT = 10_000

/**
 * Picks the declared shape that answers the most of a query. Without `sort` the order is that of the first shape all of
 * whose `equal` fields the query gives, else by key; so an order never depends on what else is filtered by.
 */
export function planList(resource: ResourceModel, query: Pick<SourceQuery, 'filters' | 'sort' | 'owner'>): ListPlan {
  const { filters, owner } = query
  const given = new Map<string, EncodedFilter>()
  for (const filter of filters) if (filter.operator === 'eq' && !given.has(filter.field)) given.set(filter.field, filter)
  const shapes = resource.layout.shapes
  let sort = query.sort
  if (!sort) {
    const shape = shapes.find((s) => s.sort !== undefined && s.equal.length > 0 && s.equal.every((field) => given.has(field)))
    if (shape?.sort !== undefined) sort = { field: shape.sort, descending: false }
  }
  const wanted = `{ equal: [${[...given.keys()].map((f) => `'${f}'`).join(', ')}]${sort ? `, sort: '${sort.field}'` : ''} }`
  const byKey = sort?.field === resource.data.key.field

  let best: { plan: ListPlan; score: number } | undefined
  for (const shape of shapes) {
    if (!shape.equal.every((field) => given.has(field))) continue
    const fits = sort === undefined || byKey ? shape.sort === undefined : shape.sort === sort.field
    const index = shape.indexes.get(owner?.column ?? '') ?? null
    if (index === null && (shape.equal.length > 0 || shape.sort !== undefined || owner)) continue
    const used = new Set<EncodedFilter>()
    const equal = owner ? [owner.value] : []
    for (const field of shape.equal) {
      const filter = given.get(field)
      if (!filter) continue
      equal.push(filter.values[0] ?? '')
      used.add(filter)
    }
    const bounds = shape.sort === undefined ? {} : boundsOf(shape.sort, filters, used)
    const score = (fits ? 1000 : 0) + shape.equal.length * 10 + (Object.keys(bounds).length > 0 ? 5 : 0)
    if (best && best.score >= score) continue
    best = {
      score,
      plan: {
        index,
        equal,
        ...bounds,
        ...(sort && !byKey && { sort }),
        ...(byKey && sort?.descending && { sort }),
        sortedByIndex: fits,
        residual: filters.filter((f) => !used.has(f)),
        wanted,
      },
    }
  }
  if (!best) throw new Error(`${resource.name} has no index to list by`)
  return best.plan
}

/** Ranges on the sort field become bounds of the index; a range never holds null. */
function boundsOf(sort: string, filters: readonly EncodedFilter[], used: Set<EncodedFilter>): { low?: Bound; high?: Bound } {
  let low: Bound | undefined
  let high: Bound | undefined
  for (const filter of filters) {
    if (filter.field !== sort || used.has(filter)) continue
    const [value = ''] = filter.values
    if (filter.operator === 'eq' && !low && !high) {
      low = { value, inclusive: true }
      high = low
      used.add(filter)
      continue
    }
    if ((filter.operator === 'gt' || filter.operator === 'gte') && !low) {
      low = { value, inclusive: filter.operator === 'gte' }
      high ??= { value: NULL_TEXT, inclusive: false }
      used.add(filter)
    } else if ((filter.operator === 'lt' || filter.operator === 'lte') && (!high || high.value === NULL_TEXT)) {
      high = { value, inclusive: filter.operator === 'lte' }
      used.add(filter)
    }
  }
  return { ...(low && { low }), ...(high && { high }) }
}
