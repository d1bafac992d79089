import type { Json } from '../schema.ts'
import { valueAt } from './down.ts'
import { isList, isObject } from './shape.ts'

/**
 * Which element each written one was: its index in `shown`, the list as the writer saw it, or `undefined` for a new one.
 * With `by`, the one that agrees in that field. Else an element that is unchanged is the same one wherever it is now,
 * and between two unchanged ones the changed are taken in order where there are as many as there were; where there are
 * not, nobody can tell which is which, and they are new.
 */
export function pairElements(shown: readonly Json[], written: readonly Json[], by: readonly string[] | undefined): readonly (number | undefined)[] {
  const textOf = (element: Json): string | undefined => {
    if (!by) return canonical(element)
    const value = valueAt(element, by)
    return value === undefined ? undefined : canonical(value)
  }
  const places = new Map<string, number[]>()
  for (const [i, element] of shown.entries()) {
    const text = textOf(element)
    if (text === undefined) continue
    const known = places.get(text)
    if (known) known.push(i)
    else places.set(text, [i])
  }
  const pairs: (number | undefined)[] = written.map(() => undefined)
  const texts = written.map(textOf)
  const taken = new Set<number>()
  const take = (i: number, at: number | undefined): void => {
    if (at === undefined || pairs[i] !== undefined) return
    pairs[i] = at
    taken.add(at)
  }
  // Among equal ones the one at the same place first.
  for (const [i, text] of texts.entries()) if (text !== undefined && places.get(text)?.includes(i)) take(i, i)
  for (const [i, text] of texts.entries()) {
    if (text === undefined || pairs[i] !== undefined) continue
    const known = places.get(text)
    while (known?.[0] !== undefined && taken.has(known[0])) known.shift()
    take(i, known?.[0])
  }
  if (!by) pairChanged({ pairs, taken, before: shown.length })
  return pairs
}

/** Pairs what changed in place: runs of unpaired elements between the same two paired ones, where both sides have as many. */
function pairChanged(the: { readonly pairs: (number | undefined)[]; readonly taken: ReadonlySet<number>; readonly before: number }): void {
  const { pairs, taken, before } = the
  let start = 0
  let last = -1
  for (let i = 0; i <= pairs.length; i++) {
    const at = i === pairs.length ? before : pairs[i]
    // An element that was moved backwards is no landmark.
    if (at === undefined || (i < pairs.length && at <= last)) continue
    const news: number[] = []
    for (let j = start; j < i; j++) if (pairs[j] === undefined) news.push(j)
    const olds: number[] = []
    for (let j = last + 1; j < at; j++) if (!taken.has(j)) olds.push(j)
    if (news.length === olds.length) for (const [k, j] of news.entries()) pairs[j] = olds[k]
    start = i + 1
    last = at
  }
}

/** One text for equal values: members sorted. */
function canonical(value: Json): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value)
  const names = Object.keys(value).toSorted()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`
}
