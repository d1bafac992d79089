import { ERRORS, type ErrorCode } from '../kernel/errors.ts'
import type { Failure, FieldError, Problem } from '../kernel/outcome.ts'
import type { HttpAnswer } from '../kernel/ports/http.ts'
import { type Headers, type Sender, addTrace } from './headers.ts'
import { addLink, addNotices } from './notices.ts'
import { statusOf } from './status.ts'

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** Ends the translation of a request: thrown by whatever reads the wire, caught once, where the request came in. */
export class WireRefusal extends Error {
  override readonly name = 'WireRefusal'
  readonly problem: Problem
  /** Such as `accept-post`. */
  readonly headers: Headers | undefined
  /** The credential itself cannot be read: nobody can be asked who this is. */
  readonly anonymous: boolean

  constructor(problem: Problem, options: { headers?: Headers; anonymous?: boolean } = {}) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.headers = options.headers
    this.anonymous = options.anonymous === true
  }
}

export function wireRefusal(
  code: ErrorCode,
  detail: string,
  options: { errors?: readonly FieldError[]; headers?: Headers; anonymous?: boolean } = {},
): WireRefusal {
  return new WireRefusal({ code, title: ERRORS[code].title, detail, ...(options.errors && { errors: options.errors }) }, options)
}

/** RFC 9457: what went wrong, for a program (`type`, `code`) and for whoever reads its log. */
export function problemAnswer(
  failure: Failure,
  request: Pick<Sender, 'requestId' | 'headers'>,
  options: { readonly headers?: Headers | undefined; readonly links?: string | undefined } = {},
): HttpAnswer {
  const { problem, notices } = failure
  const status = statusOf(problem)
  const headers: Headers = {
    'content-type': PROBLEM_TYPE,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.requestId,
    ...options.headers,
  }
  if (status === 401 || problem.code === 'insufficient-scope') headers['www-authenticate'] = challenge(problem)
  if (problem.retryAfter !== undefined) headers['retry-after'] = String(Math.max(1, Math.ceil(problem.retryAfter)))
  if (failure.replayed) headers['idempotent-replayed'] = 'true'
  if (notices) addNotices(headers, notices, options.links)
  if (problem.code === 'gone' && options.links !== undefined && headers['link'] === undefined) addLink(headers, options.links)
  addTrace(headers, request)
  return { status, headers, body: JSON.stringify(problemBody(problem, status, request.requestId)) }
}

/** The members, in order; what a client must know is the type (or `code`) alone. */
export function problemBody(problem: Problem, status: number, requestId: string): { readonly [member: string]: unknown } {
  const body: { [member: string]: unknown } = {
    type: problem.fault ? `urn:busbar:problem:${problem.fault.contract}:${problem.code}` : `urn:busbar:problem:${problem.code}`,
    title: problem.title,
    status,
    ...(problem.detail !== undefined && { detail: problem.detail }),
    instance: `urn:busbar:request:${encodeURIComponent(requestId.toWellFormed())}`,
    code: problem.code,
  }
  if (problem.errors && problem.errors.length > 0) body['errors'] = problem.errors.map(errorMember)
  if (problem.fault) body['data'] = problem.fault.detail
  for (const [name, value] of Object.entries(problem.more ?? {})) if (!Object.hasOwn(body, name) && name !== 'invalidCredential') body[name] = value
  return body
}

/** `pointer` is a URI fragment (RFC 6901, 6), as in the example of RFC 9457, 3. */
function errorMember(error: FieldError): { readonly [member: string]: string } {
  if (error.pointer !== undefined) return { detail: error.detail, pointer: `#${encodeURI(error.pointer.toWellFormed()).replaceAll('#', '%23')}` }
  if (error.parameter !== undefined) return { detail: error.detail, parameter: error.parameter }
  return { detail: error.detail }
}

/** RFC 6750, 3: no `error` where no credential came along. */
function challenge(problem: Problem): string {
  const more = problem.more ?? {}
  if (problem.code === 'insufficient-scope') {
    const scope = more['scope']
    return `Bearer realm="busbar", error="insufficient_scope"${typeof scope === 'string' && SCOPE.test(scope) ? `, scope="${scope}"` : ''}`
  }
  return more['invalidCredential'] === true ? 'Bearer realm="busbar", error="invalid_token"' : 'Bearer realm="busbar"'
}

/** What may stand between the quotes (RFC 6749, 3.3). */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e ]+$/
