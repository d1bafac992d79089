import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { getOrder, soapWorld, type SoapWorld } from './world.ts'

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const TYPE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#'

let the: SoapWorld
before(async () => {
  the = await soapWorld()
  await the.direct({ operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } })
})
after(() => the[Symbol.asyncDispose]())

const basic = (user: string, password: string): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
const security = (password: string, type = 'PasswordText'): string =>
  `<w:Security xmlns:w="${WSSE}" s:mustUnderstand="1"><w:UsernameToken><w:Username>mes</w:Username><w:Password Type="${TYPE}${type}">${password}</w:Password></w:UsernameToken></w:Security>`

describe('a caller shows its key', () => {
  it('as Bearer, as X-API-Key, as the password of Basic, or as that of a UsernameToken', async () => {
    for (const headers of [
      { authorization: `Bearer ${the.key}` },
      { 'x-api-key': the.key },
      { authorization: basic('mes', the.key) },
      { authorization: basic('', the.key) },
    ])
      assert.equal((await the.send(getOrder(), { anonymous: true, headers })).status, 200)
    for (const version of ['1.1', '1.2'] as const)
      assert.equal((await the.send(getOrder(), { anonymous: true, version, header: security(the.key) })).status, 200)
  })

  it('in one place only: which one counts is not chosen', async () => {
    for (const sent of [
      { headers: { authorization: `Bearer ${the.key}` }, header: security(the.key) },
      { headers: { 'authorization': basic('mes', the.key), 'x-api-key': the.key } },
      { headers: { 'authorization': `Bearer ${the.key}`, 'x-api-key': the.key } },
      { header: security(the.key) + security(the.key) },
    ]) {
      const answer = await the.send(getOrder(), { anonymous: true, ...sent })
      assert.equal(answer.problem?.['code'], 'malformed')
    }
  })

  it('and is told how, with 401, where it does not or the key is wrong', async () => {
    for (const sent of [
      {},
      { header: security('bb_live_wrong') },
      { headers: { authorization: basic('mes', 'wrong') } },
      { headers: { authorization: 'Digest x' } },
      { headers: { authorization: 'Basic !' } },
    ]) {
      for (const version of ['1.1', '1.2'] as const) {
        const answer = await the.send(getOrder(), { anonymous: true, version, ...sent })
        assert.equal(answer.status, 401)
        assert.equal(answer.problem?.['code'], 'unauthenticated')
        assert.match(String(answer.headers['www-authenticate']), /Bearer realm="busbar".*Basic realm="busbar"/)
      }
    }
  })

  it('but not as PasswordDigest, where that is not switched on: the fault says what to send, and the option', async () => {
    const answer = await the.send(getOrder(), { anonymous: true, header: security('8TdqCdt5aTRWPPbPY1uV4cVUJx0=', 'PasswordDigest') })
    assert.equal(answer.status, 401)
    assert.match(answer.problem?.['detail'] ?? '', /digestSecret of soap\(\).*PasswordText, over TLS/)
  })

  it('before it is told what is wrong with the message', async () => {
    const answer = await the.send('<x/>', { anonymous: true, headers: { authorization: 'Bearer bb_live_wrong' } })
    assert.equal(answer.problem?.['code'], 'unauthenticated')
    const broken = await the.raw('<s:Envelope', { 'content-type': 'text/xml' })
    assert.equal(broken.problem?.['code'], 'malformed', 'a credential may be in what cannot be read')
  })
})

describe('the WSDL', () => {
  it('needs a key as all else does, which may be that of Basic', async () => {
    assert.equal((await the.get('/soap/v2?wsdl', { authorization: basic('mes', the.key) })).status, 200)
    const upper = await the.get('/soap/v2?WSDL')
    assert.match(upper.text, /<soap:address location="https:\/\/plant\.example\/bus\/soap\/v2"\/>/)
    assert.equal(upper.headers['content-type'], 'text/xml; charset=utf-8')
    assert.equal((await the.get('/soap/v2?wsdl', { 'authorization': `Bearer ${the.key}`, 'if-none-match': String(upper.headers['etag']) })).status, 304)
    assert.equal((await the.get('/soap/v2?wsdl', { authorization: 'Bearer bb_live_wrong' })).status, 401)
    assert.equal((await the.get('/soap/v2')).status, 404)
  })

  it('shows each audience its own', async () => {
    await using other = await soapWorld({ internal: { audience: 'partner', owner: 'NW' } })
    const partner = (await other.get('/soap/v2?wsdl', { authorization: `Bearer ${other.key}` })).text
    const internal = (await the.get('/soap/v2?wsdl')).text
    assert.match(internal, /name="DeleteOrder"/)
    assert.match(internal, /name="cost"/)
    assert.doesNotMatch(partner, /DeleteOrder|StartOrder|name="cost"|ListPartners/)
    assert.match(partner, /name="CreateOrder"/)
  })
})

describe('an idempotency key', () => {
  const create = (id: string): string => `<CreateOrder xmlns="urn:busbar:plant:v2"><record><id>${id}</id><quantity>1</quantity></record></CreateOrder>`
  const own = (key: string): string => `<i:IdempotencyKey xmlns:i="urn:busbar:soap">${key}</i:IdempotencyKey>`
  const messageId = (id: string): string => `<a:MessageID xmlns:a="http://www.w3.org/2005/08/addressing">${id}</a:MessageID>`

  it('is a header of the envelope, a header of HTTP, or the message id: the same request again is a replay', async () => {
    for (const [n, sent] of [
      { header: own('k1') },
      { headers: { 'idempotency-key': '"k2"' } },
      { header: messageId('urn:uuid:k3') },
      { header: own('k4') + messageId('urn:uuid:k4a'), headers: { 'idempotency-key': 'k4' } },
    ].entries()) {
      const first = await the.send(create(`PO-1${n}00`), sent)
      assert.equal(first.at('replayed'), undefined)
      const second = await the.send(create(`PO-1${n}00`), sent)
      assert.equal(second.status, 200)
      assert.equal(second.at('replayed'), 'true')
      assert.equal((await the.send(create(`PO-1${n}01`), sent)).problem?.['code'], 'idempotency-key-reused')
    }
  })

  it('is one key on every protocol: sent by REST and then by SOAP it has one effect', async () => {
    const made = await the.rest('POST', '/api/v2/orders', {
      body: { quantity: '1.50', id: 'PO-2000', note: null, priority: 3 },
      headers: { 'idempotency-key': 'k-both' },
    })
    assert.equal(made.status, 201, made.text)
    const again = await the.send(
      '<CreateOrder xmlns="urn:busbar:plant:v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><record><id>PO-2000</id><quantity> 1.50 </quantity><note xsi:nil="true"/><priority>3</priority></record></CreateOrder>',
      { header: own('k-both') },
    )
    assert.equal(again.status, 200, again.text)
    assert.equal(again.at('replayed'), 'true')
    assert.equal(again.at('record', 'revision'), '1')
  })

  it('that differs inside and outside is refused, and so is an empty one, and two', async () => {
    assert.equal((await the.send(create('PO-3000'), { header: own('a'), headers: { 'idempotency-key': 'b' } })).problem?.['code'], 'malformed')
    assert.equal((await the.send(create('PO-3000'), { header: own('') })).problem?.['code'], 'idempotency-key-invalid')
    assert.equal((await the.send(create('PO-3000'), { header: own('a') + own('a') })).problem?.['code'], 'malformed')
    assert.equal((await the.send(create('PO-3000'), { header: own('a'.repeat(256)) })).problem?.['code'], 'idempotency-key-invalid')
  })
})
