import { makeSecret, parseKey, SecretError, signerOf, type Scheme } from '../../codecs/standard-webhooks/index.ts'
import type { Random } from '../../kernel/ports/random.ts'
import type { WebhookSecret } from '../../kernel/ports/webhook.ts'

/** Secrets of an endpoint that are good at the same time; each is one more signature in every request. */
export const MOST_SECRETS = 5

/** Those that are still used at an instant (RFC 3339, UTC, to the millisecond). */
export function liveSecrets(secrets: readonly WebhookSecret[] | undefined, now: string): readonly WebhookSecret[] {
  return (secrets ?? []).filter(({ endsAt }) => endsAt === undefined || Date.parse(endsAt) > Date.parse(now))
}

/** With a new one in front; the others end with the overlap, where they did not end before. */
export function rotated(
  secrets: readonly WebhookSecret[] | undefined,
  how: { readonly scheme: Scheme; readonly overlapSeconds: number; readonly now: string; readonly random: Random },
): { readonly secrets: readonly WebhookSecret[]; readonly secret: string; readonly publicKey?: string } {
  const { now } = how
  const ends = Date.parse(now) + how.overlapSeconds * 1000
  const older = liveSecrets(secrets, now).map((old) => ({
    ...old,
    endsAt: new Date(Math.min(ends, old.endsAt === undefined ? ends : Date.parse(old.endsAt))).toISOString(),
  }))
  const made = makeSecret(how.scheme, how.random.bytes(32))
  return { ...made, secrets: [{ secret: made.secret, createdAt: now }, ...liveSecrets(older, now)] }
}

/** Why a text is no secret that signs; the sentence does not show it. */
export function secretProblem(text: string): string | undefined {
  try {
    return parseKey(text).use === 'public' ? 'must be a secret, and is a public key' : undefined
  } catch (error) {
    if (error instanceof SecretError) return `must be a secret. ${error.message}`
    throw error
  }
}

/** `whpk_…` of the newest one that has it. */
export function publicKeyOf(secrets: readonly WebhookSecret[]): string | undefined {
  for (const { secret } of secrets) {
    const { publicKey } = signerOf(secret)
    if (publicKey !== undefined) return publicKey
  }
  return undefined
}
