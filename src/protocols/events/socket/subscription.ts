import type { Feed, FeedStep } from '../../../kernel/events/feed.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import type { Socket } from '../../../kernel/ports/socket.ts'
import { ERRORS } from '../../../kernel/errors.ts'
import type { EventFrames } from './event-frame.ts'

/** Events that are taken from a feed at once: what is taken and not yet sent was allowed when it was taken. */
const MOST_AT_ONCE = 128
/** How often a client hears how far the log has come without an event for it. */
const MOVED_EVERY_MS = 30_000

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
  /** Cursors of events that it has not acknowledged, in order. */
  #unacknowledged: string[] = []
  #wake = (): void => {}
  #stale = false
  #over = false

  constructor(feed: Feed, the: SubscriptionOptions) {
    this.#the = the
    this.#feed = feed
    this.#cursor = feed.cursor
  }

  get cursor(): string {
    return this.#cursor
  }

  async run(): Promise<void> {
    try {
      while (!this.#over) await this.#turn()
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
    this.#feed.close()
    this.#wake()
  }

  async #turn(): Promise<void> {
    const { socket, credit } = this.#the
    if (this.#stale) return this.#follow()
    if (socket.full) return socket.drained()
    const room = credit === undefined ? MOST_AT_ONCE : credit - this.#unacknowledged.length
    if (room <= 0) return this.#acknowledged()
    const step = await this.#feed.next({ most: Math.min(room, MOST_AT_ONCE), wait: MOVED_EVERY_MS })
    // What this one was allowed is not sent in the name of the next.
    if (!this.#over && !this.#stale) await this.#take(step)
  }

  async #follow(): Promise<void> {
    this.#stale = false
    const answer = await this.#the.follow(this.#cursor)
    if (!answer.ok) {
      if (!this.#over) this.#end(answer.problem)
      return
    }
    this.#feed = answer.feed
    if (this.#over || this.#stale) answer.feed.close()
  }

  async #take(step: FeedStep): Promise<void> {
    const { id, socket } = this.#the
    switch (step.kind) {
      case 'events': {
        if (!(await this.#send(step.events))) return
        if (step.events.length === 0 && step.cursor !== this.#cursor) socket.send(JSON.stringify({ type: 'moved', subscription: id, cursor: step.cursor }))
        this.#cursor = step.cursor
        return
      }
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

  /** Answers whether all were sent. */
  async #send(events: (FeedStep & { kind: 'events' })['events']): Promise<boolean> {
    const { id, socket, frames, credit } = this.#the
    for (const event of events) {
      if (socket.full) {
        await socket.drained()
        if (this.#over || this.#stale) return false
      }
      socket.sendFrame(frames(event, id))
      this.#cursor = event.cursor
      if (credit !== undefined) this.#unacknowledged.push(event.cursor)
    }
    return true
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
