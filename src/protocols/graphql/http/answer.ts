import type { HttpAnswer } from '../../../kernel/ports/http.ts'
import { addTrace, type Headers } from '../../../wire/headers.ts'
import { addNotices } from '../../../wire/notices.ts'
import { problemAnswer } from '../../../wire/problem.ts'
import type { WireRequest } from '../../../wire/request.ts'
import type { GraphqlAnswer } from '../engine.ts'
import type { Media } from './media.ts'

/** Data with errors (GraphQL over HTTP, 6.4.2): partial success, which caches and monitors shall tell from 200. */
const PARTIAL = 294

export interface Sent {
  readonly media: Media
  readonly links?: string | undefined
  /** Such as `allow`. */
  readonly headers?: Headers | undefined
  /** What is wrong is HTTP's and not GraphQL's: it has its status whatever is accepted. */
  readonly http?: boolean
}

/** Status, headers and body of a response (GraphQL over HTTP, 6.4). */
export function httpAnswer(answer: GraphqlAnswer, request: WireRequest, sent: Sent): HttpAnswer {
  const type: Headers = { 'content-type': `${sent.media}; charset=utf-8`, 'vary': 'Accept', ...sent.headers }
  const body = JSON.stringify(answer.body)
  const { problem, notices } = answer
  if (problem) {
    const failed = problemAnswer({ ok: false, problem, ...(notices && { notices }) }, request, { headers: type, links: sent.links })
    // 6.4.1 and 6.4.2: whatever is wrong with the document of a request that is well-formed has one status.
    const ofDocument = !sent.http && OF_THE_DOCUMENT.has(problem.code)
    const status = ofDocument ? (sent.media === 'application/json' ? 200 : 400) : failed.status
    return { status, headers: failed.headers, body }
  }
  const headers: Headers = { ...type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': request.requestId }
  if (answer.replayed) headers['idempotent-replayed'] = 'true'
  if (notices) addNotices(headers, notices, sent.links)
  addTrace(headers, request)
  return { status: answer.body.errors && sent.media !== 'application/json' ? PARTIAL : 200, headers, body }
}

const OF_THE_DOCUMENT: ReadonlySet<string> = new Set(['malformed', 'invalid', 'invalid-filter', 'invalid-cursor', 'too-large', 'not-found'])
