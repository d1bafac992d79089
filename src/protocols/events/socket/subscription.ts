import type { Feed, FeedStep, FollowedEvent } from '../../../kernel/events/feed.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import type { Socket } from '../../../kernel/ports/socket.ts'
import { ERRORS } from '../../../kernel/errors.ts'
import type { EventFrames } from './event-frame.ts'

/** Events that are taken from a feed at once: what is taken and not yet sent was allowed when it was taken. */
const MOST_AT_ONCE = 128
/** How often a client hears how far the log has come without an event for it. */
const MOVED_EVERY_MS = 30_000
const FREE = { most: MOST_AT_ONCE }
const NONE: readonly FollowedEvent[] = []

export interface SubscriptionOptions {
  readonly id: string
  readonly socket: Socket
  readonly frames: EventFrames
  /** Events that may be on their way without an `ack`. Absent: any number. */
  readonly credit: number | undefined
  /** Follows on with what the caller is now. */
  readonly follow: (after: string) => ReturnType<Kernel['follow']>
  /** It is over, and not because somebody closed it. */
  readonly ended: (problem: Problem) => void
}

/**
 * One follower of the log on a socket. Its feed is asked only while the client takes what is sent and has credit: who is
 * behind costs a cursor, and nothing is kept for it.
 */
export class Subscription {
  readonly #the: SubscriptionOptions
  #feed: Feed
  /** Up to here the client was told. */
  #cursor: string
  /** Taken from the feed and not sent yet, */
  #hand: readonly FollowedEvent[] = NONE
  /** and where the feed stood then. */
  #reached: string
  /** Cursors of events that it has not acknowledged, in order. */
  #unacknowledged: string[] = []
  #wake = (): void => {}
  #stale = false
  #over = false
  /** For something new in the log: what its feed has answered is sent. */
  #waits = false
  #cancel = (): void => {}

  constructor(feed: Feed, the: SubscriptionOptions) {
    this.#the = the
    this.#feed = feed
    this.#cursor = this.#reached = feed.cursor
  }

  get cursor(): string {
    return this.#cursor
  }

  async run(): Promise<void> {
    const { socket } = this.#the
    this.#sayMoved()
    try {
      while (!this.#over) {
        if (this.#stale) await this.#follow()
        else if (socket.full) await socket.drained()
        else if (this.#hand.length > 0) this.#send()
        else if (this.#room() <= 0) await this.#acknowledged()
        else {
          this.#waits = true
          const step = await this.#feed.next(this.#the.credit === undefined ? FREE : { most: this.#room() })
          this.#waits = false
          this.#take(step)
        }
      }
    } catch {
      // The store is away: what is still to come is there when it is back.
      if (!this.#over) this.#end({ code: 'unavailable', title: ERRORS.unavailable.title, detail: 'The event log cannot be read now.', retryAfter: 2 })
    }
  }

  /** Answers `false` for a cursor of no event that is waiting for it. */
  acknowledge(cursor: string): boolean {
    const at = this.#unacknowledged.indexOf(cursor)
    if (at === -1) return cursor === this.#cursor
    this.#unacknowledged.splice(0, at + 1)
    this.#wake()
    return true
  }

  /** The caller is another one from now on: goes on behind what was sent, with what this one may see. */
  renew(): void {
    this.#stale = true
    this.#feed.close()
    this.#wake()
  }

  close(): void {
    this.#over = true
    this.#cancel()
    this.#feed.close()
    this.#wake()
  }

  /** By a timer of its own: a feed that is asked for at most so long is asked again by every connection. */
  #sayMoved(): void {
    const { id, socket } = this.#the
    this.#cancel = socket.after(MOVED_EVERY_MS, () => {
      const { cursor } = this.#feed
      if (this.#waits && !this.#stale && cursor !== this.#cursor) {
        this.#cursor = cursor
        socket.send(JSON.stringify({ type: 'moved', subscription: id, cursor }))
      }
      this.#sayMoved()
    })
  }

  #room(): number {
    const { credit } = this.#the
    return credit === undefined ? MOST_AT_ONCE : Math.min(MOST_AT_ONCE, credit - this.#unacknowledged.length)
  }

  async #follow(): Promise<void> {
    this.#stale = false
    this.#hand = NONE
    const answer = await this.#the.follow(this.#cursor)
    if (!answer.ok) {
      if (!this.#over) this.#end(answer.problem)
      return
    }
    this.#feed = answer.feed
    if (this.#over || this.#stale) answer.feed.close()
  }

  #take(step: FeedStep): void {
    // What one caller was allowed is not sent in the name of the next.
    if (this.#over || this.#stale) return
    const { id, socket } = this.#the
    switch (step.kind) {
      case 'events':
        this.#hand = step.events
        this.#reached = step.cursor
        this.#send()
        return
      case 'gap': {
        const { reason, asked, cursor } = step
        socket.send(JSON.stringify({ type: 'gap', subscription: id, reason, asked, cursor }))
        this.#cursor = cursor
        return
      }
      case 'end':
        this.#end(step.problem)
    }
  }

  /** As much of what is at hand as the client takes. */
  #send(): void {
    const { id, socket, frames, credit } = this.#the
    let sent = 0
    for (const event of this.#hand) {
      if (this.#over || socket.full) break
      sent++
      socket.sendFrame(frames(event, id))
      this.#cursor = event.cursor
      if (credit !== undefined) this.#unacknowledged.push(event.cursor)
    }
    this.#hand = sent === this.#hand.length ? NONE : this.#hand.slice(sent)
    if (this.#hand.length === 0) this.#cursor = this.#reached
  }

  #acknowledged(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  #end(problem: Problem): void {
    this.close()
    this.#the.ended(problem)
  }
}
