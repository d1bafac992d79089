import type { Failure, Notices, Success } from '../../../kernel/outcome.ts'
import { problemBody } from '../../../wire/problem.ts'
import { statusOf } from '../../../wire/status.ts'

/** What the server sends, but for events: those are framed by themselves. */

export function resultText(id: string, { kind, body, key, revision, view, created, next, count, replayed, notices }: Success): string {
  const head = JSON.stringify({
    type: 'result',
    id,
    kind,
    key,
    revision,
    view,
    ...(created === true && { created }),
    next,
    count,
    ...(replayed === true && { replayed }),
    notices,
  })
  return body === '' ? head : `${head.slice(0, -1)},"body":${body}}`
}

/** `problem` is a problem document as REST has it; what are headers there stands beside it. */
export function errorText(id: string | undefined, { problem, replayed, notices }: Failure, requestId: string): string {
  return JSON.stringify({
    type: 'error',
    id,
    problem: problemBody(problem, statusOf(problem), requestId),
    ...retryAfter(problem.retryAfter),
    ...(replayed === true && { replayed }),
    notices,
  })
}

export function endedText(subscription: string, failure: Failure, of: { readonly cursor: string; readonly requestId: string }): string {
  const { problem } = failure
  return JSON.stringify({
    type: 'ended',
    subscription,
    cursor: of.cursor,
    problem: problemBody(problem, statusOf(problem), of.requestId),
    ...retryAfter(problem.retryAfter),
  })
}

export function subscribedText(id: string, of: { readonly cursor: string; readonly notices?: Notices }): string {
  return JSON.stringify({ type: 'subscribed', id, cursor: of.cursor, notices: of.notices })
}

function retryAfter(seconds: number | undefined): { readonly retryAfter?: number } {
  return seconds === undefined ? {} : { retryAfter: Math.max(1, Math.ceil(seconds)) }
}
