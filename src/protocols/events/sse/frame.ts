import { structured } from '../../../kernel/events/cloud-event.ts'
import type { FeedStep, FollowedEvent } from '../../../kernel/events/feed.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import { problemBody } from '../../../wire/problem.ts'
import { statusOf } from '../../../wire/status.ts'

/**
 * The text of an event on a stream (WHATWG HTML, 9.2.6), made once for all streams with the same view of it: an event object
 * is seen by callers of one version, and a version has one `source`. JSON as `JSON.stringify` writes it has no line ends.
 */
export function eventFrame(event: FollowedEvent, source: string): string {
  let frame = frames.get(event)
  if (frame === undefined) frames.set(event, (frame = `id: ${event.cursor}\nevent: ${event.type}\ndata: ${structured(event, source)}\n\n`))
  return frame
}
const frames = new WeakMap<FollowedEvent, string>()

/** Without data nothing is dispatched, but the client remembers the id (9.2.6): where to go on, though nothing came for it. */
export function cursorFrame(cursor: string): string {
  return `id: ${cursor}\n\n`
}

/** A comment: so that whoever stands in between, and the client, see that the connection lives. */
export const HEARTBEAT = ':\n\n'

export function retryFrame(milliseconds: number): string {
  return `retry: ${milliseconds}\n\n`
}

export function gapFrame({ reason, asked, cursor }: Extract<FeedStep, { kind: 'gap' }>): string {
  return `id: ${cursor}\nevent: gap\ndata: ${JSON.stringify({ reason, asked, cursor })}\n\n`
}

/** Why nothing comes any more: a problem document (RFC 9457). */
export function endFrame(problem: Problem, requestId: string): string {
  return `event: end\ndata: ${JSON.stringify(problemBody(problem, statusOf(problem), requestId))}\n\n`
}
