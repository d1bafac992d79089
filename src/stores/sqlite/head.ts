import { hash } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import { blob, integer, prepare, type Statement } from './database.ts'

/** Where the event log and the audit chain stand. In memory ahead of the transaction that writes it. */
export class Head {
  offset = 0
  sequence = 0
  hash: Uint8Array = new Uint8Array(32)
  readonly #read: Statement
  readonly #write: Statement
  #scratch = Buffer.alloc(16_384)

  constructor(db: DatabaseSync) {
    this.#read = prepare(db, 'SELECT offset, sequence, hash FROM busbar_head')
    this.#write = prepare(db, 'UPDATE busbar_head SET offset = ?, sequence = ?, hash = ?')
    this.load()
  }

  /** Back to what is committed. */
  load(): void {
    const [offset, sequence, hash] = this.#read.get() ?? []
    this.offset = integer(offset)
    this.sequence = integer(sequence)
    this.hash = blob(hash)
  }

  /** Within the transaction that advanced it. */
  store(): void {
    this.#write.run(this.offset, this.sequence, this.hash)
  }

  /** Chains an audit record: SHA-256(previous hash ‖ UTF-8(header)). */
  chain(header: string): void {
    if (this.#scratch.length < 32 + header.length * 3) this.#scratch = Buffer.alloc(2 * (32 + header.length * 3))
    this.#scratch.set(this.hash, 0)
    const length = this.#scratch.write(header, 32, 'utf8')
    this.hash = hash('sha256', this.#scratch.subarray(0, 32 + length), 'buffer')
    this.sequence++
  }
}
