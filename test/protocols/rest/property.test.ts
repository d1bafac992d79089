import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { face, record } from './harness.ts'

const paths = [
  '/production-orders',
  '/production-orders/PO-00000001',
  '/production-orders/PO-00000001/start',
  '/line-effectiveness',
  '/recount',
  '/order-overview/1',
  '/batch',
  '/nowhere',
].map((path) => `/api/v2${path}`)
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']

/** What a URL parser lets through: visible ASCII without `#`. */
const searches = fc.oneof(
  fc
    .array(
      fc.tuple(
        fc.constantFrom('state', 'due[gte]', 'limit', 'sort', 'cursor', 'fields', 'include', 'quantity[in]', 'line[null]', '%5B', 'days', 'x'),
        fc.string({ unit: 'grapheme-ascii', maxLength: 12 }),
      ),
    )
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value.replaceAll(/[#\s]/g, '')}`).join('&')),
  fc.string({ unit: fc.constantFrom('%', '%2', '%ff', '%00', '+', '&', '=', '[', ']', ',', '\\', 'a', '%C3%A4', '%ED%A0%80') }),
)
const values = fc.oneof(
  fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((c) => String.fromCharCode(c)), maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('"', 'W/', '*', ',', ' ', '\\', ';', '=', 'q', '0', '1', '-', '/', 'application/json', 'text/csv', 'count=exact', '\u00e4'),
    maxLength: 12,
  }),
)
const headers = fc.dictionary(
  fc.constantFrom(
    'accept',
    'authorization',
    'x-api-key',
    'content-type',
    'if-match',
    'if-none-match',
    'idempotency-key',
    'prefer',
    'traceparent',
    'x-http-method-override',
    'range',
    'expect',
    '__proto__',
  ),
  values,
  { maxKeys: 4 },
)
const bodies = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.jsonValue({ maxDepth: 4 }),
  fc.record(
    {
      calls: fc.array(
        fc.oneof(
          fc.jsonValue({ maxDepth: 2 }),
          fc.record(
            {
              method: fc.constantFrom(...methods),
              path: fc.constantFrom('/materials', '/materials/1', '/materials/%', '/materials?limit=x', '//', '/'),
              headers: fc.jsonValue({ maxDepth: 1 }),
              body: fc.jsonValue({ maxDepth: 2 }),
            },
            { requiredKeys: ['method', 'path'] },
          ),
        ),
        { maxLength: 5 },
      ),
      atomic: fc.jsonValue({ maxDepth: 0 }),
    },
    { requiredKeys: ['calls'] },
  ),
  fc.constant(undefined),
)

describe('whatever comes over the wire', () => {
  it('never throws, never gets a 5xx of our own making, and reaches the kernel only as a call', async () => {
    const statuses = new Map<number, number>()
    let reached = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...methods),
        fc.constantFrom(...paths),
        searches,
        headers,
        bodies,
        fc.boolean(),
        async (method, path, search, given, body, plain) => {
          const { kernel, send } = face()
          kernel.reply = () => record('{}')
          const safe = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '')]))
          const answer = await send(method, plain || search === '' ? path : `${path}?${search}`, { headers: safe, ...(body !== undefined && { body }) })
          assert.ok(answer.status < 500, `${answer.status}`)
          if (answer.status >= 400) {
            assert.equal(answer.problem.status, answer.status)
            assert.match(answer.problem.type, /^urn:busbar:problem:[a-z-]+$/)
          }
          for (const call of kernel.calls) {
            reached++
            assert.equal(call.protocol, 'rest')
            if (call.idempotencyKey !== undefined) assert.match(call.idempotencyKey, /^[\x20-\x7e]{1,260}$/)
            assert.ok(call.query?.limit === undefined || Number.isInteger(call.query.limit))
            assert.ok(call.credential.kind !== 'system')
          }
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        },
      ),
      { numRuns: 4000 },
    )
    assert.ok(reached > 100, `the kernel was reached ${reached} times`)
    for (const status of [200, 201, 204, 400, 401, 404, 405, 406, 415])
      assert.ok((statuses.get(status) ?? 0) > 0, `no ${status} among ${JSON.stringify([...statuses])}`)
  })
})
