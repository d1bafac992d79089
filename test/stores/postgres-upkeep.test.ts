import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import fc from '../../conformance/laws.ts'
import { change, done, event, keysOf, LAYOUTS, ORDER, put, removeEvents } from '../../conformance/store/samples.ts'
import { StoreRefused, StoreUnavailable, type TableLayout } from '../../src/kernel/ports/store.ts'
import { bigintArray, intArray, textArray } from '../../src/stores/postgres/array.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { MIGRATIONS } from '../../src/stores/postgres/migrations.ts'
import { migrate } from '../../src/stores/postgres/upkeep.ts'
import { namesIn } from '../../src/stores/postgres/name.ts'
import { countStatement, scanManyStatement, scanStatement } from '../../src/stores/postgres/scan.ts'
import { connect, hangUp, rows } from '../../src/stores/postgres/session.ts'
import { readOptions } from '../../src/stores/postgres/settings.ts'
import { startServer, withDatabase } from '../postgres.ts'
import { openStore, portsOf } from './postgres-store.ts'

const STATE: TableLayout = {
  ...ORDER,
  columns: ['state'],
  indexes: [{ name: 'order_by_state', columns: ['state'] }],
  columnsOf: (body) => [ORDER.columnsOf(body)[1] ?? ''],
}
const BARE: TableLayout = { ...ORDER, columns: [], indexes: [], columnsOf: () => [] }

describe('PostgreSQL as a store', () => {
  it('is refused with fsync off, unless that is asked for', async () => {
    await using server = await startServer('-c', 'fsync=off')
    await using database = await server.createDatabase()
    await assert.rejects(openStore(database.url, LAYOUTS), (error) => error instanceof StoreRefused && /fsync=off.*allowUnsafe/.test(error.message))
    await using store = await openStore(database.url, LAYOUTS, { allowUnsafe: true })
    await store.ping()
  })

  it('is refused where there is no such database or no such login, without a word of the password', async () => {
    await using database = await withDatabase()
    const url = new URL(database.url)
    url.password = 'hunter2'
    url.pathname = '/nowhere'
    await assert.rejects(
      openStore(url.href, LAYOUTS),
      (error) => error instanceof StoreRefused && /nowhere.*does not exist.*Create it/.test(error.message) && !error.message.includes('hunter2'),
    )
    url.host = '127.0.0.1:1'
    await assert.rejects(
      openStore(url.href, LAYOUTS),
      (error) => error instanceof StoreUnavailable && /127\.0\.0\.1:1\/nowhere/.test(error.message) && !error.message.includes('hunter2'),
    )
  })

  it('is refused where the encoding cannot hold every text', async () => {
    await using server = await startServer()
    await using database = await server.createDatabase()
    await database.sql(`create database latin encoding 'LATIN1' template template0`)
    const url = new URL(server.url)
    url.pathname = '/latin'
    await assert.rejects(openStore(url.href, LAYOUTS), (error) => error instanceof StoreRefused && /encoding LATIN1/.test(error.message))
  })

  it('says which option is wrong', () => {
    const open = (options: Parameters<typeof postgres>[0]) => () => postgres(options).open(portsOf())
    assert.throws(open({ url: 'mysql://localhost/x' }), /postgres: url must be of the form postgres:/)
    assert.throws(open({ url: 'postgres://localhost/x', schema: 'Busbar!' }), /schema 'Busbar!'/)
    assert.throws(open({ url: 'postgres://localhost/x', poolSize: 0 }), /poolSize/)
  })

  it('keeps several installations apart by their schemas', async () => {
    await using database = await withDatabase()
    await using one = await openStore(database.url, LAYOUTS, { schema: 'plant_one' })
    await using two = await openStore(database.url, LAYOUTS, { schema: 'plant_two' })
    await done(one, { writes: [put({ id: 'a' })] })
    assert.equal(await two.get('order', 'a'), undefined)
    assert.notEqual((await one.eventRange()).epoch, (await two.eventRange()).epoch)
  })

  it('is refused where the schema holds tables of something else', async () => {
    await using database = await withDatabase()
    await database.sql('create schema busbar; create table busbar.orders (id int)')
    await assert.rejects(openStore(database.url, LAYOUTS), (error) => error instanceof StoreRefused && /holds tables that are not Busbar/.test(error.message))
  })

  it('is refused where a newer Busbar has written it', async () => {
    await using database = await withDatabase()
    await (await openStore(database.url, LAYOUTS))[Symbol.asyncDispose]()
    await database.sql('insert into busbar.migrations (number) values (99)')
    await assert.rejects(openStore(database.url, LAYOUTS), (error) => error instanceof StoreRefused && /newer Busbar \(step 99/.test(error.message))
  })

  it('shows each resource as a view with plain columns, and keeps a report that someone built on it', async () => {
    await using database = await withDatabase()
    {
      await using store = await openStore(database.url, LAYOUTS)
      await done(store, { writes: [put({ id: 'a', state: 'Ready', quantity: '12.50' }), put({ id: 'b' })] })
    }
    assert.deepEqual(await database.sql('select state, quantity + 1 as more from busbar.order_view order by state'), [
      { state: 'Ready', more: '13.50' },
      { state: null, more: null },
    ])
    await database.sql('create view report as select state from busbar.order_view')
    const longer: TableLayout = { ...ORDER, view: [{ name: 'material', field: 'material', numeric: false }] }
    const lines: string[] = []
    const store = postgres({ url: database.url }).open(portsOf(lines))
    await store.open([longer])
    await store[Symbol.asyncDispose]()
    assert.ok(lines.some((line) => line.includes('a view of yours')))
    assert.deepEqual(await database.sql('select state from report order by state'), [{ state: 'Ready' }, { state: null }])
  })
})

describe('an upgrade of PostgreSQL’s tables', () => {
  it('that was killed in a step has not begun it, and is done by the next start', async () => {
    await using database = await withDatabase()
    const settings = readOptions({ url: database.url })
    const first = () => 'create table busbar.one (a int)'
    const client = await connect(settings, 'upkeep')
    try {
      await assert.rejects(migrate(client, settings, [first, () => 'create table busbar.two (a int); select pg_terminate_backend(pg_backend_pid())']))
    } finally {
      await hangUp(client)
    }
    assert.deepEqual(await database.sql('select number from busbar.migrations'), [{ number: 1 }])
    assert.deepEqual(await database.sql(`select to_regclass('busbar.two') as two`), [{ two: null }])
    const again = await connect(settings, 'upkeep')
    await migrate(again, settings, [first, () => 'create table busbar.two (a int)'])
    await hangUp(again)
    assert.deepEqual(await database.sql('select number from busbar.migrations order by number'), [{ number: 1 }, { number: 2 }])
  })

  it('whose events were swept before that was noted by type says so of every type, and an older process can sweep no more', async () => {
    await using database = await withDatabase()
    const settings = readOptions({ url: database.url })
    const client = await connect(settings, 'upkeep')
    await migrate(client, settings, MIGRATIONS.slice(0, 2))
    await client.query(`insert into busbar.events select n, 'e' || n, 'a.b', '', '', n, '{}' from generate_series(1, 9) n`)
    await client.query('select busbar.sweep_events(5, 100)')
    await hangUp(client)
    await using store = await openStore(database.url, LAYOUTS)
    const { first, last, removed } = await store.eventRange()
    assert.deepEqual([first, last, removed], [5, 9, [{ type: '*', upTo: 4 }]])
    await assert.rejects(database.sql('select busbar.sweep_events(9, 100)'), /does not exist/)
    assert.ok(await removeEvents(store, [6]))
    await done(store, { events: [event('new')] })
    assert.deepEqual((await store.eventRange()).removed, [
      { type: '*', upTo: 4 },
      { type: 'a.b', upTo: 6 },
    ])
  })

  it('goes on filling a column where the killed process stopped', { timeout: 60_000 }, async () => {
    await using database = await withDatabase()
    const ids = Array.from({ length: 2_200 }, (_, i) => `k${String(i).padStart(5, '0')}`)
    {
      await using store = await openStore(database.url, [BARE])
      await done(store, { writes: ids.map((id) => ({ ...put({ id, state: 'Ready' }), columns: [] })) })
    }
    // It kills itself in the middle of its third step.
    const child = spawn(
      process.execPath,
      ['--conditions=busbar-source', fileURLToPath(new URL('./postgres-killed.ts', import.meta.url)), database.url, '1200'],
      { stdio: 'inherit' },
    )
    const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
    assert.ok(signal === 'SIGKILL' || code !== 0, 'the other process was killed')
    let computed = 0
    const counting: TableLayout = { ...STATE, columnsOf: (body) => (computed++, STATE.columnsOf(body)) }
    await using store = await openStore(database.url, [counting])
    assert.equal(computed, ids.length - 1_000)
    assert.deepEqual(await keysOf(store.scan({ table: 'order', index: 'order_by_state', equal: ['vReady'], reverse: false, limit: 5_000 })), ids)
  })

  it('builds an index anew that a killed build left unfinished', async () => {
    await using database = await withDatabase()
    const unindexed: TableLayout = { ...STATE, indexes: [] }
    {
      await using store = await openStore(database.url, [unindexed])
      await done(store, {
        writes: [put({ id: 'a', state: 'Ready' }), put({ id: 'b', state: 'Done' })].map((write) => ({ ...write, columns: STATE.columnsOf(write.body ?? '') })),
      })
    }
    // Whoever holds an old snapshot keeps the build waiting for it; there it is ended.
    const reader = database.sql('begin isolation level repeatable read; select count(*) from busbar.r_order; select pg_sleep(60)').catch(() => {})
    const pid = async (like: string): Promise<number> => {
      for (;;) {
        const [row] = await database.sql<{ pid: number }>(
          `select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active' and query like $1 and wait_event_type in ('Lock', 'Timeout')`,
          [like],
        )
        if (row) return row.pid
      }
    }
    const sleeper = await pid('%pg_sleep%')
    const refused = assert.rejects(openStore(database.url, [STATE]), StoreUnavailable)
    await database.sql('select pg_terminate_backend($1)', [await pid('create index concurrently%')])
    await refused
    await database.sql('select pg_terminate_backend($1)', [sleeper])
    await reader
    assert.deepEqual(await database.sql(`select indisvalid from pg_index where indexrelid = 'busbar.x_order_by_state'::regclass`), [{ indisvalid: false }])
    await using store = await openStore(database.url, [STATE])
    assert.deepEqual(await database.sql(`select indisvalid from pg_index where indexrelid = 'busbar.x_order_by_state'::regclass`), [{ indisvalid: true }])
    assert.deepEqual(await keysOf(store.scan({ table: 'order', index: 'order_by_state', equal: ['vReady'], reverse: false, limit: 5 })), ['a'])
  })

  it('drops an index that no list needs any more', async () => {
    await using database = await withDatabase()
    await (await openStore(database.url, LAYOUTS))[Symbol.asyncDispose]()
    await (await openStore(database.url, [{ ...ORDER, indexes: [] }]))[Symbol.asyncDispose]()
    assert.deepEqual(await database.sql(`select indexname from pg_indexes where schemaname = 'busbar' and tablename = 'r_order'`), [
      { indexname: 'r_order_pkey' },
    ])
  })

  it('leaves room for one commit that comes before and one after, and nothing out of date', async () => {
    await using database = await withDatabase()
    await using old = await openStore(database.url, [BARE])
    const commits = Promise.allSettled(
      Array.from({ length: 400 }, async (_, i) => {
        await new Promise(setImmediate)
        return old.commit(change({ writes: [{ ...put({ id: `k${i}`, state: 'Ready' }), columns: [] }] }))
      }),
    )
    await using store = await openStore(database.url, [STATE])
    const acknowledged = (await commits).flatMap((one, i) => (one.status === 'fulfilled' ? [`k${i}`] : []))
    assert.deepEqual(
      (await keysOf(store.scan({ table: 'order', index: 'order_by_state', equal: ['vReady'], reverse: false, limit: 1_000 }))).sort(),
      acknowledged.sort(),
    )
  })
})

describe('a scan on PostgreSQL', () => {
  it('enters an index at its position and reads on from there, whatever its bounds', async () => {
    await using database = await withDatabase()
    await using store = await openStore(database.url, LAYOUTS)
    await store.ping()
    // Keys so long that the index has some hundred pages: 100 dates with 100 records each.
    const key = (i: number | string): string => `k${String(i).padStart(5, '0')}${'x'.repeat(300)}`
    await database.sql(
      `insert into busbar.r_order (key, revision, body, c_group, c_state, c_due) select 'k' || lpad(i::text, 5, '0') || repeat('x', 300), 1, '{}', 'z', 'vReady', 'v' || lpad((i / 100)::text, 3, '0') from generate_series(0, 9999) i`,
    )
    const settings = readOptions({ url: database.url })
    const names = namesIn(settings.schema)
    const client = await connect(settings, 'calls')
    const by = { table: 'order', index: 'order_by_state_due', equal: ['vReady'], limit: 20 }
    const columns = ['state', 'due']
    const statements = [true, false].flatMap((reverse) =>
      [
        {},
        { low: { value: 'v010', inclusive: true } },
        { high: { value: 'v090', inclusive: false } },
        { low: { value: 'v010', inclusive: false }, high: { value: 'v090', inclusive: true } },
      ].flatMap((bounds) => [
        scanStatement(names, { ...by, ...bounds, reverse }, columns),
        scanStatement(names, { ...by, ...bounds, reverse, after: { value: 'v050', key: key(5050) } }, columns),
        scanStatement(names, { ...by, equal: ['vReady', 'v050'], reverse, after: { key: key(5050) } }, columns),
        scanStatement(names, { table: 'order', index: null, equal: [], limit: 20, reverse, after: { key: key(5050) } }, []),
        countStatement(names, { ...by, ...bounds, reverse }, columns),
      ]),
    )
    statements.push(scanManyStatement(names, 'order', { columns, equal: [], values: ['vReady', 'vDone'], limitEach: 5 }))
    for (const [i, { text, values }] of statements.entries()) {
      await client.query(`prepare p${i} as ${text}`)
      const given = values.map((value) =>
        Buffer.isBuffer(value) ? `array['vReady', 'vDone']` : typeof value === 'number' ? String(value) : `'${String(value)}'`,
      )
      const plan = (await rows<{ 'QUERY PLAN': string }>(client, `explain (analyze, buffers, timing off, summary off) execute p${i}(${given.join(', ')})`))
        .map((row) => row['QUERY PLAN'])
        .join('\n')
      assert.doesNotMatch(plan, /Seq Scan|Sort|Filter|Bitmap/, `${text}\n${plan}`)
      // A page is a few buffers, wherever it is: not those from the bound to the position.
      if (text.includes('limit')) assert.ok(Number(/Buffers: shared hit=(\d+)/.exec(plan)?.[1]) < 30, `${text}\n${plan}`)
    }
    await hangUp(client)
    assert.equal(statements.length, 41)
  })
})

describe('arrays in PostgreSQL’s binary format', () => {
  it('come back as they were given', async () => {
    await using database = await withDatabase()
    const client = await connect(readOptions({ url: database.url }), 'calls')
    const text = fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0'))
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text)), fc.array(fc.option(fc.maxSafeInteger())), fc.array(fc.integer()), async (texts, bigints, ints) => {
        const [row] = await rows<{ t: string; b: string; i: string }>(
          client,
          'select array_to_json($1::text[]) as t, array_to_json($2::bigint[]) as b, array_to_json($3::int[]) as i',
          [textArray(texts), bigintArray(bigints), intArray(ints)],
        )
        assert.deepEqual(
          [row?.t, row?.b, row?.i].map((json) => JSON.parse(json ?? '') as unknown),
          [texts, bigints.map((n) => (n === 0 ? 0 : n)), ints.map((n) => (n === 0 ? 0 : n))],
        )
      }),
    )
    await hangUp(client)
  })
})
