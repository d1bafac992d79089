import type { IncomingHttpHeaders } from 'node:http'
import type { XmlElement } from '../codecs/xml/element.ts'
import { decode, DecodeError } from '../codecs/json/index.ts'
import type { Headers } from './headers.ts'
import { wireRefusal } from './problem.ts'
import type { WireRequest } from './request.ts'

/** What a method reads, and how it says so on 415 (RFC 9110, 15.5.16; Accept-Post: LDP 1.0, 7.1). */
const POSTED: Headers = { 'accept-post': 'application/json' }
const POSTED_OR_XML: Headers = { 'accept-post': 'application/json, application/xml' }
const PUT: Headers = { accept: 'application/json' }
const PUT_OR_XML: Headers = { accept: 'application/json, application/xml' }

/** What reads a body of XML. */
export interface XmlReader {
  /** The JSON value that a document stands for. Throws a `WireRefusal`. */
  input(root: XmlElement): unknown
}

/** The body as JSON, or as what its XML stands for where that is read too; `undefined` where there is none. */
export function inputOf(request: WireRequest, xml?: XmlReader): unknown {
  if (request.parsed) return request.parsed.value
  const { body } = request
  if (body === undefined || body.length === 0) return undefined
  const type = request.headers['content-type']
  if (type === 'application/json' || mediaOf(type) === 'application/json') return decodeBody(body)
  if (!xml || !request.xml) throw unsupported(type, request.method === 'PUT' ? (xml ? PUT_OR_XML : PUT) : xml ? POSTED_OR_XML : POSTED)
  return xml.input(request.xml)
}

/** A batch, and no other. */
export function mustBeJson(request: Pick<WireRequest, 'headers'>): void {
  const type = request.headers['content-type']
  if (type !== 'application/json' && mediaOf(type) !== 'application/json') throw unsupported(type, POSTED)
}

export function emptyBody(): Error {
  return wireRefusal('malformed', 'The body is empty: a JSON value is expected.')
}

export function decodeBody(body: Uint8Array, options?: { readonly maxKeys?: number }): unknown {
  try {
    return decode(body, options)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    const errors = error.pointer === undefined || error.pointer === '' ? {} : { errors: [{ pointer: error.pointer, detail: error.message }] }
    throw wireRefusal('malformed', `The body is no JSON that is read here. ${error.message}`, errors)
  }
}

export function unsupported(type: string | undefined, accepted: Headers): Error {
  const list = String(Object.values(accepted)[0])
  const was =
    type === undefined ? 'There is a body and no "Content-Type".' : `"Content-Type: ${type.slice(0, 80).replace(/[^\x20-\x7e]/g, '?')}" is not read here.`
  return wireRefusal('unsupported-media-type', `${was} Send one of: ${list}, in UTF-8.`, { headers: accepted })
}

/** Lower case, without parameters; empty where a charset other than UTF-8 is claimed. */
export function mediaOf(type: IncomingHttpHeaders['content-type']): string {
  if (type === undefined) return ''
  const [media = '', ...parameters] = type.split(';')
  for (const parameter of parameters) {
    const [name = '', value = ''] = parameter.split('=')
    if (name.trim().toLowerCase() === 'charset' && !UTF8.test(value.trim())) return ''
  }
  return media.trim().toLowerCase()
}

/** `application/xml` or `text/xml` (RFC 7303, 9), and the charset beside it; what the document says must be the same. */
export function xmlMediaOf(type: IncomingHttpHeaders['content-type']): { readonly charset: string | undefined } | undefined {
  if (type === undefined) return undefined
  const [media = '', ...parameters] = type.split(';')
  if (!XML.test(media.trim())) return undefined
  const charset = parameters.map((parameter) => CHARSET.exec(parameter)?.[1]).find((found) => found !== undefined)
  return { charset }
}

const XML = /^(?:application|text)\/xml$/i
const CHARSET = /^\s*charset\s*=\s*"?([^"]*?)"?\s*$/i
const UTF8 = /^"?utf-?8"?$/i
