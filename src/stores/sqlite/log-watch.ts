import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** Transactions between two looks at the log. */
const EVERY = 64
/** Four times what the automatic checkpoint lets it grow to: beyond it, readers kept the log from starting over. */
const LIMIT_BYTES = 64 * 1024 * 1024
/** How long a checkpoint waits for readers, while commits wait for it. */
const PATIENCE_MS = 100

/**
 * Keeps the write-ahead log bounded. SQLite copies it back into the database on its own, but starts it over only in a
 * moment without readers, which under constant load may never come; so beyond a limit the writer waits for one. Only a
 * snapshot that is held for long, that of a backup, lets it grow for as long as it lasts.
 */
export class LogWatch {
  readonly #db: DatabaseSync
  readonly #file: string
  readonly #step: number
  #transactions = 0
  #limit: number

  constructor(db: DatabaseSync, file: string, limit = LIMIT_BYTES) {
    this.#db = db
    this.#file = `${file}-wal`
    this.#step = limit
    this.#limit = limit
  }

  /** After each transaction, once its callers have their answers. */
  committed(): void {
    if (++this.#transactions < EVERY) return
    this.#transactions = 0
    const size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
    if (size < this.#limit) return
    try {
      this.#db.exec(`PRAGMA busy_timeout = ${PATIENCE_MS}`)
      this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // The log keeps everything; the next look tries again.
    } finally {
      this.#db.exec('PRAGMA busy_timeout = 5000')
    }
    const left = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
    // A reader holds it: not again before it has grown as much once more.
    this.#limit = left + this.#step
  }
}
