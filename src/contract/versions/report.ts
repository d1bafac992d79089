import type { Diagnostic } from '../diagnostic.ts'

/** Takes what is wrong with a declaration; `place` is relative to what is being compiled. */
export type Report = (finding: Finding) => void
export type Finding = Omit<Diagnostic, 'severity'> & { readonly severity?: 'warning' }

/** What can be wrong with an older version: each with what to do. */
export const BAD = {
  version: { code: 'BB501', remedy: 'Name each older version `v` and a number, lower than the one before it.' },
  dates: { code: 'BB502', remedy: 'Write RFC 3339 instants with an offset; the sunset comes after the deprecation.' },
  unknownMember: { code: 'BB503', remedy: 'Name it as the version that this one is written over does.' },
  unknownField: { code: 'BB504', remedy: "Name the field as the version that this one is written over does, from the record's own fields down." },
  twice: { code: 'BB505', remedy: 'Keep one change a field, and one newer field for each older one; drop or rename the other.' },
  crossing: { code: 'BB506', remedy: 'Both paths go through the same lists and maps, and nothing above the field is dropped or changed as a whole.' },
  values: {
    code: 'BB507',
    remedy: 'Map each older value to a newer one, and say under `shown` what is shown for the newer values that the older version lacks.',
  },
  unit: {
    code: 'BB508',
    remedy: 'Give a positive factor, newer = older × factor + offset, as a decimal or a fraction such as 1/60, on an integer, float or decimal.',
  },
  rounding: { code: 'BB509', severity: 'warning', remedy: 'Give fewer digits in `as`, or the newer field more; until then such a write gets 422.' },
  missing: { code: 'BB510', remedy: 'Add a `default` for it, or make it optional in the newer version.' },
  value: { code: 'BB511', remedy: 'Give a value that fits the type.' },
  name: { code: 'BB512', remedy: 'Give the older name to one only.' },
  fixed: { code: 'BB513', remedy: 'The key may be renamed, its values stay; revision, createdAt, updatedAt and externalRefs are the same in every version.' },
  reference: { code: 'BB514', remedy: 'Drop the field in this version, or serve the resource in it.' },
  elements: { code: 'BB515', severity: 'warning', remedy: "Add { change: 'match', to, by } with the field that identifies an element." },
  list: { code: 'BB516', severity: 'warning', remedy: 'Tell the callers of this version, or declare a list that it can use.' },
} as const satisfies { readonly [name: string]: { readonly code: string; readonly severity?: 'warning'; readonly remedy: string } }
