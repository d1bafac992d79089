import type { Entry } from './window.ts'

/**
 * Which entries may go now. Of those with one ordering key only the first, and the next one once it is done; entries without
 * a key wait for nobody.
 */
export class Order {
  readonly #tails = new Map<string, Entry>()
  #ready: Entry[] = []
  #at = 0

  add(entry: Entry, key: string): void {
    const tail = key === '' ? undefined : this.#tails.get(key)
    if (key !== '') this.#tails.set(key, entry)
    if (tail) tail.next = entry
    else this.#ready.push(entry)
  }

  /** The next one that may go; it stays until `shift`. */
  peek(): Entry | undefined {
    return this.#ready[this.#at]
  }
  shift(): void {
    if (++this.#at < 256 && this.#at < this.#ready.length) return
    this.#ready = this.#ready.slice(this.#at)
    this.#at = 0
  }
  /** It goes first again: it was not sent. */
  unshift(entry: Entry): void {
    this.#ready = [entry, ...this.#ready.slice(this.#at)]
    this.#at = 0
  }

  /** It is delivered: the next one of its key may go. */
  done(entry: Entry, key: string): void {
    if (key === '') return
    if (entry.next) this.#ready.push(entry.next)
    else this.#tails.delete(key)
    entry.next = undefined
  }
  /** Its key waits elsewhere from now on: answers those behind it, in order, which are no longer here. */
  leave(entry: Entry, key: string): readonly Entry[] {
    if (key === '') return []
    const behind: Entry[] = []
    for (let next = entry.next; next; next = next.next) behind.push(next)
    this.#tails.delete(key)
    entry.next = undefined
    return behind
  }
}
