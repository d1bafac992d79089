import { parseCursor } from '../../kernel/events/cursor.ts'
import type { Feed, FeedStep, FollowedEvent } from '../../kernel/events/feed.ts'
import { Order } from './order.ts'
import { Window, type Entry } from './window.ts'

/** Events of one step at most. */
const STEP = 128
/** Unsent entries from which on no more are read: enough that those of other keys fill the parallelism, and no more than memory should hold for each of thousands of endpoints. */
const ENOUGH = 256
/** Entries between the cursor and the end of what was read: beyond it the log is the queue. */
const WIDE = 2048

export interface LaneHost {
  open(lane: Lane): Promise<Feed | undefined>
  /** Events were read, or the position moved. `false`: the entry is not to be sent here. */
  took(lane: Lane, entry: Entry): boolean
  moved(lane: Lane): void
  gap(lane: Lane, step: FeedStep & { readonly kind: 'gap' }): void
  ended(lane: Lane): void
}

/** A stretch of the log on its way to one endpoint, read bit by bit: what comes, or a replay. */
export class Lane {
  readonly kind: 'event' | 'replay'
  readonly #ordered: boolean
  readonly #host: LaneHost
  /** The last offset of it; a replay has an end. */
  readonly end: number
  #window: Window
  #order = new Order()
  #feed: Feed | undefined
  #pulling = false
  #closed = false
  /** Where the log is of another epoch than the cursor: the cursor as it was, until the feed has said what became of it. */
  #foreign: string | undefined
  /** Entries up to it may have been sent by a process that is gone. */
  #againTo: number
  #unsent = 0
  inFlight = 0

  constructor(of: {
    readonly kind: 'event' | 'replay'
    readonly ordered: boolean
    readonly host: LaneHost
    readonly from: number
    readonly foreign?: string
    readonly ahead?: readonly number[]
    readonly againTo?: number
    readonly end?: number
  }) {
    this.kind = of.kind
    this.#ordered = of.ordered
    this.#host = of.host
    this.#foreign = of.foreign
    this.#window = new Window(of.from, of.ahead)
    this.#againTo = of.againTo ?? 0
    this.end = of.end ?? Number.POSITIVE_INFINITY
  }

  get foreign(): string | undefined {
    return this.#foreign
  }
  get window(): Window {
    return this.#window
  }
  get closed(): boolean {
    return this.#closed
  }
  /** All of it was read, and is settled. */
  get done(): boolean {
    return this.#window.read >= this.end && this.#window.size === 0
  }

  /** The next entry that may go; it is taken by `sent`. */
  peek(): Entry | undefined {
    return this.#order.peek()
  }
  sent(): void {
    this.#order.shift()
    this.#unsent--
    this.inFlight++
  }
  /** It was not sent after all. */
  unsent(entry: Entry): void {
    this.#order.unshift(entry)
    this.#unsent++
    this.inFlight--
  }
  delivered(entry: Entry): void {
    entry.settled = true
    this.inFlight--
    this.#order.done(entry, this.#key(entry.event))
  }
  /** It waits elsewhere: answers those behind it with its key, which are to wait there too. All are settled here. */
  parked(entry: Entry): readonly Entry[] {
    entry.settled = true
    this.inFlight--
    const behind = this.#order.leave(entry, this.#key(entry.event))
    for (const one of behind) one.settled = true
    this.#unsent -= behind.length
    return behind
  }

  /** Reads on where there is room; one reading at a time. `most`: events at most. */
  pull(most = STEP): void {
    if (this.#pulling || this.#closed || this.#unsent >= ENOUGH || this.#window.size >= WIDE || this.#window.read >= this.end) return
    this.#pulling = true
    void this.#pull(most)
  }

  async #pull(most: number): Promise<void> {
    const feed = (this.#feed ??= await this.#host.open(this))
    if (!feed || this.#closed) {
      this.#pulling = false
      feed?.close()
      return
    }
    // A replay may end in front of its end, where nothing fits any more: so it does not wait for good.
    const step = await feed.next({ most, ...(Number.isFinite(this.end) && { wait: 0 }) })
    this.#pulling = false
    if (this.#closed) return
    if (step.kind === 'end') {
      this.#feed = undefined
      this.#host.ended(this)
      return
    }
    const { offset } = parseCursor(step.cursor)
    if (step.kind === 'gap') {
      const foreign = this.#foreign
      this.#foreign = undefined
      if (foreign !== undefined) this.#window = new Window(offset)
      this.#window.readTo(offset)
      this.#host.gap(this, step)
    } else {
      this.#foreign = undefined
      for (const event of step.events) if (event.offset <= this.end) this.#take(event)
      this.#window.readTo(offset)
    }
    this.#host.moved(this)
  }

  #take(event: FollowedEvent): void {
    const entry = this.#window.add(event, event.offset <= this.#againTo)
    if (!entry || !this.#host.took(this, entry)) return
    this.#unsent++
    this.#order.add(entry, this.#key(event))
  }

  /** Reads no more, and lets go of what was not sent. What is on its way may still settle. */
  close(): void {
    this.#closed = true
    this.#feed?.close()
    this.#feed = undefined
  }

  #key(event: FollowedEvent): string {
    return this.#ordered ? event.orderingKey : ''
  }
}
