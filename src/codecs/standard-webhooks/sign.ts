import { createHmac, sign as signOnce } from 'node:crypto'
import { parseKey, SecretError, type Scheme, type WebhookKey } from './secret.ts'

/** One secret, ready to sign. */
export interface Signer {
  readonly scheme: Scheme
  /** `whpk_…`, of an Ed25519 secret. */
  readonly publicKey?: string
  /** One entry of `webhook-signature`: `v1,…` or `v1a,…`. `seconds` is `webhook-timestamp`: since 1970, whole. */
  sign(id: string, seconds: number, body: string | Uint8Array): string
}

/** Decoded keys by their text: a process signs with few of them, again and again. */
const signers = new Map<string, Signer>()
const MOST_SIGNERS = 10_000

/** Throws `SecretError` for what is no secret, a public key too. */
export function signerOf(secret: string): Signer {
  const known = signers.get(secret)
  if (known) return known
  const made = makeSigner(parseKey(secret))
  if (signers.size >= MOST_SIGNERS) signers.clear()
  signers.set(secret, made)
  return made
}

/** `webhook-signature`: one entry for each secret, in their order; the current one goes first. */
export function sign(secrets: readonly string[], message: { readonly id: string; readonly seconds: number; readonly body: string | Uint8Array }): string {
  return secrets.map((secret) => signerOf(secret).sign(message.id, message.seconds, message.body)).join(' ')
}

/** "The content to sign is `msg_id.timestamp.payload`": an id with a point could be read in two ways. */
const ID = /^[A-Za-z0-9_-]{1,256}$/

export function signedPrefix(id: string, seconds: number): string {
  if (!ID.test(id)) throw new TypeError('A webhook-id has letters, digits, - and _ only.')
  if (!Number.isSafeInteger(seconds) || seconds < 0) throw new TypeError('A webhook-timestamp is whole seconds since 1970.')
  return `${id}.${seconds}.`
}

export function contentOf(prefix: string, body: string | Uint8Array): string | Uint8Array {
  return typeof body === 'string' ? prefix + body : Buffer.concat([Buffer.from(prefix), body])
}

function makeSigner({ scheme, use, key, publicKey }: WebhookKey): Signer {
  if (use === 'public') throw new SecretError('A whpk_ key verifies; to sign, a whsk_ key is needed.')
  if (scheme === 'hmac-sha256')
    return {
      scheme,
      sign: (id, seconds, body) => `v1,${createHmac('sha256', key).update(signedPrefix(id, seconds)).update(body).digest('base64')}`,
    }
  return {
    scheme,
    ...(publicKey !== undefined && { publicKey }),
    sign(id, seconds, body) {
      const content = contentOf(signedPrefix(id, seconds), body)
      return `v1a,${signOnce(null, typeof content === 'string' ? Buffer.from(content) : content, key).toString('base64')}`
    },
  }
}
