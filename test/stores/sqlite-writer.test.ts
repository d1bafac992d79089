import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { change, done, event, fullCall, LAYOUTS, ORDER, put } from '../../conformance/store/samples.ts'
import { StoreUnavailable, type ChangeSet } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { LogWatch } from '../../src/stores/sqlite/log-watch.ts'
import { pushCommit, pushRequest, type Item, type PlainLayout, type Reply } from '../../src/stores/sqlite/message.ts'
import { scanSql } from '../../src/stores/sqlite/scan.ts'
import { Writer } from '../../src/stores/sqlite/transaction.ts'
import { openReader } from '../../src/stores/sqlite/database.ts'
import { Reader } from '../../src/stores/sqlite/reader.ts'
import { folder, PORTS } from './sqlite-harness.ts'

const plain: readonly PlainLayout[] = LAYOUTS.map(({ columnsOf: _, ...layout }) => layout)

/** A writer without its thread; `send` answers the replies, one list a transaction. */
function writer(path: string): { send(...changes: readonly ChangeSet[]): readonly (readonly Reply[])[] } & Disposable {
  let replies: (readonly Reply[])[] = []
  const inner = new Writer((some) => replies.push(some))
  const run = (items: Item[]) => {
    replies = []
    inner.run([items])
    return replies
  }
  const open: Item[] = []
  pushRequest(open, { name: 'open', ask: { file: join(path, 'busbar.db') } })
  pushRequest(open, { name: 'layout', ask: { tables: plain } })
  for (const reply of run(open).flat()) assert.ok(typeof reply === 'object' && 'answer' in reply, JSON.stringify(reply))
  return {
    send(...changes) {
      const items: Item[] = []
      for (const one of changes) pushCommit(items, one)
      return run(items)
    },
    [Symbol.dispose]() {
      const items: Item[] = []
      pushRequest(items, { name: 'close', ask: null })
      run(items)
    },
  }
}

describe("the SQLite store's writer", () => {
  it('commits what comes together in one transaction, and what fails a check fails alone', async () => {
    await using data = await folder()
    using one = writer(data.path)
    const replies = one.send(fullCall('a'), fullCall('a'), fullCall('b'), change({ writes: [put({ id: 'c' }, { expected: 4 })] }), fullCall('d'))
    assert.deepEqual(replies, [[1, { failed: { ok: false, failed: 'answer' } }, 2, { failed: { ok: false, failed: 'revision', table: 'order', key: 'c' } }, 3]])
  })

  it('gives one that breaks the transaction its error alone, and commits the others', async () => {
    await using data = await folder()
    using one = writer(data.path)
    const twice = change({ ...fullCall('x'), writes: [put({ id: 'x' }), put({ id: 'x' })] })
    const [first, second, third, ...more] = one.send(fullCall('a'), twice, fullCall('b')).flat()
    assert.deepEqual([first, third, more], [1, 2, []])
    assert.ok(typeof second === 'object' && 'error' in second && second.error === 'defect', JSON.stringify(second))
    assert.match(second.message, /UNIQUE constraint/)
  })

  it('names the table and the columns where a write does not fit its layout, and commits the others', async () => {
    await using data = await folder()
    using one = writer(data.path)
    const [replies] = one.send(
      fullCall('a'),
      change({ writes: [{ ...put({ id: 'x' }), columns: ['v1'] }] }),
      change({ writes: [{ ...put({ id: 'x' }), table: 'nothing' }] }),
      fullCall('b'),
    )
    assert.deepEqual([replies?.[0], replies?.[3]], [1, 2])
    assert.deepEqual(replies?.slice(1, 3), [
      { error: 'defect', message: 'A write of order x has 1 index columns; its layout has 3.' },
      { error: 'defect', message: 'The store was not opened with a table nothing.' },
    ])
  })

  it('bounds a transaction, so that nobody waits for thousands of others', async () => {
    await using data = await folder()
    using one = writer(data.path)
    const replies = one.send(...Array.from({ length: 2_500 }, (_, i) => fullCall(`k${i}`)))
    assert.deepEqual(
      replies.map((some) => some.length),
      [1_024, 1_024, 452],
    )
  })
})

describe("the SQLite store's log", () => {
  const MIB = 1024 * 1024
  const setUp = async () => {
    const data = await folder()
    const file = join(data.path, 'log.db')
    const db = new DatabaseSync(file)
    // Without checkpoints of its own, so that only the watch can make it smaller.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (a)')
    const insert = db.prepare('INSERT INTO t VALUES (zeroblob(32768))')
    const watch = new LogWatch(db, file, 2 * MIB)
    return {
      file,
      size: () => statSync(`${file}-wal`).size,
      write() {
        for (let i = 0; i < 64; i++) {
          insert.run()
          watch.committed()
        }
      },
      async [Symbol.asyncDispose]() {
        db.close()
        await data[Symbol.asyncDispose]()
      },
    }
  }

  it('starts over once it has grown beyond its limit', async () => {
    await using log = await setUp()
    for (let i = 0; i < 5; i++) {
      log.write()
      assert.ok(log.size() < 3 * MIB, `${log.size()} bytes`)
    }
  })

  it('waits for no reader for long, and starts over once the one that held it is gone', async () => {
    await using log = await setUp()
    const reader = new DatabaseSync(log.file, { readOnly: true })
    reader.exec('BEGIN; SELECT count(*) FROM t')
    for (let i = 0; i < 3; i++) log.write()
    assert.ok(log.size() > 5 * MIB)
    reader.close()
    for (let i = 0; i < 2; i++) log.write()
    assert.ok(log.size() < 3 * MIB, `${log.size()} bytes`)
  })
})

describe("the SQLite store's scans", () => {
  it('walk one range of one index, from edge to edge and without sorting, in every shape', () => {
    const db = new DatabaseSync(':memory:')
    db.exec(`CREATE TABLE r_order (id INTEGER PRIMARY KEY, key TEXT NOT NULL, revision INTEGER, body TEXT, ${ORDER.columns.map((name) => `"c_${name}" TEXT NOT NULL`).join(', ')});
      CREATE UNIQUE INDEX k_order ON r_order (key)`)
    for (const { name, columns } of ORDER.indexes) db.exec(`CREATE INDEX i_${name} ON r_order (${columns.map((column) => `"c_${column}"`).join(', ')}, key)`)
    const bound = { value: 'm', inclusive: true }
    let shapes = 0
    for (const index of [null, ...ORDER.indexes]) {
      const width = index?.columns.length ?? 0
      for (const fixed of index ? [width - 1, width] : [0]) {
        for (const bits of Array(16).keys()) {
          const [reverse, low, high, after] = [1, 2, 4, 8].map((bit) => (bits & bit) !== 0)
          const { from, order, params } = scanSql('order', index, {
            equal: Array(fixed).fill('v'),
            reverse: reverse === true,
            ...(low && { low: bound }),
            ...(high && { high: bound }),
            ...(after && { after: { value: 'm', key: 'k' } }),
          })
          const plan = db
            .prepare(`EXPLAIN QUERY PLAN SELECT key, body ${from} ${order} LIMIT 50`)
            .all(...params)
            .map((row) => String(row.detail))
          assert.equal(plan.length, 1, plan.join('; '))
          const name = index ? `i_${index.name}` : 'k_order'
          const ranged = fixed > 0 || low || high || after
          assert.match(plan[0] ?? '', new RegExp(`^${ranged ? 'SEARCH' : 'SCAN'} r_order USING INDEX ${name}\\b`))
          if (low || (after && !reverse)) assert.match(plan[0] ?? '', />/)
          if (high || (after && reverse)) assert.match(plan[0] ?? '', /</)
          shapes++
        }
      }
    }
    db.close()
    assert.equal(shapes, 112)
  })
})

describe('the SQLite store, opened,', () => {
  const open = async (path: string) => {
    const store = sqlite({ path }).open(PORTS)
    await store.open(LAYOUTS)
    return store
  }

  it('counts in steps what is too much for one, and comes to the same number', async () => {
    await using data = await folder()
    await using store = await open(data.path)
    await done(store, { writes: Array.from({ length: 1_000 }, (_, i) => put({ id: `k${i}`, state: i % 4 === 0 ? 'Ready' : 'Done', due: String(i % 3) })) })
    const db = openReader(join(data.path, 'busbar.db'))
    db.exec('BEGIN')
    const reader = new Reader(db, LAYOUTS, true)
    for (const step of [1, 7, 250, 1_000, 5_000]) {
      assert.equal(await reader.countAll({ table: 'order', index: null, equal: [], reverse: false }, step), 1_000)
      assert.equal(await reader.countAll({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false }, step), 250)
      assert.equal(
        await reader.countAll({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], low: { value: 'v1', inclusive: false }, reverse: true }, step),
        83,
      )
    }
    db.close()
  })

  it('refuses what more than 20,000 already wait before, so that memory stays bounded', async () => {
    await using data = await folder()
    await using store = await open(data.path)
    const results = await Promise.allSettled(Array.from({ length: 20_005 }, () => store.commit(change({}))))
    assert.deepEqual(
      [
        results.filter((one) => one.status === 'fulfilled').length,
        results.filter((one) => one.status === 'rejected' && one.reason instanceof StoreUnavailable).length,
      ],
      [20_000, 5],
    )
    await done(store, { events: [event('later')] })
  })

  it('closes while it is dumped: the dump breaks off and says so', async () => {
    await using data = await folder()
    const store = await open(data.path)
    await done(store, { writes: Array.from({ length: 500 }, (_, i) => put({ id: `k${i}` })) })
    await assert.rejects(async () => {
      for await (const row of store.dump()) if (row.row === 'record' && row.record.key === 'k100') await store[Symbol.asyncDispose]()
    }, StoreUnavailable)
    await using again = await open(data.path)
    assert.equal((await again.get('order', 'k499'))?.revision, 1)
  })
})
