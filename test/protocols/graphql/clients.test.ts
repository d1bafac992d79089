import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createClient as sseClient } from 'graphql-sse'
import { createClient as socketClient } from 'graphql-ws'
import { WebSocket } from 'ws'
import type { World } from '../events/socket-world.ts'
import { graphqlWorld } from './subscription-world.ts'

interface Data {
  readonly item?: { readonly kind: string; readonly cursor: string; readonly key?: string }
  readonly __typename?: string
}

const QUERY =
  'subscription ($after: String) { item: orderEvents(after: $after, types: [CREATED]) { kind: __typename ... on EventItem { cursor } ... on AnyEvent { key } } }'
const id = (at: number): string => `PO-${String(at).padStart(4, '0')}`
const make = (world: World, at: number): Promise<unknown> =>
  world.act('Order.create', { input: { id: id(at), quantity: '1' } }).then((outcome) => assert.equal(outcome.ok, true))

type Results = AsyncIterableIterator<{ readonly data?: unknown; readonly errors?: unknown }>

async function next(results: Results): Promise<Data> {
  const { value, done } = await results.next()
  assert.ok(!done && value.data, JSON.stringify(value))
  return value.data as Data
}

async function item(results: Results): Promise<NonNullable<Data['item']>> {
  const { item: found } = await next(results)
  assert.ok(found)
  return found
}

/** Seconds on the clock, each with time for what becomes of it. */
async function pass(world: World, seconds: number): Promise<void> {
  for (let i = 0; i < seconds; i++) {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
    world.clock.advance(1_000)
  }
}

interface Connected {
  iterate(query: string, variables?: { readonly [name: string]: unknown }): Results
  dispose(): void | Promise<void>
}

/** Each reads as users of its library do. */
const CLIENTS: { readonly [name: string]: (world: World, key: () => string) => Connected } = {
  'graphql-ws'(world, key) {
    const client = socketClient({
      url: `ws://127.0.0.1:${world.port}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: () => ({ apiKey: key() }),
      retryWait: () => Promise.resolve(),
    })
    return { iterate: (query, variables = {}) => client.iterate({ query, variables }), dispose: () => client.dispose() }
  },
  'graphql-sse'(world, key) {
    const client = sseClient({
      url: `http://127.0.0.1:${world.port}/graphql`,
      headers: () => ({ 'x-api-key': key() }),
      retry: () => Promise.resolve(),
      retryAttempts: 0,
    })
    return {
      iterate: (query, variables = {}) => client.iterate({ query, variables }),
      dispose: () => client.dispose(),
    }
  },
}

for (const [name, connect] of Object.entries(CLIENTS))
  describe(`the client ${name}`, () => {
    it('is sent events as they are committed', async () => {
      await using world = await graphqlWorld()
      const client = connect(world, () => world.key('internal'))
      const results = client.iterate(QUERY)
      assert.equal((await item(results)).kind, 'EventPosition')
      for (let at = 1; at <= 5; at++) {
        await make(world, at)
        assert.equal((await item(results)).key, id(at))
      }
      await results.return?.()
      await client.dispose()
    })

    it('goes on behind its cursor with another connection, and misses nothing', async () => {
      await using world = await graphqlWorld()
      const seen: unknown[] = []
      let after = 'now'
      let made = 0
      for (let round = 0; round < 3; round++) {
        const client = connect(world, () => world.key('internal'))
        const results = client.iterate(QUERY, { after })
        after = (await item(results)).cursor
        for (let i = 0; i < 3; i++) await make(world, ++made)
        for (let left = round === 2 ? made - seen.length : 2; left > 0; left--) {
          const { cursor, key } = await item(results)
          after = cursor
          seen.push(key)
        }
        await client.dispose()
        await make(world, ++made)
      }
      assert.deepEqual(
        seen,
        Array.from({ length: made - 1 }, (_, i) => id(i + 1)),
      )
    })

    it('hears what is wrong with an operation', async () => {
      await using world = await graphqlWorld()
      const client = connect(world, () => world.key('internal'))
      const said = async (query: string): Promise<string> => {
        try {
          const { value } = await client.iterate(query).next()
          return JSON.stringify(value)
        } catch (error) {
          return JSON.stringify(error)
        }
      }
      assert.match(await said('subscription { nothing }'), /invalid-filter/)
      assert.match(await said('subscription { orderEvents(after: "x") { __typename } }'), /invalid-cursor/)
      assert.match(await said(`{ ${'__typename '.repeat(21)} }`), /too-large/)
      await client.dispose()
    })

    it('is answered queries, once', async () => {
      await using world = await graphqlWorld()
      const client = connect(world, () => world.key('internal'))
      const results = client.iterate('{ __typename }')
      assert.deepEqual(await next(results), { __typename: 'Query' })
      assert.equal((await results.next()).done, true)
      await client.dispose()
    })
  })

describe('an event stream', () => {
  const ask = (world: World, query: string, headers: { readonly [name: string]: string } = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${world.port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'accept': 'text/event-stream', ...headers },
      body: JSON.stringify({ query }),
    })

  it('has next and complete, and who may not ask hears it from the status', async () => {
    await using world = await graphqlWorld({ callers: { slow: { plan: { id: 'slow', rate: 1, burst: 1 } } } })
    const answer = await ask(world, '{ __typename }', { 'x-api-key': world.key('internal') })
    assert.equal(answer.headers.get('content-type'), 'text/event-stream')
    assert.equal(await answer.text(), 'event: next\ndata: {"data":{"__typename":"Query"}}\n\nevent: complete\ndata: \n\n')
    assert.equal((await ask(world, QUERY, { 'x-api-key': 'bb_live_no' })).status, 401)
    const slow = { 'x-api-key': world.key('slow') }
    const first = await ask(world, QUERY, slow)
    assert.equal(first.status, 200)
    assert.match(first.headers.get('ratelimit') ?? '', /"rate"/)
    await first.body?.cancel()
    assert.equal((await ask(world, QUERY, slow)).status, 429)
  })

  it('that is silent is kept alive by a comment every 15 s, and ends with the reason', async () => {
    await using world = await graphqlWorld()
    const answer = await ask(world, QUERY, { 'x-api-key': world.key('internal') })
    const pieces = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    assert.ok(pieces)
    assert.match((await pieces.read()).value ?? '', /EventPosition/)
    const beat = pieces.read()
    await pass(world, 16)
    assert.equal((await beat).value, ':\n\n')
    world.change('internal', { revoked: true })
    const end = pieces.read()
    await pass(world, 4)
    const { value = '' } = await end
    assert.match(value, /^event: next\ndata: \{"errors":\[\{.*"code":"unauthenticated".*\]\}\n\nevent: complete\ndata: \n\n$/)
    assert.equal((await pieces.read()).done, true)
  })

  it('that the client leaves gives back its place', async () => {
    await using world = await graphqlWorld({ callers: { one: { plan: { id: 'one', streams: 1 } } } })
    const headers = { 'x-api-key': world.key('one') }
    for (let i = 0; i < 3; i++) {
      let answer = await ask(world, QUERY, headers)
      // The place of the last one is free a moment after it left.
      while (answer.status === 429) answer = await ask(world, QUERY, headers)
      assert.equal(answer.status, 200)
      await answer.body?.cancel()
    }
  })
})
