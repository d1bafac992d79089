import assert from 'node:assert/strict'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, it } from 'node:test'
import { done, LAYOUTS, put } from '../../conformance/store/samples.ts'
import { StoreRefused, type Store } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { child, folder, line, PORTS } from './sqlite-harness.ts'

async function open(path: string): Promise<Store> {
  const store = sqlite({ path }).open(PORTS)
  await store.open(LAYOUTS)
  return store
}
function refused(...parts: readonly string[]) {
  return (error: unknown) => {
    assert.ok(error instanceof StoreRefused, String(error))
    for (const part of parts) assert.ok(error.message.includes(part), `"${error.message}" should say "${part}"`)
    return true
  }
}

describe('a data folder of the SQLite store', () => {
  it('is refused to a second process, with the folder and the process that holds it, and free once that was killed', async () => {
    await using data = await folder()
    await using other = child('hold', data.path)
    assert.equal(await line(other.lines), 'open')
    await assert.rejects(open(data.path), refused(data.path, `process ${other.process.pid}`))
    await other.kill()
    await using store = await open(data.path)
    await done(store, { writes: [put({ id: 'a' })] })
  })

  it('is refused to a second store of the same process, and free once the first is closed', async () => {
    await using data = await folder()
    {
      await using first = await open(data.path)
      await assert.rejects(open(data.path), refused(data.path, 'already open in this process'))
      await done(first, { writes: [put({ id: 'a' })] })
    }
    await using again = await open(data.path)
    assert.equal((await again.get('order', 'a'))?.revision, 1)
  })

  it('is made where it is not there, with the folders above it', async () => {
    await using data = await folder()
    await using store = await open(join(data.path, 'new', 'data'))
    await done(store, { writes: [put({ id: 'a' })] })
  })

  it('holds one file of data and nothing of who held it once it was closed', async () => {
    await using data = await folder()
    await (await open(data.path))[Symbol.asyncDispose]()
    assert.deepEqual((await readdir(data.path)).sort(), ['busbar.db', 'busbar.lock'])
  })

  it('is refused where a newer Busbar wrote it, and left as it is', async () => {
    await using data = await folder()
    await (await open(data.path))[Symbol.asyncDispose]()
    const db = new DatabaseSync(join(data.path, 'busbar.db'))
    db.exec('PRAGMA user_version = 999')
    db.close()
    await assert.rejects(open(data.path), refused('busbar.db', 'newer Busbar', '999', 'backup'))
    await assert.rejects(open(data.path), refused('newer Busbar'))
  })

  it('is refused where its file is the database of another program', async () => {
    await using data = await folder()
    const db = new DatabaseSync(join(data.path, 'busbar.db'))
    db.exec('CREATE TABLE theirs (a)')
    db.close()
    await assert.rejects(open(data.path), refused('busbar.db', 'another program', 'folder of its own'))
  })

  it('is refused where its file is no database', async () => {
    await using data = await folder()
    await writeFile(join(data.path, 'busbar.db'), 'not a database, but long enough to be taken for the head of one. '.repeat(40))
    await assert.rejects(open(data.path), refused('busbar.db', 'not a database'))
  })

  it('is refused where it is a file', async () => {
    await using data = await folder()
    await writeFile(join(data.path, 'file'), '')
    await assert.rejects(open(join(data.path, 'file')), refused(join(data.path, 'file')))
  })

  it('is named by the config: a store without a path says so', () => {
    assert.throws(() => sqlite({ path: '' }), /path/)
  })

  it('has a view of plain columns for each resource', async () => {
    await using data = await folder()
    await using store = await open(data.path)
    await done(store, { writes: [put({ id: 'a', state: 'Ready', quantity: '12.50' }), put({ id: 'b', state: "it's" })] })
    const db = new DatabaseSync(join(data.path, 'busbar.db'), { readOnly: true })
    assert.deepEqual(
      db
        .prepare('SELECT state, quantity, typeof(quantity) AS type FROM order_view ORDER BY state')
        .all()
        .map((row) => ({ ...row })),
      [
        { state: 'Ready', quantity: 12.5, type: 'real' },
        { state: "it's", quantity: null, type: 'null' },
      ],
    )
    db.close()
  })
})
