import type { FollowedEvent } from '../../../kernel/events/feed.ts'

/** What a subscription to events is sent: an event, a hole in the log, or the place where it stands. */
export type Item =
  | { readonly kind: 'event'; readonly event: FollowedEvent }
  | { readonly kind: 'gap'; readonly reason: 'retention' | 'epoch'; readonly asked: string; readonly cursor: string }
  | { readonly kind: 'position'; readonly cursor: string }
