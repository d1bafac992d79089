import type { HttpAnswer, HttpRequest, HttpRoute } from '../../src/kernel/ports/http.ts'

/** Requests to routes without a server: the path is matched by segments, the answer's body read whole. */
export interface Asking {
  readonly method: string
  /** Path and query. */
  readonly url: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string | Uint8Array
  readonly address?: string
  readonly requestId?: string
}
export interface Answered {
  readonly status: number
  readonly headers: HttpAnswer['headers']
  readonly text: string
}

export function httpClient(routes: readonly HttpRoute[]): (asking: Asking) => Promise<Answered> {
  return async (asking) => {
    const [path = '', search = ''] = splitOnce(asking.url, '?')
    const segments = path.split('/')
    for (const route of routes) {
      const params = route.method === asking.method ? match(route.path.split('/'), segments) : undefined
      if (!params) continue
      const request: HttpRequest = {
        method: asking.method,
        url: asking.url,
        params,
        search,
        headers: asking.headers ?? {},
        rawHeaders: Object.entries(asking.headers ?? {}).flat(),
        body: asking.body === undefined ? undefined : Buffer.from(asking.body),
        address: asking.address ?? '127.0.0.1',
        requestId: asking.requestId ?? 'r',
        signal: new AbortController().signal,
        turn: () => new Promise((resolve) => void setImmediate(resolve)),
      }
      const answer = await route.handle(request)
      return { status: answer.status, headers: answer.headers, text: await textOf(answer.body) }
    }
    throw new Error(`no route for ${asking.method} ${path}`)
  }
}

function match(pattern: readonly string[], segments: readonly string[]): { [name: string]: string } | undefined {
  const params: { [name: string]: string } = {}
  for (const [i, part] of pattern.entries()) {
    const segment = segments[i]
    if (part === '*') {
      params['*'] = segments.slice(i).join('/')
      return params
    }
    if (segment === undefined) return undefined
    if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(segment)
    else if (part !== segment) return undefined
  }
  return pattern.length === segments.length ? params : undefined
}

async function textOf(body: HttpAnswer['body']): Promise<string> {
  if (body === null) return ''
  if (typeof body === 'string') return body
  if (body instanceof Uint8Array) return Buffer.from(body).toString()
  let text = ''
  for await (const part of body) text += typeof part === 'string' ? part : Buffer.from(part).toString()
  return text
}

function splitOnce(text: string, at: string): readonly [string, string] {
  const i = text.indexOf(at)
  return i === -1 ? [text, ''] : [text.slice(0, i), text.slice(i + 1)]
}
