import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import { placeOf } from '../../contract/diagnostic.ts'
import { soundVersions } from '../../wire/served.ts'
import { describeOperations, isKeyed, PARTS, type SoapOperation } from './operations.ts'
import { faultMessage, PROBLEM } from './wsdl/definitions.ts'

/** What SOAP cannot say of a contract: two things of one name, and keys that are called like what stands beside them. */
export function checkSoap(contract: ContractData): readonly Diagnostic[] {
  return soundVersions(contract).flatMap((served) => [...checkNames(served), ...checkKeys(served)])
}

/** Operations, their answers and the messages of faults share one list of names (WSDL 1.1, 2.3 and 2.4.5). */
function checkNames(contract: ContractData): readonly Diagnostic[] {
  const found: Diagnostic[] = []
  const taken = new Map<string, string>([[PROBLEM, 'the fault that every operation has']])
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
