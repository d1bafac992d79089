import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { BadSequence, LineBusy, Order, OrderLine, OrderOverview, Partner, plantBindings } from '../../../conformance/scenario/contract.ts'
import { makeWorld, type World } from '../../../conformance/scenario/world.ts'
import { defineContract } from '../../../src/contract/index.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'
import { SITE, send, type Received, type Sent } from './harness.ts'

const contract = defineContract('plant', {
  version: 'v2',
  members: [Order, OrderLine, Partner, OrderOverview, LineBusy, BadSequence],
  older: [
    {
      version: 'v1',
      deprecated: '2026-01-01T00:00:00Z',
      sunset: '2026-12-31T00:00:00Z',
      resources: {
        Order: {
          was: { plural: 'jobs' },
          fields: [
            { change: 'rename', from: 'amount', to: 'quantity' },
            { change: 'drop', to: 'priority' },
          ],
        },
      },
    },
  ],
})
const callers = {
  acme: { audience: 'partner', owner: 'C1' },
  other: { audience: 'partner', owner: 'C2' },
  slow: { plan: { id: 'slow', rate: 1, burst: 2 } },
} as const

interface Client extends AsyncDisposable {
  readonly world: World
  send(method: string, url: string, sent?: Sent & { readonly as?: string }): Promise<Received>
}

/** The real kernel on a store in a folder of its own. */
async function open(): Promise<Client> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-rest-'))
  const world = await makeWorld({ contract, bindings: plantBindings, callers }, sqlite({ path }))
  const routes = rest().routes(world.kernel, SITE)
  return {
    world,
    send(method, url, { as = 'internal', ...sent } = {}) {
      const { credential } = world.call({ operation: '' }, as)
      return send(routes, {
        method,
        url,
        ...sent,
        anonymous: true,
        headers: { ...(credential.kind === 'key' && { 'x-api-key': credential.key }), ...sent.headers },
      })
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}

const ORDERS = '/api/v2/orders'
const order = (n: number, more: object = {}) => ({ id: `PO-${String(n).padStart(4, '0')}`, quantity: '5', ...more })

describe('REST over the kernel', () => {
  it('creates, reads, changes and deletes a record under its entity tag', async () => {
    await using at = await open()
    const created = await at.send('POST', ORDERS, { body: order(1) })
    assert.equal(created.status, 201, String(created.body))
    assert.equal(created.headers['location'], 'https://plant.example/busbar/api/v2/orders/PO-0001')
    const first = String(created.headers['etag'])
    const read = await at.send('GET', `${ORDERS}/PO-0001`)
    assert.equal(read.headers['etag'], first)
    assert.equal(read.body, created.body)
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`, { headers: { 'if-none-match': first } })).status, 304)

    const changed = await at.send('PATCH', `${ORDERS}/PO-0001`, { body: { note: 'x' }, headers: { 'if-match': first } })
    assert.equal(changed.status, 200)
    assert.notEqual(changed.headers['etag'], first)
    const stale = await at.send('PATCH', `${ORDERS}/PO-0001`, { body: { note: 'y' }, headers: { 'if-match': first } })
    assert.equal(stale.status, 412)
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`, { headers: { 'if-none-match': first } })).status, 200)
    const patched = await at.send('PATCH', `${ORDERS}/PO-0001`, {
      body: [{ op: 'remove', path: '/note' }],
      headers: { 'content-type': 'application/json-patch+json' },
    })
    assert.equal((patched.json as { note?: string }).note, undefined)

    assert.equal((await at.send('DELETE', `${ORDERS}/PO-0001`, { headers: { 'if-match': 'W/"3-f"' } })).status, 412, 'a weak tag never matches')
    assert.equal((await at.send('DELETE', `${ORDERS}/PO-0001`)).status, 204)
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`)).status, 404)
  })

  it('creates only where nothing is, and asks for a revision where the contract does', async () => {
    await using at = await open()
    const only = { headers: { 'if-none-match': '*' }, body: { title: 'Acme' } }
    const made = await at.send('PUT', '/api/v2/partners/C1', only)
    assert.equal(made.status, 201)
    assert.equal(made.headers['location'], 'https://plant.example/busbar/api/v2/partners/C1')
    assert.equal((await at.send('PUT', '/api/v2/partners/C1', only)).status, 412)
    assert.equal((await at.send('PUT', '/api/v2/partners/C1', { body: { title: 'Acme' } })).status, 428)
    assert.equal(
      (await at.send('PUT', '/api/v2/partners/C1', { body: { title: 'Acme 2' }, headers: { 'if-match': String(made.headers['etag']) } })).status,
      200,
    )
    assert.equal((await at.send('PUT', '/api/v2/partners/C1', { body: { id: 'C2', title: 'x' }, headers: { 'if-match': '*' } })).problem.code, 'id-mismatch')
  })

  it('replays status, headers and body for the same idempotency key', async () => {
    await using at = await open()
    const sent = { body: order(1), headers: { 'idempotency-key': '"k-1"' } }
    const first = await at.send('POST', ORDERS, sent)
    const again = await at.send('POST', ORDERS, { ...sent, headers: { 'idempotency-key': 'k-1' } })
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assert.deepEqual(
      { ...again, headers: { ...again.headers, 'idempotent-replayed': undefined } },
      { ...first, headers: { ...first.headers, 'idempotent-replayed': undefined } },
    )
    assert.equal((await at.send('POST', ORDERS, { ...sent, body: order(2) })).status, 422)
  })

  it('has one effect for one key, sent as JSON and then as XML', async () => {
    await using at = await open()
    const key = { 'idempotency-key': 'k-1', 'accept': 'application/xml' }
    const first = await at.send('POST', ORDERS, { body: { ...order(1), note: null, cost: { amount: '1.50', currency: 'EUR' } }, headers: key })
    assert.equal(first.status, 201, String(first.body))
    const xml = (quantity: string): string =>
      `<OrderCreate xmlns="urn:busbar:plant:v2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><cost><currency>EUR</currency><amount>1.50</amount></cost><quantity> ${quantity}</quantity><note xsi:nil="true"/><id>PO-0001</id></OrderCreate>`
    const again = await at.send('POST', ORDERS, { body: xml('5'), headers: { ...key, 'content-type': 'application/xml' } })
    assert.equal(again.status, 201, String(again.body))
    assert.equal(again.headers['idempotent-replayed'], 'true')
    assert.equal(again.body, first.body)
    const other = await at.send('POST', ORDERS, { body: xml('6'), headers: { ...key, 'content-type': 'application/xml' } })
    assert.match(String(other.body), /<code>idempotency-key-reused<\/code>/)
  })

  it('leads from page to page by its links, each record once; a cursor is for its caller and list alone', async () => {
    await using at = await open()
    for (let i = 1; i <= 7; i++) await at.send('POST', ORDERS, { body: order(i, { quantity: String(i % 3), customer: undefined }) })
    const seen: string[] = []
    let url: string | undefined = `${ORDERS}?sort=-quantity&quantity[gte]=0&limit=3`
    let cursor = ''
    for (let pages = 0; url !== undefined && pages < 10; pages++) {
      const page = await at.send('GET', url, { headers: { prefer: 'count=exact' } })
      assert.equal(page.status, 200, String(page.body))
      const { items, count, next } = page.json as { items: { id: string }[]; count: number; next?: string }
      assert.equal(count, 7)
      seen.push(...items.map(({ id }) => id))
      url = /^<https:\/\/plant\.example\/busbar(.*)>; rel="next"$/.exec(String(page.headers['link'] ?? ''))?.[1]
      if (next !== undefined) cursor = next
    }
    assert.deepEqual(
      seen.toSorted(),
      Array.from({ length: 7 }, (_, i) => order(i + 1).id),
    )
    assert.equal((await at.send('GET', `${ORDERS}?sort=-quantity&quantity[gte]=0&limit=3&cursor=${cursor}`, { as: 'acme' })).problem.code, 'invalid-cursor')
    assert.equal((await at.send('GET', `${ORDERS}?sort=due&limit=3&cursor=${cursor}`)).problem.code, 'invalid-cursor')
    assert.equal((await at.send('GET', `${ORDERS}?limit=1000000`)).problem.code, 'invalid-filter')
  })

  it('exports what the caller may see, and no column more', async () => {
    await using at = await open()
    await at.send('PUT', '/api/v2/partners/C1', { body: { title: 'Acme' } })
    await at.send('PUT', '/api/v2/partners/C2', { body: { title: 'Other' } })
    await at.send('POST', ORDERS, { body: order(1, { customer: 'C1', cost: { amount: '1.50', currency: 'EUR' }, note: '=1+1', pin: '1234' }) })
    await at.send('POST', ORDERS, { body: order(2, { customer: 'C2' }) })
    const csv = async (as: string, search = '') => textOf(await at.send('GET', `${ORDERS}${search}`, { as, headers: { accept: 'text/csv' } }))
    const [header = '', ...lines] = (await csv('acme')).trimEnd().split('\r\n')
    assert.ok(header.startsWith('id,') && !/cost|priority|pin|lines/.test(header), header)
    assert.equal(lines.length, 1)
    assert.ok(lines[0]?.includes("'=1+1") && !lines[0].includes('1234'))
    assert.equal(await csv('internal', '?fields=id,cost&sort=quantity'), 'id,cost.amount,cost.currency\r\nPO-0001,1.50,EUR\r\nPO-0002,,\r\n')
    const ndjson = await textOf(await at.send('GET', `${ORDERS}?fields=id`, { headers: { accept: 'application/x-ndjson' } }))
    assert.deepEqual(
      ndjson
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
      [{ id: 'PO-0001' }, { id: 'PO-0002' }],
    )
  })

  it("answers 404 for what is another partner's and for what a partner may not know of, 401 where a credential may change it", async () => {
    await using at = await open()
    await at.send('PUT', '/api/v2/partners/C1', { body: { title: 'Acme' } })
    await at.send('POST', ORDERS, { body: order(1, { customer: 'C1' }) })
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`, { as: 'acme' })).status, 200)
    const [theirs, random] = [await at.send('GET', `${ORDERS}/PO-0001`, { as: 'other' }), await at.send('GET', `${ORDERS}/PO-9999`, { as: 'other' })]
    assert.equal(theirs.status, 404)
    assert.deepEqual(theirs.json, random.json)
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`, { as: 'anyone' })).status, 401)
    assert.equal(
      (await at.send('GET', `${ORDERS}/PO-0001`, { headers: { 'x-api-key': 'bb_live_wrong' } })).headers['www-authenticate'],
      'Bearer realm="busbar", error="invalid_token"',
    )
  })

  it('names the field that was meant, never one that partners are kept from', async () => {
    await using at = await open()
    assert.match((await at.send('GET', `${ORDERS}?stat=Running`)).problem.detail ?? '', /Did you mean 'state'\?$/)
    assert.doesNotMatch((await at.send('GET', `${ORDERS}?priorit=1`, { as: 'acme' })).problem.detail ?? '', /priority/)
    const [hidden, unknown] = [await at.send('GET', `${ORDERS}?priority=1`, { as: 'acme' }), await at.send('GET', `${ORDERS}?nonsense=1`, { as: 'acme' })]
    assert.equal(hidden.problem.detail?.replace('priority', 'nonsense'), unknown.problem.detail)
  })

  it("runs a command, and tells its fault in the contract's words", async () => {
    await using at = await open()
    for (const n of [1, 2]) await at.send('POST', ORDERS, { body: order(n) })
    const started = await at.send('POST', `${ORDERS}/PO-0001/start`, { body: { line: 'L1' } })
    assert.deepEqual(started.json, { startedAt: '2026-09-14T08:00:00.000Z' })
    const busy = await at.send('POST', `${ORDERS}/PO-0002/start`, { body: { line: 'L1' } })
    assert.equal(busy.status, 409)
    assert.equal(busy.problem.type, 'urn:busbar:problem:plant:line-busy')
    assert.equal((await at.send('POST', `${ORDERS}/PO-0001/start`, { body: { line: 'L2' } })).problem.code, 'transition-not-allowed')
    const completed = await at.send('POST', `${ORDERS}/PO-0001/complete`)
    assert.equal(completed.status, 200, 'a command without an output answers the record')
    assert.equal((completed.json as { state: string }).state, 'Completed')
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`)).headers['etag'], completed.headers['etag'])
  })

  it('limits: the answer says what is left, and beyond it when to come again', async () => {
    await using at = await open()
    const first = await at.send('GET', ORDERS, { as: 'slow' })
    assert.match(String(first.headers['ratelimit-policy']), /^"rate";q=\d+;w=\d+$/)
    assert.match(String(first.headers['ratelimit']), /^"rate";r=1;t=\d+$/)
    // A request that never becomes a call takes a token too.
    assert.equal((await at.send('GET', `${ORDERS}?a=1&a=2`, { as: 'slow' })).status, 400)
    const limited = await at.send('GET', ORDERS, { as: 'slow' })
    assert.equal(limited.status, 429)
    assert.equal(limited.headers['retry-after'], '1')
    assert.equal((await at.send('TRACE', ORDERS, { as: 'slow' })).status, 429)
  })

  it('repeats the answer to an atomic batch under its key', async () => {
    await using at = await open()
    const calls = [7, 8].map((n) => ({ method: 'POST', path: '/orders', body: order(n) }))
    const sent = { headers: { 'idempotency-key': 'night-run' }, body: { atomic: true, calls } }
    const first = await at.send('POST', '/api/v2/batch', sent)
    const again = await at.send('POST', '/api/v2/batch', sent)
    assert.deepEqual([first.status, again.status], [200, 200])
    assert.deepEqual([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']], [undefined, 'true'])
    const bodies = (answer: Received): unknown =>
      (answer.json as { responses: { status: number; body: unknown }[] }).responses.map(({ status, body }) => [status, body])
    assert.deepEqual(bodies(again), bodies(first))
    const other = await at.send('POST', '/api/v2/batch', { ...sent, body: { atomic: true, calls: calls.slice(1) } })
    assert.equal(other.status, 422)
  })

  it('does an atomic batch whole or not at all', async () => {
    await using at = await open()
    const post = (body: object) => ({ method: 'POST', path: '/orders', body })
    const failed = await at.send('POST', '/api/v2/batch', { body: { atomic: true, calls: [post(order(1)), post(order(2, { quantity: '-1' }))] } })
    assert.equal(failed.status, 422)
    assert.deepEqual(
      (failed.json as { responses: { status: number }[] }).responses.map(({ status }) => status),
      [424, 422],
    )
    assert.equal((await at.send('GET', `${ORDERS}/PO-0001`)).status, 404)
    const separate = await at.send('POST', '/api/v2/batch', {
      headers: { 'idempotency-key': 'b' },
      body: { calls: [post(order(1)), post(order(2, { quantity: '-1' }))] },
    })
    assert.deepEqual(
      (separate.json as { responses: { status: number }[] }).responses.map(({ status }) => status),
      [201, 422],
    )
    const again = await at.send('POST', '/api/v2/batch', { headers: { 'idempotency-key': 'b' }, body: { calls: [post(order(1)), post(order(2))] } })
    assert.deepEqual(
      (again.json as { responses: { status: number; headers: object }[] }).responses.map(({ status, headers }) => [status, 'idempotent-replayed' in headers]),
      [
        [201, true],
        [201, false],
      ],
    )
  })

  it('serves the older version in its own words, says until when, and then that it is gone', async () => {
    await using at = await open()
    const made = await at.send('POST', '/api/v1/jobs', { body: { id: 'PO-0001', amount: '7' } })
    assert.equal(made.status, 201, String(made.body))
    assert.equal(made.headers['location'], 'https://plant.example/busbar/api/v1/jobs/PO-0001')
    assert.equal((made.json as { amount: string }).amount, '7')
    assert.equal(made.headers['deprecation'], '@1767225600')
    assert.equal(made.headers['sunset'], 'Thu, 31 Dec 2026 00:00:00 GMT')
    assert.equal(
      made.headers['link'],
      '<https://plant.example/busbar/docs>; rel="deprecation"; type="text/html", <https://plant.example/busbar/api/v2>; rel="successor-version"',
    )
    const now = await at.send('GET', `${ORDERS}/PO-0001`)
    assert.equal((now.json as { quantity: string }).quantity, '7')
    assert.equal(now.headers['deprecation'], undefined)
    assert.equal((await at.send('GET', '/api/v1/jobs?amount[gt]=6&sort=amount')).status, 200)
    assert.equal(await textOf(await at.send('GET', '/api/v1/jobs?fields=id,amount', { headers: { accept: 'text/csv' } })), 'id,amount\r\nPO-0001,7\r\n')
    assert.match((await textOf(await at.send('GET', '/api/v1/jobs', { headers: { accept: 'text/csv' } }))).split('\r\n')[0] ?? '', /^id,.*\bamount\b/)
    at.world.clock.advance(Date.parse('2027-01-01T00:00:00Z') - at.world.clock.now())
    const gone = await at.send('GET', '/api/v1/jobs/PO-0001')
    assert.equal(gone.status, 410)
    assert.match(String(gone.headers['link']), /rel="successor-version"/)
  })

  it('changes nothing when it answers 4xx, and never answers 5xx, whatever is sent', async () => {
    await using at = await open()
    await at.send('POST', ORDERS, { body: order(1) })
    const values = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom('5', 'PO-0001', 'Running', '2026-01-01T00:00:00Z', -1, 1e21, 'x'.repeat(3000), '\u0000', '\ud800'),
    )
    const fields = fc.dictionary(
      fc.constantFrom('id', 'quantity', 'due', 'line', 'note', 'cost', 'state', 'priority', 'revision', 'lines', 'constructor', 'x'),
      values,
      { maxKeys: 4 },
    )
    const search = fc.array(
      fc.tuple(
        fc.constantFrom('state', 'due[gte]', 'quantity[in]', 'line[null]', 'sort', 'limit', 'cursor', 'fields', 'include', 'cost', 'lines'),
        fc.oneof(
          fc.constantFrom('Running', 'quantity', '-due', 'true', '5', 'lines', 'customer', '2026-01-01T00:00:00Z'),
          fc.string({ unit: 'binary', maxLength: 6 }),
        ),
      ),
      { maxLength: 3 },
    )
    const statuses = new Map<number, number>()
    let before = (await at.send('GET', `${ORDERS}?limit=100`)).body
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.tuple(
            fc.constantFrom('POST'),
            fc.constantFrom(ORDERS, `${ORDERS}/PO-0001/start`, `${ORDERS}/PO-0001/report`, '/api/v1/jobs'),
            fc.oneof(fields, values),
          ),
          fc.tuple(
            fc.constantFrom('PUT', 'PATCH'),
            fc.constantFrom(`${ORDERS}/PO-0001`, `${ORDERS}/PO-0002`, `${ORDERS}/%20`, '/api/v1/jobs/PO-0001'),
            fc.oneof(fields, values),
          ),
          fc.tuple(
            fc.constant('GET'),
            search.map((pairs) => `${ORDERS}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&')}`),
            fc.constant(undefined),
          ),
        ),
        fc.constantFrom('application/json', 'application/json-patch+json', 'application/merge-patch+json'),
        async ([method, url, body], type) => {
          const answer = await at.send(method, url, { ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': type } }) })
          statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
          assert.ok(answer.status < 500, `${method} ${url} ${JSON.stringify(body)}: ${String(answer.body)}`)
          const after = (await at.send('GET', `${ORDERS}?limit=100`)).body
          if (answer.status >= 400 || method === 'GET') assert.equal(after, before, `${method} ${url} ${answer.status}`)
          before = after
        },
      ),
      { numRuns: 300 },
    )
    for (const status of [200, 400, 415, 422]) assert.ok((statuses.get(status) ?? 0) > 0, JSON.stringify([...statuses]))
    assert.deepEqual(
      at.world.log.entries.filter(({ level }) => level === 'error'),
      [],
    )
  })
})

async function textOf(answer: Received): Promise<string> {
  assert.equal(answer.status, 200, String(answer.body))
  let text = ''
  for await (const piece of answer.body as AsyncIterable<string>) text += piece
  return text
}
