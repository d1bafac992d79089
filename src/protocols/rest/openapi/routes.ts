import type { ContractData } from '../../../contract/data.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Notices } from '../../../kernel/outcome.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../../kernel/ports/http.ts'
import type { Site } from '../../../kernel/ports/protocol.ts'
import { ERRORS } from '../../../kernel/errors.ts'
import { credentialOf } from '../../../wire/credential.ts'
import { CACHE_READ, type Headers } from '../../../wire/headers.ts'
import { type Entry, type Mount, mountsOf, refuse } from '../../../wire/mount.ts'
import { addNotices } from '../../../wire/notices.ts'
import { notAllowed, options } from '../../../wire/otherwise.ts'
import { problemAnswer } from '../../../wire/problem.ts'
import { isUnchanged } from '../precondition.ts'
import { browserScript } from './reference/browser.ts'
import { shellHtml, type VersionChoice } from './reference/shell.ts'
import { STYLE } from './reference/style.ts'
import { documentsOf, prepared, type Documents, type Prepared } from './served.ts'

/**
 * `/api/v1/openapi.json` and `openapi-3.0.json` of each version, as the caller's audience may know it, and `/docs`, a
 * reference that needs nothing but this server: no script, font or call of anyone else.
 */
export function openApiRoutes(kernel: Kernel, site: Site, protocol: string): readonly HttpRoute[] {
  const routes: HttpRoute[] = []
  const choices: VersionChoice[] = []
  for (const { mount, version, contract } of mountsOf(kernel, site, { protocol, documentation: true })) {
    const documents = documentsOf(version, contract, site.publicUrl)
    const serve = (path: string, type: string, pick: Pick): void =>
      void routes.push(...readable(mount, path, (request) => documentAnswer(mount, request, { documents, type, pick })))
    serve(`${mount.base}/openapi.json`, JSON_TYPE, (from, audience) => from.openapi(audience, '3.1'))
    serve(`${mount.base}/openapi-3.0.json`, JSON_TYPE, (from, audience) => from.openapi(audience, '3.0'))
    serve(`/docs/reference${mount.base}`, HTML_TYPE, (from, audience) => from.reference(audience))
    choices.push({ path: mount.base.slice(1), label: labelOf(contract, version) })
  }
  const root = new URL(site.publicUrl).pathname.replace(/\/$/, '')
  const page = (path: string, type: string, text: string): void => {
    const asset = prepared(text)
    routes.push(...readable({ kernel, protocol }, path, (request) => send(asset, { request, type, cache: 'no-cache' })))
  }
  page('/docs', HTML_TYPE, shellHtml(choices, root))
  routes.push(
    ...readable({ kernel, protocol }, '/docs/', (request) => ({
      status: 308,
      headers: { 'location': `${root}/docs`, 'x-request-id': request.requestId },
      body: null,
    })),
  )
  page('/docs/reference.js', 'text/javascript; charset=utf-8', browserScript())
  page('/docs/reference.css', 'text/css; charset=utf-8', STYLE)
  return routes
}

type Pick = (from: Documents, audience: 'internal' | 'partner' | 'public') => Prepared | undefined

const JSON_TYPE = 'application/json; charset=utf-8'
const HTML_TYPE = 'text/html; charset=utf-8'
/** CSP3: our own script and style, calls to our own origin, and nothing else, neither framed nor inline. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
const ALLOW = 'GET, HEAD, OPTIONS'

/** A path that can be read and nothing else. */
function readable(entry: Entry, path: string, handle: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>): readonly HttpRoute[] {
  return [
    { method: 'GET', path, handle },
    { method: 'HEAD', path, handle },
    { method: 'OPTIONS', path, handle: (request) => options({ allow: ALLOW }, request) },
    { method: '*', path, handle: (request) => notAllowed(entry, request, ALLOW) },
  ]
}

/** Who asks decides what the document shows, so it is a call like any other: it needs a valid credential, or something public, and takes a limit token. */
async function documentAnswer(
  mount: Mount,
  request: HttpRequest,
  of: { readonly documents: Documents; readonly type: string; readonly pick: Pick },
): Promise<HttpAnswer> {
  let credential
  try {
    credential = credentialOf(request)
  } catch (error) {
    return refuse(mount, request, error)
  }
  const who = await mount.kernel.identify({ protocol: mount.protocol, credential, address: request.address, requestId: request.requestId })
  if (!who.ok) return problemAnswer(who, request)
  const document = of.pick(of.documents, who.principal.audience)
  if (document) return send(document, { request, type: of.type, cache: CACHE_READ, ...(who.notices && { notices: who.notices }) })
  const anonymous = credential.kind === 'none'
  const code = anonymous ? 'unauthenticated' : 'not-found'
  const detail = anonymous ? 'Nothing of this version is public: send a key as "Authorization: Bearer bb_…".' : 'This key can call nothing of this version.'
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

function labelOf(whole: ContractData, version: ContractData): string {
  const name = `${whole.name} ${version.version}`
  const older = whole.older.find((change) => change.version === version.version)
  if (older?.sunset !== undefined) return `${name} (ends ${older.sunset.slice(0, 10)})`
  return older ? `${name} (${older.deprecated === undefined ? 'older' : 'deprecated'})` : name
}
