import { isIPv6 } from 'node:net'
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
    const bucket = this.#failures.peek(networkOf(address), { rate: RATE, burst: BURST, now: this.#clock.monotonic() })
    if (bucket !== undefined && bucket.tokens < 1)
      throw refuse('rate-limited', 'Too many failed authentications from this address.', { retryAfter: Math.max(1, Math.ceil((1 - bucket.tokens) / RATE)) })
  }

  failed(address: string): void {
    const bucket = this.#failures.take(networkOf(address), { rate: RATE, burst: BURST, now: this.#clock.monotonic() })
    // Calls that fail at the same time were all let in; they owe nothing beyond an empty bucket.
    bucket.tokens = Math.max(0, bucket.tokens - 1)
  }
}

/** What one customer of a network has: an IPv4 address, of IPv6 its first 64 bits (RFC 6177, 2), since it can choose the rest. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)
  if (mapped) return mapped[1] ?? address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const behind = tail === '' ? 0 : tail.split(':').length + (tail.includes('.') ? 1 : 0)
    while (groups.length + behind < 8) groups.push('0')
  }
  while (groups.length < 4) groups.push(...(tail ?? '').split(':').slice(0, 4 - groups.length))
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}
