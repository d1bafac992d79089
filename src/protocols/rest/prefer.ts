import type { IncomingHttpHeaders } from 'node:http'

export interface Preferences {
  /** `count=exact`: how many records a list has in all. */
  readonly count: boolean
  /** `return=minimal`: a write answers without the record. */
  readonly minimal: boolean
}

const NOTHING: Preferences = { count: false, minimal: false }

/** RFC 7240: what is not known, or not understood, is passed over. The first mention of a preference counts. */
export function preferencesOf(headers: IncomingHttpHeaders): Preferences {
  const header = headers['prefer']
  if (header === undefined) return NOTHING
  const seen = new Map<string, string>()
  for (const part of (typeof header === 'string' ? header : header.join(',')).split(',')) {
    const [preference = ''] = part.split(';')
    const [name = '', value = ''] = preference.split('=')
    const key = name.trim().toLowerCase()
    if (!seen.has(key))
      seen.set(
        key,
        value
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .toLowerCase(),
      )
  }
  return { count: seen.get('count') === 'exact', minimal: seen.get('return') === 'minimal' }
}
