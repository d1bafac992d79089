import { textFrame } from '../../../codecs/websocket/index.ts'
import { structured } from '../../../kernel/events/cloud-event.ts'
import type { FollowedEvent } from '../../../kernel/events/feed.ts'
import type { SocketFrame } from '../../../kernel/ports/socket.ts'

/** Most clients call their subscription the same; those that do not are no reason to keep a frame for each. */
const MOST_KEPT = 64

export type EventFrames = (event: FollowedEvent, subscription: string) => SocketFrame

/** The message of an event for a subscription, made once for all connections that call theirs the same. */
export function eventFrames(source: string): EventFrames {
  const known = new WeakMap<FollowedEvent, Map<string, SocketFrame>>()
  // An event goes to one connection after the other.
  let last: { readonly event: FollowedEvent; readonly subscription: string; readonly frame: SocketFrame } | undefined
  return (event, subscription) => {
    if (last?.event === event && last.subscription === subscription) return last.frame
    let frames = known.get(event)
    if (!frames) known.set(event, (frames = new Map()))
    let frame = frames.get(subscription)
    if (!frame) {
      const cursor = JSON.stringify(event.cursor)
      const text = `{"type":"event","subscription":${JSON.stringify(subscription)},"cursor":${cursor},"event":${structured(event, source)}}`
      frame = { bytes: textFrame(text) }
      if (frames.size < MOST_KEPT) frames.set(subscription, frame)
    }
    last = { event, subscription, frame }
    return frame
  }
}
