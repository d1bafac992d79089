import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { join } from 'node:path'
import { sign } from '../../src/codecs/standard-webhooks/index.ts'
import { loadApp } from '../../src/server/load-app.ts'
import { startApp, type Running } from '../../src/server/start.ts'
import { APP, desk, type Desk } from './fixture.ts'

const QUIET = { debug() {}, info() {}, warn() {}, error() {} }

describe('busbar events, on a running server', () => {
  let here: Desk
  let server: Running
  let client: Desk
  let api: string
  before(async () => {
    here = desk({
      app: APP.replace("import { defineApp, rest, sqlite } from 'busbar'", "import { defineApp, events, rest, sqlite } from 'busbar'").replace(
        'protocols: [rest()]',
        'listen: { port: 0 }, operations: false, protocols: [rest(), events()]',
      ),
    })
    const file = join(here.folder, 'busbar.config.ts')
    server = await startApp(await loadApp(file), { file, announce: () => {}, log: QUIET })
    client = desk({ env: { BUSBAR_KEY: server.firstKey ?? '' } })
    api = `${server.publicUrl}/api/v1`
    for (const id of ['press-1', 'press-2', 'press-3']) await client.busbar('call', 'Machine.create', `id=${id}`, `name=${id}`, 'count=7', '--url', api)
    await client.busbar('call', 'Machine.start', '--key', 'press-2', '--url', api)
  })
  after(async () => {
    await server.stop()
    here[Symbol.dispose]()
    client[Symbol.dispose]()
  })

  it('prints what there is from the first on, and where to go on', async () => {
    const { code, out, err } = await client.busbar('events', 'replay', '--after', 'first', '--url', api)
    assert.equal(code, 0, err)
    assert.deepEqual(
      out
        .trimEnd()
        .split('\n')
        .map((line) => line.split('  ').slice(1, 3).join(' ')),
      ['machine.created machines/press-1', 'machine.created machines/press-2', 'machine.created machines/press-3', 'machine.start machines/press-2'],
    )
    assert.match(err, /^4 events\. To go on: --after [0-9a-f]+:\d+/)
    const cursor = /--after (\S+)/.exec(err)?.[1] ?? ''
    assert.match((await client.busbar('events', 'replay', '--after', cursor, '--url', api)).err, /^0 events\./)
  })

  it('prints CloudEvents as JSON lines, of the types, record and data that were asked for', async () => {
    const filter = ['--types', 'machine.*', '--resource', 'Machine', '--where', '{"name":"press-2"}']
    const found = await client.busbar('events', 'replay', '--after', 'first', ...filter, '--json', '--url', api)
    const lines = found.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly specversion: string; readonly type: string; readonly data: { readonly id: string } })
    assert.deepEqual(
      lines.map((line) => [line.specversion, line.type, line.data.id]),
      [
        ['1.0', 'machine.created', 'press-2'],
        ['1.0', 'machine.start', 'press-2'],
      ],
    )
  })

  it('follows until it has had enough', async () => {
    const tail = client.busbar('events', 'tail', '--after', 'first', '--limit', '5', '--types', 'machine.*', '--url', api)
    await client.busbar('call', 'Machine.create', 'id=press-9', 'name=late', '--url', api)
    const { code, out } = await tail
    assert.equal(code, 0)
    assert.match(out, /machine\.created {2}machines\/press-9/)
  })

  it('prints nothing of before a time, and nothing of after one', async () => {
    const none = await client.busbar('events', 'replay', '--since', '2099-01-01T00:00:00Z', '--url', api)
    assert.equal(none.out, '')
    const early = await client.busbar('events', 'replay', '--since', '2000-01-01T00:00:00Z', '--until', '2000-01-02T00:00:00Z', '--url', api)
    assert.equal(early.out, '')
  })

  it('says of a foreign cursor that there is a gap', async () => {
    const { code, err } = await client.busbar('events', 'replay', '--after', '00ff:3', '--url', api)
    assert.equal(code, 0)
    assert.match(err, /^gap: events behind 00ff:3 are gone \(epoch\)/)
  })

  it('says what is wrong with a filter, a cursor, an address, and with the command line', async () => {
    assert.match((await client.busbar('events', 'tail', '--types', 'orders.*', '--url', api)).err, /invalid-filter: .*machine\.created/)
    assert.match((await client.busbar('events', 'replay', '--after', 'yesterday', '--url', api)).err, /invalid-cursor/)
    assert.equal((await client.busbar('events', 'tail', '--url', server.publicUrl)).code, 1)
    assert.equal((await client.busbar('events', 'tail', '--url', 'http://127.0.0.1:1/api/v1')).code, 3)
    assert.match((await client.busbar('events', 'tail', '--since', '2026-01-01T00:00:00Z')).err, /for busbar events replay/)
    assert.match((await client.busbar('events', 'replay')).err, /needs --since/)
    assert.match((await client.busbar('events', 'replay', '--since', 'monday')).err, /must be an instant/)
    assert.match((await client.busbar('events', 'replay', '--after', 'first', '--where', 'x>5')).err, /no JSON object/)
  })

  it('of the administration are its own', async () => {
    const { out } = await client.busbar('events', 'replay', '--after', 'first', '--types', 'consumer.*', '--url', `${server.publicUrl}/admin/v1`)
    assert.match(out, /consumer\.created/)
  })

  it('pauses and resumes what goes out, which is audited', async () => {
    const admin = `${server.publicUrl}/admin/v1`
    assert.equal(
      (await client.busbar('pause', '--outgoing', '--reason', 'moving', '--url', admin)).out,
      'No webhook goes out until busbar resume --outgoing.\n',
    )
    const answer = await server.inject({ url: '/admin/v1/outgoing', headers: { authorization: `Bearer ${server.firstKey ?? ''}` } })
    assert.deepEqual((({ state, reason }) => [state, reason])(JSON.parse(answer.body) as { state: string; reason: string }), ['paused', 'moving'])
    const recorded = await client.busbar('resume', '--outgoing', '--record', '--url', admin)
    assert.equal(recorded.code, 1)
    assert.match(recorded.err, /recording-is-for-tests/)
    assert.equal((await client.busbar('resume', '--outgoing', '--url', admin)).code, 0)
    const trail = await server.inject({ url: '/admin/v1/audit?limit=1000', headers: { authorization: `Bearer ${server.firstKey ?? ''}` } })
    assert.match(trail.body, /"operation":"setOutgoing"/)
    assert.match((await client.busbar('resume')).err, /busbar resume --outgoing/)
  })
})

describe('busbar events, on a store that no server holds', () => {
  it('prints what there is', async () => {
    using here = desk({ app: APP })
    await here.busbar('call', 'Machine.create', 'id=press-1', 'name=x')
    const { code, out, err } = await here.busbar('events', 'replay', '--after', 'first')
    assert.equal(code, 0, err)
    assert.match(out, /machine\.created {2}machines\/press-1/)
  })
})

describe('after a restore', () => {
  it('nothing goes out until it is resumed', async () => {
    using here = desk({ app: APP })
    await here.busbar('call', 'Machine.create', 'id=press-1', 'name=x')
    assert.equal((await here.busbar('backup', 'a.backup')).code, 0)
    using other = desk({ app: APP })
    assert.equal((await other.busbar('restore', join(here.folder, 'a.backup'))).code, 0)
    const held = JSON.parse((await other.busbar('call', 'readOutgoing')).out) as { readonly state: string; readonly reason: string }
    assert.equal(held.state, 'paused')
    assert.match(held.reason, /Restored from the backup of .*busbar resume --outgoing/)
    assert.equal((await other.busbar('resume', '--outgoing')).code, 0)
    assert.equal((JSON.parse((await other.busbar('call', 'readOutgoing')).out) as { readonly state: string }).state, 'open')
  })
})

describe('busbar webhooks listen', () => {
  const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
  const body = '{"specversion":"1.0","type":"order.created","data":{}}'
  function signed(text: string, id = 'msg-1'): { readonly [name: string]: string } {
    const seconds = Math.floor(Date.now() / 1000)
    return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': sign([secret], { id, seconds, body: text }) }
  }

  it('verifies what comes, prints it, and says what came before', async () => {
    const { done, url } = await listening('--secret', secret, '--limit', '4')
    const post = async (text: string, headers: { readonly [name: string]: string }): Promise<number> =>
      (await fetch(url, { method: 'POST', body: text, headers })).status
    assert.equal(await post(body, signed(body)), 204)
    assert.equal(await post(body, signed(body)), 204)
    assert.equal(await post(`${body} `, signed(body)), 401)
    assert.equal(await post(body, {}), 401)
    const { code, out } = await done
    assert.equal(code, 0)
    const lines = out.split('\n').filter((line) => line.startsWith('POST'))
    assert.match(lines[0] ?? '', /^POST verified → 204 {2}msg-1/)
    assert.match(lines[1] ?? '', /^POST verified, has come before → 204/)
    assert.match(lines[2] ?? '', /refused: none of its signatures is of this secret → 401/)
    assert.match(lines[3] ?? '', /refused: it has no webhook-id/)
  })

  it('agrees to be called, and gives a challenge back', async () => {
    const { done, url } = await listening('--secret', secret, '--limit', '1')
    const asked = await fetch(url, { method: 'OPTIONS', headers: { 'webhook-request-origin': 'plant.example', 'webhook-request-rate': '120' } })
    assert.deepEqual([asked.status, asked.headers.get('webhook-allowed-origin'), asked.headers.get('webhook-allowed-rate')], [200, 'plant.example', '120'])
    const text = '{"type":"webhook-endpoint.verification","data":{"challenge":"tell me"}}'
    const answer = await fetch(url, { method: 'POST', body: text, headers: signed(text) })
    assert.deepEqual([answer.status, await answer.text()], [200, 'tell me'])
    await done
  })

  it('fails on purpose where it is asked to', async () => {
    const { done, url } = await listening('--status', '503', '--limit', '1', '--json')
    assert.equal((await fetch(url, { method: 'POST', body })).status, 503)
    const one = JSON.parse((await done).out) as { readonly verdict: string; readonly status: number }
    assert.deepEqual([one.verdict, one.status], ['unchecked', 503])
  })

  it('says what is wrong with a secret or a port', async () => {
    using here = desk()
    assert.match((await here.busbar('webhooks', 'listen', '--secret', 'hunter2')).err, /The secret cannot be used/)
    assert.match((await here.busbar('webhooks', 'send')).err, /there is listen/)
    const { done, url } = await listening('--limit', '1')
    const taken = await here.busbar('webhooks', 'listen', '--port', new URL(url).port)
    assert.equal(taken.code, 3)
    assert.match(taken.err, /Give another one with --port/)
    await fetch(url, { method: 'POST', body })
    await done
  })

  /** Starts it on a free port and waits for the line that says where. */
  async function listening(...words: readonly string[]): Promise<{ readonly done: ReturnType<Desk['busbar']>; readonly url: string }> {
    let said: (url: string) => void = () => {}
    const url = new Promise<string>((resolve) => (said = resolve))
    const here = desk({
      told(text) {
        const found = /Listening on (\S+)/.exec(text)?.[1]
        if (found !== undefined) said(found)
      },
    })
    const done = here.busbar('webhooks', 'listen', '--port', '0', ...words).finally(() => here[Symbol.dispose]())
    return { done, url: await url }
  }
})
