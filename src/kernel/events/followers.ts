import type { Caller } from '../policies/authenticate.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { RemovedEvents, Store } from '../ports/store.ts'
import { failureOf } from '../failure.ts'
import { ERRORS } from '../errors.ts'
import { parseCursor } from './cursor.ts'
import type { Feed, FollowCall } from './feed.ts'
import { Follower } from './follower.ts'
import type { Selection } from './selection.ts'
import { LogTail } from './tail.ts'

/** How often it is looked whether open feeds may go on: a credential that ends closes them within this and the directory's half second. */
const RECHECK_MS = 2_000

/** A caller of a feed, and what makes it one. */
export interface Following {
  readonly call: FollowCall
  readonly caller: Caller
  readonly selection: Selection
  /** Gives back what the feed holds of the plan. */
  readonly released: () => void
  /** The caller as it is now; throws a refusal where it may not call any more. */
  readonly again: () => Promise<Caller>
  /** What it may see as this caller; throws a refusal. */
  readonly select: (caller: Caller) => Selection
}

/** All open feeds of this process: what they share, and that each ends when its caller may no longer follow. */
export class Followers {
  readonly #ports: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly tail: LogTail; readonly epoch: string }
  readonly #open = new Map<Follower, Following & { caller: Caller }>()
  #cancel: (() => void) | undefined
  #closed = false

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly epoch: string }) {
    this.#ports = { ...ports, tail: new LogTail(ports) }
  }

  /** Throws `invalid-cursor`. */
  async open(following: Following): Promise<Feed> {
    const { call } = following
    const start = await this.#start(call.after)
    const released = (): void => {
      this.#open.delete(feed)
      following.released()
    }
    const feed = new Follower(this.#ports, { selection: following.selection, released, ...start })
    this.#open.set(feed, { ...following })
    if (this.#closed) feed.end(STOPPING)
    const { signal } = call
    if (signal?.aborted) feed.close()
    else signal?.addEventListener('abort', () => feed.close(), { once: true })
    // Who polls may wait for a minute.
    this.#plan()
    return feed
  }

  /** Ends all feeds, and those that are still to be opened. */
  stop(): void {
    this.#closed = true
    this.#cancel?.()
    for (const feed of this.#open.keys()) feed.end(STOPPING)
  }

  async close(): Promise<void> {
    this.stop()
    await this.#ports.tail.close()
  }

  async #start(after: string | undefined): Promise<{ readonly offset: number; readonly foreign?: string; readonly gone?: readonly RemovedEvents[] }> {
    if (after === 'first') {
      // Who asks for what there is misses nothing of what is gone already.
      const { first, removed } = await this.#ports.store.eventRange()
      return { offset: Math.max(0, first - 1), gone: removed }
    }
    if (after === undefined || after === 'now') return { offset: (await this.#ports.store.eventRange()).last }
    const { epoch, offset } = parseCursor(after)
    return epoch === this.#ports.epoch ? { offset } : { offset: 0, foreign: after }
  }

  #plan(): void {
    if (this.#closed) return
    this.#cancel ??= this.#ports.clock.after(RECHECK_MS, () => {
      this.#cancel = undefined
      void this.#recheck().finally(() => {
        if (this.#open.size > 0) this.#plan()
      })
    })
  }

  /** Callers with the same credential and address are looked at once. */
  async #recheck(): Promise<void> {
    const callers = new Map<string, Promise<Caller>>()
    for (const [feed, following] of this.#open) {
      const { credential, address, requestId } = following.call
      const id = JSON.stringify([credential, address])
      let again = callers.get(id)
      if (!again) callers.set(id, (again = following.again()))
      try {
        const caller = await again
        if (caller === following.caller) continue
        feed.reselect(following.select(caller))
        following.caller = caller
      } catch (error) {
        const { problem } = failureOf(error, { requestId, operation: 'follow' }, this.#ports.log)
        // While callers cannot be looked up nobody is known to have lost anything: the next look decides. (New calls are refused.)
        if (problem.code !== 'unavailable' && problem.code !== 'internal') feed.end(problem)
      }
    }
  }
}

const STOPPING = {
  code: 'unavailable',
  title: ERRORS.unavailable.title,
  detail: 'Busbar stops. Connect again and go on from your cursor.',
  retryAfter: 2,
} as const
