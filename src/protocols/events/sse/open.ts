import type { FollowCall } from '../../../kernel/events/feed.ts'
import type { HttpAnswer } from '../../../kernel/ports/http.ts'
import { chooseMedia } from '../../../wire/accept.ts'
import { type Headers, addTrace } from '../../../wire/headers.ts'
import { type Mount, refuse } from '../../../wire/mount.ts'
import { addNotices } from '../../../wire/notices.ts'
import { problemAnswer, wireRefusal } from '../../../wire/problem.ts'
import type { WireRequest } from '../../../wire/request.ts'
import { askedOf, followCall } from '../asked.ts'
import { EventStream } from './stream.ts'

const MEDIA = 'text/event-stream'
const RETRY_MS = 2_000
const RETRY_SPREAD_MS = 1_000

/**
 * `GET /events/stream`: Server-Sent Events (WHATWG HTML, 9.2). Without a cursor only what comes: who watches wants to know what
 * happens. `Last-Event-ID` wins over `after`: a client that comes back sends the address it began with.
 */
export async function openStream(mount: Mount, request: WireRequest): Promise<HttpAnswer> {
  let call: FollowCall
  try {
    call = callOf(mount, request)
  } catch (error) {
    return refuse(mount, request, error)
  }
  const { kernel, links, url } = mount
  const followed = await kernel.follow(call)
  if (!followed.ok) return problemAnswer(followed, request, { links })
  const headers: Headers = {
    'content-type': MEDIA,
    'cache-control': 'no-store',
    // nginx would keep the answer until it has a block of it.
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.requestId,
  }
  if (followed.notices) addNotices(headers, followed.notices, links)
  addTrace(headers, request)
  const { requestId } = request
  return { status: 200, headers, body: new EventStream(followed.feed, { source: url, requestId, retry: RETRY_MS + spreadOf(requestId) }) }
}

function callOf(mount: Mount, request: WireRequest): FollowCall {
  const { accept } = request.headers
  if (accept !== undefined && accept !== '' && chooseMedia(accept, [MEDIA]) === undefined)
    throw wireRefusal('not-acceptable', `None of the media types in "Accept" can be given here. There is: ${MEDIA}; and application/json at /events.`)
  const asked = askedOf(request.search)
  const last = request.headers['last-event-id']
  const after = typeof last === 'string' && last !== '' ? last : (asked.get('after') ?? 'now')
  return followCall(mount, request, { kind: 'stream', after, asked })
}

/** So that those who lose their connections together do not come back together: 0 to 999 ms, by the request's id. */
function spreadOf(requestId: string): number {
  let sum = 0
  for (let i = 0; i < requestId.length; i++) sum = (sum * 31 + requestId.charCodeAt(i)) % 1_000_003
  return sum % RETRY_SPREAD_MS
}
