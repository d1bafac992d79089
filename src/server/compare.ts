import { forAudience } from '../contract/audience.ts'
import type { Audience, ContractData } from '../contract/data.ts'
import { diffContracts, diffServed, formatChanges, type Change } from '../contract/diff.ts'
import { contractAt, versionsOf } from '../contract/versions/index.ts'
import { ConfigError } from './config/problem.ts'
import { readContractFile } from './contract-file.ts'

export interface Comparison {
  /** The version that clients speak; absent where they move from the one to the other. */
  readonly version?: string
  readonly changes: readonly Change[]
  readonly text: string
}

/** `contract.json`, or `contract.json@v1`: an older version of it. */
export async function readSide(given: string, folder: string): Promise<ContractData> {
  const [, file = given, version] = /^(.+)@(v\d+)$/.exec(given) ?? []
  const { contract } = await readContractFile(file, folder)
  if (version === undefined) return contract
  if (!versionsOf(contract).includes(version))
    throw new ConfigError(file, [{ field: '', message: `The contract has no version ${version}.`, remedy: `There is ${versionsOf(contract).join(', ')}.` }])
  return { ...contractAt(contract, version), older: [] }
}

/** What changes for clients: that move from one contract to the other, or (`served`) that stay on the version they speak. */
export function compare(
  older: ContractData,
  newer: ContractData,
  how: { readonly audience: Audience | undefined; readonly served: boolean },
): readonly Comparison[] {
  const seen = (contract: ContractData): ContractData => (how.audience === undefined ? contract : forAudience(contract, how.audience))
  if (!how.served) {
    const changes = diffContracts(seen(older), seen(newer))
    return [{ changes, text: formatChanges(changes) }]
  }
  return diffServed(seen(older), seen(newer)).map(({ version, changes }) => ({ version, changes, text: formatChanges(changes) }))
}
