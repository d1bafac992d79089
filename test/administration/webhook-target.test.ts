import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { defineApp, env, rest, startApp, webhooks, type Running, type WebhooksOptions } from 'busbar'
import { plant, plantBindings } from '../../conformance/scenario/contract.ts'
import { KeptLog } from '../../conformance/ports.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'

type Post = (path: string, body: object, key?: string) => Promise<{ readonly status: number; readonly body: { readonly [name: string]: unknown } }>

/** The whole of it, with the real way out, as a partner sees it over HTTP. */
async function asPartner(options: WebhooksOptions, play: (post: Post, running: Running) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-target-'))
  {
    const app = defineApp({
      contract: plant,
      bindings: plantBindings,
      store: sqlite({ path: folder }),
      protocols: [rest(), webhooks(options)],
      publicUrl: 'https://busbar.plant.example',
    })
    await using running = await startApp(app, { file: join(folder, 'busbar.config.ts'), listen: false, log: new KeptLog(), announce: () => {} })
    const post: Post = async (path, body, key = running.firstKey ?? '') => {
      const answer = await running.inject({
        method: 'POST',
        url: path,
        headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: answer.status, body: JSON.parse(answer.body) as { readonly [name: string]: unknown } }
    }
    await post('/admin/v1/consumers', { id: 'nordwerk', audience: 'partner', owner: 'NW', scopes: ['orders.read', 'webhooks.*'] })
    const { body } = await post('/admin/v1/consumers/nordwerk/issue-key', {})
    await play((path, input) => post(path, input, String(body['key'])), running)
  }
  await rm(folder, { recursive: true, force: true })
}

describe('The address of a webhook endpoint', () => {
  it('is refused over REST where it is private, odd, ours, or no https: 422 target-not-allowed at /url', () =>
    asPartner({}, async (post) => {
      const refused = [
        'https://127.0.0.1/',
        'https://10.0.0.5/',
        'https://192.168.1.1:8443/',
        'https://169.254.169.254/latest/meta-data',
        'https://100.64.0.1/',
        'https://[::1]/',
        'https://[fd00::1]/',
        'https://[::ffff:127.0.0.1]/',
        'https://[64:ff9b::7f00:1]/',
        'https://2130706433/',
        'https://0x7f000001/',
        'https://0177.0.0.1/',
        'https://127.1/',
        'https://①②⑦.⓪.⓪.①/',
        'https://localhost./',
        'https://user:pass@hooks.example.com/',
        'http://93.184.215.14/',
        'https://93.184.215.14:22/',
        'ftp://93.184.215.14/',
        'https://busbar.plant.example/api',
      ]
      for (const url of refused) {
        const { status, body } = await post('/admin/v1/webhook-endpoints', { contract: 'plant', version: 'v2', url })
        assert.equal(status, 422, `${url}: ${JSON.stringify(body)}`)
        assert.equal(body['code'], 'target-not-allowed', url)
        assert.equal((body['errors'] as readonly { readonly pointer: string }[])[0]?.pointer, '#/url')
        assert.match(String(body['type']), /target-not-allowed/)
      }
      const { status, body } = await post('/admin/v1/webhook-endpoints', { contract: 'plant', version: 'v2', url: 'https://93.184.215.14/busbar' })
      assert.equal(status, 201, JSON.stringify(body))
    }))

  it('may be one of the ranges that the app allows, and the metadata of a cloud never', () =>
    asPartner({ allow: ['10.0.0.0/8', '169.254.0.0/16'] }, async (post) => {
      const make = async (url: string): Promise<number> => (await post('/admin/v1/webhook-endpoints', { contract: 'plant', version: 'v2', url })).status
      assert.equal(await make('https://10.0.0.5/'), 201)
      assert.equal(await make('https://192.168.1.1/'), 422)
      assert.equal(await make('https://169.254.169.254/'), 422)
    }))
})

describe('The secretKey of webhooks()', () => {
  const start = (options: WebhooksOptions): Promise<unknown> =>
    asPartner(options, async () => {}).then(
      () => 'started',
      (error: Error) => error.message,
    )
  it('stops the start where it is too short, or its variable is not set, and is never printed', async () => {
    const short = String(await start({ secretKey: 'too-short-1234' }))
    assert.match(short, /protocols[^]*32/)
    assert.ok(!short.includes('too-short-1234'))
    assert.match(String(await start({ secretKey: env.secret('BUSBAR_TEST_NOT_SET') })), /BUSBAR_TEST_NOT_SET/)
  })
})

describe('The documents', () => {
  it('show a partner its webhooks and nothing else of the administration', () =>
    asPartner({}, async (_, running) => {
      const paths = async (key?: string): Promise<readonly string[]> => {
        const answer = await running.inject({
          method: 'GET',
          url: '/admin/v1/openapi.json',
          headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
        })
        return Object.keys((JSON.parse(answer.body) as { readonly paths?: object }).paths ?? {})
      }
      const { body } = await running
        .inject({
          method: 'POST',
          url: '/admin/v1/consumers/nordwerk/issue-key',
          headers: { 'authorization': `Bearer ${running.firstKey}`, 'content-type': 'application/json' },
          body: '{}',
        })
        .then((answer) => ({ body: JSON.parse(answer.body) as { readonly key: string } }))
      const shown = await paths(body.key)
      assert.ok(shown.includes('/webhook-endpoints'))
      assert.ok(
        shown.every((path) => /^\/(webhook-(endpoints|deliveries|replays|attempts)|batch)/.test(path)),
        shown.join(' '),
      )
      assert.ok((await paths(running.firstKey)).includes('/consumers'))
    }))
})
