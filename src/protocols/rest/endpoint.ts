import type { Call } from '../../kernel/call.ts'
import type { Failure, Outcome, Success } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { xmlMediaOf } from '../../wire/body.ts'
import { readRoot } from '../../wire/xml/index.ts'
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
    const type = request.headers['content-type']
    call = endpoint.call(type === undefined || type === 'application/json' ? request : await withXml(request))
  } catch (error) {
    return refuse(endpoint.mount, request, error)
  }
  return endpoint.answer(await endpoint.mount.kernel.handle(call), request)
}

/** A body of XML is read before the rest, since it may take several turns; where no body is read, nobody looks at it. */
async function withXml(request: WireRequest): Promise<WireRequest> {
  const { body } = request
  const sent = body && body.length > 0 && BODIES.has(request.method) ? xmlMediaOf(request.headers['content-type']) : undefined
  if (!body || !sent) return request
  return requestWith(request, { xml: await readRoot(body, { ...sent, turn: () => request.turn() }) })
}

const BODIES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH'])

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
