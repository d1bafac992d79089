import type { ContractData, ResourceData } from '../../contract/data.ts'
import { pascal } from '../../wire/docs/component-names.ts'

export type SoapKind = 'get' | 'list' | 'create' | 'update' | 'replace' | 'delete' | 'command' | 'operation' | 'composite'

/** One operation of the service, as the WSDL shows it. */
export interface SoapOperation {
  readonly kind: SoapKind
  /** Of the operation, and of the element that asks for it: `StartProductionOrder`. Its answer is called so with `Response` behind. */
  readonly name: string
  /** The kernel's name for it: `ProductionOrder.start`. */
  readonly operation: string
  /** The resource it is about; for a composite its root. */
  readonly resource?: string
  /** The last part of `operation` where `kind` is `command`. */
  readonly command?: string
  /** It changes nothing. */
  readonly reads: boolean
  /** Codes of the faults it may answer. */
  readonly faults: readonly string[]
}

/** Every operation of one version of a contract (as `contractAt` shows it), in the contract's order: the service and its WSDL are made from this and nothing else. */
export function describeOperations(contract: ContractData): readonly SoapOperation[] {
  return [
    ...Object.entries(contract.resources).flatMap(([name, resource]) => ofResource(name, resource)),
    ...Object.entries(contract.operations).map(([name, { reads, faults }]): SoapOperation => ({
      kind: 'operation',
      name: pascal(name),
      operation: name,
      reads: reads === true,
      faults,
    })),
    ...Object.entries(contract.composites).map(([name, { root }]): SoapOperation => ({
      kind: 'composite',
      name: `Get${pascal(name)}`,
      operation: name,
      resource: root,
      reads: true,
      faults: [],
    })),
  ]
}

/** Children of the element that asks, beside the key. */
export const PARTS: { readonly [K in SoapKind]: readonly string[] } = {
  get: ['fields', 'include', 'ifMatch', 'ifNoneMatch'],
  list: ['filter', 'sort', 'limit', 'cursor', 'count', 'fields', 'include'],
  create: ['record', 'ifMatch', 'ifNoneMatch'],
  update: ['patch', 'ifMatch', 'ifNoneMatch'],
  replace: ['record', 'ifMatch', 'ifNoneMatch'],
  delete: ['ifMatch', 'ifNoneMatch'],
  command: ['input', 'ifMatch', 'ifNoneMatch'],
  operation: ['input'],
  composite: ['ifMatch'],
}

/** Whether the element that asks has the record's key in it, by the name of the key's field. */
export function isKeyed(kind: SoapKind): boolean {
  return kind !== 'list' && kind !== 'create' && kind !== 'operation'
}

function ofResource(name: string, resource: ResourceData): SoapOperation[] {
  const standard = new Set(resource.standard)
  const rules = resource.unique.flatMap((rule) => rule.fault ?? [])
  const changed = [...new Set([...(resource.faults ?? []), ...rules])]
  const operations: SoapOperation[] = []
  const add = (kind: SoapKind, soapName: string, faults: readonly string[] = []): void =>
    void operations.push({ kind, name: soapName, operation: `${name}.${kind}`, resource: name, reads: kind === 'get' || kind === 'list', faults })
  if (standard.has('get')) add('get', `Get${name}`)
  if (standard.has('list')) add('list', `List${pascal(resource.plural)}`)
  if (standard.has('create')) add('create', `Create${name}`, changed)
  if (standard.has('update')) {
    add('update', `Update${name}`, changed)
    add('replace', `Replace${name}`, changed)
  }
  if (standard.has('delete')) add('delete', `Delete${name}`)
  for (const [command, { faults }] of Object.entries(resource.commands)) {
    const both = [...new Set([...faults, ...changed])]
    operations.push({
      kind: 'command',
      name: `${pascal(command)}${name}`,
      operation: `${name}.${command}`,
      resource: name,
      command,
      reads: false,
      faults: both,
    })
  }
  return operations
}
