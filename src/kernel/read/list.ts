import { schemaAt, valueAt } from '../model/path.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { compareText, NULL_TEXT, orderText } from '../order.ts'
import type { Listed, Position } from '../ports/source.ts'
import type { Scan, ScannedRecord, Store } from '../ports/store.ts'
import { refuse } from '../refusal.ts'
import { invalidCursor } from './cursor.ts'
import { passes } from './filter.ts'
import { SCAN_LIMIT, type ListPlan } from './plan.ts'

/** All of a list, in its order. `bounded`: refuses where it would look at more than the scan limit without an index that serves it. */
export async function* walk(
  store: Store,
  resource: ResourceModel,
  the: { readonly plan: ListPlan; readonly after?: Position; readonly chunk: number; readonly bounded: boolean },
): AsyncGenerator<Listed> {
  const { plan } = the
  if (!plan.sortedByIndex) {
    yield* sorted(store, resource, the)
    return
  }
  let looked = 0
  // Where most records are passed over, small chunks would be many queries.
  const chunk = plan.residual.length === 0 ? the.chunk : Math.max(200, the.chunk)
  for (const scan of phases(resource, plan, the.after)) {
    let after = scan.after
    for (;;) {
      const found: readonly ScannedRecord[] = await store.scan({ ...scan, ...(after && { after }), limit: chunk })
      for (const record of found) {
        const position = positionOf(record, scan.nulls)
        if (plan.residual.length === 0) yield { record, position }
        else {
          if (the.bounded && ++looked > SCAN_LIMIT) throw undeclared(plan)
          const body = JSON.parse(record.body) as RecordBody
          if (passes(body, plan.residual)) yield { record, body, position }
        }
      }
      const last = found.at(-1)
      if (found.length < chunk || !last) break
      after = { key: last.key, ...(last.value !== undefined && { value: last.value }) }
    }
  }
}

/** How many records a list has, exactly. */
export async function countAll(store: Store, resource: ResourceModel, plan: ListPlan): Promise<number> {
  if (plan.residual.length === 0)
    return store.count({
      table: resource.layout.table,
      index: plan.index,
      equal: plan.equal,
      ...(plan.low && { low: plan.low }),
      ...(plan.high && { high: plan.high }),
      reverse: false,
    })
  let count = 0
  const { sort: _, ...unsorted } = plan
  for await (const item of walk(store, resource, { plan: { ...unsorted, sortedByIndex: true }, chunk: 500, bounded: true })) if (item) count++
  return count
}

type Phase = Omit<Scan, 'limit'> & { readonly nulls: boolean }

/** Nulls come last in both directions: downward they are a second scan. */
function phases(resource: ResourceModel, plan: ListPlan, after: Position | undefined): readonly Phase[] {
  const base = { table: resource.layout.table, index: plan.index, equal: plan.equal, ...(plan.low && { low: plan.low }), ...(plan.high && { high: plan.high }) }
  const descending = plan.sort?.descending === true
  const byKey = plan.sort === undefined || plan.sort.field === resource.data.key.field
  // Given before the contract changed what the list is ordered by.
  if (after && !byKey && after.value === undefined) throw invalidCursor()
  const resume = after && { after: byKey ? { key: after.key } : after }
  if (!descending || byKey) return [{ ...base, ...resume, reverse: descending, nulls: false }]
  const ranged = plan.low !== undefined || plan.high !== undefined
  const values: Phase = { ...base, high: plan.high ?? { value: NULL_TEXT, inclusive: false }, ...resume, reverse: true, nulls: false }
  if (ranged) return [values]
  const nulls: Phase = {
    table: base.table,
    index: base.index,
    equal: [...plan.equal, NULL_TEXT],
    ...(after?.value === NULL_TEXT && { after: { key: after.key } }),
    reverse: true,
    nulls: true,
  }
  return after?.value === NULL_TEXT ? [nulls] : [values, nulls]
}

function positionOf(record: ScannedRecord, nulls: boolean): Position {
  if (nulls) return { key: record.key, value: NULL_TEXT }
  return record.value === undefined ? { key: record.key } : { key: record.key, value: record.value }
}

/** No index has this order: a bounded number of records is read and sorted here. */
async function* sorted(
  store: Store,
  resource: ResourceModel,
  the: { readonly plan: ListPlan; readonly after?: Position; readonly chunk: number },
): AsyncGenerator<Listed> {
  const { plan, after } = the
  if (after && after.value === undefined) throw invalidCursor()
  const field = plan.sort?.field ?? resource.data.key.field
  const schema = schemaAt(resource.data, field)
  if (!schema) throw new Error(`${resource.name}: no field '${field}'`)
  const path = field.split('.')
  const found: (Listed & { readonly value: string })[] = []
  const { sort: _, ...unsorted } = plan
  let looked = 0
  for await (const { record, body } of walk(store, resource, { plan: { ...unsorted, sortedByIndex: true }, chunk: 500, bounded: true })) {
    if (++looked > SCAN_LIMIT) throw undeclared(plan)
    const parsed = body ?? (JSON.parse(record.body) as RecordBody)
    const value = orderText(schema, valueAt(parsed, path))
    found.push({ record, body: parsed, value, position: { key: record.key, value } })
  }
  const sign = plan.sort?.descending ? -1 : 1
  const order = (a: Position, b: Position): number => {
    const x = a.value ?? ''
    const y = b.value ?? ''
    if (x !== y && (x === NULL_TEXT || y === NULL_TEXT)) return x === NULL_TEXT ? 1 : -1
    return sign * (compareText(x, y) || compareText(a.key, b.key))
  }
  found.sort((a, b) => order(a.position, b.position))
  for (const item of found) if (!after || order(item.position, after) > 0) yield item
}

function undeclared(plan: ListPlan): Error {
  return refuse(
    'undeclared-list',
    `More than ${SCAN_LIMIT} records would have to be looked at. Declare the list shape ${plan.wanted} in the contract, or narrow the filter.`,
    { more: { shape: plan.wanted } },
  )
}
