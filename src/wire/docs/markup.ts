/** HTML text that is safe to send: made only by `html`, which escapes what it is given. */
export interface Markup {
  readonly markup: string
}

type Part = string | number | boolean | undefined | null | Markup | readonly Part[]

/** A template whose values are escaped, in text and in quoted attributes alike; lists are joined, `undefined`, `null` and `false` are nothing. */
export function html(texts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let out = texts[0] ?? ''
  for (let i = 0; i < values.length; i++) out += render(values[i]) + (texts[i + 1] ?? '')
  return { markup: out }
}

function render(part: Part): string {
  if (part === undefined || part === null || part === false || part === true) return ''
  if (typeof part === 'string') return escape(part)
  if (typeof part === 'number') return String(part)
  if (isList(part)) return part.map(render).join('')
  return part.markup
}

function isList(part: Markup | readonly Part[]): part is readonly Part[] {
  return Array.isArray(part)
}

const ESCAPES: { readonly [character: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
}

/** Documentation text: blank lines part paragraphs, backticks mark code. Nothing else is markup. */
export function prose(text: string | undefined): Markup | undefined {
  if (text === undefined || text.trim() === '') return undefined
  return html`${text.split(/\n{2,}/).map((paragraph) => html`<p>${inline(paragraph)}</p>`)}`
}

/** One line of documentation text. */
export function inline(text: string): readonly Markup[] {
  return text.split('`').map((piece, index) => (index % 2 === 1 ? html`<code>${piece}</code>` : html`${piece}`))
}
