import type { Call } from '../../kernel/call.ts'
import type { Failure, Outcome, Success } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { LARGE_XML } from '../../codecs/xml/index.ts'
import { xmlMediaOf } from '../../wire/body.ts'
import { readLargeRoot } from '../../wire/xml/index.ts'
import { credentialOf } from '../../wire/credential.ts'
import { type Headers, addTrace, traceOf } from '../../wire/headers.ts'
import { hopsIn } from '../../wire/hops.ts'
import { type Mount, refuse } from '../../wire/mount.ts'
import { addNotices } from '../../wire/notices.ts'
import { problemAnswer } from '../../wire/problem.ts'
import { requestWith, type WireRequest } from '../../wire/request.ts'
import type { RouteDescription } from './routes.ts'
import type { XmlForm } from './xml-form.ts'

/** Both halves of one route's translation. The kernel stands between them: one call for a request, many for a batch. */
export interface Endpoint {
  readonly route: RouteDescription
  readonly mount: Mount
  /** What is sent and shown, as XML. */
  readonly xml: XmlForm
  /** Wire → `Call`. Throws a `WireRefusal`. */
  call(request: WireRequest): Call
  /** `Outcome` → wire. */
  answer(outcome: Outcome, request: WireRequest): HttpAnswer
}

/** Where the records of a route's resource are: absolute, without a slash at the end. */
export function collectionUrl(route: RouteDescription, mount: Mount): string {
  return `${mount.url}/${route.path.slice(mount.base.length + 1).split('/', 1)[0] ?? ''}`
}

export type CallDraft = { -readonly [K in keyof Call]: Call[K] }

/** What every call has. */
export function draft(route: RouteDescription, mount: Mount, request: WireRequest): CallDraft {
  const call: CallDraft = {
    protocol: mount.protocol,
    contract: mount.contract,
    version: mount.version,
    operation: route.operation,
    credential: credentialOf(request),
    address: request.address,
    requestId: request.requestId,
  }
  if (request.headers['traceparent'] !== undefined) {
    const trace = traceOf(request.headers)
    if (trace !== undefined) call.trace = trace
  }
  const hops = hopsIn(request.headers['baggage'])
  if (hops !== undefined) call.hops = hops
  return call
}

export async function handle(endpoint: Endpoint, request: WireRequest): Promise<HttpAnswer> {
  let call: Call
  try {
    call = endpoint.call(request.body !== undefined && request.body.length > LARGE_XML ? await withXml(request) : request)
  } catch (error) {
    return refuse(endpoint.mount, request, error)
  }
  return endpoint.answer(await endpoint.mount.kernel.handle(call), request)
}

/** A large body that may be XML is read before the rest, in pieces. */
async function withXml(request: WireRequest): Promise<WireRequest> {
  const sent = request.body && xmlMediaOf(request.headers['content-type'])
  if (!sent) return request
  return requestWith(request, { xml: await readLargeRoot(request.body, { ...sent, turn: () => request.turn() }) })
}

export function failed(failure: Failure, request: WireRequest, mount: Mount): HttpAnswer {
  return problemAnswer(failure, request, { links: mount.links })
}

/** What every success carries beside its own headers. */
export function addCommon(
  headers: Headers,
  outcome: Pick<Success, 'replayed' | 'notices'>,
  of: { readonly mount: Mount; readonly request: WireRequest },
): void {
  if (outcome.replayed) headers['idempotent-replayed'] = 'true'
  if (outcome.notices) addNotices(headers, outcome.notices, of.mount.links)
  if (of.request.headers['traceparent'] !== undefined) addTrace(headers, of.request)
}
