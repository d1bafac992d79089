import assert from 'node:assert/strict'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { gunzipSync, gzipSync } from 'node:zlib'
import { APP, desk, type Done } from './fixture.ts'

const ok = (done: Done): Done => {
  assert.equal(done.code, 0, done.err)
  return done
}

describe('busbar call, in this process', () => {
  it('creates, reads, lists, changes, commands and deletes', async () => {
    using here = desk({ app: APP })
    const made = JSON.parse(
      ok(await here.busbar('call', 'Machine.create', 'id=press-1', 'name=Press 1', 'count=7', 'active=true', 'price.amount=12.50', 'price.currency=EUR')).out,
    ) as { [name: string]: unknown }
    assert.deepEqual([made['name'], made['count'], made['active'], made['price']], ['Press 1', 7, true, { amount: '12.50', currency: 'EUR' }])
    ok(await here.busbar('call', 'Machine.start', '--key', 'press-1'))
    assert.equal((JSON.parse(ok(await here.busbar('call', 'Machine.list', 'state=Running', 'count[gte]=7', 'limit=10')).out) as unknown[]).length, 1)
    assert.deepEqual(JSON.parse(ok(await here.busbar('call', 'Machine.get', '--key', 'press-1', '--fields', 'state')).out), { id: 'press-1', state: 'Running' })
    ok(await here.busbar('call', 'Machine.update', '--key', 'press-1', 'line:=null', '--if-match', '2'))
    assert.deepEqual(JSON.parse(ok(await here.busbar('call', 'Sum', 'a=2', 'b=3')).out), { sum: 5 })
    assert.equal(ok(await here.busbar('call', 'Machine.delete', '--key', 'press-1')).out, '')
  })
  it('prints a refusal with its code and fields, and answers 1', async () => {
    using here = desk({ app: APP, input: '\uFEFF{"id":"press-1","name":7}' })
    const wrong = await here.busbar('call', 'Machine.create', '--input', '-')
    assert.equal(wrong.code, 1)
    assert.match(wrong.err, /^invalid: [\s\S]*\/name /)
    assert.match((await here.busbar('call', 'Machine.get', '--key', 'nowhere')).err, /^not-found: /)
    assert.match((await here.busbar('call', 'Machine.stort', '--key', 'x')).err, /Did you mean Machine\.start\?/)
    assert.match((await here.busbar('call', 'Machine.create', 'id')).err, /'id' is not name=value/)
    assert.match((await here.busbar('call', 'Machine.create', 'count=many')).err, /count: 'many' is not a number/)
  })
})

describe('busbar keys', () => {
  it('issues, lists, rotates and revokes, and prints a key alone on standard output', async () => {
    using here = desk({ app: APP })
    assert.match((await here.busbar('keys', 'issue', 'portal')).err, /There is no consumer 'portal'\. Give --audience/)
    const issued = ok(await here.busbar('keys', 'issue', 'portal', '--audience', 'partner', '--owner', 'ACME', '--scopes', 'machines.read,notes.*'))
    assert.match(issued.out, /^bb_live_\S+\n$/)
    const id = issued.out.split('_')[2] ?? ''
    assert.match(ok(await here.busbar('keys', 'list')).out, /portal {2}partner {3}ACME {3}- {5}machines\.read,notes\.\* {2}false/)
    const rotated = ok(await here.busbar('keys', 'rotate', id, '--overlap', '60'))
    assert.match(rotated.err, /old key is good until/)
    ok(await here.busbar('keys', 'revoke', id))
    const keys = JSON.parse(ok(await here.busbar('keys', 'list', 'portal', '--json')).out) as { id: string; revokedAt?: string }[]
    assert.equal(keys.length, 2)
    assert.ok(keys.find((key) => key.id === id)?.revokedAt)
    assert.doesNotMatch(JSON.stringify(keys), /digest|bb_live/)
  })
})

describe('busbar keys soap-password', () => {
  const app = APP.replace('import { defineApp, rest, sqlite }', 'import { defineApp, env, rest, soap, sqlite }').replace(
    '[rest()]',
    "[rest(), soap({ digestSecret: env.secret('CLI_TEST_DIGEST_SECRET') })]",
  )
  it('prints what is derived for a key, alone on standard output, and opens no store', async () => {
    using here = desk({ app })
    here.write('.env', `CLI_TEST_DIGEST_SECRET=${'s'.repeat(32)}\n`)
    const missing = await here.busbar('keys', 'soap-password', '8LfCTMPj')
    assert.equal(missing.code, 1)
    assert.match(missing.err, /CLI_TEST_DIGEST_SECRET is not set/)
    const { out, err } = ok(await here.busbar('keys', 'soap-password', '8LfCTMPj', '--env-file', '.env'))
    // printf 'wsse 8LfCTMPj' | openssl dgst -sha256 -hmac ssssssssssssssssssssssssssssssss -binary | openssl base64 -A | tr '+/' '-_' | tr -d '='
    assert.equal(out, 'EP0zK7UGXjPkGVkyyq-BE5mQLWJjxHqkWwpd9DB9hsI\n')
    assert.match(err, /user name 8LfCTMPj/)
    assert.deepEqual(JSON.parse(ok(await here.busbar('keys', 'soap-password', '8LfCTMPj', '--json')).out), { username: '8LfCTMPj', password: out.trim() })
    assert.equal(existsSync(join(here.folder, 'data')), false)
  })
  it('says what is wrong: a whole key, an address, an app that takes no digests, a secret that is too short', async () => {
    using here = desk({ app })
    assert.match((await here.busbar('keys', 'soap-password', 'bb_live_8LfCTMPj')).err, /eight characters behind bb_live_, and not the key/)
    assert.match((await here.busbar('keys', 'soap-password', '8LfCTMPj', '--url', 'http://127.0.0.1:1/admin/v1')).err, /leave --url out/)
    using other = desk({ app: APP })
    assert.match((await other.busbar('keys', 'soap-password', '8LfCTMPj')).err, /takes no PasswordDigest: set soap\(\{ digestSecret/)
    using short = desk({ app: app.replace("env.secret('CLI_TEST_DIGEST_SECRET')", "'short'") })
    assert.match((await short.busbar('keys', 'soap-password', '8LfCTMPj')).err, /digestSecret has 5 characters and needs 32/)
    assert.match((await short.busbar('start', '--port', '0')).err, /digestSecret has 5 characters and needs 32/)
    assert.equal(existsSync(join(short.folder, 'data')), false, 'no first key was made that nobody is shown')
  })
})

describe('busbar backup and restore', () => {
  it('bring everything to an empty store, and nothing to one that is not empty', async () => {
    using here = desk({ app: APP })
    for (const id of ['a', 'b', 'c']) ok(await here.busbar('call', 'Machine.create', `id=${id}`, `name=${id}`))
    ok(await here.busbar('call', 'Machine.delete', '--key', 'c'))
    const head = ok(await here.busbar('audit', 'head')).out
    here.write('head.json', head)
    assert.match(ok(await here.busbar('backup', 'plant.backup')).out, /2 records, 1 deleted.*4 events, 4 audit records/)
    assert.match((await here.busbar('backup', 'plant.backup')).err, /is there already; nothing was written/)
    assert.equal((await here.busbar('restore', 'plant.backup')).code, 3)
    renameSync(join(here.folder, 'data'), join(here.folder, 'before'))
    assert.match(ok(await here.busbar('restore', 'plant.backup')).out, /Restored the backup of workshop v1 .*2 records/)
    assert.equal((JSON.parse(ok(await here.busbar('call', 'Machine.list')).out) as unknown[]).length, 2)
    assert.match(ok(await here.busbar('audit', 'verify', '--head', 'head.json')).out, /1 signed head fit/)
    // A cursor from before the restore must be known as one.
    ok(await here.busbar('backup', 'again.backup'))
    const epoch = (file: string): string | undefined => /"epoch","value":"(\w+)"/.exec(gunzipSync(readFileSync(join(here.folder, file))).toString())?.[1]
    assert.ok(epoch('plant.backup'))
    assert.notEqual(epoch('again.backup'), epoch('plant.backup'))
  })

  const damages: { readonly [what: string]: readonly [(whole: Buffer) => Buffer, RegExp] } = {
    'cut in its compressed bytes': [(whole) => whole.subarray(0, whole.length - 20), /is no backup, or not whole/],
    'cut between its lines': [(whole) => gzipSync(gunzipSync(whole).toString().split('\n').slice(0, -3).join('\n')), /is cut off after \d+ rows/],
    'changed in a record': [(whole) => gzipSync(gunzipSync(whole).toString().replace('Press 1', 'Press 2')), /was changed after it was written/],
    'another file': [() => gzipSync('{"a":1}\n'), /is no backup of Busbar/],
    'not even gzip': [() => Buffer.from('hello'), /is no backup, or not whole/],
    'of a newer format': [(whole) => gzipSync(gunzipSync(whole).toString().replace('"format":1', '"format":2')), /was written by a newer Busbar/],
  }
  for (const [what, [damage, message]] of Object.entries(damages)) {
    it(`refuse a backup that is ${what}, and leave no store that opens`, async () => {
      using here = desk({ app: APP })
      ok(await here.busbar('call', 'Machine.create', 'id=a', 'name=Press 1'))
      ok(await here.busbar('backup', 'x'))
      rmSync(join(here.folder, 'data'), { recursive: true })
      writeFileSync(join(here.folder, 'x'), damage(readFileSync(join(here.folder, 'x'))))
      const { code, err } = await here.busbar('restore', 'x')
      assert.equal(code, 1)
      assert.match(err, message)
      const after = await here.busbar('call', 'Machine.list')
      // Either the store says that a restore did not end, or nothing of it is there.
      assert.ok(after.code === 3 || after.out === '[]\n', after.out)
    })
  }
})

describe('busbar audit', () => {
  it('verifies, exports, archives, drops, and the rest and the segment still verify', async () => {
    using here = desk({ app: APP })
    for (const id of ['a', 'b', 'c']) ok(await here.busbar('call', 'Machine.create', `id=${id}`, `name=${id}`))
    assert.match(ok(await here.busbar('audit', 'verify')).out, /as it was written: 3 records, the last is 3/)
    assert.equal(ok(await here.busbar('audit', 'export')).out.split('\n').length, 4)
    assert.match(ok(await here.busbar('audit', 'archive', '--upto', '2', '--out', 'seg.ndjson')).out, /records 1 to 2, verified/)
    ok(await here.busbar('audit', 'verify', '--segment', 'seg.ndjson'))
    ok(await here.busbar('audit', 'drop', '--segment', 'seg.ndjson'))
    assert.match(ok(await here.busbar('audit', 'verify')).out, /1 records, the last is 3/)
    assert.equal((await here.busbar('audit', 'drop', '--segment', 'seg.ndjson')).code, 1)
    writeFileSync(join(here.folder, 'seg.ndjson'), readFileSync(join(here.folder, 'seg.ndjson'), 'utf8').replace('Machine.create', 'Machine.delete'))
    const { code, err } = await here.busbar('audit', 'verify', '--segment', 'seg.ndjson')
    assert.equal(code, 1)
    assert.match(err, /broken at record 1/)
  })
  it('refuses a head that was signed by another key than the one that is given', async () => {
    using here = desk({ app: APP })
    assert.match((await here.busbar('audit', 'head', '--out', 'head.json')).err, /There is no data in/)
    ok(await here.busbar('call', 'Machine.create', 'id=a', 'name=a'))
    ok(await here.busbar('audit', 'head', '--out', 'head.json'))
    assert.equal((await here.busbar('audit', 'verify', '--head', 'head.json', '--public-key', 'AAAA')).code, 1)
    here.write('no.json', '{}')
    assert.match((await here.busbar('audit', 'verify', '--head', 'no.json')).err, /no signed head/)
  })
})

describe('busbar doctor', () => {
  it('looks at machine, app, folder, store and ports', async () => {
    using here = desk({ app: APP.replace('protocols:', 'listen: { port: 0 }, operations: { port: 0 }, protocols:') })
    const { out } = ok(await here.busbar('doctor', '--json'))
    const found = JSON.parse(out) as { what: string; state: string }[]
    for (const what of ['Node.js', 'memory', 'clock', 'app file', 'contract', 'exposure', 'data folder', 'disk', 'fsync', 'store'])
      assert.ok(
        found.some((one) => one.what === what),
        what,
      )
  })
  it('tells what is wrong with the app and answers 1', async () => {
    using here = desk({ app: APP.replace('protocols: [rest()]', 'protocols: []').replace("'./data'", "'./words.ts/data'") })
    const { code, out } = await here.busbar('doctor')
    assert.equal(code, 1)
    assert.match(out, /error {4}\S/)
  })
  it('warns of insecure defaults by the name of the option', async () => {
    using here = desk({ app: APP.replace('protocols:', "listen: { host: '0.0.0.0', port: 0 }, operations: { host: '0.0.0.0', port: 0 }, protocols:") })
    const { out } = await here.busbar('doctor')
    assert.match(out, /plain HTTP[\s\S]*publicUrl/)
    assert.match(out, /operations\.host/)
  })
})

it('a store that a server holds is named, with the way to call the server instead', async () => {
  using here = desk({ app: APP })
  const { readConfig } = await import('../../src/server/config/config.ts')
  const { loadApp } = await import('../../src/server/load-app.ts')
  const { openAppStore } = await import('../../src/server/open.ts')
  const file = join(here.folder, 'busbar.config.ts')
  await using _ = await openAppStore(readConfig(await loadApp(file), { file }), { log: { debug() {}, info() {}, warn() {}, error() {} } })
  const { code, err } = await here.busbar('call', 'Machine.list')
  assert.equal(code, 3)
  assert.match(err, /--url http:\/\/127\.0\.0\.1:8080\/api\/v1/)
  assert.ok(existsSync(file))
})
