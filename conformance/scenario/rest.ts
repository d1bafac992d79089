import { contractAt } from '../../src/contract/index.ts'
import type { Call, Filter } from '../../src/kernel/call.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { rest } from '../../src/protocols/rest/index.ts'
import { describeRoutes, type RouteDescription } from '../../src/protocols/rest/routes.ts'
import { httpClient, type Answered } from './http-client.ts'
import type { Face, Observed } from './scenario.ts'

/** How bodies are written and read. */
export interface Bodies {
  readonly type: string
  write(call: Call): string
  read(call: Call, text: string): unknown
}

const JSON_BODIES: Bodies = { type: 'application/json', write: (call) => JSON.stringify(call.input), read: (_call, text) => JSON.parse(text) as unknown }

/** Every call as the HTTP request that a client would send, every answer read back. */
export function restFace(kernel: Kernel, bodies = JSON_BODIES): Face {
  const ask = httpClient(rest().routes(kernel, { publicUrl: 'http://plant.test' }))
  const routes = new Map<string, readonly RouteDescription[]>()
  for (const contract of kernel.contracts)
    for (const version of [contract.version, ...contract.older.map((older) => older.version)])
      routes.set(`${contract.name} ${version}`, describeRoutes(contractAt(contract, version)))
  // The second half of the tags that were given: a client sends back what it got.
  const views = new Map<string, string>()
  return {
    name: 'REST',
    async play(call) {
      const { kind, method, path } = routeOf(call, routes.get(`${call.contract} ${call.version}`) ?? [])
      const url = path.replace('{id}', encodeURIComponent(call.key ?? '')) + searchOf(call)
      const answered = await ask({
        method,
        url,
        headers: headersOf(call, views.get(call.key ?? '') ?? 'f', bodies),
        ...(call.input !== undefined && method !== 'GET' && { body: bodies.write(call) }),
        address: call.address,
        requestId: call.requestId,
      })
      const view = /^"\d+-(.*)"$/.exec(String(answered.headers['etag'] ?? ''))?.[1]
      if (view !== undefined) views.set(call.key ?? '', view)
      return observe(kind, answered, (text) => bodies.read(call, text))
    },
  }
}

function routeOf(call: Call, routes: readonly RouteDescription[]): RouteDescription {
  const [resource = '', verb = ''] = call.operation.split('.')
  const found = routes.find((r) => r.operation === call.operation && (r.kind !== 'operation' || r.method === 'POST'))
  if (found) return found
  throw new Error(`REST has no route for ${resource} ${verb}`)
}

function headersOf(call: Call, view: string, { type }: Bodies): { [name: string]: string } {
  const headers: { [name: string]: string } = { accept: type }
  if (call.credential.kind === 'key') headers['authorization'] = `Bearer ${call.credential.key}`
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

function observe(kind: RouteDescription['kind'], { status, headers, text }: Answered, read: (text: string) => unknown): Observed {
  const body = text === '' ? undefined : read(text)
  const replayed = headers['idempotent-replayed'] === 'true'
  if (status >= 400) {
    const problem = body as { code: string; errors?: readonly { pointer?: string; parameter?: string }[]; data?: { [name: string]: unknown } }
    return {
      code: problem.code,
      replayed,
      errors: (problem.errors ?? []).map((e) => (e.pointer ?? e.parameter ?? '').replace(/^#/, '')),
      ...(problem.data && { detail: problem.data }),
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
    created: status === 201,
    unchanged: status === 304,
    replayed,
  }
}
