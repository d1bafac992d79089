import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Together } from '../../src/stores/postgres/together.ts'

describe('reads by key on PostgreSQL', () => {
  /** A table with every key, whose queries are answered when the test says so. */
  function table() {
    const queries: { readonly keys: readonly string[]; readonly answer: () => void; readonly fail: () => void }[] = []
    const together = new Together<string>(
      (keys) =>
        new Promise((resolve, reject) => {
          queries.push({ keys, answer: () => resolve(keys.filter((key) => !key.startsWith('no'))), fail: () => reject(new Error('broken')) })
        }),
      (row) => row,
    )
    return { together, queries }
  }
  const turn = () => new Promise((resolve) => void setImmediate(resolve))

  it('that are asked in one turn of the event loop are one query, and a key asked twice is in it once', async () => {
    const { together, queries } = table()
    const found = Promise.all([together.one('a'), together.one('a'), together.many(['b', 'no', 'a']), together.one('none')])
    await turn()
    assert.deepEqual(
      queries.map(({ keys }) => keys),
      [['a', 'b', 'no', 'none']],
    )
    queries[0]?.answer()
    assert.deepEqual(await found, ['a', 'a', ['b', 'a'], undefined])
  })

  it('that are asked while two queries are under way wait for one of them, and then go together', async () => {
    const { together, queries } = table()
    const asked: Promise<unknown>[] = []
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      asked.push(together.one(key))
      await turn()
      await turn()
    }
    assert.deepEqual(
      queries.map(({ keys }) => keys),
      [['a'], ['b']],
    )
    queries[0]?.answer()
    await turn()
    await turn()
    assert.deepEqual(
      queries.map(({ keys }) => keys),
      [['a'], ['b'], ['c', 'd', 'e']],
    )
    for (const query of queries) query.answer()
    assert.deepEqual(await Promise.all(asked), ['a', 'b', 'c', 'd', 'e'])
  })

  it('never join a query that was sent before they were asked: its answer may be older', async () => {
    const { together, queries } = table()
    const first = together.one('a')
    await turn()
    const second = together.one('a')
    await turn()
    assert.equal(queries.length, 2)
    for (const query of queries) query.answer()
    assert.deepEqual(await Promise.all([first, second]), ['a', 'a'])
  })

  it('fail with their query, and only with it', async () => {
    const { together, queries } = table()
    const first = together.one('a')
    await turn()
    const second = together.one('b')
    await turn()
    queries[0]?.fail()
    queries[1]?.answer()
    await assert.rejects(first, /broken/)
    assert.equal(await second, 'b')
    assert.deepEqual(await together.many([]), [])
  })
})
