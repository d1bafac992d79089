import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { face, failing, page, record } from './harness.ts'

const ORDERS = '/api/v2/production-orders'
const ORDER = `${ORDERS}/PO-00000001`
const ROOT = 'xmlns="urn:busbar:plant:v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const wanted = { accept: 'application/xml' }
const sent = { 'content-type': 'application/xml' }

describe('an answer in XML', () => {
  it('is a record in the contract’s order, under the contract’s namespace, with a tag of its own', async () => {
    const { kernel, send } = face()
    kernel.reply = () => record('{"due":"2026-01-01t00:00:00z","id":"PO-00000001","tags":["a<b",""],"price":{"currency":"EUR","amount":"1.20"},"line":null}')
    const answer = await send('GET', ORDER, { headers: wanted })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.headers, {
      'content-type': 'application/xml; charset=utf-8',
      'cache-control': 'private, no-cache',
      'x-content-type-options': 'nosniff',
      'vary': 'Accept',
      'x-request-id': 'req-1',
      'etag': '"3-ab12.xml"',
    })
    assert.equal(
      answer.body,
      `${HEAD}<ProductionOrder ${ROOT}><id>PO-00000001</id><due>2026-01-01T00:00:00Z</due><line xsi:nil="true"/><price><amount>1.20</amount><currency>EUR</currency></price><tags><item>a&lt;b</item><item></item></tags></ProductionOrder>`,
    )
  })
  it('is not sent again to who has it, and the tag of JSON is another one', async () => {
    const { kernel, send } = face()
    kernel.reply = () => record('{}')
    const asked = (tag: string): ReturnType<typeof send> => send('GET', ORDER, { headers: { ...wanted, 'if-none-match': tag } })
    const same = await asked('"3-ab12.xml"')
    assert.deepEqual([same.status, same.body, same.headers['content-type'], same.headers['etag']], [304, null, undefined, '"3-ab12.xml"'])
    assert.equal((await asked('"3-ab12"')).status, 200)
    assert.equal((await send('GET', ORDER, { headers: { 'if-none-match': '"3-ab12.xml"' } })).status, 200)
    await send('PATCH', ORDER, { body: {}, headers: { 'if-match': '"3-ab12.xml"' } })
    assert.deepEqual(kernel.calls.at(-1)?.ifMatch, [3])
  })
  it('is a page, an output, a composite', async () => {
    const { kernel, send } = face()
    kernel.reply = () => page('[{"id":"PO-00000001"}]', { next: 'n&1', count: 7 })
    const listed = await send('GET', `${ORDERS}?limit=1`, { headers: wanted })
    assert.equal(
      listed.body,
      `${HEAD}<ProductionOrderPage ${ROOT}><items><item><id>PO-00000001</id></item></items><next>n&amp;1</next><count>7</count></ProductionOrderPage>`,
    )
    assert.match(String(listed.headers['link']), /rel="next"/)
    kernel.reply = () => ({ ok: true, kind: 'output', body: '{"startedAt":"2026-01-01T00:00:00Z"}' })
    const started = await send('POST', `${ORDER}/start`, { body: { line: 'L1' }, headers: wanted })
    assert.equal(started.body, `${HEAD}<ProductionOrderStartOutput ${ROOT}><startedAt>2026-01-01T00:00:00Z</startedAt></ProductionOrderStartOutput>`)
    kernel.reply = () => ({ ok: true, kind: 'output', body: '{"oee":0.5}' })
    const asked = await send('GET', '/api/v2/line-effectiveness?line=L1&days=1', { headers: wanted })
    assert.equal(asked.body, `${HEAD}<LineEffectivenessOutput ${ROOT}><oee>0.5</oee></LineEffectivenessOutput>`)
    kernel.reply = () => ({ ok: true, kind: 'record', body: '{"id":"PO-00000001","material":{"id":"M1","unit":"kg"},"parts":[]}', key: 'PO-00000001' })
    const overview = await send('GET', '/api/v2/order-overview/PO-00000001', { headers: wanted })
    assert.equal(
      overview.body,
      `${HEAD}<OrderOverview ${ROOT}><id>PO-00000001</id><material>M1</material><materialRecord><id>M1</id><unit>kg</unit></materialRecord><parts></parts></OrderOverview>`,
    )
  })
  it('is nothing where there is nothing to show', async () => {
    const { kernel, send } = face()
    kernel.reply = () => ({ ok: true, kind: 'empty', body: '' })
    const answer = await send('DELETE', ORDER, { headers: wanted })
    assert.deepEqual([answer.status, answer.body, answer.headers['content-type']], [204, null, undefined])
  })
  it('is a problem with every member (RFC 9457, B)', async () => {
    const { kernel, send } = face()
    kernel.reply = () =>
      failing('invalid', {
        detail: 'a < b',
        errors: [{ pointer: '/tags/0', detail: 'x' }],
        more: { 'a b': [1, null], 'required': { scope: 's' } },
        retryAfter: 2,
      })
    const answer = await send('GET', ORDER, { headers: wanted })
    assert.equal(answer.status, 422)
    assert.equal(answer.headers['content-type'], 'application/problem+xml; charset=utf-8')
    assert.equal(answer.headers['retry-after'], '2')
    assert.equal(
      answer.body,
      `${HEAD}<problem xmlns="urn:ietf:rfc:7807"><type>urn:busbar:problem:invalid</type><title>The input does not fit the contract.</title><status>422</status><detail>a &lt; b</detail><instance>urn:busbar:request:req-1</instance><code>invalid</code><errors><i><detail>x</detail><pointer>#/tags/0</pointer></i></errors><a_x0020_b><i>1</i><i></i></a_x0020_b><required><scope>s</scope></required></problem>`,
    )
  })
  it('goes to who prefers it, not to browsers, nor to who takes anything', async () => {
    const { kernel, send } = face()
    kernel.reply = () => record('{}')
    const typeFor = async (accept: string, url = ORDER): Promise<string> =>
      String((await send('GET', url, { headers: { accept } })).headers['content-type']).split(';')[0] ?? ''
    for (const accept of ['application/xml', 'text/xml', 'application/xml, application/json;q=0.5', 'application/*;q=0.1, application/xml'])
      assert.equal(await typeFor(accept), 'application/xml', accept)
    for (const accept of ['*/*', 'application/*', 'application/json, application/xml', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'])
      assert.equal(await typeFor(accept), 'application/json', accept)
    kernel.reply = () => page('[]')
    assert.equal(await typeFor('application/xml', ORDERS), 'application/xml')
  })
  it('refuses to read what XML has no words for, and replaces it where something was done', async () => {
    const { kernel, send } = face()
    kernel.reply = () => record('{"line":"a\\u0001b"}', { notices: { limits: [{ name: 'rate', quota: 1, window: 1, remaining: 1, reset: 1 }] } })
    const read = await send('GET', ORDER, { headers: wanted })
    assert.equal(read.status, 406)
    assert.match(String(read.body), /<code>not-acceptable<\/code>/)
    assert.equal(read.headers['content-type'], 'application/problem+xml; charset=utf-8')
    assert.equal(read.headers['etag'], undefined)
    assert.ok(read.headers['ratelimit'])
    assert.equal(kernel.calls.length + kernel.identified, 1, 'one token is taken')
    const changed = await send('PATCH', ORDER, { body: {}, headers: wanted })
    assert.equal(changed.status, 200)
    assert.match(String(changed.body), /<line>a\ufffdb<\/line>/)
  })
})

describe('a body in XML', () => {
  it('is the input that JSON would have been', async () => {
    const cases: readonly (readonly [method: string, url: string, body: string, input: unknown])[] = [
      [
        'POST',
        ORDERS,
        `<ProductionOrderCreate ${ROOT}><quantity>1.50</quantity><place><floor>2</floor></place></ProductionOrderCreate>`,
        { quantity: '1.50', place: { floor: 2 } },
      ],
      ['POST', ORDERS, `<p:ProductionOrder xmlns:p="urn:busbar:plant:v2"><p:line> x</p:line></p:ProductionOrder>`, { line: ' x' }],
      ['PUT', ORDER, `<ProductionOrderReplace><line/></ProductionOrderReplace>`, { line: '' }],
      ['PATCH', ORDER, `<ProductionOrderPatch ${ROOT}><line xsi:nil="true"/><tags/></ProductionOrderPatch>`, { line: null, tags: [] }],
      ['POST', `${ORDER}/start`, `<ProductionOrderStartInput ${ROOT}><line>L1</line></ProductionOrderStartInput>`, { line: 'L1' }],
      ['POST', '/api/v2/simulate', `<SimulateInput ${ROOT}><plan><line>L1</line></plan></SimulateInput>`, { plan: { line: 'L1' } }],
    ]
    for (const [method, url, body, input] of cases)
      for (const type of ['application/xml', 'text/xml; charset="utf-8"', 'Application/XML;charset=UTF-8']) {
        const it = face()
        await it.send(method, url, { body, headers: { 'content-type': type } })
        assert.deepEqual(it.call.input, input, `${method} ${url} ${type}`)
        if (method === 'PATCH') assert.equal(it.call.patch, 'merge')
      }
  })
  it('may be in another encoding, if it says so', async () => {
    const { send, kernel } = face()
    await send('PATCH', ORDER, { body: Buffer.from('\ufeff<ProductionOrderPatch><line>ä</line></ProductionOrderPatch>', 'utf16le'), headers: sent })
    await send('PATCH', ORDER, {
      body: Buffer.from('<ProductionOrderPatch><line>ä</line></ProductionOrderPatch>', 'latin1'),
      headers: { 'content-type': 'application/xml; charset=ISO-8859-1' },
    })
    assert.deepEqual(
      kernel.calls.map(({ input }) => input),
      [{ line: 'ä' }, { line: 'ä' }],
    )
  })
  it('is refused with 400 where it cannot be read, before anything happens, and takes a token', async () => {
    const cases: readonly (readonly [body: string, words: RegExp])[] = [
      ['<ProductionOrderCreate>', /not well-formed.*line 1/],
      ['<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><ProductionOrderCreate>&x;</ProductionOrderCreate>', /DOCTYPE/],
      ['<ProductionOrderPatch/>', /root element is <ProductionOrderPatch> in no namespace; expected is <ProductionOrderCreate> or <ProductionOrder>/],
      ['<ProductionOrderCreate xmlns="urn:busbar:plant:v1"/>', /in the namespace "urn:busbar:plant:v1"/],
      ['<ProductionOrderCreate>x</ProductionOrderCreate>', /text between/],
      ['<ProductionOrderCreate id="1"/>', /attribute 'id'/],
      [`<ProductionOrderCreate ${ROOT} xsi:nil="1"/>`, /xsi:nil/],
      ['<ProductionOrderCreate><line>a</line><line>b</line></ProductionOrderCreate>', /'\/line' came twice/],
      ['{"id":"PO-1"}', /not well-formed/],
    ]
    for (const [body, words] of cases) {
      const { send, kernel } = face()
      const answer = await send('POST', ORDERS, { body, headers: sent })
      assert.deepEqual([answer.status, answer.problem.code], [400, 'malformed'], body)
      assert.match(answer.problem.detail ?? '', words)
      assert.deepEqual([kernel.calls.length, kernel.identified], [0, 1])
    }
    const { send } = face()
    const lying = await send('POST', ORDERS, { body: '<?xml version="1.0" encoding="UTF-16"?><ProductionOrderCreate/>', headers: sent })
    assert.equal(lying.status, 400)
    assert.equal((await send('POST', ORDERS, { body: '', headers: sent })).status, 400)
    assert.equal((await send('POST', `${ORDER}/start`, { body: '<ProductionOrderStartInput/>', headers: { 'content-type': 'application/xmlx' } })).status, 415)
  })
  it('is refused with 415 where only JSON is read: in a batch', async () => {
    const { send } = face()
    const answer = await send('POST', '/api/v2/batch', { body: '<a/>', headers: sent })
    assert.deepEqual([answer.status, answer.headers['accept-post']], [415, 'application/json'])
    assert.equal((await send('POST', '/api/v2/batch', { body: { calls: [{ method: 'GET', path: '/materials/1' }] }, headers: wanted })).status, 406)
  })
})
