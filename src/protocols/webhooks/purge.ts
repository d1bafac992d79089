import type { RecordWrite, Store } from '../../kernel/ports/store.ts'
import { WEBHOOK_TABLES, type WebhookDeliveryRecord } from '../../kernel/ports/webhook.ts'
import { found, type Records } from './records.ts'

/** Records in one step. */
const STEP = 200

interface Ports {
  readonly store: Store
  readonly records: Records
}

/** Removes what is kept of an endpoint that is gone, a step at a time. `false`: somebody else wrote there meanwhile, and something may be left. */
export async function purge(ports: Ports, endpoint: string): Promise<boolean> {
  const { store, records } = ports
  for (;;) {
    const rows = await store.scan({
      table: WEBHOOK_TABLES.delivery,
      index: records.index('delivery', ['endpoint', 'offset']),
      equal: [`v${endpoint}`],
      reverse: false,
      limit: STEP,
    })
    if (
      !(await remove(
        ports,
        rows.map((row) => records.remove('delivery', row.key, row.revision)),
      ))
    )
      return false
    if (rows.length < STEP) break
  }
  for (;;) {
    const pieces = await store.scan({
      table: WEBHOOK_TABLES.log,
      index: null,
      equal: [],
      low: { value: `${endpoint}.`, inclusive: true },
      high: { value: `${endpoint}/`, inclusive: false },
      reverse: false,
      limit: STEP,
    })
    if (
      !(await remove(
        ports,
        pieces.map((piece) => records.remove('log', piece.key, piece.revision)),
      ))
    )
      return false
    if (pieces.length < STEP) break
  }
  const progress = await store.get(WEBHOOK_TABLES.progress, endpoint)
  return progress ? remove(ports, [records.remove('progress', endpoint, progress.revision)]) : true
}

/** Removes what was kept long enough: settled deliveries, and attempts. */
export async function sweepEndpoint(
  ports: Ports,
  of: {
    readonly endpoint: string
    /** Milliseconds since 1970. */ readonly before: number
    readonly expired: (before: number, most: number) => Promise<readonly RecordWrite[]>
  },
): Promise<void> {
  const { store, records } = ports
  const index = records.index('delivery', ['endpoint', 'state', 'nextAttemptAt'])
  for (const state of ['delivered', 'exhausted', 'discarded', 'skipped']) {
    let after: { readonly key: string; readonly value: string } | undefined
    do {
      const page = await store.scan({
        table: WEBHOOK_TABLES.delivery,
        index,
        equal: [`v${of.endpoint}`, `v${state}`],
        reverse: false,
        limit: STEP,
        ...(after && { after }),
      })
      const old = page.filter((row) => {
        const { record, createdAt } = found<WebhookDeliveryRecord>(row)
        return Date.parse(record.lastAttemptAt ?? createdAt) < of.before
      })
      await remove(
        ports,
        old.map((row) => records.remove('delivery', row.key, row.revision)),
      )
      const last = page.at(-1)
      after = page.length === STEP && last ? { key: last.key, value: last.value ?? '' } : undefined
    } while (after)
  }
  for (let writes = await of.expired(of.before, STEP); writes.length > 0; writes = await of.expired(of.before, STEP))
    if (!(await remove(ports, writes)) || writes.length < STEP) break
}

/** `false`: somebody else was there meanwhile; what is left is for the next time. */
async function remove({ store }: Ports, writes: readonly RecordWrite[]): Promise<boolean> {
  if (writes.length === 0) return true
  return (await store.commit({ expect: [], writes, events: [], audit: [] })).ok
}
