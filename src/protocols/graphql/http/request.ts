import { decode, DecodeError } from '../../../codecs/json/index.ts'
import { decodeBody, emptyBody, mustBeJson } from '../../../wire/body.ts'
import { wireRefusal } from '../../../wire/problem.ts'
import { parametersOf } from '../../../wire/query.ts'
import type { WireRequest } from '../../../wire/request.ts'
import type { GraphqlRequest } from '../engine.ts'

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** POST: the body (GraphQL over HTTP, 5.4). Members that are not known are let be, as it says. Throws a `WireRefusal`. */
export function postedRequest(request: WireRequest): GraphqlRequest {
  const { body } = request
  if (body === undefined || body.length === 0) throw emptyBody()
  mustBeJson(request)
  return requestOf(decodeBody(body))
}

/** GET: the query string, in which `variables` and `extensions` are JSON (GraphQL over HTTP, 5.3). */
export function queriedRequest(request: WireRequest): GraphqlRequest {
  const members: { [name: string]: unknown } = {}
  for (const { name, value } of parametersOf(request.search)) members[name] = JSON_PARAMETERS.has(name) && value !== '' ? jsonOf(name, value) : value
  return requestOf(members)
}

const JSON_PARAMETERS: ReadonlySet<string> = new Set(['variables', 'extensions'])

function jsonOf(name: string, text: string): unknown {
  try {
    return decode(text)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    throw wireRefusal('malformed', `The parameter '${name}' is no JSON that is read here. ${error.message}`)
  }
}

function requestOf(value: unknown): GraphqlRequest {
  if (Array.isArray(value)) throw wireRefusal('malformed', 'Several requests in one are not served: send each by itself, or several fields in one document.')
  if (!isObject(value))
    throw wireRefusal('malformed', 'A GraphQL request is an object with "query", and "variables", "operationName" and "extensions" if wanted.')
  const read: Writable<GraphqlRequest> = {}
  for (const name of TEXTS) {
    const text = member(value, name)
    if (text === undefined) continue
    if (typeof text !== 'string') throw wireRefusal('malformed', `"${name}" must be text.`)
    if (text !== '' || name === 'query') read[name] = text
  }
  for (const name of OBJECTS) {
    const object = member(value, name)
    if (object === undefined || object === '') continue
    if (!isObject(object)) throw wireRefusal('malformed', `"${name}" must be an object.`)
    read[name] = object
  }
  if (read.query === undefined && read.documentId === undefined && read.extensions === undefined)
    throw wireRefusal('malformed', 'There is no "query": send a GraphQL document.')
  return read
}

const TEXTS = ['query', 'documentId', 'operationName'] as const
const OBJECTS = ['variables', 'extensions'] as const

/** What is null is not there. */
function member(value: { readonly [name: string]: unknown }, name: string): unknown {
  return Object.hasOwn(value, name) ? (value[name] ?? undefined) : undefined
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
