import type { Call } from '../call.ts'
import { refuse } from '../refusal.ts'

/** Rule: a change based on another revision than the current one is refused (RFC 9110, 13.1.1); where the contract asks for a revision, so is one without (RFC 6585, 3). */
export function mustMatch(revision: number | undefined, the: { readonly ifMatch: Call['ifMatch'] | undefined; readonly required: boolean }): void {
  const { ifMatch } = the
  if (ifMatch === undefined) {
    if (the.required && revision !== undefined) throw refuse('precondition-required', 'Read the record first, then send its entity tag in If-Match.')
    return
  }
  if (revision === undefined) throw refuse('precondition-failed', 'There is no record to match.')
  if (ifMatch !== '*' && !ifMatch.includes(revision)) throw refuse('precondition-failed', `The record is at revision ${revision}.`, { more: { revision } })
}

/** Rule: a change that asks for no record, or none at these revisions, is refused where there is one (RFC 9110, 13.1.2). */
export function mustNotMatch(revision: number | undefined, ifNoneMatch: Call['ifNoneMatch'] | undefined): void {
  if (ifNoneMatch === undefined || revision === undefined) return
  if (ifNoneMatch === '*' || ifNoneMatch.includes(revision))
    throw refuse('precondition-failed', `There is a record, at revision ${revision}.`, { more: { revision } })
}
