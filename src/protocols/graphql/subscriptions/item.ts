import type { FollowedEvent } from '../../../kernel/events/feed.ts'
import type { Subscriptions } from './schema.ts'

/** What a subscription to events is sent: an event, a hole in the log, or the place where it stands. */
export type Item =
  | { readonly kind: 'event'; readonly event: FollowedEvent }
  | { readonly kind: 'gap'; readonly reason: 'retention' | 'epoch'; readonly asked: string; readonly cursor: string }
  | { readonly kind: 'position'; readonly cursor: string }

/** An item as the schema has it. An event is made once for all subscriptions that see it so. */
export function sourceOf(item: Item, subscriptions: Subscriptions): object {
  switch (item.kind) {
    case 'event': {
      let source = sources.get(item.event)
      if (!source) sources.set(item.event, (source = eventSource(item.event, subscriptions)))
      return source
    }
    case 'gap':
      return { __typename: 'EventGap', cursor: item.cursor, reason: item.reason.toUpperCase(), asked: item.asked }
    case 'position':
      return { __typename: 'EventPosition', cursor: item.cursor }
  }
}
/** An event object is seen by callers of one version and audience, whose schema has one name for it. */
const sources = new WeakMap<FollowedEvent, object>()

function eventSource(event: FollowedEvent, subscriptions: Subscriptions): object {
  const { cursor, id, type, time, subject, key, orderingKey, trace, data } = event
  const ofRecord = key !== ''
  return {
    __typename: subscriptions.items.get(type),
    cursor,
    id,
    type,
    time,
    subject: subject ?? null,
    key: ofRecord ? key : null,
    orderingKey: ofRecord ? orderingKey : null,
    traceparent: trace ?? null,
    data: JSON.parse(data),
  }
}
