import { textJson } from '../../contract/json-text.ts'
import { auditDraft } from '../audit/draft.ts'
import type { RecordBody } from '../model/resource.ts'
import type { AuditDraft } from '../ports/store.ts'
import type { Step } from './step.ts'
import { shownAfter, textOf } from './text.ts'
import type { Work } from './work.ts'

/** What a step did, for the audit trail: each record before and after, and what it was asked with where that is kept. */
export function auditOf(work: Work, step: Step, outcome: string): AuditDraft {
  const { call, principal } = step
  const changes: string[] = []
  let key = call.key ?? ''
  for (const [entry, before] of step.changed) {
    const { secrets } = entry.resource
    const show = (text: string | undefined): string => (text === undefined ? 'null' : secrets.length === 0 ? text : masked(work, text, secrets))
    changes.push(
      `{"resource":"${entry.resource.name}","key":${textJson(entry.key)},"before":${show(before && textOf(entry, before, work.now))},"after":${show(shownAfter(step, entry, work.now)?.text)}}`,
    )
    if (key === '') key = entry.key
  }
  const payload = step.input === undefined ? `{"changes":[${changes.join(',')}]}` : `{"changes":[${changes.join(',')}],"input":${step.input}}`
  const salt = hex(work.ports.random.bytes(16))
  return auditDraft({ at: work.at, call, principal, operation: step.operation, key, outcome, payload, salt })
}

function masked(work: Work, text: string, secrets: readonly string[]): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(JSON.parse(text) as RecordBody).map(([field, value]) => [field, secrets.includes(field) ? work.ports.mask(value) : value]),
    ),
  )
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
