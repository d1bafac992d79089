import assert from 'node:assert/strict'
import { once } from 'node:events'
import { describe, it } from 'node:test'
import type { ClientOptions } from 'ws'
import { httpClient } from '../../../conformance/scenario/http-client.ts'
import type { Outcome } from '../../../src/kernel/outcome.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { socketWorld, type Client, type Message } from './socket-world.ts'

const order = (id: string, more: object = {}) => ({ type: 'call', operation: 'Order.create', input: { id, quantity: '1' }, ...more })
const codeOf = (message: Message): unknown => (message['problem'] as { readonly code?: unknown } | undefined)?.code

describe('a client', () => {
  it('is let in by the headers of its handshake', async () => {
    await using world = await socketWorld()
    const client = await world.connect({ headers: { authorization: `Bearer ${world.key('internal')}` } })
    const hello = await client.next()
    assert.deepEqual({ ...hello, connection: '' }, { type: 'authenticated', consumer: 'internal', audience: 'internal', connection: '' })
    assert.equal((await client.ask(order('PO-0001', { id: '1' }))).type, 'result')
  })

  it('is let in by its first message, and may send others without waiting', async () => {
    await using world = await socketWorld()
    const client = await world.connect()
    client.send({ type: 'auth', credential: world.key('internal') })
    client.send(order('PO-0001', { id: '1' }))
    client.send({ type: 'ping', id: 'p' })
    assert.equal((await client.next()).type, 'authenticated')
    assert.deepEqual(new Set([(await client.next()).type, (await client.next()).type]), new Set(['pong', 'result']))
  })

  it('says with a call which delivery it was made for', async () => {
    const hops: unknown[] = []
    await using world = await socketWorld({
      wrap: (kernel) => ({
        handle(call) {
          hops.push(call.hops)
          return kernel.handle(call)
        },
      }),
    })
    const client = await world.enter()
    assert.equal((await client.ask(order('PO-0001', { id: '1', baggage: 'tenant=north,busbar-hops=token' }))).type, 'result')
    assert.equal((await client.ask(order('PO-0002', { id: '2' }))).type, 'result')
    assert.equal(codeOf(await client.ask(order('PO-0003', { id: '3', baggage: 'x'.repeat(8193) }))), 'malformed')
    assert.deepEqual(hops, ['token', undefined])
  })

  it('without a credential is the public', async () => {
    await using world = await socketWorld()
    await world.act('Partner.create', { input: { id: 'NW', title: 'Nordwerk', class: 'A' } })
    const client = await world.connect()
    assert.deepEqual(
      { ...(await client.ask({ type: 'auth' })), connection: '' },
      { type: 'authenticated', consumer: 'anonymous', audience: 'public', connection: '' },
    )
    const read = await client.ask({ type: 'call', id: '1', operation: 'Partner.get', key: 'NW' })
    assert.equal((read['body'] as { class?: string }).class, undefined)
    // What needs a credential is refused, and the connection stays.
    assert.equal(codeOf(await client.ask({ type: 'call', id: '2', operation: 'Order.list' })), 'unauthenticated')
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
  })

  it('that cannot be let in hears why, and the socket closes with the code of that', async () => {
    await using world = await socketWorld({
      callers: { elsewhere: { addresses: ['192.0.2.0/24'] }, disabled: { disabled: true }, none: { plan: { id: 'none', day: 0 } } },
    })
    const first = async (message: object | undefined, headers?: ClientOptions['headers'], path?: string): Promise<readonly unknown[]> => {
      const client = await world.connect({ ...(headers && { headers }), ...(path !== undefined && { path }) })
      if (message) client.send(message)
      const said = await client.next()
      const { code, reason } = await client.closed
      return [codeOf(said), code, reason]
    }
    const auth = (as: string) => ({ type: 'auth', credential: world.key(as) })
    assert.deepEqual(await first({ type: 'auth', credential: 'bb_live_wrong' }), ['unauthenticated', 4401, 'unauthenticated'])
    assert.deepEqual(await first(auth('disabled')), ['unauthenticated', 4401, 'unauthenticated'])
    assert.deepEqual(await first(undefined, { 'x-api-key': 'bb_live_wrong' }), ['unauthenticated', 4401, 'unauthenticated'])
    assert.deepEqual(await first({ type: 'ping' }), ['unauthenticated', 4401, 'unauthenticated'])
    assert.deepEqual(await first(undefined, { authorization: 'Basic eDp5' }), ['unauthenticated', 4401, 'unauthenticated'])
    assert.deepEqual(await first(auth('elsewhere')), ['address-not-allowed', 4403, 'not-allowed'])
    assert.deepEqual(await first(auth('none')), ['quota-exceeded', 4003, 'limited'])
    assert.deepEqual(await first(undefined, { 'authorization': 'Bearer a', 'x-api-key': 'b' }), ['malformed', 4400, 'protocol-error'])
    const secret = `/api/v2/events/socket?access_token=${world.key('internal')}`
    assert.deepEqual(await first(undefined, undefined, secret), ['malformed', 4400, 'protocol-error'])
    assert.deepEqual(await first(undefined, undefined, '/api/v2/events/socket?x=1'), ['invalid-filter', 4400, 'protocol-error'])
    world.asked = () => {
      throw new Error('the directory is away')
    }
    assert.deepEqual(await first(auth('internal')), ['unavailable', 4001, 'unavailable'])
  })

  it('that does not say who it is within 10 s is closed, one that did stays', async () => {
    await using world = await socketWorld()
    const [silent, known] = [await world.connect(), await world.enter()]
    world.clock.advance(9_000)
    assert.equal((await known.ask({ type: 'ping' })).type, 'pong')
    world.clock.advance(1_000)
    assert.deepEqual(await silent.closed, { code: 4002, reason: 'authentication-timeout' })
    assert.equal((await known.ask({ type: 'ping' })).type, 'pong')
  })

  it('of a foreign page is refused, and of one that is let in is not', async () => {
    await using world = await socketWorld({ origins: ['https://app.example'] })
    for (const origin of ['https://plant.example', 'https://app.example']) await world.connect({ origin })
    await assert.rejects(world.connect({ origin: 'https://evil.example' }), /403/)
  })

  it('spends a token of its plan to be let in, and one for each call', async () => {
    await using world = await socketWorld({ callers: { slow: { plan: { id: 'slow', rate: 1, burst: 3 } } } })
    const client = await world.enter('slow')
    const list = { type: 'call', id: '1', operation: 'Order.list' }
    const answer = await client.ask(list)
    assert.deepEqual(answer['notices'], { limits: [{ name: 'rate', quota: 3, window: 3, remaining: 1, reset: 0 }] })
    assert.equal((await client.ask(list)).type, 'result')
    const limited = await client.ask(list)
    assert.equal(codeOf(limited), 'rate-limited')
    assert.equal(limited['retryAfter'], 1)
    world.clock.advance(1_000)
    assert.equal((await client.ask(list)).type, 'result')
  })
})

describe('a credential', () => {
  it('is refreshed by another one of the same consumer, which calls and subscriptions go on with', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    const subscribed = await client.ask({ type: 'subscribe', id: 's' })
    assert.equal(subscribed.type, 'subscribed')
    world.change('internal', { ends: world.clock.now() + 60_000 })
    const next = world.another('internal')
    assert.equal((await client.ask({ type: 'auth', credential: next })).type, 'authenticated')
    // The one it came with ends, and nothing of this connection with it.
    world.clock.advance(61_000)
    await world.act('Order.create', { input: { id: 'PO-0001', quantity: '1' } })
    const event = await client.next()
    assert.equal(event.type, 'event')
    assert.equal((await client.ask({ type: 'call', id: '1', operation: 'Order.get', key: 'PO-0001' })).type, 'result')
  })

  it('of another consumer, or that is not valid, closes', async () => {
    await using world = await socketWorld({ callers: { other: {} } })
    const one = await world.enter()
    assert.equal(codeOf(await one.ask({ type: 'auth', credential: world.key('other') })), 'forbidden')
    assert.deepEqual(await one.closed, { code: 4403, reason: 'not-allowed' })
    const two = await world.enter()
    assert.equal(codeOf(await two.ask({ type: 'auth', credential: 'bb_live_no' })), 'unauthenticated')
    assert.equal((await two.closed).code, 4401)
  })

  it('that cannot be looked at now leaves the client who it was', async () => {
    await using world = await socketWorld({ callers: { slow: { plan: { id: 'slow', rate: 1, burst: 1 } } } })
    const client = await world.enter('slow')
    assert.equal(codeOf(await client.ask({ type: 'auth', credential: world.key('slow') })), 'rate-limited')
    world.clock.advance(1_000)
    assert.equal((await client.ask({ type: 'call', id: '1', operation: 'Order.list' })).type, 'result')
  })

  it('that ends closes the connection within 5 s where something is followed', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    await client.ask({ type: 'subscribe', id: 's' })
    world.change('internal', { revoked: true })
    world.clock.advance(5_000)
    const ended = await client.next()
    assert.equal(ended.type, 'ended')
    assert.equal(ended['subscription'], 's')
    assert.equal(codeOf(ended), 'unauthenticated')
    assert.deepEqual(await client.closed, { code: 4402, reason: 'credential-ended' })
  })

  it('that ends closes the connection with the next call', async () => {
    await using world = await socketWorld()
    const [one, two] = [await world.enter(), await world.enter()]
    world.change('internal', { ends: world.clock.now() })
    assert.equal(codeOf(await one.ask({ type: 'call', id: '1', operation: 'Order.list' })), 'unauthenticated')
    assert.equal((await one.closed).code, 4402)
    assert.equal(codeOf(await two.ask({ type: 'subscribe', id: '1' })), 'unauthenticated')
    assert.equal((await two.closed).code, 4402)
  })

  it('may be about to end, which every answer says', async () => {
    await using world = await socketWorld()
    world.change('internal', { ends: world.clock.now() + 3_600_000 })
    const client = await world.connect()
    const hello = await client.ask({ type: 'auth', credential: world.key('internal') })
    assert.deepEqual(hello['notices'], { credentialEnds: '2026-09-14T09:00:00.000Z' })
  })
})

describe('a call', () => {
  it('answers what REST answers, and fails with the same problem document', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    const ask = httpClient(rest().routes(world.kernel, { publicUrl: 'http://plant.test' }))
    const headers = { 'authorization': `Bearer ${world.key('internal')}`, 'content-type': 'application/json' }
    await client.ask({ type: 'call', id: 'a', operation: 'Order.create', input: { id: 'PO-0001', quantity: '10' } })
    await client.ask({ type: 'call', id: 'b', operation: 'Order.create', input: { id: 'PO-0002', quantity: '10' } })
    await client.ask({ type: 'call', id: 'c', operation: 'Order.start', key: 'PO-0002', input: { line: 'l3' } })
    const pairs: readonly [object, { readonly method: string; readonly url: string; readonly body?: string }][] = [
      [
        { operation: 'Order.get', key: 'PO-0001' },
        { method: 'GET', url: '/api/v2/orders/PO-0001' },
      ],
      [
        { operation: 'Order.get', key: 'PO-0009' },
        { method: 'GET', url: '/api/v2/orders/PO-0009' },
      ],
      [
        { operation: 'Order.update', key: 'PO-0001', input: { quantity: 5 } },
        { method: 'PATCH', url: '/api/v2/orders/PO-0001', body: '{"quantity":5}' },
      ],
      [
        { operation: 'Order.start', key: 'PO-0001', input: { line: 'l3' } },
        { method: 'POST', url: '/api/v2/orders/PO-0001/start', body: '{"line":"l3"}' },
      ],
      [
        { operation: 'Order.report', key: 'PO-0002', input: { good: '1', sequence: 3 } },
        { method: 'POST', url: '/api/v2/orders/PO-0002/report', body: '{"good":"1","sequence":3}' },
      ],
      [
        { operation: 'OrderOverview', key: 'PO-0001' },
        { method: 'GET', url: '/api/v2/order-overview/PO-0001' },
      ],
    ]
    for (const [call, request] of pairs) {
      const answer = await client.ask({ type: 'call', id: 'x', ...call })
      const answered = JSON.parse((await ask({ ...request, headers })).text) as { instance?: string }
      const mine = (answer.type === 'result' ? answer['body'] : answer['problem']) as { instance?: string }
      if (mine.instance !== undefined) {
        assert.match(mine.instance, /^urn:busbar:request:/)
        delete mine.instance
        delete answered.instance
      }
      assert.deepEqual(mine, answered)
    }
  })

  it('can say everything that there is to say of a call', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    const call = async (message: object): Promise<Message> => client.ask({ type: 'call', id: 'x', ...message })
    const { notices: _, ...made } = await call({ operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' }, idempotencyKey: 'k' })
    assert.deepEqual({ ...made, body: 0, view: '' }, { type: 'result', id: 'x', kind: 'record', key: 'PO-0001', revision: 1, view: '', created: true, body: 0 })
    assert.equal((await call({ operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' }, idempotencyKey: 'k' }))['replayed'], true)
    const patched = await call({
      operation: 'Order.update',
      key: 'PO-0001',
      patch: 'json',
      input: [{ op: 'replace', path: '/quantity', value: '2' }],
      ifMatch: [1],
    })
    assert.equal(patched['revision'], 2)
    assert.equal(codeOf(await call({ operation: 'Order.update', key: 'PO-0001', input: {}, ifMatch: [1] })), 'precondition-failed')
    const unchanged = await call({ operation: 'Order.get', key: 'PO-0001', ifNoneMatch: [2] })
    assert.equal(unchanged['kind'], 'unchanged')
    assert.equal('body' in unchanged, false)
    await call({ operation: 'Order.create', input: { id: 'PO-0002', quantity: '3' } })
    const page = await call({
      operation: 'Order.list',
      fields: ['quantity'],
      query: { filter: [{ field: 'quantity', operator: 'gte', values: ['2'] }], sort: { field: 'quantity', descending: true }, limit: 1, count: true },
    })
    assert.deepEqual(page['body'], [{ id: 'PO-0002', quantity: '3' }])
    assert.equal(page['count'], 2)
    assert.equal(typeof page['next'], 'string')
    assert.equal((await call({ operation: 'Order.delete', key: 'PO-0002' }))['kind'], 'empty')
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await client.ask({ type: 'subscribe', id: 's' })
    await call({ operation: 'Order.create', input: { id: 'PO-0003', quantity: '3' }, traceparent: trace })
    const event = client.messages.find((message) => message.type === 'event') ?? (await client.until((message) => message.type === 'event'))
    assert.equal((event['event'] as { traceparent?: string }).traceparent, trace)
  })

  it('of an older version is answered in its words', async () => {
    await using world = await socketWorld()
    const client = await world.enter('internal', 'v1')
    const made = await client.ask({ type: 'call', id: '1', operation: 'Job.create', input: { id: 'PO-0001', amount: '1' } })
    assert.equal((made['body'] as { amount?: string }).amount, '1')
    assert.deepEqual(made['notices'], { deprecated: '2026-01-01T00:00:00Z', sunset: '2027-06-30T00:00:00Z' })
    assert.equal(codeOf(await client.ask({ type: 'call', id: '2', operation: 'Order.get', key: 'PO-0001' })), 'not-found')
  })

  it('is one of at most 64 at the same time; the others stay on the wire until one is answered', async () => {
    const gates: (() => void)[] = []
    let reached = (): void => {}
    let most = 0
    await using world = await socketWorld({
      wrap: (kernel) => ({
        async handle(call): Promise<Outcome> {
          await new Promise<void>((resolve) => {
            gates.push(resolve)
            most = Math.max(most, gates.length)
            if (gates.length === 64) reached()
          })
          return kernel.handle(call)
        },
      }),
    })
    const client = await world.enter()
    const full = new Promise<void>((resolve) => {
      reached = resolve
    })
    const total = 2_000
    for (let i = 0; i < total; i++) client.send({ type: 'call', id: String(i), operation: 'Order.list' })
    await full
    const ids = new Set<unknown>()
    while (ids.size < total) {
      for (const open of gates.splice(0)) open()
      const answer = await client.next()
      assert.equal(answer.type, 'result')
      ids.add(answer['id'])
    }
    assert.equal(most, 64)
  })

  it('of an id that has no answer yet is refused', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    client.send({ type: 'call', id: '1', operation: 'Order.list' })
    client.send({ type: 'call', id: '1', operation: 'Order.list' })
    const [refused, result] = [await client.next(), await client.next()]
    assert.equal(codeOf(refused), 'malformed')
    assert.equal(refused['id'], '1')
    assert.equal(result.type, 'result')
  })
})

describe('a message that is not understood', () => {
  const cases: readonly [string, string, string | undefined, RegExp][] = [
    ['{', 'malformed', undefined, /JSON/],
    ['{"type":"call","id":"1","id":"2"}', 'malformed', '#/id', /twice|id/],
    ['[]', 'malformed', '#', /must be an object/],
    ['{"type":"cal","id":"7"}', 'malformed', '#/type', /auth, call, subscribe, unsubscribe, ack, ping/],
    ['{"type":"call","id":"7"}', 'malformed', '#/operation', /missing/],
    ['{"type":"call","operation":"Order.list"}', 'malformed', '#/id', /missing/],
    ['{"type":"call","id":"7","operation":"Order.list","qurey":{}}', 'malformed', '#/qurey', /Did you mean 'query'/],
    ['{"type":"call","id":"7","operation":"Order.list","query":{"limit":1.5}}', 'invalid-filter', '#/query/limit', /whole number/],
    [
      '{"type":"call","id":"7","operation":"Order.list","query":{"filter":[{"field":"a","operator":"is","values":[]}]}}',
      'invalid-filter',
      '#/query/filter/0/operator',
      /one of eq/,
    ],
    ['{"type":"call","id":"7","operation":"Order.list","fields":"id"}', 'malformed', '#/fields', /a list/],
    ['{"type":"call","id":"7","operation":"x","idempotencyKey":5}', 'idempotency-key-invalid', '#/idempotencyKey', /a text/],
    ['{"type":"subscribe","id":"7","credit":0}', 'malformed', '#/credit', /whole number/],
    ['{"type":"subscribe","id":"7","filter":[]}', 'invalid-filter', '#/filter', /an object/],
    ['{"type":"ack","subscription":"7"}', 'malformed', '#/cursor', /missing/],
    [`{"type":"ping","id":"${'x'.repeat(65)}"}`, 'malformed', '#/id', /1 to 64/],
    ['{"type":"ping","a/b~c":1}', 'malformed', '#/a~1b~0c', /not known/],
  ]
  it('gets an error with the place', async () => {
    await using world = await socketWorld()
    for (const [text, code, pointer, detail] of cases) {
      const client = await world.enter()
      const error = await client.ask(text)
      assert.equal(error.type, 'error', text)
      const problem = error['problem'] as { code: string; detail: string; type: string; status: number; errors?: readonly { pointer: string }[] }
      assert.equal(problem.code, code, text)
      assert.equal(problem.type, `urn:busbar:problem:${code}`)
      assert.equal(problem.status, 400)
      assert.match(problem.detail, detail, text)
      assert.equal(problem.errors?.[0]?.pointer, pointer, text)
      assert.equal(error['id'], text.includes('"id":"7"') ? '7' : undefined, text)
      client.ws.terminate()
    }
  })

  it('ten times on a connection closes it', async () => {
    await using world = await socketWorld()
    const client = await world.enter()
    for (let i = 0; i < 9; i++) assert.equal((await client.ask('x')).type, 'error')
    assert.equal((await client.ask({ type: 'ping' })).type, 'pong')
    client.send('x')
    assert.deepEqual(await client.closed, { code: 4400, reason: 'protocol-error' })
    assert.equal(client.messages.filter((message) => message.type === 'error').length, 10)
  })

  it('because it is too long, binary, or no text at all, closes it at once', async () => {
    await using world = await socketWorld()
    const closing = async (of: (client: Client) => void): Promise<number> => {
      const client = await world.enter()
      of(client)
      return (await client.closed).code
    }
    assert.equal(await closing((client) => client.ws.send('x'.repeat(1024 * 1024 + 1))), 1009)
    assert.equal(await closing((client) => client.ws.send(Buffer.from('x'))), 1003)
    assert.equal(await closing((client) => client.ws.send(Buffer.from([0xff]), { binary: false })), 1007)
    const client = await world.enter()
    const text = JSON.stringify({ type: 'ping', id: 'p' })
    assert.equal((await client.ask(text.padEnd(1024 * 1024, ' '))).type, 'pong')
  })
})

describe('a stop', () => {
  it('lets calls that run be answered, takes no others, and says that it is back soon', async () => {
    let open = (): void => {}
    let reached = (): void => {}
    const running = new Promise<void>((resolve) => {
      reached = resolve
    })
    await using world = await socketWorld({
      wrap: (kernel) => ({
        async handle(call): Promise<Outcome> {
          await new Promise<void>((resolve) => {
            open = resolve
            reached()
          })
          return kernel.handle(call)
        },
      }),
    })
    const [busy, idle] = [await world.enter(), await world.enter()]
    await idle.ask({ type: 'subscribe', id: 's' })
    busy.send({ type: 'call', id: '1', operation: 'Order.list' })
    await running
    const stopped = world.host.close(10_000)
    assert.deepEqual(await idle.closed, { code: 1012, reason: 'service-restart' })
    busy.send({ type: 'call', id: '2', operation: 'Order.list' })
    open()
    assert.equal((await busy.next())['id'], '1')
    assert.deepEqual(await busy.closed, { code: 1012, reason: 'service-restart' })
    assert.equal(await stopped, 0)
    assert.equal(busy.messages.length, 2)
  })

  it('cuts after the grace what still runs', async () => {
    await using world = await socketWorld({ wrap: () => ({ handle: () => new Promise<Outcome>(() => {}) }) })
    const client = await world.enter()
    client.send({ type: 'call', id: '1', operation: 'Order.list' })
    await client.ask({ type: 'ping' })
    assert.equal(await world.host.close(10), 1)
    assert.equal((await client.closed).code, 1006)
  })
})

it('each version of each contract has a socket', async () => {
  await using world = await socketWorld()
  for (const path of ['/api/v1/events/socket', '/api/v2/events/socket']) {
    const client = await world.connect({ path })
    client.ws.close()
    await once(client.ws, 'close')
  }
  await assert.rejects(world.connect({ path: '/api/v3/events/socket' }), /404/)
})
