import type { SQLInputValue } from 'node:sqlite'
import { compareText } from '../../kernel/order.ts'
import type { Scan } from '../../kernel/ports/store.ts'
import { indexColumn, indexName, recordTable } from './table.ts'

/** A scan as SQL without its list of columns and its limit; the same shape of scan gives the same text. */
export interface ScanSql {
  /** The index column behind `equal`; none where the order is by key alone. */
  readonly next: string | undefined
  readonly from: string
  readonly order: string
  readonly params: SQLInputValue[]
}

type Position = Pick<Scan, 'low' | 'high' | 'after' | 'equal' | 'reverse'>
/** One side of a range; `key` only behind a position. */
interface Edge {
  readonly value: string
  readonly inclusive: boolean
  readonly key?: string
}

export function scanSql(table: string, index: { readonly name: string; readonly columns: readonly string[] } | null, position: Position): ScanSql {
  const { equal, reverse } = position
  const columns = index?.columns ?? []
  if (equal.length > columns.length || equal.length < columns.length - 1) {
    throw new Error(
      `A scan of ${table} by ${index?.name ?? 'key'} fixes ${equal.length} columns; it must fix all ${columns.length} of the index or all but the last.`,
    )
  }
  const open = columns[equal.length]
  const next = open === undefined ? undefined : indexColumn(open)
  const column = next ?? 'key'
  const terms = columns.slice(0, equal.length).map((name) => `${indexColumn(name)} = ?`)
  const params: SQLInputValue[] = [...equal]
  const { low, high } = edges(position, next !== undefined)
  for (const [edge, operator] of [
    [low, '>'],
    [high, '<'],
  ] as const) {
    if (!edge) continue
    if (edge.key === undefined) terms.push(`${column} ${operator}${edge.inclusive ? '=' : ''} ?`)
    else terms.push(`(${column}, key) ${operator} (?, ?)`)
    params.push(edge.value)
    if (edge.key !== undefined) params.push(edge.key)
  }
  const direction = reverse ? ' DESC' : ''
  return {
    next,
    // Without statistics SQLite may prefer another index that begins alike.
    from: `FROM ${recordTable(table)} INDEXED BY ${index ? indexName(index.name) : `"k_${table}"`}${terms.length > 0 ? ` WHERE ${terms.join(' AND ')}` : ''}`,
    order: `ORDER BY ${next === undefined ? '' : `${next}${direction}, `}key${direction}`,
    params,
  }
}

/** One edge a side, the tighter one: given two, SQLite may walk the index from the looser. */
function edges({ low, high, after, reverse }: Position, valued: boolean): { readonly low: Edge | undefined; readonly high: Edge | undefined } {
  if (!after) return { low, high }
  if (!valued) {
    const edge: Edge = { value: after.key, inclusive: false }
    return reverse ? { low, high: tighter(high, edge, -1) } : { low: tighter(low, edge, 1), high }
  }
  if (after.value === undefined) throw new Error('A scan that resumes within an index needs the value of its position.')
  const edge: Edge = { value: after.value, inclusive: true, key: after.key }
  return reverse ? { low, high: tighter(high, edge, -1) } : { low: tighter(low, edge, 1), high }
}

function tighter(bound: Edge | undefined, after: Edge, direction: 1 | -1): Edge {
  if (!bound) return after
  const order = compareText(bound.value, after.value) * direction
  return order > 0 || (order === 0 && !bound.inclusive) ? bound : after
}
