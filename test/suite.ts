import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SHARED_SERVER, startServer, type TestServer } from './postgres.ts'

/**
 * What all files of `npm test` share; each runs by itself as well, and then has its own. A PostgreSQL server (each test still has
 * a database of its own), and the compiled form of our modules: hundreds of processes and thousands of threads load the same.
 */
let server: TestServer | undefined
let cache: string | undefined

export async function globalSetup(): Promise<void> {
  cache = await mkdtemp(join(tmpdir(), 'busbar-compiled-'))
  process.env['NODE_COMPILE_CACHE'] ??= cache
  if (process.env['BUSBAR_TEST_POSTGRES_URL']) return
  try {
    server = await startServer()
    process.env[SHARED_SERVER] = server.url
  } catch (error) {
    // The files that need one say so themselves.
    process.stderr.write(`${String(error)}\n`)
  }
}

export async function globalTeardown(): Promise<void> {
  await server?.[Symbol.asyncDispose]()
  if (cache !== undefined) await rm(cache, { recursive: true, force: true, maxRetries: 3 })
}
