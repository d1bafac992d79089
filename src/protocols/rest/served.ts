import type { ContractData } from '../../contract/data.ts'

/** Each version that is served, as a contract of its own: the current one first. */
export function servedVersions(contract: ContractData): readonly ContractData[] {
  return [contract]
}
