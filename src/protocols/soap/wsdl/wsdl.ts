import type { ContractData } from '../../../contract/data.ts'
import { namespaceOf, typeNames, xsdOf } from '../../../wire/xml/index.ts'
import { describeOperations } from '../operations.ts'
import { wsdlText } from './definitions.ts'
import { messageElements } from './elements.ts'

export interface WsdlOptions {
  /** Where the service is: absolute. */
  readonly url: string
  /** RFC 3339: since when the version is deprecated, and until when it is served. */
  readonly deprecated?: string | undefined
  readonly sunset?: string | undefined
}

/** The WSDL of one version of a contract, as an audience may know it: whole, with its schemas inside, so that a tool needs one address. */
export function wsdlOf(contract: ContractData, { url, deprecated, sunset }: WsdlOptions): string {
  const operations = describeOperations(contract)
  const names = typeNames(contract)
  const notices = [deprecated === undefined ? [] : [`Deprecated since ${deprecated}.`], sunset === undefined ? [] : [`Served until ${sunset}.`]].flat()
  return wsdlText({
    contract,
    namespace: namespaceOf(contract),
    url,
    operations,
    schema: xsdOf(contract, operations.map((operation) => messageElements(operation, contract, names)).join('')),
    faultElement: names.fault,
    notice: notices.length === 0 ? undefined : notices.join(' '),
  })
}
