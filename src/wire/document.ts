import { createHash } from 'node:crypto'
import type { Audience } from '../contract/data.ts'
import { ERRORS } from '../kernel/errors.ts'
import type { Credential } from '../kernel/call.ts'
import type { Notices } from '../kernel/outcome.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../kernel/ports/http.ts'
import { credentialOf } from './credential.ts'
import { isUnchanged } from './entity-tag.ts'
import { CACHE_READ, type Headers } from './headers.ts'
import { refuse, type Entry, type Mount } from './mount.ts'
import { addNotices } from './notices.ts'
import { notAllowed, options } from './otherwise.ts'
import { problemAnswer } from './problem.ts'

/** A text that is sent whole, with its entity tag. */
export interface Prepared {
  readonly body: Uint8Array
  readonly etag: string
}

export function prepared(text: string): Prepared {
  const body = Buffer.from(text)
  return { body, etag: `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"` }
}

/** A document of which each audience gets its own. */
export interface Document {
  readonly path: string
  readonly type: string
  /** `undefined`: this audience knows nothing of it. */
  readonly pick: (audience: Audience) => Prepared | undefined
  /** What to tell a valid key whose audience gets nothing. */
  readonly nothing: string
}

export const HTML_TYPE = 'text/html; charset=utf-8'
/** CSP3: our own script and style, calls to our own origin, and nothing else, neither framed nor inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const ALLOW = 'GET, HEAD, OPTIONS'

/** Who asks decides what the document shows, so it is a call like any other: it needs a valid credential, or something public, and takes a limit token. */
export function documentRoutes(mount: Mount, document: Document): readonly HttpRoute[] {
  return readable(mount, document.path, (request) => documentAnswer(mount, request, document))
}

/** The same text for everyone. */
export function pageRoutes(entry: Entry, page: { readonly path: string; readonly type: string; readonly text: string }): readonly HttpRoute[] {
  const asset = prepared(page.text)
  return readable(entry, page.path, (request) => send(asset, { request, type: page.type, cache: 'no-cache' }))
}

/** A path that can be read and nothing else. */
export function readable(entry: Entry, path: string, handle: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>): readonly HttpRoute[] {
  return [
    { method: 'GET', path, handle },
    { method: 'HEAD', path, handle },
    { method: 'OPTIONS', path, handle: (request) => options({ allow: ALLOW }, request) },
    { method: '*', path, handle: (request) => notAllowed(entry, request, ALLOW) },
  ]
}

/** `credential`: how the request shows who asks, where a protocol has more ways than `credentialOf`. */
export async function documentAnswer(
  mount: Mount,
  request: HttpRequest,
  { pick, type, nothing, credential: read = credentialOf }: Omit<Document, 'path'> & { readonly credential?: (request: HttpRequest) => Credential },
): Promise<HttpAnswer> {
  let credential
  try {
    credential = read(request)
  } catch (error) {
    return refuse(mount, request, error)
  }
  const who = await mount.kernel.identify({ protocol: mount.protocol, credential, address: request.address, requestId: request.requestId })
  if (!who.ok) return problemAnswer(who, request)
  const document = pick(who.principal.audience)
  if (document) return send(document, { request, type, cache: CACHE_READ, ...(who.notices && { notices: who.notices }) })
  const anonymous = credential.kind === 'none'
  const code = anonymous ? 'unauthenticated' : 'not-found'
  const detail = anonymous ? 'Nothing of this version is public: send a key as "Authorization: Bearer bb_…".' : nothing
  return problemAnswer({ ok: false, problem: { code, title: ERRORS[code].title, detail }, ...(who.notices && { notices: who.notices }) }, request)
}

function send(
  document: Prepared,
  of: { readonly request: HttpRequest; readonly type: string; readonly cache: string; readonly notices?: Notices },
): HttpAnswer {
  const headers: Headers = {
    'content-type': of.type,
    'cache-control': of.cache,
    'content-security-policy': POLICY,
    'etag': document.etag,
    'referrer-policy': 'no-referrer',
    'vary': 'Authorization, X-API-Key',
    'x-content-type-options': 'nosniff',
    'x-request-id': of.request.requestId,
  }
  if (of.notices) addNotices(headers, of.notices)
  const known = of.request.headers['if-none-match']
  if (known === undefined || !isUnchanged(known, document.etag)) return { status: 200, headers, body: document.body }
  delete headers['content-type']
  return { status: 304, headers, body: null }
}
