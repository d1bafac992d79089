import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { runInNewContext } from 'node:vm'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { httpClient, type Answered } from '../../../conformance/scenario/http-client.ts'
import { plant } from '../../../examples/plant/contract.ts'
import type { ContractData } from '../../../src/contract/data.ts'
import { eventTypes } from '../../../src/contract/events.ts'
import { contractAt } from '../../../src/contract/versions/index.ts'
import { defineContract, defineResource, t } from '../../../src/contract/index.ts'
import type { Call } from '../../../src/kernel/call.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import { asyncApi } from '../../../src/protocols/events/asyncapi/index.ts'
import { events } from '../../../src/protocols/events/index.ts'
import { resultText, errorText, endedText, subscribedText } from '../../../src/protocols/events/socket/answer.ts'
import { MessageRefused, readMessage } from '../../../src/protocols/events/socket/message.ts'
import { rest } from '../../../src/protocols/rest/index.ts'
import { emitAsyncApi } from '../../golden/emit-asyncapi.ts'
import { workshop } from '../../golden/workshop/contract.ts'

const AUDIENCES = ['internal', 'partner', 'public'] as const

/** Keys are named after their audience; whoever has none is the public. */
function kernelOf(...contracts: readonly ContractData[]): Kernel {
  return {
    contracts,
    handle: () => Promise.reject(new Error('no call was to be made')),
    batch: () => Promise.reject(new Error('no call was to be made')),
    stream: () => Promise.reject(new Error('no call was to be made')),
    follow: () => Promise.resolve({ ok: false, problem: { code: 'unavailable', title: 'Not now.' } }),
    cursors: () => Promise.reject(new Error('no call was to be made')),
    identify: ({ credential }: Pick<Call, 'credential'>) => {
      const name = credential.kind === 'key' ? credential.key : 'public'
      const audience = AUDIENCES.find((known) => known === name)
      if (!audience) return Promise.resolve({ ok: false, problem: { code: 'unauthenticated', title: 'A valid credential is needed.' } })
      return Promise.resolve({ ok: true, principal: { consumer: 'c', credential: 'k', audience, scopes: ['*'] }, notices: {} })
    },
    stopping: () => {},
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

/** Nothing of it is for anybody but the firm itself. */
const inner = defineContract('inner', {
  version: 'v7',
  members: [defineResource('Note', { key: { id: t.string() }, fields: { text: t.string() }, access: { partner: { can: [] }, public: { can: [] } } })],
}).data
const site = { publicUrl: 'https://plant.test/bus', protocols: ['rest', 'events', 'webhooks'] }
const kernel = kernelOf(workshop.data, inner)
const client = httpClient(events().routes(kernel, site))
const as = (key: string): { readonly [name: string]: string } => (key === '' ? {} : { authorization: `Bearer ${key}` })
const get = (url: string, headers: { readonly [name: string]: string } = {}): Promise<Answered> => client({ method: 'GET', url, headers })

describe('asyncapi.json', () => {
  it('is the document of the audience that asks, as it is emitted', async () => {
    for (const version of ['v2', 'v1']) {
      for (const audience of AUDIENCES) {
        const answer = await get(`/api/${version}/asyncapi.json`, as(audience))
        assert.equal(answer.status, 200)
        assert.match(String(answer.headers['content-type']), /^application\/json/)
        assert.deepEqual(JSON.parse(answer.text), JSON.parse(JSON.stringify(emitAsyncApi(workshop.data, { version, audience }))))
      }
    }
  })

  it('is asked for again with its entity tag, never kept by others, and differs by audience', async () => {
    const first = await get('/api/v2/asyncapi.json', as('internal'))
    assert.equal(first.headers['cache-control'], 'private, no-cache')
    assert.match(String(first.headers['vary']), /Authorization/)
    const again = await get('/api/v2/asyncapi.json', { ...as('internal'), 'if-none-match': String(first.headers['etag']) })
    assert.equal(again.status, 304)
    const other = await get('/api/v2/asyncapi.json', { ...as('partner'), 'if-none-match': String(first.headers['etag']) })
    assert.equal(other.status, 200)
  })

  it('is not there for whom no event is, and asks for a key where none came along', async () => {
    assert.equal((await get('/api/v7/asyncapi.json', as('partner'))).status, 404)
    assert.equal((await get('/api/v7/asyncapi.json')).status, 401)
    assert.equal((await get('/api/v7/asyncapi.json', as('internal'))).status, 200)
    assert.equal((await get('/api/v2/asyncapi.json', as('nobody'))).status, 401)
  })

  it('names nothing that its audience may not know', async () => {
    const said = (text: string): string => {
      const { components } = JSON.parse(text) as {
        components: { messages: { [name: string]: { examples?: object } }; schemas: { [name: string]: object } }
      }
      // Its example is of no contract in particular.
      const { EventFilter: _, ...schemas } = components.schemas
      return JSON.stringify([schemas, Object.values(components.messages).map(({ examples }) => examples)])
    }
    const internal = said(JSON.stringify(emitAsyncApi(workshop.data, { version: 'v2', audience: 'internal' })))
    let looked = 0
    for (const audience of ['partner', 'public'] as const) {
      const text = said((await get('/api/v2/asyncapi.json', as(audience))).text)
      for (const [name, resource] of Object.entries(workshop.data.resources)) {
        const { show, hide = [] } = resource.access[audience] ?? {}
        const known = eventTypes(workshop.data, audience).some((event) => event.resource === name)
        if (!known) assert.ok(!text.includes(`"${name}"`), name)
        for (const field of Object.keys(resource.fields)) {
          const hidden = hide.includes(field) || (show && !show.includes(field))
          if (known && hidden && !Object.values(workshop.data.resources).some((other) => other !== resource && Object.hasOwn(other.fields, field))) {
            looked += internal.includes(`"${field}":`) ? 1 : 0
            assert.ok(!text.includes(`"${field}":`), `${audience} ${name}.${field}`)
          }
        }
      }
    }
    assert.ok(looked >= 3, String(looked))
  })

  it('says of the webhooks where they are served, and else not', async () => {
    const without = httpClient(events().routes(kernel, { ...site, protocols: ['events'] }))
    const text = (await without({ method: 'GET', url: '/api/v2/asyncapi.json', headers: as('internal') })).text
    assert.doesNotMatch(text, /webhook/i)
    assert.match((await get('/api/v2/asyncapi.json', as('internal'))).text, /webhook-signature/)
  })

  it('is not served where the app says so', () => {
    const paths = events({ documentation: false })
      .routes(kernel, site)
      .map(({ path }) => path)
    assert.ok(paths.includes('/api/v2/events'))
    assert.deepEqual(
      paths.filter((path) => path.includes('asyncapi') || path.includes('docs')),
      [],
    )
  })

  it('has the address of the server, its sockets and no other', () => {
    const at = (publicUrl: string): unknown => {
      const version = contractAt(workshop.data, 'v2')
      return { ...serversOf(version, publicUrl) }
    }
    assert.deepEqual(at('https://plant.test/bus'), { api: 'https://plant.test/bus/api/v2', socket: 'wss://plant.test/bus/api/v2' })
    assert.deepEqual(at('http://127.0.0.1:8080'), { api: 'http://127.0.0.1:8080/api/v2', socket: 'ws://127.0.0.1:8080/api/v2' })
  })
})

function serversOf(version: ContractData, publicUrl: string): { readonly [name: string]: string } {
  const document = emitWith(version, publicUrl)
  return Object.fromEntries(Object.entries(document.servers).map(([name, { protocol, host, pathname }]) => [name, `${protocol}://${host}${pathname}`]))
}
function emitWith(
  version: ContractData,
  publicUrl: string,
): { readonly servers: { readonly [name: string]: { readonly protocol: string; readonly host: string; readonly pathname: string } } } {
  return JSON.parse(JSON.stringify(asyncApi(version, { publicUrl, base: `/api/${version.version}`, audience: 'internal', webhooks: false }))) as never
}

describe('the query that is documented', () => {
  const { operations } = JSON.parse(JSON.stringify(emitAsyncApi(workshop.data, { version: 'v2', audience: 'internal' }))) as {
    operations: { [id: string]: { bindings: { http: { query: { properties: object } } } } }
  }
  for (const [id, path] of Object.entries({ pollEvents: '/api/v2/events', streamEvents: '/api/v2/events/stream' })) {
    it(`of ${id} has the parameters that are read, and no others`, async () => {
      const documented = Object.keys(operations[id]?.bindings.http.query.properties ?? {})
      const refused = await get(`${path}?nothing-like-this=1`, as('internal'))
      const [, known = ''] = /There are: ([^.]+)\./.exec(refused.text) ?? []
      assert.deepEqual(known.split(', ').sort(), documented.toSorted())
    })
  }
})

describe('the messages of the WebSocket that are documented', () => {
  const document = JSON.parse(JSON.stringify(emitAsyncApi(workshop.data, { version: 'v2', audience: 'internal' }))) as {
    operations: { [id: string]: { messages: { $ref: string }[] } }
    components: { messages: { [name: string]: { name: string; payload: { properties: object; required: string[] } } } }
  }
  const messagesOf = (operation: string) =>
    (document.operations[operation]?.messages ?? []).map(({ $ref }) => {
      const message = document.components.messages[$ref.split('/').at(-1) ?? '']
      assert.ok(message)
      return message
    })
  const refusal = (message: object): string => {
    try {
      readMessage(JSON.stringify(message))
      return ''
    } catch (error) {
      assert.ok(error instanceof MessageRefused)
      return error.problem.detail ?? ''
    }
  }

  it('are those that are read, each with its members, the required ones among them', () => {
    const received = messagesOf('receiveOnSocket')
    const [, known = ''] = /must be one of ([^.]+)\./.exec(refusal({ type: 'nothing' })) ?? []
    assert.deepEqual(received.map(({ name }) => name).sort(), known.split(', ').sort())
    for (const { name, payload } of received) {
      const [, members = ''] = /There are: ([^.]+)\./.exec(refusal({ type: name, nothingLikeThis: 1 })) ?? []
      assert.deepEqual(Object.keys(payload.properties).sort(), members.split(', ').sort(), name)
      // What is missing is named one after the other.
      const asked: { [name: string]: unknown } = { type: name }
      const required = ['type']
      for (let missing = /'(\w+)' is missing/.exec(refusal(asked)); missing; missing = /'(\w+)' is missing/.exec(refusal(asked))) {
        required.push(missing[1] ?? '')
        asked[missing[1] ?? ''] = 'x'
      }
      assert.deepEqual(payload.required.toSorted(), required.sort(), name)
    }
  })

  it('are those that are sent, whatever is in them', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
    ajv.addSchema(document, 'document')
    const notices = { limits: [{ name: 'rate', quota: 9, window: 60, remaining: 8, reset: 1 }], deprecated: '2026-01-01T00:00:00Z' }
    const problem = { code: 'rate-limited', title: 'The rate limit is reached.', detail: 'Wait.', retryAfter: 1.5 } as const
    const texts = [
      resultText('1', { ok: true, kind: 'record', body: '{"id":"A"}', key: 'A', revision: 3, view: 'a1', created: true, replayed: true, notices }),
      resultText('1', { ok: true, kind: 'page', body: '[]', next: 'c', count: 0 }),
      resultText('1', { ok: true, kind: 'empty', body: '' }),
      errorText('1', { ok: false, problem, replayed: true, notices }, 'r'),
      errorText(undefined, { ok: false, problem }, 'r'),
      endedText('1', { ok: false, problem }, { cursor: 'ab:1', requestId: 'r' }),
      subscribedText('1', { cursor: 'ab:1', notices }),
    ]
    for (const text of texts) {
      const sent = JSON.parse(text) as { readonly type: string }
      const schema = document.components.messages[`socket_${sent.type}`]?.payload
      assert.ok(schema, sent.type)
      const closed = { ...schema, additionalProperties: false }
      const check = ajv.compile(JSON.parse(JSON.stringify(closed).replaceAll('"#/components/', '"document#/components/')) as object)
      assert.ok(check(sent), `${text}\n${JSON.stringify(check.errors)}`)
    }
  })
})

it('the moves of a named cursor that are documented are those that are read, and the answer is the one that is shown', async () => {
  const { channels, operations, components } = JSON.parse(JSON.stringify(emitAsyncApi(workshop.data, { version: 'v2', audience: 'internal' }))) as {
    channels: { [id: string]: { address: string } }
    operations: { [id: string]: { bindings: { http: { method: 'PUT' | 'POST' } } } }
    components: { messages: { [name: string]: { payload: { required: string[]; properties: { [name: string]: { description?: string } } } } } }
  }
  const asked: unknown[] = []
  const cursors: Kernel['cursors'] = async ({ name, move }) => {
    asked.push([name, move])
    return { ok: true, cursors: [{ name: 'erp-copy', cursor: 'ab12:7', movedAt: '2026-03-02T06:00:00.000Z' }] }
  }
  const ask = httpClient(events().routes({ ...kernel, cursors }, site))
  const ajv = new Ajv2020({ strict: false, validateFormats: false })
  ajv.addSchema({ components }, 'document')
  const fits = ajv.compile(
    JSON.parse(JSON.stringify(components.messages['NamedCursor']?.payload).replaceAll('"#/components/', '"document#/components/')) as object,
  )
  for (const [operation, channel, sent] of [
    ['commitCursor', 'cursor', 'CursorCommit'],
    ['seekCursor', 'cursorSeek', 'CursorSeek'],
  ] as const) {
    const url = `/api/v2${channels[channel]?.address.replace('{name}', 'erp-copy')}`
    const method = operations[operation]?.bindings.http.method ?? 'PUT'
    const [member = ''] = components.messages[sent]?.payload.required ?? []
    const headers = { ...as('internal'), 'content-type': 'application/json' }
    const answer = await ask({ method, url, headers, body: JSON.stringify({ [member]: 'ab12:7' }) })
    assert.equal(answer.status, 200, answer.text)
    assert.ok(fits(JSON.parse(answer.text)), JSON.stringify(fits.errors))
    assert.equal((await ask({ method, url, headers, body: JSON.stringify({ [member]: 'ab12:7', other: 1 }) })).status, 422)
  }
  assert.deepEqual(asked, [
    ['erp-copy', { commit: 'ab12:7' }],
    ['erp-copy', { seek: 'ab12:7' }],
  ])
})

describe('the page of the events', () => {
  it('needs no key itself, lists the versions, and leads to the reference of the calls where there is one', async () => {
    const { status, text } = await get('/docs/events')
    assert.equal(status, 200)
    assert.match(text, /<option value="api\/v2">workshop v2<\/option>/)
    assert.match(text, /<a href="\/bus\/docs">API reference<\/a>/)
    const alone = httpClient(events().routes(kernel, { publicUrl: 'https://plant.test/bus' }))
    assert.doesNotMatch((await alone({ method: 'GET', url: '/docs/events', headers: {} })).text, /href="\/bus\/docs"/)
    const calls = httpClient(rest().routes(kernel, site))
    assert.match((await calls({ method: 'GET', url: '/docs', headers: {} })).text, /<a href="\/bus\/docs\/events">Events<\/a>/)
  })

  it('loads its own script and style and names no other place (CSP 3)', async () => {
    for (const path of ['/docs/events', '/docs/events/reference.js', '/docs/events/reference.css', '/docs/events/reference/api/v2']) {
      const { status, headers, text } = await get(path, as('internal'))
      assert.equal(status, 200, path)
      assert.match(String(headers['content-security-policy']), /^default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';/)
      assert.doesNotMatch(text.replaceAll(/(?:https|wss):\/\/plant\.test\/bus/g, ''), /(?:src|href)=["']?(?:https?:)?\/\/|url\(|@import/, path)
      assert.doesNotMatch(text, /<script(?! src="\/bus\/docs\/)|\son\w+=|style=/, path)
    }
  })

  it('fetches what the key may see', async () => {
    const { text } = await get('/docs/events/reference.js')
    const asked: string[] = []
    const element = (value: string): { value: string; innerHTML: string; querySelector: () => null } => ({ value, innerHTML: '', querySelector: () => null })
    const elements: { readonly [id: string]: ReturnType<typeof element> } = { version: element('api/v2'), key: element(''), reference: element('') }
    const document = {
      body: { dataset: { root: '/bus', page: '/bus/docs/events' } },
      getElementById: (id: string) => elements[id] ?? null,
      addEventListener: () => undefined,
    }
    const page = {
      document,
      location: { hash: '' },
      sessionStorage: { getItem: () => 'bb_test_1', setItem: () => undefined, removeItem: () => undefined },
      addEventListener: () => undefined,
      fetch: (url: string) => Promise.resolve(new Response((asked.push(url), '<main></main>'))),
    }
    await (runInNewContext(`${text}\nload('api/v2')`, page) as Promise<void>)
    assert.deepEqual(new Set(asked), new Set(['/bus/docs/events/reference/api/v2']))
  })

  it('shows every way, every type with its data, and no anchor that leads nowhere', async () => {
    const both = httpClient(events().routes(kernelOf(workshop.data, { ...plant.data, version: 'v9', older: [] }), site))
    for (const [contract, version] of [
      [workshop.data, 'v2'],
      [plant.data, 'v9'],
    ] as const) {
      for (const audience of AUDIENCES) {
        const { text } = await both({ method: 'GET', url: `/docs/events/reference/api/${version}`, headers: as(audience) })
        const shown = [...text.matchAll(/<details class="operation" id="event-([^"]+)"/g)].map(([, type = '']) => type)
        assert.deepEqual(
          shown.toSorted(),
          eventTypes(contract, audience)
            .map(({ type }) => type)
            .sort(),
        )
        assert.deepEqual(
          [...text.matchAll(/id="channel-(\w+)"/g)].map(([, id]) => id),
          ['polling', 'cursor', 'cursorSeek', 'stream', 'socket', 'webhook'],
        )
        const ids = new Set([...text.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id))
        for (const [, target = ''] of text.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.has(target), `${audience} #${target}`)
        assert.match(text, /webhook-signature/)
      }
    }
  })
})

test('what a contract says is text in the reference, never markup', async () => {
  const evil = '<script>alert(1)</script>" onload="x'
  const contract = defineContract('plant', {
    version: 'v1',
    doc: evil,
    members: [defineResource('Thing', { key: { id: t.string() }, doc: evil, fields: { name: t.string().doc(evil).examples(evil) } })],
  }).data
  const ask = httpClient(events().routes(kernelOf(contract), site))
  const { text } = await ask({ method: 'GET', url: '/docs/events/reference/api/v1', headers: as('internal') })
  assert.match(text, /&lt;script&gt;/)
  assert.doesNotMatch(text, /<script|onload="x/)
})
