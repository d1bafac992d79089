import { startServer } from '../test/postgres.ts'
import type { Load, Post } from './generator.ts'
import { TABLES } from './peers/schema.sql.mjs'
import { fillPlainTables } from './plain-tables.ts'
import { installPeers, load, startPeer, type Peer } from './process.ts'
import { median, ratio, type Section } from './report.ts'

const CONNECTIONS = 64
const NAMES = ['postgraphile', 'mercurius', 'busbar'] as const
type Name = (typeof NAMES)[number]
const KINDS = ['one record', 'list of 50, two levels', 'create'] as const
type Kind = (typeof KINDS)[number]

const ORDER = 'id materialId quantity due priority state revision note'

/** The same three questions in the words of each schema. */
const DOCUMENTS: { readonly [N in Name]: { readonly [K in Kind]: string } } = {
  postgraphile: {
    'one record': '{ orderByRowId(rowId: "PO-00000001") { rowId materialId quantity due priority state revision note } }',
    'list of 50, two levels':
      '{ allOrders(first: 50, condition: { state: "Released" }, orderBy: DUE_ASC) { nodes { rowId quantity due state materialByMaterialId { rowId name supplierBySupplierId { rowId name } } } pageInfo { hasNextPage endCursor } } }',
    'create': 'mutation ($order: OrderInput!) { createOrder(input: { order: $order }) { order { rowId state revision } } }',
  },
  mercurius: {
    'one record': `{ order(id: "PO-00000001") { ${ORDER} } }`,
    'list of 50, two levels':
      '{ orders(first: 50, state: "Released") { nodes { id quantity due state material { id name supplier { id name } } } pageInfo { hasNextPage endCursor } } }',
    'create': 'mutation ($input: OrderInput!, $key: String!) { createOrder(input: $input, idempotencyKey: $key) { id state revision } }',
  },
  busbar: {
    'one record': `{ order(id: "PO-00000001") { ${ORDER} } }`,
    'list of 50, two levels':
      '{ orders(first: 50, filter: { state: { eq: Released } }, sort: DUE_ASC) { nodes { id quantity due state material { id name supplier { id name } } } pageInfo { hasNextPage endCursor } } }',
    'create': 'mutation ($input: CreateOrderInput!, $key: String!) { createOrder(input: $input, idempotencyKey: $key) { order { id state revision } } }',
  },
}

/** PostGraphile 5, a hand-written Mercurius with loaders, and Busbar on one PostgreSQL server, in turn. */
export async function graphqlSection(options: { readonly seconds: number; readonly rounds: number }): Promise<Section> {
  await installPeers()
  const server = await startServer()
  await using plain = await server.createDatabase()
  await using own = await server.createDatabase()
  await fillPlainTables(plain.url, TABLES)
  const peers: { readonly [N in Name]: Peer } = {
    postgraphile: await startPeer('postgraphile', plain.url),
    mercurius: await startPeer('mercurius', plain.url),
    busbar: await startPeer('protocols', own.url),
  }
  let from = 20_000_000
  const one = async (name: Name, kind: Kind, seconds: number): Promise<Load> => {
    const { port, key } = peers[name]
    const answer = await load({
      port,
      connections: CONNECTIONS,
      seconds,
      kind: 'post',
      path: '/graphql',
      from,
      post: postOf(name, kind),
      ...(key !== undefined && { key }),
    })
    from += answer.answers + CONNECTIONS
    if (answer.bad > 0) throw new Error(`${name}, ${kind}: ${answer.bad} of ${answer.answers} answers were no success`)
    return answer
  }
  const rates: { [what: string]: Load[] } = {}
  const ratios: { [what: string]: number[] } = {}
  for (const kind of KINDS) {
    for (const name of NAMES) await one(name, kind, 2)
    for (let round = 0; round < options.rounds; round++) {
      const loads = new Map<Name, Load>()
      for (const name of NAMES) {
        const answer = await one(name, kind, options.seconds)
        loads.set(name, answer)
        ;(rates[`${kind}: ${name}`] ??= []).push(answer)
      }
      const rate = (name: Name): number => loads.get(name)?.perSecond ?? Number.NaN
      for (const other of ['postgraphile', 'mercurius'] as const) (ratios[`${kind}: busbar / ${other}`] ??= []).push(rate('busbar') / rate(other))
    }
  }
  for (const name of NAMES) await peers[name][Symbol.asyncDispose]()
  return {
    title: `GraphQL, ${CONNECTIONS} connections, PostgreSQL: PostGraphile 5, hand-written Mercurius, Busbar`,
    tables: [
      {
        head: ['', 'answers/s', 'p50 ms', 'p99 ms'],
        rows: Object.entries(rates).map(([what, loads]) => [
          what,
          median(loads.map((l) => l.perSecond)).toFixed(0),
          median(loads.map((l) => l.p50)).toFixed(2),
          median(loads.map((l) => l.p99)).toFixed(2),
        ]),
      },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: Object.entries(ratios).map(([what, values]) => [what, ...ratio(values), what.endsWith('postgraphile') ? '≥ 1.5' : '≥ 0.9']),
      },
    ],
  }
}

function postOf(name: Name, kind: Kind): Post {
  const query = DOCUMENTS[name][kind]
  const order = { quantity: '120.500', due: '2026-12-24T06:00:00Z', priority: 3 }
  const variables =
    name === 'postgraphile'
      ? { order: { rowId: 'PO-{n}', materialId: 'M-007', ...order, state: 'Released', revision: 1 } }
      : { input: { id: 'PO-{n}', material: 'M-007', ...order }, key: 'k-{n}' }
  return {
    headers: 'content-type: application/json\r\naccept: application/json\r\n',
    body: JSON.stringify(kind === 'create' ? { query, variables } : { query }),
    failed: '"errors"',
  }
}
