import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { face, record } from './harness.ts'

const ORDERS = '/api/v2/production-orders'
const ORDER = `${ORDERS}/PO-00000001`
const URL = 'https://plant.example/busbar/api/v2/production-orders'

describe('creating by POST', () => {
  it('answers 201 with the record, where it is, and its entity tag', async () => {
    const face1 = face()
    face1.kernel.reply = () => record('{"id":"A/1"}', { key: 'A/1', created: true, revision: 1 })
    const answer = await face1.send('POST', ORDERS, { body: { material: 'M1' } })
    assert.equal(answer.status, 201)
    assert.equal(answer.body, '{"id":"A/1"}')
    assert.equal(answer.headers['location'], `${URL}/A%2F1`)
    assert.equal(answer.headers['etag'], '"1-ab12"')
    assert.equal(answer.headers['cache-control'], 'no-store')
    const { operation, input, key } = face1.call
    assert.deepEqual({ operation, input, key }, { operation: 'ProductionOrder.create', input: { material: 'M1' }, key: undefined })
  })

  it('leaves the record out where the caller prefers so (RFC 7240, 4.2)', async () => {
    const { send } = face()
    const answer = await send('POST', ORDERS, { body: {}, headers: { prefer: 'return=minimal' } })
    assert.equal(answer.status, 201)
    assert.equal(answer.body, null)
    assert.equal(answer.headers['preference-applied'], 'return=minimal')
    assert.equal(answer.headers['location'], `${URL}/PO-00000001`)
    assert.equal(answer.headers['content-type'], undefined)
  })

  it('refuses parameters, and a body that is not there', async () => {
    const { send } = face()
    assert.match((await send('POST', `${ORDERS}?dryRun=true`, { body: {} })).problem.detail ?? '', /no parameter 'dryRun' here/)
    const empty = await send('POST', ORDERS)
    assert.equal(empty.status, 400)
    assert.match(empty.problem.detail ?? '', /body is empty/)
  })
})

describe('replacing by PUT', () => {
  it('answers 200 with the record, or 201 where it made it', async () => {
    const { kernel, send } = face()
    const replaced = await send('PUT', ORDER, { body: { material: 'M2' } })
    assert.equal(replaced.status, 200)
    assert.equal(replaced.headers['content-location'], `${URL}/PO-00000001`)
    assert.equal(replaced.headers['location'], undefined)
    assert.equal(kernel.calls[0]?.operation, 'ProductionOrder.replace')
    assert.equal(kernel.calls[0]?.key, 'PO-00000001')
    kernel.reply = () => record('{}', { created: true, revision: 1 })
    const created = await send('PUT', ORDER, { body: {}, headers: { 'if-none-match': '*' } })
    assert.equal(created.status, 201)
    assert.equal(created.headers['location'], `${URL}/PO-00000001`)
    assert.equal(kernel.calls[1]?.ifNoneMatch, '*')
  })
})

describe('changing by PATCH', () => {
  const types: readonly (readonly [string, 'merge' | 'json'])[] = [
    ['application/merge-patch+json', 'merge'],
    ['application/json', 'merge'],
    ['Application/JSON; Charset=UTF-8', 'merge'],
    ['application/json-patch+json', 'json'],
  ]
  for (const [type, patch] of types) {
    it(`reads ${type} as a ${patch} patch`, async () => {
      const face1 = face()
      const answer = await face1.send('PATCH', ORDER, { body: [], headers: { 'content-type': type } })
      assert.equal(answer.status, 200)
      assert.equal(face1.call.operation, 'ProductionOrder.update')
      assert.equal(face1.call.patch, patch)
      assert.deepEqual(face1.call.input, [])
    })
  }

  it('refuses another with 415 and Accept-Patch (RFC 5789, 3.1)', async () => {
    const { send, kernel } = face()
    for (const type of ['text/plain', 'application/soap+xml', 'application/json; charset=latin1', '']) {
      const answer = await send('PATCH', ORDER, { body: '{}', headers: { 'content-type': type } })
      assert.equal(answer.status, 415)
      assert.equal(answer.headers['accept-patch'], 'application/merge-patch+json, application/json-patch+json, application/json, application/xml')
    }
    assert.equal(kernel.calls.length, 0)
  })

  it('refuses an empty body', async () => {
    assert.equal((await face().send('PATCH', ORDER)).status, 400)
  })
})

describe('deleting', () => {
  it('answers 204 and nothing else', async () => {
    const face1 = face()
    face1.kernel.reply = () => ({ ok: true, kind: 'empty', body: '', key: 'PO-00000001', revision: 4 })
    const answer = await face1.send('DELETE', ORDER)
    assert.equal(answer.status, 204)
    assert.equal(answer.body, null)
    assert.equal(answer.headers['content-type'], undefined)
    assert.equal(answer.headers['etag'], undefined)
    assert.equal(face1.call.operation, 'ProductionOrder.delete')
  })
})

describe('If-Match (RFC 9110, 13.1.1)', () => {
  const cases: readonly (readonly [string, readonly number[] | '*'])[] = [
    ['"3-ab12"', [3]],
    ['"3"', [3]],
    ['*', '*'],
    ['"3-ab12", "12-f.id.state" ,"7-x"', [3, 12, 7]],
    // Weak tags never match, nor do tags of another server.
    ['W/"3-ab12"', []],
    ['W/"3-ab12", "4-ab12"', [4]],
    ['"33a64df551425fcc55e4d42a148795d9f25f89d4"', []],
    ['""', []],
    ['"0-x"', []],
  ]
  for (const [header, revisions] of cases) {
    it(`reads ${header} as ${JSON.stringify(revisions)}`, async () => {
      const face1 = face()
      await face1.send('PUT', ORDER, { body: {}, headers: { 'if-match': header } })
      assert.deepEqual(face1.call.ifMatch, revisions)
    })
  }

  it('refuses what is no list of entity tags, and says how one looks', async () => {
    for (const header of ['3', '3-ab12', '"3', '*, "3"', 'W/3', '"a" "b"']) {
      const { send, kernel } = face()
      const answer = await send('DELETE', ORDER, { headers: { 'if-match': header } })
      assert.equal(answer.status, 400, header)
      assert.match(answer.problem.detail ?? '', /double quotes/)
      assert.equal(kernel.calls.length, 0)
    }
  })
})

describe('Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07)', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['"8e03978e-40d5-43dd-bc93-6894a57f9324"', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['8e03978e-40d5-43dd-bc93-6894a57f9324', '8e03978e-40d5-43dd-bc93-6894a57f9324'],
    ['"a \\"quoted\\" \\\\ key, with comma"', 'a "quoted" \\ key, with comma'],
    ['x'.repeat(255), 'x'.repeat(255)],
  ]
  for (const [header, key] of cases) {
    it(`reads ${header.slice(0, 40)}`, async () => {
      const face1 = face()
      await face1.send('POST', ORDERS, { body: {}, headers: { 'idempotency-key': header } })
      assert.equal(face1.call.idempotencyKey, key)
    })
  }

  it('refuses what is no such string', async () => {
    for (const header of ['', '""', '"open', 'two words', 'a, b', '"a", "b"', '"a";p=1', `"${'x'.repeat(256)}"`, 'x'.repeat(256), '"\\n"', 'ä', '"ä"']) {
      const { send, kernel } = face()
      const answer = await send('POST', ORDERS, { body: {}, headers: { 'idempotency-key': header } })
      assert.equal(answer.status, 400, header)
      assert.equal(answer.problem.code, 'idempotency-key-invalid')
      assert.equal(kernel.calls.length, 0)
    }
  })

  it('goes along with every change and no read', async () => {
    const { send, kernel } = face()
    const headers = { 'idempotency-key': 'k' }
    await send('PUT', ORDER, { body: {}, headers })
    await send('PATCH', ORDER, { body: {}, headers })
    await send('DELETE', ORDER, { headers })
    await send('POST', `${ORDER}/start`, { body: {}, headers })
    await send('GET', ORDER, { headers: { 'idempotency-key': 'not, a key' } })
    assert.deepEqual(
      kernel.calls.map((call) => call.idempotencyKey),
      ['k', 'k', 'k', 'k', undefined],
    )
  })
})

describe('a body', () => {
  it('is refused where JSON parsers would differ, with the place', async () => {
    const { send, kernel } = face()
    const answer = await send('POST', ORDERS, { body: '{"material":"M1",\n"lines":[{"a":1,"a":2}]}' })
    assert.equal(answer.status, 400)
    assert.equal(answer.problem.code, 'malformed')
    assert.equal(answer.problem.detail, "The body is no JSON that is read here. The key 'a' occurs twice in one object, at line 2, column 17.")
    assert.equal(answer.problem.errors?.[0]?.pointer, '#/lines/0/a')
    assert.equal(kernel.calls.length, 0)
  })

  const bad: readonly (readonly [string, string | Buffer])[] = [
    ['that is no JSON', 'material=M1'],
    ['that ends early', '{"material":'],
    ['with something behind it', '{} {}'],
    ['that is nested too deep', '['.repeat(65) + ']'.repeat(65)],
    ['with __proto__', '{"__proto__":{}}'],
    ['with a number that loses digits', '{"n":9007199254740993}'],
    ['in Latin-1', Buffer.from('{"material":"M\u00e4"}', 'latin1')],
    ['in UTF-16', Buffer.from('\ufeff{}', 'utf16le')],
  ]
  for (const [what, body] of bad) {
    it(`${what} is refused with 400`, async () => {
      const { send, kernel } = face()
      const answer = await send('POST', ORDERS, { body })
      assert.equal(answer.status, 400)
      assert.equal(answer.problem.code, 'malformed')
      assert.equal(kernel.calls.length, 0)
    })
  }

  it('may begin with a byte order mark', async () => {
    const face1 = face()
    await face1.send('POST', ORDERS, { body: '\ufeff{"material":"M1"}' })
    assert.deepEqual(face1.call.input, { material: 'M1' })
  })

  it('of another media type or charset is refused with 415, saying what is read (security: no form can post)', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json; charset=iso-8859-1',
      'application/soap+xml',
      'application/vnd.api+json',
      ';',
    ]) {
      const { send, kernel } = face()
      const post = await send('POST', ORDERS, { body: '{}', headers: { 'content-type': type } })
      assert.equal(post.status, 415, type)
      assert.equal(post.headers['accept-post'], 'application/json, application/xml')
      const put = await send('PUT', ORDER, { body: '{}', headers: { 'content-type': type } })
      assert.equal(put.status, 415)
      assert.equal(put.headers['accept'], 'application/json, application/xml')
      assert.equal(kernel.calls.length, 0)
    }
  })
})
