import { existsSync, readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/**
 * The store's writer on a disk that fails on demand: while the file named by BUSBAR_TEST_FAULT is there, the statement it
 * names ends as it says: `COMMIT 13` with a result code of SQLite, `COMMIT exit` with the end of the thread.
 */
const { exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (sql) {
  const file = process.env.BUSBAR_TEST_FAULT ?? ''
  const fault = existsSync(file) ? readFileSync(file, 'utf8') : ''
  if (fault === '' || !fault.startsWith(`${sql} `)) return exec.call(this, sql)
  const how = fault.slice(sql.length + 1)
  if (how === 'exit') process.exit(1)
  throw Object.assign(new Error(`injected fault ${how}`), { code: 'ERR_SQLITE_ERROR', errcode: Number(how) })
}

await import('../../src/stores/sqlite/writer.ts')
