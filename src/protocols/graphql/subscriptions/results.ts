import { ERRORS } from '../../../kernel/errors.ts'
import type { Feed, FeedStep } from '../../../kernel/events/feed.ts'
import type { Notices, Problem } from '../../../kernel/outcome.ts'
import type { GraphqlResult } from '../engine.ts'
import type { Item } from './item.ts'

/** How often a client hears how far the log has come without an event for it. */
const MOVED_EVERY_MS = 30_000
/** Events that are taken from a feed at once: what is taken and not yet sent was allowed when it was taken. */
const MOST_AT_ONCE = 64

/** What a subscription answers, one result after the other. Pulled: who does not ask is sent nothing, and holds up nobody. */
export interface Results extends AsyncIterable<GraphqlResult> {
  readonly notices?: Notices
  /**
   * The next result; pending until there is one, or, where `wait` is given, for so many milliseconds: then `waiting`. A result
   * without `data` is the last one, and says why. `over`: nothing comes any more. One call at a time.
   */
  take(wait?: number): Promise<GraphqlResult | 'waiting' | 'over'>
  /** Ends it and gives back what it holds of the plan; a pending `take` answers `over`. More than once does nothing. */
  close(): void
}

export interface ResultsOptions {
  readonly notices?: Notices | undefined
  /** What the client selected of an item. */
  readonly select: (item: Item) => GraphqlResult | Promise<GraphqlResult>
  /** Why nothing comes any more. */
  readonly ended: (problem: Problem) => GraphqlResult
}

/**
 * A feed as results. The first one is the place where it stands, so that whoever is cut off before the first event knows
 * where to go on; the others are events, holes, and, at most every 30 s, the place that the log has come to.
 */
export function resultsOf(feed: Feed, options: ResultsOptions): Results {
  return new FeedResults(feed, options)
}

/** Events that are still to come are there when the store is back. */
const UNREADABLE: Problem = { code: 'unavailable', title: ERRORS.unavailable.title, detail: 'The event log cannot be read now.', retryAfter: 2 }

class FeedResults implements Results {
  readonly notices?: Notices
  readonly #feed: Feed
  readonly #options: ResultsOptions
  #left: Item[] = []
  /** The cursor that the client knows. */
  #told: string | undefined
  /** Milliseconds that it has waited since it was told anything. */
  #waited = 0
  #over = false

  constructor(feed: Feed, options: ResultsOptions) {
    this.#feed = feed
    this.#options = options
    if (options.notices) this.notices = options.notices
  }

  async take(wait: number = Number.POSITIVE_INFINITY): Promise<GraphqlResult | 'waiting' | 'over'> {
    const { select, ended } = this.#options
    let left = wait
    for (;;) {
      if (this.#over) return 'over'
      const item = this.#told === undefined ? { kind: 'position' as const, cursor: this.#feed.cursor } : this.#left.shift()
      if (item) {
        this.#told = item.kind === 'event' ? item.event.cursor : item.cursor
        this.#waited = 0
        return select(item)
      }
      const most = Math.min(left, MOVED_EVERY_MS - this.#waited)
      const step = await this.#step(most)
      if (this.#over) return 'over'
      if (step.kind === 'end') {
        this.close()
        return ended(step.problem)
      }
      if (this.#took(step)) continue
      this.#waited += most
      left -= most
      if (this.#waited >= MOVED_EVERY_MS) this.#move()
      if (left <= 0 && this.#left.length === 0) return 'waiting'
    }
  }

  close(): void {
    this.#over = true
    this.#left = []
    this.#feed.close()
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<GraphqlResult, void, undefined> {
    try {
      for (let result = await this.take(); result !== 'over'; result = await this.take()) if (result !== 'waiting') yield result
    } finally {
      this.close()
    }
  }

  async #step(wait: number): Promise<FeedStep> {
    try {
      return await this.#feed.next({ most: MOST_AT_ONCE, wait })
    } catch {
      return { kind: 'end', problem: UNREADABLE }
    }
  }

  #took(step: Exclude<FeedStep, { kind: 'end' }>): boolean {
    if (step.kind === 'gap') {
      const { reason, asked, cursor } = step
      this.#left.push({ kind: 'gap', reason, asked, cursor })
      return true
    }
    for (const event of step.events) this.#left.push({ kind: 'event', event })
    return step.events.length > 0
  }

  #move(): void {
    this.#waited = 0
    const { cursor } = this.#feed
    if (cursor !== this.#told) this.#left.push({ kind: 'position', cursor })
  }
}
