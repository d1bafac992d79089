import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { World } from '../../../conformance/scenario/world.ts'
import type { HttpAnswer, HttpRequest } from '../../../src/kernel/ports/http.ts'
import { events } from '../../../src/protocols/events/index.ts'

export const SITE = { publicUrl: 'https://plant.example' }
export const BASE = '/api/v2/events'

export interface Asking {
  readonly method?: string
  readonly headers?: { readonly [name: string]: string }
  /** Whose key is shown; `anyone` shows none. */
  readonly as?: string
  readonly signal?: AbortSignal
  /** Sent as JSON. */
  readonly body?: unknown
}

/** A structured CloudEvent, as far as tests look at it. */
export interface CloudEvent {
  readonly specversion: string
  readonly id: string
  readonly source: string
  readonly type: string
  readonly subject?: string
  readonly cursor: string
  readonly data: { readonly [field: string]: unknown }
}

export interface Page {
  readonly events: readonly CloudEvent[]
  readonly cursor: string
  readonly more: boolean
  readonly gap?: { readonly reason: string; readonly asked: string; readonly cursor: string }
}

/** The routes of events over a kernel, without a server. */
export function faceOf(world: World) {
  const routes = events().routes(world.kernel, SITE)
  const ask = async (
    url: string,
    { method = 'GET', headers = {}, as = 'internal', signal = new AbortController().signal, body }: Asking = {},
  ): Promise<HttpAnswer> => {
    const [path = '', ...search] = url.split('?')
    const fits = routes.flatMap((route) => {
      const match = new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`).exec(path)
      return match && (route.method === method || route.method === '*') ? [{ route, params: { ...match.groups } }] : []
    })
    const found = fits.find(({ route }) => route.method === method) ?? fits[0]
    if (!found) throw new Error(`no route for ${method} ${path}`)
    const { credential } = world.call({ operation: '' }, as)
    const given = {
      ...(credential.kind === 'key' && { authorization: `Bearer ${credential.key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    }
    const request: HttpRequest = {
      method,
      url,
      params: found.params,
      search: search.join('?'),
      headers: given,
      rawHeaders: Object.entries(given).flat(),
      body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
      address: '127.0.0.1',
      requestId: 'r-1',
      signal,
      turn: () => Promise.resolve(),
    }
    return found.route.handle(request)
  }
  const page = async (query = '', asking: Asking = {}): Promise<Page> => {
    const answer = await ask(`${BASE}${query}`, asking)
    if (answer.status !== 200) throw new Error(`${answer.status}: ${String(answer.body)}`)
    return JSON.parse(String(answer.body)) as Page
  }
  const problem = async (url: string, asking: Asking = {}) => problemOf(await ask(url, asking))
  return { ask, page, problem, stream: async (query = '', asking: Asking = {}) => streamOf(await ask(`${BASE}/stream${query}`, asking)) }
}

export function problemOf(answer: HttpAnswer): { readonly status: number; readonly code: string; readonly detail: string } {
  return JSON.parse(String(answer.body)) as { status: number; code: string; detail: string }
}

export interface Stream {
  readonly answer: HttpAnswer
  /** All text that has come. */
  text(): string
  /** The next piece that the server sends; `undefined` at its end. */
  piece(): Promise<string | undefined>
  /** The next message with data, as an EventSource would dispatch it; `undefined` at the end. */
  message(): Promise<EventSourceMessage | undefined>
  /** The client goes away. */
  close(): Promise<void>
}

export function streamOf(answer: HttpAnswer): Stream {
  const { body } = answer
  if (answer.status !== 200 || body === null || typeof body === 'string' || body instanceof Uint8Array)
    throw new Error(`no stream: ${answer.status} ${String(body)}`)
  const pieces = body[Symbol.asyncIterator]()
  const messages: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => void messages.push(message) })
  let text = ''
  const piece = async (): Promise<string | undefined> => {
    const next = await pieces.next()
    if (next.done) return undefined
    text += String(next.value)
    parser.feed(String(next.value))
    return String(next.value)
  }
  return {
    answer,
    text: () => text,
    piece,
    async message() {
      while (messages.length === 0) if ((await piece()) === undefined) return undefined
      return messages.shift()
    },
    close: async () => void (await pieces.return?.()),
  }
}

/** Lets everything that waits for nothing but its turn run. */
export async function ticks(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve))
}
