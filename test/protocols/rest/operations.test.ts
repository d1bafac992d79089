import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { face, failing, record } from './harness.ts'

const ORDER = '/api/v2/production-orders/PO-00000001'

describe('a command', () => {
  it('is posted to its name in kebab-case, and answers its output', async () => {
    const face1 = face()
    face1.kernel.reply = () => ({ ok: true, kind: 'output', body: '{"startedAt":"2026-01-01T00:00:00Z"}', key: 'PO-00000001', revision: 4 })
    const answer = await face1.send('POST', `${ORDER}/start`, { body: { line: 'L1' }, headers: { 'if-match': '"3-f"' } })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json, { startedAt: '2026-01-01T00:00:00Z' })
    // The output is no representation of the order.
    assert.equal(answer.headers['etag'], undefined)
    const { operation, key, input, ifMatch } = face1.call
    assert.deepEqual({ operation, key, input, ifMatch }, { operation: 'ProductionOrder.start', key: 'PO-00000001', input: { line: 'L1' }, ifMatch: [3] })
  })

  it('without input needs no body and no media type; without output it answers 204', async () => {
    const face1 = face()
    face1.kernel.reply = () => ({ ok: true, kind: 'empty', body: '' })
    const answer = await face1.send('POST', `${ORDER}/release-for-packing`)
    assert.equal(answer.status, 204)
    assert.equal(face1.call.operation, 'ProductionOrder.releaseForPacking')
    assert.deepEqual(face1.call.input, {})
  })

  it('that answers the record gives its entity tag', async () => {
    const { send } = face()
    const answer = await send('POST', `${ORDER}/release-for-packing`)
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['etag'], '"3-ab12"')
    assert.equal(answer.headers['content-location'], 'https://plant.example/busbar/api/v2/production-orders/PO-00000001')
  })

  it('answers a declared fault as a problem of the contract, with its detail', async () => {
    const { kernel, send } = face()
    kernel.reply = () => ({
      ok: false,
      problem: {
        code: 'line-busy',
        title: 'The line already runs another order.',
        fault: { contract: 'plant', class: 'conflict', detail: { line: 'L1', runningOrder: 'PO-00000002' } },
      },
    })
    const answer = await send('POST', `${ORDER}/start`, { body: { line: 'L1' } })
    assert.equal(answer.status, 409)
    assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8')
    assert.deepEqual(answer.json, {
      type: 'urn:busbar:problem:plant:line-busy',
      title: 'The line already runs another order.',
      status: 409,
      instance: 'urn:busbar:request:req-1',
      code: 'line-busy',
      data: { line: 'L1', runningOrder: 'PO-00000002' },
    })
  })
})

describe('an operation', () => {
  it('is posted to its path', async () => {
    const face1 = face()
    face1.kernel.reply = () => ({ ok: true, kind: 'empty', body: '' })
    const answer = await face1.send('POST', '/api/v2/recount', { body: { lines: ['L1'] } })
    assert.equal(answer.status, 204)
    assert.equal(face1.call.operation, 'Recount')
    assert.equal(face1.call.key, undefined)
  })

  it('that reads is served by GET too: the query string is its input, in the types of the contract', async () => {
    const face1 = face()
    face1.kernel.reply = () => ({ ok: true, kind: 'output', body: '{"oee":0.8}' })
    const answer = await face1.send('GET', '/api/v2/line-effectiveness?line=7&days=14&exact=true&shifts=1,2')
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json, { oee: 0.8 })
    assert.deepEqual(face1.call.input, { line: '7', days: 14, exact: true, shifts: [1, 2] })
    assert.equal(answer.headers['cache-control'], 'private, no-cache')
  })

  it('leaves a text that is no number to validation, which names the parameter', async () => {
    const { kernel, send } = face()
    kernel.reply = () => failing('invalid', { errors: [{ pointer: '/days', detail: 'must be a whole number' }] })
    for (const days of ['two', '1e999', '0x10', '', '1_000']) {
      const answer = await send('GET', `/api/v2/line-effectiveness?line=L1&days=${days}`)
      assert.equal(answer.status, 422)
      assert.deepEqual(answer.problem.errors, [{ detail: 'must be a whole number', parameter: 'days' }])
      assert.deepEqual((kernel.calls.at(-1)?.input as { days: unknown }).days, days)
    }
  })

  it('refuses a parameter that is no input of it', async () => {
    const { send } = face()
    const answer = await send('GET', '/api/v2/line-effectiveness?lnie=L1')
    assert.equal(answer.status, 400)
    assert.match(answer.problem.detail ?? '', /Did you mean 'line'\?/)
    assert.equal((await send('GET', '/api/v2/line-effectiveness?__proto__=1')).status, 400)
  })

  it('whose input no query string can say is served by POST alone', async () => {
    const { send } = face()
    const answer = await send('GET', '/api/v2/simulate?plan=x')
    assert.equal(answer.status, 405)
    assert.equal(answer.headers['allow'], 'POST, OPTIONS')
  })
})

describe('a composite', () => {
  it('is read by the key of its root, without parameters', async () => {
    const face1 = face()
    face1.kernel.reply = () => ({ ...record('{"id":"PO-00000001","parts":[]}') })
    assert.equal((await face1.send('GET', '/api/v2/order-overview/PO-00000001')).status, 200)
    assert.equal(face1.call.operation, 'OrderOverview')
    assert.equal(face1.call.key, 'PO-00000001')
    assert.match(
      (await face1.send('GET', '/api/v2/order-overview/PO-00000001?include=x')).problem.detail ?? '',
      /no parameter 'include' here. There are none here/,
    )
  })
})
