import type { Credential } from '../kernel/call.ts'
import { wireRefusal } from './problem.ts'
import type { WireRequest } from './request.ts'

const NONE: Credential = { kind: 'none' }

/**
 * `Authorization: Bearer <key>` (RFC 6750, 2.1) or `X-API-Key: <key>`, one of them, once. Two credentials are refused and
 * not chosen from: a proxy may have checked the other one.
 */
export function credentialOf(request: WireRequest): Credential {
  if (request.credential !== undefined) return request.credential
  const { authorization } = request.headers
  const apiKey = request.headers['x-api-key']
  if (authorization === undefined) {
    if (apiKey === undefined) return NONE
    return { kind: 'key', key: typeof apiKey === 'string' ? apiKey.trim() : '' }
  }
  if (apiKey !== undefined) throw wireRefusal('malformed', 'There are two credentials: send "Authorization" or "X-API-Key", not both.', { anonymous: true })
  if (isRepeated(request.rawHeaders)) throw wireRefusal('malformed', 'The header "Authorization" came twice.', { anonymous: true })
  if (authorization.length > 7 && authorization.charCodeAt(6) === 0x20 && authorization.slice(0, 6).toLowerCase() === 'bearer') {
    return { kind: 'key', key: authorization.slice(7).trim() }
  }
  throw wireRefusal('unauthenticated', 'Of "Authorization" only the scheme Bearer is read here: "Authorization: Bearer bb_…".', { anonymous: true })
}

/** Node keeps the first one only, so this shows in the raw headers alone. */
function isRepeated(rawHeaders: readonly string[]): boolean {
  let found = false
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue
    if (found) return true
    found = true
  }
  return false
}
