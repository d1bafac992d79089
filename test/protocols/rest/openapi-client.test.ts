import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { httpClient } from '../../../conformance/scenario/http-client.ts'
import { makeWorld } from '../../../conformance/scenario/world.ts'
import { plant } from '../../../examples/plant/contract.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'
import { AnswerCheck } from '../../golden/answer-check.ts'
import { typesOf } from '../../golden/client-types.ts'
import { emit } from '../../golden/emit.ts'
import { makeCalls } from '../../golden/workshop/calls.ts'
import { bindings, workshop } from '../../golden/workshop/contract.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

test('a client over the generated types compiles under strict', async () => {
  assert.equal(await compile(join(root, 'test/golden/workshop/calls.ts')), '')
})

test('the types of the whole plant compile under strict', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-openapi-'))
  try {
    const file = join(folder, 'plant.ts')
    const types = await typesOf(emit(plant.data, { version: plant.data.version, audience: 'internal', dialect: '3.1' }))
    await writeFile(file, `${types}\nexport const state: components['schemas']['ProductionOrder']['state'] = 'Running'\n`)
    assert.equal(await compile(file), '')
    await writeFile(file, `${types}\nexport const state: components['schemas']['ProductionOrder']['state'] = 'Flying'\n`)
    assert.match(await compile(file), /"Flying"' is not assignable to type/)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

/** What the compiler says of a file. */
async function compile(file: string): Promise<string> {
  const options = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--noUncheckedIndexedAccess',
    '--module',
    'nodenext',
    '--target',
    'es2024',
    '--lib',
    'es2024,dom,dom.iterable',
    '--types',
    'node',
    '--ignoreConfig',
  ]
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, ...options, file], { cwd: root }).catch((error: { stdout: string }) => error)
  return stdout
}

const ANSWERS: readonly string[] = [
  'createCustomer 201',
  'getOrder 200',
  'getOrder 304',
  'listOrders 200',
  'listParts 200',
  'updateOrder 200',
  'replaceOrder 200',
  'replaceCustomer 412',
  'startOrder 200',
  'startOrder 409',
  'startOrder 404',
  'getCheckStock 200',
  'planMix 200',
  'changeShift 204',
  'getOrderView 200',
  'batch 200',
  'batch 404',
  'deleteOrder 204',
]

test('a client over the generated types makes one call of each kind, and every answer is as documented', async () => {
  const path = await mkdtemp(join(tmpdir(), 'busbar-openapi-'))
  try {
    await using world = await makeWorld({ contract: workshop, bindings }, sqlite({ path }))
    const ask = httpClient(rest().routes(world.kernel, { publicUrl: 'https://plant.test/bus' }))
    const check = new AnswerCheck(emit(workshop.data, { version: 'v2', audience: 'internal', dialect: '3.1' }), workshop.data)
    const faults: string[] = []
    const { credential } = world.call({ operation: '' }, 'internal')
    const said = await makeCalls({
      baseUrl: 'http://plant.test/api/v2',
      key: credential.kind === 'key' ? credential.key : '',
      async fetch(request) {
        const { pathname, search } = new URL(request.url)
        const body = await request.text()
        const answer = await ask({ method: request.method, url: pathname + search, headers: Object.fromEntries(request.headers), ...(body !== '' && { body }) })
        faults.push(...check.faults({ ...answer, method: request.method, path: pathname }))
        return new Response(answer.text === '' ? null : answer.text, {
          status: answer.status,
          headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]),
        })
      },
    })
    assert.deepEqual(faults, [])
    assert.deepEqual(said, [
      'created C0007 at revision 1',
      'created P-1042, 12.50 120',
      'created PO-0001, Released, priority 5',
      'got it with 1 step',
      'unchanged: 304',
      'listed PO-0001 of 1',
      'exported id,title,kind,weight.value,weight.unit,price.amount,price.currency,tags,attributes,drawing,extra,size.length,size.width,size.checkedBy,externalRefs,revision,createdAt,updatedAt',
      'changed to L1 for nobody',
      'replaced, priority 2',
      'too late: precondition-failed',
      'started at 2026-09-14T08:00:00.000Z',
      'not started: L1 runs PO-0001',
      'again: line-busy, replayed true',
      'not started: T-77 is not there',
      'available 12.5',
      'mixed PO-0001',
      'shift changed: 204',
      'viewed Pump housing, Turn, customer none',
      'batch 200,200',
      'batch refused: 404, 424,404',
      'deleted: 204',
    ])
    for (const answer of ANSWERS) assert.ok(check.seen.has(answer), `'${answer}' was compared with the document; these were: ${[...check.seen].join(', ')}`)
    assert.deepEqual(
      world.log.entries.filter(({ level }) => level === 'error'),
      [],
    )
  } finally {
    await rm(path, { recursive: true, force: true })
  }
})

interface Refused {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly headers?: { readonly [name: string]: string }
  readonly body?: unknown
  readonly as?: 'internal' | 'partner' | 'reader' | 'hurried' | 'stranger'
}

const order = { id: 'PO-0001', part: 'P-1', quantity: '1', due: '2026-09-15T14:00:00Z' }
const once = { 'idempotency-key': 'k' }

const REFUSED: readonly Refused[] = [
  { method: 'GET', path: '/orders?nothing=1', status: 400 },
  { method: 'GET', path: '/orders?cursor=x', status: 400 },
  { method: 'POST', path: '/orders', body: order, status: 400 },
  { method: 'POST', path: '/parts', body: undefined, status: 400 },
  { method: 'GET', path: '/orders', as: 'stranger', status: 401 },
  { method: 'POST', path: '/batch', as: 'stranger', body: { calls: [{ method: 'GET', path: '/orders' }] }, status: 401 },
  { method: 'GET', path: '/orders', as: 'reader', status: 403 },
  { method: 'POST', path: '/orders/PO-0001/start', as: 'partner', headers: once, body: { line: 'L1' }, status: 403 },
  { method: 'GET', path: '/orders/PO-0009', status: 404 },
  { method: 'GET', path: '/order-view/PO-0009', status: 404 },
  { method: 'POST', path: '/orders/PO-0009/start', headers: once, body: { line: 'L1' }, status: 404 },
  { method: 'POST', path: '/plan-mix', as: 'partner', body: { orders: [] }, status: 404 },
  { method: 'GET', path: '/orders', headers: { accept: 'image/png' }, status: 406 },
  { method: 'GET', path: '/parts/P-1', headers: { accept: 'text/csv' }, status: 406 },
  { method: 'POST', path: '/customers', body: { id: 'C0001', title: 'Again' }, status: 409 },
  { method: 'POST', path: '/orders/PO-0002/finish', headers: { 'idempotency-key': 'f' }, body: {}, status: 409 },
  { method: 'PATCH', path: '/customers/C0001', headers: { 'if-match': '"7"' }, body: { title: 'x' }, status: 412 },
  { method: 'PUT', path: '/parts/P-1', headers: { 'if-none-match': '*' }, body: { title: 'x', kind: 'raw', price: null }, status: 412 },
  { method: 'POST', path: '/customers', headers: { 'content-type': 'application/soap+xml' }, body: '<a/>', status: 415 },
  { method: 'PATCH', path: '/customers/C0001', headers: { 'content-type': 'application/soap+xml', 'if-match': '*' }, body: '<a/>', status: 415 },
  { method: 'POST', path: '/customers', body: { id: 'C1', title: '' }, status: 422 },
  { method: 'GET', path: '/check-stock', status: 422 },
  { method: 'POST', path: '/batch', body: { calls: [] }, status: 422 },
  { method: 'PATCH', path: '/customers/C0001', body: { title: 'x' }, status: 428 },
  { method: 'GET', path: '/customers/C0001', as: 'hurried', status: 429 },
  { method: 'GET', path: '/check-stock?part=P-0', status: 503 },
  { method: 'POST', path: '/check-stock', body: { part: 'P-0' }, status: 503 },
]

test('every refusal is as documented', async () => {
  const path = await mkdtemp(join(tmpdir(), 'busbar-openapi-'))
  try {
    const callers = {
      partner: { audience: 'partner' as const, owner: 'C0001' },
      reader: { scopes: ['parts.read'] },
      hurried: { plan: { id: 'slow', rate: 0.01, burst: 1 } },
    }
    await using world = await makeWorld({ contract: workshop, bindings, callers }, sqlite({ path }))
    const ask = httpClient(rest().routes(world.kernel, { publicUrl: 'https://plant.test/bus' }))
    const check = new AnswerCheck(emit(workshop.data, { version: 'v2', audience: 'internal', dialect: '3.1' }), workshop.data)
    const make = async ({ method, path: at, headers, body, as = 'internal' }: Omit<Refused, 'status'>): Promise<Awaited<ReturnType<typeof ask>>> => {
      const credential = as === 'stranger' ? { kind: 'key' as const, key: 'bb_live_nobody' } : world.call({ operation: '' }, as).credential
      const sent = typeof body === 'string' ? body : JSON.stringify(body)
      return ask({
        method,
        url: `/api/v2${at}`,
        headers: {
          ...(credential.kind === 'key' && { authorization: `Bearer ${credential.key}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(sent !== undefined && { body: sent }),
      })
    }
    for (const [at, body] of [
      ['/customers', { id: 'C0001', title: 'Nordwerk' }],
      ['/parts', { id: 'P-1', title: 'Housing', kind: 'raw', price: null }],
      ['/orders', { ...order, customer: 'C0001' }],
      ['/orders', { ...order, id: 'PO-0002' }],
    ] as const)
      assert.equal((await make({ method: 'POST', path: at, body, headers: { 'idempotency-key': body.id } })).status, 201)
    await make({ method: 'GET', path: '/customers/C0001', as: 'hurried' })
    for (const refused of REFUSED) {
      const answer = await make(refused)
      const label = `${refused.method} ${refused.path} as ${refused.as ?? 'internal'}`
      assert.equal(answer.status, refused.status, `${label}: ${answer.text}`)
      assert.deepEqual(check.faults({ ...answer, method: refused.method, path: `/api/v2${refused.path.split('?')[0] ?? ''}` }), [], `${label}: ${answer.text}`)
    }
  } finally {
    await rm(path, { recursive: true, force: true })
  }
})

test('an answer that is not as documented is seen', () => {
  const check = new AnswerCheck(emit(workshop.data, { version: 'v2', audience: 'internal', dialect: '3.1' }), workshop.data)
  const json = { 'content-type': 'application/json' }
  const faults = (status: number, text: string, headers: { readonly [name: string]: string } = json): string =>
    check.faults({ method: 'GET', path: '/api/v2/parts', status, headers, text }).join('; ')
  assert.equal(faults(200, '{"items":[]}'), '')
  assert.match(faults(200, '{"items":[{"id":"P-1"}]}'), /must have required property 'title'/)
  assert.match(faults(418, '{}'), /listParts answers 418, which is not documented/)
  assert.match(faults(200, 'x', { 'content-type': 'text/plain' }), /media type 'text\/plain' is not documented/)
  assert.match(faults(200, '{"items":[]}', { ...json, 'x-new': '1' }), /header 'x-new' is not documented/)
  assert.deepEqual(check.faults({ method: 'GET', path: '/api/v2/nothing', status: 200, headers: json, text: '' }), ['GET /api/v2/nothing is not documented'])
})
