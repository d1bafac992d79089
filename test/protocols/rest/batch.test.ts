import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KEY, face, failing, page, record } from './harness.ts'

const BATCH = '/api/v2/batch'
interface Responses {
  readonly responses: readonly {
    readonly status: number
    readonly headers: { readonly [name: string]: string }
    readonly body?: { readonly [member: string]: unknown }
  }[]
}

describe('a batch', () => {
  it('answers each call as it would be answered alone', async () => {
    const { kernel, send } = face()
    kernel.reply = ({ operation }) =>
      operation.endsWith('.create')
        ? record('{"id":"PO-00000009"}', { key: 'PO-00000009', created: true, revision: 1 })
        : operation.endsWith('.list')
          ? page('[]', { next: 'c' })
          : operation.endsWith('.start')
            ? { ok: true, kind: 'empty', body: '' }
            : failing('not-found')
    const answer = await send('POST', BATCH, {
      body: {
        calls: [
          { method: 'POST', path: '/production-orders', headers: { 'Idempotency-Key': '"k"' }, body: { material: 'M1' } },
          { method: 'GET', path: '/production-orders?state=Ready&limit=5' },
          { method: 'GET', path: '/production-orders/A%2FB?fields=id' },
          { method: 'PATCH', path: '/production-orders/1', headers: { 'content-type': 'application/json-patch+json', 'If-Match': '"3-f"' }, body: [] },
          { method: 'POST', path: '/production-orders/1/start' },
        ],
      },
    })
    assert.equal(answer.status, 200)
    const { responses } = answer.json as Responses
    assert.deepEqual(responses[0], {
      status: 201,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'etag': '"1-ab12"',
        'location': 'https://plant.example/busbar/api/v2/production-orders/PO-00000009',
      },
      body: { id: 'PO-00000009' },
    })
    assert.equal(responses[1]?.headers['link'], '<https://plant.example/busbar/api/v2/production-orders?state=Ready&limit=5&cursor=c>; rel="next"')
    assert.deepEqual(responses[1]?.body, { items: [], next: 'c' })
    assert.equal(responses[2]?.status, 404)
    assert.equal(responses[2]?.body?.['instance'], 'urn:busbar:request:req-1.2')
    assert.deepEqual(responses[4], { status: 204, headers: {} })
    const { calls, atomic } = kernel.batches[0] ?? { calls: [] }
    assert.equal(atomic, false)
    assert.deepEqual(
      calls.map((call) => [call.operation, call.key, call.credential]),
      [
        ['ProductionOrder.create', undefined, { kind: 'key', key: KEY }],
        ['ProductionOrder.list', undefined, { kind: 'key', key: KEY }],
        ['ProductionOrder.get', 'A/B', { kind: 'key', key: KEY }],
        ['ProductionOrder.update', '1', { kind: 'key', key: KEY }],
        ['ProductionOrder.start', '1', { kind: 'key', key: KEY }],
      ],
    )
    assert.equal(calls[0]?.idempotencyKey, 'k')
    assert.deepEqual(calls[1]?.query, { filter: [{ field: 'state', operator: 'eq', values: ['Ready'] }], limit: 5 })
    assert.deepEqual([calls[3]?.patch, calls[3]?.ifMatch], ['json', [3]])
  })

  it('answers a call that cannot be read in its place, and does the others', async () => {
    const { kernel, send } = face()
    const answer = await send('POST', BATCH, {
      body: {
        calls: [
          { method: 'GET', path: '/nowhere/1' },
          { method: 'GET', path: '/materials/M1' },
          { method: 'TRACE', path: '/materials/M1' },
          { method: 'GET', path: '/materials/%zz' },
          { method: 'GET', path: '/materials?state=%zz' },
          { method: 'POST', path: '/batch', body: {} },
          { method: 'POST', path: '/materials' },
          { method: 'GET', path: '/materials', headers: { accept: 'text/csv' } },
          { method: 'GET', path: '/materials/' },
          { method: 'GET', path: '/materials/M1/x/y' },
        ],
      },
    })
    assert.deepEqual(
      (answer.json as Responses).responses.map(({ status }) => status),
      [404, 200, 405, 400, 400, 404, 400, 406, 404, 404],
    )
    assert.equal((answer.json as Responses).responses[2]?.headers['allow'], 'GET, HEAD, PUT, PATCH, OPTIONS')
    assert.equal(kernel.calls.length, 1)
  })

  it('has one idempotency key for all, if wanted: each call gets its own from it', async () => {
    const { kernel, send } = face()
    await send('POST', BATCH, {
      headers: { 'idempotency-key': '"night-run"' },
      body: {
        calls: [
          { method: 'POST', path: '/materials', body: {} },
          { method: 'GET', path: '/materials/1' },
          { method: 'POST', path: '/materials', headers: { 'idempotency-key': 'own' }, body: {} },
        ],
      },
    })
    assert.deepEqual(
      kernel.calls.map((call) => call.idempotencyKey),
      ['night-run.0', undefined, 'own'],
    )
  })

  it('that is atomic and fails has the status of what stopped it', async () => {
    const { kernel, send } = face()
    kernel.reply = ({ requestId }) => (requestId === 'req-1.1' ? failing('precondition-failed') : failing('batch-failed'))
    const calls = [
      { method: 'DELETE', path: '/production-orders/1' },
      { method: 'DELETE', path: '/production-orders/2' },
    ]
    const answer = await send('POST', BATCH, { body: { atomic: true, calls } })
    assert.equal(answer.status, 412)
    assert.deepEqual(
      (answer.json as Responses).responses.map(({ status }) => status),
      [424, 412],
    )
    assert.equal(kernel.batches[0]?.atomic, true)
    kernel.reply = () => ({ ok: true, kind: 'empty', body: '' })
    assert.equal((await send('POST', BATCH, { body: { atomic: true, calls } })).status, 200)
  })

  it('that is atomic runs nothing where one call cannot be read', async () => {
    const { kernel, send } = face()
    const answer = await send('POST', BATCH, {
      body: {
        atomic: true,
        calls: [
          { method: 'DELETE', path: '/production-orders/1' },
          { method: 'GET', path: '/nowhere' },
        ],
      },
    })
    assert.equal(answer.status, 400)
    assert.equal(answer.problem.errors?.[0]?.pointer, '#/calls/1')
    assert.equal(kernel.batches.length, 0)
  })

  it('that is atomic has one idempotency key as a whole', async () => {
    const { kernel, send } = face()
    const body = { atomic: true, calls: [{ method: 'DELETE', path: '/production-orders/1' }] }
    await send('POST', BATCH, { headers: { 'idempotency-key': '"night-run"' }, body })
    assert.equal(kernel.batches[0]?.idempotencyKey, 'night-run')
    assert.equal(kernel.batches[0]?.calls[0]?.idempotencyKey, undefined)
  })

  it('with a wrong credential is refused as a whole', async () => {
    const { kernel, send } = face()
    kernel.reply = () => failing('unauthenticated', { more: { invalidCredential: true } })
    const answer = await send('POST', BATCH, {
      body: {
        calls: [
          { method: 'GET', path: '/materials/1' },
          { method: 'GET', path: '/materials/2' },
        ],
      },
    })
    assert.equal(answer.status, 401)
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="busbar", error="invalid_token"')
  })

  it('says the limits once, as they are after it', async () => {
    const { kernel, send } = face()
    let remaining = 10
    kernel.reply = () => record('{}', { notices: { limits: [{ name: 'rate', quota: 10, window: 1, remaining: --remaining, reset: 1 }] } })
    const answer = await send('POST', BATCH, {
      body: {
        calls: [
          { method: 'GET', path: '/materials/1' },
          { method: 'GET', path: '/materials/2' },
        ],
      },
    })
    assert.equal(answer.headers['ratelimit'], '"rate";r=8;t=1')
    assert.equal((answer.json as Responses).responses[0]?.headers['ratelimit'], undefined)
  })

  const broken: readonly (readonly [string, unknown, number, string])[] = [
    ['no object', [], 422, '#'],
    ['no calls', {}, 422, '#/calls'],
    ['an empty list', { calls: [] }, 422, '#/calls'],
    ['1,001 calls', { calls: Array.from({ length: 1001 }, () => ({ method: 'GET', path: '/materials/1' })) }, 422, '#/calls'],
    ['an unknown member', { calls: [{ method: 'GET', path: '/materials/1' }], mode: 'x' }, 422, '#/mode'],
    ['an atomic that is no boolean', { atomic: 'yes', calls: [{ method: 'GET', path: '/materials/1' }] }, 422, '#/atomic'],
    ['a call that is no object', { calls: ['GET /materials'] }, 422, '#/calls/0'],
    ['a call without a path', { calls: [{ method: 'GET' }] }, 422, '#/calls/0/path'],
    ['a call with an address', { calls: [{ method: 'GET', path: 'https://evil.example/' }] }, 422, '#/calls/0/path'],
    ['a call with an unknown member', { calls: [{ method: 'GET', path: '/materials', id: 1 }] }, 422, '#/calls/0/id'],
    [
      'a credential of its own',
      { calls: [{ method: 'GET', path: '/materials', headers: { Authorization: 'Bearer x' } }] },
      422,
      '#/calls/0/headers/Authorization',
    ],
    ['a header of two lines', { calls: [{ method: 'GET', path: '/materials', headers: { accept: 'a\r\nb: c' } }] }, 422, '#/calls/0/headers/accept'],
    ['a header twice', { calls: [{ method: 'GET', path: '/materials', headers: { accept: 'a', Accept: 'b' } }] }, 422, '#/calls/0/headers/Accept'],
  ]
  for (const [what, body, status, pointer] of broken) {
    it(`with ${what} is refused, and nothing of it is done`, async () => {
      const { kernel, send } = face()
      const answer = await send('POST', BATCH, { body })
      assert.equal(answer.status, status)
      assert.equal(answer.problem.errors?.[0]?.pointer, pointer)
      assert.equal(kernel.batches.length, 0)
    })
  }

  it('takes 1,000 calls, of them 50 that answer more than one record', async () => {
    const { kernel, send } = face()
    const many = {
      calls: Array.from({ length: 1000 }, (_, i) => ({
        method: 'POST',
        path: '/production-orders',
        body: { id: `PO-${i}`, a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9 },
      })),
    }
    assert.equal(((await send('POST', BATCH, { body: many })).json as Responses).responses.length, 1000)
    const lists = (count: number) => ({ calls: Array.from({ length: count }, () => ({ method: 'GET', path: '/materials' })) })
    kernel.reply = () => page('[]')
    assert.equal((await send('POST', BATCH, { body: lists(50) })).status, 200)
    assert.equal((await send('POST', BATCH, { body: lists(51) })).status, 413)
  })
})
