import type { FollowedEvent } from '../../kernel/events/feed.ts'
import type { WebhookDeliveryRecord, WebhookEvents, WebhookReplayRecord } from '../../kernel/ports/webhook.ts'
import { isDone, logged, type Attempted } from './attempted.ts'
import { Books } from './books.ts'
import { Deliveries } from './deliveries.ts'
import { Judge } from './judge.ts'
import type { Lane } from './lane.ts'
import { Live } from './live.ts'
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
/** An event that cannot be read now is read again after this. */
const AGAIN_MS = 5_000
/** The clock of the day may be set: what is due by it is looked at no later than this. */
const LOOK_MS = 60_000

/** What is sent to one endpoint, and in which order. One process has it at a time (`Holder`); what it does is written by `Books`. */
export class Run {
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
  readonly #live: Live
  #inFlight = 0
  #stopping = false
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
    this.#live = new Live(ports, this, { progress: progress.record, orphaned: of.orphaned })
    this.books = new Books(ports, this, { progress, holder: of.holder })
    for (const replay of of.replays) this.replayChanged(replay)
  }

  get id(): string {
    return this.target.endpoint.id
  }
  get inFlight(): number {
    return this.#inFlight
  }
  get replays(): Iterable<Replay> {
    return this.#replays.values()
  }
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Where it stands: for the progress record. */
  position(): ReturnType<Live['position']> {
    return this.#live.position()
  }
  /** The store has it: what was read up to here may go. */
  claimedTo(offset: number): void {
    this.#live.claimedTo(offset)
  }

  /** The endpoint was changed. */
  changed(target: Target): void {
    const before = this.target.endpoint
    const { endpoint } = target
    this.target = target
    this.#pace.rate = endpoint.rate
    if (before.state !== endpoint.state || before.url !== endpoint.url) this.#judge.forget()
    const follows = (of: typeof endpoint): string => JSON.stringify([of.consumer, of.contract, of.version, of.filter, of.ordering])
    if (follows(before) !== follows(endpoint)) this.#live.rewind()
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
      this.#live.rewind()
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
    const next = this.#live.next()
    if (next) wake = Math.min(wake, this.#early(next) || LOOK_MS)
    const { circuit } = this.standing
    if (circuit.state === 'open' && monotonic < circuit.until) wake = Math.min(wake, circuit.until - monotonic)
    wake = Math.min(wake, this.#live.wait(monotonic) || LOOK_MS)
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
    const { lane } = this.#live
    if (lane && this.standing.circuit.admits(monotonic)) {
      for (let entry = this.#live.next(); entry; entry = this.#live.next()) {
        if (this.#joins(lane, entry)) continue
        if (this.#early(entry) > 0) break
        lane.sent()
        this.standing.circuit.goes()
        this.#sendEntry(lane, entry, undefined)
        return true
      }
    }
    // New events first: a replay has what they leave, and nothing where the target fails.
    const next = lane?.peek()
    if ((next && this.#early(next) === 0) || this.standing.circuit.state !== 'closed') return false
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
        if (lane.kind === 'event') this.standing.circuit.withdrawn()
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
      () => instead(() => this.deliveries.later(row, AGAIN_MS)),
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
      if (circuit.state === 'open') this.#live.rewind()
      return
    }
    if (this.#live.wait(monotonic) > 0 || this.deliveries.waiting.size >= MOST_WAITING) return
    for (const replay of this.#replays.values()) replay.read()
    this.#live.read(circuit.state === 'closed' ? undefined : 1)
  }

  /** An entry that was read: `false` where its key waits already, and it got in line there. */
  took(entry: Entry): boolean {
    if (!this.deliveries.waiting.holds(entry.event.orderingKey)) return true
    this.deliveries.park(entry, undefined)
    return false
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
    this.#live.close()
    for (const replay of this.#replays.values()) replay.close()
    this.#verification.stop()
  }
}
