import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { face, failing, type Received } from './harness.ts'

const ORDERS = '/api/v2/production-orders'
const FIELDS = ['id', 'material', 'quantity', 'due', 'line', 'margin', 'price', 'weight', 'planned', 'place', 'tags', 'state', 'revision']

async function textOf(answer: Received): Promise<string> {
  let text = ''
  for await (const piece of answer.body as AsyncIterable<string>) text += piece
  return text
}

describe('an export', () => {
  it('is NDJSON by Accept: each record a line, as it is', async () => {
    const { kernel, send } = face()
    kernel.records = [['{"id":"1"}', '{"id":"2"}'], [], ['{"id":"3"}']]
    const answer = await send('GET', `${ORDERS}?state=Ready&sort=due&include=parts`, { headers: { accept: 'application/x-ndjson' } })
    assert.equal(answer.status, 200)
    assert.equal(answer.headers['content-type'], 'application/x-ndjson; charset=utf-8')
    assert.equal(answer.headers['content-disposition'], 'attachment; filename="production-orders.ndjson"')
    assert.equal(await textOf(answer), '{"id":"1"}\n{"id":"2"}\n{"id":"3"}\n')
    assert.deepEqual(kernel.calls[0]?.query, { filter: [{ field: 'state', operator: 'eq', values: ['Ready'] }], sort: { field: 'due', descending: false } })
  })

  it('is CSV by Accept (RFC 4180): nested fields in columns of their own', async () => {
    const { kernel, send } = face()
    kernel.shown = FIELDS
    kernel.records = [
      [
        JSON.stringify({
          id: 'PO-00000001',
          material: 'M,1',
          quantity: '-12.500',
          due: '2026-01-01T00:00:00Z',
          line: 'say "hi"',
          margin: '1',
          price: { amount: '-9.50', currency: 'EUR' },
          weight: { value: '2', unit: 'kg' },
          planned: { local: '2026-01-01T00:00:00', zone: 'Europe/Berlin' },
          place: { building: 'B\n1', floor: -2 },
          tags: ['a', 'b'],
          state: 'Ready',
          revision: 3,
        }),
        JSON.stringify({ id: 'PO-00000002', material: '', line: null, state: 'Ready', revision: 1 }),
      ],
    ]
    const answer = await send('GET', ORDERS, { headers: { accept: 'text/csv' } })
    assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8; header=present')
    assert.equal(answer.headers['x-content-type-options'], 'nosniff')
    assert.deepEqual((await textOf(answer)).split('\r\n'), [
      'id,material,quantity,due,line,margin,price.amount,price.currency,weight.value,weight.unit,planned.local,planned.zone,place.building,place.floor,tags,state,revision',
      'PO-00000001,"M,1",-12.500,2026-01-01T00:00:00Z,"say ""hi""",1,-9.50,EUR,2,kg,2026-01-01T00:00:00,Europe/Berlin,"B\n1",-2,"[""a"",""b""]",Ready,3',
      'PO-00000002,"",,,,,,,,,,,,,,Ready,1',
      '',
    ])
  })

  it('guards cells that a spreadsheet would run (OWASP: CSV injection)', async () => {
    const { kernel, send } = face()
    kernel.shown = ['material', 'quantity']
    kernel.records = [
      ["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', 'a=b'].map((material) => JSON.stringify({ material, quantity: '=1' })),
    ]
    const text = await textOf(await send('GET', ORDERS, { headers: { accept: 'text/csv' } }))
    assert.equal(
      text,
      `material,quantity\r\n'=cmd|' /C calc'!A0,'=1\r\n'+1,'=1\r\n'-1,'=1\r\n'@SUM(A1),'=1\r\n'\tx,'=1\r\n"'\rx",'=1\r\n"'\nx",'=1\r\na=b,'=1\r\n`,
    )
  })

  it('has only the columns that the caller is shown, and of them those asked for', async () => {
    const { kernel, send } = face()
    kernel.records = [['{"id":"1","state":"Ready"}']]
    kernel.shown = ['id', 'state', 'quantity']
    assert.equal(await textOf(await send('GET', ORDERS, { headers: { accept: 'text/csv' } })), 'id,state,quantity\r\n1,Ready,\r\n')
    assert.equal(await textOf(await send('GET', `${ORDERS}?fields=state,margin,id`, { headers: { accept: 'text/csv' } })), 'state,id\r\nReady,1\r\n')
    kernel.shown = undefined
    const all = (await textOf(await send('GET', ORDERS, { headers: { accept: 'text/csv' } }))).split('\r\n')[0] ?? ''
    assert.ok(!all.includes('secret') && !all.includes('parts') && all.startsWith('id,material,'), all)
  })

  it('has no pages', async () => {
    const { send, kernel } = face()
    for (const search of ['limit=10', 'cursor=x']) {
      const answer = await send('GET', `${ORDERS}?${search}`, { headers: { accept: 'text/csv' } })
      assert.equal(answer.status, 400)
      assert.match(answer.problem.detail ?? '', /has no pages/)
    }
    assert.match((await send('GET', `${ORDERS}?include=parts`, { headers: { accept: 'text/csv' } })).problem.detail ?? '', /ask for application\/x-ndjson/)
    assert.equal(kernel.calls.length, 0)
  })

  it('is chosen by weight; JSON where all is the same to the caller', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['text/csv;q=0.5, application/x-ndjson', 'application/x-ndjson; charset=utf-8'],
      ['text/*, application/json;q=0.1', 'text/csv; charset=utf-8; header=present'],
      ['application/json, text/csv', 'application/json; charset=utf-8'],
      ['text/csv, */*;q=0.1', 'text/csv; charset=utf-8; header=present'],
      ['*/*, application/json;q=0', 'text/csv; charset=utf-8; header=present'],
    ]
    for (const [accept, type] of cases) {
      const { kernel, send } = face()
      kernel.reply = () => ({ ok: true, kind: 'page', body: '[]' })
      assert.equal((await send('GET', ORDERS, { headers: { accept } })).headers['content-type'], type, accept)
    }
  })

  it('answers a refusal before its first line', async () => {
    const { kernel, send } = face()
    kernel.reply = () => failing('insufficient-scope', { more: { scope: 'x' } })
    const answer = await send('GET', ORDERS, { headers: { accept: 'text/csv' } })
    assert.equal(answer.status, 403)
    assert.equal(answer.problem.code, 'insufficient-scope')
  })

  it('lets go of the records when the client stops reading', async () => {
    const { kernel, send } = face()
    let ended = false
    kernel.stream = () =>
      Promise.resolve({
        ok: true,
        records: (async function* () {
          try {
            for (;;) yield ['{}']
          } finally {
            ended = true
          }
        })(),
      })
    const answer = await send('GET', ORDERS, { headers: { accept: 'application/x-ndjson' } })
    for await (const piece of answer.body as AsyncIterable<string>) {
      assert.equal(piece, '{}\n')
      break
    }
    assert.ok(ended)
  })
})
