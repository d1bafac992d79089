import { isAscii, isUtf8 } from 'node:buffer'
import { XmlError } from './error.ts'

/**
 * The text of a document. What the byte order mark, the declaration and the transport say of its encoding must agree
 * (XML 1.0, 4.3.3; RFC 7303, 3.2 lets the mark win, which is how one document becomes two). UTF-16 needs a mark; bytes
 * that are not of the encoding are refused, never replaced. ISO-8859-1 is read as Windows-1252, which is what is sent
 * under its name (WHATWG Encoding, 4.2).
 */
export function textOf(bytes: Uint8Array, transport?: string): string {
  const mark = markOf(bytes)
  const said = transport === undefined ? undefined : encodingOf(transport, 'The transport')
  if (mark?.encoding.startsWith('utf-16')) {
    agree(said, mark.encoding, 'its "Content-Type"')
    const text = decoded(bytes, mark.encoding)
    const declared = DECLARED.exec(text)?.[1]
    if (declared !== undefined) agree(encodingOf(declared, 'The XML declaration'), mark.encoding, 'its XML declaration')
    return text
  }
  if (bytes[0] === 0 || (bytes[1] === 0 && bytes.length > 1))
    throw new XmlError('charset', 'The document begins like UTF-16 or UTF-32 without a byte order mark: send UTF-8, or UTF-16 with a mark.')
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const declaredName = DECLARED.exec(buffer.toString('latin1', mark?.length ?? 0, 200))?.[1]
  const declared = declaredName === undefined ? undefined : encodingOf(declaredName, 'The XML declaration')
  const encoding = mark?.encoding ?? said ?? declared ?? 'utf-8'
  agree(said, encoding, 'its "Content-Type"')
  agree(declared, encoding, 'its XML declaration')
  return decoded(mark ? bytes.subarray(mark.length) : bytes, encoding)
}

type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'us-ascii' | 'windows-1252'

const NAMES: { readonly [name: string]: Encoding | 'utf-16' } = {
  'utf-8': 'utf-8',
  'utf8': 'utf-8',
  'utf-16': 'utf-16',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  'us-ascii': 'us-ascii',
  'ascii': 'us-ascii',
  'iso-8859-1': 'windows-1252',
  'latin1': 'windows-1252',
  'windows-1252': 'windows-1252',
}

const DECLARED = /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([^"'<>]*)["']/

function encodingOf(name: string, who: string): Encoding | 'utf-16' {
  const lower = name.trim().toLowerCase()
  const found = Object.hasOwn(NAMES, lower) ? NAMES[lower] : undefined
  if (found !== undefined) return found
  const shown = name.slice(0, 40).replace(/[^\x20-\x7e]/g, '?')
  throw new XmlError('charset', `${who} names the encoding "${shown}", which is not read here: send UTF-8, UTF-16 with a byte order mark, or ISO-8859-1.`)
}

function markOf(bytes: Uint8Array): { readonly encoding: Encoding; readonly length: number } | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return { encoding: 'utf-8', length: 3 }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { encoding: 'utf-16le', length: 2 }
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { encoding: 'utf-16be', length: 2 }
  return undefined
}

/** US-ASCII is a part of the others, so it agrees with UTF-8; its bytes are held to it all the same. */
function agree(claimed: Encoding | 'utf-16' | undefined, encoding: Encoding | 'utf-16', where: string): void {
  if (claimed === undefined || claimed === encoding || (claimed === 'utf-16' && encoding.startsWith('utf-16'))) return
  throw new XmlError('charset', `The document is ${encoding.toUpperCase()}, and ${where} says ${claimed.toUpperCase()}: they must say the same.`)
}

function decoded(bytes: Uint8Array, encoding: Encoding | 'utf-16'): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (encoding === 'utf-8') {
    if (!isUtf8(bytes)) throw new XmlError('charset', 'The document has bytes that are not UTF-8; if it is ISO-8859-1, its XML declaration must say so.')
    return buffer.toString('utf8')
  }
  if (encoding === 'us-ascii') {
    if (!isAscii(bytes)) throw new XmlError('charset', 'The document says it is US-ASCII, and has bytes beyond it.')
    return buffer.toString('latin1')
  }
  if (encoding === 'utf-16') throw new XmlError('charset', 'The document says it is UTF-16, and has no byte order mark: send UTF-8, or UTF-16 with a mark.')
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    throw new XmlError('charset', `The document has bytes that are not ${encoding.toUpperCase()}.`)
  }
}
