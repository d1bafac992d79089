import type { Audience, CompositeData, FaultData, OperationData, TelemetryData } from '../data.ts'
import { list } from './bounds.ts'
import { NOTHING_TO_DO, pairs, type Place, type Report } from './change.ts'
import { by, type Breaks } from './client.ts'
import { compareCall, compareScope } from './commands.ts'
import { compareFields, compareValue } from './fields.ts'

type Named<T> = { readonly [name: string]: T }

/** Operations of no resource. */
export function compareOperations(older: Named<OperationData>, newer: Named<OperationData>, report: Report): void {
  for (const { name, older: was, newer: is } of pairs(older, newer)) {
    const place = ['operations', name]
    if (!was) report(place, [], `The operation ${name} is new.`, NOTHING_TO_DO)
    else if (!is) report(place, ['caller'], `The operation ${name} was removed.`, 'Stop calling it.')
    else {
      if (was.path !== is.path)
        report([...place, 'path'], by('address', ['caller']), `The address of ${name} is /${is.path} instead of /${was.path}.`, 'Call the new address.')
      if (was.reads && !is.reads)
        report(
          [...place, 'reads'],
          [...by('address', ['caller']), ...by('root', ['caller'])],
          `${name} may change something now, so it cannot be called by GET any more, and is a mutation in GraphQL.`,
          'Call it by POST, or as a mutation.',
        )
      if (!was.reads && is.reads)
        report([...place, 'reads'], by('root', ['caller']), `${name} changes nothing now, and is a query in GraphQL.`, 'Call it as a query.')
      compareScope({ place, title: name, before: was.scope ?? was.path, after: is.scope ?? is.path, report })
      compareAudiences({ place, what: name, was: was.audiences, is: is.audiences, breaks: 'caller', report })
      if (is.requireCredential && !was.requireCredential && was.audiences.includes('public'))
        report([...place, 'requireCredential'], ['caller'], `${name} is refused to callers without a credential.`, 'Send a key.')
      compareCall({ place, title: name, older: was, newer: is, report })
    }
  }
}

/** Faults: their class decides what a client does, their detail is read. */
export function compareFaults(older: Named<FaultData>, newer: Named<FaultData>, report: Report): void {
  for (const { name: code, older: was, newer: is } of pairs(older, newer)) {
    const place = ['faults', code]
    // A fault that came or went is told where it is answered.
    if (!was || !is) continue
    if (was.class !== is.class)
      report(
        [...place, 'class'],
        by('fault class', ['caller', 'writer']),
        `'${code}' is answered as ${is.class} instead of ${was.class}.`,
        'Look at the code, not at the status.',
      )
    compareFields({ place: [...place, 'detail'], subject: code, sides: { output: ['caller'] }, report }, was.detail, is.detail, {
      within: `the detail of '${code}'`,
    })
  }
}

/** Composites: what one call answers. */
export function compareComposites(older: Named<CompositeData>, newer: Named<CompositeData>, report: Report): void {
  for (const { name, older: was, newer: is } of pairs(older, newer)) {
    const place = ['composites', name]
    if (!was) report(place, [], `The composite ${name} is new.`, NOTHING_TO_DO)
    else if (!is) report(place, ['reader'], `The composite ${name} was removed.`, 'Read the record with include instead.')
    else {
      if (was.path !== is.path)
        report([...place, 'path'], by('address', ['reader']), `The address of ${name} is /${is.path} instead of /${was.path}.`, 'Call the new address.')
      if (was.root !== is.root) report([...place, 'root'], ['reader'], `${name} begins at ${is.root} instead of ${was.root}.`, `Ask by the key of ${is.root}.`)
      const gone = was.include.filter((path) => !is.include.some((other) => other === path || other.startsWith(`${path}.`)))
      const come = is.include.filter((path) => !was.include.some((other) => other === path || other.startsWith(`${path}.`)))
      if (gone.length > 0) report([...place, 'include'], ['reader'], `${name} no longer includes ${list(gone)}.`, 'Read them with a call of their own.')
      if (come.length > 0) report([...place, 'include'], [], `${name} includes ${list(come)} now.`, NOTHING_TO_DO)
      compareAudiences({ place, what: `the composite ${name}`, was: was.audiences, is: is.audiences, breaks: 'reader', report })
    }
  }
}

export function compareTelemetry(older: Named<TelemetryData>, newer: Named<TelemetryData>, report: Report): void {
  for (const { name, older: was, newer: is } of pairs(older, newer)) {
    const place = ['telemetry', name]
    if (!was) report(place, [], `The telemetry ${name} is new.`, NOTHING_TO_DO)
    else if (!is) report(place, ['reader'], `The telemetry ${name} was removed.`, 'Do not wait for its samples.')
    else
      compareValue(
        { place: [...place, 'value'], subject: `The value of ${name}`, sides: { input: ['writer'], output: ['reader'] }, report },
        was.value,
        is.value,
      )
  }
}

export function compareAudiences(of: {
  readonly place: Place
  readonly what: string
  readonly was: readonly Audience[]
  readonly is: readonly Audience[]
  readonly breaks: Breaks
  readonly report: Report
}): void {
  const { place, what, was, is, breaks, report } = of
  for (const audience of was)
    if (!is.includes(audience)) report([...place, 'audiences'], [breaks], `The ${audience} audience has no access to ${what} any more.`, 'Stop using it.')
  for (const audience of is)
    if (!was.includes(audience)) report([...place, 'audiences'], [], `The ${audience} audience has access to ${what} now.`, NOTHING_TO_DO)
}
