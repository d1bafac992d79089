import { createHmac, timingSafeEqual } from 'node:crypto'
import { passwordDigest, type SecurityToken } from '../../codecs/soap/index.ts'
import type { Credential } from '../../kernel/call.ts'
import type { PasswordOf } from '../../kernel/ports/protocol.ts'
import { wireRefusal } from '../../wire/problem.ts'

const SHORTEST_SECRET = 32
/** Bytes. What makes a message good once must not come twice by chance. */
const SHORTEST_NONCE = 8

/**
 * The password of a key: `base64url(HMAC-SHA-256(secret, 'wsse ' + id))`. Derived and not kept, so that the store alone lets
 * nobody call. Throws a `TypeError` where the secret is too short.
 */
export function passwordsOf(secret: string): PasswordOf {
  if (secret.length < SHORTEST_SECRET)
    throw new TypeError(`digestSecret has ${secret.length} characters and needs ${SHORTEST_SECRET} at least; make one with: openssl rand -base64 32`)
  return (keyId) => createHmac('sha256', secret).update(`wsse ${keyId}`).digest('base64url')
}

/**
 * A digest as what it proves of the key that its Username names (UsernameToken Profile 1.1, 3.1); whether the key is good, and
 * the digest new, the kernel says. Two tokens of the same nonce, time and password have one digest, however they are written,
 * so it is what tells them apart. Throws a `WireRefusal` where Nonce or Created are missing or cannot be read.
 */
export function proofOf(token: Extract<SecurityToken, { kind: 'digest' }>, passwordOf: PasswordOf): Credential {
  const { username, nonce: encoded, created } = token
  const nonce = Buffer.from(encoded ?? '', 'base64')
  if (nonce.length < SHORTEST_NONCE) throw unreadable(`its Nonce has ${SHORTEST_NONCE} bytes at least, in Base64, another one for each message`)
  if (created === undefined || !INSTANT.test(created)) throw unreadable('its Created says when, with a zone, such as 2026-09-14T08:00:00Z')
  const expected = passwordDigest({ nonce, created, password: passwordOf(username) })
  const shown = Buffer.from(token.digest, 'base64')
  return {
    kind: 'proof',
    keyId: username,
    holds: shown.length === expected.length && timingSafeEqual(shown, expected),
    made: Date.parse(created),
    mark: shown.toString('base64url'),
  }
}

/** `xs:dateTime` with a zone. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/

function unreadable(what: string): Error {
  return wireRefusal('unauthenticated', `The PasswordDigest cannot be checked: ${what}.`, { anonymous: true })
}
