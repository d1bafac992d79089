import { wireRefusal } from './problem.ts'

/** `If-None-Match` of a read: weak comparison of the whole tag (RFC 9110, 13.1.2). What is no list of tags matches nothing. */
export function isUnchanged(header: string, etag: string): boolean {
  if (header === etag || header === '*') return true
  if (!header.includes(etag)) return false
  try {
    return tagsOf(header, 'If-None-Match').some((tag) => `"${tag.value}"` === etag)
  } catch {
    return false
  }
}

/** The tags of `If-Match` or `If-None-Match`, which `name` says (RFC 9110, 8.8.3). */
export function tagsOf(header: string, name: string): readonly { readonly weak: boolean; readonly value: string }[] {
  const tags: { weak: boolean; value: string }[] = []
  let rest = header.trim()
  while (rest !== '') {
    const tag = TAG.exec(rest)
    if (!tag)
      throw wireRefusal('malformed', `The header "${name}" is no list of entity tags: they stand in double quotes, as ETag gave them, or it is "*" alone.`)
    tags.push({ weak: tag[1] !== undefined, value: tag[2] ?? '' })
    rest = rest.slice(tag[0].length)
  }
  return tags
}

const TAG = /^(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"(?:\s*,\s*|\s*$)/
