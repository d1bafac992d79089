import { html } from './markup.ts'

/** A page under `/docs`. */
export interface PageLink {
  readonly path: string
  readonly title: string
}

export interface VersionChoice {
  /** `api/v2`: which reference to fetch. */
  readonly path: string
  /** `plant v2`. */
  readonly label: string
}

export interface Shell {
  readonly page: PageLink
  /** All pages there are, this one among them. */
  readonly links: readonly PageLink[]
  readonly choices: readonly VersionChoice[]
  /** The public URL's path. */
  readonly root: string
}

/** The page around a reference: which version, whose key. It holds nothing of any contract but names of versions. */
export function shellHtml({ page, links, choices, root }: Shell): string {
  const base = root + page.path
  const others = links.filter(({ path }) => path !== page.path).map(({ path, title }) => html`<a href="${root}${path}">${title}</a> `)
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${base}/reference.css" />
        <script src="${base}/reference.js" defer></script>
      </head>
      <body data-root="${root}" data-page="${base}">
        <header>
          <strong>${page.title}</strong>
          <span class="pages">${others}</span>
          <label
            >Version
            <select id="version">
              ${choices.map(({ path, label }) => html`<option value="${path}">${label}</option>`)}
            </select></label
          >
          <form id="access">
            <label>API key <input id="key" type="password" autocomplete="off" spellcheck="false" placeholder="bb_…" size="24" /></label>
            <button type="submit">Use</button> <button type="button" id="forget">Forget</button>
          </form>
        </header>
        <div id="reference" aria-live="polite"><p class="notice">Loading.</p></div>
        <noscript
          ><p class="notice">
            This page needs JavaScript, to send your key along. The documents themselves are at <code>${root}/api/&lt;version&gt;/openapi.json</code> and
            <code>asyncapi.json</code>.
          </p></noscript
        >
      </body>
    </html>`.markup
  }\n`
}
