import type { Call } from '../../kernel/call.ts'
import type { Outcome, Success } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { emptyBody, inputOf } from '../../wire/body.ts'
import { type Headers, JSON_TYPE } from '../../wire/headers.ts'
import type { Mount } from '../../wire/mount.ts'
import { parametersOf, unknownParameter } from '../../wire/query.ts'
import type { WireRequest } from '../../wire/request.ts'
import { negotiate } from './accept.ts'
import { type CallDraft, type Endpoint, addCommon, collectionUrl, draft, failed } from './endpoint.ts'
import { idempotencyKeyOf } from '../../wire/idempotency.ts'
import { patchOf } from './patch.ts'
import { entityTag, revisionsOf } from './precondition.ts'
import { preferencesOf } from './prefer.ts'
import type { RouteDescription } from './routes.ts'
import type { XmlForm } from './xml-form.ts'

/** POST, PUT, PATCH and DELETE of a record. */
export function writeEndpoint(route: RouteDescription, mount: Mount, xml: XmlForm): Endpoint {
  const collection = collectionUrl(route, mount)
  return {
    route,
    mount,
    xml,
    call: (request) => writeCall(route, request, { mount, xml }),
    answer: (outcome, request) => writeAnswer(outcome, request, { route, mount, collection }),
  }
}

function writeCall(route: RouteDescription, request: WireRequest, { mount, xml }: { readonly mount: Mount; readonly xml: XmlForm }): Call {
  const { headers } = request
  negotiate(headers.accept, 'one')
  if (request.search !== '') refuseParameters(request.search)
  const call = draft(route, mount, request)
  addGuards(call, request)
  if (route.kind !== 'create') call.key = request.params['id'] ?? ''
  if (route.kind === 'delete') return call
  if (route.kind === 'update') {
    const { patch, input } = patchOf(request, xml)
    call.patch = patch
    call.input = input
    return call
  }
  call.input = inputOf(request, xml)
  if (call.input === undefined) throw emptyBody()
  return call
}

/** What makes a write happen once, and to the revision that was meant. */
export function addGuards(call: CallDraft, { headers }: WireRequest): void {
  const idempotencyKey = headers['idempotency-key'] === undefined ? undefined : idempotencyKeyOf(headers)
  if (idempotencyKey !== undefined) call.idempotencyKey = idempotencyKey
  const ifMatch = headers['if-match']
  if (ifMatch !== undefined) call.ifMatch = revisionsOf(ifMatch, 'If-Match')
  const ifNoneMatch = headers['if-none-match']
  if (ifNoneMatch !== undefined) call.ifNoneMatch = revisionsOf(ifNoneMatch, 'If-None-Match')
}

export function refuseParameters(search: string): void {
  for (const parameter of parametersOf(search)) throw unknownParameter(parameter.name, [])
}

interface Written {
  readonly route: RouteDescription
  readonly mount: Mount
  /** Absolute, without a slash at the end. */
  readonly collection: string
}

function writeAnswer(outcome: Outcome, request: WireRequest, of: Written): HttpAnswer {
  if (!outcome.ok) return failed(outcome, request, of.mount)
  const headers: Headers = {
    'content-type': JSON_TYPE,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': request.requestId,
  }
  addCommon(headers, outcome, { mount: of.mount, request })
  if (outcome.revision !== undefined && outcome.view !== undefined && of.route.kind !== 'delete') headers['etag'] = entityTag(outcome.revision, outcome.view)
  const created = of.route.kind === 'create' || outcome.created === true
  if (created && outcome.key !== undefined) headers['location'] = `${of.collection}/${encodeURIComponent(outcome.key)}`
  if (outcome.body === '') return empty(headers, created)
  if (request.headers['prefer'] !== undefined && preferencesOf(request.headers).minimal) {
    headers['preference-applied'] = 'return=minimal'
    return empty(headers, created)
  }
  // RFC 9110, 8.7 and 9.3.4: the body is the record as it is now, and the tag is the body's.
  if (!created) headers['content-location'] = `${of.collection}/${encodeURIComponent(keyOf(outcome, request))}`
  return { status: created ? 201 : 200, headers, body: outcome.body }
}

function keyOf(outcome: Success, request: WireRequest): string {
  return outcome.key ?? request.params['id'] ?? ''
}

function empty(headers: Headers, created: boolean): HttpAnswer {
  delete headers['content-type']
  return { status: created ? 201 : 204, headers, body: null }
}
