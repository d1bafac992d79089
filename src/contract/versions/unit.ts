import type { FieldChange } from '../data.ts'
import type { Json, Schema, SchemaMarks } from '../schema.ts'
import { MOST_VALUES, type Conversion, type Rewritten } from './conversion.ts'
import type { Filter } from './filter.ts'
import { gridOf, type Grid } from './grid.ts'
import { apply, compare, formatScaled, parseDecimal, parseFactor, parseFraction, roundHalfEven, scaled, unapply, type Rational } from './rational.ts'
import { anyOf } from './values.ts'

type Unit = Extract<FieldChange, { change: 'unit' }>
export type Numeric = Extract<Schema, { kind: 'integer' | 'float' | 'decimal' }>

export function isNumeric(schema: Schema): schema is Numeric {
  return schema.kind === 'integer' || schema.kind === 'float' || schema.kind === 'decimal'
}

/** A number in another unit or type, in exact arithmetic. `undefined`: the factor or offset is no number that can be used. */
export function unitConversion(newerSchema: Numeric, change: Pick<Unit, 'factor' | 'offset' | 'unit' | 'as'>): Conversion | undefined {
  const factor = parseFactor(change.factor)
  const offset = parseFraction(change.offset ?? '0')
  if (!factor || !offset) return undefined
  const older = olderSchema(newerSchema, change, { factor, offset })
  const olderGrid = gridOf(older)
  const newerGrid = gridOf(newerSchema)
  /** What the older version shows of a newer number. */
  const view = (value: Rational): bigint => olderGrid.shown(unapply(value, factor, offset))
  const down = (value: Json): Json => {
    const number = newerGrid.read(value)
    return number ? olderGrid.write(view(number)) : value
  }
  const up = (value: Json): Json => {
    const number = olderGrid.read(value)
    if (!number) return value
    const exact = apply(number, factor, offset)
    const nearest = newerGrid.nearest(exact)
    // Where the nearest newer value would not read back as what was sent, the exact one is passed on, which the field refuses.
    const readsBack = compare(olderGrid.at(view(newerGrid.at(nearest))), number) === 0
    return readsBack || newerSchema.kind === 'float' ? newerGrid.write(nearest) : raw(exact, newerSchema)
  }
  /** The first newer value whose older view is at least (or, `above`, greater than) `bound`. */
  const first = (bound: Rational, above: boolean): bigint => {
    const reached = (i: bigint): boolean => {
      const order = compare(olderGrid.at(view(newerGrid.at(i))), bound)
      return above ? order > 0 : order >= 0
    }
    const start = newerGrid.nearest(apply(bound, factor, offset))
    let step = 1n
    let low = start
    while (reached(low)) {
      low -= step
      step *= 2n
    }
    step = 1n
    let high = start
    while (!reached(high)) {
      high += step
      step *= 2n
    }
    while (high - low > 1n) {
      const middle = (low + high) / 2n
      if (reached(middle)) high = middle
      else low = middle
    }
    return high
  }
  return {
    schema: (schema) => ({ ...marksOf(schema), ...older }),
    down,
    up,
    same: (a, b) => {
      const x = olderGrid.read(a)
      const y = olderGrid.read(b)
      return x !== undefined && y !== undefined ? compare(x, y) === 0 : a === b
    },
    ordered: true,
    injective: isInjective({ newer: newerGrid, older: olderGrid, factor, offset }),
    filter: (operator, values) => filterNumber(operator, { values, first, grid: newerGrid }),
  }
}

function filterNumber(
  operator: Filter['operator'],
  the: { readonly values: Filter['values']; readonly first: (bound: Rational, above: boolean) => bigint; readonly grid: Grid },
): Rewritten {
  const { grid, first } = the
  const text = (i: bigint): string => String(grid.write(i))
  const ranges: { readonly low: bigint; readonly high: bigint }[] = []
  for (const value of the.values) {
    if (value === null) continue
    const number = parseDecimal(value)
    if (!number) return { refused: `needs a number, not '${value.slice(0, 100)}'` }
    if (number.n >= TOO_LARGE * number.d || -number.n >= TOO_LARGE * number.d) return { refused: 'needs a smaller number' }
    ranges.push({ low: first(number, false), high: first(number, true) - 1n })
  }
  const [range] = ranges
  if (operator === 'in') {
    const all: (string | null)[] = the.values.includes(null) ? [null] : []
    for (const { low, high } of ranges) {
      if (high - low >= BigInt(MOST_VALUES)) return { refused: `stands for more than ${MOST_VALUES} values in the current version; ask for a range` }
      for (let i = low; i <= high; i++) all.push(text(i))
    }
    return anyOf([...new Set(all)])
  }
  if (!range) return { all: [{ operator, values: the.values }] }
  const { low, high } = range
  switch (operator) {
    case 'eq':
      if (low > high) return { nothing: true }
      if (low === high) return { all: [{ operator: 'eq', values: [text(low)] }] }
      return {
        all: [
          { operator: 'gte', values: [text(low)] },
          { operator: 'lte', values: [text(high)] },
        ],
      }
    case 'ne':
      if (high - low >= BigInt(MOST_VALUES)) return { refused: `stands for more than ${MOST_VALUES} values in the current version; ask for a range` }
      return { all: Array.from({ length: Number(high - low + 1n) }, (_, i) => ({ operator: 'ne' as const, values: [text(low + BigInt(i))] })) }
    case 'gte':
      return { all: [{ operator: 'gte', values: [text(low)] }] }
    case 'lt':
      return { all: [{ operator: 'lt', values: [text(low)] }] }
    case 'gt':
      return { all: [{ operator: 'gt', values: [text(high)] }] }
    case 'lte':
      return { all: [{ operator: 'lte', values: [text(high)] }] }
  }
}

/** The older type without its marks: as declared, or derived so that whatever is shown fits. */
function olderSchema(newer: Numeric, change: Pick<Unit, 'unit' | 'as'>, by: { readonly factor: Rational; readonly offset: Rational }): Numeric {
  const unit = change.unit === undefined ? undefined : { unit: change.unit }
  if (change.as && isNumeric(change.as)) return { ...withoutMarks(change.as), ...unit }
  const bounds = (grid: Grid): object => {
    const bound = (value: string | number | undefined): Json | undefined => {
      const number = value === undefined ? undefined : parseDecimal(String(value))
      return number && grid.write(grid.shown(unapply(number, by.factor, by.offset)))
    }
    const minimum = bound(newer.minimum)
    const maximum = bound(newer.maximum)
    return { ...(minimum !== undefined && { minimum }), ...(maximum !== undefined && { maximum }) }
  }
  if (newer.kind !== 'decimal') return { kind: newer.kind, ...bounds(gridOf({ kind: newer.kind })), ...unit }
  const scale = olderScale(newer.scale, by.factor)
  const grid = gridOf({ kind: 'decimal', scale })
  const greatest = 10n ** BigInt(newer.precision) - 1n
  const digits = [greatest, -greatest].map((n) => String(grid.shown(unapply(scaled(n, newer.scale), by.factor, by.offset))).replace('-', '').length)
  return { kind: 'decimal', precision: Math.max(1, scale, ...digits), scale, ...bounds(grid), ...unit }
}

const MARKS = ['doc', 'examples', 'optional', 'nullable', 'deprecated', 'readOnly', 'writeOnly', 'default'] as const

function marksOf(schema: Schema): SchemaMarks {
  return Object.fromEntries(MARKS.flatMap((mark) => (schema[mark] === undefined ? [] : [[mark, schema[mark]]])))
}

function withoutMarks(schema: Numeric): Numeric {
  const { doc: _1, examples: _2, optional: _3, nullable: _4, deprecated: _5, readOnly: _6, writeOnly: _7, default: _8, ...kind } = schema
  return kind
}

/** The most digits behind the point that a writer through the older version gets back: one older step is at least one newer step. */
function olderScale(newerScale: number, factor: Rational): number {
  let scale = 0
  while (scale < 30 && factor.n * 10n ** BigInt(newerScale) >= factor.d * 10n ** BigInt(scale + 1)) scale++
  return scale
}

interface Scales {
  readonly newer: Grid
  readonly older: Grid
  readonly factor: Rational
  readonly offset: Rational
}

/** How many older steps one newer step is: below 0 less than one, 0 exactly one. `undefined`: steps differ. */
function stepOrder({ newer, older, factor }: Scales): number | undefined {
  if (newer.scale === undefined || older.scale === undefined) return undefined
  return compare({ n: factor.d * 10n ** BigInt(older.scale), d: 1n }, { n: factor.n * 10n ** BigInt(newer.scale), d: 1n })
}

/** With steps of the same size, an offset between two steps makes every value a tie. */
function offStep({ newer, offset }: Scales): boolean {
  return newer.scale === undefined || (offset.n * 10n ** BigInt(newer.scale)) % offset.d !== 0n
}

/** No two newer values look the same. */
function isInjective(scales: Scales): boolean {
  const order = stepOrder(scales)
  return order !== undefined && (order > 0 || (order === 0 && !offStep(scales)))
}

/** Some values of the older type would not be read back as they were written. */
export function losesSteps(newerSchema: Numeric, change: Pick<Unit, 'factor' | 'offset' | 'unit' | 'as'>): boolean {
  const factor = parseFactor(change.factor)
  const offset = parseFraction(change.offset ?? '0')
  if (!factor || !offset || newerSchema.kind === 'float') return false
  const older = gridOf(olderSchema(newerSchema, change, { factor, offset }))
  if (older.scale === undefined) return false
  const scales = { newer: gridOf(newerSchema), older, factor, offset }
  const order = stepOrder(scales)
  return order !== undefined && (order > 0 || (order === 0 && offStep(scales)))
}

/** A number that no value of the newer field is near, in a form that the field refuses. */
function raw(exact: Rational, schema: Numeric): Json {
  const scale = schema.kind === 'decimal' ? schema.scale + 20 : 20
  const text = formatScaled(roundHalfEven(exact, scale), scale)
  return schema.kind === 'decimal' ? text : Number(text)
}

const TOO_LARGE = 10n ** 300n
