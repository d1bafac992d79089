import type { Schema } from '../../contract/schema.ts'
import { compareText, isFilterable, isSortable, NULL_TEXT, orderText } from '../order.ts'
import type { RecordBody } from '../model/resource.ts'
import { valueAt } from '../model/path.ts'
import { encodeWire } from '../read/filter.ts'
import { refuse } from '../refusal.ts'
import type { ShownType } from './catalog.ts'

/** Whether shown data pass. */
export type Test = (data: RecordBody) => boolean

const OPERATORS = ['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$exists', '$startsWith'] as const
type Operator = (typeof OPERATORS)[number]
const MOST_COMPARISONS = 100
const DEEPEST = 8
const MOST_VALUES = 100

type Node =
  | { readonly all: readonly Node[] }
  | { readonly any: readonly Node[] }
  | { readonly not: Node }
  | { readonly name: string; readonly path: readonly string[]; readonly operator: Operator; readonly operand: unknown; readonly pointer: string }

/**
 * Reads a condition and answers how the data of each type are tested. Throws `invalid-filter` for what is no condition, for a
 * field that none of the types has, and for a value that the field can never have.
 */
export function compileCondition(condition: unknown, types: Iterable<ShownType>): (type: ShownType) => Test {
  const count = { left: MOST_COMPARISONS }
  const node = read(condition, { pointer: '', depth: 0, count })
  const tests = new Map<ShownType, Test>()
  const known = new Set<string>()
  const asked = new Map<string, Extract<Node, { name: string }>>()
  for (const type of types) tests.set(type, compile(node, { type, known, asked }))
  for (const [name, { pointer }] of asked) if (!known.has(name)) throw wrong(pointer, `there is no field '${name}' in the data of these events`)
  return (type) => tests.get(type) ?? never
}

function read(value: unknown, at: { readonly pointer: string; readonly depth: number; readonly count: { left: number } }): Node {
  const { pointer, depth, count } = at
  if (!isObject(value)) throw wrong(pointer, 'must be an object: { "field": value, … }')
  if (depth > DEEPEST) throw wrong(pointer, `is nested deeper than ${DEEPEST}`)
  const parts = Object.entries(value).flatMap(([name, operand]): readonly Node[] => {
    const here = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const deeper = { depth: depth + 1, count }
    if (name === '$all' || name === '$any') {
      if (!Array.isArray(operand) || operand.length === 0) throw wrong(here, 'must be a list of conditions')
      const each = operand.map((one, i) => read(one, { ...deeper, pointer: `${here}/${i}` }))
      return [name === '$all' ? { all: each } : { any: each }]
    }
    if (name === '$not') return [{ not: read(operand, { ...deeper, pointer: here }) }]
    if (name.startsWith('$')) throw wrong(here, `'${name}' is none of $all, $any, $not; comparisons stand behind a field`)
    const path = name.split('.')
    return comparisons(operand, here).map(([operator, against, where]) => {
      if (count.left-- === 0) throw wrong(where, `is more than ${MOST_COMPARISONS} comparisons`)
      return { name, path, operator, operand: against, pointer: where }
    })
  })
  return parts.length === 1 && parts[0] ? parts[0] : { all: parts }
}

function comparisons(operand: unknown, pointer: string): readonly (readonly [Operator, unknown, string])[] {
  if (!isObject(operand)) return [['$eq', operand, pointer]]
  const entries = Object.entries(operand)
  if (entries.length === 0) throw wrong(pointer, `must have one of ${OPERATORS.join(', ')}`)
  return entries.map(([name, against]) => {
    const operator = OPERATORS.find((one) => one === name)
    if (!operator) throw wrong(`${pointer}/${name}`, `'${name}' is none of ${OPERATORS.join(', ')}`)
    return [operator, against, `${pointer}/${name}`] as const
  })
}

function compile(
  node: Node,
  the: { readonly type: ShownType; readonly known: Set<string>; readonly asked: Map<string, Extract<Node, { name: string }>> },
): Test {
  if ('all' in node) {
    const each = node.all.map((one) => compile(one, the))
    return (data) => each.every((test) => test(data))
  }
  if ('any' in node) {
    const each = node.any.map((one) => compile(one, the))
    return (data) => each.some((test) => test(data))
  }
  if ('not' in node) {
    const test = compile(node.not, the)
    return (data) => !test(data)
  }
  the.asked.set(node.name, node)
  const schema = the.type.schemaAt(node.path)
  if (schema) the.known.add(node.name)
  return comparison(node, schema)
}

function comparison({ path, operator, operand, pointer }: Extract<Node, { name: string }>, schema: Schema | undefined): Test {
  if (operator === '$exists') {
    if (typeof operand !== 'boolean') throw wrong(pointer, 'must be true or false')
    return (data) => (valueAt(data, path) !== undefined) === operand
  }
  // Where a type lacks the field its value is missing: equal to nothing but null, and in no range.
  if (!schema) return (data) => missing(operator, operand) && valueAt(data, path) === undefined
  if (operator === '$startsWith') {
    if (typeof operand !== 'string') throw wrong(pointer, 'must be text')
    return (data) => {
      const value = valueAt(data, path)
      return typeof value === 'string' && value.startsWith(operand)
    }
  }
  const encode = encoder(schema, pointer)
  const text = (data: RecordBody): string => encode.value(valueAt(data, path))
  if (operator === '$in') {
    if (!Array.isArray(operand) || operand.length === 0 || operand.length > MOST_VALUES) throw wrong(pointer, `must be a list of 1 to ${MOST_VALUES} values`)
    const values = new Set(operand.map((one) => encode.operand(one)))
    return (data) => values.has(text(data))
  }
  const value = encode.operand(operand)
  if (operator === '$eq') return (data) => text(data) === value
  if (operator === '$ne') return (data) => text(data) !== value
  if (!encode.ordered) throw wrong(pointer, `a value of this kind (${schema.kind}) has no order`)
  if (value === NULL_TEXT) throw wrong(pointer, 'null has no place in a range')
  const within = RANGES[operator]
  return (data) => {
    const its = text(data)
    return its !== NULL_TEXT && within(compareText(its, value))
  }
}

const RANGES: { readonly [O in '$gt' | '$gte' | '$lt' | '$lte']: (order: number) => boolean } = {
  $gt: (order) => order > 0,
  $gte: (order) => order >= 0,
  $lt: (order) => order < 0,
  $lte: (order) => order <= 0,
}

/** A scalar has the one order that lists have too; anything else is equal or not, as JSON. */
function encoder(schema: Schema, pointer: string): { readonly ordered: boolean; value(value: unknown): string; operand(value: unknown): string } {
  if (schema.kind === 'json') return JSON_VALUES
  if (!isFilterable(schema)) return { ...JSON_VALUES, ordered: false }
  return {
    ordered: isSortable(schema),
    value: (value) => orderText(schema, value),
    operand(value) {
      if (value === null) return NULL_TEXT
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw wrong(pointer, 'must be a plain value')
      return encodeWire(`where${pointer}`, schema, String(value))
    },
  }
}

const JSON_VALUES = {
  ordered: true,
  value: (value: unknown): string => jsonText(value),
  operand: (value: unknown): string => jsonText(value),
}

/** Of values without a declared type: numbers in order, texts in order. */
function jsonText(value: unknown): string {
  if (value === null || value === undefined) return NULL_TEXT
  if (typeof value === 'number') return `n${orderText({ kind: 'float' }, value)}`
  return typeof value === 'string' ? `s${value}` : `j${JSON.stringify(value)}`
}

function missing(operator: Operator, operand: unknown): boolean {
  if (operator === '$eq') return operand === null
  if (operator === '$ne') return operand !== null
  return operator === '$in' && Array.isArray(operand) && operand.includes(null)
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wrong(pointer: string, detail: string): Error {
  return refuse('invalid-filter', `The filter on event data cannot be used: ${pointer === '' ? 'it' : pointer} ${detail}.`, {
    errors: [{ parameter: 'where', detail: `${pointer} ${detail}`.trim() }],
  })
}
const never: Test = () => false
