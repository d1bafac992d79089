import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { httpClient, type Answered } from '../../../conformance/scenario/http-client.ts'
import { defineContract, defineResource, t } from '../../../src/contract/index.ts'
import type { ContractData } from '../../../src/contract/data.ts'
import type { Call } from '../../../src/kernel/call.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { workshop } from '../../golden/workshop/contract.ts'

const administration = defineContract('administration', {
  version: 'v1',
  members: [defineResource('Consumer', { key: { id: t.string() }, fields: { title: t.string() } })],
}).data

const AUDIENCES = ['internal', 'partner', 'public'] as const

/** Keys are named after their audience; whoever has none is the public. */
function kernelOf(...contracts: readonly ContractData[]): Kernel {
  return {
    contracts,
    handle: () => Promise.reject(new Error('no call was to be made')),
    batch: () => Promise.reject(new Error('no call was to be made')),
    stream: () => Promise.reject(new Error('no call was to be made')),
    follow: () => Promise.reject(new Error('no call was to be made')),
    cursors: () => Promise.reject(new Error('no call was to be made')),
    identify: ({ credential }: Pick<Call, 'credential'>) => {
      const name = credential.kind === 'key' ? credential.key : 'public'
      const audience = AUDIENCES.find((known) => known === name)
      const notices = { limits: [{ name: 'rate', quota: 9, window: 60, remaining: 8, reset: 1 }] }
      if (!audience) return Promise.resolve({ ok: false, problem: { code: 'unauthenticated', title: 'A valid credential is needed.' } })
      return Promise.resolve({ ok: true, principal: { consumer: 'c', credential: 'k', audience, scopes: ['*'] }, notices })
    },
    stopping: () => {},
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const site = { publicUrl: 'https://plant.test/bus' }
const ask = httpClient(rest().routes(kernelOf(workshop.data, administration), site))
const as = (key: string, more: { readonly [name: string]: string } = {}): { readonly [name: string]: string } => ({
  ...(key !== '' && { authorization: `Bearer ${key}` }),
  ...more,
})
const get = (url: string, headers: { readonly [name: string]: string } = {}): Promise<Answered> => ask({ method: 'GET', url, headers })
const idsIn = (answer: Answered): readonly string[] => [...answer.text.matchAll(/"operationId":"(\w+)"/g)].map(([, id = '']) => id)

test('each caller gets the document of its own audience', async () => {
  const ids = await Promise.all(AUDIENCES.map(async (audience) => idsIn(await get('/api/v2/openapi.json', as(audience)))))
  assert.ok(ids[0]?.includes('startOrder') && ids[0].includes('createPart'))
  assert.deepEqual(ids[1], [
    'getCustomer',
    'listParts',
    'getPart',
    'listOrders',
    'getOrder',
    'listSteps',
    'getCheckStock',
    'checkStock',
    'getOrderView',
    'batch',
  ])
  assert.deepEqual(ids[2], ['getPart', 'batch'])
})

test('without a key there is what is public, and 401 where nothing is', async () => {
  assert.deepEqual(idsIn(await get('/api/v2/openapi.json')), ['getPart', 'batch'])
  const refused = await get('/admin/v1/openapi.json')
  assert.equal(refused.status, 401)
  assert.equal(refused.headers['content-type'], 'application/problem+json; charset=utf-8')
  assert.match(refused.text, /"detail":"Nothing of this version is public: send a key/)
})

test('a key that can call nothing of a contract does not learn that it is there', async () => {
  assert.equal((await get('/admin/v1/openapi.json', as('partner'))).status, 404)
  assert.equal((await get('/admin/v1/openapi.json', as('internal'))).status, 200)
})

test('a key that is not valid is refused, and so are two at once', async () => {
  assert.equal((await get('/api/v2/openapi.json', as('stolen'))).status, 401)
  assert.equal((await get('/api/v2/openapi.json', as('internal', { 'x-api-key': 'internal' }))).status, 400)
})

test('a document takes a limit token and says what is left', async () => {
  assert.equal((await get('/api/v2/openapi.json', as('internal'))).headers['ratelimit'], '"rate";r=8;t=1')
})

test('the older rendition says so', async () => {
  assert.match((await get('/api/v2/openapi-3.0.json', as('internal'))).text, /^\{"openapi":"3\.0\.3"/)
  assert.match((await get('/api/v2/openapi.json', as('internal'))).text, /^\{"openapi":"3\.1\.1"/)
})

test('links begin with the public URL', async () => {
  assert.match((await get('/api/v2/openapi.json', as('internal'))).text, /"servers":\[\{"url":"https:\/\/plant\.test\/bus\/api\/v2"\}\]/)
})

test('an unchanged document is not sent again (RFC 9110, 13.1.2), and never to another audience', async () => {
  const first = await get('/api/v2/openapi.json', as('internal'))
  const etag = String(first.headers['etag'])
  const again = await get('/api/v2/openapi.json', as('internal', { 'if-none-match': etag }))
  assert.equal(again.status, 304)
  assert.equal(again.text, '')
  assert.equal(again.headers['etag'], etag)
  assert.equal((await get('/api/v2/openapi.json', as('partner', { 'if-none-match': etag }))).status, 200)
  assert.equal(first.headers['cache-control'], 'private, no-cache')
  assert.match(String(first.headers['vary']), /Authorization/)
})

test('a document can be read and nothing else (RFC 9110, 15.5.6)', async () => {
  for (const path of ['/api/v2/openapi.json', '/docs', '/docs/reference/api/v2']) {
    assert.equal((await ask({ method: 'HEAD', url: path, headers: as('internal') })).status, 200)
    assert.equal((await ask({ method: 'OPTIONS', url: path })).headers['allow'], 'GET, HEAD, OPTIONS')
  }
})

test('the page lists the versions, and needs no key itself', async () => {
  const page = await get('/docs')
  assert.equal(page.status, 200)
  assert.match(page.text, /<option value="api\/v2">workshop v2<\/option>/)
  assert.match(page.text, /<option value="admin\/v1">administration v1<\/option>/)
})

test('the page is found with a slash behind it too', async () => {
  const answer = await get('/docs/')
  assert.equal(answer.status, 308)
  assert.equal(answer.headers['location'], '/bus/docs')
})

test('the page and what it loads name no other place, and its policy allows none (CSP 3)', async () => {
  for (const path of ['/docs', '/docs/reference.js', '/docs/reference.css', '/docs/reference/api/v2']) {
    const { headers, text } = await get(path, as('internal'))
    assert.match(String(headers['content-security-policy']), /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/)
    assert.doesNotMatch(String(headers['content-security-policy']), /unsafe|https?:|\*/)
    assert.doesNotMatch(text.replaceAll('https://plant.test/bus', ''), /(?:src|href)=["']?(?:https?:)?\/\/|url\(|@import|https?:\/\//, path)
    assert.doesNotMatch(text, /<script(?! src="\/bus\/docs\/)|\son\w+=|style=/, path)
    assert.ok(text.length > 500, path)
  }
})

test('the script of the page is whole in itself: it names nothing that the page does not have', async () => {
  const { text } = await get('/docs/reference.js')
  const asked: string[] = []
  // As a browser has it: nothing of this program is in reach.
  const element = (value: string): { value: string; innerHTML: string; querySelector: () => null } => ({ value, innerHTML: '', querySelector: () => null })
  const elements: { readonly [id: string]: ReturnType<typeof element> } = { version: element('api/v2'), key: element(''), reference: element('') }
  const document = {
    body: { dataset: { root: '/bus', page: '/bus/docs' } },
    getElementById: (id: string) => elements[id] ?? null,
    addEventListener: () => undefined,
  }
  const fetched = (url: string, options: { readonly headers: object }): Promise<Response> => {
    asked.push(`${url} ${JSON.stringify(options.headers)}`)
    return Promise.resolve(new Response('<main>reference</main>'))
  }
  const sessionStorage = { getItem: () => 'bb_test_1', setItem: () => undefined, removeItem: () => undefined }
  const page = { document, location: { hash: '' }, sessionStorage, addEventListener: () => undefined, fetch: fetched }
  await (runInNewContext(`${text}\nload('api/v2')`, page) as Promise<void>)
  assert.equal(elements['reference']?.innerHTML, '<main>reference</main>')
  assert.deepEqual(new Set(asked), new Set(['/bus/docs/reference/api/v2 {"authorization":"Bearer bb_test_1"}']))
})

test('the reference shows every operation, and every record with its states', async () => {
  const document = idsIn(await get('/api/v2/openapi.json', as('internal')))
  const { text } = await get('/docs/reference/api/v2', as('internal'))
  assert.deepEqual(
    [...text.matchAll(/<details class="operation[^"]*" id="(\w+)"/g)].map(([, id]) => id),
    document,
  )
  for (const name of ['Customer', 'Part', 'Order', 'Step']) assert.match(text, new RegExp(`id="schema-${name}"`))
  assert.match(text, /<code>Released<\/code> <span class="mark">initial<\/span>/)
  assert.match(text, /Needs the scope <code>orders\.execute<\/code>/)
})

test('what a contract says is text in the reference, never markup', async () => {
  const evil = '<script>alert(1)</script>" onload="x'
  const contract = defineContract('plant', {
    version: 'v1',
    doc: evil,
    members: [
      defineResource('Thing', {
        doc: evil,
        key: { id: t.string().doc(evil).examples(evil) },
        fields: { a: t.string().doc(evil).examples(evil), b: t.enum(evil), c: t.integer({ unit: evil }) },
        commands: { go: { event: 'gone', doc: evil, deprecated: evil } },
      }),
    ],
  })
  const { text } = await httpClient(rest().routes(kernelOf(contract.data), site))({ method: 'GET', url: '/docs/reference/api/v1', headers: as('internal') })
  assert.ok(text.includes('&lt;script&gt;alert(1)&lt;/script&gt;&quot; onload=&quot;x'))
  assert.ok(!text.includes('<script>') && !text.includes('" onload'))
})

test('each audience has an XML Schema of its own', async () => {
  const internal = await get('/api/v2/schema.xsd', as('internal'))
  assert.equal(internal.headers['content-type'], 'application/xml; charset=utf-8')
  assert.match(internal.text, /^<\?xml version="1.0" encoding="UTF-8"\?>\n<xs:schema [^>]*targetNamespace="urn:busbar:workshop:v2"/)
  const types = (text: string): readonly string[] => [...text.matchAll(/<xs:complexType name="(\w+)"/g)].map((match) => match[1] ?? '')
  const partner = types((await get('/api/v2/schema.xsd', as('partner'))).text)
  assert.ok(partner.length > 3 && partner.length < types(internal.text).length, partner.join())
  assert.deepEqual(types((await get('/api/v2/schema.xsd')).text), ['Part', 'Problem'])
  assert.equal((await get('/admin/v1/schema.xsd')).status, 401)
  assert.equal((await get('/admin/v1/schema.xsd', as('partner'))).status, 404)
})

test('what is documented is what is mounted', async () => {
  const routes = rest().routes(kernelOf(workshop.data, administration), site)
  const mounted = routes.flatMap(({ method, path }) =>
    ['*', 'HEAD', 'OPTIONS'].includes(method) || /^\/docs|\/openapi(-3\.0)?\.json$|\/schema\.xsd$/.test(path)
      ? []
      : [`${method} ${path.replaceAll(':id', '{id}')}`],
  )
  const documents = routes.filter(({ method, path }) => method === 'GET' && path.endsWith('/openapi.json')).map(({ path }) => path)
  assert.deepEqual(documents, ['/api/v2/openapi.json', '/api/v1/openapi.json', '/admin/v1/openapi.json'])
  const documented: string[] = []
  for (const url of documents) {
    const { paths } = JSON.parse((await get(url, as('internal'))).text) as { readonly paths: { readonly [path: string]: object } }
    for (const [path, item] of Object.entries(paths))
      documented.push(...Object.keys(item).map((method) => `${method.toUpperCase()} ${url.slice(0, -'/openapi.json'.length)}${path}`))
  }
  assert.ok(documented.length > 60, `${documented.length} operations`)
  assert.deepEqual(documented.toSorted(), mounted.toSorted())
})

test('the document of an older version says so on each operation, and from when on there will be none', async () => {
  const { text } = await get('/api/v1/openapi.json', as('internal'))
  const { info, paths } = JSON.parse(text) as {
    readonly info: { readonly description: string }
    readonly paths: { readonly [path: string]: { readonly [method: string]: { readonly deprecated?: boolean; readonly responses: object } } }
  }
  assert.match(info.description, /deprecated since 2026-01-01.*\n\n.*ends at 2027-01-01/)
  for (const operation of Object.values(paths).flatMap((item) => Object.values(item))) {
    assert.equal(operation.deprecated, true)
    assert.ok('410' in operation.responses)
  }
  assert.ok(paths['/jobs/{id}/run'] && !paths['/orders'])
  assert.match((await get('/docs')).text, /<option value="api\/v1">workshop v1 \(ends 2027-01-01\)<\/option>/)
})
