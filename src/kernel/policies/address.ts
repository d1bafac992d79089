import type { Clock } from '../ports/clock.ts'
import { refuse } from '../refusal.ts'
import { Buckets } from './bucket.ts'

/** Failed authentications an address may have at once, and how many a second come back. */
const BURST = 20
const RATE = 0.5

/**
 * Rule: an address that fails to authenticate again and again is refused before its credentials are looked at. Only
 * failures take tokens, so an address with valid keys is never slowed, whatever else comes from it but bad keys.
 */
export class AddressGuard {
  readonly #clock: Clock
  readonly #failures = new Buckets(100_000)

  constructor(clock: Clock) {
    this.#clock = clock
  }

  check(address: string): void {
    const bucket = this.#failures.peek(address, { rate: RATE, burst: BURST, now: this.#clock.monotonic() })
    if (bucket !== undefined && bucket.tokens < 1)
      throw refuse('rate-limited', 'Too many failed authentications from this address.', { retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / RATE)) })
  }

  failed(address: string): void {
    this.#failures.take(address, { rate: RATE, burst: BURST, now: this.#clock.monotonic() }).tokens -= 1
  }
}
