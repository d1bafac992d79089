import type { ContractData } from '../data.ts'
import type { Report } from './rule.ts'
import { schemasIn, type Found } from './walk.ts'

/** Marks and kinds stand where they have a meaning; elsewhere they would be ignored, which is worst for write-only. */
export function marks(contract: ContractData, report: Report): void {
  for (const found of schemasIn(contract)) {
    const { schema, place, role, nested } = found
    const misplaced = misplacedMark(found)
    if (misplaced !== undefined) report('BB169', place, misplaced)
    if (role === 'field' && schema.readOnly && schema.writeOnly) report('BB170', place, 'It is read-only and write-only.')
    if (role === 'field' && !nested && schema.kind === 'state' && (schema.optional || schema.nullable || schema.writeOnly || schema.default !== undefined)) {
      report(
        'BB169',
        place,
        'A state is always there and always shown, and its first value is where it begins.',
        'Remove optional(), nullable(), writeOnly() or default().',
      )
    }
  }
}

function misplacedMark({ schema, role, nested }: Found): string | undefined {
  const inRecord = role === 'field' && !nested
  if (schema.kind === 'state' && !inRecord) return 'A state is a field of a resource; here it would be an ordinary value.'
  if (schema.kind === 'many' && !inRecord) return 'A has-many is a field of a resource.'
  if (schema.kind === 'uuid' && schema.generated && role !== 'key') return 'Busbar generates keys only.'
  if (schema.kind === 'state' || schema.kind === 'many') return undefined
  if (schema.writeOnly && !inRecord) return 'writeOnly holds for a field of a record itself; here the value would be shown.'
  if (schema.readOnly && !inRecord) return 'readOnly holds for a field of a record itself.'
  if (schema.default !== undefined && !inRecord && (nested || role !== 'input'))
    return 'A default fills a field of a record or of an input; here it would do nothing.'
  return undefined
}
