import type { Clock } from '../ports/clock.ts'
import type { RemovedEvents, Store, StoredEvent } from '../ports/store.ts'
import type { Problem } from '../outcome.ts'
import { cursorText } from './cursor.ts'
import type { Feed, FeedStep, FollowedEvent } from './feed.ts'
import { gapFor } from './retention.ts'
import type { Selection } from './selection.ts'
import { Waiter, type LogTail } from './tail.ts'
import { isWhole } from './whole.ts'

const MOST_IN_STEP = 256
const PAGE = 128

export interface FollowerPorts {
  readonly store: Store
  readonly clock: Clock
  readonly tail: LogTail
  readonly epoch: string
}

/** One follower of the log: where it stands, what it is given, what it has been told of holes. */
export class Follower implements Feed {
  readonly #ports: FollowerPorts
  readonly #released: () => void
  #selection: Selection
  #offset: number
  /** A cursor of another epoch that is still to be answered. */
  #foreign: string | undefined
  /** It was looked whether anything is gone behind where it began. */
  #checked = false
  /** By type, up to where it was told that events are gone. */
  readonly #told = new Map<string, number>()
  readonly #waiter = new Waiter()
  #standing = false
  #ended: Problem | undefined

  constructor(
    ports: FollowerPorts,
    of: {
      readonly selection: Selection
      readonly offset: number
      readonly foreign?: string
      /** Is gone and need not be told. */ readonly gone?: readonly RemovedEvents[]
      readonly released: () => void
    },
  ) {
    this.#ports = ports
    this.#selection = of.selection
    this.#offset = of.offset
    this.#foreign = of.foreign
    this.#released = of.released
    for (const { type, upTo } of of.gone ?? []) this.#told.set(type, upTo)
  }

  get cursor(): string {
    // Who stands at the end is moved on over what is not for it.
    const offset = this.#standing ? Math.max(this.#offset, this.#waiter.offset) : this.#offset
    return cursorText({ epoch: this.#ports.epoch, offset })
  }

  async next({ most = MOST_IN_STEP, wait }: { readonly most?: number; readonly wait?: number } = {}): Promise<FeedStep> {
    const { tail, clock } = this.#ports
    const until = wait === undefined ? undefined : clock.monotonic() + wait
    let looked = 0
    for (;;) {
      if (this.#ended) return { kind: 'end', problem: this.#ended }
      // Most stand at the end most of the time: they need not look for themselves.
      if (this.#checked && wait !== 0 && looked === 0 && tail.isEnd(this.#offset)) {
        const given = await this.#stand(most, until)
        if (given) return given
      }
      const memory = tail.behind(this.#offset)
      const page = memory ? memory.kept : await this.#page()
      if (!page) continue
      const from = memory ? memory.from : 0
      const to = page.length
      if (!this.#checked || !isWhole(page, { from, to, offset: this.#offset })) {
        const gap = await this.#gap()
        if (gap) return gap
      }
      if (this.#ended) continue
      const { events, at } = this.#take(page, { from, to }, most)
      // Behind a full page there is mostly another one; where not, the next step says so.
      if (events.length > 0) return { kind: 'events', events, cursor: this.cursor, more: at < to || (!memory && to === PAGE) }
      looked += at - from
      if (at === to && (memory || to < PAGE)) {
        const left = until === undefined ? undefined : until - clock.monotonic()
        if (left !== undefined && left <= 0) return { kind: 'events', events: [], cursor: this.cursor, more: false }
        const given = await this.#stand(most, until)
        if (given) return given
        looked = 0
      }
    }
  }

  /** `undefined`: it ended meanwhile, and with it perhaps the store. */
  async #page(): Promise<readonly StoredEvent[] | undefined> {
    const { clock, store } = this.#ports
    // A store may answer at once, and who is far behind would keep everyone else waiting.
    await clock.turn()
    if (this.#ended) return undefined
    try {
      const page = await store.events(this.#offset, PAGE)
      return this.#ended ? undefined : page
    } catch (error) {
      if (this.#ended) return undefined
      throw error
    }
  }

  /** Waits for what comes. `undefined`: look what became of it. */
  async #stand(most: number, until: number | undefined): Promise<FeedStep | undefined> {
    const { tail, clock } = this.#ports
    const waiter = this.#waiter
    waiter.selection = this.#checked ? this.#selection : undefined
    waiter.most = most
    waiter.offset = this.#offset
    this.#standing = true
    await tail.grown(waiter, { offset: this.#offset, ms: until === undefined ? undefined : until - clock.monotonic() })
    this.#standing = false
    const { given } = waiter
    waiter.given = undefined
    if (waiter.offset > this.#offset) this.#offset = waiter.offset
    return this.#ended ? undefined : given
  }

  close(): void {
    this.end({ code: 'unavailable', title: 'The feed was closed.' })
  }

  /** Nothing comes any more, for this reason. */
  end(problem: Problem): void {
    if (this.#ended) return
    this.#ended = problem
    this.#released()
    this.#ports.tail.leave(this.#waiter)
  }

  /** The caller sees something else from now on. */
  reselect(selection: Selection): void {
    this.#selection = selection
    // What it waits for is another thing.
    this.#ports.tail.leave(this.#waiter)
  }

  #take(
    page: readonly StoredEvent[],
    of: { readonly from: number; readonly to: number },
    most: number,
  ): { readonly events: readonly FollowedEvent[]; readonly at: number } {
    const events: FollowedEvent[] = []
    let at = of.from
    for (; at < of.to && events.length < most; at++) {
      const event = page[at]
      if (!event) break
      this.#offset = event.offset
      const seen = this.#selection.pick(event)
      if (seen) events.push(seen)
    }
    return { events, at }
  }

  /** What is gone behind where it stands. Asked after the page was read: what is removed in between is at worst told too much. */
  async #gap(): Promise<FeedStep | undefined> {
    const range = await this.#ports.store.eventRange()
    const asked = this.#foreign ?? this.cursor
    // A position that the log has not reached is of another log, whatever its epoch says.
    if (this.#foreign !== undefined || this.#offset > range.last) {
      this.#foreign = undefined
      this.#checked = true
      this.#offset = Math.max(0, range.first - 1)
      for (const { type, upTo } of range.removed) this.#told.set(type, upTo)
      return { kind: 'gap', reason: 'epoch', asked, cursor: this.cursor }
    }
    this.#checked = true
    const gap = gapFor(range, { types: this.#selection.types, offset: this.#offset, told: this.#told })
    if (!gap) return undefined
    for (const { type, upTo } of gap.missing) this.#told.set(type, upTo)
    this.#offset = gap.from
    return { kind: 'gap', reason: 'retention', asked, cursor: this.cursor }
  }
}
