import type { Call } from '../../kernel/call.ts'
import type { Outcome } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { CACHE_READ, type Headers, JSON_TYPE } from '../../wire/headers.ts'
import type { Mount } from '../../wire/mount.ts'
import { addLink } from '../../wire/notices.ts'
import { parametersOf, withoutParameter } from '../../wire/query.ts'
import type { WireRequest } from '../../wire/request.ts'
import { type Endpoint, addCommon, collectionUrl, draft, failed } from './endpoint.ts'
import { listParameters } from './filter.ts'
import { preferencesOf } from './prefer.ts'
import type { RouteDescription } from './routes.ts'
import { type Suggestions, withSuggestions } from './suggestion.ts'
import type { XmlForm } from './xml-form.ts'

/** `GET /production-orders`, a page at a time. */
export function pageEndpoint(route: RouteDescription, suggestions: Suggestions, { mount, xml }: { readonly mount: Mount; readonly xml: XmlForm }): Endpoint {
  return {
    route,
    mount,
    xml,
    call: (request) => listCall(route, mount, request),
    answer: (outcome, request) => pageAnswer(route, outcome, { mount, request, suggestions }),
  }
}

export function listCall(route: RouteDescription, mount: Mount, request: WireRequest): Call {
  const call = draft(route, mount, request)
  call.signal = request.signal
  const { query, fields, include } = listParameters(parametersOf(request.search), preferencesOf(request.headers).count)
  call.query = query
  if (fields) call.fields = fields
  if (include) call.include = include
  return call
}

function pageAnswer(
  route: RouteDescription,
  outcome: Outcome,
  of: { readonly mount: Mount; readonly request: WireRequest; readonly suggestions: Suggestions },
): HttpAnswer {
  const { mount, request } = of
  if (!outcome.ok) return failed(withSuggestions(outcome, parametersOf(request.search), of.suggestions), request, mount)
  const headers: Headers = {
    'content-type': JSON_TYPE,
    'cache-control': CACHE_READ,
    'x-content-type-options': 'nosniff',
    'vary': 'Accept, Prefer',
    'x-request-id': request.requestId,
  }
  addCommon(headers, outcome, { mount, request })
  let body = `{"items":${outcome.body}`
  if (outcome.next !== undefined) {
    const search = withoutParameter(request.search, 'cursor')
    addLink(headers, `<${collectionUrl(route, mount)}?${search === '' ? '' : `${search}&`}cursor=${encodeURIComponent(outcome.next)}>; rel="next"`)
    body += `,"next":${JSON.stringify(outcome.next)}`
  }
  if (outcome.count !== undefined) {
    headers['preference-applied'] = 'count=exact'
    body += `,"count":${outcome.count}`
  }
  return { status: 200, headers, body: `${body}}` }
}
