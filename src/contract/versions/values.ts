import type { FieldChange } from '../data.ts'
import type { Json, Schema } from '../schema.ts'
import { MOST_VALUES, type Conversion, type Rewritten } from './conversion.ts'
import type { Filter } from './filter.ts'

type Values = Extract<FieldChange, { change: 'values' }>

/** Both directions of an enumeration whose values have had other names. */
export function olderValues(
  newer: readonly string[],
  change: Pick<Values, 'map' | 'shown'>,
): { readonly down: ReadonlyMap<string, string>; readonly up: ReadonlyMap<string, string>; readonly older: readonly string[] } {
  const down = new Map<string, string>()
  const up = new Map<string, string>()
  for (const [older, to] of Object.entries(change.map)) {
    up.set(older, to)
    if (!down.has(to)) down.set(to, older)
  }
  for (const value of newer) {
    if (down.has(value)) continue
    const shown = change.shown && Object.hasOwn(change.shown, value) ? change.shown[value] : undefined
    down.set(value, shown ?? value)
    if (shown === undefined && !up.has(value)) up.set(value, value)
  }
  return { down, up, older: [...new Set([...newer.map((value) => down.get(value) ?? value), ...up.keys()])] }
}

export function valuesConversion(newer: readonly string[], change: Pick<Values, 'map' | 'shown'>): Conversion {
  const { down, up, older } = olderValues(newer, change)
  const injective = new Set(newer.map((value) => down.get(value))).size === newer.length
  const among = (passes: (shown: string) => boolean): readonly string[] => newer.filter((value) => passes(down.get(value) ?? value))
  return {
    schema: (schema: Schema) => (schema.kind === 'enum' || schema.kind === 'state' ? { ...schema, values: older } : schema),
    down: (value: Json) => (typeof value === 'string' ? (down.get(value) ?? value) : value),
    up: (value: Json) => (typeof value === 'string' ? (up.get(value) ?? value) : value),
    same: (a, b) => a === b,
    injective,
    ordered: isOrdered(newer, down),
    filter: (operator, values) => filterValues(operator, { values, among }),
  }
}

/** Text is ordered by code point; an enumeration's values are all in the Basic Latin block or sorted the same way by both sides. */
function isOrdered(newer: readonly string[], down: ReadonlyMap<string, string>): boolean {
  const shown = newer.toSorted(byCodePoint).map((value) => down.get(value) ?? value)
  return shown.every((value, i) => i === 0 || byCodePoint(shown[i - 1] ?? '', value) <= 0)
}

export function byCodePoint(a: string, b: string): number {
  const x = Array.from(a, (c) => c.codePointAt(0) ?? 0)
  const y = Array.from(b, (c) => c.codePointAt(0) ?? 0)
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return (x[i] ?? 0) - (y[i] ?? 0)
  return x.length - y.length
}

function filterValues(
  operator: Filter['operator'],
  the: { readonly values: Filter['values']; readonly among: (passes: (shown: string) => boolean) => readonly string[] },
): Rewritten {
  const [value = null] = the.values
  if (operator === 'in') return anyOf([...the.values.filter((v) => v === null), ...the.among((shown) => the.values.includes(shown))])
  if (value === null) return { all: [{ operator, values: the.values }] }
  switch (operator) {
    case 'eq':
      return anyOf(the.among((shown) => shown === value))
    case 'ne':
      return { all: the.among((shown) => shown === value).map((v) => ({ operator: 'ne' as const, values: [v] })) }
    case 'gt':
      return anyOf(the.among((shown) => byCodePoint(shown, value) > 0))
    case 'gte':
      return anyOf(the.among((shown) => byCodePoint(shown, value) >= 0))
    case 'lt':
      return anyOf(the.among((shown) => byCodePoint(shown, value) < 0))
    case 'lte':
      return anyOf(the.among((shown) => byCodePoint(shown, value) <= 0))
  }
}

export function anyOf(values: readonly (string | null)[]): Rewritten {
  if (values.length === 0) return { nothing: true }
  if (values.length > MOST_VALUES) return { refused: `stands for ${values.length} values in the current version; at most ${MOST_VALUES} can be asked for` }
  return { all: [{ operator: values.length === 1 ? 'eq' : 'in', values }] }
}
