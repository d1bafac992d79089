import { wireRefusal } from '../../wire/problem.ts'

/** `"<revision>-<view>"`: strong, since a body is the same bytes for the same revision and view. */
export function entityTag(revision: number, view: string | undefined): string {
  return view === undefined ? `"${revision}"` : `"${revision}-${view}"`
}

/**
 * The revisions that `If-Match` or `If-None-Match` names (RFC 9110, 13.1). Strong comparison: a weak tag matches nothing,
 * and a tag that is not ours neither. Only the revision counts, so that a tag from one view guards a write through another.
 */
export function revisionsOf(header: string, name: string): readonly number[] | '*' {
  if (header === '*') return '*'
  const revisions: number[] = []
  for (const tag of tagsOf(header, name)) {
    const revision = tag.weak ? null : REVISION.exec(tag.value)
    if (revision) revisions.push(Number(revision[1]))
  }
  return revisions
}

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

function tagsOf(header: string, name: string): readonly { readonly weak: boolean; readonly value: string }[] {
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
const REVISION = /^([1-9][0-9]{0,14})(?:-|$)/
