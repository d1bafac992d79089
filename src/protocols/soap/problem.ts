import type { ContractData } from '../../contract/data.ts'
import type { Json } from '../../contract/schema.ts'
import type { Problem } from '../../kernel/outcome.ts'
import { problemBody } from '../../wire/problem.ts'
import { statusOf } from '../../wire/status.ts'
import { encodeFields, PROBLEM_FIELDS, XSI } from '../../wire/xml/index.ts'

/** `Problem` of every fault: the members of problem+json (RFC 9457, 3) as elements, in the order of the schema. */
export function problemXml(problem: Problem, requestId: string, of: { readonly contract: ContractData; readonly namespace: string }): string {
  const members: { [name: string]: Json } = {}
  const more: { [name: string]: Json } = {}
  for (const [name, value] of Object.entries(problemBody(problem, statusOf(problem), requestId)) as [string, Json][]) {
    if (Object.hasOwn(PROBLEM_FIELDS, name)) members[name] = value
    // The detail of a declared fault is an element of its own.
    else if (name !== 'data') more[name] = value
  }
  if (problem.retryAfter !== undefined) members['retryAfter'] = Math.max(1, Math.ceil(problem.retryAfter))
  if (Object.keys(more).length > 0) members['more'] = more
  // A fault must be readable whatever went wrong.
  const content = encodeFields(members, PROBLEM_FIELDS, { contract: of.contract, unsayable: 'replace' })
  return `<Problem xmlns="${of.namespace}" xmlns:xsi="${XSI}">${content}</Problem>`
}
