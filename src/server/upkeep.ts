import type { EventRetention } from '../kernel/events/retention-rules.ts'
import { eventSweep } from '../kernel/events/sweep.ts'
import type { Clock } from '../kernel/ports/clock.ts'
import type { Log } from '../kernel/ports/log.ts'
import type { Store } from '../kernel/ports/store.ts'
import type { Config } from './config/config.ts'

const EVERY_MS = 60_000
/** Between two steps where there is more: calls go first. */
const PAUSE_MS = 20

/** Removes what is over from the store, a bounded step at a time, until it is stopped: so that the disk stays bounded (P7). */
export function startUpkeep(of: { readonly store: Store; readonly clock: Clock; readonly log: Log; readonly retention: EventRetention }): {
  stop(): Promise<void>
} {
  const { store, clock, log } = of
  const sweepEvents = eventSweep(store, of.retention)
  let stopped = false
  let cancel = (): void => {}
  let running: Promise<void> = Promise.resolve()
  const plan = (ms: number): void => {
    if (!stopped) cancel = clock.after(ms, () => void (running = step()))
  }
  const step = async (): Promise<void> => {
    let more = false
    try {
      more = await store.sweep({ now: clock.now() })
      more = (await sweepEvents(clock.now())) || more
    } catch (error) {
      // Nothing is lost by removing it later; an outage is told by readiness.
      log.warn('What is over could not be removed from the store; it is tried again in a minute.', { error })
    }
    plan(more ? PAUSE_MS : EVERY_MS)
  }
  plan(EVERY_MS)
  return {
    async stop() {
      stopped = true
      cancel()
      await running
    },
  }
}

export function retentionOf({ retention }: Pick<Config, 'retention'>): EventRetention {
  const { events, eventBytes, types = {} } = retention
  return {
    age: events,
    types: Object.entries(types).map(([pattern, age]) => ({ pattern, age })),
    ...(eventBytes !== undefined && { bytes: eventBytes }),
  }
}
