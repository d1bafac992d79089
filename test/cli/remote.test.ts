import assert from 'node:assert/strict'
import { createServer, type AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { join } from 'node:path'
import { loadApp } from '../../src/server/load-app.ts'
import { startApp, type Running } from '../../src/server/start.ts'
import { APP, desk, type Desk, type Done } from './fixture.ts'

const ok = (done: Done): Done => {
  assert.equal(done.code, 0, done.err)
  return done
}

describe('the command line on a running server', () => {
  let here: Desk
  let server: Running
  let client: Desk
  let api: string
  before(async () => {
    here = desk({ app: APP.replace('protocols:', 'listen: { port: 0 }, operations: false, protocols:') })
    const file = join(here.folder, 'busbar.config.ts')
    server = await startApp(await loadApp(file), { file, announce: () => {}, log: { debug() {}, info() {}, warn() {}, error() {} } })
    client = desk({ env: { BUSBAR_KEY: server.firstKey ?? '' } })
    api = `${server.publicUrl}/api/v1`
  })
  after(async () => {
    await server.stop()
    here[Symbol.dispose]()
    client[Symbol.dispose]()
  })

  it('makes calls by the names of the contract', async () => {
    const made = JSON.parse(
      ok(await client.busbar('call', 'Machine.create', 'id=press-1', 'name=Press 1', 'count=7', 'price.amount=1.50', 'price.currency=EUR', '--url', api)).out,
    ) as { [name: string]: unknown }
    assert.deepEqual([made['count'], made['price']], [7, { amount: '1.50', currency: 'EUR' }])
    ok(await client.busbar('call', 'Machine.start', '--key', 'press-1', '--url', api))
    assert.equal((JSON.parse(ok(await client.busbar('call', 'Machine.update', '--key', 'press-1', 'name=P', '--url', api)).out) as { name: string }).name, 'P')
    assert.match(ok(await client.busbar('call', 'Machine.list', 'state=Running', '--url', `${api}/`)).out, /press-1/)
    assert.deepEqual(JSON.parse(ok(await client.busbar('call', 'Sum', 'a=2', 'b=3', '--url', api)).out), { sum: 5 })
    assert.equal(ok(await client.busbar('call', 'Machine.delete', '--key', 'press-1', '--url', api)).out, '')
  })

  it('prints a refusal with the request id, for whoever reads the log', async () => {
    const { code, err } = await client.busbar('call', 'Machine.get', '--key', 'nowhere', '--url', api)
    assert.equal(code, 1)
    assert.match(err, /^not-found: [\s\S]*Request \S+/)
    assert.match((await client.busbar('call', 'Machine.strat', '--key', 'x', '--url', api)).err, /Did you mean Machine\.start\?/)
  })

  it('says what to do without a key, with a wrong address, and without a server: 3', async () => {
    using stranger = desk()
    const anonymous = await stranger.busbar('call', 'Machine.list', '--url', api)
    assert.equal(anonymous.code, 3)
    assert.match(anonymous.err, /401 unauthenticated[\s\S]*BUSBAR_KEY/)
    const root = await client.busbar('call', 'Machine.list', '--url', server.publicUrl)
    assert.equal(root.code, 3)
    assert.match(root.err, /with its version/)
    const probe = createServer()
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    const nobody = await client.busbar('call', 'Machine.list', '--url', `http://127.0.0.1:${port}/api/v1`)
    assert.equal(nobody.code, 3)
    assert.match(nobody.err, /cannot be reached: .*ECONNREFUSED/)
    assert.equal((await client.busbar('call', 'Machine.list', '--url', 'localhost')).code, 3)
  })

  it('administers keys', async () => {
    const admin = `${server.publicUrl}/admin/v1`
    const { out } = ok(await client.busbar('keys', 'issue', 'portal', '--audience', 'partner', '--url', admin))
    using partner = desk({ env: { BUSBAR_KEY: out.trim() } })
    assert.match((await partner.busbar('call', 'Machine.create', 'id=x', 'name=x', '--url', api)).err, /no operation 'Machine\.create' that this key may call/)
    assert.equal(ok(await partner.busbar('call', 'Machine.list', '--url', api)).out, '[]\n')
    ok(await client.busbar('keys', 'revoke', out.split('_')[2] ?? '', '--url', admin))
    assert.match(ok(await client.busbar('keys', 'list', 'portal', '--url', admin)).out, /\d{4}-\d{2}-\d{2}T/)
  })

  it('are backed up and verified while the server runs, and the backup is good', async () => {
    ok(await client.busbar('call', 'Machine.create', 'id=kept', 'name=Kept', '--url', api))
    ok(await here.busbar('audit', 'head', '--out', 'head.json'))
    assert.match(ok(await here.busbar('audit', 'verify', '--head', 'head.json')).out, /1 signed head fit/)
    ok(await here.busbar('backup', 'live.backup'))
    assert.equal((await here.busbar('audit', 'drop', '--segment', 'none')).code, 3)
    using other = desk({ app: APP })
    ok(await other.busbar('restore', join(here.folder, 'live.backup')))
    assert.match(ok(await other.busbar('call', 'Machine.get', '--key', 'kept')).out, /Kept/)
    ok(await other.busbar('audit', 'verify', '--head', join(here.folder, 'head.json')))
  })

  it('is told the address that serves what it asked for, where the server holds the data', async () => {
    const call = await here.busbar('call', 'Machine.list')
    assert.equal(call.code, 3)
    assert.match(call.err, /already open.*--url http:\/\/127\.0\.0\.1:PORT\/api\/v1 with the key in BUSBAR_KEY/s)
    const keys = await here.busbar('keys', 'list')
    assert.equal(keys.code, 3)
    assert.match(keys.err, /--url http:\/\/127\.0\.0\.1:PORT\/admin\/v1 with the key in BUSBAR_KEY/)
  })

  it('loads a file in batches, with the same list of errors', async () => {
    client.write('m.csv', `id,name,count\n${Array.from({ length: 1_000 }, (_, i) => `m-${i},M,${i}\n`).join('')}No Good,B,2\n`)
    const { code, out } = await client.busbar('load', 'm.csv', '--into', 'Machine', '--url', api)
    assert.equal(code, 1)
    assert.match(out, /1001 lines .*: 1000 made, 1 refused/)
    assert.match(
      ok(
        await client
          .busbar('load', 'm.csv', '--into', 'Machine', '--mode', 'upsert', '--map', 'count=', '--url', api)
          .then((done) => ({ ...done, code: done.code - 1 })),
      ).out,
      /1000 written, 1 refused/,
    )
    assert.equal(
      (JSON.parse(ok(await client.busbar('call', 'Machine.get', '--key', 'm-7', '--url', api)).out) as { revision: number; count?: number }).revision,
      2,
    )
  })
})
