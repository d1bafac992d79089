import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StoreUnavailable } from '../../../src/kernel/ports/store.ts'
import { graphqlWorld, type GraphqlWorld } from './world.ts'

async function withOrders(world: GraphqlWorld, many = 3): Promise<void> {
  for (const id of ['NW', 'SW']) await world.kernel.handle(world.call({ operation: 'Partner.create', input: { id, title: `${id} AG` } }, 'internal'))
  for (let i = 1; i <= many; i++) {
    const order = `PO-${String(i).padStart(4, '0')}`
    const customer = i === 3 ? 'gone' : i % 2 === 0 ? 'SW' : 'NW'
    await world.kernel.handle(world.call({ operation: 'Order.create', input: { id: order, quantity: String(i), customer } }, 'internal'))
    for (const position of [1, 2])
      await world.kernel.handle(world.call({ operation: 'OrderLine.create', input: { order, position, material: `M-${position}` } }, 'internal'))
  }
  world.calls.length = 0
}

describe('a root field is one call', () => {
  it('with what is selected as its fields and includes, however many records there are', async () => {
    await using world = await graphqlWorld()
    await withOrders(world, 40)
    const { data, errors } = await world.ask(
      '{ orders(first: 40) { nodes { id quantity customer { id title } lines { position order { id customer { title } } } } } }',
    )
    assert.equal(errors, undefined)
    assert.equal(world.calls.length, 1)
    assert.deepEqual(world.calls[0]?.fields, ['id', 'quantity', 'customer'])
    assert.deepEqual(world.calls[0]?.include, ['customer', 'lines.order.customer'])
    const { nodes } = data?.['orders'] as { nodes: { id: string; customer: object | null; lines: object[] }[] }
    assert.equal(nodes.length, 40)
    assert.deepEqual(nodes[0]?.customer, { id: 'NW', title: 'NW AG' })
    assert.equal(nodes[0]?.lines.length, 2)
    assert.partialDeepStrictEqual(nodes[0]?.lines[0], { order: { id: 'PO-0001', customer: { title: 'NW AG' } } })
  })

  it('and takes as many queries of the store for 40 records as for 4', async () => {
    const asked = async (many: number): Promise<number> => {
      await using world = await graphqlWorld()
      await withOrders(world, many)
      let queries = 0
      const { store } = world
      for (const name of ['getMany', 'scan', 'scanMany', 'get', 'count'] as const) {
        const real = store[name].bind(store) as (...args: unknown[]) => unknown
        Object.defineProperty(store, name, { configurable: true, value: (...args: unknown[]) => (queries++, real(...args)) })
      }
      const { errors } = await world.ask(
        `{ orders(first: ${many}) { totalCount nodes { customer { title } lines { position order { customer { title } } } } } }`,
      )
      assert.equal(errors, undefined)
      return queries
    }
    const few = await asked(4)
    assert.equal(await asked(40), few)
    assert.ok(few <= 7, `${few} queries: page, count, customers, lines, orders, customers of those`)
  })

  it('a reference that leads nowhere is null, and its key is still there', async () => {
    await using world = await graphqlWorld()
    await withOrders(world)
    const { data } = await world.ask('{ order(id: "PO-0003") { customerId customer { title } } }')
    assert.deepEqual(data, { order: { customerId: 'gone', customer: null } })
    assert.deepEqual((await world.ask('{ order(id: "PO-0001") { customerId } }')).data, { order: { customerId: 'NW' } })
    assert.equal(world.calls.at(-1)?.include, undefined)
  })

  it('several run for one request, and those of a mutation one after another', async () => {
    await using world = await graphqlWorld()
    const { data, errors } = await world.ask(
      `mutation {
        a: createOrder(input: { id: "PO-0001", quantity: "1" }) { order { id } }
        b: startOrder(id: "PO-0001", input: { line: "l1" }) { output { startedAt } revision }
        c: createOrder(input: { id: "PO-0002", quantity: "1" }) { revision }
        d: startOrder(id: "PO-0002", input: { line: "l1" }) { revision fault { ... on Fault { code } ... on LineBusy { runningOrder } } }
        e: completeOrder(id: "PO-0001") { order { state } }
      }`,
    )
    assert.equal(errors, undefined)
    assert.deepEqual(data, {
      a: { order: { id: 'PO-0001' } },
      b: { output: { startedAt: '2026-09-14T08:00:00.000Z' }, revision: 2 },
      c: { revision: 1 },
      d: { revision: null, fault: { code: 'line-busy', runningOrder: 'PO-0001' } },
      e: { order: { state: 'Completed' } },
    })
    assert.deepEqual(
      world.calls.map(({ requestId }) => requestId),
      ['r.0', 'r.1', 'r.2', 'r.3', 'r.4'],
    )
  })

  it('what one cannot answer leaves the others', async () => {
    await using world = await graphqlWorld()
    await withOrders(world)
    const { status, data, errors } = await world.ask('{ a: order(id: "PO-0001") { quantity } b: order(id: "PO-9999") { quantity } }')
    assert.equal(status, 294)
    assert.deepEqual(data, { a: { quantity: '1' }, b: null })
    assert.deepEqual(
      errors?.map(({ path, extensions }) => [path, extensions.code, extensions.status]),
      [[['b'], 'not-found', 404]],
    )
  })

  it('what a change includes is read with it, and what may not be included is refused before anything is done', async () => {
    await using world = await graphqlWorld()
    await withOrders(world)
    const changed = await world.ask(
      'mutation { updateOrder(id: "PO-0001", patch: { quantity: "7" }) { order { quantity customerId customer { title } lines { __typename } } } }',
    )
    assert.deepEqual(changed.data, {
      updateOrder: {
        order: { quantity: '7', customerId: 'NW', customer: { title: 'NW AG' }, lines: [{ __typename: 'OrderLine' }, { __typename: 'OrderLine' }] },
      },
    })
    const scoped = await graphqlWorld({}, { callers: { orders: { scopes: ['orders.*'] } } })
    await using other = scoped
    await withOrders(other)
    const refused = await other.ask('mutation { updateOrder(id: "PO-0001", patch: { quantity: "7" }) { order { customer { title } } } }', { as: 'orders' })
    assert.equal(refused.status, 403)
    assert.equal(refused.errors?.[0]?.extensions.code, 'insufficient-scope')
    assert.deepEqual((await other.ask('{ order(id: "PO-0001") { revision } }')).data, { order: { revision: 1 } })
  })
})

describe('pages', () => {
  it('go on from any edge, and say where they are', async () => {
    await using world = await graphqlWorld()
    await withOrders(world)
    const first = await world.ask('{ orders(first: 2) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }')
    const page = first.data?.['orders'] as { edges: { cursor: string }[]; pageInfo: { endCursor: string; startCursor: string } }
    assert.deepEqual(page.pageInfo, { hasNextPage: true, hasPreviousPage: false, startCursor: page.edges[0]?.cursor, endCursor: page.edges[1]?.cursor })
    const next = await world.ask('query ($after: String) { orders(after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage } } }', {
      variables: { after: page.edges[0]?.cursor },
    })
    assert.deepEqual(next.data, { orders: { nodes: [{ id: 'PO-0002' }, { id: 'PO-0003' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } } })
    const none = await world.ask('{ orders(filter: { state: { eq: Running } }) { totalCount pageInfo { endCursor } } }')
    assert.deepEqual(none.data, { orders: { totalCount: 0, pageInfo: { endCursor: null } } })
  })

  it('count where it is asked for, and nowhere else', async () => {
    await using world = await graphqlWorld()
    await world.ask('{ orders { nodes { id } } }')
    await world.ask('{ orders { totalCount } }')
    assert.deepEqual(
      world.calls.map(({ query }) => query?.count),
      [undefined, true],
    )
  })
})

describe('node', () => {
  it('is the record behind an id of the schema', async () => {
    await using world = await graphqlWorld()
    await withOrders(world)
    const { data } = await world.ask('{ order(id: "PO-0001") { nodeId } }')
    const { nodeId } = data?.['order'] as { nodeId: string }
    const found = await world.ask('query ($id: ID!) { node(id: $id) { __typename nodeId ... on Order { quantity } ... on Partner { title } } }', {
      variables: { id: nodeId },
    })
    assert.deepEqual(found.data, { node: { __typename: 'Order', nodeId, quantity: '1' } })
    const none = await world.ask('{ node(id: "bm9uZQ") { nodeId } }')
    assert.equal(none.errors?.[0]?.extensions.code, 'not-found')
    assert.equal(world.identified.taken, 1, 'what became no call took a token')
  })
})

describe('limits', () => {
  it('a field takes a token, a request without a call one, and a request that is only looked at none besides', async () => {
    await using world = await graphqlWorld()
    const remaining = ({ headers }: { headers: { readonly [name: string]: unknown } }): string => String(headers['ratelimit'])
    assert.match(remaining(await world.ask('{ a: orders { totalCount } b: orders { totalCount } }', { as: 'slow' })), /"rate";r=1;/)
    assert.match(remaining(await world.ask('{ __typename }', { as: 'slow' })), /"rate";r=0;/)
    const refused = await world.ask('{ orders { totalCount } }', { as: 'slow' })
    assert.equal(refused.status, 429)
    assert.equal(refused.data, undefined)
    assert.equal(refused.headers['retry-after'], '1')
    world.clock.advance(1000)
    assert.equal((await world.ask('{ nonsense', { as: 'slow' })).status, 400)
    assert.equal((await world.ask('{ nonsense', { as: 'slow' })).status, 429)
  })
})

describe('idempotency', () => {
  it('the key of a request is that of its one change, or of each with a number', async () => {
    await using world = await graphqlWorld()
    const one = 'mutation { createOrder(input: { id: "PO-0001", quantity: "1" }) { order { id } replayed } }'
    const headers = { 'idempotency-key': '"k"' }
    assert.deepEqual((await world.ask(one, { headers })).data, { createOrder: { order: { id: 'PO-0001' }, replayed: false } })
    const again = await world.ask(one, { headers })
    assert.deepEqual(again.data, { createOrder: { order: { id: 'PO-0001' }, replayed: true } })
    assert.equal(again.headers['idempotent-replayed'], 'true')
    await world.ask(
      'mutation { a: createOrder(input: { id: "PO-0002", quantity: "1" }) { revision } b: createOrder(idempotencyKey: "own", input: { id: "PO-0003", quantity: "1" }) { revision } }',
      { headers },
    )
    assert.deepEqual(
      world.calls.slice(-2).map(({ idempotencyKey }) => idempotencyKey),
      ['k.0', 'own'],
    )
  })

  it('what REST would send under a key is the same request', async () => {
    await using world = await graphqlWorld()
    const input = { id: 'PO-0001', quantity: '1', note: null, cost: { amount: '1.00', currency: 'EUR' } }
    await world.kernel.handle(world.call({ operation: 'Order.create', input, idempotencyKey: 'k' }, 'internal'))
    const { data } = await world.ask(
      'mutation { createOrder(idempotencyKey: "k", input: { note: null, cost: { currency: "EUR", amount: "1.00" }, quantity: "1", id: "PO-0001" }) { replayed } }',
    )
    assert.deepEqual(data, { createOrder: { replayed: true } })
  })
})

describe('what a change is to be shown with, and cannot be read once it is done,', () => {
  it('is null with an error beside it: the change is not said to have failed', async () => {
    await using world = await graphqlWorld()
    await withOrders(world)
    const { store } = world
    let committed = false
    const commit = store.commit.bind(store)
    const getMany = store.getMany.bind(store)
    Object.defineProperties(store, {
      commit: { configurable: true, value: async (...of: Parameters<typeof commit>) => commit(...of).finally(() => (committed = true)) },
      getMany: {
        configurable: true,
        value: (...of: Parameters<typeof getMany>) => (committed ? Promise.reject(new StoreUnavailable('it is away')) : getMany(...of)),
      },
    })
    const { status, data, errors } = await world.ask(
      'mutation { updateOrder(id: "PO-0001", patch: { quantity: "7" }) { order { quantity customerId customer { title } } } }',
    )
    assert.equal(status, 294)
    assert.deepEqual(data, { updateOrder: { order: { quantity: '7', customerId: 'NW', customer: null } } })
    assert.deepEqual(
      errors?.map(({ path, extensions }) => [path, extensions.code]),
      [[['updateOrder'], 'unavailable']],
    )
    assert.match(errors?.[0]?.message ?? '', /The change is done/)
  })
})
