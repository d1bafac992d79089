import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { StoreRefused, type DumpRow, type StoredAudit, type StoreView } from '../../kernel/ports/store.ts'
import { errcode, integer, openReader, prepare } from './database.ts'
import { dumpRows } from './dump.ts'
import { Reader } from './reader.ts'
import { isRestoring } from './restore.ts'
import { APPLICATION_ID, MIGRATIONS } from './schema.ts'

/** Rows of a dump between two turns of the event loop. */
const DUMP_TURN = 200
const SQLITE_CANTOPEN = 14

/**
 * Reads the file of another process, or of none. Takes no lock but that of a reader, which in WAL mode holds up nobody; as
 * long as a dump goes on, the log is not taken back, so that it grows with what is written meanwhile.
 */
export class Onlooker implements StoreView {
  readonly kind = 'sqlite'
  readonly #db: DatabaseSync
  readonly #reader: Reader

  constructor(folder: string) {
    const file = join(folder, 'busbar.db')
    if (!existsSync(file)) throw new StoreRefused(`There is no data in ${folder}.`)
    let db: DatabaseSync | undefined
    try {
      db = openReader(file)
      refuseForeign(db, file)
      if (isRestoring(db))
        throw new StoreRefused(`A restore into ${file} did not come to its end, so it holds only a part. Remove the data folder and restore again.`)
    } catch (error) {
      db?.close()
      if (errcode(error) === SQLITE_CANTOPEN) throw new StoreRefused(`${file} cannot be read. Run this as the user that Busbar runs as.`)
      throw error
    }
    this.#db = db
    this.#reader = new Reader(db, [])
  }

  async audit(after: number, limit: number): Promise<readonly StoredAudit[]> {
    return this.#reader.audit(after, limit)
  }
  async auditHead(): Promise<{ readonly sequence: number; readonly hash: string }> {
    const { sequence, hash } = this.#reader.head()
    return { sequence, hash }
  }
  async fact(name: string): Promise<string | undefined> {
    return this.#reader.fact(name)
  }

  async *dump(): AsyncGenerator<DumpRow> {
    this.#reader.endTurn()
    // The first read of a transaction fixes what it sees.
    this.#db.exec('BEGIN')
    try {
      integer(prepare(this.#db, 'SELECT count(*) FROM busbar_head').get()?.[0])
      let turn = 0
      for (const row of dumpRows(this.#db, [])) {
        yield row
        if (++turn % DUMP_TURN === 0) await new Promise(setImmediate)
      }
    } finally {
      this.#db.exec('COMMIT')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#reader.close()
  }
}

function refuseForeign(db: DatabaseSync, file: string): void {
  const number = (sql: string): number => integer(prepare(db, sql).get()?.[0])
  if (number('PRAGMA application_id') !== APPLICATION_ID) throw new StoreRefused(`${file} is not a database of Busbar.`)
  const version = number('PRAGMA user_version')
  if (version !== MIGRATIONS.length)
    throw new StoreRefused(`${file} has the format ${version}, this Busbar reads ${MIGRATIONS.length}. Use the version that serves it.`)
}
