import { readSetting, type Late } from '../../kernel/ports/setting.ts'

export interface PostgresOptions {
  /** `postgres://user:password@host:5432/database`, of the primary; PostgreSQL 14 or newer. Parameters as `pg` takes them, such as `sslmode`. */
  readonly url: Late<string>
  /** The schema with everything of ours, default `busbar`; created where it is not there and the role may. Lower-case letters, digits and `_`. */
  readonly schema?: string
  /** The most connections for everything but commits, default 8. Commits have one of their own. */
  readonly poolSize?: number
  /** The most a batch of commits may take in the server, lock included, in ms; default 15,000. */
  readonly commitTimeoutMs?: number
  /** The most any other call may take in the server, in ms; default 10,000. */
  readonly callTimeoutMs?: number
  /** The most a new connection may take, in ms; default 3,000: so late is an outage noticed by a caller. */
  readonly connectTimeoutMs?: number
  /** Takes a server as it is, also with `fsync` or `synchronous_commit` off: what was acknowledged may be lost. For tests only; default false. */
  readonly allowUnsafe?: boolean
}

export interface Settings {
  readonly url: string
  /** Host, port and database, for messages: no user, no password. */
  readonly place: string
  readonly schema: string
  readonly poolSize: number
  readonly commitTimeoutMs: number
  readonly callTimeoutMs: number
  readonly connectTimeoutMs: number
  readonly allowUnsafe: boolean
}

/** Reads the options; a wrong one is a `TypeError` that names it. */
export function readOptions(options: PostgresOptions): Settings {
  const url = readSetting(options.url)
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['postgres:', 'postgresql:'].includes(parsed.protocol)) {
    throw new TypeError('postgres: url must be of the form postgres://user:password@host:5432/database; percent-encode what is special in the password')
  }
  const schema = options.schema ?? 'busbar'
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(schema) || schema.startsWith('pg_'))
    throw new TypeError(`postgres: schema '${schema}' must be lower-case letters, digits and '_', at most 63, not starting with a digit or 'pg_'`)
  const number = (name: 'poolSize' | 'commitTimeoutMs' | 'callTimeoutMs' | 'connectTimeoutMs', fallback: number): number => {
    const value = options[name] ?? fallback
    if (!Number.isSafeInteger(value) || value < 1) throw new TypeError(`postgres: ${name} must be a whole number from 1, not ${value}`)
    return value
  }
  return {
    url,
    place: `${parsed.hostname || 'localhost'}:${parsed.port || '5432'}${parsed.pathname}`,
    schema,
    poolSize: number('poolSize', 8),
    commitTimeoutMs: number('commitTimeoutMs', 15_000),
    callTimeoutMs: number('callTimeoutMs', 10_000),
    connectTimeoutMs: number('connectTimeoutMs', 3_000),
    allowUnsafe: options.allowUnsafe ?? false,
  }
}
