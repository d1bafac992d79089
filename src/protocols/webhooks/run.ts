import { cursorText, parseCursor } from '../../kernel/events/cursor.ts'
import type { Feed, FeedStep, FollowedEvent } from '../../kernel/events/feed.ts'
import type { WebhookDeliveryRecord, WebhookEvents, WebhookReplayRecord } from '../../kernel/ports/webhook.ts'
import { isDone, logged, type Attempted } from './attempted.ts'
import { Books } from './books.ts'
import { Deliveries } from './deliveries.ts'
import { Judge } from './judge.ts'
import { Lane, type LaneHost } from './lane.ts'
import { Pace } from './pace.ts'
import type { Found } from './records.ts'
import { Replay } from './replay.ts'
import type { RunPorts } from './run-ports.ts'
import { Standing, type Progress } from './standing.ts'
import type { Target } from './target.ts'
import { TestEvent } from './test-event.ts'
import { Verification } from './verification.ts'
import { Wake } from './wake.ts'
import type { Row } from './waiting.ts'
import type { Entry } from './window.ts'

/** Deliveries of one endpoint that wait: beyond it nothing more is read, and the log is the queue. */
export const MOST_WAITING = 10_000
/** A feed that ended is asked for again after this. */
const REOPEN_MS = 5_000
/** The clock of the day may be set: what is due by it is looked at no later than this. */
const LOOK_MS = 60_000

/** What is sent to one endpoint, and in which order. One process has it at a time (`Holder`); what it does is written by `Books`. */
export class Run implements LaneHost {
  target: Target
  readonly books: Books
  readonly standing: Standing
  readonly deliveries: Deliveries
  readonly #ports: RunPorts
  readonly #pace: Pace
  readonly #replays = new Map<string, Replay>()
  readonly #verification: Verification
  readonly #test: TestEvent
  readonly #judge: Judge
  readonly #wake: Wake
  readonly #abort = new AbortController()
  #lane: Lane | undefined
  /** Where the next lane begins. */
  #from: { readonly cursor: string; readonly ahead: readonly number[] }
  /** Up to it what is sent is known to be on its way by whoever comes after us. */
  #claimed: number
  /** What whoever was before us had taken up, where it did not live to say what became of it. */
  readonly #againTo: number
  #inFlight = 0
  #stopping = false
  #reopenAt = 0
  #idle: (() => void)[] = []

  constructor(
    ports: RunPorts,
    of: {
      readonly target: Target
      readonly progress: Progress
      readonly rows: readonly Found<WebhookDeliveryRecord>[]
      readonly replays: readonly Found<WebhookReplayRecord>[]
      readonly holder: string
      readonly orphaned: boolean
    },
  ) {
    const { progress, target } = of
    this.#ports = ports
    this.target = target
    this.standing = new Standing(progress.record)
    this.deliveries = new Deliveries(ports, this, of)
    this.#pace = new Pace(target.endpoint.rate)
    this.#verification = new Verification(ports, this)
    this.#test = new TestEvent(ports, this)
    this.#judge = new Judge(ports, this)
    this.#wake = new Wake(ports.clock, () => this.pump())
    const { cursor, claimed, ahead = [] } = progress.record
    const here = parseCursor(cursor).epoch === ports.events.epoch
    this.#from = { cursor, ahead: here ? ahead : [] }
    this.#claimed = claimed !== undefined && parseCursor(claimed).epoch === ports.events.epoch ? parseCursor(claimed).offset : 0
    this.#againTo = of.orphaned ? this.#claimed : 0
    this.books = new Books(ports, this, { progress, holder: of.holder })
    for (const replay of of.replays) this.replayChanged(replay)
  }

  get id(): string {
    return this.target.endpoint.id
  }
  get inFlight(): number {
    return this.#inFlight
  }
  get claimed(): number {
    return this.#claimed
  }
  get replays(): Iterable<Replay> {
    return this.#replays.values()
  }
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Where it stands: for the progress record. */
  position(): { readonly cursor: string; readonly claimed: number; readonly ahead: readonly number[] } {
    const lane = this.#lane
    if (!lane || lane.foreign !== undefined) return { ...this.#from, claimed: this.#claimed }
    const cursor = cursorText({ epoch: this.#ports.events.epoch, offset: lane.window.cursor() })
    return { cursor, claimed: Math.max(this.#claimed, lane.window.read), ahead: lane.window.ahead() }
  }
  /** The store has it: what was read up to here may go. */
  claimedTo(offset: number): void {
    if (offset > this.#claimed) this.#claimed = offset
  }

  /** The endpoint was changed. */
  changed(target: Target): void {
    const before = this.target.endpoint
    const { endpoint } = target
    this.target = target
    this.#pace.rate = endpoint.rate
    if (before.state !== endpoint.state || before.url !== endpoint.url) this.#judge.forget()
    const follows = (of: typeof endpoint): string => JSON.stringify([of.consumer, of.contract, of.version, of.filter, of.ordering])
    if (follows(before) !== follows(endpoint)) this.#rewind()
    if (before.ordering !== endpoint.ordering) this.deliveries.waiting.reorder(endpoint.ordering === 'key')
    this.pump()
  }

  replayChanged(found: Found<WebhookReplayRecord>): void {
    const { record } = found
    const known = this.#replays.get(record.id)
    if (record.state !== 'running') {
      known?.close()
      this.#replays.delete(record.id)
    } else if (known)
      known.found = known.found.revision < found.revision ? { ...found, record: { ...found.record, sent: known.found.record.sent } } : known.found
    else {
      const replay = new Replay(this.#ports, this, found)
      this.#replays.set(record.id, replay)
      replay.start()
    }
    this.pump()
  }
  replayEnded(replay: Replay): void {
    this.#replays.delete(replay.found.record.id)
  }

  /** What an operator did to a delivery. */
  rowChanged(found: Found<WebhookDeliveryRecord>): void {
    this.deliveries.changed(found)
    // Somebody wants it now: what the target said before holds no longer.
    if (found.record.state === 'waiting' && found.record.attempts === 0) this.#judge.forget()
    this.pump()
  }

  /** Sends what may go now, reads on where there is room, and comes back when the next thing is due. */
  pump(): void {
    if (this.#stopping) return
    const { clock, outgoing, holds, slots } = this.#ports
    const { endpoint } = this.target
    if (outgoing() === 'paused') return
    this.#verification.look()
    this.#test.look()
    if (endpoint.state !== 'active') {
      this.#rewind()
      return
    }
    const monotonic = clock.monotonic()
    let wake = LOOK_MS
    while (this.#inFlight < endpoint.parallelism) {
      // Whoever takes over waits until our hold is over: nothing may be on its way then.
      if (!holds(endpoint.timeoutSeconds * 1000) || this.books.behind) break
      const wait = this.#judge.wait(monotonic) || this.#pace.wait(monotonic)
      if (wait > 0) {
        wake = Math.min(wake, wait)
        break
      }
      if (!slots.take(this)) break
      if (!this.#sendNext(monotonic)) {
        slots.give()
        break
      }
      this.#pace.take(monotonic)
    }
    this.#read(monotonic)
    // What is due and did not go waits for something else, which wakes us itself.
    const due = (this.deliveries.waiting.first()?.due ?? 0) - clock.now()
    if (due > 0) wake = Math.min(wake, due)
    const next = this.#lane?.peek()
    if (next) wake = Math.min(wake, this.#early(next) || LOOK_MS)
    const { circuit } = this.standing
    if (circuit.state === 'open' && monotonic < circuit.until) wake = Math.min(wake, circuit.until - monotonic)
    if (monotonic < this.#reopenAt) wake = Math.min(wake, this.#reopenAt - monotonic)
    for (const replay of this.#replays.values()) wake = Math.min(wake, replay.wait(monotonic) || LOOK_MS)
    this.#wake.in(wake)
  }

  /** What is due, then what is new, then what is replayed. */
  #sendNext(monotonic: number): boolean {
    const { clock } = this.#ports
    const row = this.deliveries.waiting.first()
    if (row && row.due <= clock.now()) {
      this.#sendRow(row)
      return true
    }
    const lane = this.#lane?.closed === false ? this.#lane : undefined
    if (lane && this.standing.circuit.admits(monotonic)) {
      for (let entry = lane.peek(); entry && entry.offset <= this.#claimed; entry = lane.peek()) {
        if (this.#joins(lane, entry)) continue
        if (this.#early(entry) > 0) break
        lane.sent()
        this.standing.circuit.goes()
        this.#sendEntry(lane, entry, undefined)
        return true
      }
    }
    // New events first: a replay has what they leave, and nothing where the target fails.
    if (lane?.peek() || this.standing.circuit.state !== 'closed') return false
    for (const replay of this.#replays.values()) {
      const lane = replay.lane
      const entry = lane && replay.next(monotonic)
      if (!entry) continue
      this.#sendEntry(lane, entry, replay)
      return true
    }
    return false
  }

  /** Milliseconds until its first attempt, which the schedule may put off; 0: now. */
  #early(entry: Entry): number {
    const [first = 0] = this.target.endpoint.schedule
    return first === 0 ? 0 : Math.max(0, Date.parse(entry.event.time) + first * 1000 - this.#ports.clock.now())
  }

  /** An entry whose key waits already gets in line there. */
  #joins(lane: Lane, entry: Entry): boolean {
    if (!this.deliveries.waiting.holds(entry.event.orderingKey)) return false
    lane.sent()
    this.deliveries.park(entry, undefined)
    for (const behind of lane.parked(entry)) this.deliveries.park(behind, undefined)
    return true
  }

  #sendEntry(lane: Lane, entry: Entry, replay: Replay | undefined): void {
    const { event, again } = entry
    this.#request(event, (attempted) => {
      if (attempted.aborted) {
        lane.unsent(entry)
        if (lane === this.#lane) this.standing.circuit.withdrawn()
        return
      }
      this.books.attempt(logged(event, attempted, { at: this.#ports.clock.now(), kind: lane.kind, number: 1, again }))
      if (isDone(attempted)) return lane.delivered(entry)
      const id = replay?.found.record.id
      this.deliveries.park(entry, attempted, id)
      for (const behind of lane.parked(entry)) this.deliveries.park(behind, undefined, id)
    })
  }

  #sendRow(row: Row): void {
    const { events, slots } = this.#ports
    row.busy = true
    this.#inFlight++
    const instead = (then: () => void): void => {
      this.#inFlight--
      slots.give()
      then()
      this.#over()
    }
    events.one(this.target.endpoint, row.record.cursor).then(
      (event) => {
        if (!event) return instead(() => this.deliveries.gone(row))
        this.#inFlight--
        this.#request(event, (attempted) => this.deliveries.attempted(row, event, attempted))
      },
      () => instead(() => this.deliveries.later(row, REOPEN_MS)),
    )
  }

  /** One request that has a slot. */
  #request(event: FollowedEvent, after: (attempted: Attempted) => void): void {
    this.send(event, (attempted) => {
      this.#ports.slots.give()
      if (!attempted.aborted) this.#judge.said(event, attempted)
      after(attempted)
    })
  }

  /** One request, whatever else is on its way. `after` runs before anything else is sent. */
  send(event: FollowedEvent, after: (attempted: Attempted) => void): void {
    this.#inFlight++
    void this.#ports.sender.send(this.target, event, this.#abort.signal).then((attempted) => {
      this.#inFlight--
      after(attempted)
      this.#over()
    })
  }

  /** An event for operators. */
  tell<T extends keyof WebhookEvents>(type: T, data: WebhookEvents[T], key?: string): void {
    const { clock, records, uuid } = this.#ports
    this.books.tell(records.event(type, { endpoint: this.target.endpoint, data, id: uuid(), at: clock.now(), ...(key !== undefined && { key }) }))
  }

  /** Something that was on its way is over. */
  #over(): void {
    this.#ports.ledger.touch(this, false)
    if (this.#inFlight === 0) for (const then of this.#idle.splice(0)) then()
    this.pump()
  }

  #read(monotonic: number): void {
    const { circuit } = this.standing
    if (!circuit.admits(monotonic)) {
      // While nothing new may go, nothing is kept in memory for it.
      if (circuit.state === 'open') this.#rewind()
      return
    }
    if (monotonic < this.#reopenAt || this.deliveries.waiting.size >= MOST_WAITING) return
    for (const replay of this.#replays.values()) replay.read()
    if (this.#lane?.closed === true) this.#rewind()
    this.#lane ??= this.#newLane()
    this.#lane.pull(circuit.state === 'closed' ? undefined : 1)
  }

  #newLane(): Lane {
    const { cursor, ahead } = this.#from
    const { epoch, offset } = parseCursor(cursor)
    const foreign = epoch !== this.#ports.events.epoch
    return new Lane({
      kind: 'event',
      ordered: this.target.endpoint.ordering === 'key',
      host: this,
      from: foreign ? 0 : offset,
      ...(foreign && { foreign: cursor }),
      ahead,
      againTo: this.#againTo,
    })
  }

  /** Lets go of what was read and not sent, once nothing of it is on its way; the next lane begins where this one stands. */
  #rewind(): void {
    const lane = this.#lane
    if (!lane) return
    lane.close()
    if (lane.inFlight > 0) return
    const { cursor, ahead } = this.position()
    this.#from = { cursor, ahead }
    this.#lane = undefined
  }

  // What lanes ask.

  async open(lane: Lane): Promise<Feed | undefined> {
    const { events, log, clock } = this.#ports
    const after = lane.foreign ?? cursorText({ epoch: events.epoch, offset: lane.window.read })
    const opened = await events.follow(this.target.endpoint, { after })
    if (opened.ok) return opened.feed
    log.warn('The events of an endpoint cannot be followed; it is tried again.', { endpoint: this.id, problem: opened.problem.code })
    this.#reopenAt = clock.monotonic() + REOPEN_MS
    this.#wake.in(REOPEN_MS)
    return undefined
  }
  took(_lane: Lane, entry: Entry): boolean {
    if (!this.deliveries.waiting.holds(entry.event.orderingKey)) return true
    this.deliveries.park(entry, undefined)
    return false
  }
  moved(lane: Lane): void {
    // With something to send, the claim is waited for; a cursor that only passed what does not fit can wait itself.
    if (lane.window.size > 0) this.#ports.ledger.touch(this, true)
    else this.#ports.ledger.touchLazily(this)
    this.pump()
  }
  gap(_lane: Lane, { reason, asked, cursor }: FeedStep & { readonly kind: 'gap' }): void {
    this.tell('webhook-endpoint.gap', { reason, asked, cursor })
    this.#ports.log.warn('Events were removed before they were sent to an endpoint.', { endpoint: this.id, reason, asked, cursor })
  }
  ended(_lane: Lane): void {
    this.#reopenAt = this.#ports.clock.monotonic() + REOPEN_MS
    this.pump()
  }

  /** Sends nothing new; resolves once nothing is on its way. */
  async stop(): Promise<void> {
    this.#halt()
    if (this.#inFlight > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }
  /** Ends what is on its way. */
  cut(): void {
    this.#halt()
    this.#abort.abort()
  }
  #halt(): void {
    this.#stopping = true
    this.#wake.stop()
    this.#lane?.close()
    for (const replay of this.#replays.values()) replay.close()
    this.#verification.stop()
  }
}
