import { compareText } from '../../src/kernel/order.ts'
import type { Scan, ScannedRecord, StoredRecord } from '../../src/kernel/ports/store.ts'

/** What the model knows of a stored record. */
export type Row = StoredRecord & { readonly columns: { readonly [name: string]: string } }

/** The meaning of a scan, as plainly as it can be said: filter, sort, cut. */
export function modelScan(rows: readonly Row[], scan: Scan, indexColumns: readonly string[]): ScannedRecord[] {
  const equal = indexColumns.slice(0, scan.equal.length)
  const next = indexColumns[scan.equal.length]
  const bounded = (row: Row) => (next === undefined ? row.key : (row.columns[next] ?? ''))
  const order = (a: Row, b: Row) => {
    const byValue = next === undefined ? 0 : compareText(bounded(a), bounded(b))
    return (byValue || compareText(a.key, b.key)) * (scan.reverse ? -1 : 1)
  }
  const passes = (row: Row) => {
    if (equal.some((column, i) => row.columns[column] !== scan.equal[i])) return false
    const value = bounded(row)
    if (scan.low && compareText(value, scan.low.value) < (scan.low.inclusive ? 0 : 1)) return false
    if (scan.high && compareText(value, scan.high.value) > (scan.high.inclusive ? 0 : -1)) return false
    if (!scan.after) return true
    const byValue = scan.after.value === undefined ? 0 : compareText(value, scan.after.value)
    return (byValue || compareText(row.key, scan.after.key)) * (scan.reverse ? -1 : 1) > 0
  }
  return rows
    .filter(passes)
    .sort(order)
    .slice(0, scan.limit)
    .map(({ key, revision, body, columns }) => (next === undefined ? { key, revision, body } : { key, revision, body, value: columns[next] ?? '' }))
}
