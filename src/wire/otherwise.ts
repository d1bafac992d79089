import { ERRORS } from '../kernel/errors.ts'
import type { Failure } from '../kernel/outcome.ts'
import type { HttpAnswer } from '../kernel/ports/http.ts'
import { credentialOf } from './credential.ts'
import { addTrace, type Headers } from './headers.ts'
import type { Entry } from './mount.ts'
import { WireRefusal, problemAnswer } from './problem.ts'
import type { WireRequest } from './request.ts'
import { statusOf } from './status.ts'

/** RFC 9110, 9.3.7. Needs no credential: a browser asks without one (Fetch, CORS preflight). */
export function options(headers: Headers, request: WireRequest): HttpAnswer {
  const all: Headers = { ...headers, 'x-request-id': request.requestId }
  addTrace(all, request)
  return { status: 204, headers: all, body: null }
}

/** RFC 9110, 15.5.6. TRACE is among them, and so is whatever a method override header asks for. */
export function notAllowed(entry: Entry, request: WireRequest, allow: string): Promise<HttpAnswer> {
  const method = request.method.slice(0, 20)
  return limited(entry, request, { failure: failure('method-not-allowed', `There is no ${method} here, but: ${allow}.`), headers: { allow } })
}

export function notFound(entry: Entry, request: WireRequest): Promise<HttpAnswer> {
  return limited(entry, request, { failure: failure('not-found', 'Nothing is served at this address. Look at the path, and at the version in it.') })
}

function failure(code: 'method-not-allowed' | 'not-found', detail: string): Failure {
  return { ok: false, problem: { code, title: ERRORS[code].title, detail } }
}

/** An answer that says nothing of any record goes to anyone, but within the caller's limits. */
async function limited(entry: Entry, request: WireRequest, of: { readonly failure: Failure; readonly headers?: Headers }): Promise<HttpAnswer> {
  let credential
  try {
    credential = credentialOf(request)
  } catch (error) {
    if (!(error instanceof WireRefusal)) throw error
    return problemAnswer(of.failure, request, { headers: of.headers })
  }
  const who = await entry.kernel.identify({ protocol: entry.protocol, credential, address: request.address, requestId: request.requestId })
  if (!who.ok && statusOf(who.problem) === 429) return problemAnswer(who, request)
  return problemAnswer({ ...of.failure, ...(who.notices && { notices: who.notices }) }, request, { headers: of.headers })
}
