import { escapeAttribute, escapeText } from '../xml/index.ts'
import { ADDRESSING } from './addressing.ts'
import type { BlockName } from './error.ts'
import { SOAP_11, SOAP_12, type SoapVersion } from './version.ts'

/** What the header of an answer says (WS-Addressing 1.0 Core, 3.4). */
export interface ReplyTo {
  /** The `MessageID` of what is answered. */
  readonly messageId: string
  readonly action: string
}

/** Who must act: the one who sent the message, or nobody yet. The other two are the message's own (SOAP 1.1, 4.4.1; SOAP 1.2 Part 1, 5.4.6). */
export type FaultCode = 'Client' | 'Server' | 'VersionMismatch' | 'MustUnderstand'

export interface Fault {
  readonly code: FaultCode
  /** More exactly, a local name of `namespace`; SOAP 1.2 says it as the subcode. */
  readonly subcode: { readonly name: string; readonly namespace: string }
  /** English. */
  readonly reason: string
  /** XML: the children of the detail; empty for none. */
  readonly detail: string
  /** Of `MustUnderstand`: SOAP 1.2 names the blocks in its header (Part 1, 5.4.8). */
  readonly notUnderstood?: readonly BlockName[]
}

/** A whole message around XML that is well-formed and has its own namespace declarations. */
export function writeEnvelope(version: SoapVersion, content: string, reply?: ReplyTo): string {
  return around(version, content, reply ? replyHeader(reply) : '')
}

export function writeFault(version: SoapVersion, fault: Fault, reply?: ReplyTo): string {
  const header = (reply ? replyHeader(reply) : '') + (version === SOAP_12 ? faultHeader(fault) : '')
  return around(version, version === SOAP_12 ? fault12(fault) : fault11(fault), header)
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
const OPEN_11 = `${DECLARATION}<soap:Envelope xmlns:soap="${SOAP_11.namespace}">`
const OPEN_12 = `${DECLARATION}<soap:Envelope xmlns:soap="${SOAP_12.namespace}">`

function around(version: SoapVersion, content: string, header: string): string {
  const open = version === SOAP_12 ? OPEN_12 : OPEN_11
  return `${open}${header === '' ? '' : `<soap:Header>${header}</soap:Header>`}<soap:Body>${content}</soap:Body></soap:Envelope>`
}

function replyHeader({ messageId, action }: ReplyTo): string {
  return `<wsa:Action xmlns:wsa="${ADDRESSING}">${escapeText(action)}</wsa:Action><wsa:RelatesTo xmlns:wsa="${ADDRESSING}">${escapeText(messageId)}</wsa:RelatesTo>`
}

/** Code and text have no namespace here, and the detail must be absent unless the body was looked at (SOAP 1.1, 4.4). */
function fault11({ code, reason, detail }: Fault): string {
  const more = detail === '' ? '' : `<detail>${detail}</detail>`
  return `<soap:Fault><faultcode>soap:${code}</faultcode><faultstring xml:lang="en">${escapeText(reason)}</faultstring>${more}</soap:Fault>`
}

function fault12({ code, subcode, reason, detail }: Fault): string {
  const value = code === 'Client' ? 'Sender' : code === 'Server' ? 'Receiver' : code
  const more = detail === '' ? '' : `<soap:Detail>${detail}</soap:Detail>`
  return (
    `<soap:Fault><soap:Code><soap:Value>soap:${value}</soap:Value>` +
    `<soap:Subcode><soap:Value xmlns:p="${escapeAttribute(subcode.namespace)}">p:${subcode.name}</soap:Value></soap:Subcode></soap:Code>` +
    `<soap:Reason><soap:Text xml:lang="en">${escapeText(reason)}</soap:Text></soap:Reason>${more}</soap:Fault>`
  )
}

/** SOAP 1.2 Part 1, 5.4.7 and 5.4.8. */
function faultHeader({ code, notUnderstood = [] }: Fault): string {
  if (code === 'VersionMismatch')
    return `<soap:Upgrade>${[SOAP_12, SOAP_11].map(({ namespace }) => `<soap:SupportedEnvelope xmlns:v="${namespace}" qname="v:Envelope"/>`).join('')}</soap:Upgrade>`
  return notUnderstood
    .map(({ name, namespace }) =>
      namespace === '' ? `<soap:NotUnderstood qname="${name}"/>` : `<soap:NotUnderstood xmlns:q="${escapeAttribute(namespace)}" qname="q:${name}"/>`,
    )
    .join('')
}
