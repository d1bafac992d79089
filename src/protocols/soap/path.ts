import type { ContractData } from '../../contract/data.ts'

/** Where a version of a contract is, below the public URL. */
export function soapPath({ name, version }: Pick<ContractData, 'name' | 'version'>): string {
  return name === 'administration' ? `/admin/soap/${version}` : `/soap/${version}`
}
