import type { Client } from 'pg'
import type { Clock } from '../../kernel/ports/clock.ts'
import { StoreRefused, StoreUnavailable } from '../../kernel/ports/store.ts'
import { MIGRATIONS } from './migrations.ts'
import { literal, lockNumber, namesIn, type Names } from './name.ts'
import { rows } from './session.ts'
import type { Settings } from './settings.ts'

/** How long a start waits for another process that changes tables or builds an index, and how often it asks, in ms. */
const PATIENCE = 10 * 60_000
const ASK_EVERY = 100

/**
 * Holds the installation's advisory lock while `work` changes tables: one process at a time does, the others find it
 * done. The lock belongs to the session, so it ends with a process that is killed. It is asked for, not waited for: a
 * statement that waits would keep `create index concurrently` in the other process waiting for it.
 */
export async function alone<T>(client: Client, options: { readonly settings: Settings; readonly clock: Clock; readonly work: () => Promise<T> }): Promise<T> {
  const { settings, clock } = options
  const lock = lockNumber(settings.schema)
  const since = clock.monotonic()
  for (;;) {
    const [taken] = await rows<{ taken: boolean }>(client, `select pg_try_advisory_lock(${lock}) as taken`)
    if (taken?.taken === true) break
    if (clock.monotonic() - since > PATIENCE)
      throw new StoreUnavailable(
        `Another process has been changing the tables at ${settings.place} for ${PATIENCE / 60_000} minutes; look in pg_stat_activity for what it does, and start again.`,
      )
    await new Promise<void>((resolve) => void clock.after(ASK_EVERY, resolve))
  }
  try {
    return await options.work()
  } finally {
    await client.query(`select pg_advisory_unlock(${lock})`).catch(() => {})
  }
}

/** Brings our own tables to this version's. Each step and its number are one transaction: a kill leaves all of a step or nothing. */
export async function migrate(client: Client, settings: Settings, migrations: readonly ((names: Names) => string)[] = MIGRATIONS): Promise<void> {
  const names = namesIn(settings.schema)
  const [there] = await rows<{ schema: boolean; migrations: boolean }>(
    client,
    `select to_regnamespace(${literal(names.schema)}) is not null as schema, to_regclass(${literal(names.own('migrations'))}) is not null as migrations`,
  )
  if (there?.migrations !== true) {
    const [other] = await rows<{ count: number }>(
      client,
      `select count(*)::int as count from pg_class where relnamespace = to_regnamespace(${literal(names.schema)}) and relkind in ('r', 'v', 'p')`,
    )
    if (other && other.count > 0)
      throw new StoreRefused(
        `The schema ${names.schema} at ${settings.place} holds tables that are not Busbar's; name another one in the store's options (schema).`,
      )
    const create = there?.schema === true ? '' : `create schema if not exists ${names.schema}; comment on schema ${names.schema} is 'Busbar';`
    await client.query(`${create} create table ${names.own('migrations')} (number int primary key, at timestamptz not null default now())`)
  }
  const [last] = await rows<{ number: number | null }>(client, `select max(number) as number from ${names.own('migrations')}`)
  const done = last?.number ?? 0
  if (done > migrations.length) {
    throw new StoreRefused(
      `The schema ${names.schema} at ${settings.place} was written by a newer Busbar (step ${done}; this one knows ${migrations.length}). Start that version, or restore a backup made with this one.`,
    )
  }
  for (const [i, migration] of migrations.entries()) {
    if (i + 1 <= done) continue
    await client.query(`${migration(names)}; insert into ${names.own('migrations')} (number) values (${i + 1})`)
  }
}
