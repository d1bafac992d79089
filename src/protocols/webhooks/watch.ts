import type { Feed } from '../../kernel/events/feed.ts'
import type { ContractData } from '../../contract/data.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'

const AGAIN_MS = 1_000
const FULL_MS = 60_000

export interface WatchOptions {
  readonly kernel: Pick<Kernel, 'follow'>
  readonly administration: ContractData
  readonly clock: Clock
  readonly log: Log
  readonly requestId: () => string
  /** An event of this type, of the record with this key. */
  readonly changed: (type: string, key: string) => Promise<void>
  readonly everything: () => Promise<void>
}

/**
 * Tells what operators change: by the administration's own events, which are there as soon as they are committed; and once a
 * minute, and whenever the events could not be followed, by looking at everything.
 */
export class Watch {
  readonly #of: WatchOptions
  #feed: Feed | undefined
  #after = 'now'
  #stopped = false
  #cancel: () => void = () => {}
  #looking: Promise<void> | undefined

  constructor(of: WatchOptions) {
    this.#of = of
  }

  start(): void {
    void this.#follow()
    this.#plan()
  }
  stop(): void {
    this.#stopped = true
    this.#cancel()
    this.#feed?.close()
  }

  #plan(): void {
    if (this.#stopped) return
    this.#cancel = this.#of.clock.after(FULL_MS, () => {
      this.#plan()
      void this.#look()
    })
  }

  /** One at a time; who asks meanwhile gets the next one. */
  async #look(): Promise<void> {
    while (this.#looking) await this.#looking
    if (this.#stopped) return
    this.#looking = this.#of.everything().catch((error: unknown) => {
      this.#of.log.warn('The endpoints of webhooks cannot be read now; it is tried again.', { error: String(error) })
      this.#of.clock.after(AGAIN_MS, () => void this.#look())
    })
    try {
      await this.#looking
    } finally {
      this.#looking = undefined
    }
  }

  async #follow(): Promise<void> {
    const { kernel, administration, requestId, log, clock, changed } = this.#of
    try {
      const followed = await kernel.follow({
        protocol: 'webhooks',
        contract: administration.name,
        version: administration.version,
        credential: { kind: 'system', name: 'webhooks' },
        address: '',
        requestId: requestId(),
        kind: 'stream',
        // What was changed while nothing could be followed is among what comes.
        after: this.#after,
        filter: { types: ['webhook-endpoint.*', 'webhook-delivery.*', 'webhook-replay.*'] },
      })
      if (!followed.ok) throw new Error(followed.problem.detail ?? followed.problem.title)
      const { feed } = followed
      this.#feed = feed
      this.#after = feed.cursor
      // What changed before the feed stood is not among its events.
      await this.#look()
      for (;;) {
        const step = await feed.next()
        if (step.kind === 'end' || this.#stopped) break
        if (step.kind === 'gap') await this.#look()
        else for (const event of step.events) await changed(event.type, event.key)
        this.#after = step.cursor
      }
    } catch (error) {
      log.warn('What changes of webhooks cannot be followed now; it is looked at instead.', { error: String(error) })
    }
    this.#feed?.close()
    this.#feed = undefined
    if (this.#stopped) return
    clock.after(AGAIN_MS, () => {
      if (!this.#stopped) void this.#follow()
    })
  }
}
