import { recordText } from '../model/record-text.ts'
import type { RecordBody } from '../model/resource.ts'
import type { AnswerDraft, AuditDraft, ChangeSet, EventDraft, RecordWrite } from '../ports/store.ts'
import { auditOf } from './audit.ts'
import { moveDependents } from './cascade.ts'
import { columnsOf } from './columns.ts'
import type { Entry } from './entry.ts'
import { eventsOf } from './events.ts'
import { guardIndexes } from './index-guard.ts'
import { ownersAround, type OwnersAround } from './owners.ts'
import { stamped } from './text.ts'
import type { Work } from './work.ts'

/** The change set of a work, all texts made. `answer` gets the idempotency record, once the sealed texts are known. */
export async function seal(work: Work, options: { readonly outcome: string; readonly answer?: () => AnswerDraft }): Promise<ChangeSet> {
  await moveDependents(work)
  const expect: ChangeSet['expect'][number][] = []
  const writes: RecordWrite[] = []
  const owners = new Map<Entry, OwnersAround>()
  // What is read here on the way to owners comes at the end of the entries, and so becomes an expectation too.
  for (const entry of work.entries.values()) {
    if (!entry.written || (entry.original === undefined && entry.now === undefined)) {
      if (entry.written) entry.revision = 1
      expect.push({ table: entry.resource.layout.table, key: entry.key, revision: entry.original?.revision ?? 0 })
      continue
    }
    writes.push(entry.now === undefined ? deleted(entry) : await written(work, entry, entry.now))
    if (Object.keys(entry.resource.layout.owners).length > 0) owners.set(entry, await ownersAround(work, entry))
  }
  const events: EventDraft[] = []
  const audit: AuditDraft[] = []
  for (const step of work.steps) {
    eventsOf(work, step, { owners, into: events })
    if (step.audited || step.changed.size > 0 || step.emitted.length > 0) audit.push(auditOf(work, step, options.outcome))
  }
  const answer = options.answer?.()
  // What was only read binds nobody.
  return { expect: writes.length > 0 || events.length > 0 ? expect : [], writes, events, audit, ...(answer && { answer }) }
}

function deleted(entry: Entry): RecordWrite {
  const { resource, original } = entry
  const expected = original?.revision ?? 0
  entry.revision = expected + 1
  entry.text = original?.body ?? ''
  entry.settled = undefined
  return {
    table: resource.layout.table,
    key: entry.key,
    expected,
    revision: entry.revision,
    body: null,
    columns: [],
    unique: [],
    released: resource.uniqueOf(entry.before ?? {}),
  }
}

async function written(work: Work, entry: Entry, now: RecordBody): Promise<RecordWrite> {
  const { resource, key } = entry
  const { table } = resource.layout
  const expected = entry.original?.revision ?? 0
  const mayComeBack = expected === 0 && resource.data.standard.includes('delete') && resource.data.key.schema.kind !== 'uuid'
  entry.revision = (mayComeBack ? await work.ports.store.lastRevision(table, key) : expected) + 1
  entry.settled = now
  const body = stamped(entry, now, work.now)
  entry.now = body
  entry.text = recordText(resource, body)
  const found = columnsOf(work, entry, body)
  const columns = found instanceof Promise ? await found : found
  const unique = resource.uniqueOf(body)
  guardIndexes(resource, { key, columns, unique })
  return {
    table,
    key,
    expected,
    revision: entry.revision,
    body: entry.text,
    columns,
    unique,
    released: entry.before ? resource.uniqueOf(entry.before) : [],
  }
}
