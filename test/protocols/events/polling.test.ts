import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { did } from '../../kernel/workshop.ts'
import { forget, onWorks, order } from '../../kernel/events/world.ts'
import { BASE, type CloudEvent, type Page, faceOf, problemOf, ticks } from './face.ts'

const keys = (page: Page): readonly unknown[] => page.events.map((event) => event.data['id'])

describe('a poll', () => {
  it('answers everything from the oldest event on, and the cursor to go on behind', async () => {
    await using world = await onWorks()
    for (const id of ['A', 'B', 'C']) await order(world, { id })
    const { page } = faceOf(world)
    const first = await page('?limit=2')
    assert.deepEqual(keys(first), ['A', 'B'])
    assert.equal(first.more, true)
    assert.equal(first.cursor, first.events[1]?.cursor)
    const second = await page(`?limit=2&after=${first.cursor}`)
    assert.deepEqual(keys(second), ['C'])
    assert.equal(second.more, false)
    const third = await page(`?after=${second.cursor}`)
    assert.deepEqual(third, { events: [], cursor: second.cursor, more: false })
  })

  it('answers as many as are asked for, however the log is read, and says whether there are more', async () => {
    await using world = await onWorks()
    for (let i = 0; i < 300; i++) await order(world, { id: `O${i}` })
    const { page } = faceOf(world)
    const part = await page('?limit=200')
    assert.deepEqual([part.events.length, part.more], [200, true])
    const rest = await page(`?limit=1000&after=${part.cursor}`)
    assert.deepEqual([rest.events.length, rest.more], [100, false])
    const all = await page('?limit=1000')
    assert.deepEqual([all.events.length, all.more], [300, false])
  })

  it('shows CloudEvents in the words of the version that is asked', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const { ask } = faceOf(world)
    const [current] = (JSON.parse(String((await ask('/api/v2/events')).body)) as Page).events
    assert.partialDeepStrictEqual(current, { specversion: '1.0', type: 'order.created', subject: 'orders/A', source: 'https://plant.example/api/v2' })
    assert.equal(current?.data['amount'], '1.000')
    const [older] = (JSON.parse(String((await ask('/api/v1/events')).body)) as Page).events
    assert.partialDeepStrictEqual(older, { type: 'job.created', subject: 'jobs/A', source: 'https://plant.example/api/v1' })
    assert.equal(older?.data['weight'], '1.000')
    assert.equal(older?.id, current?.id)
  })

  it('filters by type, resource, key and data, and moves its cursor over the rest', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', priority: 7 })
    await order(world, { id: 'B' })
    await did(world, { operation: 'Order.start', key: 'A', input: {} })
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    const { page } = faceOf(world)
    const types = async (query: string): Promise<readonly string[]> => (await page(query)).events.map(({ type, subject }) => `${type} ${subject ?? ''}`)
    assert.deepEqual(await types('?types=order.started,shift-began'), ['order.started orders/A', 'shift-began '])
    assert.deepEqual(await types('?types=order.*&key=B'), ['order.created orders/B'])
    assert.deepEqual(await types('?resource=Order&types=*.created'), ['order.created orders/A', 'order.created orders/B'])
    assert.deepEqual(await types(`?where=${encodeURIComponent('{"priority":{"$gte":6}}')}&types=*.created`), ['order.created orders/A'])
    const nothing = await page('?types=order.deleted')
    assert.match(nothing.cursor, /:4$/)
    assert.deepEqual(nothing.events, [])
  })

  it('shows a partner its own and nothing that is hidden from it', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', price: '9.00' })
    await order(world, { id: 'B', customer: 'P-2' })
    const { page } = faceOf(world)
    const seen = await page('', { as: 'nord' })
    assert.deepEqual(keys(seen), ['A'])
    assert.equal(Object.hasOwn(seen.events[0]?.data ?? {}, 'price'), false)
  })

  it('links to the next one, with everything else that was asked', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const { ask } = faceOf(world)
    const answer = await ask(`${BASE}?types=order.*&after=first&wait=0`)
    const { cursor } = JSON.parse(String(answer.body)) as Page
    assert.equal(answer.headers['link'], `<https://plant.example/api/v2/events?types=order.*&wait=0&after=${cursor}>; rel="next"`)
    assert.equal(answer.headers['cache-control'], 'no-store')
  })

  it('is a batch of CloudEvents where that is accepted', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const { ask } = faceOf(world)
    const answer = await ask(BASE, { headers: { accept: 'application/cloudevents-batch+json' } })
    assert.equal(answer.headers['content-type'], 'application/cloudevents-batch+json; charset=utf-8')
    const batch = JSON.parse(String(answer.body)) as readonly CloudEvent[]
    assert.deepEqual(
      batch.map((event) => event.type),
      ['order.created'],
    )
    assert.ok(String(answer.headers['link']).includes(`after=${batch[0]?.cursor}>`))
    assert.equal(problemOf(await ask(BASE, { headers: { accept: 'text/csv' } })).code, 'not-acceptable')
  })
})

describe('a long poll', () => {
  it('answers as soon as there is an event', async () => {
    await using world = await onWorks()
    const { page } = faceOf(world)
    const { cursor } = await page('?after=now')
    const waiting = page(`?after=${cursor}&wait=30`)
    await ticks()
    await order(world, { id: 'A' })
    assert.deepEqual(keys(await waiting), ['A'])
  })

  it('answers without events when the time is over', async () => {
    await using world = await onWorks()
    const { page } = faceOf(world)
    const { cursor } = await page('?after=now')
    const waiting = page(`?after=${cursor}&wait=30`)
    await ticks()
    world.clock.advance(30_000)
    assert.deepEqual(await waiting, { events: [], cursor, more: false })
  })

  it('ends when its client goes away', async () => {
    await using world = await onWorks()
    const { ask } = faceOf(world)
    const going = new AbortController()
    const waiting = ask(`${BASE}?after=now&wait=60`, { signal: going.signal })
    await ticks()
    going.abort()
    await waiting
  })

  it('answers that nothing has come when Busbar stops, so that the client asks again', async () => {
    await using world = await onWorks()
    const { page } = faceOf(world)
    const { cursor } = await page('?after=now')
    const waiting = page(`?after=${cursor}&wait=60`)
    await ticks()
    world.kernel.stopping()
    assert.deepEqual(await waiting, { events: [], cursor, more: false })
  })

  it('ends with the reason when its key is revoked meanwhile', async () => {
    await using world = await onWorks()
    const { page, problem } = faceOf(world)
    const { cursor } = await page('?after=now', { as: 'nord' })
    const waiting = problem(`${BASE}?after=${cursor}&wait=60`, { as: 'nord' })
    await ticks()
    for (const [id, entry] of world.entries) if (entry.consumer.id === 'nord') world.entries.set(id, { ...entry, revoked: true })
    for (let i = 0; i < 10; i++) {
      world.clock.advance(500)
      await ticks()
    }
    assert.equal((await waiting).status, 401)
  })
})

describe('a gap', () => {
  it('is told with what is still there, until the hole is behind', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    await order(world, { id: 'B' })
    const { page, ask } = faceOf(world)
    const { cursor } = await page('?limit=1')
    world.clock.advance(100_000)
    await forget(world, 50_000)
    await order(world, { id: 'C' })
    const behind = await page(`?after=${cursor}`)
    assert.deepEqual(keys(behind), ['C'])
    assert.equal(behind.gap?.reason, 'retention')
    assert.equal(behind.gap?.asked, cursor)
    assert.equal((await page(`?after=${behind.cursor}`)).gap, undefined)
    const batch = await ask(`${BASE}?after=${cursor}`, { headers: { accept: 'application/cloudevents-batch+json' } })
    assert.equal(batch.headers['event-gap'], `reason=retention, asked="${cursor}", cursor="${behind.gap?.cursor}"`)
  })

  it('does not make a reader wait who has one to hear of', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const { page } = faceOf(world)
    const { cursor } = await page('?after=now')
    const foreign = cursor.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))
    const answer = await page(`?after=${foreign}&types=order.deleted&wait=60`)
    assert.deepEqual(answer.gap, { reason: 'epoch', asked: foreign, cursor: answer.gap?.cursor })
    assert.deepEqual(answer.events, [])
  })
})

describe('a poll that cannot be answered', () => {
  it('says which parameter is wrong and what there is', async () => {
    await using world = await onWorks()
    await order(world)
    const { problem } = faceOf(world)
    const wrong: readonly (readonly [string, string, RegExp])[] = [
      ['after=yesterday', 'invalid-cursor', /'first'.*'now'/],
      ['types=order.creatd', 'invalid-filter', /order\.created/],
      ['types=Order', 'invalid-filter', /pattern/],
      ['resource=Ordr', 'invalid-filter', /Order/],
      ['where={', 'invalid-filter', /JSON/],
      ['where=5', 'invalid-filter', /must be an object/],
      [`where=${encodeURIComponent('{"colour":"red"}')}`, 'invalid-filter', /colour/],
      ['limit=0', 'invalid-filter', /1 to 1000/],
      ['limit=1001', 'invalid-filter', /1 to 1000/],
      ['limit=ten', 'invalid-filter', /1 to 1000/],
      ['wait=61', 'invalid-filter', /0 to 60/],
      ['wait=-1', 'invalid-filter', /0 to 60/],
      ['key=', 'invalid-filter', /empty/],
      ['type=order.created', 'invalid-filter', /Did you mean 'types'/],
      ['types=a&types=b', 'invalid-filter', /twice/],
    ]
    for (const [query, code, detail] of wrong) {
      const found = await problem(`${BASE}?${query}`)
      assert.deepEqual([query, found.status, found.code], [query, 400, code])
      assert.match(found.detail, detail, query)
    }
  })

  it('is refused like any call: without a key, without a scope, by another method', async () => {
    await using world = await onWorks()
    const { ask, problem } = faceOf(world)
    assert.equal((await problem(BASE, { as: 'anyone' })).status, 401)
    assert.equal((await problem(BASE, { as: 'blind' })).code, 'insufficient-scope')
    const answer = await ask(BASE, { method: 'POST' })
    assert.equal(answer.status, 405)
    assert.equal(answer.headers['allow'], 'GET, HEAD, OPTIONS')
    assert.equal((await ask(BASE, { method: 'OPTIONS', as: 'anyone' })).status, 204)
    assert.equal((await ask(BASE, { method: 'HEAD' })).status, 200)
  })
})
