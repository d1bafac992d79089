import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import {
  allAudit,
  allEvents,
  allOrders,
  bodyOf,
  chained,
  change,
  columnsOf,
  FIRST_HASH,
  fullCall,
  LAYOUTS,
  put,
  type Sample,
} from '../../conformance/store/samples.ts'
import type { StoredRecord } from '../../src/kernel/ports/store.ts'
import { withDatabase } from '../postgres.ts'
import { openStore } from './postgres-store.ts'

const ROUNDS = 40

describe('several processes on one PostgreSQL', () => {
  it('open an empty database at the same moment', async () => {
    await using database = await withDatabase()
    await using opened = new AsyncDisposableStack()
    const stores = await Promise.all(Array.from({ length: 5 }, async () => opened.use(await openStore(database.url, LAYOUTS))))
    const epochs = new Set((await Promise.all(stores.map((store) => store.eventRange()))).map(({ epoch }) => epoch))
    assert.equal(epochs.size, 1)
    await Promise.all(stores.map((store, i) => store.commit(fullCall(`r${i}`))))
  })

  it('and several stores in one give events without a hole, one audit chain, one holder a value, and lose no count', async () => {
    await using database = await withDatabase()
    await using store = await openStore(database.url, LAYOUTS)
    const names = ['one', 'two', 'three']
    const children = names.map((name) => committer([database.url, name, String(ROUNDS)]))

    // Meanwhile three stores of this process do the same, and a reader follows the events.
    const others = await Promise.all([0, 1].map(() => openStore(database.url, LAYOUTS)))
    const own = [store, ...others].map(async (one, i) => {
      let won = 0
      for (let round = 0; round < ROUNDS; round++) {
        const result = await one.commit({
          ...fullCall(`own${i}-${round}`),
          writes: [put({ id: `own${i}-${round}` }, { unique: [{ rule: 'order.serial', value: `serial ${round}` }] })],
        })
        if (result.ok) won++
        else assert.equal(result.failed, 'unique')
      }
      return won
    })
    let done = false
    const follower = (async () => {
      let cursor = 0
      for (let last = false; !last; last = done) for (const one of await store.events(cursor, 50)) assert.equal(one.offset, ++cursor, 'a reader saw a hole')
      return cursor
    })()

    let outputs: Awaited<ReturnType<typeof finished>>[]
    let ownWins: number[]
    try {
      ;[outputs, ownWins] = await Promise.all([Promise.all(children.map(finished)), Promise.all(own)])
    } finally {
      done = true
      for (const child of children) child.kill('SIGKILL')
      for (const other of others) await other[Symbol.asyncDispose]()
    }
    await follower

    const events = await allEvents(store)
    assert.deepEqual(
      events.map(({ offset }) => offset),
      events.map((_, i) => i + 1),
    )
    const trail = await allAudit(store)
    assert.equal(trail.length, events.length)
    let hash = FIRST_HASH
    for (const [i, one] of trail.entries()) {
      assert.equal(one.sequence, i + 1)
      assert.equal(one.hash, (hash = chained(hash, one.header)))
    }
    assert.equal(outputs.flatMap(({ won }) => won).length + ownWins.reduce((sum, won) => sum + won, 0), ROUNDS, 'each value has one holder')
    const offsets = outputs.flatMap((output) => output.offsets)
    assert.equal(new Set(offsets).size, offsets.length)
    for (const [i, output] of outputs.entries()) for (const offset of output.offsets) assert.ok(events[offset - 1]?.key.startsWith(names[i] ?? '?'))
    const counter = await store.get('order', 'counter')
    assert.equal(counter?.revision, ROUNDS * names.length)
    assert.equal(counter?.body, `{"id":"counter","note":"${ROUNDS * names.length}"}`)
    assert.equal(
      outputs.reduce((sum, output) => sum + output.counted, 0),
      ROUNDS * names.length,
    )
    assert.equal((await allOrders(store)).length, events.length + 1)
  })

  it('rewrite records that another one changes meanwhile, and overwrite no change of it', async () => {
    await using database = await withDatabase()
    await using migrating = await openStore(database.url, LAYOUTS)
    await using writing = await openStore(database.url, LAYOUTS)
    const ids = Array.from({ length: 10 }, (_, i) => `k${i}`)
    const noteOf = (record: StoredRecord): Sample => JSON.parse(record.body) as Sample
    for (const id of ids) assert.ok((await writing.commit(change({ writes: [put({ id, note: '0' })] }))).ok)
    let running = true
    const writer = (async () => {
      while (running) {
        for (const id of ids) {
          const now = await writing.get('order', id)
          if (now) await writing.commit(change({ writes: [put({ ...noteOf(now), note: String(Number(noteOf(now).note) + 1) }, { expected: now.revision })] }))
        }
      }
    })()
    let given = 0
    try {
      for (let round = 0; round < 20; round++) {
        for (let last: string | undefined = ''; last !== undefined;) {
          last = await migrating.rewrite('order', last, 2, (record) => {
            given++
            const sample = { ...noteOf(record), state: `Moved${round}` }
            return { body: bodyOf(sample), columns: columnsOf(sample), unique: [], released: [] }
          })
        }
      }
    } finally {
      running = false
      await writer
    }
    for (const record of await allOrders(writing)) assert.equal(Number(noteOf(record).note), record.revision - 1)
    assert.ok(given > 20 * ids.length, 'a step met a change of the other process')
  })

  it(
    'are not held up by one that is stopped in the middle of its commits',
    { skip: process.platform === 'win32' && 'Windows cannot stop a process' },
    async () => {
      await using database = await withDatabase()
      await using store = await openStore(database.url, LAYOUTS)
      const child = committer([database.url, 'stopped', 'forever'])
      try {
        await opened(child)
        for (let i = 0; i < 30; i++) {
          child.kill('SIGSTOP')
          const asked = performance.now()
          assert.ok((await store.commit(fullCall(`r${i}`))).ok)
          assert.ok(performance.now() - asked < 5_000)
          child.kill('SIGCONT')
          await store.commit(fullCall(`then${i}`))
        }
        assert.ok((await store.get('order', 'counter')) !== undefined, 'the other one did commit')
      } finally {
        child.kill('SIGKILL')
      }
    },
  )
})

function committer(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, ['--conditions=busbar-source', fileURLToPath(new URL('./postgres-committer.ts', import.meta.url)), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

function opened(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', resolve)
    child.once('exit', (code) => reject(new Error(`the other process ended with ${String(code)}`)))
  })
}

async function finished(child: ChildProcess): Promise<{ readonly won: readonly string[]; readonly offsets: readonly number[]; readonly counted: number }> {
  let last = ''
  if (child.stdout) for await (const line of createInterface(child.stdout)) last = line
  return JSON.parse(last) as { won: string[]; offsets: number[]; counted: number }
}
