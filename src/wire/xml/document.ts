import { readXmlInPieces, XmlError, type XmlElement } from '../../codecs/xml/index.ts'
import { wireRefusal } from '../problem.ts'
import { isNil } from './instance.ts'
import { XSI } from './names.ts'

/** A document of one element, in a contract's namespace. `inner` is what encode made. */
export function xmlDocument(name: string, inner: string, namespace: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${namespace}" xmlns:xsi="${XSI}">${inner}</${name}>`
}

/** The root of what was sent, read in pieces. Throws a `WireRefusal`: `malformed`, or `too-large`. */
export async function readRoot(bytes: Uint8Array, of: { readonly charset: string | undefined; readonly turn: () => Promise<void> }): Promise<XmlElement> {
  try {
    return await readXmlInPieces(bytes, of)
  } catch (error) {
    throw error instanceof XmlError ? xmlRefusal(error) : error
  }
}

/** What is wrong with a body of XML. */
export function xmlRefusal(error: XmlError): Error {
  const place = error.line === undefined ? '' : ` (line ${error.line}, column ${error.column ?? 0})`
  return wireRefusal(error.code === 'too-large' ? 'too-large' : 'malformed', `The body is no XML that is read here. ${error.message}${place}`)
}

/** Rule: a root is called one of `names`, in the contract's namespace or in none, and has elements in it. Throws a `WireRefusal`: `malformed`. */
export function mustBeRoot(root: XmlElement, of: { readonly names: readonly string[]; readonly namespace: string }): XmlElement {
  if (!of.names.includes(root.name) || (root.namespace !== of.namespace && root.namespace !== ''))
    throw wireRefusal('malformed', `The root element is ${shown(root)}; expected is <${of.names.join('> or <')}> in the namespace "${of.namespace}".`)
  if (isNil(root, undefined, { pointer: '' })) throw wireRefusal('malformed', 'The root element is xsi:nil: an element with content is expected.')
  if (root.children.some((child) => typeof child === 'string' && child.trim() !== ''))
    throw wireRefusal('malformed', 'The root element has text between its elements.')
  return root
}

function shown({ name, namespace }: XmlElement): string {
  const text = (part: string): string => (part.length > 80 ? `${part.slice(0, 80).toWellFormed()}…` : part)
  return `<${text(name)}> in ${namespace === '' ? 'no namespace' : `the namespace "${text(namespace)}"`}`
}
