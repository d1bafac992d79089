import { AUDIENCES } from '../contract/data.ts'
import type { ContractData } from '../contract/data.ts'
import type { Diagnostic } from '../contract/diagnostic.ts'
import { eventTypes } from '../contract/events.ts'
import { typeMatcher } from '../kernel/events/pattern.ts'
import type { Config } from './config/config.ts'
import { nearest } from './nearest.ts'

/** A pattern that fits no event keeps nothing and removes nothing: most probably its name is misspelled. */
export function checkRetention(contracts: readonly ContractData[], { types = {} }: Config['retention']): readonly Diagnostic[] {
  const known = [...new Set(contracts.flatMap((contract) => AUDIENCES.flatMap((audience) => eventTypes(contract, audience).map(({ type }) => type))))]
  return Object.keys(types)
    .filter((pattern) => !known.some(typeMatcher([pattern])))
    .map((pattern): Diagnostic => {
      const meant = nearest(pattern, [...known, ...new Set(known.map((type) => `${type.split('.')[0]}.*`))])
      return {
        code: 'BB307',
        severity: 'warning',
        place: `retention.types["${pattern}"]`,
        message: `No event is called '${pattern}', so nothing is kept longer or shorter by it.`,
        remedy: meant === undefined ? 'Name an event type of the contract, or remove it.' : `Did you mean '${meant}'?`,
      }
    })
}
