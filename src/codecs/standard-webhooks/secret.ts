import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'

/** Standard Webhooks 1.0.0, "Signature scheme": `v1` is HMAC-SHA256, `v1a` is Ed25519. */
export type Scheme = 'hmac-sha256' | 'ed25519'

/** What a secret or public key is, decoded once. */
export interface WebhookKey {
  readonly scheme: Scheme
  /** `private`: it signs; `public`: it verifies only. A symmetric one does both. */
  readonly use: 'symmetric' | 'private' | 'public'
  readonly key: KeyObject
  /** `whpk_…`, of an Ed25519 key. */
  readonly publicKey?: string
}

/** A text that is no secret. Says why, and never what the text was. */
export class SecretError extends Error {
  override readonly name = 'SecretError'
}

/** "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
const [SHORTEST, LONGEST] = [24, 64]
/** PKCS #8 and SPKI around the 32 bytes of an Ed25519 key (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')
const SPKI = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * `whsec_…`: 24 to 64 bytes. `whsk_…`: an Ed25519 private key, its seed (32 bytes) or seed and public key (64). `whpk_…`: the
 * public key (32). Base64, with or without padding.
 */
export function parseKey(text: string): WebhookKey {
  const mark = text.indexOf('_')
  const bytes = decoded(text.slice(mark + 1))
  switch (text.slice(0, mark + 1)) {
    case 'whsec_':
      if (bytes.length < SHORTEST || bytes.length > LONGEST)
        throw new SecretError(`A whsec_ secret has ${SHORTEST} to ${LONGEST} bytes; this has ${bytes.length}.`)
      return { scheme: 'hmac-sha256', use: 'symmetric', key: createSecretKey(bytes) }
    case 'whsk_':
      return privateKey(bytes)
    case 'whpk_':
      if (bytes.length !== 32) throw new SecretError(`A whpk_ key has 32 bytes; this has ${bytes.length}.`)
      return { scheme: 'ed25519', use: 'public', key: createPublicKey({ key: Buffer.concat([SPKI, bytes]), format: 'der', type: 'spki' }), publicKey: text }
    default:
      throw new SecretError('A secret begins with whsec_ or whsk_, a public key with whpk_.')
  }
}

/** A new secret from random bytes: 32 of them, whatever the scheme. */
export function makeSecret(scheme: Scheme, random: Uint8Array): { readonly secret: string; readonly publicKey?: string } {
  if (random.length !== 32) throw new TypeError(`A secret is made of 32 random bytes, not ${random.length}.`)
  if (scheme === 'hmac-sha256') return { secret: `whsec_${Buffer.from(random).toString('base64')}` }
  const { key } = privateKey(Buffer.from(random))
  const raw = publicBytes(key)
  return { secret: `whsk_${Buffer.concat([random, raw]).toString('base64')}`, publicKey: `whpk_${raw.toString('base64')}` }
}

function privateKey(bytes: Buffer): WebhookKey {
  if (bytes.length !== 32 && bytes.length !== 64) throw new SecretError(`A whsk_ key has 32 or 64 bytes; this has ${bytes.length}.`)
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, bytes.subarray(0, 32)]), format: 'der', type: 'pkcs8' })
  const raw = publicBytes(key)
  if (bytes.length === 64 && !raw.equals(bytes.subarray(32))) throw new SecretError('The public half of this whsk_ key is not that of its private half.')
  return { scheme: 'ed25519', use: 'private', key, publicKey: `whpk_${raw.toString('base64')}` }
}

function publicBytes(key: KeyObject): Buffer {
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(SPKI.length)
}

/** RFC 4648, 4: strict, since what is skipped in silence makes two texts one secret. */
function decoded(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (text === '' || bytes.toString('base64').replace(/=+$/, '') !== text.replace(/=+$/, '')) throw new SecretError('What follows the prefix is no base64.')
  return bytes
}
