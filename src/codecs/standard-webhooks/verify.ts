import { createHmac, timingSafeEqual, verify as verifyOnce } from 'node:crypto'
import { parseKey, type WebhookKey } from './secret.ts'
import { contentOf, signedPrefix } from './sign.ts'

export interface SignedHeaders {
  readonly 'webhook-id'?: string | undefined
  readonly 'webhook-timestamp'?: string | undefined
  readonly 'webhook-signature'?: string | undefined
}

/** `ok`, or the first thing that is wrong. Tell a sender no more than that its message is not good. */
export type Verdict = 'ok' | 'missing' | 'malformed' | 'too-old' | 'too-new' | 'no-match'

/** "a tolerance of 5 minutes" for replayed and for early messages. */
export const TOLERANCE_SECONDS = 300
/** More signatures than that no honest sender has; each costs a computation. */
const MOST_SIGNATURES = 32

/**
 * Whether a message is what one of `keys` (`whsec_…`, `whsk_…`, `whpk_…`) signed, within the tolerance of `now` (seconds since
 * 1970). `body` as it came, before anything parsed it. Schemes that no key is for are skipped. Each comparison takes the same time.
 */
export function verify(
  keys: readonly string[],
  message: { readonly headers: SignedHeaders; readonly body: string | Uint8Array },
  now: number,
  tolerance = TOLERANCE_SECONDS,
): Verdict {
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = message.headers
  if (!id || !timestamp || !signatures) return 'missing'
  if (!/^[0-9]{1,15}$/.test(timestamp)) return 'malformed'
  const seconds = Number(timestamp)
  let prefix: string
  try {
    prefix = signedPrefix(id, seconds)
  } catch {
    return 'malformed'
  }
  if (now - seconds > tolerance) return 'too-old'
  if (seconds - now > tolerance) return 'too-new'
  const given = signatures.split(' ', MOST_SIGNATURES)
  const content = contentOf(prefix, message.body)
  let good = false
  for (const key of keys.map(parseKey)) if (matches(key, content, given)) good = true
  return good ? 'ok' : 'no-match'
}

function matches({ scheme, key }: WebhookKey, content: string | Uint8Array, given: readonly string[]): boolean {
  if (scheme === 'hmac-sha256') {
    const expected = createHmac('sha256', key).update(content).digest()
    let good = false
    for (const bytes of entries(given, 'v1,')) if (bytes.length === expected.length && timingSafeEqual(bytes, expected)) good = true
    return good
  }
  const data = typeof content === 'string' ? Buffer.from(content) : content
  return entries(given, 'v1a,').some((bytes) => bytes.length === 64 && verifyOnce(null, data, key, bytes))
}

function entries(given: readonly string[], version: string): readonly Buffer[] {
  return given.flatMap((entry) => (entry.startsWith(version) ? Buffer.from(entry.slice(version.length), 'base64') : []))
}
