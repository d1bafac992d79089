import { html } from '../../../wire/docs/markup.ts'

/** The page around GraphiQL. It holds nothing of any contract: the schema is asked for with the reader's key. */
export function pageHtml(of: { readonly title: string; readonly assets: string }): string {
  const { title, assets } = of
  return `<!doctype html>\n${
    html`<html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets}/graphiql.css" />
        <link rel="stylesheet" href="${assets}/page.css" />
        <script src="${assets}/react.js" defer></script>
        <script src="${assets}/react-dom.js" defer></script>
        <script src="${assets}/graphiql.js" defer></script>
        <script src="${assets}/page.js" defer></script>
      </head>
      <body>
        <header>
          <strong>${title}</strong>
          <form id="access">
            <label>API key <input id="key" type="password" autocomplete="off" spellcheck="false" placeholder="bb_…" size="24" /></label>
            <button type="submit">Use</button> <button type="button" id="forget">Forget</button>
          </form>
        </header>
        <main id="graphiql">Loading.</main>
        <noscript>This page needs JavaScript, to send your key along.</noscript>
      </body>
    </html>`.markup
  }\n`
}

export const PAGE_STYLE = `html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; font-family: system-ui, sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1.5rem; align-items: center; padding: 0.4rem 1rem; border-bottom: 1px solid #ccd3da; font-size: 0.9rem; }
header form { margin: 0 0 0 auto; }
main { flex: 1; min-height: 0; }
`
