import { cursorText } from '../../kernel/events/cursor.ts'
import type { FollowedEvent } from '../../kernel/events/feed.ts'
import { webhookDeliveryId, type WebhookDeliveryRecord } from '../../kernel/ports/webhook.ts'
import { isDone, logged, type Attempted } from './attempted.ts'
import type { Found } from './records.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import { delayAfter } from './schedule.ts'
import { Waiting, type Row } from './waiting.ts'
import type { Entry } from './window.ts'

/** The deliveries of an endpoint that are records of their own: what failed, and what is behind it. */
export class Deliveries {
  readonly waiting: Waiting
  readonly #ports: RunPorts
  readonly #run: Run

  constructor(
    ports: RunPorts,
    run: Run,
    of: { readonly rows: readonly Found<WebhookDeliveryRecord>[]; /** Whoever was before us did not live to say what it sent. */ readonly orphaned: boolean },
  ) {
    this.#ports = ports
    this.#run = run
    this.waiting = new Waiting(run.target.endpoint.ordering === 'key')
    for (const one of of.rows) this.waiting.add({ ...rowOf(one), again: of.orphaned && dueOf(one.record) <= ports.clock.now() })
  }

  /** From the log to a record. `attempted`: it was tried and failed; absent: it gets in line behind one that did. `replay`: its id. */
  park(entry: Entry, attempted: Attempted | undefined, replay?: string): void {
    const { clock, random } = this.#ports
    const { schedule } = this.#run.target.endpoint
    const now = clock.now()
    const at = new Date(now).toISOString()
    const delay = attempted ? delayAfter(1, { schedule, floor: attempted.floor, random }) : 0
    const record: WebhookDeliveryRecord = {
      ...this.#drafted(entry.event),
      ...(replay !== undefined && { replay }),
      attempts: attempted ? 1 : 0,
      ...(attempted && { firstAttemptAt: at, lastAttemptAt: at, ...saidBy(attempted) }),
      nextAttemptAt: new Date(now + (delay ?? 0)).toISOString(),
      state: 'waiting',
    }
    entry.settled = true
    // A replay meets what waits already: that goes on as it is.
    if (this.waiting.get(record.id)) return
    // What is replayed may have been kept before.
    const revision = replay === undefined ? 0 : -1
    const row: Row = { ...rowOf({ record, revision, createdAt: undefined }), again: entry.again && !attempted }
    this.waiting.add(row)
    this.#run.books.row(row)
    if (delay === undefined) this.#giveUp(row, {})
  }

  /** It is not sent; whoever wants it all the same says `retry`, or replays it. */
  skip(entry: Entry, attempted: Attempted): void {
    const record: WebhookDeliveryRecord = { ...this.#drafted(entry.event), attempts: 0, ...saidBy(attempted), state: 'skipped' }
    entry.settled = true
    this.#run.books.row(rowOf({ record, revision: 0, createdAt: undefined }))
  }

  /** What became of an attempt at one that waits. */
  attempted(row: Row, event: FollowedEvent, attempted: Attempted): void {
    row.busy = false
    if (attempted.aborted) return this.waiting.moved(row)
    const { clock, random } = this.#ports
    const { record, again } = row
    const now = clock.now()
    const at = new Date(now).toISOString()
    const attempts = record.attempts + 1
    this.#run.books.attempt(logged(event, attempted, { at: now, kind: record.replay === undefined ? 'event' : 'replay', number: attempts, again }))
    row.again = false
    const { nextAttemptAt: _, lastError: __, lastStatus: ___, ...rest } = record
    const tried: WebhookDeliveryRecord = { ...rest, attempts, firstAttemptAt: record.firstAttemptAt ?? at, lastAttemptAt: at, ...saidBy(attempted) }
    if (isDone(attempted)) return this.#set(row, { ...tried, state: 'delivered' })
    // An operator gave it up while it was on its way.
    if (record.state !== 'waiting') return this.#set(row, { ...tried, state: record.state })
    const delay = delayAfter(attempts, { schedule: this.#run.target.endpoint.schedule, floor: attempted.floor, random })
    if (delay === undefined) this.#giveUp(row, tried)
    else this.#set(row, { ...tried, state: 'waiting', nextAttemptAt: new Date(now + delay).toISOString() })
  }

  /** There is nothing to send any more. */
  gone(row: Row): void {
    row.busy = false
    this.#giveUp(row, { lastError: 'The event is gone, or its consumer may not see it any more.' })
  }
  /** It could not be read now; the schedule does not count that. */
  later(row: Row, ms: number): void {
    row.busy = false
    row.due = this.#ports.clock.now() + ms
    this.waiting.moved(row)
  }

  /** What an operator did. */
  changed(found: Found<WebhookDeliveryRecord>): void {
    const { record, revision, createdAt } = found
    const row = this.waiting.get(record.id)
    if (!row) {
      if (record.state === 'waiting') this.waiting.add(rowOf(found))
      return
    }
    if (row.revision >= revision) return
    Object.assign(row, { record, revision, createdAt, due: dueOf(record) } satisfies Partial<Row>)
    if (row.busy) return
    if (record.state === 'waiting') this.waiting.moved(row)
    else this.waiting.remove(row)
  }

  /** What is so from the beginning. */
  #drafted({ id, type, offset, orderingKey }: FollowedEvent): Omit<WebhookDeliveryRecord, 'attempts' | 'state'> {
    const { id: endpoint, consumer } = this.#run.target.endpoint
    const cursor = cursorText({ epoch: this.#ports.events.epoch, offset })
    return { id: webhookDeliveryId(endpoint, id), endpoint, consumer, event: id, type, cursor, offset, orderingKey }
  }

  #giveUp(row: Row, tried: Partial<WebhookDeliveryRecord>): void {
    const { nextAttemptAt: _, ...rest } = row.record
    const record: WebhookDeliveryRecord = { ...rest, ...tried, state: 'exhausted' }
    this.#set(row, record)
    const { id, endpoint, event, type, attempts, lastStatus, lastError } = record
    const said = { ...(lastStatus !== undefined && { lastStatus }), ...(lastError !== undefined && { lastError }) }
    this.#run.tell('webhook-delivery.exhausted', { endpoint, event, type, attempts, ...said }, id)
  }

  #set(row: Row, record: WebhookDeliveryRecord): void {
    row.record = record
    row.due = dueOf(record)
    if (record.state === 'waiting') this.waiting.moved(row)
    else this.waiting.remove(row)
    this.#run.books.row(row)
  }
}

function rowOf({ record, revision, createdAt }: Pick<Found<WebhookDeliveryRecord>, 'record' | 'revision'> & { readonly createdAt: string | undefined }): Row {
  return { record, revision, last: 0, createdAt, due: dueOf(record), busy: false, again: false }
}

function dueOf(record: WebhookDeliveryRecord): number {
  return record.nextAttemptAt === undefined ? 0 : Date.parse(record.nextAttemptAt)
}

function saidBy(attempted: Attempted): Pick<WebhookDeliveryRecord, 'lastStatus' | 'lastError'> {
  const { status, error } = attempted
  return { ...(status !== undefined && { lastStatus: status }), ...(error !== undefined && { lastError: error.slice(0, 1000) }) }
}
