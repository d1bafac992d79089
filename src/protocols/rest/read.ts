import type { Call } from '../../kernel/call.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { isUnchanged } from '../../wire/entity-tag.ts'
import { CACHE_READ, type Headers, JSON_TYPE } from '../../wire/headers.ts'
import type { Mount } from '../../wire/mount.ts'
import { namesOf, parametersOf, unknownParameter } from '../../wire/query.ts'
import type { WireRequest } from '../../wire/request.ts'
import { negotiate } from './accept.ts'
import { type Endpoint, addCommon, draft, failed } from './endpoint.ts'
import { entityTag, revisionsOf } from './precondition.ts'
import type { RouteDescription } from './routes.ts'
import type { XmlForm } from './xml-form.ts'

/** `GET /production-orders/{id}` and the composites. */
export function recordEndpoint(route: RouteDescription, mount: Mount, xml: XmlForm): Endpoint {
  return {
    route,
    mount,
    xml,
    call: (request) => readCall(route, mount, request),
    answer: (outcome, request) => recordAnswer(mount, outcome, request),
  }
}

const PARAMETERS: readonly string[] = ['fields', 'include']

function readCall(route: RouteDescription, mount: Mount, request: WireRequest): Call {
  negotiate(request.headers.accept, 'one')
  const call = draft(route, mount, request)
  call.key = request.params['id'] ?? ''
  const ifMatch = request.headers['if-match']
  if (ifMatch !== undefined) call.ifMatch = revisionsOf(ifMatch, 'If-Match')
  if (request.search === '') return call
  for (const parameter of parametersOf(request.search)) {
    if (route.kind === 'get' && parameter.name === 'fields') call.fields = namesOf(parameter)
    else if (route.kind === 'get' && parameter.name === 'include') call.include = namesOf(parameter)
    else throw unknownParameter(parameter.name, route.kind === 'get' ? PARAMETERS : [])
  }
  return call
}

function recordAnswer(mount: Mount, outcome: Outcome, request: WireRequest): HttpAnswer {
  if (!outcome.ok) return failed(outcome, request, mount)
  const headers: Headers = {
    'content-type': JSON_TYPE,
    'cache-control': CACHE_READ,
    'x-content-type-options': 'nosniff',
    'vary': 'Accept',
    'x-request-id': request.requestId,
  }
  addCommon(headers, outcome, { mount, request })
  // A revision says nothing of the records included beside: without a view of one record there is no tag.
  if (outcome.revision !== undefined && outcome.view !== undefined) {
    const etag = entityTag(outcome.revision, outcome.view)
    headers['etag'] = etag
    const ifNoneMatch = request.headers['if-none-match']
    if (ifNoneMatch !== undefined && isUnchanged(ifNoneMatch, etag)) return unchanged(headers)
  }
  if (outcome.kind === 'unchanged') return unchanged(headers)
  return { status: 200, headers, body: outcome.body }
}

/** RFC 9110, 15.4.5: the headers of the 200, those that describe the body aside. */
function unchanged(headers: Headers): HttpAnswer {
  delete headers['content-type']
  return { status: 304, headers, body: null }
}
