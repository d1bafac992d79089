import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { httpClient } from '../../../conformance/scenario/http-client.ts'
import { makeWorld } from '../../../conformance/scenario/world.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'
import { AnswerCheck } from '../../golden/answer-check.ts'
import { emit } from '../../golden/emit.ts'
import { makeCalls } from '../../golden/workshop/calls.ts'
import { bindings, workshop } from '../../golden/workshop/contract.ts'

const root = fileURLToPath(new URL('../../../', import.meta.url))

test('a client over the generated types compiles under strict', async () => {
  const tsc = [join(root, 'node_modules/typescript/bin/tsc'), '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,dom,dom.iterable', '--types', 'node', '--ignoreConfig']
  const { stdout } = await promisify(execFile)(process.execPath, [...tsc, join(root, 'test/golden/workshop/calls.ts')], { cwd: root }).catch((error: { stdout: string }) => error)
  assert.equal(stdout, '')
})

const ANSWERS: readonly string[] = ['createCustomer 201', 'getOrder 200', 'getOrder 304', 'listOrders 200', 'listParts 200', 'updateOrder 200', 'replaceOrder 200', 'replaceCustomer 412', 'startOrder 200', 'startOrder 409', 'startOrder 404', 'getCheckStock 200', 'planMix 200', 'changeShift 204', 'getOrderView 200', 'batch 200', 'batch 404', 'deleteOrder 204']

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
        return new Response(answer.text === '' ? null : answer.text, { status: answer.status, headers: Object.entries(answer.headers).map(([name, value]): [string, string] => [name, String(value)]) })
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
    assert.deepEqual(world.log.entries.filter(({ level }) => level === 'error'), [])
  } finally {
    await rm(path, { recursive: true, force: true })
  }
})

test('an answer that is not as documented is seen', () => {
  const check = new AnswerCheck(emit(workshop.data, { version: 'v2', audience: 'internal', dialect: '3.1' }), workshop.data)
  const json = { 'content-type': 'application/json' }
  const faults = (status: number, text: string, headers: { readonly [name: string]: string } = json): string => check.faults({ method: 'GET', path: '/api/v2/parts', status, headers, text }).join('; ')
  assert.equal(faults(200, '{"items":[]}'), '')
  assert.match(faults(200, '{"items":[{"id":"P-1"}]}'), /must have required property 'title'/)
  assert.match(faults(418, '{}'), /listParts answers 418, which is not documented/)
  assert.match(faults(200, 'x', { 'content-type': 'text/plain' }), /media type 'text\/plain' is not documented/)
  assert.match(faults(200, '{"items":[]}', { ...json, 'x-new': '1' }), /header 'x-new' is not documented/)
  assert.deepEqual(check.faults({ method: 'GET', path: '/api/v2/nothing', status: 200, headers: json, text: '' }), ['GET /api/v2/nothing is not documented'])
})
