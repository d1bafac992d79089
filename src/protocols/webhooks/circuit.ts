/** Failures in a row after which nothing new is tried. */
export const TRIPS_AFTER = 10
const FIRST_PROBE_MS = 30_000
const MOST_PROBE_MS = 300_000

/**
 * A circuit breaker: a target that fails again and again gets one attempt now and then (a probe) in place of everything, so
 * that neither it nor we drown. Attempts that are due anyway go through it and are probes too.
 */
export class Circuit {
  #failures: number
  #state: 'closed' | 'open' | 'half-open'
  /** On the clock that `failed` is told. */
  #until: number
  #wait = FIRST_PROBE_MS

  constructor(failures = 0) {
    this.#failures = failures
    this.#state = failures >= TRIPS_AFTER ? 'open' : 'closed'
    this.#until = 0
  }

  get failures(): number {
    return this.#failures
  }
  get state(): 'closed' | 'open' | 'half-open' {
    return this.#state
  }
  /** When the next probe may go; only where it is open. */
  get until(): number {
    return this.#until
  }

  /** May a first attempt go now? While it is half open only the one that asked for it does. */
  admits(now: number): boolean {
    return this.#state === 'closed' || (this.#state === 'open' && now >= this.#until)
  }
  /** A first attempt goes. */
  goes(): void {
    if (this.#state === 'open') this.#state = 'half-open'
  }
  /** What went as a probe said nothing: it was not sent, or taken back. */
  withdrawn(): void {
    if (this.#state === 'half-open') this.#state = 'open'
  }
  succeeded(): void {
    this.#failures = 0
    this.#state = 'closed'
    this.#wait = FIRST_PROBE_MS
  }
  failed(now: number): void {
    this.#failures++
    if (this.#state === 'closed' && this.#failures < TRIPS_AFTER) return
    // Only a probe makes the next one wait longer: what was on its way when it opened says nothing new.
    if (this.#state === 'half-open') this.#wait = Math.min(this.#wait * 2, MOST_PROBE_MS)
    else if (this.#state === 'open' && this.#until > now) return
    this.#state = 'open'
    this.#until = now + this.#wait
  }
}
