import { cursorText, parseCursor } from '../../kernel/events/cursor.ts'
import type { Feed } from '../../kernel/events/feed.ts'
import type { WebhookReplayRecord } from '../../kernel/ports/webhook.ts'
import type { ReplayDraft } from './books.ts'
import { Lane, type LaneHost } from './lane.ts'
import { Pace } from './pace.ts'
import type { Found } from './records.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import type { Entry } from './window.ts'

/** A feed, or the store, that could not be asked is asked again after this. */
const AGAIN_MS = 5_000

/** A stretch of the past on its way to an endpoint once more. Where it stands is durable, so that it goes on wherever it was ended. */
export class Replay implements LaneHost {
  /** As it is in the store. */
  found: Found<WebhookReplayRecord>
  readonly #ports: RunPorts
  readonly #run: Run
  readonly #pace: Pace
  #lane: Lane | undefined
  #from: number
  #to: number
  #sent: number
  #gap: boolean
  #closed = false
  #reopenAt = 0

  constructor(ports: RunPorts, run: Run, found: Found<WebhookReplayRecord>) {
    const { record } = found
    this.#ports = ports
    this.#run = run
    this.found = found
    this.#pace = new Pace(run.target.endpoint.rate ?? ports.replayRate)
    this.#from = record.from ?? 0
    this.#to = record.to ?? 0
    this.#sent = record.sent
    this.#gap = record.gap === true
  }

  get lane(): Lane | undefined {
    return this.#lane
  }

  start(): void {
    void this.#start().catch((error: unknown) => {
      this.#ports.log.warn('A replay cannot begin now; it is tried again.', { replay: this.found.record.id, error: String(error) })
      this.#ports.clock.after(AGAIN_MS, () => {
        if (!this.#closed) this.start()
      })
    })
  }

  async #start(): Promise<void> {
    const { events } = this.#ports
    const { record, createdAt } = this.found
    if (record.from === undefined || record.to === undefined) {
      const asked = record.cursor === undefined ? undefined : parseCursor(record.cursor)
      // The log of another epoch is gone: what there is of this one is all that can be sent.
      if (asked && asked.epoch !== events.epoch) this.#gap = true
      this.#from = asked ? (asked.epoch === events.epoch ? asked.offset : 0) : record.since === undefined ? 0 : await events.before(Date.parse(record.since))
      this.#to = await events.before(Date.parse(record.until ?? createdAt) + 1)
    }
    if (this.#closed) return
    this.#lane = new Lane({
      kind: 'replay',
      ordered: this.#run.target.endpoint.ordering === 'key',
      host: this,
      from: record.position ?? this.#from,
      end: this.#to,
    })
    this.#ports.ledger.touch(this.#run, false)
    this.#run.pump()
  }

  /** The next event that may go, taken; none where its rate says so. */
  next(monotonic: number): Entry | undefined {
    const lane = this.#lane
    if (!lane || lane.closed || this.#pace.wait(monotonic) > 0) return undefined
    const entry = lane.peek()
    if (!entry) return undefined
    lane.sent()
    this.#pace.take(monotonic)
    this.#sent++
    return entry
  }
  /** Milliseconds until it may send again; 0 where that does not depend on time. */
  wait(monotonic: number): number {
    if (monotonic < this.#reopenAt) return this.#reopenAt - monotonic
    return this.#lane?.peek() ? this.#pace.wait(monotonic) : 0
  }
  read(): void {
    if (this.#ports.clock.monotonic() >= this.#reopenAt) this.#lane?.pull()
  }
  close(): void {
    this.#closed = true
    this.#lane?.close()
  }

  /** What is to be written of it, where it went on. */
  draft(): ReplayDraft | undefined {
    const lane = this.#lane
    if (!lane) return undefined
    const position = Math.min(lane.window.cursor(), this.#to)
    const { state: _, ...rest } = this.found.record
    const record: WebhookReplayRecord = {
      ...rest,
      from: this.#from,
      to: this.#to,
      position,
      sent: this.#sent,
      ...(this.#gap && { gap: true }),
      state: position >= this.#to && lane.done ? 'done' : 'running',
    }
    return JSON.stringify(record) === JSON.stringify({ ...this.found.record }) ? undefined : { replay: this, record }
  }
  written(record: WebhookReplayRecord): void {
    this.found = { ...this.found, record, revision: this.found.revision + 1 }
    if (record.state !== 'done') return
    this.close()
    this.#run.replayEnded(this)
  }

  async open(lane: Lane): Promise<Feed | undefined> {
    const { events } = this.#ports
    const { types } = this.found.record
    const after = cursorText({ epoch: events.epoch, offset: lane.window.read })
    const opened = await events.follow(this.#run.target.endpoint, { after, ...(types && { types }) })
    if (opened.ok) return opened.feed
    this.#ports.log.warn('The events of a replay cannot be followed; it is tried again.', { replay: this.found.record.id, problem: opened.problem.code })
    this.#reopenAt = this.#ports.clock.monotonic() + AGAIN_MS
    return undefined
  }
  took(_lane: Lane, entry: Entry): boolean {
    return this.#run.took(entry)
  }
  moved(): void {
    this.#ports.ledger.touch(this.#run, false)
    this.#run.pump()
  }
  gap(): void {
    this.#gap = true
  }
  ended(): void {
    this.#reopenAt = this.#ports.clock.monotonic() + AGAIN_MS
    this.#run.pump()
  }
}
