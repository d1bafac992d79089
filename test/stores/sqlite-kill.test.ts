import assert from 'node:assert/strict'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { allAudit, allEvents, allOrders, chained, done, FIRST_HASH, keysOf, LAYOUTS, ORDER, put, type Sample } from '../../conformance/store/samples.ts'
import { StoreRefused, type Store, type TableLayout } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { migrate } from '../../src/stores/sqlite/schema.ts'
import { child, folder, line, PORTS } from './sqlite-harness.ts'

async function open(path: string, layouts: readonly TableLayout[] = LAYOUTS): Promise<Store> {
  const store = sqlite({ path }).open(PORTS)
  await store.open(layouts)
  return store
}

describe('the SQLite store after kill -9', () => {
  it('has every commit that was acknowledged, and no half of any other', async () => {
    await using data = await folder()
    const acknowledged: string[] = []
    for (const enough of [1, 40, 400]) {
      await using other = child('write', data.path)
      for (let i = 0; i < enough; i++) acknowledged.push(await line(other.lines))
      other.process.kill('SIGKILL')
      // What it still said before it died was acknowledged too.
      for (let next = await other.lines.next(); !next.done; next = await other.lines.next()) acknowledged.push(next.value)
      await other.kill()
      await using store = await open(data.path)
      const keys = new Set((await allOrders(store)).map((record) => record.key))
      assert.deepEqual(
        acknowledged.filter((key) => !keys.has(key)),
        [],
      )
      const events = await allEvents(store)
      assert.deepEqual(
        events.map((event) => event.offset),
        events.map((_, i) => i + 1),
      )
      assert.deepEqual(new Set(events.map((event) => event.key)), keys)
      const trail = await allAudit(store)
      let hash = FIRST_HASH
      for (const one of trail) assert.equal(one.hash, (hash = chained(hash, one.header)))
      assert.deepEqual(new Set(trail.map((one) => (JSON.parse(one.header) as { what: string }).what)), keys)
      for (const key of keys) assert.equal((await store.answer(`a-${key}`))?.state, 'done')
    }
    assert.ok(acknowledged.length >= 441)
  })

  it('in the middle of a migration begins that step again', async () => {
    await using data = await folder()
    await using other = child('migrate', data.path)
    assert.equal(await line(other.lines), 'migrating')
    await other.kill()
    const db = new DatabaseSync(join(data.path, 'busbar.db'))
    const read = (sql: string) => Object.values(db.prepare(sql).get() ?? {})[0]
    assert.equal(read('PRAGMA user_version'), 1)
    assert.equal(read('SELECT a FROM one'), 1)
    assert.equal(read("SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0)
    migrate(db, data.path, ['CREATE TABLE one (a); INSERT INTO one VALUES (1)', 'CREATE TABLE two (a); UPDATE one SET a = 2', 'UPDATE one SET a = a + 1'])
    assert.equal(read('PRAGMA user_version'), 3)
    assert.equal(read('SELECT a FROM one'), 3)
    db.close()
  })

  it('in the middle of filling a new index goes on where it was, and answers right', async () => {
    await using data = await folder()
    const samples = Array.from({ length: 3_000 }, (_, i): Sample => ({ id: `k${String(i).padStart(4, '0')}`, group: String(i % 3), state: 'Ready' }))
    {
      await using store = await open(data.path, [{ ...ORDER, columns: [], indexes: [], columnsOf: () => [] }])
      await done(store, { writes: samples.map((sample) => ({ ...put(sample), columns: [] })) })
    }
    await using other = child('fill', data.path)
    assert.equal(await line(other.lines), 'filling')
    await other.kill()
    let computed = 0
    const counting: TableLayout = {
      ...ORDER,
      columnsOf(body) {
        computed++
        return ORDER.columnsOf(body)
      },
    }
    await using store = await open(data.path, [counting])
    assert.equal(computed, 2_000)
    const scan = { table: 'order', index: 'order_by_group', equal: ['v1'], reverse: false, limit: 9_999 }
    assert.deepEqual(
      await keysOf(store.scan(scan)),
      samples.filter((sample) => sample.group === '1').map((sample) => sample.id),
    )
  })

  it('in the middle of a restore refuses to serve the part, and says what to do', async () => {
    await using data = await folder()
    await using other = child('restore', data.path)
    assert.equal(await line(other.lines), 'restoring')
    await other.kill()
    await assert.rejects(open(data.path), (error) => error instanceof StoreRefused && /restore.*Remove the data folder/i.test(error.message))
  })
})
