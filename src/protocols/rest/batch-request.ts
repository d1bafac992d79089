import type { IncomingHttpHeaders } from 'node:http'
import type { FieldError } from '../../kernel/outcome.ts'
import { ERRORS } from '../../kernel/errors.ts'
import { WireRefusal } from '../../wire/problem.ts'

export const MOST_CALLS = 1000

/** `{ "atomic": false, "calls": [{ "method", "path", "headers", "body" }] }`, checked. */
export interface BatchRequest {
  readonly atomic: boolean
  readonly calls: readonly BatchCall[]
}

export interface BatchCall {
  readonly method: string
  /** Below the version: `/production-orders/PO-1?fields=id`. */
  readonly path: string
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  readonly body: unknown
  readonly hasBody: boolean
}

export function batchRequestOf(input: unknown): BatchRequest {
  const errors: FieldError[] = []
  if (!isObject(input)) throw refused([{ pointer: '', detail: 'must be an object with "calls", and "atomic" if wanted' }])
  for (const name of Object.keys(input))
    if (name !== 'atomic' && name !== 'calls') errors.push({ pointer: pointer(name), detail: 'is not known here: there are "atomic" and "calls"' })
  const { atomic = false, calls } = input
  if (typeof atomic !== 'boolean') errors.push({ pointer: '/atomic', detail: 'must be true or false' })
  if (!Array.isArray(calls) || calls.length === 0) throw refused([...errors, { pointer: '/calls', detail: 'must be a list of at least one call' }])
  if (calls.length > MOST_CALLS) throw refused([...errors, { pointer: '/calls', detail: `has ${calls.length} calls; ${MOST_CALLS} are allowed` }])
  const read = calls.map((call: unknown, index) => callOf(call, `/calls/${index}`, errors))
  if (errors.length > 0) throw refused(errors)
  return { atomic: atomic === true, calls: read }
}

const MEMBERS: ReadonlySet<string> = new Set(['method', 'path', 'headers', 'body'])

function callOf(input: unknown, at: string, errors: FieldError[]): BatchCall {
  const nothing: BatchCall = { method: '', path: '', headers: {}, body: undefined, hasBody: false }
  if (!isObject(input)) {
    errors.push({ pointer: at, detail: 'must be an object with "method" and "path"' })
    return nothing
  }
  for (const name of Object.keys(input))
    if (!MEMBERS.has(name)) errors.push({ pointer: at + pointer(name), detail: 'is not known here: there are "method", "path", "headers" and "body"' })
  const { method, path, headers, body } = input
  if (typeof method !== 'string' || method === '') errors.push({ pointer: `${at}/method`, detail: 'must be a method, such as "GET" or "POST"' })
  if (typeof path !== 'string' || !path.startsWith('/'))
    errors.push({ pointer: `${at}/path`, detail: 'must be a path below the version, such as "/production-orders/PO-1"' })
  return {
    method: typeof method === 'string' ? method : '',
    path: typeof path === 'string' ? path : '',
    headers: headersOf(headers, `${at}/headers`, errors),
    body,
    hasBody: Object.hasOwn(input, 'body'),
  }
}

function headersOf(input: unknown, at: string, errors: FieldError[]): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {}
  if (input === undefined) return headers
  if (!isObject(input)) {
    errors.push({ pointer: at, detail: 'must be an object of texts' })
    return headers
  }
  for (const [name, value] of Object.entries(input)) {
    const lower = name.toLowerCase()
    if (lower === 'authorization' || lower === 'x-api-key') errors.push({ pointer: at + pointer(name), detail: 'belongs to the batch as a whole' })
    else if (typeof value !== 'string' || !HEADER_VALUE.test(value)) errors.push({ pointer: at + pointer(name), detail: 'must be a text of one line' })
    else if (Object.hasOwn(headers, lower)) errors.push({ pointer: at + pointer(name), detail: 'comes twice' })
    else headers[lower] = value
  }
  return headers
}

/** RFC 9110, 5.5: what a field value may hold. */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function pointer(name: string): string {
  return `/${name.slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

function refused(errors: readonly FieldError[]): WireRefusal {
  return new WireRefusal({
    code: 'invalid',
    title: ERRORS.invalid.title,
    detail: 'The batch is not put together as it should be; none of its calls was made.',
    errors: errors.slice(0, 50),
  })
}
