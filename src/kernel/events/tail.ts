import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Store, StoredEvent } from '../ports/store.ts'
import { cursorText } from './cursor.ts'
import type { FeedStep, FollowedEvent } from './feed.ts'
import type { Selection } from './selection.ts'
import { isWhole } from './whole.ts'

/** How often the end of the log is looked for while somebody follows it: other processes commit too. */
const LOOK_EVERY_MS = 100
/** How often waits that are over are ended. */
const TICK_MS = 100
/** The newest events that are kept in memory for all followers together. */
const MOST_KEPT = 8_192
const MOST_BYTES_KEPT = 16 * 1024 * 1024
const PAGE = 512
/** After so many looks with nobody waiting it rests. */
const LONELY_LOOKS = 50

/** Who waits at the end of the log: one a follower, used again for each wait. */
export class Waiter {
  until = Infinity
  done: () => void = () => {}
  /** What it wants of what comes, and how much at once; `undefined`: it looks for itself. */
  selection: Selection | undefined
  most = 0
  /** Where it stands. Moves on over what is not for it while it waits. */
  offset = 0
  /** What came for it. The same for all with its selection. */
  given: FeedStep | undefined
}

/**
 * The end of the event log, read once for all followers of this process: who is at the end is served from memory, who is
 * behind reads the store by itself. Runs only while somebody waits at the end.
 */
export class LogTail {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #epoch: string
  /** The newest events, in order. */
  #kept: StoredEvent[] = []
  #bytes = 0
  /** The last offset that was read; −1 before the first look. */
  #last = -1
  #reading: Promise<void> | undefined
  #again = false
  #waiters = new Set<Waiter>()
  #unwatch: (() => void) | undefined
  #cancelLook: (() => void) | undefined
  #cancelTick: (() => void) | undefined
  #lonely = 0
  #closed = false

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly epoch: string }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#log = ports.log
    this.#epoch = ports.epoch
  }

  /** Nothing is known behind `offset`. */
  isEnd(offset: number): boolean {
    return offset === this.#last
  }

  /** The events behind `offset` from memory, as the index of the first of `kept`; `undefined` where memory begins later. */
  behind(offset: number): { readonly kept: readonly StoredEvent[]; readonly from: number } | undefined {
    const kept = this.#kept
    const [first] = kept
    if (this.#last < 0 || offset > this.#last) return undefined
    if (offset === this.#last) return { kept, from: kept.length }
    if (!first || offset < first.offset - 1) return undefined
    // Without holes this is where it is; with holes, further to the left.
    let from = Math.min(kept.length, offset + 1 - first.offset)
    while (from > 0 && (kept[from - 1]?.offset ?? 0) > offset) from--
    return { kept, from }
  }

  /** Resolves when the log may have grown behind `offset`, `ms` are over, or the waiter leaves. */
  grown(waiter: Waiter, of: { readonly offset: number; readonly ms: number | undefined }): Promise<void> {
    const { offset, ms } = of
    this.#lonely = 0
    this.#start()
    if (this.#closed || offset < this.#last || (ms !== undefined && ms <= 0)) return DONE
    waiter.offset = offset
    this.leave(waiter)
    waiter.until = ms === undefined ? Infinity : this.#clock.monotonic() + ms
    this.#waiters.add(waiter)
    if (ms !== undefined) this.#tick()
    return new Promise<void>((done) => {
      waiter.done = done
    })
  }

  /** Ends the wait of this one and of nobody else: who comes and goes costs those who stay nothing. */
  leave(waiter: Waiter): void {
    if (this.#waiters.delete(waiter)) waiter.done()
  }

  /** Ends all waits; those who waited look for themselves why. */
  wake(): void {
    const waiters = this.#waiters
    this.#waiters = new Set()
    for (const { done } of waiters) done()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    this.wake()
    await this.#reading
  }

  #start(): void {
    if (this.#unwatch || this.#closed) return
    this.#unwatch = this.#store.watch(() => this.#look())
    this.#look()
  }

  #stop(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
    this.#cancelLook?.()
    this.#cancelLook = undefined
    this.#cancelTick?.()
    this.#cancelTick = undefined
  }

  #look(): void {
    if (this.#closed) return
    if (this.#reading) {
      this.#again = true
      return
    }
    this.#cancelLook?.()
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined
      if (this.#closed) return
      if (this.#again) {
        this.#again = false
        this.#look()
      } else if (this.#waiters.size > 0 || this.#lonely++ < LONELY_LOOKS) this.#cancelLook = this.#clock.after(LOOK_EVERY_MS, () => this.#look())
      else this.#rest()
    })
  }

  /** Nobody waits: what is kept would grow old. */
  #rest(): void {
    this.#stop()
    this.#last = -1
    this.#kept = []
    this.#bytes = 0
  }

  async #read(): Promise<void> {
    try {
      if (this.#last < 0) {
        this.#last = (await this.#store.eventRange()).last
        this.wake()
        return
      }
      for (;;) {
        const events = await this.#store.events(this.#last, PAGE)
        const newest = events.at(-1)
        if (!newest) return
        this.#keep(events)
        const from = this.#last
        this.#last = newest.offset
        this.#give(events, from)
        if (events.length < PAGE) return
      }
    } catch (error) {
      this.#log.warn('the end of the event log could not be read; it is tried again', { error: String(error) })
    }
  }

  /** Who stood at the end with the same selection gets the same step, looked through once; for whom nothing came, waits on. */
  #give(events: readonly StoredEvent[], from: number): void {
    if (!isWhole(events, { from: 0, to: events.length, offset: from })) return this.wake()
    const steps = new Map<Selection, Extract<FeedStep, { kind: 'events' }>>()
    for (const waiter of this.#waiters) {
      const { selection } = waiter
      if (!selection || waiter.offset !== from) {
        this.leave(waiter)
        continue
      }
      let step = steps.get(selection)
      if (!step) steps.set(selection, (step = this.#picked(events, selection)))
      if (step.events.length === 0) {
        waiter.offset = this.#last
        continue
      }
      if (step.events.length <= waiter.most) {
        waiter.given = step
        waiter.offset = this.#last
      }
      this.leave(waiter)
    }
  }

  #picked(events: readonly StoredEvent[], selection: Selection): Extract<FeedStep, { kind: 'events' }> {
    const picked: FollowedEvent[] = []
    for (const event of events) {
      const seen = selection.pick(event)
      if (seen) picked.push(seen)
    }
    return { kind: 'events', events: picked, cursor: cursorText({ epoch: this.#epoch, offset: this.#last }), more: false }
  }

  #keep(events: readonly StoredEvent[]): void {
    this.#kept.push(...events)
    for (const event of events) this.#bytes += sizeOf(event)
    if (this.#kept.length <= MOST_KEPT && this.#bytes <= MOST_BYTES_KEPT) return
    let drop = 0
    // A quarter at once, so that it is not done for each event.
    while (drop < this.#kept.length - 1 && (this.#kept.length - drop > (MOST_KEPT * 3) / 4 || this.#bytes > (MOST_BYTES_KEPT * 3) / 4)) {
      const gone = this.#kept[drop++]
      if (gone) this.#bytes -= sizeOf(gone)
    }
    // Another array: who reads the former one goes on there.
    this.#kept = this.#kept.slice(drop)
  }

  #tick(): void {
    this.#cancelTick ??= this.#clock.after(TICK_MS, () => {
      this.#cancelTick = undefined
      const now = this.#clock.monotonic()
      let timed = false
      for (const waiter of this.#waiters) {
        if (waiter.until <= now) this.leave(waiter)
        else if (waiter.until < Infinity) timed = true
      }
      if (timed) this.#tick()
    })
  }
}

const DONE = Promise.resolve()

function sizeOf(event: StoredEvent): number {
  return event.body.length + 200
}
