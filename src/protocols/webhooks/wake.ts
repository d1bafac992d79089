import type { Clock } from '../../kernel/ports/clock.ts'

/** One timer: the earliest of all instants it was told. */
export class Wake {
  readonly #clock: Clock
  readonly #then: () => void
  #cancel: () => void = () => {}
  #at = Number.POSITIVE_INFINITY

  constructor(clock: Clock, then: () => void) {
    this.#clock = clock
    this.#then = then
  }

  in(ms: number): void {
    const now = this.#clock.monotonic()
    const at = now + ms
    if (this.#at <= at && this.#at > now) return
    this.#cancel()
    this.#at = at
    this.#cancel = this.#clock.after(ms, () => {
      this.#at = Number.POSITIVE_INFINITY
      this.#then()
    })
  }
  stop(): void {
    this.#cancel()
  }
}
