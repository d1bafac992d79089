import { structured } from '../../../kernel/events/cloud-event.ts'
import type { Feed, FollowedEvent } from '../../../kernel/events/feed.ts'
import type { Problem } from '../../../kernel/outcome.ts'

/** What one poll answers. */
export interface EventPage {
  readonly events: readonly FollowedEvent[]
  /** What to ask behind next. */
  readonly cursor: string
  /** Others wait already. */
  readonly more: boolean
  readonly gap?: Gap
}

/** Events between what was asked and `cursor` are gone. */
export interface Gap {
  readonly reason: 'retention' | 'epoch'
  readonly asked: string
  readonly cursor: string
}

/** Characters of data after which an answer has no further events, whatever its limit. */
const ENOUGH = 4 * 1024 * 1024

/**
 * The next events of a feed, after waiting for the first of them if need be. A gap is answered at once and together with what
 * is behind it: the cursor it leads to may still stand before the hole, so that a gap alone would be met again and again.
 */
export async function pageOf(feed: Feed, of: { readonly most: number; readonly wait: number }): Promise<EventPage | Problem> {
  const events: FollowedEvent[] = []
  let size = 0
  let gap: Gap | undefined
  for (;;) {
    const begun = gap !== undefined || events.length > 0
    const step = await feed.next({ most: of.most - events.length, wait: begun ? 0 : of.wait })
    if (step.kind === 'gap') {
      const { reason, asked, cursor } = step
      gap = gap ? { ...gap, cursor } : { reason, asked, cursor }
    } else if (step.kind === 'events') {
      events.push(...step.events)
      for (const { data } of step.events) size += data.length
      const { cursor, more } = step
      if (!more || events.length >= of.most || size >= ENOUGH) return { events, cursor, more, ...(gap && { gap }) }
    } else if (step.problem.code === 'unavailable') {
      // Busbar stops while the caller waits: nothing has come, and it will ask again.
      return { events, cursor: feed.cursor, more: false, ...(gap && { gap }) }
    } else return step.problem
  }
}

export function pageText({ events, cursor, more, gap }: EventPage, source: string): string {
  return `{"events":${batchText(events, source)},"cursor":"${cursor}","more":${more}${gap ? `,"gap":${JSON.stringify(gap)}` : ''}}`
}

/** CloudEvents 1.0, JSON batch format. */
export function batchText(events: readonly FollowedEvent[], source: string): string {
  return `[${events.map((event) => structured(event, source)).join(',')}]`
}

/** The same as a dictionary (RFC 9651, 3.2), for a body that has no place for it. */
export function gapHeader({ reason, asked, cursor }: Gap): string {
  return `reason=${reason}, asked="${asked}", cursor="${cursor}"`
}
