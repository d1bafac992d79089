import { contractAt } from '../../src/contract/index.ts'
import type { Call, Filter } from '../../src/kernel/call.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import { describeRoutes, type RouteDescription } from '../../src/protocols/rest/routes.ts'
import type { Answered } from './http-client.ts'
import type { Observed } from './scenario.ts'
import { placesOf, toldByHeaders, toldByProblem } from './told.ts'

/** A call as the request of REST that a client would send; `answered` reads back what came. */
export interface RestRequest {
  readonly method: string
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  /** Whether the call's input is sent, as a body. */
  readonly hasBody: boolean
  answered(answer: Answered): Observed
}

/** How bodies are written and read. */
export interface Bodies {
  readonly type: string
  /** What an entity tag ends with: each representation has its own. */
  readonly tag: string
  write(call: Call): string
  read(call: Call, text: string): unknown
}

export const JSON_BODIES: Bodies = {
  type: 'application/json',
  tag: '',
  write: (call) => JSON.stringify(call.input),
  read: (_call, text) => JSON.parse(text) as unknown,
}

export interface RestClient {
  requestOf(call: Call): RestRequest
  /** A client sends back the tags that it got: the second half of them is the view. */
  saw(call: Call, outcome: Outcome): void
}

/** A client of REST over this kernel. */
export function restClient(kernel: Kernel, bodies = JSON_BODIES): RestClient {
  const routes = new Map<string, readonly RouteDescription[]>()
  for (const contract of kernel.contracts)
    for (const version of [contract.version, ...contract.older.map((older) => older.version)])
      routes.set(`${contract.name} ${version}`, describeRoutes(contractAt(contract, version)))
  const views = new Map<string, string>()
  const place = ({ version, key = '' }: Call): string => `${version} ${key}`
  return {
    requestOf(call) {
      const { kind, method, path } = routeOf(call, routes.get(`${call.contract} ${call.version}`) ?? [])
      return {
        method,
        url: path.replace('{id}', encodeURIComponent(call.key ?? '')) + searchOf(call),
        headers: headersOf(call, { view: (views.get(place(call)) ?? 'f') + bodies.tag, type: bodies.type }),
        hasBody: method !== 'GET' && call.input !== undefined,
        answered: (answer) => observe(kind, { call, answer, bodies }),
      }
    },
    saw(call, outcome) {
      if (outcome.ok && outcome.view !== undefined) views.set(place(call), outcome.view)
    },
  }
}

function routeOf(call: Call, routes: readonly RouteDescription[]): RouteDescription {
  const found = routes.find((route) => route.operation === call.operation && (route.kind !== 'operation' || route.method === 'POST'))
  if (found) return found
  throw new Error(`REST has no route for ${call.operation}`)
}

function headersOf(call: Call, { view, type }: { readonly view: string; readonly type: string }): { [name: string]: string } {
  const headers: { [name: string]: string } = { accept: type }
  if (call.input !== undefined) headers['content-type'] = call.patch === 'json' ? 'application/json-patch+json' : type
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = `"${call.idempotencyKey}"`
  if (call.ifMatch !== undefined) headers['if-match'] = tags(call.ifMatch, view)
  if (call.ifNoneMatch !== undefined) headers['if-none-match'] = tags(call.ifNoneMatch, view)
  if (call.query?.count) headers['prefer'] = 'count=exact'
  return headers
}

function tags(revisions: readonly number[] | '*', view: string): string {
  return revisions === '*' ? '*' : revisions.map((revision) => `"${revision}-${view}"`).join(', ')
}

function searchOf(call: Call): string {
  const parameters: string[] = []
  const add = (name: string, value: string): void => void parameters.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  for (const filter of call.query?.filter ?? []) add(...parameterOf(filter))
  if (call.query?.sort) add('sort', (call.query.sort.descending ? '-' : '') + call.query.sort.field)
  if (call.query?.limit !== undefined) add('limit', String(call.query.limit))
  if (call.query?.cursor !== undefined) add('cursor', call.query.cursor)
  if (call.fields) add('fields', call.fields.join(','))
  if (call.include) add('include', call.include.join(','))
  return parameters.length === 0 ? '' : `?${parameters.join('&')}`
}

function parameterOf({ field, operator, values }: Filter): readonly [string, string] {
  const [value] = values
  if (value === null) return [`${field}[null]`, operator === 'eq' ? 'true' : 'false']
  return [`${field}[${operator}]`, operator === 'in' ? values.map((v) => (v ?? '').replace(/[\\,]/g, '\\$&')).join(',') : (value ?? '')]
}

function unsaid(kind: RouteDescription['kind'], of: { readonly call: Call; readonly revision: number | undefined }): Pick<Observed, 'unsaid'> {
  if (of.revision !== undefined) return {}
  if (kind === 'composite' || of.call.include) return { unsaid: { revision: 'An answer with included records has no entity tag: it is not one record.' } }
  if (kind === 'command' || kind === 'operation') return { unsaid: { revision: 'The output of a command has no entity tag: it is not the record.' } }
  return {}
}

interface ProblemDocument {
  readonly code: string
  readonly title?: string
  readonly detail?: string
  readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string }[]
  readonly data?: { readonly [name: string]: unknown }
}

function observe(kind: RouteDescription['kind'], of: { readonly call: Call; readonly answer: Answered; readonly bodies: Bodies }): Observed {
  const { call, bodies } = of
  const { status, headers, text } = of.answer
  const body = text === '' ? undefined : bodies.read(call, text)
  const replayed = headers['idempotent-replayed'] === 'true'
  if (status >= 400) {
    const problem = body as ProblemDocument
    return {
      code: problem.code,
      replayed,
      errors: placesOf(problem.errors),
      ...(problem.data && { detail: problem.data }),
      told: { ...toldByHeaders(headers), ...toldByProblem(problem) },
    }
  }
  const etag = headers['etag']
  const revision = typeof etag === 'string' ? Number(/^"(\d+)-/.exec(etag)?.[1]) : undefined
  const page = kind === 'list' ? (body as { items: unknown; next?: string; count?: number }) : undefined
  return {
    code: 'ok',
    ...(body !== undefined && { body: page ? page.items : body }),
    ...(page?.next !== undefined && { next: page.next }),
    ...(page?.count !== undefined && { count: page.count }),
    ...(revision !== undefined && { revision }),
    ...unsaid(kind, { call, revision }),
    created: status === 201,
    unchanged: status === 304,
    replayed,
    told: toldByHeaders(headers),
  }
}
