import type { ContractData } from '../data.ts'
import { compileTranslator } from './compile-translator.ts'
import { compileHop, type Hop } from './hop.ts'
import { olderContract } from './older-contract.ts'
import type { Finding } from './report.ts'
import type { VersionTranslator } from './translator.ts'

export { checkOlder } from './check.ts'
export type { Filter } from './filter.ts'
export type { VersionTranslator } from './translator.ts'

/** The versions that a contract serves, the current one first. */
export function versionsOf(data: ContractData): readonly string[] {
  return [data.version, ...data.older.map((older) => older.version)]
}

/** The contract as one of its versions shows it. Throws where it has no such version, or where `checkOlder` would find an error in it. */
export function contractAt(data: ContractData, version: string): ContractData {
  return version === data.version ? data : compileVersion(data, version).contract
}

/** Between an older version and the current one. Throws as `contractAt` does, and for the current version. */
export function translatorFor(data: ContractData, version: string): VersionTranslator {
  const { hops, contract } = compileVersion(data, version)
  return compileTranslator(hops, contract)
}

function compileVersion(data: ContractData, version: string): { readonly hops: readonly Hop[]; readonly contract: ContractData } {
  const hops: Hop[] = []
  let contract = data
  for (const [i, older] of data.older.entries()) {
    const hop = compileHop(contract, older, (finding) => mustHold(older.version, finding))
    hops.push(hop)
    contract = olderContract(hop, data.older.slice(i + 1))
    if (older.version === version) return { hops, contract }
  }
  throw new RangeError(`contract '${data.name}' has no older version '${version}': it has ${data.older.map((older) => older.version).join(', ') || 'none'}`)
}

function mustHold(version: string, finding: Finding): void {
  if (finding.severity !== 'warning')
    throw new TypeError(`version '${version}' cannot be served (${finding.code} at ${finding.place}): ${finding.message} ${finding.remedy}`)
}
