import type { ContractData } from '../../../contract/data.ts'
import { pascal, register } from '../../../wire/docs/component-names.ts'
import type { RouteDescription } from '../routes.ts'

/**
 * The names a generated client is made of: operation ids and components. A function of the contract and of the order in
 * which it declares things, so that adding a member at the end renames nothing.
 */
export interface Names {
  /** `getProductionOrder`, `listProductionOrders`, `startProductionOrder`. */
  operationId(route: RouteDescription): string
  /** The record as it is shown. */
  record(resource: string): string
  /** What is sent of it. */
  body(resource: string, face: 'create' | 'replace' | 'patch'): string
  commandInput(resource: string, command: string): string
  commandOutput(resource: string, command: string): string
  operationInput(operation: string): string
  operationOutput(operation: string): string
  composite(name: string): string
  /** The problem that says a fault. */
  fault(code: string): string
}

/** Components that every document has. */
export const FIXED = ['Problem', 'InvalidProblem', 'FieldError', 'JsonPatch', 'BatchRequest', 'BatchResponse'] as const

export function namesOf(contract: ContractData, routes: readonly RouteDescription[]): Names {
  const schemas = register()
  const ids = register()
  for (const name of FIXED) schemas.take(name, name)
  for (const name of Object.keys(contract.resources)) schemas.take(`record ${name}`, pascal(name))
  for (const name of Object.keys(contract.resources)) {
    schemas.take(`create ${name}`, `${pascal(name)}Create`)
    schemas.take(`replace ${name}`, `${pascal(name)}Replace`)
    schemas.take(`patch ${name}`, `${pascal(name)}Patch`)
  }
  for (const [name, resource] of Object.entries(contract.resources)) {
    for (const command of Object.keys(resource.commands)) {
      schemas.take(`input ${name}.${command}`, `${pascal(name)}${pascal(command)}Input`)
      schemas.take(`output ${name}.${command}`, `${pascal(name)}${pascal(command)}Output`)
    }
  }
  for (const name of Object.keys(contract.operations)) {
    schemas.take(`input ${name}`, `${pascal(name)}Input`)
    schemas.take(`output ${name}`, `${pascal(name)}Output`)
  }
  for (const name of Object.keys(contract.composites)) schemas.take(`composite ${name}`, pascal(name))
  for (const code of Object.keys(contract.faults)) schemas.take(`fault ${code}`, `${pascal(code)}Problem`)
  for (const route of routes) ids.take(`${route.method} ${route.path}`, wantedId(route, contract))

  return {
    operationId: (route) => ids.of(`${route.method} ${route.path}`),
    record: (resource) => schemas.of(`record ${resource}`),
    body: (resource, face) => schemas.of(`${face} ${resource}`),
    commandInput: (resource, command) => schemas.of(`input ${resource}.${command}`),
    commandOutput: (resource, command) => schemas.of(`output ${resource}.${command}`),
    operationInput: (operation) => schemas.of(`input ${operation}`),
    operationOutput: (operation) => schemas.of(`output ${operation}`),
    composite: (name) => schemas.of(`composite ${name}`),
    fault: (code) => schemas.of(`fault ${code}`),
  }
}

function wantedId(route: RouteDescription, contract: ContractData): string {
  const resource = pascal(route.resource ?? '')
  switch (route.kind) {
    case 'list':
      return `list${pascal(contract.resources[route.resource ?? '']?.plural ?? `${resource}s`)}`
    case 'command':
      return `${camel(route.command ?? '')}${resource}`
    case 'operation':
      return route.method === 'GET' ? `get${pascal(route.operation)}` : camel(route.operation)
    case 'composite':
      return `get${pascal(route.operation)}`
    case 'batch':
      return 'batch'
    default:
      return `${route.kind}${resource}`
  }
}

function camel(name: string): string {
  const text = pascal(name)
  return text.charAt(0).toLowerCase() + text.slice(1)
}
