/**
 * Requests at the same time, over all endpoints. Where there are no more, endpoints wait in turn; each then gets one, so that
 * many that hang do not keep the others out.
 */
export class Slots {
  #free: number
  readonly #waiting = new Set<{ pump(): void }>()
  #passing = false

  constructor(most: number) {
    this.#free = most
  }

  /** Answers whether there is one; where not, whoever asked is pumped later. */
  take(who: { pump(): void }): boolean {
    if (this.#free > 0 && (this.#waiting.size === 0 || this.#passing)) {
      this.#free--
      this.#waiting.delete(who)
      return true
    }
    this.#waiting.add(who)
    return false
  }
  give(): void {
    this.#free++
    for (const next of this.#waiting) {
      if (this.#free <= 0) break
      this.#waiting.delete(next)
      this.#passing = true
      next.pump()
      this.#passing = false
      break
    }
  }
}
