import type { XmlElement } from '../xml/element.ts'
import { SoapError } from './error.ts'
import { SOAP_11, SOAP_12, type SoapVersion } from './version.ts'

/** A message, taken apart. */
export interface Envelope {
  readonly version: SoapVersion
  /** The blocks of the header that are for us; what is for other actors or roles is left out. */
  readonly blocks: readonly XmlElement[]
  /** The one child of the body. */
  readonly content: XmlElement
}

/**
 * Reads an envelope of either version (SOAP 1.1, 4; SOAP 1.2 Part 1, 5), document/literal: the body has exactly one
 * child (WS-I Basic Profile 1.1, R9981). Throws a `SoapError`: `version-mismatch` where the envelope is of a version that
 * is not read here, `malformed` for all else. What must be understood is checked by `mustUnderstand`, once it is known who sent it.
 */
export function readEnvelope(root: XmlElement): Envelope {
  const version = versionOf(root)
  let header: XmlElement | undefined
  let body: XmlElement | undefined
  for (const child of root.children) {
    if (typeof child === 'string') {
      if (!isBlank(child)) throw new SoapError('malformed', 'There is text directly in the Envelope: it has a Header, if any, and a Body.')
    } else if (body) throw new SoapError('malformed', 'The Envelope has something behind its Body (WS-I Basic Profile 1.1, R1011).')
    else if (child.namespace !== version.namespace || (child.name !== 'Header' && child.name !== 'Body'))
      throw new SoapError('malformed', `The Envelope has a child '${child.name}': it has a Header, if any, and a Body, in its own namespace.`)
    else if (child.name === 'Body') body = child
    else if (header) throw new SoapError('malformed', 'The Envelope has two Headers.')
    else header = child
  }
  if (!body) throw new SoapError('malformed', 'The Envelope has no Body.')
  return { version, blocks: header ? blocksOf(header, version) : NONE, content: contentOf(body) }
}

/** Which of our blocks must be understood and are not among `known` (SOAP 1.1, 4.2.3; SOAP 1.2 Part 1, 5.2.3); throws `must-understand` with them. */
export function mustUnderstand(envelope: Envelope, known: (block: XmlElement) => boolean): void {
  const { version, blocks } = envelope
  if (blocks.length === 0) return
  const missed = blocks.filter((block) => !known(block) && isTrue(attributeOf(block, version, 'mustUnderstand')))
  if (missed.length === 0) return
  const names = missed.map(({ name, namespace }) => `${name} of ${namespace === '' ? 'no namespace' : namespace}`).join(', ')
  throw new SoapError('must-understand', `The header must be understood and is not: ${names}. Leave it out, or send it without mustUnderstand.`, missed)
}

export function isBlank(text: string): boolean {
  return !/[^\t\n\r ]/.test(text)
}

const NONE: readonly XmlElement[] = []

function versionOf(root: XmlElement): SoapVersion {
  if (root.name !== 'Envelope') throw new SoapError('malformed', `The document is no SOAP message: its root is '${root.name}', not Envelope.`)
  if (root.namespace === SOAP_11.namespace) return SOAP_11
  if (root.namespace === SOAP_12.namespace) return SOAP_12
  throw new SoapError(
    'version-mismatch',
    `The Envelope is of the namespace '${root.namespace}'; read are ${SOAP_11.namespace} (SOAP 1.1) and ${SOAP_12.namespace} (SOAP 1.2).`,
  )
}

function blocksOf(header: XmlElement, version: SoapVersion): readonly XmlElement[] {
  const blocks: XmlElement[] = []
  for (const child of header.children) {
    if (typeof child === 'string') {
      if (!isBlank(child)) throw new SoapError('malformed', 'There is text directly in the Header.')
    } else if (version.ours.includes(attributeOf(child, version, version.target))) blocks.push(child)
  }
  return blocks
}

function contentOf(body: XmlElement): XmlElement {
  let content: XmlElement | undefined
  for (const child of body.children) {
    if (typeof child === 'string') {
      if (!isBlank(child)) throw new SoapError('malformed', 'There is text directly in the Body: it has one element, which says the operation.')
    } else if (content) throw new SoapError('malformed', 'The Body has more than one child: one element says the operation (WS-I Basic Profile 1.1, R9981).')
    else content = child
  }
  if (!content) throw new SoapError('malformed', 'The Body is empty: one element in it says the operation.')
  return content
}

/** Of the envelope's namespace; empty where it is absent. */
function attributeOf(block: XmlElement, version: SoapVersion, name: string): string {
  for (const attribute of block.attributes) if (attribute.name === name && attribute.namespace === version.namespace) return attribute.value.trim()
  return ''
}

/** xs:boolean; SOAP 1.1 has `1` alone, and clients send `true` there too. */
function isTrue(value: string): boolean {
  return value === '1' || value === 'true'
}
