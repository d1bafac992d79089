import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { structured } from '../../../src/kernel/events/cloud-event.ts'
import type { Feed, FeedStep, FollowedEvent } from '../../../src/kernel/events/feed.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import { eventFrames } from '../../../src/protocols/events/socket/event-frame.ts'
import { socketWorld, type Client, type Message, type World } from './socket-world.ts'

const codeOf = (message: Message): unknown => (message['problem'] as { readonly code?: unknown } | undefined)?.code
const id = (at: number): string => `PO-${String(at).padStart(4, '0')}`
const make = (world: World, at: number, more: object = {}): Promise<unknown> =>
  world.act('Order.create', { input: { id: id(at), quantity: '1', ...more } }).then((outcome) => assert.equal(outcome.ok, true))
/** The next message is an event; its record's key. */
const keyOf = async (client: Client): Promise<string> => {
  const message = await client.next()
  assert.equal(message.type, 'event', JSON.stringify(message))
  return (message['event'] as { subject: string }).subject.split('/')[1] ?? ''
}
const eventOf = (at: number, more: Partial<FollowedEvent> = {}): FollowedEvent => ({
  cursor: `e:${at}`,
  offset: at,
  id: `e-${at}`,
  type: 'order.created',
  time: '2026-09-14T08:00:00Z',
  subject: `orders/${id(at)}`,
  key: id(at),
  orderingKey: id(at),
  data: '{}',
  ...more,
})
/** A kernel whose feeds answer what a test says. */
const feeding =
  (next: (options: { readonly most?: number; readonly wait?: number }) => Promise<FeedStep>, seen: { closed: number } = { closed: 0 }) =>
  (_: Kernel): Partial<Kernel> => ({
    follow: () => {
      let end = (_step: FeedStep): void => {}
      const ended = new Promise<FeedStep>((resolve) => {
        end = resolve
      })
      const feed: Feed = {
        cursor: 'e:0',
        next: (options = {}) => Promise.race([next(options), ended]),
        close() {
          seen.closed++
          end({ kind: 'end', problem: { code: 'unavailable', title: 'closed' } })
        },
      }
      return Promise.resolve({ ok: true, feed })
    },
  })
const never = new Promise<never>(() => {})

describe('a subscription', () => {
  it('gets each event once, in order, as CloudEvents with where to go on from', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    const subscribed = await client.ask({ type: 'subscribe', id: 'all' })
    assert.equal(subscribed.type, 'subscribed')
    assert.equal(subscribed['id'], 'all')
    await make(world, 1)
    await world.act('Order.start', { key: id(1), input: { line: 'l3' } })
    const [created, started] = [await client.next(), await client.next()]
    assert.equal(created['subscription'], 'all')
    const event = created['event'] as { readonly [name: string]: unknown }
    assert.equal(event['specversion'], '1.0')
    assert.equal(event['type'], 'order.created')
    assert.equal(event['source'], 'https://plant.example/api/v2')
    assert.equal(event['subject'], `orders/${id(1)}`)
    assert.equal(event['cursor'], created['cursor'])
    assert.equal((event['data'] as { quantity: string }).quantity, '1')
    assert.equal((started['event'] as { type: string }).type, 'order.started')
    assert.notEqual(started['cursor'], created['cursor'])
  })

  it('goes on behind a cursor, from the first event, or from now', async () => {
    await using world = await socketWorld()
    for (let at = 1; at <= 3; at++) await make(world, at)
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 'first', after: 'first' })
    const messages = [await client.next(), await client.next(), await client.next()]
    assert.deepEqual(
      messages.map((message) => (message['event'] as { subject: string }).subject),
      [1, 2, 3].map((at) => `orders/${id(at)}`),
    )
    client.send({ type: 'unsubscribe', id: 'first' })
    assert.deepEqual(await client.next(), { type: 'unsubscribed', id: 'first', cursor: messages[2]?.['cursor'] })
    await client.ask({ type: 'subscribe', id: 'first', after: messages[1]?.['cursor'] })
    assert.equal(await keyOf(client), id(3))
    await client.ask({ type: 'unsubscribe', id: 'first' })
    await client.ask({ type: 'subscribe', id: 'now', after: 'now' })
    await make(world, 4)
    assert.equal(await keyOf(client), id(4))
  })

  it('is given what its filter says and its caller may see, in the words of the version', async () => {
    await using world = await socketWorld({ callers: { nordwerk: { audience: 'partner', owner: 'NW' } } })
    const [filtered, partner, older] = [await world.enter(), await world.enter('nordwerk'), await world.enter('internal', 'v1')]
    await filtered.ask({ type: 'subscribe', id: 's', filter: { types: ['order.*'], where: { quantity: { $gte: '5' } } } })
    await partner.ask({ type: 'subscribe', id: 's' })
    await older.ask({ type: 'subscribe', id: 's' })
    await make(world, 1, { customer: 'SW', quantity: '2' })
    await make(world, 2, { customer: 'NW', quantity: '7', cost: { amount: '10.00', currency: 'EUR' } })
    assert.equal(await keyOf(filtered), id(2))
    const seen = (await partner.next())['event'] as { subject: string; data: { cost?: unknown } }
    assert.equal(seen.subject, `orders/${id(2)}`)
    assert.equal(seen.data.cost, undefined)
    const old = (await older.next())['event'] as { type: string; source: string; data: { amount: string } }
    assert.deepEqual([old.type, old.source, old.data.amount], ['job.created', 'https://plant.example/api/v1', '2'])
  })

  it('that cannot be is refused with the reason, and the connection stays', async () => {
    await using world = await socketWorld({ callers: { powerless: { scopes: [] } } })
    const client = await world.enter()
    const unknown = await client.ask({ type: 'subscribe', id: 's', filter: { types: ['nothing.*'] } })
    assert.equal(codeOf(unknown), 'invalid-filter')
    assert.equal(unknown['id'], 's')
    assert.equal(codeOf(await client.ask({ type: 'subscribe', id: 's', after: 'yesterday' })), 'invalid-cursor')
    for (const filter of [
      { types: 'x' },
      { types: [1] },
      { key: 1 },
      { resource: {} },
      { where: [] },
      { where: { a: { $x: 1 } } },
      { where: { a: null } },
      { other: 1 },
    ])
      assert.match(String(codeOf(await client.ask({ type: 'subscribe', id: 's', filter }))), /^invalid-filter$/, JSON.stringify(filter))
    assert.equal(codeOf(await client.ask({ type: 'unsubscribe', id: 's' })), 'not-found')
    assert.equal((await client.ask({ type: 'subscribe', id: 's' })).type, 'subscribed')
    assert.equal(codeOf(await client.ask({ type: 'subscribe', id: 's' })), 'malformed')
    assert.equal(codeOf(await client.ask({ type: 'call', id: 's', operation: 'Order.list' })), 'malformed')
    const powerless = await world.enter('powerless')
    assert.equal(codeOf(await powerless.ask({ type: 'subscribe', id: 's' })), 'insufficient-scope')
    assert.equal((await powerless.ask({ type: 'ping' })).type, 'pong')
  })

  it('is one of at most 100 on a connection', async () => {
    await using world = await socketWorld({ wrap: feeding(() => never) })
    const client = await world.enter()
    for (let at = 0; at < 100; at++) assert.equal((await client.ask({ type: 'subscribe', id: String(at) })).type, 'subscribed')
    assert.equal(codeOf(await client.ask({ type: 'subscribe', id: 'more' })), 'too-many-concurrent')
    await client.ask({ type: 'unsubscribe', id: '7' })
    assert.equal((await client.ask({ type: 'subscribe', id: 'more' })).type, 'subscribed')
  })

  it('hears of a gap, and goes on behind it', async () => {
    await using world = await socketWorld()
    await make(world, 1)
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's', after: '00:17' })
    const gap = await client.next()
    assert.deepEqual({ ...gap, cursor: '' }, { type: 'gap', subscription: 's', reason: 'epoch', asked: '00:17', cursor: '' })
    assert.equal(await keyOf(client), id(1))
  })

  it('hears how far the log has come where nothing was for it', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    const { cursor } = await client.ask({ type: 'subscribe', id: 's', filter: { types: ['partner.*'] } })
    await make(world, 1)
    world.clock.advance(30_100)
    const moved = await client.next()
    assert.equal(moved.type, 'moved')
    assert.equal(moved['subscription'], 's')
    assert.notEqual(moved['cursor'], cursor)
    // Nothing new, nothing said.
    world.clock.advance(30_100)
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
    assert.equal((await client.ask({ type: 'unsubscribe', id: 's' }))['cursor'], moved['cursor'])
  })

  it('ends with what its caller may no longer see, and only this one', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's' })
    world.change('internal', {
      consumer: { id: 'internal', name: 'internal', audience: 'internal', scopes: [], addresses: [], disabled: false, plan: { id: 'none' } },
    })
    world.clock.advance(5_000)
    const ended = await client.next()
    assert.deepEqual([ended.type, ended['subscription'], codeOf(ended)], ['ended', 's', 'insufficient-scope'])
    assert.equal(typeof ended['cursor'], 'string')
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
  })

  it('ends where the log cannot be read, with when to try again', async () => {
    await using world = await socketWorld({ wrap: feeding(() => Promise.reject(new Error('the store is away'))) })
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's' })
    const ended = await client.next()
    assert.equal(codeOf(ended), 'unavailable')
    assert.equal(ended['retryAfter'], 2)
    assert.equal(ended['cursor'], 'e:0')
  })

  it('is let go with its connection', async () => {
    const seen = { closed: 0 }
    await using world = await socketWorld({ wrap: feeding(() => never, seen) })
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 'a' })
    await client.ask({ type: 'subscribe', id: 'b' })
    client.ws.close()
    await client.closed
    await world.host.close(1_000)
    assert.equal(seen.closed, 2)
  })
})

describe('credit', () => {
  it('lets no more events out than were not acknowledged', async () => {
    await using world = await socketWorld()
    for (let at = 1; at <= 7; at++) await make(world, at)
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's', after: 'first', credit: 3 })
    const first = [await client.next(), await client.next(), await client.next()]
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
    // Two of three: two more.
    client.send({ type: 'ack', subscription: 's', cursor: first[1]?.['cursor'] })
    assert.deepEqual([await keyOf(client), await keyOf(client)], [id(4), id(5)])
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
    const last = client.messages.findLast((message) => message.type === 'event')
    client.send({ type: 'ack', subscription: 's', cursor: last?.['cursor'] })
    assert.deepEqual([await keyOf(client), await keyOf(client)], [id(6), id(7)])
  })

  it('is given back by cursors of events that were sent, and nothing else', async () => {
    await using world = await socketWorld()
    await make(world, 1)
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's', after: 'first', credit: 1 })
    const { cursor } = await client.next()
    assert.equal(codeOf(await client.ask({ type: 'ack', subscription: 's', cursor: 'e:99' })), 'invalid-cursor')
    assert.equal(codeOf(await client.ask({ type: 'ack', subscription: 'other', cursor })), 'not-found')
    // Twice does no harm.
    client.send({ type: 'ack', subscription: 's', cursor })
    client.send({ type: 'ack', subscription: 's', cursor })
    await make(world, 2)
    assert.equal(await keyOf(client), id(2))
  })
})

describe('a client that takes nothing', () => {
  it('has its feed left alone, is closed with its code, and misses nothing when it comes back', async () => {
    const most = 4_000
    let at = 0
    const text = 'x'.repeat(8_000)
    const grown = (): FeedStep => {
      const events = Array.from({ length: Math.min(64, most - at) }, () => eventOf(++at, { data: JSON.stringify({ text }) }))
      return { kind: 'events', events, cursor: `e:${at}`, more: at < most }
    }
    const seen = { closed: 0 }
    await using world = await socketWorld({ wrap: feeding(() => (at < most ? Promise.resolve(grown()) : never), seen) })
    const client = await world.enter()
    client.ws.pause()
    client.send({ type: 'subscribe', id: 's' })
    // The buffers of the kernel take some first, and as long as they do it is not slow.
    while (seen.closed === 0) {
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
      world.clock.advance(1_000)
    }
    assert.ok(at > 0 && at < most, `${at} of ${most} events were asked for`)
    const asked = at
    client.ws.resume()
    assert.deepEqual(await client.closed, { code: 4000, reason: 'slow-consumer' })
    const events = client.messages.filter((message) => message.type === 'event')
    // In order, none twice, none left out: what was not sent comes behind the last cursor.
    assert.deepEqual(
      events.map((message) => message['cursor']),
      events.map((_, i) => `e:${i + 1}`),
    )
    assert.ok(events.length <= asked)
    assert.equal(at, asked)
  })

  it('and one that takes everything do not know of each other', async () => {
    await using world = await socketWorld()
    const [paused, reading] = [await world.enter(), await world.enter()]
    await paused.ask({ type: 'subscribe', id: 's' })
    await reading.ask({ type: 'subscribe', id: 's' })
    paused.ws.pause()
    const note = 'x'.repeat(2_000)
    const total = 1_500
    for (let at = 1; at <= total; at += 100) await Promise.all(Array.from({ length: 100 }, (_, i) => make(world, at + i, { note })))
    const cursors: unknown[] = []
    while (cursors.length < total) cursors.push((await reading.next())['cursor'])
    world.clock.advance(11_000)
    paused.ws.resume()
    // Less than the buffers of the kernel: then it was fast enough.
    const there = async (): Promise<readonly unknown[]> => {
      await Promise.race([paused.closed, paused.ask({ type: 'ping' })])
      return paused.messages.filter((message) => message.type === 'event').map((message) => message['cursor'])
    }
    const taken = await there()
    const again = await world.enter()
    if (taken.length < total) {
      again.send({ type: 'subscribe', id: 's', after: taken.at(-1) ?? 'first' })
      const rest: unknown[] = []
      while (taken.length + rest.length < total) {
        const message = await again.next()
        if (message.type === 'event') rest.push(message['cursor'])
      }
      assert.deepEqual([...taken, ...rest], cursors)
    } else assert.deepEqual(taken, cursors)
  })

  it('has its calls wait too: none is begun for it while it does not take answers', async () => {
    let begun = 0
    const body = JSON.stringify('x'.repeat(100_000))
    await using world = await socketWorld({
      wrap: () => ({
        handle() {
          begun++
          return Promise.resolve({ ok: true, kind: 'output', body })
        },
      }),
    })
    const client = await world.enter()
    client.ws.pause()
    const total = 500
    for (let i = 0; i < total; i++) client.send({ type: 'call', id: String(i), operation: 'Order.list' })
    let before = -1
    while (before !== begun) {
      before = begun
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(begun < total, `${begun} calls were begun`)
    client.ws.resume()
    let answered = 0
    while (answered < total) {
      assert.equal((await client.next()).type, 'result')
      answered++
    }
  })
})

describe('what a client sends faster than it is taken', () => {
  it('stays with the client: nothing is read while 64 calls run', async () => {
    let open = (): void => {}
    const gate = new Promise<void>((resolve) => {
      open = resolve
    })
    await using world = await socketWorld({ wrap: (kernel) => ({ handle: (call) => gate.then(() => kernel.handle(call)) }) })
    const client = await world.enter()
    for (let i = 0; i < 64; i++) client.send({ type: 'call', id: `running-${i}`, operation: 'Order.list' })
    const large = JSON.stringify({ type: 'call', id: 'x', operation: 'Order.list' }).padEnd(1_000_000, ' ')
    for (let i = 0; i < 60; i++) client.send(large.replace('"x"', `"${i}"`))
    for (let turn = 0; turn < 3_000 && client.ws.bufferedAmount > 0; turn++) await new Promise((resolve) => setImmediate(resolve))
    assert.ok(client.ws.bufferedAmount > 0, 'all was read')
    open()
    let answers = 0
    while (answers < 124) {
      assert.equal((await client.next()).type, 'result')
      answers++
    }
  })

  it('without taking answers is taken no further, and answered when it does', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    client.ws.pause()
    const total = 60_000
    for (let i = 0; i < total; i++) client.send('{"type":"unsubscribe","id":"x"}')
    for (let turn = 0; turn < 1_000; turn++) await new Promise((resolve) => setImmediate(resolve))
    client.ws.resume()
    for (let i = 0; i < total; i++) assert.equal((await client.next()).type, 'error')
  })
})

describe('a refresh in the middle of events', () => {
  it('goes on behind the last one that was sent, so that none is lost and none comes twice', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's' })
    const total = 600
    for (let at = 1; at <= total; at += 20) {
      const made = Promise.all(Array.from({ length: 20 }, (_, i) => make(world, at + i)))
      client.send({ type: 'auth', credential: world.key('internal') })
      await made
    }
    const offsets: number[] = []
    while (offsets.length < total) {
      const message = await client.next()
      if (message.type === 'event') offsets.push(Number(String(message['cursor']).split(':')[1]))
    }
    assert.deepEqual(
      offsets,
      offsets.map((_, i) => (offsets[0] ?? 0) + i),
    )
  })

  it('drops what the caller may no longer see, though it was asked for already', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's' })
    const key = world.another('internal')
    world.change('internal', {
      consumer: { id: 'internal', name: 'internal', audience: 'internal', scopes: ['partners.*'], addresses: [], disabled: false, plan: { id: 'none' } },
    })
    await client.ask({ type: 'auth', credential: key })
    await make(world, 1)
    await world.act('Partner.create', { input: { id: 'NW', title: 'Nordwerk' } })
    assert.equal(((await client.next())['event'] as { type: string }).type, 'partner.created')
  })
})

describe('the message of an event', () => {
  it('is made once for all connections that call their subscription the same', () => {
    const frames = eventFrames('https://plant.example/api/v1')
    const event = eventOf(1)
    assert.equal(frames(event, 's'), frames(event, 's'))
    assert.notEqual(frames(event, 's'), frames(event, 't'))
    const text = Buffer.from(frames(event, 's"é').bytes).toString()
    assert.ok(text.endsWith(`"subscription":"s\\"é","cursor":"e:1","event":${structured(event, 'https://plant.example/api/v1')}}`))
    // Of a thousand names a few are kept, and each is right.
    const made = Array.from({ length: 1_000 }, (_, i) => frames(event, String(i)))
    assert.equal(frames(event, '7'), made[7])
    assert.notEqual(frames(event, '998'), made[998])
    assert.deepEqual(frames(event, '998'), made[998])
  })
})
