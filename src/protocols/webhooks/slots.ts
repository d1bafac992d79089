/**
 * Requests at the same time, over all endpoints. Where there are no more, endpoints wait in turn; each then gets one, so that
 * many that hang do not keep the others out.
 */
export class Slots {
  #free: number
  readonly #waiting = new Set<{ pump(): void }>()
  /** Whose turn it is. */
  #next: { pump(): void } | undefined
  #passing = false

  constructor(most: number) {
    this.#free = most
  }

  /** Answers whether there is one; where not, whoever asked is pumped later. */
  take(who: { pump(): void }): boolean {
    if (this.#free > 0 && (this.#waiting.size === 0 || this.#next === who)) {
      this.#free--
      this.#next = undefined
      return true
    }
    this.#waiting.add(who)
    return false
  }

  give(): void {
    this.#free++
    // Who is pumped may give back at once; thousands that do would be as many calls within one another.
    if (this.#passing) return
    this.#passing = true
    for (const next of this.#waiting) {
      if (this.#free <= 0) break
      this.#waiting.delete(next)
      this.#next = next
      next.pump()
      this.#next = undefined
    }
    this.#passing = false
  }
}
