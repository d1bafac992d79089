import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import type { Random } from '../ports/random.ts'

/**
 * Keeps a text so that the store alone does not show it: not a backup, not a copy, not who reads the database. Whoever has the
 * process's environment besides has it.
 */
export interface Seal {
  /** `place` says where the text stands; in another place it does not open. */
  seal(text: string, place: string): string
  /** The text; one that was never sealed as it is. Throws `SealBroken` where it was changed, moved, or sealed under another key. */
  open(text: string, place: string): string
}

/** It says nothing of the text. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

const PREFIX = 'sealed:1:'
const SHORTEST_KEY = 32
const NONCE = 12
const TAG = 16

export function isSealed(text: string): boolean {
  return text.startsWith(PREFIX)
}

/** AES-256-GCM (NIST SP 800-38D) with random nonces, under a key derived from `secretKey` (RFC 5869). */
export function sealWith(secretKey: string, random: Random): Seal {
  if (secretKey.length < SHORTEST_KEY)
    throw new TypeError(`secretKey has ${secretKey.length} characters and needs ${SHORTEST_KEY} at least; make one with: openssl rand -base64 32`)
  const key = Buffer.from(hkdfSync('sha256', secretKey, '', 'busbar seal 1', 32))
  const id = createHash('sha256').update(key).digest('hex').slice(0, 8)
  return {
    seal(text, place) {
      const nonce = Buffer.from(random.bytes(NONCE))
      const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place))
      const bytes = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${PREFIX}${id}:${bytes.toString('base64url')}`
    },
    open(text, place) {
      if (!isSealed(text)) return text
      const [of = '', sealed = ''] = text.slice(PREFIX.length).split(':')
      if (of !== id) throw new SealBroken('It was sealed under another secretKey.')
      const bytes = Buffer.from(sealed, 'base64url')
      if (bytes.length < NONCE + TAG) throw new SealBroken('It is not what was sealed.')
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE), { authTagLength: TAG }).setAAD(Buffer.from(place))
      decipher.setAuthTag(bytes.subarray(-TAG))
      try {
        return Buffer.concat([decipher.update(bytes.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8')
      } catch {
        throw new SealBroken('It is not what was sealed, or stands in another place.')
      }
    },
  }
}

/** Where no key is given: texts are kept as they are, and what was sealed before does not open. */
export const UNSEALED: Seal = {
  seal: (text) => text,
  open(text) {
    if (isSealed(text)) throw new SealBroken('It was sealed under a secretKey that is not given now.')
    return text
  },
}
