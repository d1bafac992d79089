import type { ContractData } from '../../../contract/data.ts'
import { pascal } from '../../../wire/docs/component-names.ts'
import { escapeAttribute } from '../../../codecs/xml/index.ts'
import { actionOf } from '../action.ts'
import type { SoapOperation } from '../operations.ts'
import { explained } from './documentation.ts'

/** What is around the types. */
export interface Definitions {
  readonly contract: ContractData
  readonly namespace: string
  /** Where the service is: absolute. */
  readonly url: string
  readonly operations: readonly SoapOperation[]
  /** Of the contract, with the elements of the messages. */
  readonly schema: string
  /** The element of a fault that the contract declares. */
  readonly faultElement: (code: string) => string
  /** Of the version: deprecated, ends. */
  readonly notice?: string | undefined
}

/** WSDL 1.1 (W3C Note, 15 March 2001) as WS-I Basic Profile 1.1 narrows it: document/literal, one part a message, SOAP 1.1 and 1.2 (W3C Submission, 5 April 2006). */
export function wsdlText(the: Definitions): string {
  const { contract, namespace } = the
  const name = serviceName(contract)
  const declared = [...new Set(the.operations.flatMap(({ faults }) => faults))]
  const messages = the.operations.flatMap(({ name: operation }) => [
    message(operation, 'parameters', operation),
    message(`${operation}Response`, 'parameters', `${operation}Response`),
  ])
  const faults = [...declared.map((code) => message(faultMessage(code), 'fault', the.faultElement(code))), message(PROBLEM, 'fault', 'Problem')]
  const ports = BINDINGS.map(
    ({ prefix, suffix }) =>
      `<wsdl:port name="${name}${suffix}" binding="tns:${name}${suffix}"><${prefix}:address location="${escapeAttribute(the.url)}"/></wsdl:port>`,
  )
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<wsdl:definitions name="${name}" targetNamespace="${namespace}" xmlns:tns="${namespace}" ${NAMESPACES}>` +
    explained([contract.doc, the.notice].filter((text) => text !== undefined).join(' ')) +
    `<wsdl:types>${the.schema}</wsdl:types>` +
    messages.join('') +
    faults.join('') +
    `<wsdl:portType name="${name}">${the.operations.map((operation) => portOperation(operation, the)).join('')}</wsdl:portType>` +
    BINDINGS.map((binding) => bindingText(binding, the)).join('') +
    `<wsdl:service name="${name}Service">${ports.join('')}</wsdl:service></wsdl:definitions>\n`
  )
}

const NAMESPACES =
  'xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:soap12="http://schemas.xmlsoap.org/wsdl/soap12/" xmlns:wsam="http://www.w3.org/2007/05/addressing/metadata"'

/** Of port type, and of bindings, ports and service with a suffix: `Plant`. */
function serviceName(contract: ContractData): string {
  return pascal(contract.name)
}

/** The message of a declared fault. */
export function faultMessage(code: string): string {
  return `${pascal(code)}Fault`
}

export const PROBLEM = 'ProblemFault'

const BINDINGS = [
  { prefix: 'soap', suffix: 'Soap' },
  { prefix: 'soap12', suffix: 'Soap12' },
] as const

function message(name: string, part: string, element: string): string {
  return `<wsdl:message name="${name}"><wsdl:part name="${part}" element="tns:${element}"/></wsdl:message>`
}

function portOperation(operation: SoapOperation, the: Definitions): string {
  const { name, faults } = operation
  return (
    `<wsdl:operation name="${name}">${explained(docOf(operation, the.contract))}` +
    `<wsdl:input message="tns:${name}" wsam:Action="${actionOf(the.namespace, name)}"/>` +
    `<wsdl:output message="tns:${name}Response" wsam:Action="${actionOf(the.namespace, `${name}Response`)}"/>` +
    [...faults.map(faultMessage), PROBLEM].map((fault) => `<wsdl:fault name="${fault}" message="tns:${fault}"/>`).join('') +
    '</wsdl:operation>'
  )
}

function docOf({ kind, operation, resource = '', command = '' }: SoapOperation, contract: ContractData): string | undefined {
  switch (kind) {
    case 'operation':
      return contract.operations[operation]?.doc
    case 'composite':
      return contract.composites[operation]?.doc
    case 'command':
      return contract.resources[resource]?.commands[command]?.doc
    default:
      return contract.resources[resource]?.doc
  }
}

function bindingText({ prefix, suffix }: (typeof BINDINGS)[number], the: Definitions): string {
  const name = serviceName(the.contract)
  const body = `<${prefix}:body use="literal"/>`
  const operations = the.operations.map((operation) => {
    const faults = [...operation.faults.map(faultMessage), PROBLEM].map(
      (fault) => `<wsdl:fault name="${fault}"><${prefix}:fault name="${fault}" use="literal"/></wsdl:fault>`,
    )
    const action = `<${prefix}:operation soapAction="${actionOf(the.namespace, operation.name)}" style="document"/>`
    return `<wsdl:operation name="${operation.name}">${action}<wsdl:input>${body}</wsdl:input><wsdl:output>${body}</wsdl:output>${faults.join('')}</wsdl:operation>`
  })
  return `<wsdl:binding name="${name}${suffix}" type="tns:${name}"><${prefix}:binding transport="http://schemas.xmlsoap.org/soap/http" style="document"/>${operations.join('')}</wsdl:binding>`
}
