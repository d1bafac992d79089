import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { KEY, face, failing, record } from './harness.ts'

const ORDER = '/api/v2/production-orders/PO-00000001'

describe('reading one record', () => {
  it('asks for it by key and sends its body as it is, with an entity tag', async () => {
    const { kernel, send } = face()
    const body = '{ "id": "PO-00000001" }'
    kernel.reply = () => record(body)
    const answer = await send('GET', ORDER)
    assert.equal(answer.status, 200)
    assert.equal(answer.body, body)
    assert.deepEqual(answer.headers, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'vary': 'Accept',
      'x-request-id': 'req-1',
      'etag': '"3-ab12"',
    })
    assert.deepEqual(kernel.calls, [
      {
        protocol: 'rest',
        contract: 'plant',
        version: 'v2',
        operation: 'ProductionOrder.get',
        key: 'PO-00000001',
        credential: { kind: 'key', key: KEY },
        address: '192.0.2.7',
        requestId: 'req-1',
      },
    ])
  })

  it('decodes the key of the path', async () => {
    const { send, kernel } = face()
    await send('GET', '/api/v2/materials/A%2FB%20%C3%A4')
    assert.equal(kernel.calls[0]?.key, 'A/B ä')
  })

  it('mounts the administration beside it', async () => {
    const { send, kernel } = face()
    await send('GET', '/admin/v1/consumers/7')
    assert.equal(kernel.calls[0]?.contract, 'administration')
    assert.equal(kernel.calls[0]?.operation, 'Consumer.get')
  })

  it('passes on which fields and which surroundings are wanted', async () => {
    const { send, kernel } = face()
    await send('GET', `${ORDER}?fields=id,state&include=parts,material`)
    assert.deepEqual(kernel.calls[0]?.fields, ['id', 'state'])
    assert.deepEqual(kernel.calls[0]?.include, ['parts', 'material'])
  })

  it('gives no entity tag where other records are shown too, since their changes would not show in it', async () => {
    const { send, kernel } = face()
    kernel.reply = () => ({ ok: true, kind: 'record', body: '{}', key: 'PO-00000001', revision: 3 })
    for (const path of ['/api/v2/order-overview/PO-00000001', `${ORDER}?include=parts`]) {
      const answer = await send('GET', path, { headers: { 'if-none-match': '*, "3-ab12"' } })
      assert.equal(answer.status, 200)
      assert.equal(answer.headers['etag'], undefined)
    }
  })

  it('answers HEAD with the very headers of GET', async () => {
    const { send } = face()
    const [get, head] = [await send('GET', ORDER), await send('HEAD', ORDER)]
    assert.deepEqual(head.headers, get.headers)
    assert.equal(head.status, 200)
  })

  it('refuses a parameter it does not know, and names the nearest', async () => {
    const { send } = face()
    const answer = await send('GET', `${ORDER}?feilds=id`)
    assert.equal(answer.status, 400)
    assert.equal(answer.problem.code, 'invalid-filter')
    assert.equal(answer.problem.detail, "There is no parameter 'feilds' here. Did you mean 'fields'?")
    assert.deepEqual(answer.problem.errors, [{ detail: answer.problem.detail, parameter: 'feilds' }])
  })
})

describe('If-None-Match of a read (RFC 9110, 13.1.2)', () => {
  const cases: readonly (readonly [string, number])[] = [
    ['"3-ab12"', 304],
    ['W/"3-ab12"', 304],
    ['"2-ab12", "3-ab12"', 304],
    ['*', 304],
    ['"2-ab12"', 200],
    // The same revision in another view is another representation.
    ['"3-ffff"', 200],
    ['3-ab12', 200],
    ['"x"3-ab12""', 200],
  ]
  for (const [header, status] of cases) {
    it(`answers ${header} with ${status}`, async () => {
      const { send } = face()
      const answer = await send('GET', ORDER, { headers: { 'if-none-match': header } })
      assert.equal(answer.status, status)
      assert.equal(answer.headers['etag'], '"3-ab12"')
      if (status === 304) {
        assert.equal(answer.body, null)
        assert.equal(answer.headers['content-type'], undefined)
        assert.equal(answer.headers['cache-control'], 'private, no-cache')
      }
    })
  }

  it('lets the kernel say it too', async () => {
    const { kernel, send } = face()
    kernel.reply = () => ({ ok: true, kind: 'unchanged', body: '', revision: 3, view: 'ab12' })
    assert.equal((await send('GET', ORDER)).status, 304)
  })
})

describe('what goes along with an answer', () => {
  it('names limits as structured fields (draft-ietf-httpapi-ratelimit-headers-11)', async () => {
    const { kernel, send } = face()
    kernel.reply = () =>
      record('{}', {
        notices: {
          limits: [
            { name: 'rate', quota: 100, window: 1, remaining: 41.9, reset: 0.2 },
            { name: 'day', quota: 1000, window: 86400, remaining: 959, reset: 3600 },
            { name: 'concurrency', quota: 10, window: 0, remaining: 9, reset: 0 },
          ],
        },
      })
    const { headers } = await send('GET', ORDER)
    assert.equal(headers['ratelimit-policy'], '"rate";q=100;w=1, "day";q=1000;w=86400, "concurrency";q=10;qu="concurrent-requests"')
    assert.equal(headers['ratelimit'], '"rate";r=41;t=1, "day";r=959;t=3600, "concurrency";r=9')
  })

  it('writes Deprecation as a structured date (RFC 9745) and Sunset as an HTTP-date (RFC 8594)', async () => {
    const { kernel, send } = face()
    kernel.reply = () =>
      record('{}', { notices: { deprecated: '2026-01-01T00:00:00Z', sunset: '2026-12-31T23:59:59+01:00', credentialEnds: '2026-02-01T00:00:00Z' } })
    const { headers } = await send('GET', ORDER)
    assert.equal(headers['deprecation'], '@1767225600')
    assert.equal(headers['sunset'], 'Thu, 31 Dec 2026 22:59:59 GMT')
    assert.equal(headers['credential-ends'], '@1769904000')
  })

  it('marks a replayed outcome, a failure too', async () => {
    const { kernel, send } = face()
    kernel.reply = () => record('{}', { replayed: true })
    assert.equal((await send('POST', '/api/v2/production-orders', { body: {} })).headers['idempotent-replayed'], 'true')
    kernel.reply = () => ({ ...failing('conflict'), replayed: true })
    assert.equal((await send('POST', '/api/v2/production-orders', { body: {} })).headers['idempotent-replayed'], 'true')
  })

  it('passes a valid traceparent on and echoes it; another is passed over', async () => {
    const { kernel, send } = face()
    const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
    assert.equal((await send('GET', ORDER, { headers: { traceparent: trace } })).headers['traceparent'], trace)
    assert.equal(kernel.calls[0]?.trace, trace)
    for (const bad of ['', 'x', trace.toUpperCase(), trace.replace('00-', 'ff-'), '00-00000000000000000000000000000000-00f067aa0ba902b7-01']) {
      kernel.calls.length = 0
      assert.equal((await send('GET', ORDER, { headers: { traceparent: bad } })).headers['traceparent'], undefined)
      assert.equal(kernel.calls[0]?.trace, undefined)
    }
  })
})
