import type { Call } from '../../kernel/call.ts'
import type { Kernel } from '../../kernel/kernel.ts'
import type { Failure, Outcome, Success } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { credentialOf } from './credential.ts'
import { type Headers, addTrace, traceOf } from './headers.ts'
import { addNotices } from './notices.ts'
import { WireRefusal, problemAnswer } from './problem.ts'
import type { WireRequest } from './request.ts'
import type { RouteDescription } from './routes.ts'

/** One version of one contract, as it is mounted. */
export interface Mount {
  readonly kernel: Kernel
  readonly contract: string
  readonly version: string
  /** Below the public URL: `/api/v1`. */
  readonly base: string
  /** The same, absolute: `https://plant.example/api/v1`. */
  readonly url: string
  /** Of an older version: what its answers link to once it is deprecated. */
  readonly links?: string | undefined
}

/** Both halves of one route's translation. The kernel stands between them: one call for a request, many for a batch. */
export interface Endpoint {
  readonly route: RouteDescription
  readonly mount: Mount
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
    protocol: 'rest',
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
  return call
}

export async function handle(endpoint: Endpoint, request: WireRequest): Promise<HttpAnswer> {
  let call: Call
  try {
    call = endpoint.call(request)
  } catch (error) {
    return refuse(endpoint.mount, request, error)
  }
  return endpoint.answer(await endpoint.mount.kernel.handle(call), request)
}

/**
 * A request that cannot become a call is still someone's: it takes a limit token like any other, and who may not call at
 * all learns that first and nothing of the contract.
 */
export async function refuse(mount: Mount, request: WireRequest, error: unknown): Promise<HttpAnswer> {
  if (!(error instanceof WireRefusal)) throw error
  const failure: Failure = { ok: false, problem: error.problem }
  if (error.anonymous) return problemAnswer(failure, request)
  let credential
  try {
    credential = credentialOf(request)
  } catch (unreadable) {
    if (!(unreadable instanceof WireRefusal)) throw unreadable
    return problemAnswer({ ok: false, problem: unreadable.problem }, request)
  }
  const who = await mount.kernel.identify({ protocol: 'rest', credential, address: request.address, requestId: request.requestId })
  if (!who.ok) return problemAnswer(who, request)
  return problemAnswer(who.notices ? { ...failure, notices: who.notices } : failure, request, { headers: error.headers })
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
