import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ask, createOrder, envelope, soapWorld, type Received, type SoapWorld } from './world.ts'

let the: SoapWorld
before(async () => {
  the = await soapWorld()
})
after(() => the[Symbol.asyncDispose]())

let last = 0
const next = (): string => `PO-${String(++last).padStart(4, '0')}`
const create = (fields: string): Promise<Received> => the.send(createOrder(`<id>${next()}</id>${fields}`))
/** What REST shows of the order that was made last. */
const seen = async (): Promise<{ readonly [field: string]: unknown }> =>
  JSON.parse((await the.rest('GET', `/api/v2/orders/PO-${String(last).padStart(4, '0')}`)).text) as { [field: string]: unknown }
const pointers = (answer: Received): string | undefined => answer.problem?.['errors']

describe('an element is what it means, however it is written', () => {
  it('with any prefixes, and attributes in any order', async () => {
    const id = next()
    const answer = await the.send(
      `<p:CreateOrder xmlns:q="urn:busbar:plant:v2" xmlns:p="urn:busbar:plant:v2" xmlns:i="http://www.w3.org/2001/XMLSchema-instance"><q:record><id>${id}</id><p:quantity>1</p:quantity><q:note i:nil="true" i:schemaLocation="urn:x x.xsd"/></q:record></p:CreateOrder>`,
    )
    assert.equal(answer.status, 200, answer.text)
    assert.equal((await seen())['note'], null)
  })

  it('in any order, with comments, CDATA and references', async () => {
    const answer = await create('<!-- so many --><note>a <![CDATA[<b> & ]]>c &amp; &#x1F600;<!-- no --> d</note><quantity>1</quantity>')
    assert.equal(answer.status, 200, answer.text)
    assert.equal((await seen())['note'], 'a <b> & c & \u{1f600} d')
    assert.equal(answer.at('record', 'note'), 'a <b> & c & \u{1f600} d')
  })

  it('with white space around what is no text, and kept in what is', async () => {
    const answer = await create('\n  <quantity>\n 2.50 </quantity>\n <priority> 3 </priority><note> x \n y</note><due> 2026-10-01T00:00:00Z </due>')
    assert.equal(answer.status, 200, answer.text)
    assert.partialDeepStrictEqual(await seen(), { quantity: '2.50', priority: 3, note: ' x \n y', due: '2026-10-01T00:00:00Z' })
  })

  it('absent, empty and nil are three things', async () => {
    await create('<quantity>1</quantity>')
    assert.equal('note' in (await seen()), false)
    await create('<quantity>1</quantity><note/>')
    assert.equal((await seen())['note'], '')
    await create('<quantity>1</quantity><note></note>')
    assert.equal((await seen())['note'], '')
    const nil = await the.send(ask('CreateOrder', `<record><id>${next()}</id><quantity>1</quantity><note xsi:nil="1"/></record>`))
    assert.equal(nil.status, 200, nil.text)
    assert.equal((await seen())['note'], null)
    assert.match(nil.text, /<note xsi:nil="true"\/>/)
  })

  it('a dateTime has a zone, or the kernel says where it is missing', async () => {
    assert.equal((await create('<quantity>1</quantity><due>2026-10-01T02:00:00+02:00</due>')).status, 200)
    const answer = await create('<quantity>1</quantity><due>2026-10-01T02:00:00</due>')
    assert.equal(answer.problem?.['code'], 'invalid')
    assert.match(pointers(answer) ?? '', /#\/due/)
  })

  it('a decimal has no exponent, and keeps its zeros', async () => {
    for (const [written, kept] of [
      ['12.500', '12.500'],
      ['+1.5', '1.5'],
      ['007', '7'],
      ['.5', '0.5'],
      ['1.', '1'],
    ] as const) {
      const answer = await create(`<quantity>${written}</quantity>`)
      assert.equal(answer.at('record', 'quantity'), kept, answer.text)
    }
    for (const wrong of ['1e3', '1,5', 'NaN', 'INF', '', '0x1', '1 2'])
      assert.match(pointers(await create(`<quantity>${wrong}</quantity>`)) ?? '', /#\/quantity/, wrong)
  })

  it('xsi:type may repeat the declared type and nothing else', async () => {
    const typed = (type: string, more = ''): string =>
      `<CreateOrder xmlns="urn:busbar:plant:v2" xmlns:t="urn:busbar:plant:v2" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><record xsi:type="${type}"><id>${next()}</id><quantity${more}>1</quantity></record></CreateOrder>`
    assert.equal((await the.send(typed('t:OrderCreate'))).status, 200)
    assert.equal((await the.send(typed('OrderCreate', ' xsi:type="xs:decimal"'))).status, 200)
    for (const content of [typed('t:Order'), typed('xs:string'), typed('t:OrderCreate', ' xsi:type="xs:string"'), typed('u:OrderCreate')])
      assert.equal((await the.send(content)).problem?.['code'], 'malformed')
  })

  it('elements of other namespaces extend it and are passed over; unknown ones of ours are pointed at', async () => {
    assert.equal((await create('<quantity>1</quantity><x:more xmlns:x="urn:x"><x:deep/></x:more>')).status, 200)
    assert.match(pointers(await create('<quantity>1</quantity><colour>red</colour>')) ?? '', /#\/colour/)
    assert.match(pointers(await create('<quantity>1</quantity><state>Running</state>')) ?? '', /#\/state/)
    assert.equal((await create('<quantity>1</quantity><quantity>2</quantity>')).problem?.['code'], 'malformed')
    assert.equal((await create('<quantity>1</quantity>text')).problem?.['code'], 'malformed')
  })
})

describe('the bytes of a message', () => {
  const key = (): { readonly authorization: string } => ({ authorization: `Bearer ${the.key}` })
  const text = (): string => envelope(createOrder(`<id>${next()}</id><quantity>1</quantity><note>Größe</note>`))

  it('may be UTF-8 with or without a mark, UTF-16 with one, or ISO-8859-1 where it says so', async () => {
    for (const [type, bytes] of [
      ['text/xml; charset=utf-8', Buffer.from(`\ufeff${text()}`)],
      ['text/xml; charset="UTF-8"', Buffer.from(`<?xml version="1.0" encoding="utf-8"?>${text()}`)],
      ['text/xml; charset=utf-16', Buffer.from(`\ufeff${text()}`, 'utf16le')],
      ['text/xml', Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${text()}`, 'utf16le').swap16()],
      ['text/xml; charset=ISO-8859-1', Buffer.from(`<?xml version="1.0" encoding="ISO-8859-1"?>${text()}`, 'latin1')],
    ] as const) {
      const answer = await the.raw(bytes, { 'content-type': type, ...key() })
      assert.equal(answer.status, 200, `${type} ${answer.text}`)
      assert.equal(answer.at('record', 'note'), 'Größe', type)
    }
  })

  it('are refused where HTTP and the document differ, or say what is not read', async () => {
    for (const [type, start] of [
      ['text/xml; charset=utf-8', '<?xml version="1.0" encoding="ISO-8859-1"?>'],
      ['text/xml; charset=ebcdic', ''],
      ['text/xml', '<?xml version="1.0" encoding="utf-7"?>'],
    ] as const) {
      const answer = await the.raw(Buffer.from(start + text()), { 'content-type': type, ...key() })
      assert.equal(answer.problem?.['code'], 'malformed', type)
    }
  })
})

describe('an answer', () => {
  it('has what was included beside its key, and nil where there is nothing to show', async () => {
    await the.direct({ operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk' } })
    const there = next()
    await the.direct({ operation: 'Order.create', input: { id: there, quantity: '1', customer: 'NW' } })
    const shown = await the.send(ask('GetOrder', `<id>${there}</id><include>customer</include><include>lines</include>`))
    assert.equal(shown.at('record', 'customer'), 'NW')
    assert.equal(shown.at('record', 'customerRecord', 'title'), 'Nordwerk')
    assert.match(shown.text, /<lines><\/lines>|<lines\/>/)
    const gone = next()
    await the.direct({ operation: 'Order.create', input: { id: gone, quantity: '1', customer: 'nobody' } })
    assert.match((await the.send(ask('GetOrder', `<id>${gone}</id><include>customer</include>`))).text, /<customerRecord xsi:nil="true"\/>/)
  })

  it('has a declared fault as an element of its own, typed, beside the problem', async () => {
    const [first, second] = [next(), next()]
    for (const id of [first, second]) await the.direct({ operation: 'Order.create', input: { id, quantity: '1' } })
    const start = (id: string): string => ask('StartOrder', `<id>${id}</id><input><line>l3</line></input>`)
    const started = await the.send(start(first))
    assert.match(started.at('output', 'startedAt') ?? '', /^2026-/)
    const busy = await the.send(start(second), { version: '1.2' })
    assert.equal(busy.status, 400)
    assert.match(busy.text, new RegExp(`<LineBusy xmlns="urn:busbar:plant:v2"[^>]*><line>l3</line><runningOrder>${first}</runningOrder></LineBusy><Problem`))
    assert.equal(busy.problem?.['type'], 'urn:busbar:problem:plant:line-busy')
    const problem = JSON.parse((await the.rest('POST', `/api/v2/orders/${second}/start`, { body: { line: 'l3' } })).text) as {
      readonly [name: string]: unknown
    }
    for (const member of ['type', 'title', 'code', 'detail']) assert.equal(busy.problem?.[member], problem[member])
  })

  it('that XML has no words for is refused by name when it is read; what was done is said all the same', async () => {
    const id = next()
    await the.direct({ operation: 'Order.create', input: { id, quantity: '1', note: 'a\u0001b' } })
    const read = await the.send(ask('GetOrder', `<id>${id}</id>`))
    assert.equal(read.problem?.['code'], 'not-acceptable')
    assert.match(read.problem?.['detail'] ?? '', /U\+0001/)
    assert.equal((await the.send(ask('GetOrder', `<id>${id}</id><fields>quantity</fields>`))).status, 200)
    const changed = await the.send(ask('UpdateOrder', `<id>${id}</id><patch><quantity>2</quantity></patch>`))
    assert.equal(changed.status, 200)
    assert.equal(changed.at('record', 'note'), 'a\ufffdb')
  })

  it('of a merge patch keeps what is absent and removes what is nil', async () => {
    const id = next()
    await the.direct({ operation: 'Order.create', input: { id, quantity: '1', note: 'x', due: '2026-10-01T00:00:00Z' } })
    const changed = await the.send(ask('UpdateOrder', `<id>${id}</id><patch><due xsi:nil="true"/></patch><ifMatch>1</ifMatch>`))
    assert.equal(changed.status, 200, changed.text)
    assert.equal(changed.at('record', 'note'), 'x')
    assert.equal(changed.at('record', 'due'), undefined)
    assert.equal((await the.send(ask('UpdateOrder', `<id>${id}</id><patch/><ifMatch>1</ifMatch>`))).problem?.['code'], 'precondition-failed')
    assert.equal((await the.send(ask('UpdateOrder', `<id>${id}</id><patch/><ifMatch>x</ifMatch>`))).problem?.['code'], 'malformed')
  })
})

describe('a list', () => {
  const bad = async (parts: string, code = 'invalid-filter'): Promise<void> =>
    assert.equal((await the.send(ask('ListOrders', parts))).problem?.['code'], code, parts)

  it('says what is wrong with what it was asked', async () => {
    for (const parts of [
      '<limit>0</limit>',
      '<limit>ten</limit>',
      '<cursor/>',
      '<count>maybe</count>',
      '<sort/>',
      '<sort><field>due</field><descending>down</descending></sort>',
      '<filter/>',
      '<filter><field>state</field></filter>',
      '<filter><field>state</field><operator>like</operator><value>x</value></filter>',
      '<filter><field>state</field><value>a</value><value>b</value></filter>',
      '<filter><field>state</field><operator>in</operator></filter>',
      '<filter><field>state</field><value><x/></value></filter>',
      '<limit>1</limit><limit>1</limit>',
      '<limit><a/></limit>',
      '<fields/>',
      '<nope/>',
    ])
      await bad(parts)
    await bad('<cursor>x</cursor>', 'invalid-cursor')
    await bad('text', 'malformed')
    await bad('<limit xmlns="urn:busbar:plant:v1">1</limit>', 'malformed')
  })
})
