import { cursorText, parseCursor } from '../../kernel/events/cursor.ts'
import type { Feed, FeedStep, FollowedEvent } from '../../kernel/events/feed.ts'
import type { WebhookDeliveryRecord, WebhookEvents, WebhookReplayRecord } from '../../kernel/ports/webhook.ts'
import { webhookDeliveryId } from '../../kernel/ports/webhook.ts'
import type { Attempted } from './attempted.ts'
import { Books } from './books.ts'
import { Lane, type LaneHost } from './lane.ts'
import { Pace } from './pace.ts'
import type { Found } from './records.ts'
import { Replay } from './replay.ts'
import type { RunPorts } from './run-ports.ts'
import { delayAfter } from './schedule.ts'
import { Standing, type Progress } from './standing.ts'
import type { Target } from './target.ts'
import { Verification } from './verification.ts'
import { Waiting, type Row } from './waiting.ts'
import type { Entry } from './window.ts'

/** Deliveries of one endpoint that wait: beyond it nothing more is read, and the log is the queue. */
export const MOST_WAITING = 10_000
/** A feed that ended is asked for again after this. */
const REOPEN_MS = 5_000
/** The clock of the day may be set: what is due by it is looked at no later than this. */
const LOOK_MS = 60_000
/** Operators are told of a blocked address this often. */
const BLOCKED_EVERY_MS = 3_600_000

/** What is sent to one endpoint, and in which order. One process has it at a time (`Holder`); what it does is written by `Books`. */
export class Run implements LaneHost {
  target: Target
  readonly books: Books
  readonly standing: Standing
  readonly waiting: Waiting
  readonly #ports: RunPorts
  readonly #pace: Pace
  readonly #replays = new Map<string, Replay>()
  readonly #verification: Verification
  readonly #abort = new AbortController()
  #lane: Lane | undefined
  /** Where the next lane begins. */
  #from: { readonly cursor: string; readonly ahead: readonly number[] }
  /** Up to it what is sent is known to be on its way by whoever comes after us. */
  #claimed: number
  /** What whoever was before us had taken up, where it did not live to say what became of it. */
  readonly #againTo: number
  #inFlight = 0
  #testing = false
  #stopping = false
  /** Monotonic: nothing goes before. */
  #holdUntil = 0
  #reopenAt = 0
  #blockedToldAt = Number.NEGATIVE_INFINITY
  #cancelTimer: () => void = () => {}
  #timerAt = Number.POSITIVE_INFINITY
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
    this.waiting = new Waiting(target.endpoint.ordering === 'key')
    this.#pace = new Pace(target.endpoint.rate)
    this.#verification = new Verification(ports, this)
    const { cursor, claimed, ahead = [] } = progress.record
    const here = parseCursor(cursor).epoch === ports.events.epoch
    this.#from = { cursor, ahead: here ? ahead : [] }
    this.#claimed = claimed !== undefined && parseCursor(claimed).epoch === ports.events.epoch ? parseCursor(claimed).offset : 0
    this.#againTo = of.orphaned ? this.#claimed : 0
    for (const { record, revision, createdAt } of of.rows)
      this.waiting.add({ record, revision, last: 0, createdAt, due: dueOf(record), busy: false, again: of.orphaned && dueOf(record) <= ports.clock.now() })
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
    if (before.state !== endpoint.state || before.url !== endpoint.url) this.#holdUntil = 0
    const follows = (of: typeof endpoint): string => JSON.stringify([of.consumer, of.contract, of.version, of.filter, of.ordering])
    if (follows(before) !== follows(endpoint)) this.#rewind()
    if (before.ordering !== endpoint.ordering) this.waiting.reorder(endpoint.ordering === 'key')
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
  rowChanged({ record, revision, createdAt }: Found<WebhookDeliveryRecord>): void {
    const row = this.waiting.get(record.id)
    if (row && row.revision >= revision) return
    if (row) {
      Object.assign(row, { record, revision, createdAt, due: dueOf(record) } satisfies Partial<Row>)
      if (record.state !== 'waiting' && !row.busy) this.waiting.remove(row)
      else if (!row.busy) this.waiting.moved(row)
    } else if (record.state === 'waiting') this.waiting.add({ record, revision, last: 0, createdAt, due: dueOf(record), busy: false, again: false })
    // Somebody wants it now: what the target said before holds no longer.
    if (record.state === 'waiting' && record.attempts === 0) this.#holdUntil = 0
    this.pump()
  }

  /** Sends what may go now, reads on where there is room, and comes back when the next thing is due. */
  pump(): void {
    if (this.#stopping) return
    const { clock, outgoing, holds, slots } = this.#ports
    const { endpoint } = this.target
    if (outgoing() === 'paused') return
    this.#verification.look()
    this.#test()
    if (endpoint.state !== 'active') {
      this.#rewind()
      return
    }
    const monotonic = clock.monotonic()
    let wake = LOOK_MS
    while (this.#inFlight < endpoint.parallelism) {
      // Whoever takes over waits until our hold is over: nothing may be on its way then.
      if (!holds(endpoint.timeoutSeconds * 1000) || this.books.behind) break
      if (monotonic < this.#holdUntil) {
        wake = Math.min(wake, this.#holdUntil - monotonic)
        break
      }
      const pace = this.#pace.wait(monotonic)
      if (pace > 0) {
        wake = Math.min(wake, pace)
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
    const due = (this.waiting.first()?.due ?? 0) - clock.now()
    if (due > 0) wake = Math.min(wake, due)
    const { circuit } = this.standing
    if (circuit.state === 'open' && monotonic < circuit.until) wake = Math.min(wake, circuit.until - monotonic)
    if (monotonic < this.#reopenAt) wake = Math.min(wake, this.#reopenAt - monotonic)
    for (const replay of this.#replays.values()) wake = Math.min(wake, replay.wait(monotonic) || LOOK_MS)
    this.#wakeIn(wake)
  }

  /** What is due, then what is new, then what is replayed. */
  #sendNext(monotonic: number): boolean {
    const { clock } = this.#ports
    const row = this.waiting.first()
    if (row && row.due <= clock.now()) {
      this.#sendRow(row)
      return true
    }
    const lane = this.#lane?.closed === false ? this.#lane : undefined
    if (lane && this.standing.circuit.admits(monotonic)) {
      for (let entry = lane.peek(); entry && entry.offset <= this.#claimed; entry = lane.peek()) {
        if (this.#joins(lane, entry)) continue
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

  /** An entry whose key waits already gets in line there. */
  #joins(lane: Lane, entry: Entry): boolean {
    if (!this.waiting.holds(entry.event.orderingKey)) return false
    lane.sent()
    this.#park(entry, undefined)
    for (const behind of lane.parked(entry)) this.#park(behind, undefined)
    return true
  }

  #sendEntry(lane: Lane, entry: Entry, replay: Replay | undefined): void {
    const { event } = entry
    this.#send(event, (attempted) => {
      if (attempted.aborted) {
        lane.unsent(entry)
        if (lane === this.#lane) this.standing.circuit.withdrawn()
        return
      }
      this.#log(event, attempted, { kind: lane.kind, number: 1, again: entry.again })
      if (attempted.outcome === 'delivered' || attempted.outcome === 'recorded') {
        lane.delivered(entry)
        return
      }
      this.#park(entry, attempted, replay)
      for (const behind of lane.parked(entry)) this.#park(behind, undefined, replay)
    })
  }

  #sendRow(row: Row): void {
    row.busy = true
    this.#inFlight++
    void this.#event(row).then(
      (event) => {
        this.#inFlight--
        if (!event) {
          this.#ports.slots.give()
          row.busy = false
          this.#giveUp(row, { lastError: 'The event is gone, or its consumer may not see it any more.' })
          this.#over()
          return
        }
        this.#send(event, (attempted) => {
          row.busy = false
          if (attempted.aborted) this.waiting.moved(row)
          else this.#rowAttempted(row, event, attempted)
        })
      },
      () => {
        // It cannot be known now; the schedule does not count this.
        this.#inFlight--
        this.#ports.slots.give()
        row.busy = false
        row.due = this.#ports.clock.now() + REOPEN_MS
        this.waiting.moved(row)
        this.#over()
      },
    )
  }

  async #event(row: Row): Promise<FollowedEvent | undefined> {
    return this.#ports.events.one(this.target.endpoint, row.record.cursor)
  }

  #rowAttempted(row: Row, event: FollowedEvent, attempted: Attempted): void {
    const { clock, random } = this.#ports
    const { record } = row
    const at = new Date(clock.now()).toISOString()
    const attempts = record.attempts + 1
    this.#log(event, attempted, { kind: record.replay === undefined ? 'event' : 'replay', number: attempts, again: row.again })
    row.again = false
    const { nextAttemptAt: _, lastError: __, lastStatus: ___, ...rest } = record
    const tried: WebhookDeliveryRecord = { ...rest, attempts, firstAttemptAt: record.firstAttemptAt ?? at, lastAttemptAt: at, ...saidBy(attempted) }
    if (attempted.outcome === 'delivered' || attempted.outcome === 'recorded') {
      this.#set(row, { ...tried, state: 'delivered' })
      return
    }
    // An operator gave it up while it was on its way.
    if (record.state !== 'waiting') {
      this.#set(row, { ...tried, state: record.state })
      return
    }
    const delay = delayAfter(attempts, { schedule: this.target.endpoint.schedule, floor: attempted.floor, random })
    if (delay === undefined) this.#giveUp(row, tried)
    else this.#set(row, { ...tried, state: 'waiting', nextAttemptAt: new Date(clock.now() + delay).toISOString() })
  }

  #giveUp(row: Row, tried: Partial<WebhookDeliveryRecord>): void {
    const { nextAttemptAt: _, ...rest } = row.record
    const record: WebhookDeliveryRecord = { ...rest, ...tried, state: 'exhausted' }
    this.#set(row, record)
    const { endpoint, event, type, attempts, lastStatus, lastError } = record
    this.#tell(
      'webhook-delivery.exhausted',
      { endpoint, event, type, attempts, ...(lastStatus !== undefined && { lastStatus }), ...(lastError !== undefined && { lastError }) },
      record.id,
    )
  }

  /** From the log to a delivery of its own. `attempted`: it was tried and failed; absent: it gets in line behind one that did. */
  #park(entry: Entry, attempted: Attempted | undefined, replay?: Replay): void {
    const { clock, random, events } = this.#ports
    const { endpoint } = this.target
    const { event } = entry
    const now = clock.now()
    const at = new Date(now).toISOString()
    const delay = attempted ? delayAfter(1, { schedule: endpoint.schedule, floor: attempted.floor, random }) : 0
    const record: WebhookDeliveryRecord = {
      id: webhookDeliveryId(endpoint.id, event.id),
      endpoint: endpoint.id,
      consumer: endpoint.consumer,
      event: event.id,
      type: event.type,
      cursor: cursorText({ epoch: events.epoch, offset: event.offset }),
      offset: event.offset,
      orderingKey: event.orderingKey,
      ...(replay && { replay: replay.found.record.id }),
      attempts: attempted ? 1 : 0,
      ...(attempted && { firstAttemptAt: at, lastAttemptAt: at, ...saidBy(attempted) }),
      nextAttemptAt: new Date(now + (delay ?? 0)).toISOString(),
      state: 'waiting',
    }
    entry.settled = true
    // A replay meets what waits already: that goes on as it is.
    if (this.waiting.get(record.id)) return
    const row: Row = { record, revision: replay ? -1 : 0, last: 0, createdAt: undefined, due: dueOf(record), busy: false, again: entry.again && !attempted }
    this.waiting.add(row)
    this.books.row(row)
    if (delay === undefined) this.#giveUp(row, {})
  }

  #set(row: Row, record: WebhookDeliveryRecord): void {
    row.record = record
    row.due = dueOf(record)
    if (record.state === 'waiting') this.waiting.moved(row)
    else this.waiting.remove(row)
    this.books.row(row)
  }

  /** One request. `after` runs before anything else is sent. */
  #send(event: FollowedEvent, after: (attempted: Attempted) => void): void {
    this.#inFlight++
    void this.#ports.sender.send(this.target, event, this.#abort.signal).then((attempted) => {
      this.#inFlight--
      this.#ports.slots.give()
      if (!attempted.aborted) this.#said(event, attempted)
      after(attempted)
      this.#over()
    })
  }

  /** What an attempt says of the target. */
  #said(event: FollowedEvent, attempted: Attempted): void {
    const { clock } = this.#ports
    const now = clock.now()
    const monotonic = clock.monotonic()
    if (attempted.outcome === 'recorded') {
      this.standing.circuit.succeeded()
      return
    }
    if (attempted.outcome === 'delivered') {
      const since = this.standing.succeeded(now)
      if (since !== undefined) this.#tell('webhook-endpoint.recovered', { since: new Date(since).toISOString() })
      return
    }
    const seconds = this.target.endpoint.disableAfterSeconds
    const { failing, tell, disable } = this.standing.failed({ now, monotonic, disableAfter: seconds === null ? null : seconds * 1000 })
    const error = attempted.error?.slice(0, 1000)
    const since = new Date(failing.since).toISOString()
    if (tell !== undefined && !disable) this.#tell('webhook-endpoint.failing', { level: tell, since, ...(error !== undefined && { error }) })
    if (attempted.hold > 0) this.#holdUntil = Math.max(this.#holdUntil, monotonic + attempted.hold)
    if (attempted.outcome === 'blocked' && monotonic - this.#blockedToldAt >= BLOCKED_EVERY_MS) {
      this.#blockedToldAt = monotonic
      this.#tell('webhook-endpoint.blocked', { event: event.id, reason: error ?? 'The address may not be called.' })
    }
    if (attempted.gone) this.#disable('It answered 410: it wants nothing any more.')
    else if (disable) this.#disable(`Nothing was delivered since ${since}. The last attempt: ${error ?? 'no answer'}`)
  }

  /** In the store by a call like any operator's; here at once, whatever the store says. */
  #disable(reason: string): void {
    const { endpoint } = this.target
    if (endpoint.state !== 'active') return
    this.target = { ...this.target, endpoint: { ...endpoint, state: 'disabled', reason } }
    void this.#ports.operate('WebhookEndpoint.disable', this.id, { reason: reason.slice(0, 1000) })
  }

  #log(event: FollowedEvent, attempted: Attempted, of: { readonly kind: 'event' | 'replay' | 'test'; readonly number: number; readonly again: boolean }): void {
    const { outcome, status, took, address, error, headers, answer, truncated, request } = attempted
    this.books.attempt({
      at: this.#ports.clock.now(),
      kind: of.kind,
      event: event.id,
      type: event.type,
      number: of.number,
      outcome,
      ...(of.again && { again: true }),
      ...(status !== undefined && { status }),
      ...(took !== undefined && { took }),
      ...(address !== undefined && { address }),
      ...(error !== undefined && { error }),
      ...(headers !== undefined && { headers }),
      ...(answer !== undefined && { answer }),
      ...(truncated === true && { truncated }),
      ...(request !== undefined && { request }),
    })
  }

  #tell<T extends keyof WebhookEvents>(type: T, data: WebhookEvents[T], key?: string): void {
    const { clock, records, uuid } = this.#ports
    this.books.tell(records.event(type, { endpoint: this.target.endpoint, data, id: uuid(), at: clock.now(), ...(key !== undefined && { key }) }))
  }

  /** Asked for by `sendTest`: one attempt, beside everything else. */
  #test(): void {
    const { endpoint } = this.target
    const { testEvent: id, testRequestedAt: time } = endpoint
    if (this.#testing || id === undefined || time === undefined || id === this.standing.testAnswered) return
    if ((endpoint.state !== 'active' && endpoint.state !== 'paused') || !this.#ports.holds(endpoint.timeoutSeconds * 1000)) return
    this.#testing = true
    const offset = 0
    const event: FollowedEvent = {
      cursor: cursorText({ epoch: this.#ports.events.epoch, offset }),
      offset,
      id,
      type: 'webhook-endpoint.tested',
      time,
      key: '',
      orderingKey: '',
      data: JSON.stringify({ endpoint: endpoint.id }),
    }
    this.#inFlight++
    void this.#ports.sender.send(this.target, event, this.#abort.signal).then((attempted) => {
      this.#inFlight--
      this.#testing = false
      if (!attempted.aborted) {
        this.#log(event, attempted, { kind: 'test', number: 1, again: false })
        this.standing.testAnswered = id
      }
      this.#over()
    })
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
    if (monotonic < this.#reopenAt || this.waiting.size >= MOST_WAITING) return
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
    this.#wakeIn(REOPEN_MS)
    return undefined
  }
  took(_lane: Lane, entry: Entry): boolean {
    if (!this.waiting.holds(entry.event.orderingKey)) return true
    this.#park(entry, undefined)
    return false
  }
  moved(lane: Lane): void {
    // With something to send, the claim is waited for; a cursor that only passed what does not fit can wait itself.
    if (lane.window.size > 0) this.#ports.ledger.touch(this, true)
    else this.#ports.ledger.touchLazily(this)
    this.pump()
  }
  gap(_lane: Lane, { reason, asked, cursor }: FeedStep & { readonly kind: 'gap' }): void {
    this.#tell('webhook-endpoint.gap', { reason, asked, cursor })
    this.#ports.log.warn('Events were removed before they were sent to an endpoint.', { endpoint: this.id, reason, asked, cursor })
  }
  ended(_lane: Lane): void {
    this.#reopenAt = this.#ports.clock.monotonic() + REOPEN_MS
    this.pump()
  }

  #wakeIn(ms: number): void {
    const { clock } = this.#ports
    const at = clock.monotonic() + ms
    if (this.#timerAt <= at && this.#timerAt > clock.monotonic()) return
    this.#cancelTimer()
    this.#timerAt = at
    this.#cancelTimer = clock.after(ms, () => {
      this.#timerAt = Number.POSITIVE_INFINITY
      this.pump()
    })
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
    this.#cancelTimer()
    this.#lane?.close()
    for (const replay of this.#replays.values()) replay.close()
    this.#verification.stop()
  }
}

function dueOf(record: WebhookDeliveryRecord): number {
  return record.nextAttemptAt === undefined ? 0 : Date.parse(record.nextAttemptAt)
}

function saidBy(attempted: Attempted): Pick<WebhookDeliveryRecord, 'lastStatus' | 'lastError'> {
  const { status, error } = attempted
  return { ...(status !== undefined && { lastStatus: status }), ...(error !== undefined && { lastError: error.slice(0, 1000) }) }
}
