import assert from 'node:assert/strict'
import { it } from 'node:test'
import { StoreRefused, type DumpRow, type StoreView } from '../../src/kernel/ports/store.ts'
import type { MakeStore, StoreHarness } from './harness.ts'
import { allAudit, audit, change, done, event, everything, keysOf, LAYOUTS, LINE, put, remove } from './samples.ts'

/** A store, and a look at its data beside it. */
async function withLook(
  make: MakeStore,
  test: (the: { readonly store: Awaited<ReturnType<StoreHarness['open']>>; readonly view: StoreView; readonly harness: StoreHarness }) => Promise<void>,
): Promise<void> {
  await using harness = await make()
  await using store = await harness.open(LAYOUTS)
  await using view = await harness.look()
  await test({ store, view, harness })
}

async function rowsOf(of: Pick<StoreView, 'dump'>): Promise<readonly DumpRow[]> {
  const rows: DumpRow[] = []
  for await (const row of of.dump()) rows.push(row)
  return rows
}
/** What index columns hold is known to the store's contract, and to no look at it. */
function withoutColumns(rows: readonly DumpRow[]): readonly string[] {
  return rows.map((row) => JSON.stringify(row.row === 'record' ? { ...row, columns: [] } : row)).sort()
}

export function lookCases(make: MakeStore): void {
  it('sees what was committed before it, and what is committed after', () =>
    withLook(make, async ({ store, view }) => {
      for (const what of ['1', '2', '3']) {
        await done(store, { writes: [put({ id: `o${what}` })], events: [event(what)], audit: [audit(what)] })
        await store.setFact('contract', what)
        assert.deepEqual(await view.auditHead(), await store.auditHead())
        assert.deepEqual(await view.audit(0, 100), await allAudit(store))
        assert.deepEqual(await view.audit(Number(what) - 1, 1), (await allAudit(store)).slice(-1))
        assert.equal(await view.fact('contract'), what)
        assert.deepEqual(withoutColumns(await rowsOf(view)), withoutColumns(await rowsOf(store)))
      }
      assert.equal((await view.auditHead()).sequence, 3)
      assert.equal(await view.fact('none'), undefined)
    }))

  it('dumps one moment while commits go on, and holds none of them up', () =>
    withLook(make, async ({ store, view }) => {
      await done(store, { writes: Array.from({ length: 500 }, (_, i) => put({ id: `m${i}` })) })
      const seen: string[] = []
      let commits = 0
      for await (const row of view.dump()) {
        if (row.row === 'record') seen.push(row.record.key)
        if (commits < 20) assert.ok((await store.commit(change({ writes: [put({ id: `z${commits++}` })], events: [event(`z${commits}`)] }))).ok)
      }
      assert.equal(commits, 20)
      // Its first row was there before the first of them.
      assert.equal(seen.filter((key) => key.startsWith('m')).length, 500)
      assert.deepEqual(
        seen.filter((key) => key.startsWith('z')),
        [],
      )
      assert.equal((await rowsOf(view)).filter((row) => row.row === 'record').length, 520)
    }))

  it('may be left in the middle of a dump, and used again', () =>
    withLook(make, async ({ store, view }) => {
      await done(store, { writes: [put({ id: 'a' }), put({ id: 'b' })], audit: [audit('1')] })
      for await (const _ of view.dump()) break
      await done(store, { writes: [put({ id: 'c' })] })
      assert.equal((await rowsOf(view)).filter((row) => row.row === 'record').length, 3)
      assert.equal((await view.auditHead()).sequence, 1)
    }))

  it('dumps what a store of the contract restores, with the columns that it needs', () =>
    withLook(make, async ({ store, view }) => {
      await done(store, { writes: [put({ id: 'a', state: 'Ready', due: '1' }), put({ id: 'b' })], audit: [audit('1')] })
      await done(store, { writes: [remove('b')] })
      await using other = await make()
      await using target = await other.open(LAYOUTS)
      await target.restore(view.dump())
      assert.deepEqual(await keysOf(target.scan({ table: 'order', index: 'order_by_state_due', equal: ['vReady'], reverse: false, limit: 9 })), ['a'])
      assert.equal(await everything(target), await everything(store))
    }))

  it('needs no process that holds the data, and no contract', async () => {
    await using harness = await make()
    {
      await using store = await harness.open(LAYOUTS)
      await done(store, { writes: [put({ id: 'a' })], audit: [audit('1')] })
    }
    {
      await using view = await harness.look()
      assert.equal((await view.auditHead()).sequence, 1)
      assert.deepEqual(
        (await rowsOf(view)).flatMap((row) => (row.row === 'record' ? [row.record.key] : [])),
        ['a'],
      )
    }
    // It changed nothing, of which tables there are neither.
    await using other = await harness.open([LINE])
    await using view = await harness.look()
    assert.ok((await rowsOf(view)).some((row) => row.row === 'record' && row.table === 'order'))
    await done(other, { audit: [audit('2')] })
    assert.equal((await view.auditHead()).sequence, 2)
  })

  it('is refused where there is nothing', async () => {
    await using harness = await make()
    await assert.rejects(harness.look(), (error) => error instanceof StoreRefused && /no data/.test(error.message))
  })
}
