import type { SchemaFields } from '../schema.ts'
import { list } from './bounds.ts'
import { by } from './client.ts'
import type { Spot } from './compare.ts'

/**
 * The order in which fields are answered: that of their declaration, in XML (XML Schema Part 1, 3.8: a sequence). What comes
 * behind all fields that were there disturbs nobody; what comes before one of them does. A has-many comes only where it is
 * asked for.
 */
export function compareOrder({ place, sides, report }: Spot, older: SchemaFields, newer: SchemaFields, within: string): void {
  if (!sides.output) return
  const before = shown(older).filter((name) => isShown(newer, name))
  const after = shown(newer)
  const kept = after.filter((name) => isShown(older, name))
  const breaks = by('order', sides.output)
  if (kept.some((name, i) => name !== before[i]))
    report(place, breaks, `The fields of ${within} come in another order in XML.`, 'Take the new WSDL before you read from the new version.')
  const last = after.lastIndexOf(kept.at(-1) ?? '')
  const first = after.slice(0, Math.max(last, 0)).filter((name) => !kept.includes(name) && newer[name]?.kind !== 'many')
  if (first.length > 0)
    report(
      place,
      breaks,
      `In ${within}, ${list(first)} comes before fields that were there, in XML.`,
      'Take the new WSDL before you read from the new version; declared last, a new field breaks nobody.',
    )
}

function shown(fields: SchemaFields): readonly string[] {
  return Object.keys(fields).filter((name) => isShown(fields, name))
}

function isShown(fields: SchemaFields, name: string): boolean {
  return Object.hasOwn(fields, name) && fields[name]?.writeOnly !== true
}
