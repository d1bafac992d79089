import type { ParsedKey } from '../credential/key.ts'
import type { Clock } from '../ports/clock.ts'
import type { KeyEntry } from '../ports/directory.ts'

export type ProvenKey = ParsedKey & { readonly digest: string; readonly entry: KeyEntry }

/** How long keys are held in memory at most. */
const HELD_MS = 60_000
const MOST = 1_000

/**
 * Keys that were right lately, each with the entry it is the key of: one that comes again needs neither checksum nor digest.
 * What its entry says (revoked, disabled, expired) is looked at each time, and a new entry is proven anew. A look-up compares
 * texts only where their seeded hashes are equal, so the time it takes tells nothing of other keys.
 */
export class ProvenKeys {
  readonly #clock: Clock
  readonly #keys = new Map<string, ProvenKey>()
  #since = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  find(key: string): ProvenKey | undefined {
    if (this.#clock.monotonic() - this.#since > HELD_MS) this.#keys.clear()
    return this.#keys.get(key)
  }

  note(key: string, proven: ProvenKey): void {
    if (this.#keys.size >= MOST) this.#keys.clear()
    if (this.#keys.size === 0) this.#since = this.#clock.monotonic()
    this.#keys.set(key, proven)
  }
}
