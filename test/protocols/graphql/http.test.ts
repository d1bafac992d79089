import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { hopsBaggage } from '../../../src/wire/hops.ts'
import { graphqlWorld, type GraphqlWorld } from './world.ts'

interface Sent {
  readonly method?: string
  readonly url?: string
  readonly headers?: { readonly [name: string]: string }
  readonly body?: string
}

async function send(world: GraphqlWorld, { method = 'POST', url = '/graphql', headers = {}, body }: Sent) {
  const { text, ...rest } = await world.raw({
    method,
    url,
    headers: {
      authorization: `Bearer ${world.key('internal')}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  })
  return { ...rest, body: JSON.parse(text) as { data?: unknown; errors?: readonly { extensions: { code: string } }[] } }
}

const QUERY = JSON.stringify({ query: '{ orders { totalCount } }' })
const codes = ({ body }: { body: { errors?: readonly { extensions: { code: string } }[] } }): readonly string[] =>
  (body.errors ?? []).map(({ extensions }) => extensions.code)

it('a request says how often what caused it went round (W3C Baggage, 3.3)', async () => {
  await using world = await graphqlWorld()
  await world.ask('{ orders { nodes { id } } }', { headers: { baggage: `tenant=north,${hopsBaggage('a')}` } })
  await world.ask('{ orders { nodes { id } } }')
  assert.deepEqual(
    world.calls.map((call) => call.hops),
    ['a', undefined],
  )
})

describe('GraphQL over HTTP', () => {
  it('answers in the type that is accepted, and refuses others with 406', async () => {
    await using world = await graphqlWorld()
    for (const [accept, type] of [
      ['application/json', 'application/json; charset=utf-8'],
      ['*/*', 'application/json; charset=utf-8'],
      ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
      ['application/json;q=0.5, application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ] as const)
      assert.equal((await send(world, { body: QUERY, headers: { accept } })).headers['content-type'], type)
    const refused = await send(world, { body: QUERY, headers: { accept: 'text/csv' } })
    assert.equal(refused.status, 406)
    assert.deepEqual(codes(refused), ['not-acceptable'])
  })

  it('a query may come by GET; a mutation by GET is refused with 405 and what is allowed', async () => {
    await using world = await graphqlWorld()
    const got = await send(world, {
      method: 'GET',
      url: `/graphql?query=${encodeURIComponent('query ($n: Int) { orders(first: $n) { nodes { id } } }')}&variables=${encodeURIComponent('{"n":1}')}`,
    })
    assert.deepEqual([got.status, got.body], [200, { data: { orders: { nodes: [] } } }])
    const mutation = encodeURIComponent('mutation { createOrder(input: { id: "PO-0001", quantity: "1" }) { revision } }')
    const refused = await send(world, { method: 'GET', url: `/graphql?query=${mutation}` })
    assert.deepEqual([refused.status, refused.headers['allow'], codes(refused)], [405, 'POST', ['method-not-allowed']])
    assert.equal(world.calls.length, 1)
  })

  it('what is no request has its status whatever is accepted', async () => {
    await using world = await graphqlWorld()
    for (const accept of ['application/json', 'application/graphql-response+json'])
      for (const [sent, status] of [
        [{ body: '{' }, 400],
        [{ body: `[${QUERY}]` }, 400],
        [{ body: '{}' }, 400],
        [{ body: '{"query":7}' }, 400],
        [{ body: '{"query":"{ __typename }","variables":[]}' }, 400],
        [{ body: '{"query":"{ __typename }","query":"{ __typename }"}' }, 400],
        [{ body: QUERY, headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 415],
        [{ body: QUERY, headers: { 'content-type': 'text/plain' } }, 415],
        [{ method: 'GET', url: '/graphql' }, 400],
        [{ method: 'GET', url: '/graphql?query=%FF' }, 400],
        [{ body: QUERY, headers: { authorization: 'Bearer no' } }, 401],
        [{ body: QUERY, headers: { authorization: 'Basic no' } }, 401],
      ] as const) {
        const { headers, ...rest } = sent as Sent
        const answered = await send(world, { ...rest, headers: { accept, ...headers } })
        assert.equal(answered.status, status, JSON.stringify(sent))
        assert.equal(answered.body.data, undefined)
        if (status === 401) assert.match(String(answered.headers['www-authenticate']), /^Bearer/)
      }
  })

  it('a document that cannot be executed is 400, or 200 where only application/json is read', async () => {
    await using world = await graphqlWorld()
    for (const query of [
      '{',
      '{ nope }',
      '{ order(id: "x") { nope } }',
      'mutation { createOrder(input: { id: 7, quantity: 1, x: 2 }) { revision } }',
      '{ orders { nodes { id } }',
      'query A { __typename } query B { __typename }',
    ]) {
      assert.equal((await send(world, { body: JSON.stringify({ query }), headers: { accept: 'application/graphql-response+json' } })).status, 400, query)
      assert.equal((await send(world, { body: JSON.stringify({ query }), headers: { accept: 'application/json' } })).status, 200, query)
    }
    assert.equal(world.calls.length, 0)
  })

  it('any bytes are answered with a GraphQL response, and never with a defect', async () => {
    await using world = await graphqlWorld()
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.json(),
      fc.constantFrom(
        '{ orders { nodes { id } } }',
        '{ a: __typename',
        'query ($x: OrderFilter) { orders(filter: $x) { totalCount } }',
        'mutation ($x: CreateOrderInput!) { createOrder(input: $x) { revision } }',
        'query ($x: String) { orders(after: $x) { totalCount } }',
        'mutation ($x: ID!) { deleteOrder(id: $x, ifMatch: [1]) { deleted } }',
      ),
    )
    const bodies = fc.oneof(
      texts,
      fc
        .record({ query: texts, variables: fc.oneof(fc.jsonValue(), fc.record({ x: fc.jsonValue() })), operationName: fc.option(texts) })
        .map((body) => JSON.stringify(body)),
    )
    await fc.assert(
      fc.asyncProperty(bodies, fc.constantFrom('application/json', 'application/graphql-response+json'), async (body, accept) => {
        const { status, body: answer } = await send(world, { body, headers: { accept } })
        assert.ok(status < 500, `${status} for ${body}`)
        assert.ok(answer.data !== undefined || (answer.errors?.length ?? 0) > 0)
      }),
      { numRuns: 150 },
    )
    assert.deepEqual(
      world.log.entries.filter(({ level }) => level === 'error'),
      [],
    )
  })
})

describe('variables', () => {
  it('that do not fit are refused before anything is done, with pointers', async () => {
    await using world = await graphqlWorld()
    const one = await world.ask('mutation ($input: CreateOrderInput!) { createOrder(input: $input) { revision } }', {
      variables: { input: { id: 'PO-0001', quantity: 7, colour: 'red' } },
    })
    assert.equal(one.status, 400)
    assert.equal(one.data, undefined)
    assert.deepEqual(one.errors?.[0]?.extensions.code, 'invalid')
    assert.deepEqual(
      (one.errors?.[0]?.extensions['errors'] as { pointer: string }[]).map(({ pointer }) => pointer),
      ['#/quantity', '#/colour'],
    )
    world.calls.length = 0
    const two = await world.ask(
      'mutation ($input: CreateOrderInput!) { createOrder(input: $input) { revision } other: createOrder(input: { id: "PO-0002", quantity: "1" }) { revision } }',
      {
        variables: { input: { id: 'PO-0001', quantity: '7', colour: 'red' } },
      },
    )
    assert.equal(two.status, 400)
    assert.equal(world.calls.length, 0)
    assert.deepEqual((await world.ask('{ orders { totalCount } }')).data, { orders: { totalCount: 0 } })
  })

  it('one item is a list of it, and a whole number an ID', async () => {
    await using world = await graphqlWorld()
    await world.ask('query ($id: ID!) { partner(id: $id) { title } }', { variables: { id: 7 } })
    assert.equal(world.calls.at(-1)?.key, '7')
    await world.ask('mutation ($m: [Revision!]) { deleteOrder(id: "PO-0001", ifMatch: $m) { deleted } }', { variables: { m: 3 } })
    assert.deepEqual(world.calls.at(-1)?.ifMatch, [3])
    await world.ask('mutation { deleteOrder(id: "PO-0001", ifMatch: "*") { deleted } }')
    assert.equal(world.calls.at(-1)?.ifMatch, '*')
  })
})

describe('who asks', () => {
  it('sees its own audience’s schema, and learns no names beyond it', async () => {
    await using world = await graphqlWorld()
    const fields = async (as: string): Promise<readonly string[]> => {
      const { data } = await world.ask('{ __type(name: "Order") { fields { name } } }', { as })
      return ((data?.['__type'] as { fields: { name: string }[] } | null)?.fields ?? []).map(({ name }) => name)
    }
    assert.ok((await fields('internal')).includes('cost'))
    assert.ok(!(await fields('nordwerk')).includes('cost'))
    assert.deepEqual(await fields('anyone'), [])
    const typo = '{ orders { nodes { quantit } } }'
    assert.match((await world.ask(typo)).errors?.[0]?.message ?? '', /Did you mean "quantity"/)
    assert.doesNotMatch((await world.ask(typo, { as: 'nordwerk' })).errors?.[0]?.message ?? '', /Did you mean/)
  })

  it('is refused what another audience may do, as REST refuses it', async () => {
    await using world = await graphqlWorld()
    const refused = await world.ask('mutation { deleteOrder(id: "PO-0001") { deleted } }', { as: 'nordwerk' })
    assert.deepEqual([refused.status, refused.data, refused.errors?.[0]?.extensions.code], [403, undefined, 'forbidden'])
    const anyone = await world.ask('{ order(id: "PO-0001") { id } }', { as: 'anyone' })
    assert.deepEqual([anyone.status, anyone.errors?.[0]?.extensions.code], [401, 'unauthenticated'])
  })

  it('may be kept from the schema, or need a scope for it', async () => {
    const introspect = '{ __schema { queryType { name } } }'
    {
      await using world = await graphqlWorld({ introspection: false })
      assert.equal((await world.ask(introspect)).errors?.[0]?.extensions.code, 'forbidden')
      assert.deepEqual((await world.ask('{ __typename }')).data, { __typename: 'Query' })
    }
    await using world = await graphqlWorld({ introspection: { scope: 'schema.read' } })
    const refused = await world.ask(introspect, { as: 'reader' })
    assert.deepEqual([refused.status, refused.errors?.[0]?.extensions['scope']], [403, 'schema.read'])
    assert.deepEqual((await world.ask(introspect)).data, { __schema: { queryType: { name: 'Query' } } })
  })
})
