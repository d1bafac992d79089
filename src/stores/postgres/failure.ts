import { OutcomeUnknown, StoreFull, StoreRefused, StoreUnavailable } from '../../kernel/ports/store.ts'
import { OUTDATED } from './procedure.ts'

/** What is left to do with an error of a statement. */
export type Verdict =
  /** Nothing was written, and the same statement may pass later. */
  | 'unavailable'
  /** Nothing was written, and the same statement may pass at once. */
  | 'again'
  | 'full'
  /** Nothing was written: the statement, or something in it, cannot be executed. */
  | 'refused'
  /** The connection is gone: what was sent may have been done. */
  | 'lost'

/**
 * By SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html). An error of severity ERROR has rolled its
 * statement back; after FATAL or PANIC, or without a SQLSTATE, the connection is gone and nobody can tell. The severity
 * comes in the server's language, so whoever must be sure asks whether the connection lives (`lane.ts`).
 */
export function judge(error: unknown): Verdict {
  const { code, severity } = error as { code?: unknown; severity?: unknown }
  if (typeof code !== 'string' || typeof severity !== 'string' || severity === 'FATAL' || severity === 'PANIC') return 'lost'
  switch (code) {
    case '53100':
      return 'full'
    case '40001':
    case '40P01':
      return 'again'
    // Canceled: the commit procedure may just have committed.
    case '57014':
      return 'lost'
    // Waited too long for a lock; read only, on a standby; or the tables are those of another contract.
    case '55P03':
    case '25006':
      return 'unavailable'
  }
  if (OUTDATED_STATES.has(code)) return 'unavailable'
  if (code.startsWith('57P') || code.startsWith('08') || code.startsWith('25P')) return 'lost'
  return code.startsWith('53') || code.startsWith('58') ? 'unavailable' : 'refused'
}

/** Also: no such procedure, table, column. */
const OUTDATED_STATES: ReadonlySet<string> = new Set([OUTDATED, '42883', '42P01', '42703'])

/** The error as the port names it, for a statement whose loss leaves nothing unknown: a read, or one that was never sent. */
export function readFailure(error: unknown): Error {
  const verdict = judge(error)
  if (verdict === 'full') return full(error)
  if (verdict === 'refused') return refusal(error)
  return new StoreUnavailable(`PostgreSQL does not answer now: ${explain(error)}`, { cause: error })
}

/** The same for a statement that writes and was sent. */
export function writeFailure(error: unknown): Error {
  if (judge(error) === 'lost')
    return new OutcomeUnknown(`The connection to PostgreSQL was lost while it was writing (${explain(error)}): it may have been written or not.`, {
      cause: error,
    })
  return readFailure(error)
}

/** What cannot be helped by trying again, at start: the operator must act. */
export function openFailure(error: unknown, place: string): Error {
  if (error instanceof StoreRefused || error instanceof StoreUnavailable || error instanceof StoreFull) return error
  const { code } = error as { code?: unknown }
  const state = typeof code === 'string' ? code : ''
  const remedy =
    state === '42501'
      ? PERMISSION
      : state === '3D000'
        ? DATABASE
        : state.startsWith('28')
          ? LOGIN
          : state === '08P01' && /startup parameter/.test(explain(error))
            ? POOLER
            : undefined
  if (remedy !== undefined) return new StoreRefused(`PostgreSQL at ${place}: ${explain(error)}. ${remedy}`, { cause: error })
  const failure = readFailure(error)
  if (failure instanceof StoreUnavailable) return new StoreUnavailable(`PostgreSQL at ${place} does not answer: ${explain(error)}`, { cause: error })
  return failure
}

const PERMISSION = 'Let the role create a schema (GRANT CREATE ON DATABASE … TO …), or create the schema for it: CREATE SCHEMA … AUTHORIZATION ….'
const DATABASE = 'Create it, or correct the name in the store’s url.'
const LOGIN = 'Correct user and password in the store’s url, or let pg_hba.conf admit this host.'
const POOLER = 'Connect to PostgreSQL itself: a pooler in between must pass session settings on.'

function full(error: unknown): Error {
  return new StoreFull(`PostgreSQL has no space left: ${explain(error)}`, { cause: error })
}

function refusal(error: unknown): Error {
  const { code } = error as { code?: unknown }
  if (code === '54000') {
    return new StoreRefused(`A key, an indexed value or a unique value is too long for PostgreSQL's index (about 2,700 bytes in all): ${explain(error)}`, {
      cause: error,
    })
  }
  return new Error(`PostgreSQL refused a statement (${String(code)}): ${explain(error)}`, { cause: error })
}

export function explain(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return error.errors.map(explain).join('; ')
  if (!(error instanceof Error)) return String(error)
  const { code } = error as { code?: unknown }
  const state = typeof code === 'string' ? code : ''
  if (OUTDATED_STATES.has(state))
    return `another process with another contract changed the tables since this one started (${error.message}); start this one again with the contract that is in force`
  return error.message === '' ? state : error.message
}
