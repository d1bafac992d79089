/** What runs in the reader's browser, as text. Each function is whole in itself, so that its own source can be sent. */
export function graphiqlScript(): string {
  return `'use strict';\n${[start, fetched, streamed, operationIn].map(String).join('\n')}\nstart();\n`
}

/** The little of the DOM, React and GraphiQL that is used here; this program is otherwise not one of a browser. */
interface PageElement {
  value: string
  addEventListener(type: string, listener: (event: { preventDefault(): void }) => void): void
}
interface Operation {
  readonly query: string
  readonly operationName?: string | null
  readonly variables?: unknown
}
interface Definition {
  readonly kind: string
  readonly operation?: string
  readonly name?: { readonly value: string }
}
interface Extras {
  readonly headers?: { readonly [name: string]: string }
  readonly documentAST?: { readonly definitions: readonly Definition[] }
}
interface Result {
  readonly [member: string]: unknown
}
declare const document: { getElementById(id: string): PageElement | null }
declare const location: { readonly pathname: string }
declare const sessionStorage: { getItem(name: string): string | null; setItem(name: string, value: string): void; removeItem(name: string): void }
declare const React: { createElement(component: unknown, properties: object): unknown }
declare const ReactDOM: { createRoot(place: PageElement): { render(element: unknown): void } }
declare const GraphiQL: unknown

/** Wires the page. The key, and what is typed, stay in this tab's session storage; the key goes to this origin alone. */
function start(): void {
  const place = document.getElementById('graphiql')
  const key = document.getElementById('key')
  if (!place || !key) return
  key.value = sessionStorage.getItem('busbar.key') ?? ''
  const root = ReactDOM.createRoot(place)
  let shown = 0
  // Another key sees another schema: the page is made anew.
  const render = (): void =>
    root.render(
      React.createElement(GraphiQL, {
        key: ++shown,
        storage: sessionStorage,
        shouldPersistHeaders: false,
        defaultEditorToolsVisibility: true,
        fetcher: (operation: Operation, extras: Extras) =>
          operationIn(operation, extras) === 'subscription' ? streamed(operation, extras) : fetched(operation, extras, 'application/graphql-response+json'),
      }),
    )
  document.getElementById('access')?.addEventListener('submit', (event) => {
    event.preventDefault()
    if (key.value.trim() === '') sessionStorage.removeItem('busbar.key')
    else sessionStorage.setItem('busbar.key', key.value.trim())
    render()
  })
  document.getElementById('forget')?.addEventListener('click', () => {
    key.value = ''
    sessionStorage.removeItem('busbar.key')
    render()
  })
  render()
}

function operationIn(operation: Operation, extras: Extras): string {
  const all = (extras.documentAST?.definitions ?? []).filter((definition) => definition.kind === 'OperationDefinition')
  const found = all.find((definition) => definition.name?.value === operation.operationName) ?? all[0]
  return found?.operation ?? 'query'
}

async function fetched(operation: Operation, extras: Extras, accept: string): Promise<Result> {
  const key = sessionStorage.getItem('busbar.key')
  const answer = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept, ...(key !== null && { authorization: `Bearer ${key}` }), ...extras.headers },
    body: JSON.stringify(operation),
  })
  const text = await answer.text()
  try {
    return JSON.parse(text) as Result
  } catch {
    return { status: answer.status, body: text }
  }
}

/** Results as they come (graphql-sse, distinct connections mode). */
async function* streamed(operation: Operation, extras: Extras): AsyncGenerator<Result, void, undefined> {
  const key = sessionStorage.getItem('busbar.key')
  const leave = new AbortController()
  const answer = await fetch(location.pathname, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept': 'text/event-stream', ...(key !== null && { authorization: `Bearer ${key}` }), ...extras.headers },
    body: JSON.stringify(operation),
    signal: leave.signal,
  })
  if (!answer.body || answer.headers.get('content-type') !== 'text/event-stream') {
    yield JSON.parse(await answer.text()) as Result
    return
  }
  const pieces = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  try {
    for (;;) {
      const { value, done } = await pieces.read()
      if (done) return
      text += value
      const messages = text.split('\n\n')
      text = messages.pop() ?? ''
      for (const message of messages) {
        const data = /^data: (.+)$/m.exec(message)?.[1]
        if (/^event: complete$/m.test(message)) return
        if (data !== undefined) yield JSON.parse(data) as Result
      }
    }
  } finally {
    leave.abort()
  }
}
