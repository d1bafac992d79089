import { cursorText } from '../../kernel/events/cursor.ts'
import { OutcomeUnknown, type EventDraft, type RecordWrite } from '../../kernel/ports/store.ts'
import {
  WEBHOOK_TABLES,
  type WebhookAttempt,
  type WebhookDeliveryRecord,
  type WebhookProgressRecord,
  type WebhookReplayRecord,
} from '../../kernel/ports/webhook.ts'
import { AttemptLog } from './attempt-log.ts'
import { found, type Found } from './records.ts'
import type { Replay } from './replay.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import type { Progress } from './standing.ts'
import type { Row } from './waiting.ts'

/** Attempts that may wait for the store; beyond it nothing more is sent. */
const MOST_BEHIND = 5_000
/** Attempts from which on nobody waits for the next turn of the ledger. */
const MANY = 500

/**
 * What is durable of one endpoint's sending. All that happened since the last time goes in one change set: the cursor and the
 * deliveries that let it move are never apart. Each one holds the progress record at the revision we left it: who lost the
 * endpoint to another process cannot write any more.
 */
export class Books {
  readonly #ports: RunPorts
  readonly #run: Run
  readonly #log: AttemptLog
  readonly #rows = new Map<string, Row>()
  #events: EventDraft[] = []
  #progress: { readonly revision: number; readonly createdAt: string | undefined; readonly text: string }
  readonly #fencing: number
  #holder: string | undefined
  #lost = false
  #flushing: Promise<'written' | 'later' | 'lost'> | undefined

  constructor(ports: RunPorts, run: Run, of: { readonly progress: Progress; readonly holder: string }) {
    this.#ports = ports
    this.#run = run
    this.#log = new AttemptLog({ store: ports.store, records: ports.records, endpoint: run.id })
    this.#progress = { revision: of.progress.revision, createdAt: of.progress.createdAt, text: '' }
    this.#fencing = of.progress.record.fencing
    this.#holder = of.holder
  }

  /** The store is too far behind what was sent. */
  get behind(): boolean {
    return this.#log.waiting > MOST_BEHIND
  }

  attempt(attempt: Omit<WebhookAttempt, 'at'> & { readonly at: number }): void {
    this.#log.add(attempt)
    this.#ports.ledger.touch(this.#run, this.#log.waiting >= MANY)
  }
  /** A delivery is new, or another than it was. */
  row(row: Row): void {
    this.#rows.set(row.record.id, row)
    this.#ports.ledger.touch(this.#run, false)
  }
  tell(event: EventDraft): void {
    this.#events.push(event)
    this.#ports.ledger.touch(this.#run, false)
  }

  /** The last thing that is written: nobody holds the endpoint any more. */
  release(): Promise<'written' | 'later' | 'lost'> {
    this.#holder = undefined
    return this.flush()
  }
  /** Nothing is written any more. */
  close(): void {
    this.#lost = true
  }
  expired(before: number, most: number): Promise<readonly RecordWrite[]> {
    return this.#log.expired(before, most)
  }

  /** Writes all that happened until now. Never rejects. */
  async flush(): Promise<'written' | 'later' | 'lost'> {
    while (this.#flushing) await this.#flushing
    this.#flushing = this.#flush().catch((error: unknown) => {
      this.#ports.log.error('What was sent to an endpoint could not be written down.', { endpoint: this.#run.id, error })
      return 'later'
    })
    try {
      return await this.#flushing
    } finally {
      this.#flushing = undefined
    }
  }

  async #flush(): Promise<'written' | 'later' | 'lost'> {
    const { store, log } = this.#ports
    for (;;) {
      if (this.#lost) return 'lost'
      const draft = await this.#draft()
      if (!draft) return 'written'
      const { writes, events } = draft
      let result
      try {
        result = await store.commit({ expect: [], writes, events, audit: [] })
      } catch (error) {
        if (error instanceof OutcomeUnknown && (await this.#isWritten(draft.progress))) {
          draft.written()
          return 'written'
        }
        this.#log.settled(false)
        log.warn('What was sent to an endpoint cannot be written down now; it is tried again.', { endpoint: this.#run.id, error: String(error) })
        return 'later'
      }
      if (result.ok) {
        draft.written()
        return 'written'
      }
      this.#log.settled(false)
      if (result.failed !== 'revision') throw new Error(`A unique rule on the records of webhooks: ${JSON.stringify(result)}`)
      if (!(await this.#reconciled(result.table, result.key))) {
        this.#lost = true
        this.#ports.lost(this.#run.id)
        return 'lost'
      }
    }
  }

  async #draft(): Promise<
    | {
        readonly writes: readonly RecordWrite[]
        readonly events: readonly EventDraft[]
        readonly progress: { readonly revision: number; readonly text: string }
        written(): void
      }
    | undefined
  > {
    const { clock, records } = this.#ports
    const now = new Date(clock.now()).toISOString()
    let logged: readonly RecordWrite[] | undefined
    // What is read is read before anything is looked at: from then on all is of one moment.
    for (;;) {
      const unknown = [...this.#rows.values()].filter((row) => row.revision < 0)
      for (const row of unknown) await this.#lookUp(row)
      if (unknown.length > 0) continue
      logged = this.#log.draft(now)
      if (logged) break
      await this.#log.prepare()
    }
    const run = this.#run
    const { cursor, claimed, ahead } = run.position()
    const record = this.#record({ cursor, claimed, ahead })
    const text = JSON.stringify(record)
    const rows = [...this.#rows.values()].map((row) => ({ row, record: row.record, revision: row.revision === 0 ? row.last + 1 : row.revision + 1 }))
    const replays = [...run.replays].flatMap((replay) => replay.draft() ?? [])
    // A copy: what is told while this is written stays for the next time.
    const events = [...this.#events]
    if (text === this.#progress.text && rows.length === 0 && logged.length === 0 && replays.length === 0 && events.length === 0) return undefined
    const { revision, createdAt } = this.#progress
    const writes: RecordWrite[] = [records.write('progress', { key: run.id, record, was: revision, createdAt, now }), ...logged]
    for (const one of rows)
      writes.push(
        records.write('delivery', { key: one.record.id, record: one.record, was: one.row.revision, revision: one.revision, createdAt: one.row.createdAt, now }),
      )
    for (const { replay, record: body } of replays)
      writes.push(records.write('replay', { key: body.id, record: body, was: replay.found.revision, createdAt: replay.found.createdAt, now }))
    return {
      writes,
      events,
      progress: { revision: revision + 1, text },
      written: () => {
        this.#progress = { revision: revision + 1, createdAt: createdAt ?? now, text }
        this.#log.settled(true)
        this.#events = this.#events.slice(events.length)
        for (const one of rows) {
          one.row.revision = one.revision
          one.row.createdAt ??= now
          // What changed meanwhile is written the next time.
          if (one.row.record === one.record) this.#rows.delete(one.record.id)
          else this.#ports.ledger.touch(run, false)
        }
        for (const { replay, record: body } of replays) replay.written(body)
        run.claimedTo(claimed)
        run.pump()
      },
    }
  }

  #record(at: { readonly cursor: string; readonly claimed: number; readonly ahead: readonly number[] }): WebhookProgressRecord {
    const { clock, events } = this.#ports
    const { endpoint } = this.#run.target
    return {
      endpoint: endpoint.id,
      consumer: endpoint.consumer,
      cursor: at.cursor,
      ...(at.claimed > 0 && { claimed: cursorText({ epoch: events.epoch, offset: at.claimed }) }),
      ...(at.ahead.length > 0 && { ahead: at.ahead }),
      ...this.#run.standing.fields(clock.now(), clock.monotonic()),
      ...(this.#holder !== undefined && { holder: this.#holder }),
      fencing: this.#fencing,
    }
  }

  /** After a commit whose end is not known: is it this one that is there? */
  async #isWritten({ revision, text }: { readonly revision: number; readonly text: string }): Promise<boolean> {
    try {
      const there = await this.#ports.store.get(WEBHOOK_TABLES.progress, this.#run.id)
      return there?.revision === revision && JSON.stringify(found<WebhookProgressRecord>(there).record) === text
    } catch {
      return false
    }
  }

  /** Somebody else wrote one of our records. `false`: that of the progress, and so the endpoint is theirs. */
  async #reconciled(table: string, key: string): Promise<boolean> {
    const { store } = this.#ports
    const there = await store.get(table, key)
    if (table === WEBHOOK_TABLES.delivery) {
      const row = this.#rows.get(key)
      if (row && there) this.#settleWith(row, found<WebhookDeliveryRecord>(there))
      else if (row) await this.#lookUp(row)
      return true
    }
    if (table !== WEBHOOK_TABLES.replay) return false
    if (there) this.#run.replayChanged(found<WebhookReplayRecord>(there))
    return there !== undefined
  }

  /** An operator and we changed a delivery at the same time: what was delivered is; else theirs goes. */
  #settleWith(row: Row, theirs: Found<WebhookDeliveryRecord>): void {
    if (row.record.state !== 'delivered' && row.revision > 0) {
      this.#rows.delete(row.record.id)
      this.#run.rowChanged(theirs)
      return
    }
    row.revision = theirs.revision
    row.createdAt = theirs.createdAt
  }

  async #lookUp(row: Row): Promise<void> {
    const { store } = this.#ports
    const { id } = row.record
    const there = await store.get(WEBHOOK_TABLES.delivery, id)
    row.revision = there?.revision ?? 0
    if (there) row.createdAt = found<WebhookDeliveryRecord>(there).createdAt
    else row.last = await store.lastRevision(WEBHOOK_TABLES.delivery, id)
  }
}

export type ReplayDraft = { readonly replay: Replay; readonly record: WebhookReplayRecord }
