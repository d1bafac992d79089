import { escapeText, replaceUnsayable } from '../../codecs/xml/index.ts'

export const PROBLEM_XML_TYPE = 'application/problem+xml; charset=utf-8'

/**
 * A problem as XML (RFC 9457, appendix B, with the namespace of RFC 7807): members are elements, entries of a list are
 * `<i>`. What a member is called that XML has no name for is written as .NET does, `_x0020_` for a space.
 */
export function problemDocument(body: { readonly [member: string]: unknown }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<problem xmlns="urn:ietf:rfc:7807">${membersOf(body)}</problem>`
}

function membersOf(body: object): string {
  let out = ''
  for (const [name, value] of Object.entries(body)) if (value !== undefined && value !== null) out += element(elementName(name), value)
  return out
}

function element(name: string, value: unknown): string {
  return `<${name}>${contentOf(value)}</${name}>`
}

function contentOf(value: unknown): string {
  if (Array.isArray(value)) return value.map((item: unknown) => element('i', item ?? '')).join('')
  if (typeof value === 'object' && value !== null) return membersOf(value)
  return escapeText(replaceUnsayable(String(value)))
}

function elementName(name: string): string {
  if (NAME.test(name)) return name
  const escaped = Array.from(name, (character, i) =>
    (i === 0 ? FIRST : LATER).test(character) ? character : `_x${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}_`,
  ).join('')
  return escaped === '' ? '_' : escaped
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/
const FIRST = /^[A-Za-z_]$/
const LATER = /^[A-Za-z0-9_.-]$/
