import type { Client, ClientBase, ClientConfig, Pool, QueryResult, QueryResultRow } from 'pg'
import { StoreRefused, StoreUnavailable } from '../../kernel/ports/store.ts'
import type { Settings } from './settings.ts'

/** What a session is for: its settings follow. */
export type Purpose = 'commits' | 'calls' | 'upkeep'

/**
 * `pg`, loaded with the first session. Our sessions never use its global defaults, and leave them as they are for
 * whoever else uses it in this process.
 */
export async function connect(settings: Settings, purpose: Purpose): Promise<Client> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(config(settings, purpose))
  // Without a listener an idle connection that breaks would end the process. Its owner hears of it by `end`.
  client.on('error', () => {})
  try {
    await client.connect()
    await admit(client, settings)
    // An index that is built for a process that was killed meanwhile holds the others up. Not every platform can notice.
    if (purpose === 'upkeep') await client.query(`select set_config('client_connection_check_interval', '5s', false)`).catch(() => {})
  } catch (error) {
    await hangUp(client)
    throw error
  }
  return client
}

export async function openPool(settings: Settings): Promise<Pool> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    ...config(settings, 'calls'),
    max: settings.poolSize,
    idleTimeoutMillis: 60_000,
    verify: (client, done) => void admit(client, settings).then(() => done(), done),
  })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/** Ends a connection at once, whatever runs on it. */
export async function hangUp(client: Client): Promise<void> {
  await client.end().catch(() => {})
}

/** The rows of one statement. */
export async function rows<Row extends QueryResultRow>(
  client: { query(text: string, values?: unknown[]): Promise<QueryResult<Row>> },
  text: string,
  values: unknown[] = [],
): Promise<readonly Row[]> {
  return (await client.query(text, values)).rows
}

function config(settings: Settings, purpose: Purpose): ClientConfig {
  const url = new URL(settings.url)
  const given = url.searchParams.get('options')
  url.searchParams.delete('options')
  const timeout = purpose === 'upkeep' ? 0 : purpose === 'commits' ? settings.commitTimeoutMs : settings.callTimeoutMs
  const session: { readonly [name: string]: string | number } = {
    standard_conforming_strings: 'on',
    bytea_output: 'hex',
    client_min_messages: 'warning',
    default_transaction_isolation: 'read\\ committed',
    ...(!settings.allowUnsafe && { synchronous_commit: 'on' }),
    statement_timeout: timeout,
    // Whoever waits for the lane this long is told so; the statement itself has a bound of its own.
    lock_timeout: purpose === 'upkeep' ? 5_000 : Math.ceil(timeout * 0.8),
    idle_in_transaction_session_timeout: purpose === 'upkeep' ? 0 : 10_000,
    // A client that is gone without a word is noticed in a minute.
    tcp_keepalives_idle: 30,
    tcp_keepalives_interval: 10,
    tcp_keepalives_count: 3,
    // Every statement of ours is served by an index and in its order; a plan made while a table was small must not say otherwise when it has grown.
    ...(purpose !== 'upkeep' && {
      enable_seqscan: 'off',
      enable_sort: 'off',
      enable_incremental_sort: 'off',
      enable_bitmapscan: 'off',
      enable_hashjoin: 'off',
      enable_mergejoin: 'off',
      plan_cache_mode: 'force_generic_plan',
      jit: 'off',
    }),
  }
  const options = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`)
  return {
    connectionString: url.href,
    options: [...(given === null ? [] : [given]), ...options].join(' '),
    fallback_application_name: purpose === 'commits' ? 'busbar commits' : 'busbar',
    connectionTimeoutMillis: settings.connectTimeoutMs,
    // The server ends its statements itself; this is for a server that no longer answers.
    ...(timeout > 0 && { query_timeout: timeout + 5_000 }),
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: { getTypeParser: parserOf },
  }
}

const INT8 = 20
const FLOAT8 = 701
const INT4 = 23
const INT4_ARRAY = 1007
const BYTEA = 17
const BOOL = 16

/** Every int8 of ours is a safe integer, and arrays hold numbers only; bytea comes as hex. Anything else stays the text it is. */
function parserOf(oid: number): (value: string) => unknown {
  switch (oid) {
    case INT8:
    case INT4:
    case FLOAT8:
      return Number
    case BOOL:
      return (value) => value === 't'
    case BYTEA:
      return (value) => value.slice(2)
    case INT4_ARRAY:
      return (value) => (value === '{}' ? [] : value.slice(1, -1).split(',').map(Number))
    default:
      return String
  }
}

/** Refuses what cannot be a store, and what is one that does not keep what it acknowledges. */
async function admit(client: ClientBase, settings: Settings): Promise<void> {
  const [server] = await rows<{ version: string; fsync: string; encoding: string; recovering: boolean }>(
    client,
    `select current_setting('server_version_num') as version, current_setting('fsync') as fsync, current_setting('server_encoding') as encoding, pg_is_in_recovery() as recovering`,
  )
  if (!server) throw new StoreUnavailable(`PostgreSQL at ${settings.place} answered nothing`)
  if (Number(server.version) < 140_000)
    throw new StoreRefused(`PostgreSQL at ${settings.place} is version ${Math.floor(Number(server.version) / 10_000)}; Busbar needs 14 or newer.`)
  if (server.encoding !== 'UTF8')
    throw new StoreRefused(
      `The database at ${settings.place} has the encoding ${server.encoding}; Busbar needs UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.`,
    )
  if (server.recovering) throw new StoreUnavailable(`PostgreSQL at ${settings.place} is a standby and cannot be written; the url must lead to the primary.`)
  if (server.fsync === 'off' && !settings.allowUnsafe) {
    throw new StoreRefused(
      `PostgreSQL at ${settings.place} runs with fsync=off: what it acknowledges is lost with the power. Set fsync = on in postgresql.conf, or allowUnsafe: true in the store's options to take that risk.`,
    )
  }
}
