import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventsOf } from '../../kernel/workshop.ts'
import { forget, onWorks, order } from '../../kernel/events/world.ts'
import { BASE, type Page, faceOf, problemOf } from './face.ts'

const CURSORS = `${BASE}/cursors`
const keys = (page: Page): readonly unknown[] => page.events.map((event) => event.data['id'])

interface Kept {
  readonly name: string
  readonly cursor: string
  readonly movedAt?: string
}

async function onCursors(...ids: readonly string[]) {
  const world = await onWorks()
  for (const id of ids) {
    await order(world, { id })
    world.clock.advance(1_000)
  }
  const face = faceOf(world)
  const read = async (name: string, as?: string): Promise<Kept> =>
    JSON.parse(String((await face.ask(`${CURSORS}/${name}`, { ...(as !== undefined && { as }) })).body)) as Kept
  const commit = (name: string, cursor: string, as = 'internal') => face.ask(`${CURSORS}/${name}`, { method: 'PUT', body: { cursor }, as })
  const seek = (name: string, to: string) => face.ask(`${CURSORS}/${name}/seek`, { method: 'POST', body: { to } })
  return { ...face, world, read, commit, seek, [Symbol.asyncDispose]: async () => world[Symbol.asyncDispose]() }
}

describe('a named cursor', () => {
  it('begins with the first event and stands still until it is moved, so that what was not done is read again', async () => {
    await using on = await onCursors('A', 'B', 'C')
    assert.deepEqual(await on.read('billing'), { name: 'billing', cursor: 'first' })
    const first = await on.page('?cursor=billing&limit=2')
    assert.deepEqual(keys(first), ['A', 'B'])
    assert.deepEqual(keys(await on.page('?cursor=billing&limit=2')), ['A', 'B'])
    assert.equal((await on.commit('billing', first.cursor)).status, 200)
    assert.deepEqual(keys(await on.page('?cursor=billing&limit=2')), ['C'])
    assert.deepEqual(await on.read('billing'), { name: 'billing', cursor: first.cursor, movedAt: '2026-09-14T08:00:03.000Z' })
  })

  it('never goes back by a commit, and does by a seek', async () => {
    await using on = await onCursors('A', 'B', 'C')
    const { events } = await on.page()
    const [a = '', , c = ''] = events.map((event) => event.cursor)
    await on.commit('billing', c)
    assert.equal((await on.commit('billing', c)).status, 200)
    const back = problemOf(await on.commit('billing', a))
    assert.deepEqual([back.status, back.code], [409, 'conflict'])
    assert.equal((await on.seek('billing', a)).status, 200)
    assert.deepEqual(keys(await on.page('?cursor=billing')), ['B', 'C'])
    await on.seek('billing', 'now')
    assert.deepEqual(keys(await on.page('?cursor=billing')), [])
    await on.seek('billing', 'first')
    assert.deepEqual(keys(await on.page('?cursor=billing')), ['A', 'B', 'C'])
  })

  it('is set in front of the first event since an instant', async () => {
    await using on = await onCursors('A', 'B', 'C')
    for (const [instant, expected] of [
      ['2026-09-14T07:00:00Z', ['A', 'B', 'C']],
      ['2026-09-14T08:00:00Z', ['A', 'B', 'C']],
      ['2026-09-14T10:00:00.500+02:00', ['B', 'C']],
      ['2026-09-14T08:00:02Z', ['C']],
      ['2026-09-14T09:00:00Z', []],
    ] as const) {
      await on.seek('billing', instant)
      assert.deepEqual([instant, keys(await on.page('?cursor=billing'))], [instant, expected])
    }
  })

  it('is its consumer’s alone, whatever the name', async () => {
    await using on = await onCursors('A')
    const { cursor } = await on.page()
    await on.commit('billing', cursor)
    await on.commit('constructor', cursor)
    assert.deepEqual(await on.read('billing', 'nord'), { name: 'billing', cursor: 'first' })
    assert.deepEqual(await on.read('constructor', 'nord'), { name: 'constructor', cursor: 'first' })
    assert.deepEqual(JSON.parse(String((await on.ask(CURSORS, { as: 'nord' })).body)), { items: [] })
    const all = JSON.parse(String((await on.ask(CURSORS)).body)) as { items: readonly Kept[] }
    assert.deepEqual(
      all.items.map(({ name }) => name),
      ['billing', 'constructor'],
    )
    assert.equal((await on.problem(`${CURSORS}/billing`, { as: 'anyone' })).status, 401)
  })

  it('leaves no event and no audit record: who reads the log makes nothing of what it reads', async () => {
    await using on = await onCursors('A')
    const audited = (await on.world.store.audit(0, 100)).length
    const { cursor } = await on.page()
    await on.commit('billing', cursor)
    await on.seek('billing', 'first')
    assert.equal((await eventsOf(on.world.store)).length, 1)
    assert.equal((await on.world.store.audit(0, 100)).length, audited)
  })

  it('hears of what retention removed in front of it', async () => {
    await using on = await onCursors('A', 'B')
    const { cursor } = await on.page('?limit=1')
    await on.commit('billing', cursor)
    on.world.clock.advance(100_000)
    await forget(on.world, 50_000)
    assert.equal((await on.page('?cursor=billing')).gap?.asked, cursor)
  })

  it('is forgotten when it is removed', async () => {
    await using on = await onCursors('A')
    const { cursor } = await on.page()
    await on.commit('billing', cursor)
    assert.equal((await on.ask(`${CURSORS}/billing`, { method: 'DELETE' })).status, 204)
    assert.equal((await on.read('billing')).cursor, 'first')
    assert.equal((await on.ask(`${CURSORS}/billing`, { method: 'DELETE' })).status, 204)
  })

  it('loses no move where several are made at once', async () => {
    await using on = await onCursors('A', 'B', 'C', 'D')
    const { cursor } = await on.page()
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => on.commit(name, cursor)))
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200],
    )
    for (const name of ['a', 'b', 'c', 'd']) assert.equal((await on.read(name)).cursor, cursor)
  })

  it('cannot be moved to where the log is not, nor be called anything', async () => {
    await using on = await onCursors('A')
    const { cursor } = await on.page()
    const beyond = cursor.replace(/\d+$/, '99')
    const code = async (answer: Promise<Parameters<typeof problemOf>[0]>) => problemOf(await answer).code
    assert.equal(await code(on.commit('billing', beyond)), 'invalid-cursor')
    assert.equal(await code(on.commit('billing', 'now')), 'invalid-cursor')
    assert.equal(await code(on.commit('billing', 'ffffffff:1')), 'conflict')
    assert.equal(await code(on.seek('billing', 'yesterday')), 'invalid-cursor')
    assert.equal(await code(on.commit('Billing', cursor)), 'invalid-filter')
    assert.equal(await code(on.ask(`${CURSORS}/billing`, { method: 'PUT', body: { at: cursor } })), 'invalid')
    assert.equal(await code(on.ask(`${BASE}?cursor=billing&after=first`)), 'invalid-filter')
    assert.equal(await code(on.ask(`${CURSORS}/billing?x=1`)), 'invalid-filter')
    const { status, headers } = await on.ask(`${CURSORS}/billing`, { method: 'POST' })
    assert.deepEqual([status, headers['allow']], [405, 'GET, HEAD, PUT, DELETE, OPTIONS'])
  })

  it('is one of a hundred of its consumer', async () => {
    await using on = await onCursors('A')
    const { cursor } = await on.page()
    for (let i = 0; i < 100; i++) await on.commit(`c-${i}`, cursor)
    const refused = problemOf(await on.commit('more', cursor))
    assert.deepEqual([refused.status, refused.code], [409, 'conflict'])
    assert.match(refused.detail, /100/)
  })
})
