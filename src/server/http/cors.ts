import type { IncomingHttpHeaders } from 'node:http'
import type { HttpAnswer } from '../../kernel/ports/http.ts'

/** For how long a browser asks no more before a call. Longer than browsers keep it has no effect (Chromium: 2 h). */
const MAX_AGE_S = 7_200
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE'
/** What callers send beyond what every page may send. */
const ALLOWED = [
  'Authorization',
  'X-API-Key',
  'Content-Type',
  'Content-Encoding',
  'If-Match',
  'If-None-Match',
  'Idempotency-Key',
  'Prefer',
  'Last-Event-ID',
  'traceparent',
  'tracestate',
  'baggage',
].join(', ')
/** What a page may read of an answer beyond what every page may read. */
export const EXPOSED: readonly string[] = [
  'ETag',
  'Location',
  'Content-Location',
  'Content-Disposition',
  'Link',
  'X-Request-Id',
  'RateLimit',
  'RateLimit-Policy',
  'Retry-After',
  'Idempotent-Replayed',
  'Preference-Applied',
  'WWW-Authenticate',
  'Deprecation',
  'Sunset',
  'Credential-Ends',
  'Event-Gap',
  'Allow',
  'Accept',
  'Accept-Post',
  'Accept-Patch',
  'Accept-Encoding',
  'traceparent',
]
const EXPOSE = EXPOSED.join(', ')

export interface Cors {
  /** The answer to a browser that asks whether a page may call; it shows no key when it asks, so that none is looked for. */
  preflight(request: Asking): HttpAnswer | undefined
  /** The answer as the page may read it. */
  open(request: Asking, answer: HttpAnswer): HttpAnswer
}
type Asking = { readonly method?: string | undefined; readonly headers: IncomingHttpHeaders }

/**
 * Rule: pages of the origins that the app names may call and read what they get, others may not (Fetch, 3.3: the CORS
 * protocol). An origin is answered by its name, never by `*`. A caller shows its key itself: cookies and client certificates,
 * which a browser adds without asking the page, are not allowed.
 */
export function corsFor(origins: readonly string[]): Cors | undefined {
  if (origins.length === 0) return undefined
  const known = new Set(origins)
  const originOf = ({ headers }: Asking): string | undefined => (headers.origin !== undefined && known.has(headers.origin) ? headers.origin : undefined)
  return {
    preflight(request) {
      if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return undefined
      const origin = originOf(request)
      if (origin === undefined) return undefined
      return {
        status: 204,
        headers: {
          'access-control-allow-origin': origin,
          'access-control-allow-methods': METHODS,
          'access-control-allow-headers': ALLOWED,
          'access-control-max-age': String(MAX_AGE_S),
          'vary': 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
        },
        body: null,
      }
    },
    open(request, answer) {
      const origin = originOf(request)
      const { vary } = answer.headers
      return {
        ...answer,
        headers: {
          ...answer.headers,
          // Also without an origin, so that no cache gives one caller's answer to a page.
          vary: vary === undefined ? 'Origin' : `${String(vary)}, Origin`,
          ...(origin !== undefined && { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSE }),
        },
      }
    },
  }
}

/** What is wrong with an origin of the app file; nothing where a browser may send it just so. */
export function originProblem(origin: string): string | undefined {
  if (origin.includes('*')) return `'${origin}' stands for pages that nobody named, any of which could call with a key that it got hold of: name each origin`
  const parsed = URL.canParse(origin) ? new URL(origin) : undefined
  if (parsed && (parsed.protocol === 'https:' || parsed.protocol === 'http:') && parsed.origin === origin) return undefined
  return `'${origin}' is not an origin as a browser sends it: https://console.example.com, in lower case, with the port where it is a special one, without a path or a slash at the end`
}
