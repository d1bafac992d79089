import { hash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Random } from '../ports/random.ts'

/**
 * API keys: `bb_live_<8: id>_<32: secret>_<6: CRC-32 of what is before>`. Base62, so that a double click selects a part, a
 * secret scanner finds the whole (`bb_(live|test)_[0-9A-Za-z]{8}_[0-9A-Za-z]{32}_[0-9A-Za-z]{6}`), and a mistyped key is
 * refused without asking the store. The secret has 190 bits.
 */
export interface ParsedKey {
  readonly environment: 'live' | 'test'
  readonly id: string
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const LENGTH = 8 + 8 + 1 + 32 + 1 + 6

/** The parts of a key whose checksum is right, else `undefined`. */
export function parseKey(key: string): ParsedKey | undefined {
  if (key.length !== LENGTH) return undefined
  const environment = key.startsWith('bb_live_') ? 'live' : key.startsWith('bb_test_') ? 'test' : undefined
  if (environment === undefined || key[16] !== '_' || key[49] !== '_') return undefined
  if (key.slice(50) !== checksum(key.slice(0, 49))) return undefined
  return { environment, id: key.slice(8, 16) }
}

/** Whether it can be the id of a key. */
export function isKeyId(text: string): boolean {
  return /^[0-9A-Za-z]{8}$/.test(text)
}

export function makeKey(environment: 'live' | 'test', random: Random): { readonly key: string; readonly id: string; readonly digest: string } {
  const id = base62(random, 8)
  const body = `bb_${environment}_${id}_${base62(random, 32)}`
  const key = `${body}_${checksum(body)}`
  return { key, id, digest: digestOf(key) }
}

/** What is stored of a key: SHA-256, hex. A secret of 190 random bits needs no salt and no slow hash. */
export function digestOf(key: string): string {
  return hash('sha256', key, 'hex')
}

function checksum(text: string): string {
  let value = crc32(text)
  let out = ''
  for (let i = 0; i < 6; i++) {
    out = (ALPHABET[value % 62] ?? '') + out
    value = Math.floor(value / 62)
  }
  return out
}

/** Without bias: bytes of 248 and more are drawn again. */
function base62(random: Random, length: number): string {
  let out = ''
  while (out.length < length) for (const byte of random.bytes(length)) if (byte < 248 && out.length < length) out += ALPHABET[byte % 62] ?? ''
  return out
}
