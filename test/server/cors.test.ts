import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import { HEADERS } from '../../src/protocols/rest/openapi/headers.ts'
import { readConfig } from '../../src/server/config/config.ts'
import { EXPOSED } from '../../src/server/http/cors.ts'
import { defineApp, rest, sqlite, startApp, type AppOptions, type Running } from '../../src/server/index.ts'

const Material = defineResource('Material', { key: { id: t.string() }, fields: { name: t.string() }, standard: ['get', 'list', 'create', 'update'] })
const contract = defineContract('stock', { version: 'v1', members: [Material] })
const folder = mkdtempSync(join(tmpdir(), 'busbar-cors-'))
after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const CONSOLE = 'https://console.example.com'
const app = (options: Partial<AppOptions>, path = './data') => defineApp({ contract, store: sqlite({ path }), protocols: [rest()], ...options })
let count = 0
async function start(options: Partial<AppOptions> = { cors: [CONSOLE, 'http://localhost:5173'] }): Promise<Running> {
  const log = { debug() {}, info() {}, warn() {}, error() {} }
  return startApp(app(options, `./data-${count++}`), { file: join(folder, 'busbar.config.ts'), log, listen: false, announce: () => {} })
}
const asking = (origin: string, method = 'PATCH') => ({
  origin,
  'access-control-request-method': method,
  'access-control-request-headers': 'authorization,content-type,if-match,idempotency-key',
})

describe('A page of another origin', () => {
  it('is told nothing where the app names no origin', async () => {
    await using running = await start({})
    for (const headers of [asking(CONSOLE), { origin: CONSOLE }] as const)
      for (const method of ['OPTIONS', 'GET']) {
        const answer = await running.inject({ method, url: '/api/v1/materials/M-1', headers })
        assert.deepEqual(
          Object.keys(answer.headers).filter((name) => name.startsWith('access-control')),
          [],
        )
        assert.doesNotMatch(String(answer.headers['vary']), /origin/i)
      }
  })

  it('that the app names may call: its browser hears so before a key is shown, wherever the call goes', async () => {
    await using running = await start()
    for (const [url, method] of [
      ['/api/v1/materials/M-1', 'PATCH'],
      ['/api/v1/batch', 'POST'],
      ['/api/v1/nothing', 'GET'],
      ['/admin/v1/consumers', 'DELETE'],
    ] as const) {
      const { status, headers, body } = await running.inject({ method: 'OPTIONS', url, headers: asking(CONSOLE, method) })
      assert.deepEqual([status, body, headers['access-control-allow-origin']], [204, '', CONSOLE], url)
      assert.ok(String(headers['access-control-allow-methods']).split(', ').includes(method))
      const allowed = String(headers['access-control-allow-headers']).toLowerCase().split(', ')
      for (const name of ['authorization', 'x-api-key', 'content-type', 'if-match', 'if-none-match', 'idempotency-key', 'prefer', 'last-event-id'])
        assert.ok(allowed.includes(name), name)
      assert.match(String(headers['vary']), /^Origin, /)
      assert.ok(headers['x-request-id'])
    }
    const denials = (await running.store.audit(0, 1_000)).filter(({ header }) => header.includes('"protocol":"rest"'))
    assert.deepEqual(denials, [])
  })

  it('that the app names reads every answer, refusals too, and each of their headers', async () => {
    await using running = await start()
    const authorization = `Bearer ${running.firstKey ?? ''}`
    const json = { 'content-type': 'application/json' }
    const seen = new Map<number, string>()
    for (const sent of [
      { method: 'POST', url: '/api/v1/materials', headers: { authorization, ...json }, body: '{"id":"M-1","name":"Bolt"}' },
      { url: '/api/v1/materials/M-1', headers: { authorization } },
      { url: '/api/v1/materials/M-1', headers: { authorization, 'if-none-match': '*' } },
      { url: '/api/v1/materials', headers: { authorization, accept: 'application/x-ndjson' } },
      { method: 'POST', url: '/api/v1/materials', headers: { authorization, ...json }, body: '{"id":1}' },
      { method: 'POST', url: '/api/v1/materials', headers: { authorization, ...json }, body: `{"id":"${'x'.repeat(2_000_000)}"}` },
      { url: '/api/v1/materials' },
      { url: '/api/v1/nothing', headers: { authorization } },
      { url: '/elsewhere' },
      { method: 'DELETE', url: '/api/v1/materials', headers: { authorization } },
    ]) {
      const { status, headers } = await running.inject({ ...sent, headers: { ...sent.headers, origin: CONSOLE } })
      assert.equal(headers['access-control-allow-origin'], CONSOLE, sent.url)
      assert.equal(headers['access-control-expose-headers'], EXPOSED.join(', '))
      assert.equal(headers['access-control-allow-credentials'], undefined)
      assert.equal(String(headers['vary']).match(/origin/gi)?.length, 1)
      seen.set(status, sent.url)
    }
    assert.deepEqual(
      [...seen.keys()].sort((a, b) => a - b),
      [200, 201, 304, 401, 404, 405, 413, 422],
    )
    for (const name of Object.keys(HEADERS)) assert.ok(EXPOSED.includes(name), `${name} is documented, and a page cannot read it`)
  })

  it('that the app does not name gets no leave, and no cache gives it the answer that another one got', async () => {
    await using running = await start()
    for (const origin of ['https://evil.example', 'https://console.example.com.evil.example', 'http://console.example.com', 'null', `${CONSOLE}:8443`, '*']) {
      for (const method of ['OPTIONS', 'GET']) {
        const { headers } = await running.inject({ method, url: '/api/v1/materials', headers: asking(origin) })
        assert.equal(headers['access-control-allow-origin'], undefined, origin)
        assert.equal(headers['access-control-allow-methods'], undefined)
      }
    }
    assert.match(String((await running.inject({ url: '/api/v1/materials' })).headers['vary']), /Origin/)
  })

  it('never reads health or metrics', async () => {
    await using running = await start()
    for (const method of ['OPTIONS', 'GET']) {
      const { headers } = await running.injectOperations({ method, url: '/metrics', headers: asking(CONSOLE) })
      assert.equal(headers['access-control-allow-origin'], undefined)
    }
  })
})

describe('The option cors', () => {
  it('takes origins as browsers send them', () => {
    const origins = [CONSOLE, 'http://localhost:5173', 'https://console.example.com:8443']
    assert.deepEqual(readConfig(app({ cors: origins }), { file: 'busbar.config.ts' }).cors, origins)
  })

  for (const [origin, message] of [
    ['*', /name each origin/],
    ['https://console.example.com/', /without a path or a slash at the end/],
    ['https://console.example.com/app', /without a path/],
    ['https://Console.example.com', /in lower case/],
    ['https://console.example.com:443', /with the port where it is a special one/],
    ['console.example.com', /https:\/\/console\.example\.com/],
    ['null', /not an origin/],
    ['file:///x', /not an origin/],
    ['https://*.example.com', /name each origin/],
  ] as const)
    it(`refuses ${origin}`, () => {
      assert.throws(() => readConfig(app({ cors: [CONSOLE, origin] }), { file: 'busbar.config.ts' }), message)
    })
})
