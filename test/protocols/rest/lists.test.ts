import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { face, failing, page } from './harness.ts'

const ORDERS = '/api/v2/production-orders'

async function queryOf(search: string, headers: { readonly [name: string]: string } = {}) {
  const { kernel, send } = face()
  kernel.reply = () => page('[]')
  const answer = await send('GET', `${ORDERS}?${search}`, { headers })
  return { answer, query: kernel.calls[0]?.query, call: kernel.calls[0] }
}

describe('a list', () => {
  it('answers its records as items', async () => {
    const { kernel, send } = face()
    kernel.reply = () => page('[{"id":"PO-00000001"}]')
    const answer = await send('GET', ORDERS)
    assert.equal(answer.status, 200)
    assert.equal(answer.body, '{"items":[{"id":"PO-00000001"}]}')
    assert.equal(answer.headers['link'], undefined)
    assert.equal(answer.headers['vary'], 'Accept, Prefer')
    assert.deepEqual(kernel.calls[0]?.query, {})
  })

  it('links to the next page under the public URL, and says its cursor', async () => {
    const { kernel, send } = face()
    kernel.reply = () => page('[]', { next: 'a+b/c=' })
    const answer = await send('GET', `${ORDERS}?state=Ready&due[gte]=2026-01-01T00:00:00Z&cursor=old&limit=2`)
    assert.deepEqual(answer.json, { items: [], next: 'a+b/c=' })
    assert.equal(
      answer.headers['link'],
      '<https://plant.example/busbar/api/v2/production-orders?state=Ready&due[gte]=2026-01-01T00:00:00Z&limit=2&cursor=a%2Bb%2Fc%3D>; rel="next"',
    )
    kernel.reply = () => page('[]', { next: 'x' })
    assert.equal((await send('GET', ORDERS)).headers['link'], '<https://plant.example/busbar/api/v2/production-orders?cursor=x>; rel="next"')
    // What could end the link early is escaped.
    assert.equal(
      (await send('GET', `${ORDERS}?line=a>;b"<c`)).headers['link'],
      '<https://plant.example/busbar/api/v2/production-orders?line=a%3E;b%22%3Cc&cursor=x>; rel="next"',
    )
  })

  it('counts when asked to (RFC 7240)', async () => {
    const { kernel, send } = face()
    kernel.reply = ({ query }) => page('[]', query?.count ? { count: 1234 } : {})
    for (const prefer of ['count=exact', 'respond-async, Count="exact"; x=1', 'return=minimal,count=exact']) {
      const answer = await send('GET', ORDERS, { headers: { prefer } })
      assert.deepEqual(answer.json, { items: [], count: 1234 })
      assert.equal(answer.headers['preference-applied'], 'count=exact')
    }
    for (const prefer of ['count=estimated', 'count', '', 'count=none, count=exact', ';;,==']) {
      const answer = await send('GET', ORDERS, { headers: { prefer } })
      assert.deepEqual(answer.json, { items: [] }, prefer)
      assert.equal(answer.headers['preference-applied'], undefined)
    }
  })
})

describe('the parameters of a list', () => {
  it('are filters, order, page, fields and surroundings', async () => {
    const { call } = await queryOf(
      'state=Ready&due[gte]=2026-01-01&quantity%5Bin%5D=1,2.5&line[null]=true&material[ne]=&sort=-due&limit=20&cursor=abc&fields=id,state&include=parts,material.x',
    )
    assert.deepEqual(call?.query, {
      filter: [
        { field: 'state', operator: 'eq', values: ['Ready'] },
        { field: 'due', operator: 'gte', values: ['2026-01-01'] },
        { field: 'quantity', operator: 'in', values: ['1', '2.5'] },
        { field: 'line', operator: 'eq', values: [null] },
        { field: 'material', operator: 'ne', values: [''] },
      ],
      sort: { field: 'due', descending: true },
      limit: 20,
      cursor: 'abc',
    })
    assert.deepEqual(call?.fields, ['id', 'state'])
    assert.deepEqual(call?.include, ['parts', 'material.x'])
  })

  it('are decoded as forms write them', async () => {
    const { query } = await queryOf('line=A%26B+C%2BD%C3%A4&place.building=1%2C2&material[in]=a%2Cb\\,c,d\\\\,e\\f&&')
    assert.deepEqual(query?.filter, [
      { field: 'line', operator: 'eq', values: ['A&B C+Dä'] },
      { field: 'place.building', operator: 'eq', values: ['1,2'] },
      { field: 'material', operator: 'in', values: ['a', 'b,c', 'd\\', 'e\\f'] },
    ])
  })

  it('keep the offset of an instant whose + was not escaped', async () => {
    const { query } = await queryOf('due[lt]=2026-01-01T00:00:00+02:00&line=2026-01-01 00:00'.replace(' ', '%20'))
    assert.deepEqual(query?.filter, [
      { field: 'due', operator: 'lt', values: ['2026-01-01T00:00:00+02:00'] },
      { field: 'line', operator: 'eq', values: ['2026-01-01 00:00'] },
    ])
  })

  it('may say that a field has a value, or has none', async () => {
    const { query } = await queryOf('line[null]=false&tags[null]=true')
    assert.deepEqual(query?.filter, [
      { field: 'line', operator: 'ne', values: [null] },
      { field: 'tags', operator: 'eq', values: [null] },
    ])
  })

  const refused: readonly (readonly [search: string, code: string, parameter: string | undefined, words: RegExp])[] = [
    ['state=a&state=b', 'invalid-filter', 'state', /came twice.*field\[in\]=a,b/],
    ['due[gte]=a&due%5Bgte%5D=b', 'invalid-filter', 'due[gte]', /came twice/],
    ['due[after]=x', 'invalid-filter', 'due[after]', /no filter.*eq, ne, gt/],
    ['due[gte=x', 'invalid-filter', 'due[gte', /no filter/],
    ['[gte]=x', 'invalid-filter', '[gte]', /no filter/],
    ['line[null]=yes', 'invalid-filter', 'line[null]', /true or false/],
    ['limit=0', 'invalid-filter', 'limit', /whole number from 1/],
    ['limit=-1', 'invalid-filter', 'limit', /whole number from 1/],
    ['limit=1e9', 'invalid-filter', 'limit', /whole number from 1/],
    ['limit=', 'invalid-filter', 'limit', /whole number from 1/],
    ['sort=due,id', 'invalid-filter', 'sort', /one field/],
    ['sort=-', 'invalid-filter', 'sort', /one field/],
    ['cursor=', 'invalid-filter', 'cursor', /page before/],
    ['fields=', 'invalid-filter', 'fields', /separated by commas/],
    ['include=a,,b', 'invalid-filter', 'include', /separated by commas/],
    ['state=%', 'malformed', undefined, /escape/],
    ['state=%zz', 'malformed', undefined, /escape/],
    ['state=%ff', 'malformed', undefined, /UTF-8/],
    ['stat\u00e4=x', 'malformed', undefined, /escape/],
    [Array.from({ length: 101 }, (_, i) => `f${i}=1`).join('&'), 'invalid-filter', undefined, /more than 100/],
  ]
  for (const [search, code, parameter, words] of refused) {
    it(`refuse ${search.slice(0, 30)}`, async () => {
      const { answer, call } = await queryOf(search)
      assert.equal(answer.status, 400)
      assert.equal(answer.problem.code, code)
      assert.match(answer.problem.detail ?? '', words)
      assert.equal(answer.problem.errors?.[0]?.parameter, parameter)
      assert.equal(call, undefined, 'the kernel was asked')
    })
  }

  it('that no field has are refused by the kernel; the nearest that everyone may know is named', async () => {
    const { kernel, send } = face()
    kernel.reply = ({ query }) => {
      const field = query?.filter?.[0]?.field ?? query?.sort?.field ?? ''
      const parameter = query?.filter ? field : 'sort'
      return failing('invalid-filter', { detail: `There is no field '${field}' here.`, errors: [{ parameter, detail: 'is not a field of this resource' }] })
    }
    const detail = async (search: string) => (await send('GET', `${ORDERS}?${search}`)).problem.detail
    assert.equal(await detail('stat=Ready'), "There is no field 'stat' here. Did you mean 'state'?")
    assert.equal(await detail('duw[lt]=x'), "There is no field 'duw' here. Did you mean 'due'?")
    assert.equal(await detail('limits=5'), "There is no field 'limits' here. Did you mean 'limit'?")
    assert.equal(await detail('sort=-quantitty'), "There is no field 'quantitty' here. Did you mean 'quantity'?")
    assert.equal(await detail('zzzzzz=1'), "There is no field 'zzzzzz' here.")
    // Partners are kept from it, so nobody is told of it.
    assert.equal(await detail('margn=1'), "There is no field 'margn' here.")
    assert.equal(await detail('secrt=1'), "There is no field 'secrt' here.")
  })
})
