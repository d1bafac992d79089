import { decodeBody, emptyBody, mediaOf, unsupported } from '../../wire/body.ts'
import type { Headers } from '../../wire/headers.ts'
import type { WireRequest } from '../../wire/request.ts'

/** What PATCH reads, and how it says so on 415 (RFC 9110, 15.5.16; Accept-Patch: RFC 5789, 3.1). */
const PATCHED: Headers = { 'accept-patch': 'application/merge-patch+json, application/json-patch+json, application/json' }

export interface Patch {
  readonly patch: 'merge' | 'json'
  readonly input: unknown
}

/** `application/json` is read as a merge patch: nothing else an object could mean. */
export function patchOf(request: WireRequest): Patch {
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
  if (patch === undefined) throw unsupported(type, PATCHED)
  return { patch, input: decodeBody(body) }
}
