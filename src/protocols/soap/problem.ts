import { escapeAttribute, escapeText, replaceUnsayable } from '../../codecs/xml/index.ts'
import type { FieldError, Problem } from '../../kernel/outcome.ts'
import { errorMember, problemBody } from '../../wire/problem.ts'
import { statusOf } from '../../wire/status.ts'
import { BUSBAR_NAMESPACE } from './namespace.ts'

/** `Problem` of every fault: the members of problem+json (RFC 9457, 3) as elements, in the order of the schema. */
export function problemXml(problem: Problem, requestId: string): string {
  const body = problemBody(problem, statusOf(problem), requestId)
  let text = `<Problem xmlns="${BUSBAR_NAMESPACE}">`
  for (const member of FIRST) text += element(member, body[member])
  if (problem.errors && problem.errors.length > 0) text += `<errors>${problem.errors.map(errorXml).join('')}</errors>`
  if (problem.retryAfter !== undefined) text += element('retryAfter', Math.max(1, Math.ceil(problem.retryAfter)))
  text += element('requestId', requestId)
  for (const [member, value] of Object.entries(body)) if (!WRITTEN.has(member)) text += more(member, value)
  return `${text}</Problem>`
}

/** Escaped; what XML 1.0 has no words for (2.2) is shown as U+FFFD, since a fault must be readable whatever went wrong. */
export function shownXml(text: string): string {
  return escapeText(replaceUnsayable(text))
}

const FIRST: readonly string[] = ['type', 'title', 'status', 'detail', 'instance', 'code']
/** `data` is the element of the fault beside. */
const WRITTEN: ReadonlySet<string> = new Set([...FIRST, 'errors', 'data'])

function element(name: string, value: unknown): string {
  return value === undefined ? '' : `<${name}>${shownXml(String(value))}</${name}>`
}

function errorXml(error: FieldError): string {
  const { detail, pointer, parameter } = errorMember(error)
  return `<item>${element('detail', detail)}${element('pointer', pointer)}${element('parameter', parameter)}</item>`
}

function more(name: string, value: unknown): string {
  return `<more name="${escapeAttribute(replaceUnsayable(name))}">${shownXml(typeof value === 'string' ? value : JSON.stringify(value))}</more>`
}
