import type { HttpRequest, HttpRoute } from '../../../kernel/ports/http.ts'
import type { Site } from '../../../kernel/ports/protocol.ts'
import { chooseMedia } from '../../../wire/accept.ts'
import { HTML_TYPE, pageRoutes, prepared, readable, sendPrepared, type Prepared } from '../../../wire/document.ts'
import type { Entry } from '../../../wire/mount.ts'
import { ASSETS, assetOf } from './assets.ts'
import { graphiqlScript } from './browser.ts'
import { PAGE_STYLE, pageHtml } from './page.ts'

const HERE = '/graphql/graphiql'
/**
 * CSP3: our own scripts, calls to our own origin; nothing of anybody else, neither framed nor evaluated. GraphiQL's editor sets
 * styles inline, and its fonts are in its style sheet.
 */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src data:; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What the page is made of, for all versions once. */
export function graphiqlRoutes(entry: Entry): readonly HttpRoute[] {
  return [
    ...Object.entries(ASSETS).flatMap(([name, { type }]) =>
      readable(entry, `${HERE}/${name}`, async (request) => sendPrepared(await assetOf(name), { request, type, cache: 'no-cache' })),
    ),
    ...pageRoutes(entry, { path: `${HERE}/page.js`, type: 'text/javascript; charset=utf-8', text: graphiqlScript() }),
    ...pageRoutes(entry, { path: `${HERE}/page.css`, type: 'text/css; charset=utf-8', text: PAGE_STYLE }),
  ]
}

/** The page of one version, and what it is called. */
export function graphiqlPage(site: Site, title: string): Prepared {
  return prepared(pageHtml({ title, assets: new URL(site.publicUrl).pathname.replace(/\/$/, '') + HERE }))
}

/** A browser that opens the address, and asks nothing: `Accept` prefers HTML to what GraphQL is sent as. */
export function wantsPage(request: HttpRequest): boolean {
  const { accept } = request.headers
  return (
    request.search === '' && accept !== undefined && chooseMedia(accept, ['application/json', 'application/graphql-response+json', 'text/html']) === 'text/html'
  )
}

export function pageAnswer(page: Prepared, request: HttpRequest): ReturnType<typeof sendPrepared> {
  return sendPrepared(page, { request, type: HTML_TYPE, cache: 'no-cache', policy: POLICY, vary: 'Accept' })
}
