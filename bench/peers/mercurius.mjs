// What a careful engineer writes by hand: Fastify, Mercurius with its loaders (batched a request), pg with prepared statements.
// A mutation writes record, event, audit record and idempotency record in one transaction. BENCH_DATA: a postgres:// URL.
import { createHash, randomUUID } from 'node:crypto'
import fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'
import { report } from './report.mjs'

const pool = new pg.Pool({ connectionString: process.env.BENCH_DATA, max: 20 })
const key = 'bench-key'
const keys = new Map([[createHash('sha256').update(key).digest('hex'), { consumer: 'bench', tokens: 1_000_000, at: performance.now() }]])
const ORDER = 'id, material_id, quantity::text, due, priority, state, revision, note'
const shown = (row) => ({ ...row, materialId: row.material_id, due: row.due.toISOString() })

const schema = `
  type Supplier { id: ID! name: String! country: String! }
  type Material { id: ID! name: String! unit: String! supplier: Supplier }
  type Order { id: ID! materialId: ID! quantity: String! due: String! priority: Int! state: String! revision: Int! note: String material: Material }
  type Edge { cursor: String! node: Order! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Orders { nodes: [Order!]! pageInfo: PageInfo! }
  input OrderInput { id: ID! material: ID! quantity: String! due: String! priority: Int note: String }
  type Query { order(id: ID!): Order orders(first: Int!, after: String, state: String!): Orders! }
  type Mutation { createOrder(input: OrderInput!, idempotencyKey: String!): Order! }
`
const resolvers = {
  Query: {
    async order(_, { id }) {
      const { rows } = await pool.query({ name: 'order', text: `select ${ORDER} from orders where id = $1`, values: [id] })
      return rows[0] ? shown(rows[0]) : null
    },
    async orders(_, { first, after, state }) {
      const [due, id] = after ? JSON.parse(Buffer.from(after, 'base64url').toString()) : ['-infinity', '']
      const { rows } = await pool.query({
        name: 'orders',
        text: `select ${ORDER} from orders where state = $1 and (due, id) > ($2, $3) order by due, id limit $4`,
        values: [state, due, id, first + 1],
      })
      const nodes = rows.slice(0, first).map(shown)
      const last = nodes.at(-1)
      return {
        nodes,
        pageInfo: { hasNextPage: rows.length > first, endCursor: last ? Buffer.from(JSON.stringify([last.due, last.id])).toString('base64url') : null },
      }
    },
  },
  Mutation: {
    async createOrder(_, { input, idempotencyKey }) {
      const digest = createHash('sha256').update(JSON.stringify(input)).digest('hex')
      const client = await pool.connect()
      try {
        const earlier = await client.query({ name: 'answer', text: 'select request, body from answers where id = $1', values: [idempotencyKey] })
        if (earlier.rows[0]) {
          if (earlier.rows[0].request !== digest) throw new Error('reused')
          return JSON.parse(earlier.rows[0].body)
        }
        const order = { priority: 5, ...input, materialId: input.material, state: 'Released', revision: 1 }
        delete order.material
        const body = JSON.stringify(order)
        const header = JSON.stringify({ at: new Date().toISOString(), consumer: 'bench', operation: 'create', key: order.id, request: randomUUID() })
        await client.query('begin')
        await client.query({
          name: 'put-order',
          text: 'insert into orders (id, material_id, quantity, due, priority, state, revision, note) values ($1, $2, $3, $4, $5, $6, 1, $7)',
          values: [order.id, order.materialId, order.quantity, order.due, order.priority, order.state, order.note ?? null],
        })
        await client.query({ name: 'put-event', text: 'insert into events (type, key, body) values ($1, $2, $3)', values: ['order.created', order.id, body] })
        await client.query({
          name: 'put-audit',
          text: 'insert into audit (header, payload, hash) values ($1, $2, $3)',
          values: [header, body, createHash('sha256').update(header).digest('hex')],
        })
        await client.query({ name: 'put-answer', text: 'insert into answers values ($1, $2, $3)', values: [idempotencyKey, digest, body] })
        await client.query('commit')
        return order
      } catch (error) {
        await client.query('rollback')
        throw error
      } finally {
        client.release()
      }
    },
  },
}
const loaders = {
  Order: {
    material: {
      async loader(queries) {
        const ids = [...new Set(queries.map(({ obj }) => obj.materialId))]
        const { rows } = await pool.query({ name: 'materials', text: 'select id, name, unit, supplier_id from materials where id = any($1)', values: [ids] })
        const byId = new Map(rows.map((row) => [row.id, row]))
        return queries.map(({ obj }) => byId.get(obj.materialId) ?? null)
      },
    },
  },
  Material: {
    supplier: {
      async loader(queries) {
        const ids = [...new Set(queries.map(({ obj }) => obj.supplier_id))]
        const { rows } = await pool.query({ name: 'suppliers', text: 'select id, name, country from suppliers where id = any($1)', values: [ids] })
        const byId = new Map(rows.map((row) => [row.id, row]))
        return queries.map(({ obj }) => byId.get(obj.supplier_id) ?? null)
      },
    },
  },
}

const app = fastify()
app.addHook('onRequest', async (request, reply) => {
  const known = keys.get(
    createHash('sha256')
      .update((request.headers.authorization ?? '').slice(7))
      .digest('hex'),
  )
  if (!known) return reply.code(401).send({ title: 'no key' })
  const now = performance.now()
  known.tokens = Math.min(1_000_000, known.tokens + ((now - known.at) / 1000) * 1_000_000)
  known.at = now
  if (known.tokens < 1) return reply.code(429).send({ title: 'too many' })
  known.tokens--
})
app.register(mercurius, { schema, resolvers, loaders, jit: 1, cache: 1024 })
const url = await app.listen({ port: 0, host: '127.0.0.1' })
report({ port: Number(new URL(url).port), key })
