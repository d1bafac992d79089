import type { OperationData } from '../../contract/data.ts'
import type { Schema } from '../../contract/schema.ts'
import type { Call } from '../../kernel/call.ts'
import type { Failure, Outcome } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'
import { inputOf } from '../../wire/body.ts'
import { CACHE_READ, type Headers, JSON_TYPE } from '../../wire/headers.ts'
import type { Mount } from '../../wire/mount.ts'
import { parametersOf, unknownParameter } from '../../wire/query.ts'
import type { WireRequest } from '../../wire/request.ts'
import { negotiate } from './accept.ts'
import { type Endpoint, addCommon, collectionUrl, draft, failed } from './endpoint.ts'
import { entityTag } from './precondition.ts'
import type { RouteDescription } from './routes.ts'
import { addGuards, refuseParameters } from './write.ts'
import type { XmlForm } from './xml-form.ts'

/** Commands and operations by POST: the body is the input, no body an empty one. */
export function invokeEndpoint(route: RouteDescription, mount: Mount, xml: XmlForm): Endpoint {
  return {
    route,
    mount,
    xml,
    call: (request) => invokeCall(route, request, { mount, xml }),
    answer: (outcome, request) => outputAnswer(outcome, request, { route, mount }),
  }
}

/** An operation that changes nothing, by GET: the query string is its input. */
export function queryEndpoint(route: RouteDescription, operation: OperationData, { mount, xml }: { readonly mount: Mount; readonly xml: XmlForm }): Endpoint {
  return {
    route,
    mount,
    xml,
    call: (request) => queryCall(route, operation, { mount, request }),
    answer: (outcome, request) => outputAnswer(outcome.ok ? outcome : inParameters(outcome), request, { route, mount }),
  }
}

function invokeCall(route: RouteDescription, request: WireRequest, { mount, xml }: { readonly mount: Mount; readonly xml: XmlForm }): Call {
  negotiate(request.headers.accept, 'one')
  if (request.search !== '') refuseParameters(request.search)
  const call = draft(route, mount, request)
  call.signal = request.signal
  addGuards(call, request)
  if (route.kind === 'command') call.key = request.params['id'] ?? ''
  const input = inputOf(request, xml)
  call.input = input === undefined ? {} : input
  return call
}

function queryCall(route: RouteDescription, operation: OperationData, of: { readonly mount: Mount; readonly request: WireRequest }): Call {
  const { mount, request } = of
  negotiate(request.headers.accept, 'one')
  const call = draft(route, mount, request)
  call.signal = request.signal
  const input: { [name: string]: unknown } = {}
  for (const { name, value } of parametersOf(request.search)) {
    if (!Object.hasOwn(operation.input, name)) throw unknownParameter(name, Object.keys(operation.input))
    const schema = operation.input[name]
    if (schema) input[name] = schema.kind === 'list' ? (value === '' ? [] : value.split(',').map((item) => typed(schema.of, item))) : typed(schema, value)
  }
  call.input = input
  return call
}

/** The JSON value that a text stands for; where it stands for none it stays a text, and validation says so. */
function typed(schema: Schema, text: string): unknown {
  if (schema.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text
  if ((schema.kind === 'integer' || schema.kind === 'float') && NUMBER.test(text)) return Number.isFinite(Number(text)) ? Number(text) : text
  return text
}
const NUMBER = /^-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,17})?(?:[eE][+-]?[0-9]{1,3})?$/

function outputAnswer(outcome: Outcome, request: WireRequest, of: { readonly route: RouteDescription; readonly mount: Mount }): HttpAnswer {
  const { route, mount } = of
  if (!outcome.ok) return failed(outcome, request, mount)
  const headers: Headers = {
    'content-type': JSON_TYPE,
    'cache-control': request.method === 'POST' ? 'no-store' : CACHE_READ,
    'x-content-type-options': 'nosniff',
    'x-request-id': request.requestId,
  }
  if (request.method !== 'POST') headers['vary'] = 'Accept'
  addCommon(headers, outcome, { mount, request })
  if (outcome.kind === 'record' && outcome.revision !== undefined && outcome.view !== undefined) {
    // RFC 9110, 8.7: the body is the record, whose tag this is, and not something of the command.
    headers['etag'] = entityTag(outcome.revision, outcome.view)
    headers['content-location'] = `${collectionUrl(route, mount)}/${encodeURIComponent(outcome.key ?? request.params['id'] ?? '')}`
  }
  if (outcome.body === '') {
    delete headers['content-type']
    return { status: 204, headers, body: null }
  }
  return { status: 200, headers, body: outcome.body }
}

/** What was wrong with the input was wrong with a parameter. */
function inParameters(failure: Failure): Failure {
  const { errors } = failure.problem
  if (!errors) return failure
  return {
    ...failure,
    problem: {
      ...failure.problem,
      errors: errors.map((error) => (error.pointer === undefined ? error : { parameter: error.pointer.split('/')[1] ?? '', detail: error.detail })),
    },
  }
}
