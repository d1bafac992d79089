import type { ContractData } from '../contract/data.ts'
import { contractAt, versionsOf } from '../contract/versions/index.ts'

/** Those that can be made out, for checks: another one has its diagnostics already, from the check of the contract itself. */
export function soundVersions(contract: ContractData): readonly ContractData[] {
  return versionsOf(contract).flatMap((version) => {
    try {
      return contractAt(contract, version)
    } catch {
      return []
    }
  })
}

/** Each version that is served, as a contract of its own: the current one first. Throws where an older one cannot be. */
export function servedVersions(contract: ContractData): readonly ContractData[] {
  return versionsOf(contract).map((version) => contractAt(contract, version))
}
