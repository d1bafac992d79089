import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { defineContract, defineResource, t } from '../../src/contract/index.ts'
import type { StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { defineApp, postgres, rest, sqlite, startApp, webhooks, type Running } from '../../src/server/index.ts'
import { withDatabase } from '../postgres.ts'

const Material = defineResource('Material', { key: { id: t.string() }, fields: { name: t.string() }, standard: ['get', 'list', 'create', 'update'] })
const contract = defineContract('plant', { version: 'v1', members: [Material] })
const folder = mkdtempSync(join(tmpdir(), 'busbar-webhooks-'))
after(() => rmSync(folder, { recursive: true, force: true }))
const silent = { debug() {}, info() {}, warn() {}, error() {} }

interface Message {
  readonly url: string
  readonly headers: { readonly [name: string]: string }
  readonly body: string
}

/** A receiver that echoes challenges, keeps what it gets, and is waited for. */
class Receiver implements AsyncDisposable {
  readonly messages: Message[] = []
  status = 200
  readonly #server: Server
  #waiting: (() => void)[] = []

  constructor() {
    this.#server = createServer((request, response) => void this.#answer(request, response))
  }
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }
  async got(count: number): Promise<readonly Message[]> {
    while (this.messages.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    return this.messages
  }
  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    if (request.method === 'OPTIONS') return void response.writeHead(405).end()
    const { type, data } = JSON.parse(body) as { readonly type: string; readonly data: { readonly challenge?: string } }
    response.writeHead(this.status).end(type === 'webhook-endpoint.verification' ? data.challenge : '')
    if (type === 'webhook-endpoint.verification') return
    this.messages.push({ url: request.url ?? '', headers: request.headers as { [name: string]: string }, body })
    for (const then of this.#waiting.splice(0)) then()
  }
  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}

async function plant(store: StoreDescriptor, port: number): Promise<Running> {
  return startApp(
    defineApp({
      contract,
      store,
      protocols: [rest(), webhooks({ allow: ['127.0.0.0/8'], plain: true, ports: [String(port)] })],
      listen: { port: 0 },
      operations: { port: 0 },
    }),
    { file: join(folder, 'busbar.config.ts'), log: silent, announce: () => {} },
  )
}

function client(
  running: Running,
  key: string | undefined,
): (method: 'GET' | 'POST' | 'PATCH', path: string, body?: object) => Promise<{ readonly [field: string]: unknown }> {
  return async (method, path, body) => {
    const answer = await running.inject({
      method,
      url: path,
      headers: { 'authorization': `Bearer ${key ?? ''}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.body}`)
    return answer.body === '' ? {} : (JSON.parse(answer.body) as { [field: string]: unknown })
  }
}

describe('Webhooks of a running server', () => {
  it('an endpoint is made, agrees, and is sent what happens, signed so that the public library takes it; what it missed comes after a restart', async () => {
    await using receiver = new Receiver()
    const port = await receiver.listen()
    const store = (): StoreDescriptor => sqlite({ path: join(folder, 'one') })
    let running = await plant(store(), port)
    const key = running.firstKey
    let call = client(running, key)
    const { id } = await call('POST', '/admin/v1/webhook-endpoints', { contract: 'plant', version: 'v1', url: `http://127.0.0.1:${port}/hook` })
    const { secret } = await call('POST', `/admin/v1/webhook-endpoints/${String(id)}/rotate-secret`, {})
    await call('POST', `/admin/v1/webhook-endpoints/${String(id)}/verify`, {})
    const endpoint = (): Promise<{ readonly [field: string]: unknown }> => call('GET', `/admin/v1/webhook-endpoints/${String(id)}`)
    while ((await endpoint())['state'] !== 'active') await new Promise(setImmediate)
    await call('POST', '/api/v1/materials', { id: 'M-1', name: 'Bolt' })
    const [first] = await receiver.got(1)
    assert.ok(first)
    const event = new Webhook(String(secret)).verify(first.body, first.headers) as {
      readonly type: string
      readonly data: { readonly id: string }
      readonly id: string
    }
    assert.deepEqual([event.type, event.data.id], ['material.created', 'M-1'])
    assert.equal(first.headers['webhook-id'], event.id)

    const { event: test } = await call('POST', `/admin/v1/webhook-endpoints/${String(id)}/send-test`, {})
    const [, second] = await receiver.got(2)
    assert.equal(second?.headers['webhook-id'], test)

    // While it is down the log is the queue.
    await running.stop()
    running = await plant(store(), port)
    call = client(running, key)
    await call('POST', '/api/v1/materials', { id: 'M-2', name: 'Nut' })
    const messages = await receiver.got(3)
    assert.equal((JSON.parse(messages[2]?.body ?? '') as { data: { id: string } }).data.id, 'M-2')
    const read = async (): Promise<readonly { readonly kind: string; readonly outcome: string }[]> =>
      (await call('GET', `/admin/v1/webhook-attempts?endpoint=${String(id)}`))['attempts'] as readonly { readonly kind: string; readonly outcome: string }[]
    while ((await read()).length < 5) await new Promise(setImmediate)
    assert.deepEqual((await read()).map(({ kind, outcome }) => `${kind} ${outcome}`).reverse(), [
      'verification failed',
      'verification delivered',
      'event delivered',
      'test delivered',
      'event delivered',
    ])
    await running.stop()
  })

  it('two processes on one database share the endpoints, each event comes once, and what is changed in one holds in the other within five seconds', async () => {
    await using database = await withDatabase()
    await using receiver = new Receiver()
    const port = await receiver.listen()
    await using one = await plant(postgres({ url: database.url }), port)
    await using other = await plant(postgres({ url: database.url }), port)
    const key = one.firstKey
    const [here, there] = [client(one, key), client(other, key)]
    const ids: string[] = []
    for (let i = 0; i < 4; i++) {
      const { id } = await here('POST', '/admin/v1/webhook-endpoints', { contract: 'plant', version: 'v1', url: `http://127.0.0.1:${port}/${i}` })
      await here('POST', `/admin/v1/webhook-endpoints/${String(id)}/rotate-secret`, {})
      await here('POST', `/admin/v1/webhook-endpoints/${String(id)}/verify`, {})
      ids.push(String(id))
    }
    for (const id of ids) while ((await there('GET', `/admin/v1/webhook-endpoints/${id}`))['state'] !== 'active') await new Promise(setImmediate)
    for (let i = 0; i < 10; i++) await (i % 2 === 0 ? here : there)('POST', '/api/v1/materials', { id: `M-${i}`, name: 'Bolt' })
    const messages = await receiver.got(40)
    assert.equal(messages.length, 40)
    assert.equal(new Set(messages.map(({ headers }) => headers['webhook-id'])).size, 10)
    const holders = new Set<unknown>()
    for (const id of ids) holders.add((await here('GET', `/admin/v1/webhook-progress/${id}`))['holder'])
    assert.equal(holders.has(undefined), false)
    // Who holds an endpoint need not be who was told of its new address.
    for (const [i, id] of ids.entries())
      await (i % 2 === 0 ? here : there)('PATCH', `/admin/v1/webhook-endpoints/${id}`, { url: `http://127.0.0.1:${port}/new` })
    const began = performance.now()
    for (let n = 0, all = 40; ; n++) {
      await here('POST', '/api/v1/materials', { id: `N-${n}`, name: 'Bolt' })
      const latest = (await receiver.got((all += 4))).slice(-4)
      if (latest.every(({ url }) => url === '/new')) break
    }
    assert.ok(performance.now() - began < 5_000)
  })
})
