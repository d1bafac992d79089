import type { HttpAnswer } from '../../../kernel/ports/http.ts'
import { idempotencyKeyOf } from '../../../wire/idempotency.ts'
import { credentialOf } from '../../../wire/credential.ts'
import { traceOf } from '../../../wire/headers.ts'
import { hopsIn } from '../../../wire/hops.ts'
import type { Mount } from '../../../wire/mount.ts'
import { WireRefusal } from '../../../wire/problem.ts'
import type { WireRequest } from '../../../wire/request.ts'
import type { Asker, Engine, GraphqlAnswer, GraphqlRequest } from '../engine.ts'
import { refusal } from '../error.ts'
import { httpAnswer, type Sent } from './answer.ts'
import { EVENT_STREAM, streamAnswer } from '../subscriptions/sse/answer.ts'
import { mediaFor, type Media } from './media.ts'
import { postedRequest, queriedRequest } from './request.ts'

/** One request over HTTP. Whatever its bytes are, the answer is a GraphQL response. */
export async function handle(mount: Mount, engine: () => Promise<Engine>, request: WireRequest): Promise<HttpAnswer> {
  let media: Media | typeof EVENT_STREAM = 'application/json'
  let asked: GraphqlRequest
  let asker: Asker
  try {
    media = mediaFor(request.headers)
    const safe = request.method !== 'POST'
    asked = safe ? queriedRequest(request) : postedRequest(request)
    asker = askerOf(request, safe)
  } catch (error) {
    return refused(mount, request, { error, media: media === EVENT_STREAM ? PLAIN : media })
  }
  const plain = (answer: GraphqlAnswer, as: Media): HttpAnswer => {
    const wrongMethod = answer.problem?.code === 'method-not-allowed'
    return httpAnswer(answer, request, { media: as, links: mount.links, ...(wrongMethod && { headers: { allow: 'POST' } }) })
  }
  const { execute, subscribe } = await engine()
  if (media !== EVENT_STREAM) return plain(await execute(asked, asker), media)
  return streamAnswer(await subscribe(asked, asker), request, { links: mount.links, plain: (answer) => plain(answer, PLAIN) })
}

/** What a client that wants a stream and gets none reads at least the status of. */
const PLAIN: Media = 'application/graphql-response+json'

function askerOf(request: WireRequest, safe: boolean): Asker {
  const trace = traceOf(request.headers)
  const hops = hopsIn(request.headers['baggage'])
  const idempotencyKey = idempotencyKeyOf(request.headers)
  return {
    credential: credentialOf(request),
    address: request.address,
    requestId: request.requestId,
    signal: request.signal,
    ...(trace !== undefined && { trace }),
    ...(hops !== undefined && { hops }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(safe && { safe }),
  }
}

/** What cannot be read takes a token like any call, once it is known whose it is (`wire/mount.ts`). */
async function refused(mount: Mount, request: WireRequest, of: { readonly error: unknown; readonly media: Media }): Promise<HttpAnswer> {
  const { error, media } = of
  if (!(error instanceof WireRefusal)) throw error
  const sent: Sent = { media, links: mount.links, headers: error.headers, http: true }
  const answer = refusal(error.problem, request.requestId)
  if (error.anonymous) return httpAnswer(answer, request, sent)
  let credential
  try {
    credential = credentialOf(request)
  } catch (unreadable) {
    if (!(unreadable instanceof WireRefusal)) throw unreadable
    return httpAnswer(refusal(unreadable.problem, request.requestId), request, { ...sent, headers: unreadable.headers })
  }
  const { address, requestId } = request
  const who = await mount.kernel.identify({ protocol: mount.protocol, credential, address, requestId })
  const along = who.notices ? { notices: who.notices } : {}
  return who.ok
    ? httpAnswer({ ...answer, ...along }, request, sent)
    : httpAnswer({ ...refusal(who.problem, requestId), ...along }, request, { ...sent, headers: undefined })
}
