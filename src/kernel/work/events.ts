import { textJson } from '../../contract/json-text.ts'
import type { RecordBody } from '../model/resource.ts'
import type { EventDraft } from '../ports/store.ts'
import type { Entry } from './entry.ts'
import type { OwnerNames, OwnersAround } from './owners.ts'
import type { Step } from './step.ts'
import { shownAfter, textOf } from './text.ts'
import type { Work } from './work.ts'

/** The events of a step: what its code emitted, one for each record it changed, and one for whoever loses a record. */
export function eventsOf(work: Work, step: Step, the: { readonly owners: ReadonlyMap<Entry, OwnersAround>; readonly into: EventDraft[] }): void {
  const { owners, into: events } = the
  for (const { type, entry, data } of step.emitted) events.push(draft(work, step, { type, entry, data, owners: (entry && owners.get(entry)?.after) ?? {} }))
  for (const [entry, before] of step.changed) {
    const { resource } = entry
    const of = owners.get(entry)
    const now = shownAfter(step, entry, work.now)
    // Of a record that is gone, the last that was there.
    const text = now?.text ?? (before && textOf(entry, before, work.now))
    if (text === undefined) continue
    const data = resource.secrets.length === 0 ? text : without(text, resource.secrets)
    events.push(
      draft(work, step, {
        type: `${resource.noun}.${step.moved.has(entry) ? 'changed' : step.verb}`,
        entry,
        data,
        owners: (entry.now ? of?.after : of?.before) ?? {},
      }),
    )
    if (!of) continue
    for (const [audience, owner] of Object.entries(of.before)) {
      if (of.after[audience] === owner || entry.now === undefined) continue
      events.push(
        draft(work, step, {
          type: `${resource.noun}.left`,
          entry,
          data: JSON.stringify({ [resource.data.key.field]: entry.key }),
          owners: { [audience]: owner },
        }),
      )
    }
  }
}

function draft(
  work: Work,
  step: Step,
  of: { readonly type: string; readonly entry: Entry | undefined; readonly data: string; readonly owners: OwnerNames },
): EventDraft {
  const { entry } = of
  const trace = step.call.trace === undefined ? '' : `"trace":${JSON.stringify(step.call.trace)},`
  const hops = step.hops === undefined ? '' : `"hops":${JSON.stringify(step.hops)},`
  return {
    id: work.ports.uuid(),
    type: of.type,
    table: entry?.resource.layout.table ?? '',
    key: entry?.key ?? '',
    at: work.at,
    body: `{"consumer":${textJson(step.principal.consumer)},"request":${textJson(step.call.requestId)},"revision":${entry?.revision ?? 0},"owners":${JSON.stringify(of.owners)},${trace}${hops}"data":${of.data}}`,
  }
}

function without(text: string, secrets: readonly string[]): string {
  return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as RecordBody).filter(([field]) => !secrets.includes(field))))
}
