import { canonicalJson } from '../canonical.ts'
import type { ResourceData, Standard } from '../data.ts'
import { compareAccess } from './access.ts'
import { list } from './bounds.ts'
import { NOTHING_TO_DO, pairs, type Breaks, type Report } from './change.ts'
import { compareCommands } from './commands.ts'
import { compareEventFields } from './events.ts'
import { compareFields, compareValue } from './fields.ts'
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
  if (was.plural !== is.plural)
    report([...at, 'plural'], everyone(was), `The address of ${name} is /${is.plural} instead of /${was.plural}.`, 'Call the new address.')
  compareKey(both)
  compareStandard(both)
  compareFields({ place: [...at, 'fields'], subject: name, sides: { input: 'writer', output: 'reader' }, report }, was.fields, is.fields, { within: name })
  if (was.external && !is.external)
    report([...at, 'external'], ['reader', 'writer'], `${name} has no external references any more.`, 'Stop sending and reading externalRefs.')
  if (!was.external && is.external) report([...at, 'external'], [], `${name} may have external references now.`, NOTHING_TO_DO)
  compareFaults(both)
  compareDemands(both)
  compareScopes(both)
  compareRules(both)
  compareCommands(both)
  for (const { name: event, older, newer } of pairs(was.events, is.events))
    compareEventFields({ place: [...at, 'events', event], event: `${name}.${event}`, was: older, is: newer, report })
  compareAccess(both)
}

function compareKey({ name, was, is, report }: Both): void {
  const place = ['resources', name, 'key']
  if (was.key.field !== is.key.field)
    report(
      [...place, 'field'],
      ['reader', 'writer'],
      `The key of ${name} is called '${is.key.field}' instead of '${was.key.field}'.`,
      `Read and send '${is.key.field}'.`,
    )
  const [before, after] = [was.key.schema, is.key.schema]
  const [made, makes] = [before.kind === 'uuid' && before.generated === true, after.kind === 'uuid' && after.generated === true]
  if (makes && !made)
    report(place, ['writer', 'reader'], `The key of ${name} is made by Busbar now.`, 'Leave it out when you create, and take it from the answer.')
  else if (made && !makes) report(place, ['writer', 'reader'], `The key of ${name} is given by who creates it now.`, 'Send it when you create.')
  else compareValue({ place: [...place, 'schema'], subject: `The key of ${name}`, sides: { input: 'writer', output: 'reader' }, report }, before, after)
}

const WHO: { readonly [S in Standard]: Breaks } = { get: 'reader', list: 'reader', create: 'writer', update: 'writer', delete: 'writer' }

function compareStandard({ name, was, is, report }: Both): void {
  const place = ['resources', name, 'standard']
  for (const operation of was.standard)
    if (!is.standard.includes(operation)) report(place, [WHO[operation]], `${name} has no ${operation} any more.`, 'Stop calling it.')
  for (const operation of is.standard) if (!was.standard.includes(operation)) report(place, [], `${name} has ${operation} now.`, NOTHING_TO_DO)
}

function compareFaults({ name, was, is, report }: Both): void {
  const come = (is.faults ?? []).filter((code) => !was.faults?.includes(code))
  const gone = (was.faults ?? []).filter((code) => !is.faults?.includes(code))
  const place = ['resources', name, 'faults']
  if (come.length > 0) report(place, ['writer'], `What creates or updates ${name} may also be refused with ${list(come)}.`, 'Handle the new fault.')
  if (gone.length > 0) report(place, [], `What creates or updates ${name} is no longer refused with ${list(gone)}.`, NOTHING_TO_DO)
}

function compareDemands({ name, was, is, report }: Both): void {
  const callers: readonly Breaks[] = Object.keys(is.commands).length > 0 ? ['writer', 'caller'] : ['writer']
  if (is.requireMatch && !was.requireMatch)
    report(
      ['resources', name, 'requireMatch'],
      ['writer'],
      `Changing a ${name} needs its revision now; without it the answer is 428.`,
      'Send If-Match with the ETag you read.',
    )
  if (is.requireIdempotencyKey && !was.requireIdempotencyKey) {
    report(
      ['resources', name, 'requireIdempotencyKey'],
      callers,
      `Creating a ${name} and its commands need an idempotency key now; without it the answer is 400.`,
      'Send Idempotency-Key, and the same one when you repeat the call.',
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
    ['read', 'reader'],
    ['write', 'writer'],
  ] as const) {
    const [before, after] = [was.scopes?.[scope] ?? `${was.plural}.${scope}`, is.scopes?.[scope] ?? `${is.plural}.${scope}`]
    if (before !== after)
      report(
        ['resources', name, 'scopes', scope],
        [who],
        `To ${scope} ${name}, a key needs the scope '${after}' instead of '${before}'.`,
        'Ask for a key with the new scope.',
      )
  }
}

/** Whoever can do something with it. */
export function everyone(resource: ResourceData): readonly Breaks[] {
  return [...new Set([...resource.standard.map((operation) => WHO[operation]), ...(Object.keys(resource.commands).length > 0 ? (['caller'] as const) : [])])]
}
