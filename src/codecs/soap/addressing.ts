import type { XmlElement } from '../xml/element.ts'
import { SoapError } from './error.ts'
import { textOf } from './text.ts'

/** Web Services Addressing 1.0 (W3C Recommendation, 9 May 2006). */
export const ADDRESSING = 'http://www.w3.org/2005/08/addressing'

/** What the header says of the message (Core, 3.2). */
export interface Addressing {
  readonly messageId?: string
  readonly action?: string
}

/**
 * Reads the message addressing properties. Each is there once at most (SOAP Binding, 3.2), and an answer goes back on the
 * connection: `ReplyTo` and `FaultTo` are anonymous or absent, else `malformed` (OnlyAnonymousAddressSupported, 6.4.1.7).
 */
export function readAddressing(blocks: readonly XmlElement[]): Addressing {
  const read: { messageId?: string; action?: string } = {}
  for (const block of blocks) {
    if (block.namespace !== ADDRESSING) continue
    if (block.name === 'MessageID') {
      if (read.messageId !== undefined) throw twice(block)
      read.messageId = valueOf(block)
    } else if (block.name === 'Action') {
      if (read.action !== undefined) throw twice(block)
      read.action = valueOf(block)
    } else if (block.name === 'ReplyTo' || block.name === 'FaultTo') refuseOther(block)
  }
  return read
}

const ANONYMOUS = `${ADDRESSING}/anonymous`

function refuseOther(block: XmlElement): void {
  const address = block.children.find((child): child is XmlElement => typeof child !== 'string' && child.name === 'Address' && child.namespace === ADDRESSING)
  const value = address && textOf(address)?.trim()
  if (value !== ANONYMOUS)
    throw new SoapError(
      'malformed',
      `The header wsa:${block.name} asks for an answer elsewhere. Answers go back on the connection only: send ${ANONYMOUS}, or leave it out.`,
    )
}

function valueOf(block: XmlElement): string {
  const text = textOf(block)?.trim()
  if (text === undefined || text === '') throw new SoapError('malformed', `The header wsa:${block.name} is a URI, and there is none in it.`)
  return text
}

function twice(block: XmlElement): Error {
  return new SoapError('malformed', `The header wsa:${block.name} came twice.`)
}
