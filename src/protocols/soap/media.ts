import { SOAP_11, SOAP_12, type SoapVersion } from '../../codecs/soap/index.ts'
import { wireRefusal } from '../../wire/problem.ts'

/** What `Content-Type` says (SOAP 1.1, 6; SOAP 1.2 Part 2, 7.1.4; RFC 3902). */
export interface Media {
  readonly version: SoapVersion
  readonly charset: string | undefined
  /** Of SOAP 1.2, which has no SOAPAction. */
  readonly action: string | undefined
}

/** Throws `unsupported-media-type` where it is neither `text/xml` nor `application/soap+xml`. */
export function mediaOf(type: string | undefined): Media {
  const plain = type === undefined ? undefined : PLAIN.get(type)
  if (plain) return plain
  const [media = '', ...parameters] = split(type ?? '')
  const name = media.trim().toLowerCase()
  const version = name === SOAP_11.media ? SOAP_11 : name === SOAP_12.media ? SOAP_12 : undefined
  if (!version) {
    const was = type === undefined ? 'There is no "Content-Type".' : `"Content-Type: ${type.slice(0, 80).replace(/[^\x20-\x7e]/g, '?')}" is not read here.`
    throw wireRefusal('unsupported-media-type', `${was} Send text/xml for SOAP 1.1, application/soap+xml for SOAP 1.2.`, {
      headers: { 'accept-post': `${SOAP_11.media}, ${SOAP_12.media}` },
    })
  }
  return { version, charset: parameterOf(parameters, 'charset'), action: parameterOf(parameters, 'action') }
}

/** The spellings that nearly all requests have. */
const PLAIN: ReadonlyMap<string, Media> = new Map(
  [SOAP_11, SOAP_12].flatMap((version) =>
    ['utf-8', 'UTF-8'].map((charset) => [`${version.media}; charset=${charset}`, { version, charset: 'utf-8', action: undefined }] as const),
  ),
)

/** At semicolons outside of quotes (RFC 9110, 5.6.6). */
function split(type: string): readonly string[] {
  return type.match(/(?:"(?:[^"\\]|\\.)*"|[^;"])+/g) ?? []
}

function parameterOf(parameters: readonly string[], wanted: string): string | undefined {
  for (const parameter of parameters) {
    const equals = parameter.indexOf('=')
    if (equals === -1 || parameter.slice(0, equals).trim().toLowerCase() !== wanted) continue
    const value = parameter.slice(equals + 1).trim()
    return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/g, '$1') : value
  }
  return undefined
}
