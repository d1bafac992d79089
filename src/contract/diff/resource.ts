import { canonicalJson } from '../canonical.ts'
import type { ResourceData } from '../data.ts'
import { compareAccess } from './access.ts'
import { list } from './bounds.ts'
import { NOTHING_TO_DO, pairs, type Report } from './change.ts'
import { by, type Breaks } from './client.ts'
import { compareCommands } from './commands.ts'
import { compareEventFields } from './events.ts'
import { compareFields, compareValue } from './fields.ts'
import { CALLED_BY, everyone, isRead, recordSides, ruleFaults } from './roles.ts'
import { compareRules } from './rules.ts'

type Resources = { readonly [name: string]: ResourceData }

/** Resources that came, went or changed. */
export function compareResources(older: Resources, newer: Resources, report: Report): void {
  for (const { name, older: was, newer: is } of pairs(older, newer)) {
    if (was && is) compareResource({ name, was, is, report })
    else if (is) report(['resources', name], [], `${name} is new, at /${is.plural}.`, NOTHING_TO_DO)
    else if (was) {
      const now = Object.entries(newer).find(([other, is]) => !Object.hasOwn(older, other) && canonicalJson(is.fields) === canonicalJson(was.fields))?.[0]
      report(
        ['resources', name],
        everyone(was),
        `${name} was removed.`,
        now === undefined ? 'Stop using it.' : `Use ${now} if it is the same under a new name.`,
      )
    }
  }
}

export interface Both {
  readonly name: string
  readonly was: ResourceData
  readonly is: ResourceData
  readonly report: Report
}

function compareResource(both: Both): void {
  const { name, was, is, report } = both
  const at = ['resources', name]
  const gets = recordSides(was).output ?? []
  comparePlural(both)
  compareKey(both)
  compareStandard(both)
  compareFields({ place: [...at, 'fields'], subject: name, sides: recordSides(was), report }, was.fields, is.fields, { within: name })
  if (was.external && !is.external)
    report([...at, 'external'], [...gets, 'writer'], `${name} has no external references any more.`, 'Stop sending and reading externalRefs.')
  if (!was.external && is.external) {
    report([...at, 'external'], [], `${name} may have external references now.`, NOTHING_TO_DO)
    report(
      [...at, 'external'],
      by('order', ['reader']),
      `In ${name}, external references come before fields that were there, in XML.`,
      'Take the new WSDL before you read from the new version.',
    )
  }
  compareFaults(both)
  compareDemands(both)
  compareScopes(both)
  compareRules(both)
  compareCommands(both)
  for (const { name: event, older, newer } of pairs(was.events, is.events))
    compareEventFields({ place: [...at, 'events', event], event: `${name}.${event}`, was: older, is: newer, report })
  compareAccess(both)
}

function comparePlural({ name, was, is, report }: Both): void {
  if (was.plural === is.plural) return
  const place = ['resources', name, 'plural']
  report(
    place,
    by('address', everyone(was)),
    `The address of ${name} is /${is.plural} instead of /${was.plural}, and so is the subject of its events.`,
    'Call the new address, and expect the new subject.',
  )
  if (was.standard.includes('list') && is.standard.includes('list'))
    report(
      place,
      by('list', ['reader']),
      `The list of ${name} is called after '${is.plural}' instead of '${was.plural}' in GraphQL and SOAP.`,
      'Ask by the new name.',
    )
}

function compareKey({ name, was, is, report }: Both): void {
  const place = ['resources', name, 'key']
  const { input: gives = [], output: gets = [] } = recordSides(was)
  const all = [...gives, ...gets]
  if (was.key.field !== is.key.field)
    report([...place, 'field'], all, `The key of ${name} is called '${is.key.field}' instead of '${was.key.field}'.`, `Read and send '${is.key.field}'.`)
  const [before, after] = [was.key.schema, is.key.schema]
  const [made, makes] = [before.kind === 'uuid' && before.generated === true, after.kind === 'uuid' && after.generated === true]
  if (makes && !made) report(place, all, `The key of ${name} is made by Busbar now.`, 'Leave it out when you create, and take it from the answer.')
  else if (made && !makes) report(place, all, `The key of ${name} is given by who creates it now.`, 'Send it when you create.')
  else compareValue({ place: [...place, 'schema'], subject: `The key of ${name}`, sides: recordSides(was), report, isKey: true }, before, after)
}

function compareStandard({ name, was, is, report }: Both): void {
  const place = ['resources', name, 'standard']
  for (const operation of was.standard)
    if (!is.standard.includes(operation)) {
      const told = CALLED_BY[operation] === 'writer' && isRead(was)
      report(
        place,
        [CALLED_BY[operation], told ? 'events' : undefined],
        `${name} has no ${operation} any more.`,
        told ? 'Stop calling it; its event does not come any more.' : 'Stop calling it.',
      )
    }
  for (const operation of is.standard) if (!was.standard.includes(operation)) report(place, [], `${name} has ${operation} now.`, NOTHING_TO_DO)
}

function compareFaults({ name, was, is, report }: Both): void {
  const [before, after] = [refusals(was), refusals(is)]
  const come = (is.faults ?? []).filter((code) => !before.includes(code))
  const gone = before.filter((code) => !after.includes(code))
  const place = ['resources', name, 'faults']
  if (come.length > 0)
    report(place, by('all faults', ['writer']), `What creates or updates ${name} may also be refused with ${list(come)}.`, 'Handle the new fault.')
  if (gone.length > 0)
    report(place, by('each fault', callers(was)), `What creates or updates ${name} is no longer refused with ${list(gone)}.`, 'Do not ask about it any more.')
}

/** What a write may be refused with: by the app's own rule, and because a value is taken. */
function refusals(resource: ResourceData): readonly string[] {
  return [...new Set([...(resource.faults ?? []), ...ruleFaults(resource)])]
}

/** Commands write too. */
function callers(resource: ResourceData): readonly Breaks[] {
  return Object.keys(resource.commands).length > 0 ? ['writer', 'caller'] : ['writer']
}

function compareDemands({ name, was, is, report }: Both): void {
  if (is.requireMatch && !was.requireMatch)
    report(
      ['resources', name, 'requireMatch'],
      ['writer'],
      `Changing a ${name} needs its revision now; without it the answer is 428.`,
      'Send the revision you read with it: If-Match, or ifMatch.',
    )
  if (is.requireIdempotencyKey && !was.requireIdempotencyKey) {
    report(
      ['resources', name, 'requireIdempotencyKey'],
      callers(is),
      `Creating a ${name} and its commands need an idempotency key now; without it the answer is 400.`,
      'Send Idempotency-Key, or idempotencyKey, and the same one when you repeat the call.',
    )
  }
  for (const [field, system] of Object.entries(is.master ?? {})) {
    if (was.master?.[field] !== system)
      report(
        ['resources', name, 'master', field],
        ['writer'],
        `${field === '*' ? `What no other system is the master of in ${name}` : `'${field}' in ${name}`} can be written by '${system}' only.`,
        `Leave it out, unless you write for '${system}'.`,
      )
  }
}

function compareScopes({ name, was, is, report }: Both): void {
  for (const [scope, who] of [
    ['read', recordSides(was).output ?? []],
    ['write', ['writer' as const]],
  ] as const) {
    const [before, after] = [was.scopes?.[scope] ?? `${was.plural}.${scope}`, is.scopes?.[scope] ?? `${is.plural}.${scope}`]
    if (before !== after)
      report(
        ['resources', name, 'scopes', scope],
        who,
        `To ${scope} ${name}, a key needs the scope '${after}' instead of '${before}'.`,
        'Ask for a key with the new scope.',
      )
  }
}
