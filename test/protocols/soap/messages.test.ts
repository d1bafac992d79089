import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ERRORS } from '../../../src/kernel/errors.ts'
import { FAULT_CODE } from '../../../src/protocols/soap/fault-code.ts'
import { ask, createOrder, envelope, getOrder, soapWorld, type SoapWorld } from './world.ts'

let the: SoapWorld
before(async () => {
  the = await soapWorld()
  await the.direct({ operation: 'Order.create', input: { id: 'PO-0001', quantity: '12.500', note: 'first' } })
})
after(() => the[Symbol.asyncDispose]())

describe('a message of SOAP 1.1', () => {
  it('asks with its element and is answered in the same version', async () => {
    const answer = await the.send(getOrder())
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.headers['content-type'], 'text/xml; charset=utf-8')
    assert.equal(answer.content.name, 'GetOrderResponse')
    assert.equal(answer.content.namespace, 'urn:busbar:plant:v2')
    assert.equal(answer.at('record', 'quantity'), '12.500')
    assert.equal(answer.at('revision'), '1')
  })

  it('is a fault with 500, in which Problem says what REST says (SOAP 1.1, 6.2)', async () => {
    const answer = await the.send(getOrder('PO-0404'))
    assert.equal(answer.status, 500)
    assert.equal(answer.at('faultcode'), 'soap:Client')
    const { code, type, status, title, instance } = answer.problem ?? {}
    assert.deepEqual(
      { code, type, status, title, instance },
      { code: 'not-found', type: 'urn:busbar:problem:not-found', status: '404', title: ERRORS['not-found'].title, instance: 'urn:busbar:request:r' },
    )
    const problem = JSON.parse((await the.rest('GET', '/api/v2/orders/PO-0404')).text) as { [name: string]: unknown }
    assert.equal(answer.at('faultstring'), problem['detail'] ?? problem['title'])
  })

  for (const action of ['"urn:busbar:plant:v2:GetOrder"', 'urn:busbar:plant:v2:GetOrder', '""', '', '"GetOrder"', 'http://old/GetOrder', '"urn:x#GetOrder"'])
    it(`may have the SOAPAction ${action === '' ? '(empty)' : action}`, async () => {
      assert.equal((await the.send(getOrder(), { headers: { soapaction: action } })).status, 200)
    })

  it('whose SOAPAction names another operation is refused: who may call is decided by the body', async () => {
    const answer = await the.send(ask('DeleteOrder', '<id>PO-0001</id>'), { headers: { soapaction: '"urn:busbar:plant:v2:GetOrder"' } })
    assert.equal(answer.problem?.['code'], 'malformed')
    assert.equal((await the.send(getOrder())).status, 200, 'nothing was deleted')
  })
})

describe('a message of SOAP 1.2', () => {
  it('is answered in SOAP 1.2', async () => {
    const answer = await the.send(getOrder(), {
      version: '1.2',
      headers: { 'content-type': 'application/soap+xml; charset=utf-8; action="urn:busbar:plant:v2:GetOrder"' },
    })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/soap+xml; charset=utf-8')
    assert.match(answer.text, /xmlns:soap="http:\/\/www\.w3\.org\/2003\/05\/soap-envelope"/)
  })

  it('whose sender must act is 400, with the code as subcode (SOAP 1.2 Part 2, 7.5.2.2)', async () => {
    const answer = await the.send(getOrder('PO-0404'), { version: '1.2' })
    assert.equal(answer.status, 400)
    assert.equal(answer.at('Code', 'Value'), 'soap:Sender')
    assert.equal(answer.at('Code', 'Subcode', 'Value'), 'p:not-found')
  })

  it('whose action names another operation is refused', async () => {
    const answer = await the.send(getOrder(), { version: '1.2', headers: { 'content-type': 'application/soap+xml; action="urn:busbar:plant:v2:ListOrders"' } })
    assert.equal(answer.problem?.['code'], 'malformed')
  })

  it('is one also where the media type is that of SOAP 1.1', async () => {
    assert.match((await the.raw(envelope(getOrder(), '', '1.2'), { 'content-type': 'text/xml', 'authorization': `Bearer ${the.key}` })).text, /2003\/05/)
  })
})

describe('what cannot be taken up', () => {
  it('is another media type: 415, with what is read', async () => {
    for (const type of ['application/json', 'text/plain; charset=utf-8', 'multipart/related; type="text/xml"']) {
      const answer = await the.send(getOrder(), { headers: { 'content-type': type } })
      assert.equal(answer.status, 415)
      assert.equal(answer.problem?.['code'], 'unsupported-media-type')
      assert.equal(answer.headers['accept-post'], 'text/xml, application/soap+xml')
    }
  })

  it('is an envelope of another version: VersionMismatch, in SOAP 1.2 with what is read', async () => {
    const body = '<e:Envelope xmlns:e="http://example.com/soap-3"><e:Body><a/></e:Body></e:Envelope>'
    const old = await the.raw(body, { 'content-type': 'text/xml', 'authorization': `Bearer ${the.key}` })
    assert.equal(old.status, 500)
    assert.equal(old.at('faultcode'), 'soap:VersionMismatch')
    const answer = await the.raw(body, { 'content-type': 'application/soap+xml', 'authorization': `Bearer ${the.key}` })
    assert.equal(answer.status, 500)
    assert.equal(answer.at('Code', 'Value'), 'soap:VersionMismatch')
    assert.match(answer.text, /<soap:Upgrade><soap:SupportedEnvelope/)
  })

  it('has a header that must be understood', async () => {
    for (const version of ['1.1', '1.2'] as const) {
      const answer = await the.send(getOrder(), { version, header: '<t:pay xmlns:t="urn:t" s:mustUnderstand="1"/>' })
      assert.equal(answer.status, 500)
      assert.match(answer.text, />soap:MustUnderstand</)
      assert.equal(answer.text.includes('NotUnderstood'), version === '1.2')
    }
  })

  it('is no envelope, or has no operation', async () => {
    for (const [body, code] of [
      ['', 'malformed'],
      ['hello', 'malformed'],
      ['<order/>', 'malformed'],
      [envelope(''), 'malformed'],
      [envelope(getOrder() + getOrder()), 'malformed'],
      [envelope(ask('GetNothing')), 'not-found'],
      [envelope(ask('GetOrder', '<id>PO-0001</id>', 'urn:busbar:plant:v1')), 'not-found'],
      [envelope('<GetOrder><id>PO-0001</id></GetOrder>'), 'not-found'],
      [envelope(ask('GetOrder')), 'malformed'],
      [envelope(ask('CreateOrder')), 'malformed'],
      [envelope(ask('GetOrder', '<id>PO-0001</id><nope>1</nope>')), 'invalid-filter'],
    ] as const) {
      const answer = await the.raw(body, { 'content-type': 'text/xml', 'authorization': `Bearer ${the.key}` })
      assert.equal(answer.status, 500)
      assert.equal(answer.problem?.['code'], code, body)
    }
  })

  it('takes a token like any call, and is answered after who asks is known', async () => {
    await using limited = await soapWorld({ internal: { plan: { id: 'small', rate: 1, burst: 1 } } })
    const answers = []
    for (let n = 0; n < 8; n++) answers.push(await limited.send(ask('GetNothing')))
    assert.ok(
      answers.some(({ status, headers }) => status === 429 && headers['retry-after'] !== undefined),
      answers.map(({ status }) => status).join(),
    )
    const unknown = await the.send(ask('GetNothing'), { anonymous: true, headers: { authorization: 'Bearer bb_live_nobody' } })
    assert.equal(unknown.problem?.['code'], 'unauthenticated')
    assert.equal(unknown.status, 401)
  })
})

describe('a reply', () => {
  it('relates to the message id, with an action (WS-Addressing 1.0 Core, 3.4)', async () => {
    const header =
      '<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing" s:mustUnderstand="1">urn:uuid:7</a:MessageID><a:Action xmlns:a="http://www.w3.org/2005/08/addressing">urn:busbar:plant:v2:GetOrder</a:Action>'
    const answer = await the.send(getOrder(), { header })
    assert.match(answer.text, /<wsa:RelatesTo [^>]*>urn:uuid:7<\/wsa:RelatesTo>/)
    assert.match(answer.text, />urn:busbar:plant:v2:GetOrderResponse<\/wsa:Action>/)
    assert.match((await the.send(getOrder('PO-0404'), { header })).text, /RelatesTo/)
    assert.equal((await the.send(ask('DeleteOrder', '<id>PO-0001</id>'), { header })).problem?.['code'], 'malformed', 'the action is that of another operation')
  })

  it('carries the headers that REST carries', async () => {
    const trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const { headers } = await the.send(createOrder('<id>PO-0077</id><quantity>1</quantity>'), { headers: { 'traceparent': trace, 'idempotency-key': 'k-77' } })
    assert.equal(headers['x-request-id'], 'r')
    assert.equal(headers['traceparent'], trace)
    assert.equal(headers['cache-control'], 'no-store')
    const again = await the.send(createOrder('<id>PO-0077</id><quantity>1</quantity>'), { headers: { 'idempotency-key': 'k-77' } })
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assert.equal(again.at('replayed'), 'true')
    const old = await the.send(ask('ListJobs', '', 'urn:busbar:plant:v1'), { url: '/soap/v1' })
    assert.equal(old.status, 200, old.text)
    assert.match(String(old.headers['deprecation']), /^@/)
    assert.match(String(old.headers['link']), /<https:\/\/plant\.example\/bus\/soap\/v2>; rel="successor-version"/)
  })
})

it('every error code says who must act', () => {
  assert.deepEqual(Object.keys(FAULT_CODE), Object.keys(ERRORS))
})
