import { refill, type Bucket } from '../../kernel/policies/bucket.ts'

/** How many requests a second: a token bucket of one second's worth, at least one. Without a rate it never says no. */
export class Pace {
  #rate: number | undefined
  #bucket: Bucket | undefined

  constructor(rate: number | undefined) {
    this.#rate = rate
  }

  /** Another rate from now on; what was spent stays spent. */
  set rate(rate: number | undefined) {
    if (rate === this.#rate) return
    this.#rate = rate
    if (rate === undefined) this.#bucket = undefined
  }

  /** Milliseconds until there is a token; 0: now. */
  wait(now: number): number {
    if (this.#rate === undefined) return 0
    const bucket = this.#now(this.#rate, now)
    return bucket.tokens >= 1 ? 0 : Math.ceil(((1 - bucket.tokens) / this.#rate) * 1000)
  }
  /** Takes the token that `wait` said is there. */
  take(now: number): void {
    if (this.#rate !== undefined) this.#now(this.#rate, now).tokens -= 1
  }

  #now(rate: number, now: number): Bucket {
    const burst = Math.max(1, rate)
    this.#bucket ??= { tokens: burst, at: now }
    refill(this.#bucket, { rate, burst, now })
    return this.#bucket
  }
}
