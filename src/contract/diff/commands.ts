import type { CommandData, ResourceData } from '../data.ts'
import { kebab } from '../define.ts'
import type { SchemaFields } from '../schema.ts'
import { list } from './bounds.ts'
import { NOTHING_TO_DO, pairs, type Place, type Report } from './change.ts'
import { by } from './client.ts'
import { compareFields } from './fields.ts'
import type { Both } from './resource.ts'
import { ruleFaults } from './roles.ts'

/** Commands that came, went or changed. */
export function compareCommands({ name, was, is, report }: Both): void {
  for (const { name: command, older, newer } of pairs(was.commands, is.commands)) {
    const place = ['resources', name, 'commands', command]
    const title = `${name}.${command}`
    if (!older) report(place, [], `${title} is new.`, NOTHING_TO_DO)
    else if (!newer) report(place, ['caller', 'events'], `${title} was removed.`, 'Stop calling it; its event does not come any more.')
    else {
      compareMoves({ place, title, older, newer, report })
      const [before, after] = [older.event ?? command, newer.event ?? command]
      if (before !== after)
        report([...place, 'event'], ['events'], `The event of ${title} is called '${after}' instead of '${before}'.`, 'Expect the new name.')
      compareScope({ place, title, before: scopeOf(was, command), after: scopeOf(is, command), report })
      // A command without an output answers the record.
      if (!older.output && newer.output)
        report([...place, 'output'], ['caller'], `${title} answers something of its own now, and not the record.`, 'Read the record by itself.')
      compareCall({ place, title, older, newer, report, rules: { before: ruleFaults(was), after: ruleFaults(is) } })
    }
  }
}

/** What commands and operations share. */
export interface Called {
  readonly input: SchemaFields
  readonly output?: SchemaFields
  readonly faults: readonly string[]
  readonly requireIdempotencyKey?: true
  readonly deprecated?: string
}

interface Calls {
  readonly place: Place
  readonly title: string
  readonly older: Called
  readonly newer: Called
  readonly report: Report
  /** Faults that are answered without being named. */
  readonly rules?: { readonly before: readonly string[]; readonly after: readonly string[] }
}

export function compareCall({ place, title, older, newer, report, rules }: Calls): void {
  compareFields({ place: [...place, 'input'], subject: title, sides: { input: ['caller'] }, report }, older.input, newer.input, {
    within: `the input of ${title}`,
  })
  if (older.output && !newer.output) report([...place, 'output'], ['caller'], `${title} answers nothing any more.`, 'Do not read an answer.')
  else
    compareFields({ place: [...place, 'output'], subject: title, sides: { output: ['caller'] }, report }, older.output ?? {}, newer.output ?? {}, {
      within: `the output of ${title}`,
    })
  const come = newer.faults.filter((code) => !older.faults.includes(code) && rules?.before.includes(code) !== true)
  const gone = older.faults.filter((code) => !newer.faults.includes(code) && rules?.after.includes(code) !== true)
  if (come.length > 0) report([...place, 'faults'], by('all faults', ['caller']), `${title} may also be refused with ${list(come)}.`, 'Handle the new fault.')
  if (gone.length > 0)
    report([...place, 'faults'], by('each fault', ['caller']), `${title} is no longer refused with ${list(gone)}.`, 'Do not ask about it any more.')
  if (newer.requireIdempotencyKey && !older.requireIdempotencyKey) {
    report(
      [...place, 'requireIdempotencyKey'],
      ['caller'],
      `${title} needs an idempotency key now; without it the answer is 400.`,
      'Send Idempotency-Key, or idempotencyKey, and the same one when you repeat the call.',
    )
  }
  if (newer.deprecated !== undefined && older.deprecated === undefined)
    report([...place, 'deprecated'], [], `${title} is deprecated: ${newer.deprecated}`, NOTHING_TO_DO)
}

/** The scope of a command that names none. */
function scopeOf(resource: ResourceData, command: string): string {
  return resource.commands[command]?.scope ?? `${resource.plural}.${kebab(command)}`
}

export function compareScope({ place, title, before, after, report }: { place: Place; title: string; before: string; after: string; report: Report }): void {
  if (before !== after)
    report([...place, 'scope'], ['caller'], `To call ${title}, a key needs the scope '${after}' instead of '${before}'.`, 'Ask for a key with the new scope.')
}

function compareMoves({ place, title, older, newer, report }: { place: Place; title: string; older: CommandData; newer: CommandData; report: Report }): void {
  if (newer.from) {
    const gone = older.from?.filter((state) => newer.from?.includes(state) !== true)
    if (!gone) report([...place, 'from'], ['caller'], `${title} can be called only from ${list(newer.from)} now.`, 'Look at the state first.')
    else if (gone.length > 0) report([...place, 'from'], ['caller'], `${title} can no longer be called from ${list(gone)}.`, 'Look at the state first.')
  }
  const come = newer.from ? newer.from.filter((state) => older.from && !older.from.includes(state)) : older.from ? ['any state'] : []
  if (come.length > 0) report([...place, 'from'], [], `${title} can be called from ${newer.from ? list(come) : 'any state'} now.`, NOTHING_TO_DO)
  if (older.to !== newer.to)
    report(
      [...place, 'to'],
      ['caller'],
      `${title} leads to ${newer.to === undefined ? 'no other state' : `'${newer.to}'`} instead of ${older.to === undefined ? 'no other state' : `'${older.to}'`}.`,
      'Expect the new state after it.',
    )
}
