import { decodeBody, emptyBody, mediaOf, unsupported, type XmlReader } from '../../wire/body.ts'
import type { Headers } from '../../wire/headers.ts'
import type { WireRequest } from '../../wire/request.ts'

/** What PATCH reads, and how it says so on 415 (RFC 9110, 15.5.16; Accept-Patch: RFC 5789, 3.1). */
const PATCHED: Headers = { 'accept-patch': 'application/merge-patch+json, application/json-patch+json, application/json, application/xml' }

export interface Patch {
  readonly patch: 'merge' | 'json'
  readonly input: unknown
}

/** `application/json` and XML are read as a merge patch: nothing else an object could mean. */
export function patchOf(request: WireRequest, xml: XmlReader): Patch {
  const type = request.headers['content-type']
  const media = request.parsed && type === undefined ? 'application/json' : mediaOf(type)
  const patch =
    media === 'application/merge-patch+json' || media === 'application/json' ? 'merge' : media === 'application/json-patch+json' ? 'json' : undefined
  if (request.parsed) {
    if (patch === undefined) throw unsupported(type, PATCHED)
    return { patch, input: request.parsed.value }
  }
  const { body } = request
  if (body === undefined || body.length === 0) throw emptyBody()
  if (patch !== undefined) return { patch, input: decodeBody(body) }
  if (!request.xml) throw unsupported(type, PATCHED)
  return { patch: 'merge', input: xml.input(request.xml) }
}
