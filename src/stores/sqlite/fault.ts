import { OutcomeUnknown, StoreFull, StoreRefused, StoreUnavailable } from '../../kernel/ports/store.ts'
import { errcode } from './database.ts'
import type { ReplyError } from './message.ts'

/** Result codes (https://sqlite.org/rescode.html); the lower byte is the primary one. */
const PERM = 3
const BUSY = 5
const NOMEM = 7
const READONLY = 8
const IOERR = 10
const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
const NOTADB = 26
/** The shared-memory index of the log could not grow: the disk is full. */
const IOERR_SHMSIZE = 4874

export interface Fault {
  readonly reply: { readonly error: ReplyError; readonly message: string }
  /** Every change set of the transaction would meet it, not only the one that was being written. */
  readonly whole: boolean
  /** What the disk holds is no longer known: write nothing any more. */
  readonly stop: boolean
}

/** What an error before COMMIT means; the transaction was rolled back, so nothing was written. */
export function afterFault(error: unknown): Fault {
  const message = sentence(error)
  if (error instanceof StoreRefused) return { reply: { error: 'refused', message }, whole: true, stop: false }
  const code = errcode(error)
  if (code === undefined) return { reply: { error: 'defect', message }, whole: false, stop: false }
  if (code === IOERR_SHMSIZE) return { reply: { error: 'full', message: FULL_MESSAGE }, whole: true, stop: false }
  switch (code & 0xff) {
    case FULL:
      return { reply: { error: 'full', message: FULL_MESSAGE }, whole: true, stop: false }
    case BUSY:
      return {
        reply: { error: 'unavailable', message: 'Another program holds the write lock of busbar.db. Close it, or let it open the file read-only.' },
        whole: true,
        stop: false,
      }
    case NOMEM:
    case READONLY:
    case CANTOPEN:
      return { reply: { error: 'unavailable', message }, whole: true, stop: false }
    case IOERR:
    case CORRUPT:
    case NOTADB:
      return { reply: { error: 'unavailable', message }, whole: true, stop: true }
    default:
      return { reply: { error: 'defect', message }, whole: false, stop: false }
  }
}

/**
 * What an error of COMMIT means. A full disk ends it before the frame that makes the transaction valid; behind any other
 * error, such as a failed fsync, nobody can tell, and the pages must not be taken for safe by a second try.
 */
export function afterCommitFault(error: unknown): Fault {
  const fault = afterFault(error)
  if (fault.reply.error === 'full') return fault
  return { reply: { error: 'unknown', message: `It is not known whether this was written: ${fault.reply.message}` }, whole: true, stop: true }
}

/** What an error while the file is opened means to whoever starts Busbar. */
export function openFault(error: unknown, file: string): unknown {
  switch ((errcode(error) ?? 0) & 0xff) {
    case NOTADB:
      return new StoreRefused(`${file} is not a database. Give Busbar a folder of its own, or restore a backup into an empty one.`)
    case CORRUPT:
      return new StoreRefused(`${file} is damaged (${sentence(error)}) Restore a backup into an empty folder.`)
    case READONLY:
    case CANTOPEN:
    case PERM:
      return new StoreRefused(
        `${file} cannot be opened for writing (${sentence(error)}) Check who owns the folder and its files, and that the disk is not mounted read-only.`,
      )
    default:
      return error
  }
}

/** The port's error for what the writer replied. */
export function errorOf({ error, message }: Fault['reply']): Error {
  switch (error) {
    case 'full':
      return new StoreFull(message)
    case 'unavailable':
      return new StoreUnavailable(message)
    case 'unknown':
      return new OutcomeUnknown(message)
    case 'refused':
      return new StoreRefused(message)
    case 'defect':
      return new Error(message)
  }
}

export function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  return message.endsWith('.') ? message : `${message}.`
}

const FULL_MESSAGE = 'The disk that holds the data folder is full; nothing was written. Writing goes on by itself once there is space.'
