import type { Random } from '../../kernel/ports/random.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import { NetError, type Net, type NetAnswer } from '../../kernel/ports/net.ts'
import type { WebhookAttempt } from '../../kernel/ports/webhook.ts'
import { answered, logged, notAnswered, type Attempted } from './attempted.ts'
import { signature, type Target } from './target.ts'

const MOST_ANSWER = 16_384

export type Verified =
  | { readonly kind: 'agreed'; readonly how: 'handshake' | 'echo' }
  | { readonly kind: 'refused'; readonly reason: string }
  /** Asking again later may end otherwise. */
  | { readonly kind: 'unreachable'; readonly reason: string }

export type VerificationAttempt = Omit<WebhookAttempt, 'at'> & { readonly at: number }

/**
 * Rule: nothing is sent to an address whose owner has not agreed to it. First the handshake of CloudEvents (HTTP 1.1 Web Hooks
 * for Event Delivery 1.0.2, 4), which every compliant receiver knows; where it is not answered, a signed message with a random
 * text that the answer has to hold.
 */
export interface Verifier {
  verify(target: Target, signal: AbortSignal): Promise<{ readonly verified: Verified; readonly attempts: readonly VerificationAttempt[] }>
}

export function createVerifier(of: {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly uuid: () => string
  readonly origin: string
}): Verifier {
  const { net, clock, random, uuid, origin } = of

  const ask = async (
    target: Target,
    request: {
      readonly method: 'OPTIONS' | 'POST'
      readonly headers: { readonly [name: string]: string }
      readonly body?: string
      readonly signal: AbortSignal
    },
  ): Promise<NetAnswer> =>
    net.request({ ...request, url: target.endpoint.url, timeout: target.endpoint.timeoutSeconds * 1000, most: MOST_ANSWER, guard: target.guard })

  return {
    async verify(target, signal) {
      const attempts: VerificationAttempt[] = []
      const note = (id: string, type: string, attempted: Attempted): void =>
        void attempts.push(logged({ id, type }, attempted, { at: clock.now(), kind: 'verification', number: attempts.length + 1, again: false }))
      const failed = (id: string, type: string, error: unknown, began: number): Verified => {
        const attempted = notAnswered(error, clock.monotonic() - began)
        note(id, type, attempted)
        const reason = attempted.error ?? 'It could not be asked.'
        return error instanceof NetError && error.kind === 'blocked' ? { kind: 'refused', reason } : { kind: 'unreachable', reason }
      }

      const { rate } = target.endpoint
      const handshake = uuid()
      const asked = clock.monotonic()
      try {
        const answer = await ask(target, {
          method: 'OPTIONS',
          headers: {
            ...target.headers,
            'webhook-request-origin': origin,
            // Requests a minute.
            ...(rate !== undefined && { 'webhook-request-rate': String(Math.max(1, Math.floor(rate * 60))) }),
          },
          signal,
        })
        const allowed = answer.headers['webhook-allowed-origin']?.trim().toLowerCase()
        const agrees = answer.status >= 200 && answer.status < 300 && (allowed === '*' || allowed === origin.toLowerCase())
        note(handshake, 'OPTIONS', agrees ? answered(answer, clock.now()) : { ...answered(answer, clock.now()), outcome: 'failed' })
        if (agrees) return { verified: { kind: 'agreed', how: 'handshake' }, attempts }
      } catch (error) {
        return { verified: failed(handshake, 'OPTIONS', error, asked), attempts }
      }

      const id = uuid()
      const began = clock.monotonic()
      const now = clock.now()
      const seconds = Math.floor(now / 1000)
      const challenge = Buffer.from(random.bytes(24)).toString('base64url')
      const type = 'webhook-endpoint.verification'
      const body = JSON.stringify({
        specversion: '1.0',
        id,
        source: target.source,
        type,
        time: new Date(now).toISOString(),
        datacontenttype: 'application/json',
        data: { challenge },
      })
      const signed = signature(target, { id, seconds, body, now })
      if (signed === undefined) return { verified: { kind: 'refused', reason: 'No secret of the endpoint is good any more. Call rotateSecret.' }, attempts }
      try {
        const answer = await ask(target, {
          method: 'POST',
          headers: {
            ...target.headers,
            'content-type': 'application/cloudevents+json; charset=utf-8',
            'webhook-id': id,
            'webhook-timestamp': String(seconds),
            'webhook-signature': signed,
          },
          body,
          signal,
        })
        const success = answer.status >= 200 && answer.status < 300
        const echoes = success && new TextDecoder().decode(answer.body).includes(challenge)
        const attempted = answered(answer, clock.now())
        note(id, type, success && !echoes ? { ...attempted, outcome: 'failed', error: 'The answer does not hold the challenge.' } : attempted)
        if (echoes) return { verified: { kind: 'agreed', how: 'echo' }, attempts }
        if (answer.status === 429 || answer.status >= 500) return { verified: { kind: 'unreachable', reason: `It answered ${answer.status}.` }, attempts }
        return {
          verified: {
            kind: 'refused',
            reason: success
              ? 'It answered neither the handshake of CloudEvents (OPTIONS with WebHook-Request-Origin) nor the challenge: the answer to the POST has to hold data.challenge.'
              : `It answered ${answer.status} to the challenge.`,
          },
          attempts,
        }
      } catch (error) {
        return { verified: failed(id, type, error, began), attempts }
      }
    },
  }
}
