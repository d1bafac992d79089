import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { allOrders, change, event, failure, fullCall, LAYOUTS, ORDER, put } from '../../conformance/store/samples.ts'
import { OutcomeUnknown, StoreFull, StoreRefused, StoreUnavailable, type CommitResult } from '../../src/kernel/ports/store.ts'
import { withDatabase, type TestDatabase } from '../postgres.ts'
import { startProxy } from './postgres-proxy.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { openStore, portsOf } from './postgres-store.ts'

describe('a look at PostgreSQL', () => {
  it('says that the server is gone, when it begins and in the middle', async () => {
    await using database = await withDatabase()
    await using proxy = await startProxy(database.url)
    await using store = await openStore(database.url, LAYOUTS)
    assert.equal(failure(await store.commit(fullCall('a'))), 'ok')
    const look = async () => postgres({ url: proxy.url }).look?.(portsOf())
    const view = await look()
    assert.equal((await view?.auditHead())?.sequence, 1)
    await proxy.close()
    await assert.rejects(async () => view?.auditHead(), StoreUnavailable)
    await assert.rejects(look(), StoreUnavailable)
    await view?.[Symbol.asyncDispose]()
  })
})

describe('a commit on PostgreSQL', () => {
  it('is never said to be done where its connection was ended in the middle, and never said not to be where it was', async () => {
    await using database = await withDatabase()
    await using store = await openStore(database.url, LAYOUTS)
    const outcomes = new Map<string, 'done' | 'unknown' | 'not'>()
    let running = true
    const worker = async (name: string): Promise<void> => {
      for (let i = 0; running; i++) {
        const id = `${name}-${i}`
        outcomes.set(id, await outcomeOf(store.commit(fullCall(id))))
      }
    }
    const workers = Array.from({ length: 16 }, (_, i) => worker(`w${i}`))
    for (let kill = 0; kill < 25; kill++) {
      await database.sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'busbar commits' and datname = current_database()`)
      await until(() => store.ping())
    }
    running = false
    await Promise.all(workers)
    const there = new Set((await allOrders(store)).map(({ key }) => key))
    const tally = { done: 0, unknown: 0, not: 0 }
    for (const [id, outcome] of outcomes) {
      tally[outcome]++
      if (outcome !== 'unknown') assert.equal(there.has(id), outcome === 'done', `${id} was said to be ${outcome}`)
      there.delete(id)
    }
    assert.deepEqual([...there], [], 'nothing is there that nobody wrote')
    assert.ok(tally.done > 100 && tally.unknown > 0, JSON.stringify(tally))
  })

  it('is of unknown outcome where the answer is lost, and is there', async () => {
    await using database = await withDatabase()
    await using proxy = await startProxy(database.url)
    await using store = await openStore(proxy.url, LAYOUTS)
    await store.ping()
    const answered = proxy.holdAnswers()
    const lost = store.commit(fullCall('a'))
    await answered
    proxy.cut()
    await assert.rejects(lost, OutcomeUnknown)
    // The next one connects again by itself, and the record is there.
    assert.equal(failure(await store.commit(change({ writes: [put({ id: 'a' })] }))), 'revision')
  })

  it('is refused within a second where the server is gone, and accepted again by itself once it is back', async () => {
    await using database = await withDatabase()
    await using proxy = await startProxy(database.url)
    await using store = await openStore(proxy.url, LAYOUTS)
    await proxy.close()
    for (let i = 0; i < 3; i++) {
      const asked = performance.now()
      await assert.rejects(store.commit(fullCall(`lost${i}`)), (error) => error instanceof StoreUnavailable || (i === 0 && error instanceof OutcomeUnknown))
      await assert.rejects(async () => store.get('order', 'a'), StoreUnavailable)
      await assert.rejects(store.ping(), StoreUnavailable)
      assert.ok(performance.now() - asked < 1_000)
    }
    await proxy.open()
    await until(() => store.ping())
    assert.equal(failure(await store.commit(fullCall('later'))), 'ok')
    assert.equal((await store.get('order', 'later'))?.revision, 1)
  })

  it('does not suffer for a neighbor that PostgreSQL cannot store', async () => {
    await using database = await withDatabase()
    await using store = await openStore(database.url, LAYOUTS)
    const results = await Promise.allSettled(
      Array.from({ length: 60 }, (_, i) => {
        if (i === 17) return store.commit(change({ writes: [put({ id: 'r17', note: 'ok' })], events: [event('e17', { body: 'a\u0000b' })] }))
        if (i === 41) return store.commit(change({ writes: [put({ id: 'r41' }, { unique: [{ rule: 'order.serial', value: incompressible(4_000) }] })] }))
        return store.commit(fullCall(`r${i}`))
      }),
    )
    for (const [i, result] of results.entries()) {
      if (i === 17) {
        assert.ok(result.status === 'rejected' && /invalid byte sequence/.test(String(result.reason)), String(i))
      } else if (i === 41) {
        assert.ok(result.status === 'rejected' && result.reason instanceof StoreRefused && /too long/.test(result.reason.message), String(i))
      } else assert.ok(result.status === 'fulfilled' && result.value.ok, `${i}: ${JSON.stringify(result)}`)
    }
    assert.equal((await allOrders(store)).length, 58)
    const { last } = await store.eventRange()
    assert.equal(last, 58)
  })

  it('says that the disk is full, and passes once it is not', async () => {
    await using database = await withDatabase()
    await using store = await openStore(database.url, LAYOUTS)
    await database.sql(
      `create function no_space() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100', message = 'could not extend file: No space left on device'; end $$`,
    )
    await database.sql(`create trigger no_space before insert on busbar.events execute function no_space()`)
    await assert.rejects(store.commit(fullCall('a')), StoreFull)
    await database.sql(`drop trigger no_space on busbar.events`)
    assert.equal(failure(await store.commit(fullCall('a'))), 'ok')
  })

  it('waits for another process no longer than its time-out, and says that nothing was written', async () => {
    await using database = await withDatabase()
    await using store = await openStore(database.url, LAYOUTS, { commitTimeoutMs: 500 })
    const holder = database.sql('begin; select from busbar.head for update; select pg_sleep(2)')
    await lockIsTaken(database)
    await assert.rejects(store.commit(fullCall('a')), StoreUnavailable)
    await holder
    assert.equal(failure(await store.commit(fullCall('a'))), 'ok')
  })

  it('is durable whatever the role or the database are set to', async () => {
    await using database = await withDatabase()
    await database.sql(`do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$`)
    await using store = await openStore(database.url, LAYOUTS)
    await database.sql(
      `create table seen (setting text); create function see() returns trigger language plpgsql as $$ begin insert into seen values (current_setting('synchronous_commit')); return null; end $$`,
    )
    await database.sql(`grant all on seen to public; create trigger see after insert on busbar.events execute function see()`)
    await database.sql(`alter function see() set search_path = public`)
    assert.equal(failure(await store.commit(fullCall('a'))), 'ok')
    assert.deepEqual(await database.sql('select distinct setting from seen'), [{ setting: 'on' }])
  })

  it('is refused without waiting by a process whose tables another contract has changed, and leaves nothing', async () => {
    await using database = await withDatabase()
    await using old = await openStore(database.url, [ORDER])
    assert.equal(failure(await old.commit(fullCall('a'))), 'ok')
    const other = { ...ORDER, columns: [...ORDER.columns, 'customer'], columnsOf: (body: string) => [...ORDER.columnsOf(body), 'z'] }
    await using store = await openStore(database.url, [other])
    await assert.rejects(old.commit(fullCall('b')), (error) => error instanceof StoreUnavailable && /another process with another contract/.test(error.message))
    assert.equal((await old.get('order', 'a'))?.revision, 1)
    assert.deepEqual(
      (await allOrders(store)).map(({ key }) => key),
      ['a'],
    )
  })
})

/** What a commit says: done, not done, or nobody knows. */
async function outcomeOf(commit: Promise<CommitResult>): Promise<'done' | 'unknown' | 'not'> {
  try {
    assert.equal(failure(await commit), 'ok')
    return 'done'
  } catch (error) {
    if (error instanceof OutcomeUnknown) return 'unknown'
    if (error instanceof StoreUnavailable) return 'not'
    throw error
  }
}

/** Asks until it is answered. */
async function until(ask: () => Promise<unknown>): Promise<void> {
  const since = performance.now()
  for (;;) {
    try {
      await ask()
      return
    } catch (error) {
      if (!(error instanceof StoreUnavailable || error instanceof OutcomeUnknown) || performance.now() - since > 20_000) throw error
      await new Promise(setImmediate)
    }
  }
}

async function lockIsTaken(database: TestDatabase): Promise<void> {
  for (;;) {
    const [row] = await database.sql<{ taken: boolean }>(
      `select exists (select from pg_locks where relation = 'busbar.head'::regclass and mode = 'RowShareLock' and granted) as taken`,
    )
    if (row?.taken === true) return
  }
}

/** Text that an index cannot compress its way around. */
function incompressible(length: number): string {
  let state = 1
  return Array.from({ length }, () => String.fromCodePoint(0x4e00 + ((state = (state * 48_271) % 2_147_483_647) % 20_000))).join('')
}
