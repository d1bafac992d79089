import type { EventData } from '../data.ts'
import type { SchemaFields } from '../schema.ts'
import { NOTHING_TO_DO, pairs, type Place, type Report } from './change.ts'
import { compareFields } from './fields.ts'
import { compareAudiences } from './operations.ts'

/** Events of no resource. */
export function compareEvents(older: { readonly [name: string]: EventData }, newer: { readonly [name: string]: EventData }, report: Report): void {
  for (const { name, older: was, newer: is } of pairs(older, newer)) {
    const place = ['events', name]
    compareEventFields({ place, event: name, was: was?.data, is: is?.data, report })
    if (was && is) compareAudiences({ place, what: `the event ${name}`, was: was.audiences, is: is.audiences, breaks: 'events', report })
  }
}

/** The data of one event, or its coming and going. */
export function compareEventFields(of: {
  readonly place: Place
  readonly event: string
  readonly was: SchemaFields | undefined
  readonly is: SchemaFields | undefined
  readonly report: Report
}): void {
  const { place, event, was, is, report } = of
  if (was && is) compareFields({ place, subject: event, sides: { output: ['events'] }, report }, was, is, { within: `the event ${event}` })
  else if (is) report(place, [], `The event ${event} is new.`, NOTHING_TO_DO)
  else report(place, ['events'], `The event ${event} was removed.`, 'Do not wait for it.')
}
