import type { FollowedEvent } from '../../kernel/events/feed.ts'

/** An event that was taken from the log and is not done with. */
export interface Entry {
  readonly event: FollowedEvent
  readonly offset: number
  /** It was taken up before, by a process that did not live to say what became of it. */
  readonly again: boolean
  /** Delivered, or kept as a delivery of its own. */
  settled: boolean
  /** The next one with the same ordering key. */
  next: Entry | undefined
}

/**
 * What lies between the cursor and the end of what was read, in the order of the log. Entries settle in any order; the cursor
 * follows the first that has not.
 */
export class Window {
  #entries: Entry[] = []
  #head = 0
  /** All up to it was read: where the cursor is once everything is settled. */
  #read: number
  #cursor: number
  /** Of an earlier window: ranges that had settled, and are read again. */
  readonly #before: readonly number[]

  constructor(cursor: number, ahead: readonly number[] = []) {
    this.#cursor = cursor
    this.#read = cursor
    this.#before = ahead
  }

  /** Entries that were read and have not settled in order. */
  get size(): number {
    return this.#entries.length - this.#head
  }
  /** The last offset that was read. */
  get read(): number {
    return this.#read
  }

  /** Answers the entry, or `undefined` where it had settled before. */
  add(event: FollowedEvent, again: boolean): Entry | undefined {
    const settled = this.#hadSettled(event.offset)
    const entry: Entry = { event, offset: event.offset, again, settled, next: undefined }
    this.#entries.push(entry)
    return settled ? undefined : entry
  }
  /** All up to `offset` was read. */
  readTo(offset: number): void {
    if (offset > this.#read) this.#read = offset
  }

  /** All up to it is settled. */
  cursor(): number {
    const entries = this.#entries
    let head = this.#head
    let last: Entry | undefined
    for (let entry = entries[head]; entry?.settled === true; entry = entries[++head]) last = entry
    if (last) this.#cursor = last.offset
    if (head === entries.length) {
      this.#cursor = Math.max(this.#cursor, this.#read)
      this.#entries = []
      head = 0
    } else if (head > 1024) {
      this.#entries = entries.slice(head)
      head = 0
    }
    this.#head = head
    return this.#cursor
  }

  /** What has settled behind the cursor, as ranges of offsets: first and last in turn. Ask `cursor` before. */
  ahead(): readonly number[] {
    const ranges: number[] = []
    let open = false
    for (let i = this.#head; i < this.#entries.length; i++) {
      const entry = this.#entries[i]
      if (entry?.settled !== true) open = false
      else if (open) ranges[ranges.length - 1] = entry.offset
      else {
        ranges.push(entry.offset, entry.offset)
        open = true
      }
    }
    const from = Math.max(this.#read, this.#cursor) + 1
    for (let i = 0; i + 1 < this.#before.length; i += 2) {
      const last = this.#before[i + 1] ?? 0
      if (last >= from) ranges.push(Math.max(this.#before[i] ?? 0, from), last)
    }
    return ranges
  }

  /** Those that have not settled, in order. */
  *open(): Generator<Entry> {
    for (let i = this.#head; i < this.#entries.length; i++) {
      const entry = this.#entries[i]
      if (entry && !entry.settled) yield entry
    }
  }

  #hadSettled(offset: number): boolean {
    for (let i = 0; i + 1 < this.#before.length; i += 2) if (offset >= (this.#before[i] ?? 0) && offset <= (this.#before[i + 1] ?? -1)) return true
    return false
  }
}
