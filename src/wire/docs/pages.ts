import type { ContractData } from '../../contract/data.ts'
import type { HttpRoute } from '../../kernel/ports/http.ts'
import type { Site } from '../../kernel/ports/protocol.ts'
import { HTML_TYPE, pageRoutes, readable } from '../document.ts'
import type { Entry, Mounted } from '../mount.ts'
import { browserScript } from './browser.ts'
import { shellHtml, type PageLink } from './shell.ts'
import { STYLE } from './style.ts'

/** Each protocol with a page of its own, and where it is. */
const PAGES: readonly (PageLink & { readonly protocol: string })[] = [
  { protocol: 'rest', path: '/docs', title: 'API reference' },
  { protocol: 'events', path: '/docs/events', title: 'Events' },
]

/**
 * The page of a protocol under `/docs`, and what it is made of: no script, font or call of anyone else. What it shows is
 * fetched from `<page>/reference<base>`, with the reader's key.
 */
export function docsRoutes(entry: Entry, site: Site, mounts: readonly Mounted[]): readonly HttpRoute[] {
  const page = PAGES.find(({ protocol }) => protocol === entry.protocol)
  if (!page) throw new TypeError(`the protocol '${entry.protocol}' has no page under /docs`)
  const root = new URL(site.publicUrl).pathname.replace(/\/$/, '')
  const links = PAGES.filter(({ protocol }) => protocol === entry.protocol || site.protocols?.includes(protocol) === true)
  const choices = mounts.map(({ mount, contract, version }) => ({ path: mount.base.slice(1), label: labelOf(contract, version) }))
  return [
    ...pageRoutes(entry, { path: page.path, type: HTML_TYPE, text: shellHtml({ page, links, choices, root }) }),
    ...readable(entry, `${page.path}/`, (request) => ({
      status: 308,
      headers: { 'location': root + page.path, 'x-request-id': request.requestId },
      body: null,
    })),
    ...pageRoutes(entry, { path: `${page.path}/reference.js`, type: 'text/javascript; charset=utf-8', text: browserScript() }),
    ...pageRoutes(entry, { path: `${page.path}/reference.css`, type: 'text/css; charset=utf-8', text: STYLE }),
  ]
}

function labelOf(whole: ContractData, version: ContractData): string {
  const name = `${whole.name} ${version.version}`
  const older = whole.older.find((change) => change.version === version.version)
  if (older?.sunset !== undefined) return `${name} (ends ${older.sunset.slice(0, 10)})`
  return older ? `${name} (${older.deprecated === undefined ? 'older' : 'deprecated'})` : name
}
