import type { FollowCall } from '../../../kernel/events/feed.ts'
import type { HttpAnswer } from '../../../kernel/ports/http.ts'
import { chooseMedia } from '../../../wire/accept.ts'
import { type Headers, JSON_TYPE, addTrace } from '../../../wire/headers.ts'
import { type Mount, refuse } from '../../../wire/mount.ts'
import { addLink, addNotices } from '../../../wire/notices.ts'
import { problemAnswer, wireRefusal } from '../../../wire/problem.ts'
import { refusedParameter, withoutParameter } from '../../../wire/query.ts'
import type { WireRequest } from '../../../wire/request.ts'
import { askedOf, followCall, numberOf } from '../asked.ts'
import { batchText, gapHeader, pageOf, pageText } from './page.ts'

const JSON_MEDIA = 'application/json'
const BATCH_MEDIA = 'application/cloudevents-batch+json'
const MOST = 1000
const LONGEST_SECONDS = 60

interface Poll {
  readonly call: FollowCall
  /** Begins behind the cursor of this name, and leaves it where it is. */
  readonly cursor: string | undefined
  readonly limit: number
  /** Milliseconds. */
  readonly wait: number
  readonly batch: boolean
}

/**
 * `GET /events`: the events behind a cursor and the cursor behind them. A reader that brings none begins with the oldest
 * event there is: who polls copies what happened, and a beginning that depends on when it first asked would lose the start.
 */
export async function poll(mount: Mount, request: WireRequest): Promise<HttpAnswer> {
  let asked: Poll
  try {
    asked = pollOf(mount, request)
  } catch (error) {
    return refuse(mount, request, error)
  }
  const { kernel, links, url } = mount
  let { call } = asked
  if (asked.cursor !== undefined) {
    const { protocol, credential, address, requestId } = call
    const kept = await kernel.cursors({ protocol, credential, address, requestId, name: asked.cursor })
    if (!kept.ok) return problemAnswer(kept, request, { links })
    call = { ...call, after: kept.cursors[0]?.cursor ?? 'first' }
  }
  const followed = await kernel.follow(call)
  if (!followed.ok) return problemAnswer(followed, request, { links })
  const { feed, notices } = followed
  try {
    const page = await pageOf(feed, { most: asked.limit, wait: asked.wait })
    if ('code' in page) return problemAnswer({ ok: false, problem: page, ...(notices && { notices }) }, request, { links })
    const headers: Headers = {
      'content-type': asked.batch ? `${BATCH_MEDIA}; charset=utf-8` : JSON_TYPE,
      'cache-control': 'no-store',
      'vary': 'Accept',
      'x-content-type-options': 'nosniff',
      'x-request-id': request.requestId,
    }
    const search = withoutParameter(withoutParameter(request.search, 'after'), 'cursor')
    addLink(headers, `<${url}/events?${search === '' ? '' : `${search}&`}after=${page.cursor}>; rel="next"`)
    if (page.gap) headers['event-gap'] = gapHeader(page.gap)
    if (notices) addNotices(headers, notices, links)
    addTrace(headers, request)
    return { status: 200, headers, body: asked.batch ? batchText(page.events, url) : pageText(page, url) }
  } finally {
    feed.close()
  }
}

function pollOf(mount: Mount, request: WireRequest): Poll {
  const { accept } = request.headers
  const media = accept === undefined || accept === '' ? JSON_MEDIA : chooseMedia(accept, [JSON_MEDIA, BATCH_MEDIA])
  if (media === undefined)
    throw wireRefusal(
      'not-acceptable',
      `None of the media types in "Accept" can be given here. There is: ${JSON_MEDIA}, ${BATCH_MEDIA}; and text/event-stream at /events/stream.`,
    )
  const asked = askedOf(request.search, ['cursor', 'limit', 'wait'])
  const cursor = asked.get('cursor')
  if (cursor !== undefined && asked.has('after')) throw refusedParameter('cursor', "'cursor' and 'after' both say where to begin: send one of them.")
  const limit = asked.get('limit')
  const wait = asked.get('wait')
  return {
    call: followCall(mount, request, { kind: 'poll', after: asked.get('after') ?? 'first', asked }),
    cursor,
    limit: limit === undefined ? 100 : numberOf({ name: 'limit', value: limit }, { minimum: 1, maximum: MOST, unit: 'a number of events' }),
    wait: wait === undefined ? 0 : 1000 * numberOf({ name: 'wait', value: wait }, { minimum: 0, maximum: LONGEST_SECONDS, unit: 'a number of seconds' }),
    batch: media === BATCH_MEDIA,
  }
}
