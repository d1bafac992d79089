import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import type { ClientOptions } from 'ws'
import { SUBPROTOCOL } from '../../../src/protocols/graphql/subscriptions/socket/route.ts'
import { INIT_WITHIN_MS, MOST_OPERATIONS } from '../../../src/protocols/graphql/subscriptions/socket/session.ts'
import type { Client, Message, World } from '../events/socket-world.ts'
import { entered, graphqlWorld } from './subscription-world.ts'

const id = (at: number): string => `PO-${String(at).padStart(4, '0')}`
const make = (world: World, at: number, more: object = {}): Promise<unknown> =>
  world.act('Order.create', { input: { id: id(at), quantity: '1', ...more } }).then((outcome) => assert.equal(outcome.ok, true, JSON.stringify(outcome)))
const ORDERS =
  'subscription ($after: String, $types: [OrderEventType!], $key: ID, $where: JSON) { item: orderEvents(after: $after, types: $types, key: $key, where: $where) { kind: __typename ... on EventItem { cursor } ... on AnyEvent { key } } }'
const subscribe = (variables: object = {}, more: { readonly id?: string; readonly query?: string } = {}): object => ({
  id: more.id ?? 's',
  type: 'subscribe',
  payload: { query: more.query ?? ORDERS, variables },
})
interface Item {
  readonly kind: string
  readonly cursor: string
  readonly key?: string
}
const itemOf = (message: Message): Item => {
  assert.equal(message.type, 'next', JSON.stringify(message))
  return (message['payload'] as { readonly data: { readonly item: Item } }).data.item
}
const errorOf = (message: Message): { readonly code: string; readonly message: string } => {
  assert.equal(message.type, 'error', JSON.stringify(message))
  const [first] = message['payload'] as readonly { readonly message: string; readonly extensions: { readonly code: string } }[]
  return { code: first?.extensions.code ?? '', message: first?.message ?? '' }
}
const open = (world: World, more: ClientOptions = {}): Promise<Client> => world.connect({ path: '/graphql', subprotocol: SUBPROTOCOL, ...more })

describe('connection_init', () => {
  it('lets in whom its payload names, or the headers of the handshake', async () => {
    await using world = await graphqlWorld()
    const key = world.key('internal')
    for (const payload of [{ Authorization: `Bearer ${key}` }, { authorization: `bearer ${key}` }, { apiKey: key }, { 'X-API-Key': key }]) {
      const client = await open(world)
      const hello = await client.ask({ type: 'connection_init', payload })
      assert.equal(hello.type, 'connection_ack')
      assert.equal((hello['payload'] as { consumer?: string }).consumer, 'internal')
    }
    const known = await open(world, { headers: { 'x-api-key': key } })
    assert.equal((await known.ask({ type: 'connection_init' })).type, 'connection_ack')
    const nobody = await open(world)
    const hello = await nobody.ask({ type: 'connection_init', payload: null })
    assert.equal((hello['payload'] as { audience?: string }).audience, 'public')
  })

  it('closes with the code of what is wrong', async () => {
    await using world = await graphqlWorld({
      callers: { elsewhere: { addresses: ['192.0.2.0/24'] }, disabled: { disabled: true }, none: { plan: { id: 'none', day: 0 } } },
    })
    const closed = async (payload: unknown, options: ClientOptions = {}): Promise<readonly unknown[]> => {
      const client = await open(world, options)
      client.send({ type: 'connection_init', payload })
      const { code, reason } = await client.closed
      return [code, reason]
    }
    const key = (as: string) => ({ apiKey: world.key(as) })
    assert.deepEqual(await closed({ apiKey: 'bb_live_no' }), [4401, 'Unauthorized'])
    assert.deepEqual(await closed(key('disabled')), [4401, 'Unauthorized'])
    assert.deepEqual(await closed(key('elsewhere')), [4403, 'Forbidden'])
    assert.deepEqual(await closed(key('none')), [4003, 'Limited'])
    assert.deepEqual(await closed({ Authorization: 'Basic eDp5' }), [4400, "'Authorization' must be: Bearer bb_…"])
    assert.deepEqual(await closed({ Authorization: 7 }), [4400, "'Authorization' must be a text"])
    assert.deepEqual(await closed({ Authorization: 'Bearer a', apiKey: 'a' }), [4400, 'There are two credentials: send Authorization or apiKey'])
    assert.deepEqual(await closed(key('internal'), { headers: { 'x-api-key': 'a' } }), [
      4400,
      'There are two credentials: send one, with the handshake or with this message',
    ])
    world.asked = () => {
      throw new Error('the directory is away')
    }
    assert.deepEqual(await closed(key('internal')), [4001, 'Unavailable'])
  })

  it('comes within 10 s, once', async () => {
    await using world = await graphqlWorld()
    const silent = await open(world)
    const known = await entered(world)
    world.clock.advance(INIT_WITHIN_MS)
    assert.deepEqual(await silent.closed, { code: 4408, reason: 'Connection initialisation timeout' })
    assert.deepEqual(await known.ask({ type: 'ping', payload: { a: 1 } }), { type: 'pong', payload: { a: 1 } })
    known.send({ type: 'connection_init' })
    assert.deepEqual(await known.closed, { code: 4429, reason: 'Too many initialisation requests' })
    const twice = await open(world)
    twice.send({ type: 'connection_init', payload: { apiKey: world.key('internal') } })
    twice.send({ type: 'connection_init', payload: { apiKey: world.key('internal') } })
    assert.equal((await twice.closed).code, 4429)
  })

  it('comes before anything is asked', async () => {
    await using world = await graphqlWorld()
    const client = await open(world)
    assert.deepEqual(await client.ask({ type: 'ping' }), { type: 'pong' })
    client.send(subscribe())
    assert.deepEqual(await client.closed, { code: 4401, reason: 'Unauthorized' })
  })

  it('is refused to pages of foreign origins, and other requests at its path are answered as HTTP', async () => {
    await using world = await graphqlWorld({ origins: ['https://app.example'] })
    for (const origin of ['https://plant.example', 'https://app.example']) await open(world, { origin })
    await assert.rejects(open(world, { origin: 'https://evil.example' }), /403/)
    await assert.rejects(world.connect({ path: '/graphql', subprotocol: 'graphql-ws' }), /400/)
    const posted = await fetch(`http://127.0.0.1:${world.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': world.key('internal') },
      body: JSON.stringify({ query: '{ __typename }' }),
    })
    assert.equal(posted.status, 200)
  })
})

describe('a message', () => {
  it('that the protocol does not have closes with 4400 and what is wrong', async () => {
    await using world = await graphqlWorld()
    const said: { readonly [text: string]: string } = {
      'no json': 'The message is no JSON that is read here',
      '[]': 'A message is an object',
      '{"type":"next"}': "'type' is none that a client sends",
      '{"type":"subscribe","payload":{"query":"{a}"}}': "'id' must be a text of 1 to 128 characters",
      '{"type":"subscribe","id":"1"}': "'payload' is missing",
      '{"type":"subscribe","id":"1","payload":{"query":1}}': "'query' must be a text",
      '{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}': "'variables' must be an object",
      '{"type":"complete"}': "'id' must be a text of 1 to 128 characters",
      '{"type":"ping","payload":1}': "'payload' must be an object",
    }
    for (const [text, reason] of Object.entries(said)) {
      const client = await entered(world)
      client.send(text)
      assert.deepEqual(await client.closed, { code: 4400, reason }, text)
    }
  })

  it('of any kind is answered or closes, and nothing breaks', async () => {
    await using world = await graphqlWorld()
    const part = fc.oneof(fc.constantFrom('subscribe', 'complete', 'ping', 'pong', 'connection_init', 's', ORDERS, '{ __typename }'), fc.json(), fc.integer())
    const message = fc.record(
      {
        type: fc.constantFrom('subscribe', 'complete', 'ping', 'pong'),
        id: part,
        payload: fc.oneof(part, fc.dictionary(fc.constantFrom('query', 'variables', 'x'), part)),
      },
      { requiredKeys: ['type'] },
    )
    const codes = new Set<number>()
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 5 }), async (messages) => {
        const client = await entered(world)
        for (const one of messages) client.send(one)
        client.send('')
        codes.add((await client.closed).code)
      }),
      { numRuns: 60 },
    )
    for (const code of codes) assert.ok(code === 4400 || code === 4409, String(code))
  })
})

describe('a subscription', () => {
  it('is sent where it stands, then events as they are committed', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    const first = itemOf(await client.ask(subscribe()))
    assert.equal(first.kind, 'EventPosition')
    await make(world, 1)
    await world.act('Order.start', { key: id(1), input: { line: 'L1' } })
    assert.deepEqual({ ...itemOf(await client.next()), cursor: '' }, { kind: 'OrderCreatedEvent', cursor: '', key: id(1) })
    assert.deepEqual({ ...itemOf(await client.next()), cursor: '' }, { kind: 'OrderStartedEvent', cursor: '', key: id(1) })
  })

  it('shows what was asked of an event, in the words of its version', async () => {
    await using world = await graphqlWorld()
    await world.act('Partner.create', { input: { id: 'NW', title: 'Nordwerk' } })
    const query =
      'subscription { events(after: "first", types: ["order.*"]) { ... on AnyEvent { type key subject time } ... on OrderCreatedEvent { data { id customerId quantity state priority externalRefs { system value } } } } }'
    const older = 'subscription { jobEvents(after: "first", types: [CREATED]) { ... on JobCreatedEvent { type subject data { id amount status site } } } }'
    await make(world, 1, { customer: 'NW', quantity: '12.50', externalRefs: [{ system: 'erp', type: 'order', value: '47' }] })
    const client = await entered(world)
    client.send(subscribe({}, { query }))
    await client.next()
    assert.deepEqual((await client.next())['payload'], {
      data: {
        events: {
          type: 'order.created',
          key: id(1),
          subject: `orders/${id(1)}`,
          time: '2026-09-14T08:00:00.000Z',
          data: { id: id(1), customerId: 'NW', quantity: '12.50', state: 'Released', priority: 5, externalRefs: [{ system: 'erp', value: '47' }] },
        },
      },
    })
    const old = await entered(world, 'internal', '/graphql/v1')
    old.send(subscribe({}, { query: older }))
    await old.next()
    assert.deepEqual((await old.next())['payload'], {
      data: { jobEvents: { type: 'job.created', subject: `jobs/${id(1)}`, data: { id: id(1), amount: '12.50', status: 'Open', site: 'Plant 1' } } },
    })
  })

  it('is given what its arguments say', async () => {
    await using world = await graphqlWorld()
    for (const at of [1, 2, 3]) await make(world, at, { priority: at })
    await world.act('Order.start', { key: id(2), input: { line: 'L1' } })
    const first = async (variables: object): Promise<string> => {
      const client = await entered(world)
      assert.equal(itemOf(await client.ask(subscribe({ after: 'first', ...variables }))).kind, 'EventPosition')
      const { kind, key } = itemOf(await client.next())
      return `${kind} ${key}`
    }
    assert.deepEqual(await first({ types: ['STARTED'] }), `OrderStartedEvent ${id(2)}`)
    assert.deepEqual(await first({ key: id(3), types: ['CREATED'] }), `OrderCreatedEvent ${id(3)}`)
    assert.deepEqual(await first({ where: { priority: { $gte: 2 } } }), `OrderCreatedEvent ${id(2)}`)
  })

  it('that cannot be followed hears why, and the connection stays', async () => {
    await using world = await graphqlWorld({ callers: { partner: { audience: 'partner', scopes: ['orders.read'] }, unscoped: { scopes: ['partners.read'] } } })
    const client = await entered(world)
    assert.equal(errorOf(await client.ask(subscribe({ after: 'nonsense' }))).code, 'invalid-cursor')
    assert.equal(errorOf(await client.ask(subscribe({ where: { nothing: 1 } }))).code, 'invalid-filter')
    assert.equal(errorOf(await client.ask(subscribe({ types: ['NOTHING'] }))).code, 'invalid')
    assert.equal(errorOf(await client.ask(subscribe({}, { query: 'subscription { nothing { cursor } }' }))).code, 'invalid-filter')
    assert.equal(errorOf(await client.ask(subscribe({}, { query: 'subscription { a: events { cursor } b: events { cursor } }' }))).code, 'malformed')
    assert.equal(errorOf(await client.ask(subscribe({}, { query: '{{{' }))).code, 'malformed')
    assert.equal(itemOf(await client.ask(subscribe())).kind, 'EventPosition')
    const unscoped = await entered(world, 'unscoped')
    assert.equal(errorOf(await unscoped.ask(subscribe())).code, 'invalid-filter')
    // A field that the audience does not know is none of its schema.
    const partner = await entered(world, 'partner')
    const hidden = 'subscription { orderEvents { ... on OrderCreatedEvent { data { priority } } } }'
    assert.match(errorOf(await partner.ask(subscribe({}, { query: hidden }))).message, /Cannot query field "priority"/)
  })

  it('goes on behind its cursor after a disconnect, and nothing is lost', async () => {
    await using world = await graphqlWorld()
    const seen: string[] = []
    let cursor = 'now'
    let made = 0
    for (let round = 0; round < 6; round++) {
      const client = await entered(world)
      client.send(subscribe({ after: cursor }))
      cursor = itemOf(await client.next()).cursor
      for (let i = 0; i < 3; i++) await make(world, ++made)
      // It is cut off with events on their way, in the last round with none.
      const take = round === 5 ? made - seen.length : round % 3
      for (let i = 0; i < take; i++) {
        const item = itemOf(await client.next())
        cursor = item.cursor
        seen.push(item.key ?? '')
      }
      client.ws.terminate()
      await client.closed
      if (round < 5) await make(world, ++made)
    }
    assert.deepEqual(
      seen,
      Array.from({ length: made }, (_, i) => id(i + 1)),
    )
  })

  it('is told of a gap as an item, and goes on', async () => {
    await using world = await graphqlWorld()
    await make(world, 1)
    const client = await entered(world)
    const query =
      'subscription { orderEvents(after: "00ff:3") { kind: __typename ... on EventItem { cursor } ... on EventGap { reason asked } ... on AnyEvent { key } } }'
    client.send(subscribe({}, { query }))
    const said = async (): Promise<unknown> => {
      const { payload } = await client.next()
      return { ...(payload as { data: { orderEvents: object } }).data.orderEvents, cursor: '' }
    }
    await said()
    assert.deepEqual(await said(), { kind: 'EventGap', cursor: '', reason: 'EPOCH', asked: '00ff:3' })
    assert.deepEqual(await said(), { kind: 'OrderCreatedEvent', cursor: '', key: id(1) })
  })

  it('hears at most every 30 s how far the log has come without it', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    const { cursor } = itemOf(await client.ask(subscribe({ types: ['STARTED'] })))
    await make(world, 1)
    for (let i = 0; i < 31; i++) {
      world.clock.advance(1_000)
      await client.ask({ type: 'ping' })
    }
    const moved = itemOf(client.messages.findLast((one) => one.type === 'next') ?? (await client.next()))
    assert.equal(moved.kind, 'EventPosition')
    assert.notEqual(moved.cursor, cursor)
    assert.equal(client.messages.filter((one) => one.type === 'next').length, 2)
  })

  it('that the client completes ends at once, and its id may be used again', async () => {
    await using world = await graphqlWorld({ callers: { few: { plan: { id: 'few', streams: 1 } } } })
    const client = await entered(world, 'few')
    for (let i = 0; i < 3; i++) {
      assert.equal(itemOf(await client.ask(subscribe())).kind, 'EventPosition')
      assert.equal(errorOf(await client.ask(subscribe({}, { id: 'other' }))).code, 'too-many-concurrent')
      client.send({ id: 's', type: 'complete' })
      client.send({ id: 'unknown', type: 'complete' })
    }
    await client.ask({ type: 'ping' })
    await make(world, 1)
    await client.ask({ type: 'ping' })
    assert.equal(client.messages.filter((one) => one.type === 'next').length, 3)
  })

  it('with the id of one that runs closes with 4409', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    await client.ask(subscribe())
    client.send(subscribe())
    assert.deepEqual(await client.closed, { code: 4409, reason: 'Subscriber for s already exists' })
    const long = await entered(world)
    const other = 'ä'.repeat(120)
    await long.ask(subscribe({}, { id: other }))
    long.send(subscribe({}, { id: other }))
    assert.equal((await long.closed).code, 4409)
  })

  it(`is one of ${MOST_OPERATIONS} at most on a connection`, async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    for (let i = 0; i < MOST_OPERATIONS; i++) assert.equal(itemOf(await client.ask(subscribe({}, { id: String(i) }))).kind, 'EventPosition')
    assert.equal(errorOf(await client.ask(subscribe({}, { id: 'more' }))).code, 'too-many-concurrent')
  })
})

describe('a credential', () => {
  it('that ends closes its connection, and a client comes back with another one', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    const { cursor } = itemOf(await client.ask(subscribe()))
    world.change('internal', { revoked: true })
    world.clock.advance(2_000)
    await client.until((one) => one.type === 'error')
    assert.deepEqual(await client.closed, { code: 4403, reason: 'Credential ended' })
    world.another('internal')
    await make(world, 1)
    const again = await entered(world)
    await again.ask(subscribe({ after: cursor }))
    assert.equal(itemOf(await again.next()).key, id(1))
  })

  it('that has ended cannot ask, and is told so', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    world.change('internal', { revoked: true })
    assert.equal(errorOf(await client.ask(subscribe())).code, 'unauthenticated')
    assert.equal((await client.closed).code, 4403)
  })
})

describe('a server', () => {
  it('that stops closes with 1012 when calls are answered', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    await client.ask(subscribe())
    await world.host.close(1_000)
    assert.deepEqual(await client.closed, { code: 1012, reason: 'Service restart' })
  })

  it('answers queries over the same connection, and nothing to those that were given up', async () => {
    await using world = await graphqlWorld()
    const client = await entered(world)
    assert.deepEqual(await client.ask({ id: 'q', type: 'subscribe', payload: { query: '{ __typename }' } }), {
      id: 'q',
      type: 'next',
      payload: { data: { __typename: 'Query' } },
    })
    assert.deepEqual(await client.next(), { id: 'q', type: 'complete' })
    client.send({ id: 'g', type: 'subscribe', payload: { query: '{ __typename }' } })
    client.send({ id: 'g', type: 'complete' })
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
    await client.ask({ id: 'q', type: 'subscribe', payload: { query: '{ __typename }' } })
    assert.ok(!client.messages.some((one) => one['id'] === 'g'))
  })

  it('cuts a client that takes nothing, and holds for it no more than 1 MiB', async () => {
    await using world = await graphqlWorld()
    const note = 'x'.repeat(2_000)
    for (let at = 1; at <= 300; at++) await make(world, at, { note })
    const client = await entered(world)
    client.ws.pause()
    // The same events many times over: more than the kernel's buffers take.
    const query =
      'subscription { orderEvents(after: "first") { ... on OrderCreatedEvent { data { a: note b: note c: note d: note e: note f: note g: note h: note } } } }'
    for (let i = 0; i < 10; i++) client.send(subscribe({}, { id: String(i), query }))
    for (let waited = 0; waited < 30; waited++) {
      for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve))
      world.clock.advance(1_000)
    }
    client.ws.resume()
    assert.deepEqual(await client.closed, { code: 4000, reason: 'Slow consumer' })
    assert.ok(client.messages.length < 10 * 300)
  })
})
