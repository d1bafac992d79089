import { cursorText, parseCursor } from '../../kernel/events/cursor.ts'
import type { Feed, FollowedEvent } from '../../kernel/events/feed.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Problem } from '../../kernel/outcome.ts'
import type { Store } from '../../kernel/ports/store.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'

/** The event log as endpoints see it: on behalf of their consumer, in the words of their version. */
export interface EventSource {
  /** Of this log; positions of another one mean nothing here. */
  readonly epoch: string
  /** `types`: narrower than the endpoint's filter. */
  follow(
    endpoint: WebhookEndpointRecord,
    of: { readonly after: string; readonly types?: readonly string[] },
  ): Promise<{ readonly ok: true; readonly feed: Feed } | { readonly ok: false; readonly problem: Problem }>
  /** One event again, whatever the filter now says; `undefined`: it is gone, or its consumer may not see it any more. Rejects where that cannot be known now. */
  one(endpoint: WebhookEndpointRecord, cursor: string): Promise<FollowedEvent | undefined>
  /** The last offset of an event before this instant (ms since 1970); 0 without one. Instants rise with offsets, but for clocks that were set. */
  before(instant: number): Promise<number>
}

export async function createEventSource(of: {
  readonly kernel: Pick<Kernel, 'follow'>
  readonly store: Store
  readonly requestId: () => string
}): Promise<EventSource> {
  const { kernel, store, requestId } = of
  const { epoch } = await store.eventRange()
  const follow: EventSource['follow'] = async (endpoint, { after, types }) => {
    const { filter } = endpoint
    return kernel.follow({
      protocol: 'webhooks',
      contract: endpoint.contract,
      version: endpoint.version,
      credential: { kind: 'consumer', id: endpoint.consumer },
      address: '',
      requestId: requestId(),
      kind: 'stream',
      after,
      ...((filter || types) && { filter: { ...filter, ...(types && { types }) } }),
    })
  }
  return {
    epoch,
    follow,
    async one(endpoint, cursor) {
      const position = parseCursor(cursor)
      if (position.epoch !== epoch || position.offset < 1) return undefined
      const { filter: _, ...open } = endpoint
      const followed = await follow(open, { after: cursorText({ epoch, offset: position.offset - 1 }) })
      if (!followed.ok) throw new Error(followed.problem.detail ?? followed.problem.title)
      const { feed } = followed
      try {
        for (;;) {
          const step = await feed.next({ most: 1, wait: 0 })
          if (step.kind === 'end') throw new Error(step.problem.detail ?? step.problem.title)
          if (step.kind === 'gap') {
            if (parseCursor(step.cursor).offset >= position.offset) return undefined
            continue
          }
          const [event] = step.events
          return event?.offset === position.offset ? event : undefined
        }
      } finally {
        feed.close()
      }
    },
    async before(instant) {
      const { first, last } = await store.eventRange()
      // All up to `low` are before it, none from `high` on.
      let low = Math.max(first - 1, 0)
      let high = last + 1
      while (high - low > 1) {
        const middle = (low + high) >> 1
        const [event] = await store.events(middle - 1, 1)
        if (!event || event.offset >= high) high = middle
        else if (event.at < instant) low = event.offset
        else high = middle
      }
      return low
    },
  }
}
