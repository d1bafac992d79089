import { ERRORS } from '../../kernel/errors.ts'
import type { Call, Credential } from '../../kernel/call.ts'
import type { Failure, Notices, Outcome } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { decodeBody, emptyBody, mustBeJson } from '../../wire/body.ts'
import { credentialOf } from '../../wire/credential.ts'
import { addTrace, type Headers, JSON_TYPE } from '../../wire/headers.ts'
import { type Mount, refuse } from '../../wire/mount.ts'
import { addNotices } from '../../wire/notices.ts'
import { WireRefusal, problemAnswer, wireRefusal } from '../../wire/problem.ts'
import { requestWith, type WireRequest } from '../../wire/request.ts'
import { statusOf } from '../../wire/status.ts'
import { negotiate } from './accept.ts'
import { type BatchCall, type BatchRequest, batchRequestOf } from './batch-request.ts'
import type { Endpoint } from './endpoint.ts'
import { idempotencyKeyOf } from '../../wire/idempotency.ts'
import type { RouteMethod } from './routes.ts'
import type { RouteTable } from './table.ts'
import { refuseParameters } from './write.ts'

export const BATCH_BODY_LIMIT = 8 * 1024 * 1024
const MOST_KEYS = 200_000
const MOST_PAGES = 50
const MOST_KEY = 250

/** One call of a batch: ready for the kernel, or refused before it. */
type Prepared =
  | { readonly endpoint: Endpoint; readonly request: WireRequest; readonly call: Call }
  | { readonly request: WireRequest; readonly refused: WireRefusal }

/** `POST /batch`: up to 1,000 calls, each read and answered by the very code that serves it alone. */
export async function batch(mount: Mount, table: RouteTable, request: WireRequest): Promise<HttpAnswer> {
  let read: BatchRequest
  let prepared: readonly Prepared[]
  let wholeKey: string | undefined
  let notices: Notices | undefined
  try {
    read = readBatch(request)
    const credential = credentialOf(request)
    const idempotencyKey = idempotencyKeyOf(request.headers)
    if (read.atomic) wholeKey = idempotencyKey
    else if (idempotencyKey !== undefined && idempotencyKey.length > MOST_KEY)
      throw wireRefusal('idempotency-key-invalid', `The idempotency key of a batch has at most ${MOST_KEY} characters: each call adds its number.`)
    const eachKey = read.atomic ? undefined : idempotencyKey
    prepared = read.calls.map((call, index) => prepare(call, table, { request, credential, idempotencyKey: eachKey, index }))
    refuseManyPages(prepared)
    if (read.atomic) refuseBrokenAtomic(prepared)
  } catch (error) {
    return refuse(mount, request, error)
  }
  const refused = prepared.find((each) => 'refused' in each)
  if (refused && !prepared.some((each) => 'call' in each)) {
    // Nobody has asked yet who this is.
    const who = await mount.kernel.identify({
      protocol: mount.protocol,
      credential: credentialOf(request),
      address: request.address,
      requestId: request.requestId,
    })
    if (!who.ok) return problemAnswer(who, request, { links: mount.links })
    notices = who.notices
  }
  const calls = prepared.flatMap((each) => ('call' in each ? [each.call] : []))
  const outcomes =
    calls.length === 0 ? [] : await mount.kernel.batch(calls, { atomic: read.atomic, ...(wholeKey !== undefined && { idempotencyKey: wholeKey }) })
  return batchAnswer(prepared, outcomes, { mount, request, atomic: read.atomic, notices })
}

function readBatch(request: WireRequest): BatchRequest {
  negotiate(request.headers.accept, 'batch')
  if (request.search !== '') refuseParameters(request.search)
  if (request.body === undefined || request.body.length === 0) throw emptyBody()
  mustBeJson(request)
  return batchRequestOf(decodeBody(request.body, { maxKeys: MOST_KEYS }))
}

interface Surroundings {
  readonly request: WireRequest
  readonly credential: Credential
  readonly idempotencyKey: string | undefined
  readonly index: number
}

function prepare(of: BatchCall, table: RouteTable, around: Surroundings): Prepared {
  const mark = of.path.indexOf('?')
  const path = mark === -1 ? of.path : of.path.slice(0, mark)
  const headers = { ...of.headers }
  for (const name of CAUSE) if (around.request.headers[name] !== undefined) headers[name] = around.request.headers[name]
  const base = {
    ...requestWith(around.request, { rawHeaders: [], body: undefined }),
    method: of.method,
    search: mark === -1 ? '' : of.path.slice(mark + 1),
    headers,
    params: {},
    credential: around.credential,
    requestId: `${around.request.requestId}.${around.index}`,
  }
  const request: WireRequest = of.hasBody ? { ...base, parsed: { value: of.body } } : base
  try {
    const { endpoint, params } = locate(of, path, table)
    const located: WireRequest = { ...request, params }
    // A page, or one record: a batch holds no exports.
    negotiate(headers.accept, 'batch')
    const call = endpoint.call(located)
    const keyed = around.idempotencyKey !== undefined && call.idempotencyKey === undefined && of.method !== 'GET'
    return { endpoint, request: located, call: keyed ? { ...call, idempotencyKey: `${around.idempotencyKey}.${around.index}` } : call }
  } catch (error) {
    if (error instanceof WireRefusal) return { request, refused: error }
    throw error
  }
}

function locate(of: BatchCall, path: string, table: RouteTable): { readonly endpoint: Endpoint; readonly params: { readonly [name: string]: string } } {
  let found
  try {
    found = table.find(path)
  } catch {
    throw wireRefusal('malformed', 'The path has an escape that cannot be read: bytes are written %XX, as UTF-8.')
  }
  if (!found) throw wireRefusal('not-found', "Nothing is served at this path. Paths of a batch begin below the version: '/production-orders/PO-1'.")
  if (found.entry.isBatch) throw wireRefusal('not-found', 'A batch holds no batch.')
  const endpoint = found.entry.endpoints.get(of.method as RouteMethod)
  if (!endpoint)
    throw wireRefusal('method-not-allowed', `There is no ${of.method.slice(0, 20)} here, but: ${found.entry.allow}.`, { headers: { allow: found.entry.allow } })
  return { endpoint, params: found.id === undefined ? {} : { id: found.id } }
}

/** The answer is put together in memory, so what may be long is bounded. */
function refuseManyPages(prepared: readonly Prepared[]): void {
  const long = prepared.filter(
    (each) => 'call' in each && (each.endpoint.route.kind === 'list' || each.endpoint.route.kind === 'composite' || each.call.include !== undefined),
  ).length
  if (long > MOST_PAGES)
    throw wireRefusal(
      'too-large',
      `${long} of the calls answer more than one record each (lists, composites, include); a batch may have ${MOST_PAGES} of them.`,
    )
}

/** All or none: what cannot even be read stops the whole before anything runs. */
function refuseBrokenAtomic(prepared: readonly Prepared[]): void {
  const errors = prepared.flatMap((each, index) => ('refused' in each ? [{ pointer: `/calls/${index}`, detail: each.refused.message }] : []))
  if (errors.length > 0)
    throw wireRefusal('malformed', `${errors.length} of the ${prepared.length} calls cannot be made, so none was.`, { errors: errors.slice(0, 50) })
}

function batchAnswer(
  prepared: readonly Prepared[],
  outcomes: readonly Outcome[],
  of: {
    readonly mount: Mount
    readonly request: WireRequest
    readonly atomic: boolean
    /** Of who asked, where nothing else was. */ readonly notices: Notices | undefined
  },
): HttpAnswer {
  const { mount, request } = of
  const first = outcomes[0]
  // One credential for all: what is wrong with it is said once.
  if (first && !first.ok && CREDENTIAL.has(first.problem.code)) return problemAnswer(first, request, { links: mount.links })
  let next = 0
  const answers = prepared.map((each): HttpAnswer => {
    if ('refused' in each) return problemAnswer({ ok: false, problem: each.refused.problem }, each.request, { headers: each.refused.headers })
    const outcome = outcomes[next++] ?? LOST
    return each.endpoint.answer(outcome, each.request)
  })
  const headers: Headers = { 'content-type': JSON_TYPE, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'x-request-id': request.requestId }
  for (const name of SHARED) {
    const value = answers.at(-1)?.headers[name]
    if (value !== undefined) headers[name] = value
  }
  if (of.notices) addNotices(headers, of.notices)
  if (of.atomic && outcomes.length > 0 && outcomes.every((outcome) => outcome.replayed)) headers['idempotent-replayed'] = 'true'
  addTrace(headers, request)
  let responses = ''
  for (const answer of answers) responses += `${responses === '' ? '' : ','}${responseText(answer)}`
  return { status: of.atomic ? atomicStatus(outcomes) : 200, headers, body: `{"responses":[${responses}]}` }
}

/** A 2xx says that it is done (an atomic batch either is or is not), so a failed one has the status of what stopped it. */
function atomicStatus(outcomes: readonly Outcome[]): number {
  const failures = outcomes.filter((outcome): outcome is Failure => !outcome.ok)
  const cause = failures.find((failure) => failure.problem.code !== 'batch-failed') ?? failures[0]
  return cause ? statusOf(cause.problem) : 200
}

function responseText(answer: HttpAnswer): string {
  const headers: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(answer.headers)) {
    if (!UNTOLD.has(name)) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  const body = typeof answer.body === 'string' && answer.body !== '' ? `,"body":${answer.body}` : ''
  return `{"status":${answer.status},"headers":${JSON.stringify(headers)}${body}}`
}

const LOST: Failure = { ok: false, problem: { code: 'internal', title: ERRORS.internal.title } }
const CREDENTIAL: ReadonlySet<string> = new Set(['unauthenticated', 'address-not-allowed'])
/** Headers of the whole that say what caused it; they hold for each call. */
const CAUSE = ['traceparent', 'baggage'] as const
/** Of the whole answer and not of one call. */
const SHARED: readonly string[] = ['ratelimit', 'ratelimit-policy', 'credential-ends']
const UNTOLD: ReadonlySet<string> = new Set([...SHARED, 'x-request-id', 'x-content-type-options', 'cache-control', 'traceparent', 'vary'])
