import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/**
 * The store's writer on a disk that fails on demand: while the file named by BUSBAR_TEST_FAULT is there, COMMIT ends as
 * it says: a result code of SQLite, or `exit` for a thread that dies.
 */
const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  const file = process.env.BUSBAR_TEST_FAULT ?? ''
  if (sql === 'COMMIT' && existsSync(file)) {
    const fault = readFileSync(file, 'utf8')
    if (fault === 'exit') process.exit(1)
    throw Object.assign(new Error(`injected fault ${fault}`), { code: 'ERR_SQLITE_ERROR', errcode: Number(fault) })
  }
  return exec.call(this, sql)
}

await import('../../src/stores/sqlite/writer.ts')
