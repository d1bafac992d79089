import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventSweep } from '../../../src/kernel/events/sweep.ts'
import { did } from '../workshop.ts'
import { drain, follow, forget, gapOf, onWorks, order, refusal, seen } from './world.ts'

describe('a follower', () => {
  it('is given everything from the first event on, in the order of the log', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    await did(world, { operation: 'Order.start', key: 'A', input: {} })
    await did(world, { operation: 'Order.count', key: 'A', input: { good: 3 } })
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    await did(world, { operation: 'Order.delete', key: 'A' })
    const events = await drain(await follow(world, { after: 'first' }))
    assert.deepEqual(
      events.map((event) => [event.type, event.subject ?? '', event.offset]),
      [
        ['order.created', 'orders/A', 1],
        ['order.started', 'orders/A', 2],
        ['order.quantity-reported', 'orders/A', 3],
        ['shift-began', '', 4],
        ['order.deleted', 'orders/A', 5],
      ],
    )
    assert.deepEqual(JSON.parse(events[2]?.data ?? ''), { good: 3 })
  })

  it('goes on behind a cursor without a hole and without seeing anything twice', async () => {
    await using world = await onWorks()
    for (const id of ['A', 'B', 'C', 'D', 'E']) await order(world, { id })
    const all: string[] = []
    let after = 'first'
    for (;;) {
      const feed = await follow(world, { after })
      const step = await feed.next({ most: 2, wait: 0 })
      feed.close()
      assert.equal(step.kind, 'events')
      if (step.kind !== 'events' || step.events.length === 0) break
      all.push(...step.events.map((event) => event.key))
      after = step.cursor
    }
    assert.deepEqual(all, ['A', 'B', 'C', 'D', 'E'])
  })

  it('that begins now is given only what comes', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const feed = await follow(world)
    const next = feed.next()
    await order(world, { id: 'B' })
    const step = await next
    assert.deepEqual(step.kind === 'events' && step.events.map((event) => event.key), ['B'])
  })

  it('waits as long as it says and answers where it stands then', async () => {
    await using world = await onWorks()
    await order(world)
    const feed = await follow(world)
    const next = feed.next({ wait: 5_000 })
    await ticks()
    world.clock.advance(5_000)
    assert.deepEqual(await next, { kind: 'events', events: [], cursor: feed.cursor, more: false })
  })

  it('moves its cursor over events that are not for it', async () => {
    await using world = await onWorks()
    const feed = await follow(world, { filter: { types: ['order.deleted'] }, after: 'first' })
    await order(world)
    await order(world)
    assert.deepEqual(await drain(feed), [])
    assert.match(feed.cursor, /:2$/)
  })

  it('hears of what another process commits, though nobody tells it', async () => {
    await using world = await onWorks({ overlay: () => ({ watch: () => () => {} }) })
    const feed = await follow(world)
    const next = feed.next()
    await ticks()
    await order(world, { id: 'B' })
    for (let i = 0; i < 20; i++) {
      await ticks()
      world.clock.advance(100)
    }
    const step = await next
    assert.deepEqual(step.kind === 'events' && step.events.map((event) => event.key), ['B'])
  })

  it('gets through more events of others than one page holds', async () => {
    await using world = await onWorks()
    await Promise.all(Array.from({ length: 1_200 }, (_, i) => order(world, { id: `N-${i}` })))
    await order(world, { id: 'last', priority: 9 })
    assert.deepEqual(await seen(world, { filter: { where: { priority: 9 } } }), ['order.created last'])
  })
})

describe('what a follower is shown', () => {
  it('are the events of its own records, with the fields its audience sees', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', customer: 'P-1', price: '9.00', pin: 'secret' })
    await order(world, { id: 'B', customer: 'P-2' })
    await did(world, { operation: 'Partner.create', input: { id: 'P-9', name: 'x' } })
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    const events = await drain(await follow(world, { as: 'nord', after: 'first' }))
    assert.deepEqual(
      events.map((event) => event.key),
      ['A'],
    )
    const data = JSON.parse(events[0]?.data ?? '') as object
    assert.ok(!('price' in data) && !('pin' in data) && 'amount' in data, JSON.stringify(data))
  })

  it('to nobody is a secret', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', pin: 'secret' })
    const [event] = await drain(await follow(world, { after: 'first' }))
    assert.ok(event && !event.data.includes('secret'))
  })

  it('is that a record left it, and nothing of where it went', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', customer: 'P-1' })
    await did(world, { operation: 'Order.update', key: 'A', input: { customer: 'P-2' } })
    assert.deepEqual(await seen(world, { as: 'nord' }), ['order.created A', 'order.left A'])
    assert.deepEqual(await seen(world, { as: 'sued' }), ['order.changed A'])
    assert.deepEqual(await seen(world, {}), ['order.created A', 'order.changed A'])
    const left = (await drain(await follow(world, { as: 'nord', after: 'first' }))).at(-1)
    assert.deepEqual(JSON.parse(left?.data ?? ''), { id: 'A' })
  })

  it('are the types that its scopes hold', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    assert.deepEqual(await seen(world, { as: 'shop' }), ['order.created A'])
    assert.equal((await refusal(world, { as: 'blind' })).code, 'insufficient-scope')
    assert.equal((await refusal(world, { as: 'anyone' })).code, 'unauthenticated')
  })

  it('is in the words of its version', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', amount: '2.500' })
    await did(world, { operation: 'Order.start', key: 'A', input: {} })
    await did(world, { operation: 'Order.count', key: 'A', input: { good: 3 } })
    const events = await drain(await follow(world, { version: 'v1', after: 'first', filter: { types: ['job.*'] } }))
    assert.deepEqual(
      events.map((event) => [event.type, event.subject]),
      [
        ['job.created', 'jobs/A'],
        ['job.started', 'jobs/A'],
        ['job.reported', 'jobs/A'],
      ],
    )
    const data = JSON.parse(events[0]?.data ?? '') as { readonly weight?: string; readonly amount?: string }
    assert.deepEqual([data.weight, data.amount], ['2.500', undefined])
    assert.deepEqual(await seen(world, { version: 'v1', filter: { where: { weight: { $gt: '2' } } } }), ['job.created A', 'job.started A'])
  })
})

describe('followers who stand at the end together', () => {
  it('are given the same, each from where it stood, and who wants something else waits on', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const feeds = await Promise.all([follow(world), follow(world), follow(world, { filter: { types: ['shift-began'] } }), follow(world, { as: 'nord' })])
    const behind = await follow(world, { after: 'first' })
    const next = feeds.map((feed) => feed.next())
    await ticks()
    await order(world, { id: 'B', customer: 'P-1' })
    const keys = async (at: number): Promise<unknown> => {
      const step = await next[at]
      return step?.kind === 'events' && step.events.map((event) => event.key)
    }
    assert.deepEqual([await keys(0), await keys(1), await keys(3)], [['B'], ['B'], ['B']])
    assert.deepEqual(feeds[0]?.cursor, feeds[1]?.cursor)
    assert.deepEqual(
      (await drain(behind)).map((event) => event.key),
      ['A', 'B'],
    )
    await did(world, { operation: 'beginShift', input: { shift: 'late' } })
    const shift = await next[2]
    assert.deepEqual(shift?.kind === 'events' && shift.events.map((event) => event.type), ['shift-began'])
    assert.match(feeds[2]?.cursor ?? '', /:3$/)
  })

  it('say where they stand while they wait', async () => {
    await using world = await onWorks()
    const feed = await follow(world, { filter: { types: ['shift-began'] } })
    const next = feed.next()
    await ticks()
    await order(world)
    await ticks()
    assert.match(feed.cursor, /:1$/)
    feed.close()
    await next
  })

  it('are given no more at once than they ask for', async () => {
    await using world = await onWorks()
    const feed = await follow(world)
    const next = feed.next({ most: 2 })
    await ticks()
    await Promise.all(['A', 'B', 'C'].map((id) => order(world, { id })))
    const step = await next
    const rest = await drain(feed)
    const first = step.kind === 'events' ? step.events : []
    assert.ok(first.length <= 2)
    assert.deepEqual([...first, ...rest].map((event) => event.key).sort(), ['A', 'B', 'C'])
  })
})

describe('a hole in the log', () => {
  it('is told to who stands in front of it, once, and the rest is given', async () => {
    await using world = await onWorks()
    for (const id of ['A', 'B', 'C']) await order(world, { id })
    const feed = await follow(world, { after: 'first' })
    const first = await feed.next({ most: 1, wait: 0 })
    assert.equal(first.kind, 'events')
    world.clock.advance(1000)
    await order(world, { id: 'D' })
    await forget(world, 500)
    const gap = await gapOf(await follow(world, { after: feed.cursor }))
    assert.deepEqual([gap.reason, gap.asked], ['retention', feed.cursor])
    assert.match(gap.cursor, /:3$/)
    const again = await follow(world, { after: feed.cursor })
    await gapOf(again)
    assert.deepEqual(
      (await drain(again)).map((event) => event.key),
      ['D'],
    )
  })

  it('is not told to who asks for what there is', async () => {
    await using world = await onWorks()
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    await order(world, { id: 'A' })
    await did(world, { operation: 'beginShift', input: { shift: 'late' } })
    world.clock.advance(1000)
    const sweep = eventSweep(world.store, { age: 10_000, types: [{ pattern: 'shift-began', age: 500 }] })
    while (await sweep(world.clock.now()));
    await order(world, { id: 'B' })
    assert.deepEqual(await seen(world, {}), ['order.created A', 'order.created B'])
  })

  it('is told to a follower that fell behind while it was open', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    const feed = await follow(world, { after: 'first' })
    await drain(feed)
    world.clock.advance(1000)
    for (const id of ['B', 'C']) await order(world, { id })
    world.clock.advance(1000)
    await forget(world, 500)
    await order(world, { id: 'D' })
    await gapOf(feed)
    assert.deepEqual(
      (await drain(feed)).map((event) => event.key),
      ['D'],
    )
  })

  it('is what a cursor of another epoch means, and one that the log has not reached', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    for (const after of ['00ff:1', `${(await follow(world)).cursor.split(':')[0]}:99`]) {
      const feed = await follow(world, { after })
      const gap = await gapOf(feed)
      assert.deepEqual([gap.reason, gap.asked], ['epoch', after])
      assert.deepEqual(
        (await drain(feed)).map((event) => event.key),
        ['A'],
      )
    }
  })
})

describe('a feed', () => {
  it('ends within five seconds of its key', async () => {
    await using world = await onWorks()
    const feed = await follow(world, { as: 'shop' })
    const next = feed.next()
    await ticks()
    for (const [id, entry] of world.entries) if (entry.consumer.id === 'shop') world.entries.set(id, { ...entry, revoked: true })
    world.clock.advance(2_500)
    const step = await next
    assert.equal(step.kind === 'end' && step.problem.code, 'unauthenticated')
  })

  it('shows less from the moment its consumer may see less', async () => {
    await using world = await onWorks()
    const feed = await follow(world, { as: 'nord' })
    for (const [id, entry] of world.entries)
      if (entry.consumer.id === 'nord') world.entries.set(id, { ...entry, consumer: { ...entry.consumer, owner: 'P-2' } })
    await drain(feed)
    world.clock.advance(2_500)
    await ticks()
    await order(world, { id: 'A', customer: 'P-1' })
    await order(world, { id: 'B', customer: 'P-2' })
    assert.deepEqual(
      (await drain(feed)).map((event) => event.key),
      ['B'],
    )
  })

  it('ends when the kernel closes, with what to do', async () => {
    const world = await onWorks()
    const feed = await follow(world)
    const next = feed.next()
    await world[Symbol.asyncDispose]()
    const step = await next
    assert.equal(step.kind === 'end' && step.problem.code, 'unavailable')
  })

  it('ends when who asked for it goes away', async () => {
    await using world = await onWorks()
    const going = new AbortController()
    const feed = await follow(world, { signal: going.signal })
    const next = feed.next()
    going.abort()
    assert.equal((await next).kind, 'end')
  })

  it('takes one of the streams of its plan, and gives it back', async () => {
    await using world = await onWorks({ callers: { few: { plan: { id: 'few', streams: 1 } } } })
    const feed = await follow(world, { as: 'few' })
    assert.equal((await refusal(world, { as: 'few' })).code, 'too-many-concurrent')
    const poll = await follow(world, { as: 'few', kind: 'poll' })
    poll.close()
    feed.close()
    feed.close()
    await follow(world, { as: 'few' })
  })

  it('of a consumer is what its keys would be given', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A', customer: 'P-1' })
    await order(world, { id: 'B', customer: 'P-2' })
    const answer = await world.kernel.follow({
      protocol: 'webhooks',
      contract: 'works',
      version: 'v2',
      credential: { kind: 'consumer', id: 'nord' },
      address: '',
      requestId: 'r',
      kind: 'stream',
      after: 'first',
    })
    assert.ok(answer.ok)
    assert.deepEqual(
      (await drain(answer.feed)).map((event) => event.key),
      ['A'],
    )
  })
})

/** Lets what was set off run to where it waits for the clock. */
async function ticks(): Promise<void> {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}
