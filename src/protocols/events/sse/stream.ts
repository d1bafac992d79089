import type { Feed, FeedStep, FollowedEvent } from '../../../kernel/events/feed.ts'
import { HEARTBEAT, cursorFrame, endFrame, eventFrame, gapFrame, retryFrame } from './frame.ts'

/** Proxies cut what is silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000
/** Of what is given to the connection at once: a client that takes nothing costs so much, and one event more. */
const PIECE = 64 * 1024
const ASKED = { most: 256, wait: HEARTBEAT_MS } as const

export interface StreamOptions {
  /** The `source` of its events. */
  readonly source: string
  readonly requestId: string
  /** Milliseconds after which a client that lost the connection comes back. */
  readonly retry: number
}

/**
 * A feed as the body of an answer: asked for the next piece when the client has taken the last one, so that a slow client
 * holds up nobody and nothing piles up for it. Whoever lets go of it closes the feed, begun or not.
 */
export class EventStream implements AsyncIterableIterator<string> {
  readonly #feed: Feed
  readonly #options: StreamOptions
  /** Events of a step that did not fit into a piece. */
  #left: readonly FollowedEvent[] = []
  /** The cursor that the client knows. */
  #told: string | undefined
  #ended = false

  constructor(feed: Feed, options: StreamOptions) {
    this.#feed = feed
    this.#options = options
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<string, undefined>> {
    if (this.#left.length > 0) return Promise.resolve({ done: false, value: this.#piece() })
    if (this.#ended) return Promise.resolve(DONE)
    // The head leaves with the first piece, and with it the place to come back to.
    if (this.#told === undefined) return Promise.resolve({ done: false, value: retryFrame(this.#options.retry) + this.#moved() })
    return this.#feed.next(ASKED).then(this.#sent)
  }

  return(): Promise<IteratorResult<string, undefined>> {
    this.#ended = true
    this.#left = []
    this.#feed.close()
    return Promise.resolve(DONE)
  }

  /** Made once: a step is the whole work of one event for one client. */
  readonly #sent = (step: FeedStep): IteratorResult<string, undefined> => ({ done: false, value: this.#textOf(step) })

  #textOf(step: FeedStep): string {
    if (step.kind === 'gap') {
      this.#told = step.cursor
      return gapFrame(step)
    }
    if (step.kind === 'end') {
      this.#ended = true
      return endFrame(step.problem, this.#options.requestId)
    }
    const { events } = step
    const [first] = events
    if (!first) return HEARTBEAT + this.#moved()
    this.#told = events.at(-1)?.cursor
    const { source } = this.#options
    if (events.length === 1) return eventFrame(first, source)
    this.#left = events
    return this.#piece()
  }

  #piece(): string {
    const { source } = this.#options
    let piece = ''
    let taken = 0
    for (const event of this.#left) {
      const frame = eventFrame(event, source)
      if (taken > 0 && piece.length + frame.length > PIECE) break
      piece += frame
      taken++
    }
    this.#left = this.#left.slice(taken)
    return piece
  }

  /** Where it stands, if the client does not know: events that were not for it are behind it, too. */
  #moved(): string {
    const { cursor } = this.#feed
    if (cursor === this.#told) return ''
    this.#told = cursor
    return cursorFrame(cursor)
  }
}

const DONE = { done: true, value: undefined } as const
