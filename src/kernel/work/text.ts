import { recordText } from '../model/record-text.ts'
import type { RecordBody } from '../model/resource.ts'
import type { Entry } from './entry.ts'
import type { Step } from './step.ts'

/** The record as a step left it, after `seal`; `null` where it was not there then. */
export function shownAfter(step: Step, entry: Entry, now: string): { readonly text: string; readonly revision: number } | null {
  const body = step.after?.has(entry) ? step.after.get(entry) : entry.settled
  return body === undefined
    ? null
    : { text: textOf(entry, body, now), revision: body === entry.before && entry.original ? entry.original.revision : entry.revision }
}

/** The stored form of what a record was at some point of the work. */
export function textOf(entry: Entry, body: RecordBody, now: string): string {
  if (body === entry.before && entry.original) return entry.original.body
  if (body === entry.settled) return entry.text
  return recordText(entry.resource, stamped(entry, body, now))
}

export function stamped(entry: Entry, body: RecordBody, now: string): RecordBody {
  return { ...body, revision: entry.revision, createdAt: (entry.deleted ? undefined : entry.before?.['createdAt']) ?? now, updatedAt: now }
}
