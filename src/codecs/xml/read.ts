import { SaxesParser, type SaxesTagNS } from 'saxes'
import { textOf } from './charset.ts'
import type { XmlAttribute, XmlElement } from './element.ts'
import { XmlError } from './error.ts'

/** What a document may cost. Each is looked at before what is beyond it is kept. */
export interface XmlLimits {
  /** Of the document as it came; default 1 MiB. */
  readonly bytes: number
  /** Elements in each other; default 64. */
  readonly depth: number
  /** Of one element, declarations of namespaces among them; default 64. */
  readonly attributes: number
  /** Of all elements; default 10,000. */
  readonly allAttributes: number
  /** Of the document; default 100,000. */
  readonly elements: number
}

/**
 * The root element of a document, or an `XmlError`: never another error. Strict XML 1.0 with Namespaces. A document type
 * declaration is refused before anything behind it is looked at, so there are no entities beside the five predefined
 * ones and numeric references, and nothing is ever fetched. Processing instructions are refused, as SOAP says
 * (SOAP 1.2 Part 1, 5): nobody here would do what they instruct.
 *
 * `charset` is what the transport says; what the document says must be the same.
 */
export function readXml(bytes: Uint8Array, limits: Partial<XmlLimits> = {}, charset?: string): XmlElement {
  const reading = new Reading(bytes, { ...DEFAULTS, ...limits }, charset)
  while (reading.next(bytes.length)) {
    // The whole in one piece.
  }
  return reading.end()
}

/** Characters of a piece. */
export const XML_PIECE = 16_384

/**
 * The same in pieces, between which `turn` lets others run: however a document is made that a stranger sent, it takes the event loop
 * for a few milliseconds at a time. What fits into one piece waits for nobody. A thread would hand its tree over as a copy, which takes the event loop for 100 ms at once.
 */
export async function readXmlInPieces(
  bytes: Uint8Array,
  of: { readonly limits?: Partial<XmlLimits>; readonly charset?: string | undefined; readonly turn: () => Promise<void> },
): Promise<XmlElement> {
  const reading = new Reading(bytes, { ...DEFAULTS, ...of.limits }, of.charset)
  while (reading.next(XML_PIECE)) await of.turn()
  return reading.end()
}

const DEFAULTS: XmlLimits = { bytes: 1_048_576, depth: 64, attributes: 64, allAttributes: 10_000, elements: 100_000 }

/** Behind white space, comments and instructions, `<!` begins a document type declaration and nothing else (XML 1.0, 2.8). */
function refuseDoctype(text: string): void {
  let at = 0
  for (;;) {
    while (WHITE.has(text.charCodeAt(at))) at++
    const end = text.startsWith('<!--', at) ? text.indexOf('-->', at + 4) : text.startsWith('<?', at) ? text.indexOf('?>', at + 2) : -1
    if (end === -1) break
    at = end + (text.charCodeAt(at + 1) === QUESTION ? 2 : 3)
  }
  if (text.startsWith('<!', at) && !text.startsWith('<!--', at))
    throw new XmlError('doctype', 'The document has a document type declaration (DOCTYPE), which is not read here: leave it out.', placeIn(text, at))
}

const WHITE: ReadonlySet<number> = new Set([0x20, 0x0a, 0x0d, 0x09])
const QUESTION = 0x3f

/** An element that is still open. */
interface Open extends XmlElement {
  readonly children: (Open | string)[]
}

const NO_ATTRIBUTES: readonly XmlAttribute[] = []
/** Without a prototype, so that no prefix reaches one. */
const NO_PREFIXES: { readonly [prefix: string]: string } = Object.freeze(
  Object.assign<{ [prefix: string]: string }, { readonly [prefix: string]: string }>(Object.create(null) as { [prefix: string]: string }, {
    xml: 'http://www.w3.org/XML/1998/namespace',
  }),
)

class Reading {
  readonly #text: string
  readonly #parser: SaxesParser<{ readonly xmlns: true; readonly position: false; readonly defaultXMLVersion: '1.0'; readonly forceXMLVersion: true }>
  readonly #open: Open[] = []
  #root: Open | undefined
  #at = 0

  constructor(bytes: Uint8Array, limits: XmlLimits, charset: string | undefined) {
    if (bytes.length > limits.bytes) throw new XmlError('too-large', `The document has ${bytes.length} bytes; ${limits.bytes} are allowed.`)
    this.#text = textOf(bytes, charset)
    refuseDoctype(this.#text)
    // Positions are worked out where something is wrong: keeping them all along costs time.
    this.#parser = new SaxesParser({ xmlns: true, position: false, defaultXMLVersion: '1.0', forceXMLVersion: true })
    this.#listen(limits)
  }

  /** Reads as many characters more; whether there are more of them. Throws an `XmlError`. */
  next(characters: number): boolean {
    const to = Math.min(this.#at + characters, this.#text.length)
    this.#strictly(() => this.#parser.write(this.#text.slice(this.#at, to)))
    this.#at = to
    return to < this.#text.length
  }

  end(): XmlElement {
    this.#strictly(() => this.#parser.close())
    return this.#root ?? this.#refuse('malformed', 'The document has no element.')
  }

  #strictly(read: () => void): void {
    try {
      read()
    } catch (error) {
      if (error instanceof XmlError) throw error
      const message = error instanceof Error ? error.message : String(error)
      this.#refuse('malformed', `The document is not well-formed XML: ${message.slice(0, 200)}`)
    }
  }

  #refuse(code: XmlError['code'], message: string): never {
    throw new XmlError(code, message, placeIn(this.#text, this.#parser.position))
  }

  #listen(limits: XmlLimits): void {
    const parser = this.#parser
    const open = this.#open
    let elements = 0
    let attributes = 0
    let inElement = 0
    parser.on('doctype', () => this.#refuse('doctype', 'The document has a document type declaration (DOCTYPE), which is not read here: leave it out.'))
    parser.on('processinginstruction', ({ target }) =>
      this.#refuse('malformed', `The document has a processing instruction ("${target.slice(0, 40)}"), which is not read here: leave it out.`),
    )
    parser.on('opentagstart', () => {
      inElement = 0
      if (open.length >= limits.depth) this.#refuse('too-deep', `Elements are more than ${limits.depth} deep in each other.`)
      if (++elements > limits.elements) this.#refuse('too-large', `The document has more than ${limits.elements} elements.`)
    })
    parser.on('attribute', () => {
      if (++inElement > limits.attributes) this.#refuse('too-many-attributes', `An element has more than ${limits.attributes} attributes.`)
      if (++attributes > limits.allAttributes) this.#refuse('too-many-attributes', `The elements have more than ${limits.allAttributes} attributes in all.`)
    })
    parser.on('opentag', (tag) => {
      const parent = open.at(-1)
      const element: Open = {
        name: tag.local,
        namespace: tag.uri,
        attributes: inElement === 0 ? NO_ATTRIBUTES : attributesOf(tag),
        children: [],
        prefixes: inElement === 0 ? (parent?.prefixes ?? NO_PREFIXES) : prefixesOf(tag, parent?.prefixes ?? NO_PREFIXES),
      }
      if (parent) parent.children.push(element)
      else this.#root = element
      open.push(element)
    })
    parser.on('closetag', () => {
      open.pop()
    })
    const characters = (data: string): void => {
      const children = open.at(-1)?.children
      if (!children) return
      const last = children.length - 1
      const before = children[last]
      if (typeof before === 'string') children[last] = before + data
      else if (data !== '') children.push(data)
    }
    parser.on('text', characters)
    parser.on('cdata', characters)
  }
}

function attributesOf(tag: SaxesTagNS): readonly XmlAttribute[] {
  const found: XmlAttribute[] = []
  for (const attribute of Object.values(tag.attributes))
    if (attribute.prefix !== 'xmlns' && attribute.name !== 'xmlns') found.push({ name: attribute.local, namespace: attribute.uri, value: attribute.value })
  return found
}

/** A chain and no copy: many elements below many declarations would be copied for each. */
function prefixesOf(tag: SaxesTagNS, outer: XmlElement['prefixes']): XmlElement['prefixes'] {
  const own = Object.entries(tag.ns)
  if (own.length === 0) return outer
  const prefixes = Object.create(outer) as { [prefix: string]: string }
  for (const [prefix, uri] of own) prefixes[prefix] = uri
  return prefixes
}

function placeIn(text: string, position: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, Math.max(0, Math.min(position, text.length)))
  const start = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at !== -1; at = before.indexOf('\n', at + 1)) line++
  return { line, column: before.length - start + 1 }
}
