import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { bodyOf, fullCall, LAYOUTS, ORDER } from '../../conformance/store/samples.ts'
import type { DumpRow, TableLayout } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { migrate } from '../../src/stores/sqlite/schema.ts'
import { PORTS } from './sqlite-harness.ts'

/** Scenes that another process plays until it is killed: `node sqlite-child.ts <scene> <folder>`. */
const [scene = '', path = ''] = process.argv.slice(2)

/** At once, before anything else happens; waits where the pipe is full because the reader is slow. */
function say(line: string): void {
  const bytes = Buffer.from(`${line}\n`)
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}
/** Waits, in the middle of whatever runs, for the kill. */
function stand(): never {
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
}
async function open(layouts: readonly TableLayout[]) {
  const store = sqlite({ path }).open(PORTS)
  await store.open(layouts)
  return store
}

const SCENES: { readonly [scene: string]: () => Promise<unknown> } = {
  /** Holds the folder. */
  async hold() {
    await open(LAYOUTS)
    say('open')
    setInterval(() => {}, 1_000)
  },
  /** Commits without an end and says each key once it is acknowledged. */
  async write() {
    const store = await open(LAYOUTS)
    let next = await store.count({ table: 'order', index: null, equal: [], reverse: false })
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (;;) {
          const key = `${process.pid}-${next++}`
          const result = await store.commit(fullCall(key))
          if (result.ok) say(key)
        }
      }),
    )
  },
  /** Fills a new column and stands still in the second batch. */
  async fill() {
    let calls = 0
    await open([
      {
        ...ORDER,
        columnsOf(body) {
          if (++calls === 1_500) {
            say('filling')
            stand()
          }
          return ORDER.columnsOf(body)
        },
      },
    ])
  },
  /** Stands still within the second of three migrations. */
  async migrate() {
    const db = new DatabaseSync(join(path, 'busbar.db'))
    db.function('stand', () => {
      say('migrating')
      stand()
    })
    migrate(db, path, [
      'CREATE TABLE one (a); INSERT INTO one VALUES (1)',
      'CREATE TABLE two (a); UPDATE one SET a = 2; SELECT stand()',
      'UPDATE one SET a = a + 1',
    ])
  },
  /** Restores 2,500 records and stands still before the rest. */
  async restore() {
    async function* rows(): AsyncGenerator<DumpRow> {
      for (let i = 0; i < 2_500; i++)
        yield { row: 'record', table: 'order', record: { key: `k${i}`, revision: 1, body: bodyOf({ id: `k${i}` }) }, columns: ['z', 'z', 'z'] }
      say('restoring')
      stand()
    }
    const store = await open(LAYOUTS)
    await store.restore(rows())
  },
}

await SCENES[scene]?.()
