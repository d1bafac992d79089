import { mayDo, showsField } from '../audience-rules.ts'
import { AUDIENCES, type Audience, type ResourceData } from '../data.ts'
import { list } from './bounds.ts'
import { NOTHING_TO_DO } from './change.ts'
import { by, type Breaks } from './client.ts'
import type { Both } from './resource.ts'
import { recordSides } from './roles.ts'

/** What each audience could do or see, of what is there in both contracts, and cannot any more. */
export function compareAccess(both: Both): void {
  for (const audience of AUDIENCES) compareAudience(both, audience)
}

function compareAudience({ name, was, is, report }: Both, audience: Audience): void {
  const place = ['resources', name, 'access', audience]
  const who = `The ${audience} audience`
  const [before, after] = [operations(was, audience), operations(is, audience)]
  const gets = recordSides(was).output ?? []
  const silent = told(gets) && isRead(before) && !isRead(after)
  const there = operations(is)
  const gone = before.filter((operation) => !after.includes(operation) && there.includes(operation))
  const come = after.filter((operation) => !before.includes(operation) && operations(was).includes(operation))
  if (gone.length > 0)
    report(
      [...place, 'can'],
      [...gone.map(breaks), silent ? 'events' : undefined],
      `${who} may no longer ${list(gone)} ${name}.`,
      `Stop calling it; the answer is 403 or 404.${silent ? ' Its events do not come any more.' : ''}`,
    )
  if (come.length > 0) report([...place, 'can'], [], `${who} may ${list(come)} ${name} now.`, NOTHING_TO_DO)
  if (before.length === 0 || after.length === 0) return

  const [owned, owns] = [was.access[audience]?.own, is.access[audience]?.own]
  const [ownedBy, ownsBy] = [ownerOf(was, audience), ownerOf(is, audience)]
  if (owned !== owns || (owns !== undefined && ownedBy !== ownsBy)) {
    if (owns === undefined)
      report(
        [...place, 'own'],
        told(gets) ? by('type', ['events']) : [],
        `${who} sees every ${name} now, not only its own: none leaves it any more.`,
        told(gets) ? 'Leave its event `left` out of documents.' : NOTHING_TO_DO,
      )
    else
      report(
        [...place, 'own'],
        ['reader', 'writer', 'caller', 'events'],
        `${who} sees only ${name} records whose '${owns}' is ${ownsBy}${owned === undefined ? '' : `; it was '${owned}' and ${ownedBy}`}.`,
        'Expect fewer records.',
      )
  }
  for (const [field, schema] of Object.entries(is.fields)) {
    if (!Object.hasOwn(was.fields, field)) continue
    const [saw, sees] = [showsField(was, audience, field), showsField(is, audience, field)]
    if (saw && !sees)
      report(
        place,
        [...gets, schema.readOnly ? undefined : 'writer'],
        `${who} no longer sees '${field}' in ${name}.`,
        'Do not expect it, and leave it out of what you send.',
      )
    if (!saw && sees) report(place, [], `${who} sees '${field}' in ${name} now.`, NOTHING_TO_DO)
  }
}

/** Whether changes of its records are events. */
function told(gets: readonly Breaks[]): boolean {
  return gets.includes('events')
}

function ownerOf(resource: ResourceData, audience: Audience): string {
  return resource.access[audience]?.ownIs === 'consumer' ? 'its own id' : 'its owner value'
}

function operations(resource: ResourceData, audience?: Audience): readonly string[] {
  const all = [...resource.standard, ...Object.keys(resource.commands)]
  return audience === undefined ? all : all.filter((operation) => mayDo(resource, audience, operation))
}

function isRead(can: readonly string[]): boolean {
  return can.includes('get') || can.includes('list')
}

function breaks(operation: string): Breaks {
  if (operation === 'get' || operation === 'list') return 'reader'
  return operation === 'create' || operation === 'update' || operation === 'delete' ? 'writer' : 'caller'
}
