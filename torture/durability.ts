import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { withDatabase } from '../test/postgres.ts'
import { send } from './caller.ts'
import { startServer } from './child.ts'
import { answersBeforeSync, trace } from './fsync.ts'
import { mutant } from './mutant.ts'

/** A kill cannot show a missing fsync, the kernel still has the pages; the order of system calls can. */
export async function syncOrder(calls: number, progress: (text: string) => void): Promise<readonly string[]> {
  const findings: string[] = []
  const note = (what: string, { answers, early }: { answers: number; early: number }, broken: boolean): void => {
    progress(`${what}: ${answers} answers, ${early} before their fsync`)
    if (answers < calls) findings.push(`${what}: only ${answers} of ${calls} answers were seen`)
    if (!broken && early > 0) findings.push(`${what}: ${early} of ${answers} answers left before their fsync`)
    if (broken && early < answers / 2) findings.push(`${what}: the broken program was not noticed (${early} of ${answers})`)
  }
  note('SQLite', await onSqlite(calls), false)
  {
    await using broken = await mutant('PRAGMA synchronous = FULL', 'PRAGMA synchronous = OFF')
    note('SQLite with synchronous=OFF', await onSqlite(calls, broken.server), true)
  }
  note('PostgreSQL', await onPostgres(calls), false)
  {
    await using broken = await mutant("synchronous_commit: 'on'", "synchronous_commit: 'off'")
    note('PostgreSQL with synchronous_commit=off', await onPostgres(calls, broken.server), true)
  }
  return findings
}

async function onSqlite(calls: number, script?: string): Promise<{ answers: number; early: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-sync-'))
  try {
    return await traced(join(folder, 'data'), { calls, folder, ...(script !== undefined && { script }), pids: () => Promise.resolve([]) })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function onPostgres(calls: number, script?: string): Promise<{ answers: number; early: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-sync-'))
  await using database = await withDatabase()
  try {
    const pids = async (): Promise<readonly number[]> =>
      (await database.sql<{ pid: number }>(`select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)).map(
        (row) => row.pid,
      )
    return await traced(database.url, { calls, folder, ...(script !== undefined && { script }), pids })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function traced(
  store: string,
  of: { readonly calls: number; readonly folder: string; readonly script?: string; readonly pids: () => Promise<readonly number[]> },
): Promise<{ answers: number; early: number }> {
  const server = await startServer(store, of)
  const file = join(of.folder, 'strace')
  try {
    const to = { url: server.url, key: server.key ?? '' }
    const create = (name: string) =>
      send({ name, order: `PO-${name}`, method: 'POST', path: '/api/v1/orders', body: { id: `PO-${name}`, by: name, quantity: 1 } }, to)
    await create('warm')
    const tracing = await trace([server.pid, ...(await of.pids())], file)
    for (let i = 0; i < of.calls; i++) await create(`sync-${i}`)
    await tracing.stop()
  } finally {
    await server.kill()
  }
  return answersBeforeSync(file)
}
