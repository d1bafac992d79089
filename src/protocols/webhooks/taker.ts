import { cursorText } from '../../kernel/events/cursor.ts'
import { OutcomeUnknown } from '../../kernel/ports/store.ts'
import { WEBHOOK_TABLES, type WebhookDeliveryRecord, type WebhookProgressRecord, type WebhookReplayRecord } from '../../kernel/ports/webhook.ts'
import type { Holder } from './holder.ts'
import { found, type Found } from './records.ts'
import { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import type { Target } from './target.ts'

const PAGE = 1000

/** Takes endpoints that nobody sends to. */
export class Taker {
  readonly #ports: RunPorts

  constructor(ports: RunPorts) {
    this.#ports = ports
  }

  /** Those of `targets` that could be had, at most `most`. */
  async take(targets: readonly Target[], of: { readonly holder: Holder; readonly most: number }): Promise<readonly Run[]> {
    const { store, log } = this.#ports
    const there = new Map(
      (
        await store.getMany(
          WEBHOOK_TABLES.progress,
          targets.map((target) => target.endpoint.id),
        )
      ).map((record) => [record.key, found<WebhookProgressRecord>(record)]),
    )
    const free: { readonly target: Target; readonly progress: Found<WebhookProgressRecord> | undefined }[] = []
    for (const target of targets) {
      const progress = there.get(target.endpoint.id)
      const { holder } = progress?.record ?? {}
      if (holder === undefined || (await of.holder.isDead(holder))) free.push({ target, progress })
      if (free.length >= of.most) break
    }
    const runs = await Promise.all(
      free.map(async (one) => {
        try {
          return await this.#take(one.target, one.progress, of.holder.name)
        } catch (error) {
          log.warn('An endpoint cannot be taken up now; it is tried again.', { endpoint: one.target.endpoint.id, error: String(error) })
          return undefined
        }
      }),
    )
    return runs.filter((run) => run !== undefined)
  }

  async #take(target: Target, before: Found<WebhookProgressRecord> | undefined, holder: string): Promise<Run | undefined> {
    const { store, records, clock, events } = this.#ports
    const { id, consumer } = target.endpoint
    const now = new Date(clock.now()).toISOString()
    const record: WebhookProgressRecord = before
      ? { ...before.record, consumer, holder, fencing: before.record.fencing + 1 }
      : {
          endpoint: id,
          consumer,
          // From when it was made: what happened until somebody saw it is not lost.
          cursor: cursorText({ epoch: events.epoch, offset: await events.before(Date.parse(target.createdAt)) }),
          failures: 0,
          circuit: 'closed',
          holder,
          fencing: 1,
        }
    const was = before?.revision ?? 0
    const revision = before ? was + 1 : (await store.lastRevision(WEBHOOK_TABLES.progress, id)) + 1
    const write = records.write('progress', { key: id, record, was, revision, createdAt: before?.createdAt, now })
    try {
      const result = await store.commit({ expect: [], writes: [write], events: [], audit: [] })
      if (!result.ok) return undefined
    } catch (error) {
      if (!(error instanceof OutcomeUnknown)) throw error
      const there = await store.get(WEBHOOK_TABLES.progress, id)
      if (there?.revision !== revision || found<WebhookProgressRecord>(there).record.holder !== holder) return undefined
    }
    return new Run(this.#ports, {
      target,
      holder,
      progress: { record, revision, createdAt: before?.createdAt ?? now },
      rows: await this.#waiting(id),
      replays: await this.#replays(id),
      // Who went in peace left no name.
      orphaned: before?.record.holder !== undefined,
    })
  }

  async #waiting(endpoint: string): Promise<readonly Found<WebhookDeliveryRecord>[]> {
    const { store, records } = this.#ports
    const index = records.index('delivery', ['endpoint', 'state', 'nextAttemptAt'])
    const rows: Found<WebhookDeliveryRecord>[] = []
    let after: { readonly key: string; readonly value: string } | undefined
    do {
      const page = await store.scan({
        table: WEBHOOK_TABLES.delivery,
        index,
        equal: [`v${endpoint}`, 'vwaiting'],
        reverse: false,
        limit: PAGE,
        ...(after && { after }),
      })
      for (const record of page) rows.push(found<WebhookDeliveryRecord>(record))
      const last = page.at(-1)
      after = page.length === PAGE && last ? { key: last.key, value: last.value ?? '' } : undefined
    } while (after)
    return rows.sort((a, b) => a.record.offset - b.record.offset)
  }

  async #replays(endpoint: string): Promise<readonly Found<WebhookReplayRecord>[]> {
    const { store, records } = this.#ports
    const index = records.index('replay', ['endpoint'])
    const replays: Found<WebhookReplayRecord>[] = []
    let after: { readonly key: string } | undefined
    do {
      const page = await store.scan({ table: WEBHOOK_TABLES.replay, index, equal: [`v${endpoint}`], reverse: false, limit: PAGE, ...(after && { after }) })
      for (const record of page) {
        const replay = found<WebhookReplayRecord>(record)
        if (replay.record.state === 'running') replays.push(replay)
      }
      const last = page.at(-1)
      after = page.length === PAGE && last ? { key: last.key } : undefined
    } while (after)
    return replays
  }
}
