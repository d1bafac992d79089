/** How deep arrays and objects may be nested in an input. */
export const MAX_DEPTH = 64

/**
 * What no schema says and every value must keep, also inside a `json` field: it is JSON (no NaN, no functions), nested
 * at most `MAX_DEPTH` deep, and all its text, names included, can be stored and sent on by every protocol: no U+0000
 * (PostgreSQL, XML), no lone surrogates (UTF-8, RFC 3629, 3), no `__proto__`.
 */
export function isClean(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
      return isText(value)
    case 'number':
      return Number.isFinite(value)
    case 'boolean':
      return true
    case 'object':
      break
    default:
      return false
  }
  if (value === null) return true
  if (depth >= MAX_DEPTH) return false
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isClean(value[i], depth + 1)) return false
    return true
  }
  for (const name in value) {
    const member = (value as { readonly [name: string]: unknown })[name]
    // An absent member, as implementations write it; it never reaches the wire.
    if (member === undefined) continue
    if (!isName(name) || !isClean(member, depth + 1)) return false
  }
  return true
}

export function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0')
}

export function isName(name: string): boolean {
  return name !== '__proto__' && isText(name)
}
