import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { orderText } from '../order.ts'
import type { Scan } from '../ports/store.ts'
import type { Entry } from './entry.ts'
import type { Work } from './work.ts'

const REFERENCE = { kind: 'ref', resource: '' } as const
/** More than that are not looked through for one that this work leaves. */
const MOST_REFERRERS = 1000

/** A record that a has-many of this one shows: the first found, with the resource it is of. What this work deletes does not count. */
export async function referrer(work: Work, entry: Entry): Promise<{ readonly resource: string; readonly key: string } | undefined> {
  for (const schema of Object.values(entry.resource.data.fields)) {
    if (schema.kind !== 'many') continue
    const child = work.ports.resource(entry.resource.contract, schema.resource)
    const scan = pointingAt(entry, { from: child, via: schema.via })
    if (!scan) continue
    const points = (body: RecordBody | undefined): boolean => body?.[schema.via] === entry.key
    const pending = [...work.entries.values()].find((other) => other.resource === child && other !== entry && points(other.now))
    if (pending) return { resource: child.name, key: pending.key }
    const found = await work.ports.store.scan({ ...scan, limit: MOST_REFERRERS })
    const left = found.find((record) => !work.has(child, record.key))
    if (left) return { resource: child.name, key: left.key }
  }
  return undefined
}

/** The records that refer to this one by a field, as the store has them; nothing where the field has no index. */
export function pointingAt(entry: Entry, by: { readonly from: ResourceModel; readonly via: string }): Omit<Scan, 'limit'> | undefined {
  const { layout } = by.from
  const index = layout.references.get(by.via)?.get('')
  return index === undefined ? undefined : { table: layout.table, index, equal: [orderText(REFERENCE, entry.key)], reverse: false }
}
