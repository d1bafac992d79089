import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { allAudit, allEvents, allOrders, change, done, event, fullCall, LAYOUTS, put, removeEvents } from '../../conformance/store/samples.ts'
import { OutcomeUnknown, StoreFull, StoreUnavailable, type Store } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { SqliteStore } from '../../src/stores/sqlite/store.ts'
import { folder, PORTS } from './sqlite-harness.ts'

const MOUNT = 'mount'
const UMOUNT = 'umount'
const SQLITE_FULL = 13
const SQLITE_BUSY = 5
const SQLITE_IOERR_READ = 266
const SQLITE_IOERR_FSYNC = 1034
const SQLITE_IOERR_SHMSIZE = 4874

interface Faulty extends AsyncDisposable {
  readonly store: Store
  readonly path: string
  fail(statement: 'BEGIN IMMEDIATE' | 'COMMIT', how: number | 'exit'): Promise<void>
  heal(): Promise<void>
}
async function faulty(): Promise<Faulty> {
  const data = await folder()
  const fault = join(data.path, 'fault')
  process.env.BUSBAR_TEST_FAULT = fault
  const store = new SqliteStore({ path: data.path, writer: new URL('./sqlite-faulty-writer.ts', import.meta.url) }, PORTS)
  await store.open(LAYOUTS)
  return {
    store,
    path: data.path,
    fail: (statement, how) => writeFile(fault, `${statement} ${how}`),
    heal: () => rm(fault),
    async [Symbol.asyncDispose]() {
      await store[Symbol.asyncDispose]()
      await data[Symbol.asyncDispose]()
    },
  }
}
const batch = (store: Store, name: string, count = 5) => Promise.allSettled(Array.from({ length: count }, (_, i) => store.commit(fullCall(`${name}${i}`))))

async function assertWhole(store: Store, keys: readonly string[]): Promise<void> {
  assert.deepEqual(
    (await allOrders(store)).map((record) => record.key),
    keys.toSorted(),
  )
  assert.deepEqual((await allEvents(store)).map((event) => event.key).sort(), keys.toSorted())
  assert.equal((await allAudit(store)).length, keys.length)
}

describe('the SQLite store on a disk that fails', () => {
  for (const [name, code] of [
    ['no space', SQLITE_FULL],
    ['no space for its shared memory', SQLITE_IOERR_SHMSIZE],
  ] as const) {
    it(`answers StoreFull to everyone on ${name}, keeps nothing, and goes on without a restart`, async () => {
      await using one = await faulty()
      await done(one.store, fullCall('before'))
      await one.fail('COMMIT', code)
      for (const result of await batch(one.store, 'full')) assert.ok(result.status === 'rejected' && result.reason instanceof StoreFull, JSON.stringify(result))
      await assert.rejects(one.store.ping(), StoreFull)
      await assertWhole(one.store, ['before'])
      await one.heal()
      await one.store.ping()
      assert.equal(await done(one.store, fullCall('after')), 2)
      await assertWhole(one.store, ['after', 'before'])
    })
  }

  for (const how of [SQLITE_FULL, 'exit'] as const) {
    it(`removes events and notes it, or does neither, where the commit of that ends with ${how}`, async () => {
      await using one = await faulty()
      await done(one.store, { events: [event('1'), event('2'), event('3')] })
      const before = await one.store.eventRange()
      await one.fail('COMMIT', how)
      await assert.rejects(removeEvents(one.store, [1, 2]))
      await one.heal()
      await one.store[Symbol.asyncDispose]()
      await using again = sqlite({ path: one.path }).open(PORTS)
      await again.open(LAYOUTS)
      assert.deepEqual(await again.eventRange(), before)
      assert.equal((await allEvents(again)).length, 3)
      assert.ok(await removeEvents(again, [1, 2]))
      assert.deepEqual((await again.eventRange()).removed, [{ type: 'order.changed', upTo: 2 }])
    })
  }

  it('acknowledges nothing after an fsync that failed, and writes nothing more: a second fsync would lie', async () => {
    await using one = await faulty()
    await done(one.store, fullCall('before'))
    await one.fail('COMMIT', SQLITE_IOERR_FSYNC)
    for (const result of await batch(one.store, 'lost'))
      assert.ok(result.status === 'rejected' && (result.reason instanceof OutcomeUnknown || result.reason instanceof StoreUnavailable), JSON.stringify(result))
    await one.heal()
    for (const write of [
      () => one.store.commit(change({ writes: [put({ id: 'later' })] })),
      () => one.store.ping(),
      () => one.store.addCounters([{ counter: 'c', add: 1, expires: 1 }]),
    ]) {
      await assert.rejects(write(), (error) => error instanceof StoreUnavailable && /Restart Busbar/.test(error.message))
    }
    assert.equal((await one.store.get('order', 'before'))?.revision, 1)
  })

  it('writes nothing more after an error of the disk before a commit either, and says that nothing was written', async () => {
    await using one = await faulty()
    await one.fail('BEGIN IMMEDIATE', SQLITE_IOERR_READ)
    for (const result of await batch(one.store, 'lost'))
      assert.ok(result.status === 'rejected' && result.reason instanceof StoreUnavailable, JSON.stringify(result))
    await one.heal()
    await assert.rejects(one.store.ping(), (error) => error instanceof StoreUnavailable && /Restart Busbar/.test(error.message))
    await assertWhole(one.store, [])
  })

  it('is unavailable while another program holds the write lock, and goes on behind it', async () => {
    await using one = await faulty()
    await one.fail('BEGIN IMMEDIATE', SQLITE_BUSY)
    await assert.rejects(one.store.commit(fullCall('a')), (error) => error instanceof StoreUnavailable && /Another program/.test(error.message))
    await one.heal()
    await done(one.store, fullCall('b'))
    await assertWhole(one.store, ['b'])
  })

  it('tells those in flight that it does not know, when the writer dies, and refuses those after', async () => {
    await using one = await faulty()
    await done(one.store, fullCall('before'))
    await one.fail('COMMIT', 'exit')
    for (const result of await batch(one.store, 'lost'))
      assert.ok(result.status === 'rejected' && result.reason instanceof OutcomeUnknown, JSON.stringify(result))
    await assert.rejects(one.store.commit(fullCall('later')), (error) => error instanceof StoreUnavailable && /Restart Busbar/.test(error.message))
    assert.equal((await one.store.get('order', 'before'))?.revision, 1)
  })

  it('on a small file system fills up, answers StoreFull, keeps what it acknowledged, and goes on once there is space', async (t) => {
    await using data = await folder()
    const mounted =
      process.platform === 'linux' && process.getuid?.() === 0 && spawnSync(MOUNT, ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', data.path]).status === 0
    if (!mounted) {
      t.skip('needs root on Linux, to mount a small tmpfs')
      return
    }
    try {
      await writeFile(join(data.path, 'ballast'), Buffer.alloc(5 * 1024 * 1024))
      const kept: string[] = []
      {
        await using store = sqlite({ path: data.path }).open(PORTS)
        await store.open(LAYOUTS)
        const refused = async (name: string) => {
          for (let i = 0; i < 2_000; i++) {
            const keys = Array.from({ length: 8 }, (_, j) => `${name}-${i}-${j}`)
            const results = await Promise.allSettled(keys.map((key) => store.commit(fullCall(key, { note: 'x'.repeat(2_000) }))))
            let full = false
            for (const [j, result] of results.entries()) {
              if (result.status === 'fulfilled') kept.push(keys[j] ?? '')
              else assert.ok((full = result.reason instanceof StoreFull), String(result.reason))
            }
            if (full) return
          }
          assert.fail('The file system never was full.')
        }
        await refused('first')
        const before = kept.length
        assert.ok(before > 100)
        await assertWhole(store, kept)
        await rm(join(data.path, 'ballast'))
        await done(store, fullCall('freed'))
        kept.push('freed')
        await refused('second')
        assert.ok(kept.length > before + 100)
        await assertWhole(store, kept)
      }
      await using again = sqlite({ path: data.path }).open(PORTS)
      await again.open(LAYOUTS)
      await assertWhole(again, kept)
    } finally {
      assert.equal(spawnSync(UMOUNT, [data.path]).status, 0)
    }
  })
})
