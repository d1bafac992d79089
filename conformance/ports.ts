import type { Clock } from '../src/kernel/ports/clock.ts'
import type { Log, LogFields } from '../src/kernel/ports/log.ts'
import type { Random } from '../src/kernel/ports/random.ts'

/** A clock that moves only by hand. */
export class ManualClock implements Clock {
  #now: number
  #timers: { at: number; then: () => void }[] = []

  constructor(start = Date.parse('2026-09-14T08:00:00Z')) {
    this.#now = start
  }
  now(): number {
    return this.#now
  }
  monotonic(): number {
    return this.#now
  }
  after(ms: number, then: () => void): () => void {
    const timer = { at: this.#now + ms, then }
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }
  turn(): Promise<void> {
    return new Promise((resolve) => setImmediate(resolve))
  }
  /** Moves time on; what is due on the way is called, in order. */
  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!due) break
      this.#timers = this.#timers.filter((timer) => timer !== due)
      this.#now = Math.max(this.#now, due.at)
      due.then()
    }
    this.#now = end
  }
}

/** The same bytes for the same seed (xorshift32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0 || 1
  return {
    bytes(length) {
      const out = new Uint8Array(length)
      for (let i = 0; i < length; i++) {
        state ^= state << 13
        state ^= state >>> 17
        state ^= state << 5
        out[i] = state & 0xff
      }
      return out
    },
  }
}

/** Keeps what was logged, for a test to look at. */
export class KeptLog implements Log {
  readonly entries: { readonly level: string; readonly message: string; readonly fields: LogFields | undefined }[] = []
  debug(message: string, fields?: LogFields): void {
    this.entries.push({ level: 'debug', message, fields })
  }
  info(message: string, fields?: LogFields): void {
    this.entries.push({ level: 'info', message, fields })
  }
  warn(message: string, fields?: LogFields): void {
    this.entries.push({ level: 'warn', message, fields })
  }
  error(message: string, fields?: LogFields): void {
    this.entries.push({ level: 'error', message, fields })
  }
}
