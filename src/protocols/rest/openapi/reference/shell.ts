import { html } from './markup.ts'

export interface VersionChoice {
  /** `api/v2`: which reference to fetch. */
  readonly path: string
  /** `plant v2`. */
  readonly label: string
}

/** The page around a reference: which version, whose key. It holds nothing of any contract but names of versions. */
export function shellHtml(choices: readonly VersionChoice[], root: string): string {
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>API reference</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${root}/docs/reference.css" />
        <script src="${root}/docs/reference.js" defer></script>
      </head>
      <body data-root="${root}">
        <header>
          <strong>API reference</strong>
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
            This page needs JavaScript, to send your key along. The document itself is at <code>${root}/api/&lt;version&gt;/openapi.json</code>.
          </p></noscript
        >
      </body>
    </html>`.markup
  }\n`
}
