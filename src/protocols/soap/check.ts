import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import { placeOf } from '../../contract/diagnostic.ts'
import { soundVersions } from '../../wire/served.ts'
import { checkXml, typeNames, type BodyFace } from '../../wire/xml/index.ts'
import { describeOperations, isKeyed, PARTS, type SoapOperation } from './operations.ts'
import { faultMessage, PROBLEM } from './wsdl/definitions.ts'

/** What SOAP cannot say of a contract: what XML cannot, two things of one name, and keys that are called like what stands beside them. */
export function checkSoap(contract: ContractData): readonly Diagnostic[] {
  return [...checkXml(contract), ...soundVersions(contract).flatMap((served) => [...checkNames(served), ...checkKeys(served)])]
}

/** Operations, their answers, the elements of the contract's schema and the messages of faults share one list of names (WSDL 1.1, 2.3; XML Schema Part 1, 2.5). */
function checkNames(contract: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const taken = new Map<string, string>([[PROBLEM, 'the fault that every operation has'], ...elementsOf(contract)])
  for (const code of Object.keys(contract.faults)) taken.set(faultMessage(code), `the fault '${code}'`)
  for (const operation of describeOperations(contract)) {
    for (const name of [operation.name, `${operation.name}Response`]) {
      const owner = taken.get(name)
      if (owner === undefined) taken.set(name, `'${operation.operation}'`)
      else
        found.push({
          code: 'BB411',
          severity: 'error',
          place: placeFor(operation),
          message: `In ${contract.version} the name '${name}' of '${operation.operation}' in the WSDL is that of ${owner}.`,
          remedy: 'Rename one of them.',
        })
    }
  }
  return found
}

/** The global elements of the schema, with what each is. */
function elementsOf(contract: ContractData): readonly (readonly [string, string])[] {
  const names = typeNames(contract)
  const elements: (readonly [string, string])[] = [['Problem', 'the problem of a fault']]
  for (const [name, resource] of Object.entries(contract.resources)) {
    for (const element of [names.record(name), names.page(name), ...FACES.map((face) => names.body(name, face))])
      elements.push([element, `the resource '${name}'`])
    for (const command of Object.keys(resource.commands))
      for (const element of [names.commandInput(name, command), names.commandOutput(name, command)])
        elements.push([element, `the command '${name}.${command}'`])
  }
  for (const name of Object.keys(contract.operations))
    for (const element of [names.operationInput(name), names.operationOutput(name)]) elements.push([element, `the operation '${name}'`])
  for (const name of Object.keys(contract.composites)) elements.push([names.composite(name), `the composite '${name}'`])
  for (const code of Object.keys(contract.faults)) elements.push([names.fault(code), `the fault '${code}'`])
  return elements
}

const FACES: readonly BodyFace[] = ['create', 'replace', 'patch']

/** The key has its own name beside the other parts of a request. */
function checkKeys(contract: ContractData): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  for (const { kind, resource = '' } of describeOperations(contract)) {
    const field = contract.resources[resource]?.key.field
    if (field === undefined || !isKeyed(kind) || !PARTS[kind].includes(field)) continue
    found.set(resource, {
      code: 'BB412',
      severity: 'error',
      place: placeOf('resources', resource, 'key', 'field'),
      message: `The key '${field}' of ${resource} is called like another part of a request over SOAP.`,
      remedy: `Use another name than ${[...new Set(Object.values(PARTS).flat())].join(', ')}.`,
    })
  }
  return [...found.values()]
}

function placeFor({ kind, operation, resource = '', command = '' }: SoapOperation): string {
  if (kind === 'operation') return placeOf('operations', operation)
  if (kind === 'composite') return placeOf('composites', operation)
  return kind === 'command' ? placeOf('resources', resource, 'commands', command) : placeOf('resources', resource)
}
