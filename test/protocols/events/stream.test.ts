import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { EventSourceMessage } from 'eventsource-parser'
import { did } from '../../kernel/workshop.ts'
import { forget, onWorks, order } from '../../kernel/events/world.ts'
import { BASE, type CloudEvent, type Stream, faceOf, problemOf, streamOf, ticks } from './face.ts'

const STREAM = `${BASE}/stream`

async function take(stream: Stream, count: number): Promise<readonly EventSourceMessage[]> {
  const messages: EventSourceMessage[] = []
  while (messages.length < count) {
    const message = await stream.message()
    if (!message) throw new Error(`the stream ended after ${messages.length} messages`)
    messages.push(message)
  }
  return messages
}

const subject = (message: EventSourceMessage | undefined): unknown => (JSON.parse(message?.data ?? '{}') as CloudEvent).subject

describe('a stream', () => {
  it('sends each event as it comes: its cursor, its type, and itself as a CloudEvent', async () => {
    await using world = await onWorks()
    const stream = await faceOf(world).stream()
    assert.partialDeepStrictEqual(stream.answer.headers, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' })
    await stream.piece()
    const waiting = stream.message()
    await ticks()
    await order(world, { id: 'A' })
    const message = await waiting
    const event = JSON.parse(message?.data ?? '') as CloudEvent
    assert.equal(message?.event, 'order.created')
    assert.equal(message.id, event.cursor)
    assert.partialDeepStrictEqual(event, { specversion: '1.0', type: 'order.created', source: 'https://plant.example/api/v2', subject: 'orders/A' })
    await stream.close()
  })

  it('begins with when to come back, and with the place to come back to', async () => {
    await using world = await onWorks()
    await order(world)
    const stream = await faceOf(world).stream()
    assert.match((await stream.piece()) ?? '', /^retry: 2\d\d\d\n\nid: [0-9a-f]+:1\n\n$/)
    await stream.close()
  })

  it('is what comes, where nothing else is asked; everything, or what is behind a cursor, where it is', async () => {
    await using world = await onWorks()
    for (const id of ['A', 'B', 'C']) await order(world, { id })
    const { stream, page } = faceOf(world)
    const { cursor } = await page('?limit=1')
    const all = await stream('?after=first')
    assert.deepEqual((await take(all, 3)).map(subject), ['orders/A', 'orders/B', 'orders/C'])
    const behind = await stream(`?after=${cursor}`)
    assert.deepEqual((await take(behind, 2)).map(subject), ['orders/B', 'orders/C'])
    await all.close()
    await behind.close()
  })

  it('goes on behind Last-Event-ID, whatever the address says', async () => {
    await using world = await onWorks()
    for (const id of ['A', 'B', 'C']) await order(world, { id })
    const { stream } = faceOf(world)
    const first = await stream('?after=first')
    const [message] = await take(first, 1)
    await first.close()
    const again = await stream('?after=first', { headers: { 'last-event-id': message?.id ?? '' } })
    assert.deepEqual((await take(again, 2)).map(subject), ['orders/B', 'orders/C'])
    await again.close()
  })

  it('filters as a poll does, and shows each caller its own', async () => {
    await using world = await onWorks()
    const { stream } = faceOf(world)
    await order(world, { id: 'A', price: '9.00' })
    await order(world, { id: 'B', customer: 'P-2' })
    await did(world, { operation: 'Order.start', key: 'A', input: {} })
    const one = await stream('?after=first&types=order.started')
    assert.deepEqual(
      (await take(one, 1)).map(({ event }) => event),
      ['order.started'],
    )
    const partner = await stream('?after=first', { as: 'sued' })
    const [message] = await take(partner, 1)
    assert.equal(subject(message), 'orders/B')
    await one.close()
    await partner.close()
  })

  it('sends a comment every 15 seconds, and where it stands when events went by that are not for it', async () => {
    await using world = await onWorks()
    const stream = await faceOf(world).stream('?types=order.deleted')
    await stream.piece()
    const beat = async (): Promise<string | undefined> => {
      const waiting = stream.piece()
      await ticks()
      world.clock.advance(15_000)
      return waiting
    }
    assert.equal(await beat(), ':\n\n')
    await order(world)
    assert.match((await beat()) ?? '', /^:\n\nid: [0-9a-f]+:1\n\n$/)
    assert.equal(await beat(), ':\n\n')
    await stream.close()
  })

  it('gives many events in pieces of bounded size, all of them in order', async () => {
    await using world = await onWorks()
    const line = 'x'.repeat(250)
    for (let i = 0; i < 200; i++) await order(world, { id: `O${i}`, line })
    const stream = await faceOf(world).stream('?after=first')
    const sizes: number[] = []
    const ids: string[] = []
    while (ids.length < 200) {
      const piece = (await stream.piece()) ?? ''
      sizes.push(piece.length)
      ids.push(...[...piece.matchAll(/"subject":"orders\/(O\d+)"/g)].map(([, id = '']) => id))
    }
    assert.deepEqual(
      ids,
      Array.from({ length: 200 }, (_, i) => `O${i}`),
    )
    assert.ok(sizes.length > 2 && Math.max(...sizes) <= 64 * 1024, String(sizes))
    await stream.close()
  })
})

describe('a stream tells', () => {
  it('of a gap, with the cursor it goes on behind', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    await order(world, { id: 'B' })
    const { stream, page } = faceOf(world)
    const { cursor } = await page('?limit=1')
    world.clock.advance(100_000)
    await forget(world, 50_000)
    await order(world, { id: 'C' })
    const resumed = await stream('', { headers: { 'last-event-id': cursor } })
    const [gap, next] = await take(resumed, 2)
    assert.equal(gap?.event, 'gap')
    assert.deepEqual(JSON.parse(gap.data), { reason: 'retention', asked: cursor, cursor: gap.id })
    assert.equal(subject(next), 'orders/C')
    await resumed.close()
  })

  it('that the store was restored: a cursor of before is of another epoch', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const stream = await faceOf(world).stream('', { headers: { 'last-event-id': 'ffffffff:7' } })
    const [gap, first] = await take(stream, 2)
    assert.deepEqual([gap?.event, (JSON.parse(gap?.data ?? '') as { reason: string }).reason], ['gap', 'epoch'])
    assert.equal(subject(first), 'orders/A')
    await stream.close()
  })

  it('why it ends when the key is revoked, within five seconds', async () => {
    await using world = await onWorks()
    const stream = await faceOf(world).stream('', { as: 'nord' })
    await stream.piece()
    const waiting = stream.message()
    await ticks()
    for (const [id, entry] of world.entries) if (entry.consumer.id === 'nord') world.entries.set(id, { ...entry, revoked: true })
    for (let i = 0; i < 10; i++) {
      world.clock.advance(500)
      await ticks()
    }
    const end = await waiting
    assert.equal(end?.event, 'end')
    assert.partialDeepStrictEqual(JSON.parse(end.data), { status: 401, code: 'unauthenticated', instance: 'urn:busbar:request:r-1' })
    assert.equal(end.id, undefined)
    assert.equal(await stream.piece(), undefined)
  })

  it('that Busbar stops, and ends, so that the client comes back elsewhere', async () => {
    await using world = await onWorks()
    const stream = await faceOf(world).stream()
    await stream.piece()
    const waiting = stream.message()
    await ticks()
    world.kernel.stopping()
    const end = await waiting
    assert.equal(end?.event, 'end')
    assert.partialDeepStrictEqual(JSON.parse(end.data), { status: 503, code: 'unavailable' })
    assert.equal(await stream.piece(), undefined)
    const late = await faceOf(world).stream()
    assert.equal((await late.message())?.event, 'end')
  })
})

describe('a place among the streams of a plan', () => {
  const plan = { callers: { two: { plan: { id: 'two', streams: 2 } } } }

  it('is taken while a stream is open and given back by whatever ends it', async () => {
    await using world = await onWorks(plan)
    const { stream, ask, problem } = faceOf(world)
    const going = new AbortController()
    const read = await stream('', { as: 'two' })
    // Nobody ever asks for its first piece.
    await ask(STREAM, { as: 'two', signal: going.signal })
    const third = await problem(STREAM, { as: 'two' })
    assert.deepEqual([third.status, third.code], [429, 'too-many-concurrent'])
    await read.close()
    going.abort()
    const again = [await stream('', { as: 'two' }), await stream('', { as: 'two' })]
    for (const one of again) await one.close()
    const unread = streamOf(await ask(STREAM, { as: 'two', method: 'HEAD' }))
    await unread.close()
    await (await stream('', { as: 'two' })).close()
  })
})

describe('a stream that cannot be opened', () => {
  it('is a problem and no stream: nothing is dispatched that a client would take for an event', async () => {
    await using world = await onWorks()
    const { ask, problem } = faceOf(world)
    assert.equal((await problem(STREAM, { as: 'anyone' })).status, 401)
    assert.equal((await problem(`${STREAM}?after=then`)).code, 'invalid-cursor')
    assert.equal((await problem(STREAM, { headers: { 'last-event-id': 'PO-1' } })).code, 'invalid-cursor')
    assert.equal((await problem(`${STREAM}?types=order.creatd`)).code, 'invalid-filter')
    assert.match((await problem(`${STREAM}?wait=5`)).detail, /no parameter 'wait'/)
    assert.equal(problemOf(await ask(STREAM, { headers: { accept: 'application/json' } })).code, 'not-acceptable')
    assert.equal((await ask(STREAM, { method: 'POST' })).status, 405)
  })
})
