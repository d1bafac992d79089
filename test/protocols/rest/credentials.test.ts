import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { HttpRequest } from '../../../src/kernel/ports/http.ts'
import { credentialOf } from '../../../src/wire/credential.ts'
import { KEY, face, failing } from './harness.ts'

const ORDERS = '/api/v2/production-orders'
const ORDER = `${ORDERS}/PO-00000001`

describe('a credential', () => {
  it('is a bearer key, or a key in X-API-Key', async () => {
    for (const headers of [{ authorization: `Bearer ${KEY}` }, { authorization: `bearer  ${KEY}` }, { 'x-api-key': KEY }]) {
      const face1 = face()
      await face1.send('GET', ORDER, { anonymous: true, headers: headers as { [name: string]: string } })
      assert.deepEqual(face1.call.credential, { kind: 'key', key: KEY })
    }
  })

  it('may be missing: whether that is enough, the kernel says', async () => {
    const face1 = face()
    await face1.send('GET', ORDER, { anonymous: true })
    assert.deepEqual(face1.call.credential, { kind: 'none' })
  })

  it('is refused where there are two', async () => {
    const { send, kernel } = face()
    const answer = await send('GET', ORDER, { headers: { 'x-api-key': KEY } })
    assert.equal(answer.status, 400)
    assert.match(answer.problem.detail ?? '', /not both/)
    assert.equal(kernel.calls.length, 0)
    const twice: Pick<HttpRequest, 'headers' | 'rawHeaders'> = {
      headers: { authorization: `Bearer ${KEY}` },
      rawHeaders: ['Authorization', `Bearer ${KEY}`, 'authorization', 'Bearer other'],
    }
    assert.throws(() => credentialOf(twice as HttpRequest), /came twice/)
  })

  it('of another scheme is refused, without an error attribute', async () => {
    const { send, kernel } = face()
    for (const authorization of ['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer ', KEY, 'Digest x', '']) {
      const answer = await send('GET', ORDER, { anonymous: true, headers: { authorization } })
      assert.equal(answer.status, 401, authorization)
      assert.equal(answer.headers['www-authenticate'], 'Bearer realm="busbar"')
      assert.ok(!String(answer.body).includes('dXNlcjpwYXNz'))
    }
    assert.equal(kernel.calls.length, 0)
  })

  it('in the address is refused on every method, and never repeated', async () => {
    const { send, kernel } = face()
    for (const search of [`access_token=${KEY}`, 'api_key=x', 'API-Key=x', `x=${KEY}`, `state=bb_live_1`, `fields=${KEY}`]) {
      for (const [method, path] of [
        ['GET', ORDERS],
        ['GET', ORDER],
        ['POST', ORDERS],
        ['DELETE', ORDER],
        ['POST', `${ORDER}/start`],
        ['GET', '/api/v2/line-effectiveness'],
        ['POST', '/api/v2/batch'],
      ] as const) {
        const answer = await send(method, `${path}?${search}`, method === 'POST' ? { body: {} } : {})
        assert.equal(answer.status, 400, `${method} ${path}?${search}`)
        assert.match(answer.problem.detail ?? '', /credential does not belong into the address/)
        assert.ok(!String(answer.body).includes(KEY))
      }
    }
    assert.equal(kernel.calls.length, 0)
  })
})

describe('who may not call', () => {
  it('learns 401 with a challenge; an error only with a credential that is wrong (RFC 6750, 3)', async () => {
    const { send, kernel } = face()
    kernel.reply = () => failing('unauthenticated')
    const none = await send('GET', ORDER, { anonymous: true })
    assert.equal(none.status, 401)
    assert.equal(none.headers['www-authenticate'], 'Bearer realm="busbar"')
    kernel.reply = () => failing('unauthenticated', { more: { invalidCredential: true } })
    const wrong = await send('GET', ORDER)
    assert.equal(wrong.headers['www-authenticate'], 'Bearer realm="busbar", error="invalid_token"')
    assert.ok(!String(wrong.body).includes('invalidCredential'))
  })

  it('learns which scope is missing', async () => {
    const { send, kernel } = face()
    kernel.reply = () => failing('insufficient-scope', { more: { scope: 'production-orders.write' } })
    const answer = await send('POST', `${ORDER}/start`, { body: {} })
    assert.equal(answer.status, 403)
    assert.equal(answer.headers['www-authenticate'], 'Bearer realm="busbar", error="insufficient_scope", scope="production-orders.write"')
    kernel.reply = () => failing('insufficient-scope', { more: { scope: 'a"\r\nx: y' } })
    assert.equal((await send('GET', ORDER)).headers['www-authenticate'], 'Bearer realm="busbar", error="insufficient_scope"')
  })

  it('learns that before what was wrong with the request, and nothing of the contract', async () => {
    const { send, kernel } = face()
    kernel.who = failing('unauthenticated')
    for (const [method, url, body] of [
      ['GET', `${ORDER}?nope=1`, undefined],
      ['POST', ORDERS, '{'],
      ['POST', '/api/v2/batch', '{"calls":[{"method":"GET","path":"/nope"}]}'],
    ] as const) {
      const answer = await send(method, url, { anonymous: true, ...(body !== undefined && { body }) })
      assert.equal(answer.status, 401, `${method} ${url}`)
    }
    kernel.who = failing('rate-limited', { retryAfter: 1 })
    assert.equal((await send('POST', ORDERS, { body: '{' })).status, 429)
  })
})
