import type { ContractData } from '../../contract/data.ts'
import { pascal, register } from '../docs/component-names.ts'

/** In which namespace names are. */
export interface XmlNames {
  readonly namespace: string
}

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
export const XS = 'http://www.w3.org/2001/XMLSchema'

/** Of one version of a contract: what a later version means otherwise has another name. */
export function namespaceOf(contract: Pick<ContractData, 'name' | 'version'>): string {
  return `urn:busbar:${contract.name}:${contract.version}`
}

/** What is sent of a record: a new one, a whole one, or a merge patch. */
export type BodyFace = 'create' | 'replace' | 'patch'

/** What types and global elements of a version are called; where nothing else is said an element has its type's name. */
export interface TypeNames {
  /** The record as it is shown. */
  record(resource: string): string
  /** One page of a list. */
  page(resource: string): string
  body(resource: string, face: BodyFace): string
  commandInput(resource: string, command: string): string
  commandOutput(resource: string, command: string): string
  operationInput(operation: string): string
  operationOutput(operation: string): string
  composite(name: string): string
  /** The element with the detail of a fault: `LineBusy`. */
  fault(code: string): string
  /** Its type: `LineBusyFault`. */
  faultType(code: string): string
}

/** Types that every schema has. */
export const FIXED_TYPES = ['Problem', 'FieldError', 'Duration'] as const

/**
 * A function of the contract and of the order in which it declares things, as the components of OpenAPI are: where two
 * things want one name the later gets a number.
 */
export function typeNames(contract: ContractData): TypeNames {
  const names = register()
  for (const name of FIXED_TYPES) names.take(name, name)
  for (const name of Object.keys(contract.resources)) names.take(`record ${name}`, pascal(name))
  for (const [name, resource] of Object.entries(contract.resources)) {
    for (const face of ['Create', 'Replace', 'Patch', 'Page']) names.take(`${face.toLowerCase()} ${name}`, pascal(name) + face)
    for (const command of Object.keys(resource.commands)) {
      names.take(`input ${name}.${command}`, `${pascal(name)}${pascal(command)}Input`)
      names.take(`output ${name}.${command}`, `${pascal(name)}${pascal(command)}Output`)
    }
  }
  for (const name of Object.keys(contract.operations)) {
    names.take(`input ${name}`, `${pascal(name)}Input`)
    names.take(`output ${name}`, `${pascal(name)}Output`)
  }
  for (const name of Object.keys(contract.composites)) names.take(`composite ${name}`, pascal(name))
  for (const code of Object.keys(contract.faults)) {
    names.take(`fault ${code}`, pascal(code))
    names.take(`faultType ${code}`, `${pascal(code)}Fault`)
  }
  return {
    record: (resource) => names.of(`record ${resource}`),
    page: (resource) => names.of(`page ${resource}`),
    body: (resource, face) => names.of(`${face} ${resource}`),
    commandInput: (resource, command) => names.of(`input ${resource}.${command}`),
    commandOutput: (resource, command) => names.of(`output ${resource}.${command}`),
    operationInput: (operation) => names.of(`input ${operation}`),
    operationOutput: (operation) => names.of(`output ${operation}`),
    composite: (name) => names.of(`composite ${name}`),
    fault: (code) => names.of(`fault ${code}`),
    faultType: (code) => names.of(`faultType ${code}`),
  }
}
