// What a careful engineer writes by hand for the same: Fastify, node:sqlite, one commit a request.
import { createHash, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { mkdirSync } from 'node:fs'
import { fastify } from 'fastify'
import { report } from './report.ts'

const folder = process.env['BENCH_DATA'] ?? ''
mkdirSync(folder, { recursive: true })
const db = new DatabaseSync(join(folder, 'fastify.db'))
db.exec(`pragma journal_mode = wal; pragma synchronous = full;
  create table if not exists orders (id text primary key, revision integer not null, state text not null, due text not null, customer text not null, body text not null);
  create index if not exists orders_state_due on orders (state, due, id);
  create table if not exists events (offset integer primary key, type text not null, key text not null, body text not null);
  create table if not exists audit (sequence integer primary key, header text not null, payload text not null, hash text not null);
  create table if not exists answers (id text primary key, request text not null, body text not null)`)
const key = 'bench-key'
const keys = new Map([[createHash('sha256').update(key).digest('hex'), { consumer: 'bench', tokens: 1_000_000, at: performance.now() }]])
const getOrder = db.prepare('select revision, body from orders where id = ?')
const putOrder = db.prepare('insert into orders values (?, 1, ?, ?, ?, ?)')
const putEvent = db.prepare('insert into events (type, key, body) values (?, ?, ?)')
const putAudit = db.prepare('insert into audit (header, payload, hash) values (?, ?, ?)')
const getAnswer = db.prepare('select request, body from answers where id = ?')
const putAnswer = db.prepare('insert into answers values (?, ?, ?)')
let head = '0'.repeat(64)

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
app.get<{ Params: { id: string } }>('/api/v1/orders/:id', async (request, reply) => {
  const row = getOrder.get(request.params.id)
  if (!row) return reply.code(404).send({ title: 'not found' })
  return reply
    .header('etag', `"${Number(row['revision'])}"`)
    .type('application/json; charset=utf-8')
    .send(String(row['body']))
})
const schema = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['id', 'material', 'customer', 'quantity', 'due'],
    properties: {
      id: { type: 'string', pattern: '^PO-[0-9]{8}$' },
      material: { type: 'string', maxLength: 255 },
      customer: { type: 'string', maxLength: 255 },
      quantity: { type: 'string', pattern: '^-?(0|[1-9][0-9]{0,8})([.][0-9]{1,3})?$' },
      due: { type: 'string', format: 'date-time' },
      priority: { type: 'integer', minimum: 1, maximum: 9 },
      note: { type: 'string', maxLength: 500 },
    },
  },
}
app.post<{ Body: { id: string; due: string; customer: string } }>('/api/v1/orders', { schema }, async (request, reply) => {
  const order = request.body
  const id = String(request.headers['idempotency-key'])
  const digest = createHash('sha256').update(JSON.stringify(order)).digest('hex')
  const earlier = getAnswer.get(id)
  if (earlier) return earlier['request'] === digest ? reply.code(201).send(earlier['body']) : reply.code(422).send({ title: 'reused' })
  const now = new Date().toISOString()
  const body = JSON.stringify({ ...order, state: 'Released', revision: 1, createdAt: now, updatedAt: now })
  const header = JSON.stringify({ at: now, consumer: 'bench', operation: 'create', key: order.id, request: randomUUID() })
  head = createHash('sha256').update(head).update(header).digest('hex')
  db.exec('begin immediate')
  try {
    putOrder.run(order.id, 'Released', order.due, order.customer, body)
    putEvent.run('order.created', order.id, body)
    putAudit.run(header, body, head)
    putAnswer.run(id, digest, body)
    db.exec('commit')
  } catch {
    db.exec('rollback')
    return reply.code(409).send({ title: 'exists' })
  }
  return reply.code(201).header('etag', '"1"').header('location', `/api/v1/orders/${order.id}`).type('application/json; charset=utf-8').send(body)
})
const url = await app.listen({ port: 0, host: '127.0.0.1' })
report({ port: Number(new URL(url).port), key })
