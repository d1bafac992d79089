import { tagsOf } from '../../wire/entity-tag.ts'

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

const REVISION = /^([1-9][0-9]{0,14})(?:-|$)/
