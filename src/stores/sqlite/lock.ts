import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { StoreRefused } from '../../kernel/ports/store.ts'
import { errcode } from './database.ts'

const SQLITE_BUSY = 5

/**
 * Holds a data folder for this process until it is released or the process ends, however it ends: the lock is one of the
 * operating system's, on a file of its own, taken through SQLite because that does it on every platform. The process id
 * stands in another file, since closing a second handle on a locked file would give a POSIX lock up.
 */
export function lockFolder(path: string): { release(): void } {
  try {
    mkdirSync(path, { recursive: true })
  } catch (error) {
    throw new StoreRefused(`The data folder ${path} cannot be made: ${message(error)}. Give a folder that this user may write.`)
  }
  const pidFile = join(path, 'busbar.pid')
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(path, 'busbar.lock'), { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock?.close()
    if (errcode(error) === SQLITE_BUSY) throw new StoreRefused(held(path, pidFile))
    throw new StoreRefused(`The data folder ${path} cannot be locked: ${message(error)}. Check that it is on a local disk and that this user may write in it.`)
  }
  try {
    writeFileSync(pidFile, `${process.pid}\n`)
  } catch {
    // A full disk; the lock holds without it, only its message says less.
  }
  return {
    release() {
      if (!lock) return
      rmSync(pidFile, { force: true })
      lock.close()
      lock = undefined
    },
  }
}

function held(path: string, pidFile: string): string {
  let pid = ''
  try {
    pid = readFileSync(pidFile, 'utf8').trim()
  } catch {
    // Taken this moment.
  }
  if (pid === String(process.pid)) return `The data folder ${path} is already open in this process (${pid}). Close the first store, or use another folder.`
  return `The data folder ${path} is in use by ${pid === '' ? 'another process' : `process ${pid}`}. Only one process at a time may hold it: stop that one, or use another folder.`
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
