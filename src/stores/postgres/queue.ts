import type { ChangeSet, CommitResult } from '../../kernel/ports/store.ts'

/** A change set that waits for its batch. */
export interface Waiting {
  readonly changes: ChangeSet
  /** Characters, about: for the bound of a batch. */
  readonly size: number
  readonly resolve: (result: CommitResult) => void
  readonly reject: (error: Error) => void
}

const MOST_IN_BATCH = 512
const LARGEST_BATCH = 8 * 1024 * 1024
/** How many are looked at for one batch: a hot record with thousands behind it costs a batch no more than this. */
const MOST_LOOKED_AT = 2_048
/** Beyond, the database has been too slow for too long, and a new one is refused. */
const MOST_WAITING = 20_000
const LARGEST_WAITING = 256 * 1024 * 1024

/**
 * Change sets in the order in which they came. A batch holds no two that touch the same record, unique value or answer,
 * so that the database checks each against what is stored and nothing else; whoever touches what an earlier one touches
 * waits for the next batch, and nobody passes him there.
 */
export class Queue {
  #waiting: Waiting[] = []
  #size = 0

  get length(): number {
    return this.#waiting.length
  }

  /** Answers `false` where there is no room. */
  add(waiting: Waiting): boolean {
    if (this.#waiting.length >= MOST_WAITING || (this.#size > 0 && this.#size + waiting.size > LARGEST_WAITING)) return false
    this.#waiting.push(waiting)
    this.#size += waiting.size
    return true
  }

  takeBatch(): Waiting[] {
    const batch: Waiting[] = []
    const left: Waiting[] = []
    const touched = new Touched()
    let size = 0
    let i = 0
    for (; i < this.#waiting.length && i < MOST_LOOKED_AT && batch.length < MOST_IN_BATCH; i++) {
      const one = this.#waiting[i]
      if (!one) break
      if (batch.length > 0 && size + one.size > LARGEST_BATCH) break
      if (touched.add(one.changes)) {
        batch.push(one)
        size += one.size
      } else left.push(one)
    }
    this.#waiting = i === this.#waiting.length ? left : left.concat(this.#waiting.slice(i))
    this.#size -= size
    return batch
  }

  takeAll(): Waiting[] {
    const all = this.#waiting
    this.#waiting = []
    this.#size = 0
    return all
  }
}

export function sizeOf(changes: ChangeSet): number {
  let size = 0
  for (const write of changes.writes) size += write.body?.length ?? 0
  for (const event of changes.events) size += event.body.length
  for (const record of changes.audit) size += record.header.length + record.payload.length
  return size + (changes.answer?.outcome.length ?? 0)
}

/** What the change sets looked at so far touch, also those that were left: they keep their turn. */
class Touched {
  readonly #written = new Set<string>()
  readonly #read = new Set<string>()

  /** Answers whether `changes` touches nothing that is written here, and writes nothing that is read. */
  add(changes: ChangeSet): boolean {
    const writes = writtenBy(changes)
    const reads = changes.expect.map(({ table, key }) => `${table}\0${key}`)
    let free = true
    for (const id of writes) if (this.#written.has(id) || this.#read.has(id)) free = false
    for (const id of reads) if (this.#written.has(id)) free = false
    for (const id of writes) this.#written.add(id)
    for (const id of reads) this.#read.add(id)
    return free
  }
}

function writtenBy(changes: ChangeSet): string[] {
  const ids: string[] = []
  for (const { table, key, unique, released } of changes.writes) {
    ids.push(`${table}\0${key}`)
    for (const { rule, value } of unique) ids.push(`\0${rule}\0${value}`)
    for (const { rule, value } of released) ids.push(`\0${rule}\0${value}`)
  }
  if (changes.answer) ids.push(`\0\0${changes.answer.id}`)
  return ids
}
