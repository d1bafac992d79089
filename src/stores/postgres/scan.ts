import { compareText } from '../../kernel/order.ts'
import type { Scan } from '../../kernel/ports/store.ts'
import { textArray } from './array.ts'
import { columnName, quote, type Names } from './name.ts'

export interface Statement {
  readonly text: string
  readonly values: unknown[]
}

/** `columns`: those of the index that is scanned, none for the key. */
export function scanStatement(names: Names, scan: Scan, columns: readonly string[]): Statement {
  const next = columns[scan.equal.length]
  const value = next === undefined ? undefined : quote(columnName(next))
  const { conditions, values, order } = where(scan, columns)
  const direction = scan.reverse ? ' desc' : ''
  values.push(scan.limit)
  return {
    text: `select key, revision, body${value === undefined ? '' : `, ${value} as value`} from ${names.records(scan.table)}${conditions} order by ${order.map((column) => column + direction).join(', ')} limit $${values.length}`,
    values,
  }
}

export function countStatement(names: Names, scan: Omit<Scan, 'limit' | 'after'>, columns: readonly string[]): Statement {
  const { conditions, values } = where(scan, columns)
  return { text: `select count(*) as count from ${names.records(scan.table)}${conditions}`, values }
}

/** The records of each of many values of one index column, behind fixed first ones. */
export function scanManyStatement(
  names: Names,
  table: string,
  scan: { readonly columns: readonly string[]; readonly equal: readonly string[]; readonly values: readonly string[]; readonly limitEach: number },
): Statement {
  const columns = scan.columns.map((c) => quote(columnName(c)))
  const fixed = scan.equal.map((_, i) => `r.${columns[i] ?? 'key'} = $${i + 3} and `)
  const order = [...columns, 'key'].map((column) => `r.${column}`).join(', ')
  return {
    text: `select v.value, f.* from unnest($1::text[]) v(value) cross join lateral (select r.key, r.revision, r.body from ${names.records(table)} r where ${fixed.join('')}r.${columns[scan.equal.length] ?? 'key'} = v.value order by ${order} limit $2) f`,
    values: [textArray(scan.values), scan.limitEach, ...scan.equal],
  }
}

function where(
  scan: Omit<Scan, 'limit'>,
  columns: readonly string[],
): { readonly conditions: string; readonly values: unknown[]; readonly order: readonly string[] } {
  const values: unknown[] = []
  const bind = (value: string): string => `$${values.push(value)}`
  const quoted = columns.map((c) => quote(columnName(c)))
  const conditions = scan.equal.map((value, i) => `${quoted[i] ?? 'key'} = ${bind(value)}`)
  const next = quoted[scan.equal.length]
  const bounded = next ?? 'key'
  const { low, high, after } = startOf(scan, next !== undefined)
  if (low) conditions.push(`${bounded} ${low.inclusive ? '>=' : '>'} ${bind(low.value)}`)
  if (high) conditions.push(`${bounded} ${high.inclusive ? '<=' : '<'} ${bind(high.value)}`)
  const beyond = scan.reverse ? '<' : '>'
  if (after)
    conditions.push(
      next !== undefined && after.value !== undefined
        ? `(${next}, key) ${beyond} (${bind(after.value)}, ${bind(after.key)})`
        : `key ${beyond} ${bind(after.key)}`,
    )
  return { conditions: conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`, values, order: [...quoted, 'key'] }
}

/**
 * A bound and the position to resume behind both say where to start. The index is entered at one of them and reads on
 * from there, so the one that is implied by the other is left out: a deep page must not start at the bound.
 */
function startOf(scan: Omit<Scan, 'limit'>, byValue: boolean): Pick<Scan, 'low' | 'high' | 'after'> {
  const bound = scan.reverse ? scan.high : scan.low
  const at = byValue ? scan.after?.value : scan.after?.key
  if (!bound || !scan.after || at === undefined) return scan
  const ahead = compareText(at, bound.value) * (scan.reverse ? -1 : 1)
  const { low, high, after } = scan
  const other = scan.reverse ? low && { low } : high && { high }
  // At the same value the position is stricter, unless the bound leaves that value out.
  if (ahead > 0 || (ahead === 0 && (bound.inclusive || !byValue))) return { ...other, after }
  return scan.reverse ? { ...other, ...(high && { high }) } : { ...other, ...(low && { low }) }
}
