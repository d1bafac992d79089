import type { ContractData } from '../data.ts'
import type { Report } from './rule.ts'

/** A version that ends was announced to end (RFC 9745 before RFC 8594). What else an older version says is checked by `checkOlder`. */
export function olderVersions(contract: ContractData, report: Report): void {
  for (const [i, older] of contract.older.entries()) {
    if (older.sunset !== undefined && older.deprecated === undefined)
      report('BB181', ['older', i], `${older.version} ends at ${older.sunset} and is not deprecated.`)
  }
}
