import type { XmlElement } from '../../codecs/xml/index.ts'
import type { ContractData } from '../../contract/data.ts'
import type { Call } from '../../kernel/call.ts'
import type { Problem, Success } from '../../kernel/outcome.ts'
import type { PasswordOf } from '../../kernel/ports/protocol.ts'
import type { Mount } from '../../wire/mount.ts'
import { wireRefusal } from '../../wire/problem.ts'
import { shortened } from '../../wire/query.ts'
import { encodeFields, namespaceOf, typeNames, XSI } from '../../wire/xml/index.ts'
import { actionOf } from './action.ts'
import { answerOf } from './answer.ts'
import { fillFor } from './fill.ts'
import { describeOperations, isKeyed, PARTS, type SoapOperation } from './operations.ts'
import type { Parts } from './parts.ts'
import { problemXml } from './problem.ts'

export type CallDraft = { -readonly [K in keyof Call]: Call[K] }

/** One version of a contract, served. */
export interface Service {
  readonly mount: Mount
  /** Absent: digests of passwords are not taken. */
  readonly passwordOf: PasswordOf | undefined
  /** Of the contract's elements. */
  readonly namespace: string
  /** Throws a `WireRefusal` where the element asks for no operation. */
  endpointOf(content: XmlElement): Endpoint
  /** The detail of a fault: the element of what the contract declares, if it is that, and `Problem`. */
  detail(problem: Problem, requestId: string): string
}

/** Both halves of one operation's translation; the kernel stands between them. */
export interface Endpoint {
  readonly operation: SoapOperation
  /** Children of the element that asks. */
  readonly parts: readonly string[]
  /** It may take long, and ends when the client goes away. */
  readonly waits: boolean
  readonly replyAction: string
  /** Element → what is particular of the call. Throws a `WireRefusal`. */
  fill(call: CallDraft, parts: Parts): void
  /** Outcome → the element that answers. Throws an `XmlError` where XML cannot say it. */
  content(outcome: Success): string
}

export function serviceOf(mount: Mount, contract: ContractData, options: { readonly passwordOf?: PasswordOf | undefined } = {}): Service {
  const namespace = namespaceOf(contract)
  const names = typeNames(contract)
  const endpoints = new Map(describeOperations(contract).map((operation) => [operation.name, endpointOf(operation, contract, namespace)]))
  return {
    mount,
    passwordOf: options.passwordOf,
    namespace,
    endpointOf(content) {
      const endpoint = content.namespace === namespace ? endpoints.get(content.name) : undefined
      if (endpoint) return endpoint
      throw wireRefusal(
        'not-found',
        `There is no operation '${shortened(content.name)}' of '${shortened(content.namespace)}' here: the elements are those of '${namespace}' that the WSDL at ?wsdl names.`,
      )
    },
    detail(problem, requestId) {
      const { code, fault } = problem
      const shared = problemXml(problem, requestId, { contract, namespace })
      const declared = fault && Object.hasOwn(contract.faults, code) ? contract.faults[code] : undefined
      if (!fault || !declared) return shared
      const name = names.fault(code)
      return `<${name} xmlns="${namespace}" xmlns:xsi="${XSI}">${encodeFields(fault.detail, declared.detail, { contract, unsayable: 'replace' })}</${name}>${shared}`
    },
  }
}

function endpointOf(operation: SoapOperation, contract: ContractData, namespace: string): Endpoint {
  const { kind, name, resource = '' } = operation
  const key = isKeyed(kind) ? contract.resources[resource]?.key.field : undefined
  return {
    operation,
    parts: key === undefined ? PARTS[kind] : [key, ...PARTS[kind]],
    waits: kind === 'list' || kind === 'command' || kind === 'operation',
    replyAction: actionOf(namespace, `${name}Response`),
    fill: fillFor(operation, contract, { namespace, key }),
    content: answerOf(operation, contract, namespace),
  }
}
