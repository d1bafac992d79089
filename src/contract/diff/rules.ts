import { canonicalJson } from '../canonical.ts'
import type { ListShape, UniqueRule } from '../data.ts'
import { list } from './bounds.ts'
import { NOTHING_TO_DO, type Report } from './change.ts'
import type { Both } from './resource.ts'

/** Lists that were fast, rules that hold across records, and moves between states. */
export function compareRules({ name, was, is, report }: Both): void {
  compareLists({ name, was: was.lists, is: is.lists, report })
  compareUnique({ name, was: was.unique, is: is.unique, report })
  if (!is.transitions) return
  for (const [from, targets] of Object.entries(was.transitions ?? {})) {
    const now = is.transitions[from]
    const gone = targets.filter((to) => now?.includes(to) !== true)
    if (now && gone.length > 0)
      report(['resources', name, 'transitions', from], ['caller'], `A ${name} no longer goes from '${from}' to ${list(gone)}.`, 'Do not rely on it.')
  }
}

function compareLists({ name, was, is, report }: { name: string; was: readonly ListShape[]; is: readonly ListShape[]; report: Report }): void {
  const place = ['resources', name, 'lists']
  for (const [i, shape] of was.entries()) {
    if (!is.some((other) => serves(other, shape)))
      report(
        [...place, i],
        ['reader'],
        `Lists of ${name} ${words(shape)} are no longer declared: on many records the answer is 400.`,
        'Use a list that is declared.',
      )
  }
  for (const [i, shape] of is.entries())
    if (!was.some((other) => serves(other, shape))) report([...place, i], [], `Lists of ${name} ${words(shape)} are fast at any depth now.`, NOTHING_TO_DO)
}

function serves(declared: ListShape, wanted: ListShape): boolean {
  return declared.sort === wanted.sort && declared.equal.length === wanted.equal.length && declared.equal.every((field) => wanted.equal.includes(field))
}

function words({ equal, sort }: ListShape): string {
  const by = sort === undefined ? 'in the order of their keys' : `sorted by '${sort}'`
  return equal.length === 0 ? by : `filtered by ${list(equal)} and ${by}`
}

function compareUnique({ name, was, is, report }: { name: string; was: readonly UniqueRule[]; is: readonly UniqueRule[]; report: Report }): void {
  const same = (a: UniqueRule, b: UniqueRule): boolean =>
    canonicalJson([a.fields.toSorted(), a.when ?? {}]) === canonicalJson([b.fields.toSorted(), b.when ?? {}])
  for (const [i, rule] of is.entries()) {
    const before = was.find((other) => same(rule, other))
    const place = ['resources', name, 'unique', i]
    if (!before)
      report(
        place,
        ['writer'],
        `No two ${name} may have the same ${list(rule.fields)}${when(rule)} any more; the answer is '${rule.fault ?? 'unique-violation'}'.`,
        'Handle the refusal.',
      )
    else if (before.fault !== rule.fault)
      report(
        [...place, 'fault'],
        ['writer'],
        `Where another ${name} has the same ${list(rule.fields)}, the answer is '${rule.fault ?? 'unique-violation'}' instead of '${before.fault ?? 'unique-violation'}'.`,
        'Handle the new code.',
      )
  }
  for (const [i, rule] of was.entries())
    if (!is.some((other) => same(rule, other)))
      report(['resources', name, 'unique', i], [], `Several ${name} may have the same ${list(rule.fields)}${when(rule)} now.`, NOTHING_TO_DO)
}

function when(rule: UniqueRule): string {
  const conditions = Object.entries(rule.when ?? {}).map(([field, value]) => `'${field}' is ${JSON.stringify(value)}`)
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}
