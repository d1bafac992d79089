import type { HttpAnswer } from '../../../../kernel/ports/http.ts'
import { addTrace, type Headers } from '../../../../wire/headers.ts'
import { addNotices } from '../../../../wire/notices.ts'
import type { WireRequest } from '../../../../wire/request.ts'
import { statusOf } from '../../../../wire/status.ts'
import type { GraphqlAnswer } from '../../engine.ts'
import type { Results } from '../results.ts'
import { COMPLETE, nextFrame } from './frame.ts'
import { ResultStream } from './stream.ts'

export const EVENT_STREAM = 'text/event-stream'

/**
 * An answer as Server-Sent Events (graphql-sse, distinct connections mode): one `next` for each result, then `complete`. What is
 * wrong with an operation is a `next`, too, as the protocol wants it; who may not ask, or not now, hears it from the status.
 */
export function streamAnswer(
  answer: GraphqlAnswer | Results,
  request: WireRequest,
  of: { readonly links: string | undefined; readonly plain: (answer: GraphqlAnswer) => HttpAnswer },
): HttpAnswer {
  const isFollowing = 'take' in answer
  if (!isFollowing && answer.problem && !isOfOperation(answer.problem)) return of.plain(answer)
  const headers: Headers = {
    'content-type': EVENT_STREAM,
    'cache-control': 'no-store',
    // nginx would keep the answer until it has a block of it.
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.requestId,
  }
  const { notices } = answer
  if (notices) addNotices(headers, notices, of.links)
  addTrace(headers, request)
  return { status: 200, headers, body: isFollowing ? new ResultStream(answer) : `${nextFrame(answer.body)}${COMPLETE}` }
}

/** 400, 404, 409, 413, 422 and the like are about what was asked; the others about who asks, and when. */
function isOfOperation(problem: NonNullable<GraphqlAnswer['problem']>): boolean {
  const status = statusOf(problem)
  return status >= 400 && status < 500 && !NOT_OF_OPERATION.has(status)
}
const NOT_OF_OPERATION: ReadonlySet<number> = new Set([401, 403, 405, 406, 415, 429])
