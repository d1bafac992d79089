import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { face, failing } from './harness.ts'

const ORDERS = '/api/v2/production-orders'
const ORDER = `${ORDERS}/PO-00000001`

describe('a method that is not there', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['DELETE', ORDERS, 'GET, HEAD, POST, OPTIONS'],
    ['TRACE', ORDERS, 'GET, HEAD, POST, OPTIONS'],
    ['POST', ORDER, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['PROPFIND', ORDER, 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS'],
    ['GET', `${ORDER}/start`, 'POST, OPTIONS'],
    ['POST', '/api/v2/materials/M1', 'GET, HEAD, PUT, PATCH, OPTIONS'],
    ['DELETE', '/api/v2/materials/M1', 'GET, HEAD, PUT, PATCH, OPTIONS'],
    ['GET', '/api/v2/batch', 'POST, OPTIONS'],
    ['PUT', '/api/v2/line-effectiveness', 'GET, HEAD, POST, OPTIONS'],
  ]
  for (const [method, path, allow] of cases) {
    it(`${method} ${path}: Allow is ${allow}`, async () => {
      const { send, kernel } = face()
      const answer = await send(method, path)
      assert.equal(answer.headers['allow'], allow)
      assert.equal(answer.status, 405)
      assert.equal(answer.problem.code, 'method-not-allowed')
      assert.equal(kernel.calls.length, 0)
      assert.equal(kernel.identified, 1, 'it takes a limit token')
    })
  }

  it('is not put in by a header', async () => {
    const { send } = face()
    for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override']) {
      assert.equal((await send('POST', ORDER, { headers: { [name]: 'DELETE' }, body: {} })).status, 405)
    }
  })

  it('is 405 for a caller without a credential too, but 429 for one beyond its limit', async () => {
    const { send, kernel } = face()
    kernel.who = failing('unauthenticated')
    assert.equal((await send('TRACE', ORDERS, { anonymous: true })).status, 405)
    kernel.who = failing('rate-limited', { retryAfter: 7.2 })
    const limited = await send('TRACE', ORDERS)
    assert.equal(limited.status, 429)
    assert.equal(limited.headers['retry-after'], '8')
  })
})

describe('OPTIONS', () => {
  it('says what is allowed and read, without a credential', async () => {
    const { send, kernel } = face()
    const one = await send('OPTIONS', ORDER, { anonymous: true })
    assert.equal(one.status, 204)
    assert.equal(one.headers['allow'], 'GET, HEAD, PUT, PATCH, DELETE, OPTIONS')
    assert.equal(one.headers['accept-patch'], 'application/merge-patch+json, application/json-patch+json, application/json, application/xml')
    assert.equal((await send('OPTIONS', ORDERS, { anonymous: true })).headers['accept-post'], 'application/json, application/xml')
    assert.equal(kernel.identified, 0)
  })

  it('is everywhere', async () => {
    const { send, routes } = face()
    const paths = new Set(routes.map((route) => route.path).filter((path) => !path.endsWith('*')))
    assert.ok(paths.size >= 15, `${paths.size} paths`)
    for (const path of paths) {
      const answer = await send('OPTIONS', path.replace(':id', '1'))
      assert.equal(answer.status, 204)
      // What is allowed is what is mounted.
      const mounted = routes.filter((route) => route.path === path && route.method !== '*').map((route) => route.method)
      assert.deepEqual(String(answer.headers['allow']).split(', ').toSorted(), mounted.toSorted())
    }
  })
})

describe('an address where nothing is', () => {
  it('answers 404 for every method', async () => {
    const { send, kernel } = face()
    for (const path of [
      '/api/v2',
      '/api/v0/production-orders',
      '/api/v2/orders',
      `${ORDERS}/`,
      `${ORDER}/stop`,
      `${ORDER}/start/now`,
      '/admin/v1/production-orders',
      '/admin/nothing',
      '/api/v2/material',
    ]) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        const answer = await send(method, path)
        assert.equal(answer.status, 404, `${method} ${path}`)
        assert.equal(answer.problem.code, 'not-found')
      }
    }
    assert.equal(kernel.calls.length, 0)
  })
})

describe('Accept (RFC 9110, 12.5.1)', () => {
  const accepted = [
    '*/*',
    'application/json',
    'application/*',
    'text/html, application/xhtml+xml, */*;q=0.8',
    'application/json;q=0.1, text/plain',
    'APPLICATION/JSON',
    'application/json; charset=utf-8',
    '',
  ]
  const refused = [
    'text/html',
    'application/soap+xml',
    'application/json;q=0',
    'application/json;q=0, text/plain',
    '*/*;q=0',
    'application/problem+json',
    'nonsense',
    ',;=',
    'image/*',
  ]
  it('is met where JSON is in it', async () => {
    for (const accept of accepted) assert.equal((await face().send('GET', ORDER, { headers: { accept } })).status, 200, accept)
  })
  it('is answered with 406 where it is not, before anything happens', async () => {
    for (const accept of refused) {
      for (const [method, path] of [
        ['GET', ORDER],
        ['POST', ORDERS],
        ['PATCH', ORDER],
        ['DELETE', ORDER],
        ['POST', `${ORDER}/start`],
        ['GET', '/api/v2/line-effectiveness'],
        ['POST', '/api/v2/batch'],
        ['GET', ORDERS],
      ] as const) {
        const { send, kernel } = face()
        const answer = await send(method, path, { headers: { accept }, ...(method !== 'GET' && { body: {} }) })
        assert.equal(answer.status, 406, `${method} ${path} ${accept}`)
        assert.equal(answer.problem.code, 'not-acceptable')
        assert.equal(kernel.calls.length, 0)
      }
    }
  })
})
