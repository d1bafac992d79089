import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import pg from 'pg'

export interface TestDatabase extends AsyncDisposable {
  /** `postgres://…`, of a role that may do everything. */
  readonly url: string
  /** Runs SQL in this database on a connection of its own, past the store. */
  sql<Row extends pg.QueryResultRow = pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>
}

/**
 * An empty database of its own, gone at dispose. The server is `BUSBAR_TEST_POSTGRES_URL`, that of the whole suite
 * (`suite.ts`), or one that starts with the first call in this process and stops with the process, however that ends.
 * `fsync` is on.
 */
export async function withDatabase(): Promise<TestDatabase> {
  shared ??= sharedServer()
  return (await shared).createDatabase()
}
let shared: Promise<Pick<TestServer, 'createDatabase'>> | undefined

/** Where the server of the whole suite is, which goes with all its databases. */
export const SHARED_SERVER = 'BUSBAR_SUITE_POSTGRES_URL'

async function sharedServer(): Promise<Pick<TestServer, 'createDatabase'>> {
  const url = process.env['BUSBAR_TEST_POSTGRES_URL']
  if (url !== undefined && url !== '') return { createDatabase: () => databaseOn(url, (name) => once(url, `drop database if exists ${name} with (force)`)) }
  const suite = process.env[SHARED_SERVER]
  return suite === undefined ? startServer() : { createDatabase: reusing(suite) }
}

/** A server of its own, for tests that need settings of its own or stop it: `startServer('-c', 'fsync=off')`. */
export async function startServer(...flags: readonly string[]): Promise<TestServer> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./postgres-server.ts', import.meta.url)), ...flags], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
    windowsHide: true,
  })
  const answer = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`test/postgres-server.ts ended with ${String(code)}`)))
  })
  const { url, error } = JSON.parse(answer) as { url?: string; error?: string }
  if (url === undefined) throw new Error(error)
  // It ends with us; it does not keep us.
  child.unref()
  for (const pipe of [child.stdin, child.stdout]) if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()

  return {
    url,
    createDatabase: reusing(url),
    [Symbol.asyncDispose]: () => {
      child.ref()
      const gone = new Promise<void>((resolve) => void (child.exitCode === null ? child.once('exit', () => resolve()) : resolve()))
      child.stdin.end()
      return gone
    },
  }
}

export interface TestServer extends AsyncDisposable {
  /** Of its superuser, in the database `postgres`. */
  readonly url: string
  createDatabase(): Promise<TestDatabase>
}

/** To make a database takes ten times as long as to empty one. */
function reusing(url: string): () => Promise<TestDatabase> {
  const spare: string[] = []
  return () =>
    databaseOn(
      url,
      async (name) => {
        await empty(urlOf(url, name))
        spare.push(name)
      },
      spare.pop(),
    )
}

async function databaseOn(server: string, dispose: (name: string) => Promise<unknown>, spare?: string): Promise<TestDatabase> {
  const name = spare ?? `busbar_test_${randomBytes(6).toString('hex')}`
  if (spare === undefined) await once(server, `create database ${name} template template0 encoding 'UTF8'`)
  const url = urlOf(server, name)
  return {
    url,
    sql: <Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]) => once<Row>(url, text, values),
    [Symbol.asyncDispose]: async () => void (await dispose(name)),
  }
}

async function empty(url: string): Promise<void> {
  await once(url, `select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
  const schemas = await once<{ name: string }>(
    url,
    `select quote_ident(nspname) as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
  )
  const settings = `do $$ begin execute format('alter database %I reset all', current_database()); end $$;`
  await once(url, `${schemas.map(({ name }) => `drop schema ${name} cascade;`).join('')} create schema public; ${settings}`)
}

function urlOf(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function once<Row extends pg.QueryResultRow>(url: string, text: string, values: readonly unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, [...values])).rows
  } finally {
    await client.end()
  }
}
