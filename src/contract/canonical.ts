import { sha256 } from './canonical-sha256.ts'
import type { ContractData } from './data.ts'
import { isPlain } from './json-text.ts'

/**
 * One text for one JSON value (RFC 8785): no white space, names sorted by UTF-16 code units, numbers as ECMAScript
 * prints them. Members that are `undefined` are absent. Throws a `TypeError` on what is not JSON and on lone surrogates,
 * for which RFC 8785, 3.2.2.2 has no text.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical JSON`)
      return String(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      break
    default:
      throw new TypeError(`a ${typeof value} has no canonical JSON`)
  }
  if (value === null) return 'null'
  let text = ''
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) text += (i === 0 ? '' : ',') + canonicalJson(value[i])
    return `[${text}]`
  }
  // The default order of `sort` is by UTF-16 code units (RFC 8785, 3.2.3).
  for (const name of Object.keys(value).sort()) {
    const member: unknown = (value as { readonly [name: string]: unknown })[name]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${quoted(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

function quoted(text: string): string {
  if (isPlain(text)) return `"${text}"`
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate has no canonical JSON')
  return JSON.stringify(text)
}

/** SHA-256 of a contract's canonical JSON, in hex: the same for the same contract, wherever and however it was written. */
export function contractHash(data: ContractData): string {
  return sha256(canonicalJson(data))
}
