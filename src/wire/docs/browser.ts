/** What runs in the reader's browser, as text. Each function is whole in itself, so that its own source can be sent. */
export function browserScript(): string {
  return `'use strict';\n${[reference, send, load].map(String).join('\n')}\nreference();\n`
}

/** The little of the DOM that is used here; this program is otherwise not one of a browser. */
interface Page {
  readonly body: PageElement
  getElementById(id: string): PageElement | null
  addEventListener(type: string, listener: (event: PageEvent) => void): void
}
interface PageElement {
  value: string
  name: string
  hidden: boolean
  open: boolean
  innerHTML: string
  textContent: string
  className: string
  readonly dataset: { readonly [name: string]: string | undefined }
  readonly parentElement: PageElement | null
  readonly elements: Iterable<PageElement>
  querySelector(selector: string): PageElement | null
  querySelectorAll(selector: string): Iterable<PageElement>
  closest(selector: string): PageElement | null
  matches(selector: string): boolean
  scrollIntoView(): void
}
interface PageEvent {
  readonly target: PageElement
  preventDefault(): void
}
declare const document: Page
declare const location: { hash: string; readonly origin: string }
declare const sessionStorage: { getItem(name: string): string | null; setItem(name: string, value: string): void; removeItem(name: string): void }
declare const addEventListener: (type: string, listener: () => void) => void

/** Wires the page. The key stays in this tab's session storage and goes to this origin alone. */
function reference(): void {
  const version = document.getElementById('version')
  const key = document.getElementById('key')
  if (!version || !key) return
  key.value = sessionStorage.getItem('busbar.key') ?? ''
  const wanted = sessionStorage.getItem('busbar.version')
  if (wanted !== null && version.querySelector(`option[value="${wanted.replace(/[^a-z0-9/]/g, '')}"]`)) version.value = wanted
  const show = (): void => {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null
    for (let part = target; part; part = part.parentElement) if (part.matches('details')) part.open = true
    target?.scrollIntoView()
  }
  document.addEventListener('submit', (event) => {
    event.preventDefault()
    if (event.target.matches('form.try')) {
      void send(event.target)
      return
    }
    if (key.value === '') sessionStorage.removeItem('busbar.key')
    else sessionStorage.setItem('busbar.key', key.value.trim())
    void load(version.value).then(show)
  })
  document.addEventListener('change', (event) => {
    if (event.target !== version) return
    sessionStorage.setItem('busbar.version', version.value)
    void load(version.value).then(show)
  })
  document.addEventListener('input', (event) => {
    if (!event.target.matches('#filter')) return
    const text = event.target.value.toLowerCase()
    for (const link of document.body.querySelectorAll('nav li')) link.hidden = !link.textContent.toLowerCase().includes(text)
  })
  document.addEventListener('click', (event) => {
    if (event.target.matches('#forget')) {
      key.value = ''
      sessionStorage.removeItem('busbar.key')
      void load(version.value)
    }
    // A link cannot send the key: the document is fetched and shown as text.
    const name = event.target.dataset['document']
    if (name === undefined) return
    event.preventDefault()
    const held = sessionStorage.getItem('busbar.key')
    void fetch(`${document.body.dataset['root'] ?? ''}/${version.value}/${name}`, { headers: held === null ? {} : { authorization: `Bearer ${held}` } })
      .then((answer) => answer.blob())
      .then((blob) => window.open(URL.createObjectURL(new Blob([blob], { type: 'application/json' }))))
  })
  addEventListener('hashchange', show)
  void load(version.value).then(show)
}
declare const window: { open(url: string): unknown }

/** Fetches the reference of one version, as this key may see it. */
async function load(version: string): Promise<void> {
  const place = document.getElementById('reference')
  if (!place) return
  const key = sessionStorage.getItem('busbar.key')
  const answer = await fetch(`${document.body.dataset['page'] ?? ''}/reference/${version}`, {
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  }).catch(() => undefined)
  if (answer?.ok) {
    place.innerHTML = await answer.text()
    return
  }
  place.innerHTML = '<p class="notice failed"></p>'
  const notice = place.querySelector('p')
  if (!notice) return
  if (!answer) notice.textContent = 'The server does not answer.'
  else if (answer.status === 401)
    notice.textContent = key === null ? 'This version shows nothing without a key: enter yours above.' : 'This key is not valid here.'
  else {
    const problem: unknown = await answer.json().catch(() => undefined)
    notice.textContent =
      typeof problem === 'object' && problem !== null && 'title' in problem
        ? `${answer.status}: ${String(problem.title)}${'detail' in problem ? ` ${String(problem.detail)}` : ''}`
        : `The server answered ${answer.status}.`
  }
}

/** Makes the call that a form describes, and shows what came back. */
async function send(form: PageElement): Promise<void> {
  const { method = 'GET', path = '', media } = form.dataset
  const output = form.querySelector('output')
  if (!output) return
  let url = path
  let body: string | undefined
  let query = ''
  const headers: { [name: string]: string } = {}
  for (const field of form.elements) {
    if (field.name.startsWith('path:')) url = url.replace(`{${field.name.slice(5)}}`, encodeURIComponent(field.value))
    else if (field.name.startsWith('header:') && field.value !== '') headers[field.name.slice(7)] = field.value
    else if (field.name === 'query' && field.value !== '') query = `?${field.value.replace(/^\?/, '').replaceAll('#', '%23')}`
    else if (field.name === 'body' && field.value.trim() !== '') body = field.value
  }
  const key = sessionStorage.getItem('busbar.key')
  if (key !== null) headers['Authorization'] = `Bearer ${key}`
  if (body !== undefined && media !== undefined) headers['Content-Type'] = media
  output.textContent = '…'
  try {
    const answer = await fetch(url + query, { method, headers, ...(body !== undefined && { body }) })
    const text = await answer.text()
    let shown = text
    try {
      shown = JSON.stringify(JSON.parse(text), null, 2)
    } catch {
      // Shown as it came.
    }
    const said = [...answer.headers].map(([name, value]) => `${name}: ${value}`).join('\n')
    output.textContent = `${method} ${url}${query}\n${answer.status} ${answer.statusText}\n${said}\n\n${shown}`
  } catch (error) {
    output.textContent = `The call could not be made: ${String(error)}`
  }
}
