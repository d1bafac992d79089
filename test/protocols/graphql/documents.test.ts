import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'
import type { DocumentOptions } from '../../../src/protocols/graphql/documents/registered.ts'
import { graphql } from '../../../src/protocols/graphql/index.ts'
import type { World } from '../events/socket-world.ts'
import { entered, graphqlWorld } from './subscription-world.ts'

const COUNT = 'query Count { orders { totalCount } }'
const hash = (text: string): string => createHash('sha256').update(text).digest('hex')
const id = (text: string): string => `sha256:${hash(text)}`
const COUNTED = { status: 200, data: { orders: { totalCount: 0 } } }

/** Status, data, and the code of the one error. */
async function ask(world: World, request: object | string): Promise<unknown> {
  const headers = { 'x-api-key': world.key('internal'), 'accept': 'application/graphql-response+json' }
  const address = `http://127.0.0.1:${world.port}/graphql`
  const answer =
    typeof request === 'string'
      ? await fetch(`${address}?${request}`, { headers })
      : await fetch(address, { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(request) })
  const { data, errors } = (await answer.json()) as { readonly data?: unknown; readonly errors?: readonly { readonly extensions: { readonly code: string } }[] }
  return errors ? { status: answer.status, code: errors.map(({ extensions }) => extensions.code).join() } : { status: answer.status, data }
}

describe('a registered document', () => {
  const documents: DocumentOptions = { registered: { [id(COUNT)]: COUNT, 'count': COUNT, 'x-app:count.1': COUNT } }

  it('is executed by its id, by POST, by GET, and over a WebSocket (GraphQL over HTTP, Appendix A)', async () => {
    await using world = await graphqlWorld({ documents })
    for (const documentId of [id(COUNT), 'count', 'x-app:count.1']) {
      assert.deepEqual(await ask(world, { documentId }), COUNTED)
      assert.deepEqual(await ask(world, `documentId=${encodeURIComponent(documentId)}&operationName=Count`), COUNTED)
    }
    const client = await entered(world)
    const said = await client.ask({ id: '1', type: 'subscribe', payload: { documentId: 'count' } })
    assert.deepEqual(said['payload'], { data: COUNTED.data })
  })

  it('is executed by the hash that clients of Apollo send', async () => {
    await using world = await graphqlWorld({ documents })
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash(COUNT) } }
    assert.deepEqual(await ask(world, { extensions }), COUNTED)
    assert.deepEqual(await ask(world, { extensions, query: '' }), COUNTED)
    assert.deepEqual(await ask(world, `extensions=${encodeURIComponent(JSON.stringify(extensions))}`), COUNTED)
  })

  it('that nobody registered is not found, also after it was sent', async () => {
    await using world = await graphqlWorld({ documents })
    const other = '{ orders { nodes { id } } }'
    const extensions = { persistedQuery: { version: 1, sha256Hash: hash(other) } }
    const unknown = { status: 400, code: 'PERSISTED_QUERY_NOT_FOUND' }
    assert.deepEqual(await ask(world, { documentId: id(other) }), unknown)
    assert.deepEqual(await ask(world, { documentId: 'toString' }), unknown)
    assert.deepEqual(await ask(world, { extensions }), unknown)
    assert.deepEqual(await ask(world, { extensions, query: other }), { status: 200, data: { orders: { nodes: [] } } })
    assert.deepEqual(await ask(world, { extensions }), unknown)
  })

  it('is named in one way', async () => {
    await using world = await graphqlWorld({ documents })
    const malformed = { status: 400, code: 'malformed' }
    assert.deepEqual(await ask(world, { documentId: 'count', query: COUNT }), malformed)
    assert.deepEqual(await ask(world, { query: COUNT, extensions: { persistedQuery: { version: 1, sha256Hash: hash('x') } } }), malformed)
    assert.deepEqual(await ask(world, { extensions: { persistedQuery: { version: 1 } } }), malformed)
    assert.deepEqual(await ask(world, { extensions: { persistedQuery: null } }), malformed)
    assert.deepEqual(await ask(world, { extensions: {} }), malformed)
  })

  it('has the id of its text', () => {
    const said = (registered: { readonly [id: string]: string }): string => {
      try {
        graphql({ documents: { registered } })
        return ''
      } catch (error) {
        return String(error)
      }
    }
    assert.match(said({ [id('other')]: COUNT }), new RegExp(`is not the SHA-256 of its text, which is '${id(COUNT)}'`))
    for (const wrong of ['sha256:abc', 'md5:abc', '', 'a b', 'x-a:']) assert.match(said({ [wrong]: COUNT }), /is no document id/, wrong)
    assert.equal(said({ [id(COUNT)]: COUNT, 'a-b.c_d~1': COUNT, 'x-a:b': COUNT }), '')
  })
})

describe('with only registered documents', () => {
  it('every other one is refused, on every way, introspection too', async () => {
    await using world = await graphqlWorld({ documents: { registered: { [id(COUNT)]: COUNT }, only: true } })
    assert.deepEqual(await ask(world, { documentId: id(COUNT) }), COUNTED)
    assert.deepEqual(await ask(world, { query: COUNT }), COUNTED)
    for (const query of ['{ orders { totalCount } }', `${COUNT}\n`, '{ __schema { types { name } } }']) {
      assert.deepEqual(await ask(world, { query }), { status: 403, code: 'PERSISTED_QUERY_ONLY' }, query)
      assert.deepEqual(await ask(world, { query, extensions: { persistedQuery: { version: 1, sha256Hash: hash(query) } } }), {
        status: 403,
        code: 'PERSISTED_QUERY_ONLY',
      })
      const client = await entered(world)
      const said = await client.ask({ id: '1', type: 'subscribe', payload: { query } })
      assert.deepEqual([said.type, JSON.stringify(said['payload']).includes('PERSISTED_QUERY_ONLY')], ['error', true])
    }
    assert.deepEqual(await ask(world, { documentId: 'nothing' }), { status: 400, code: 'PERSISTED_QUERY_NOT_FOUND' })
    const page = await fetch(`http://127.0.0.1:${world.port}/graphql`, { headers: { accept: 'text/html' } })
    assert.equal(page.status, 406)
  })
})

describe('limits', () => {
  it('are told with their rule, what it is and what was asked, as 400', async () => {
    await using world = await graphqlWorld({ limits: { depth: 2 } })
    const answer = await fetch(`http://127.0.0.1:${world.port}/graphql`, {
      method: 'POST',
      headers: { 'x-api-key': world.key('internal'), 'accept': 'application/graphql-response+json', 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ orders { nodes { id } } }' }),
    })
    const { errors } = (await answer.json()) as { readonly errors: readonly { readonly extensions: { readonly [name: string]: unknown } }[] }
    const { code, type, status, rule, limit, actual } = errors[0]?.extensions ?? {}
    assert.deepEqual([answer.status, code, type, status, rule, limit, actual], [400, 'QUERY_TOO_COMPLEX', 'urn:busbar:problem:too-large', 400, 'depth', 2, 3])
  })
})
