import type { ContractData } from '../contract/data.ts'
import { contractAt, versionsOf } from '../contract/versions/index.ts'

/** Each version that is served, as a contract of its own: the current one first. Throws where an older one cannot be. */
export function servedVersions(contract: ContractData): readonly ContractData[] {
  return versionsOf(contract).map((version) => contractAt(contract, version))
}
