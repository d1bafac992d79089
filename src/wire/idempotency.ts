import type { IncomingHttpHeaders } from 'node:http'
import { wireRefusal } from './problem.ts'

const MOST = 255

/**
 * `Idempotency-Key` is a structured string (draft-ietf-httpapi-idempotency-key-header-07, 2.1; RFC 9651, 3.3.3): quoted.
 * Most clients send it bare, which means the same here.
 */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | undefined {
  const header = headers['idempotency-key']
  if (header === undefined) return undefined
  const text = typeof header === 'string' ? header.trim() : ''
  const key = text.startsWith('"') ? unquoted(text) : BARE.test(text) ? text : undefined
  if (key === undefined || key === '') {
    throw wireRefusal(
      'idempotency-key-invalid',
      'The header "Idempotency-Key" is a string in double quotes, or a bare word of ASCII letters, digits and signs, once.',
    )
  }
  if (key.length > MOST) throw wireRefusal('idempotency-key-invalid', `The idempotency key has ${key.length} characters; ${MOST} are allowed.`)
  return key
}

function unquoted(text: string): string | undefined {
  const match = QUOTED.exec(text)
  const inner = match?.[1]
  return inner?.includes('\\') ? inner.replace(/\\(.)/g, '$1') : inner
}

const BARE = /^[\x21\x23-\x2b\x2d-\x7e]+$/
const QUOTED = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/
