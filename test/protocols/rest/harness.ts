import assert from 'node:assert/strict'
import type { ContractData } from '../../../src/contract/data.ts'
import type { Call } from '../../../src/kernel/call.ts'
import { ERRORS, type ErrorCode } from '../../../src/kernel/errors.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import type { Failure, Outcome, Problem, Success } from '../../../src/kernel/outcome.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../../src/kernel/ports/http.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { administration, plant } from './plant.ts'

export const SITE = { publicUrl: 'https://plant.example/busbar' }
export const KEY = 'bb_test_00000000_secret_crc32'

/** A kernel that writes down what it is asked and answers what it is told. */
export class FakeKernel implements Kernel {
  readonly contracts: readonly ContractData[]
  readonly calls: Call[] = []
  readonly batches: { readonly calls: readonly Call[]; readonly atomic: boolean; readonly idempotencyKey?: string }[] = []
  identified = 0
  reply: (call: Call) => Outcome = () => record('{}')
  who: Failure | { readonly ok: true; readonly principal: { consumer: string; credential: string; audience: 'internal'; scopes: string[] } } = {
    ok: true,
    principal: { consumer: 'erp', credential: 'k', audience: 'internal', scopes: ['*'] },
  }
  records: readonly (readonly string[])[] = []
  shown: readonly string[] | undefined

  constructor(contracts: readonly ContractData[] = [plant, administration]) {
    this.contracts = contracts
  }
  handle(call: Call): Promise<Outcome> {
    this.calls.push(call)
    return Promise.resolve(this.reply(call))
  }
  batch(calls: readonly Call[], options: { readonly atomic: boolean; readonly idempotencyKey?: string }): Promise<readonly Outcome[]> {
    this.batches.push({ calls, ...options })
    return Promise.all(calls.map((call) => this.handle(call)))
  }
  async stream(call: Call): ReturnType<Kernel['stream']> {
    const outcome = await this.handle(call)
    if (!outcome.ok) return outcome
    const { records } = this
    return {
      ok: true,
      records: (async function* () {
        yield* records
      })(),
      ...(this.shown && { fields: this.shown }),
    }
  }
  identify(): ReturnType<Kernel['identify']> {
    this.identified++
    return Promise.resolve(this.who)
  }
  follow(): ReturnType<Kernel['follow']> {
    return Promise.reject(new Error('nobody follows here'))
  }
  cursors(): ReturnType<Kernel['cursors']> {
    return Promise.reject(new Error('nobody keeps cursors here'))
  }
  stopping(): void {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

export interface Sent {
  readonly headers?: { readonly [name: string]: string }
  /** An object is sent as JSON. */
  readonly body?: unknown
  /** Without the caller's key. */
  readonly anonymous?: true
}
export interface Received extends HttpAnswer {
  readonly json: unknown
  readonly problem: {
    readonly type: string
    readonly title: string
    readonly status: number
    readonly detail?: string
    readonly code: string
    readonly instance: string
    readonly errors?: readonly { readonly pointer?: string; readonly parameter?: string; readonly detail: string }[]
  }
}

export interface Face {
  readonly kernel: FakeKernel
  readonly routes: readonly HttpRoute[]
  send(method: string, url: string, sent?: Sent): Promise<Received>
  /** The one call that the kernel was asked. */
  readonly call: Call
}

export function face(kernel = new FakeKernel()): Face {
  const routes = rest().routes(kernel, SITE)
  return {
    kernel,
    routes,
    send: (method, url, sent = {}) => send(routes, { method, url, ...sent }),
    get call() {
      assert.equal(kernel.calls.length, 1, `the kernel was asked ${kernel.calls.length} times`)
      return kernel.calls[0] as Call
    },
  }
}

/** What the server does, without one: finds the route, decodes parameters, hands over the request. */
export async function send(routes: readonly HttpRoute[], of: { readonly method: string; readonly url: string } & Sent): Promise<Received> {
  const [path = '', ...search] = of.url.split('?')
  const found = routeFor(routes, of.method, path)
  if (!found) throw new Error(`no route for ${of.method} ${of.url}`)
  const given: { [name: string]: string } = { ...(of.anonymous ? {} : { authorization: `Bearer ${KEY}` }), ...of.headers }
  let body: Buffer | undefined
  if (of.body !== undefined) {
    body = Buffer.isBuffer(of.body) ? of.body : Buffer.from(typeof of.body === 'string' ? of.body : JSON.stringify(of.body))
    if (!Object.keys(given).some((name) => name.toLowerCase() === 'content-type')) given['content-type'] = 'application/json'
  }
  const request: HttpRequest = {
    method: of.method,
    url: of.url,
    params: found.params,
    search: search.join('?'),
    headers: Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value])),
    rawHeaders: Object.entries(given).flat(),
    body,
    address: '192.0.2.7',
    requestId: 'req-1',
    signal: new AbortController().signal,
    turn: () => Promise.resolve(),
  }
  const answer = await found.route.handle(request)
  for (const [name, value] of Object.entries(answer.headers)) {
    assert.equal(name, name.toLowerCase())
    for (const each of typeof value === 'string' ? [value] : value) assert.match(each, /^[\t\x20-\x7e]*$/, name)
  }
  const type = String(answer.headers['content-type'] ?? '')
  const json: unknown = typeof answer.body === 'string' && type.includes('json') ? JSON.parse(answer.body) : undefined
  return { ...answer, json, problem: (type.startsWith('application/problem+json') ? json : {}) as Received['problem'] }
}

function routeFor(
  routes: readonly HttpRoute[],
  method: string,
  path: string,
): { readonly route: HttpRoute; readonly params: { [name: string]: string } } | undefined {
  let best: { route: HttpRoute; params: { [name: string]: string }; rank: number } | undefined
  for (const route of routes) {
    if (route.method !== method && route.method !== '*') continue
    const params = match(route.path.split('/'), path.split('/'))
    if (!params) continue
    const rank = (route.path.endsWith('*') ? 100 : 0) + route.path.split(':').length * 2 + (route.method === '*' ? 1 : 0)
    if (!best || rank < best.rank) best = { route, params, rank }
  }
  return best
}

function match(pattern: readonly string[], segments: readonly string[]): { [name: string]: string } | undefined {
  const params: { [name: string]: string } = {}
  for (const [i, part] of pattern.entries()) {
    if (part === '*') return params
    const segment = segments[i]
    if (segment === undefined) return undefined
    if (part.startsWith(':')) {
      if (segment === '') return undefined
      params[part.slice(1)] = decodeURIComponent(segment)
    } else if (part !== segment) return undefined
  }
  return pattern.length === segments.length ? params : undefined
}

export function record(body: string, more: Partial<Success> = {}): Success {
  return { ok: true, kind: 'record', body, key: 'PO-00000001', revision: 3, view: 'ab12', ...more }
}

export function page(body: string, more: Partial<Success> = {}): Success {
  return { ok: true, kind: 'page', body, ...more }
}

export function failing(code: ErrorCode, more: Partial<Problem> = {}): Failure {
  return { ok: false, problem: { code, title: ERRORS[code].title, ...more } }
}
