import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { createClientAsync, WSSecurity } from 'soap'
import { ManualClock } from '../../../conformance/ports.ts'
import { plant, plantBindings } from '../../../conformance/scenario/contract.ts'
import { httpClient } from '../../../conformance/scenario/http-client.ts'
import { makeWorld } from '../../../conformance/scenario/world.ts'
import type { KeyEntry } from '../../../src/kernel/ports/directory.ts'
import { passwordsOf } from '../../../src/protocols/soap/digest.ts'
import { soap } from '../../../src/protocols/soap/index.ts'
import { defineApp, postgres, rest, sqlite, startApp, type Running } from '../../../src/server/index.ts'
import { withDatabase } from '../../postgres.ts'
import { createOrder, envelope, getOrder, soapWorld, type Received, type SoapWorld } from './world.ts'

const WSSE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd'
const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd'
const TYPE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#'
const SECRET = 'what passwords are derived from!!'
const passwordOf = passwordsOf(SECRET)

interface Token {
  readonly username: string
  readonly password?: string
  readonly nonce?: Buffer
  readonly created: string
}

/** A `wsse:Security` as the Profile says (3.1), written apart from the code that reads it. */
function security({ username, password = passwordOf(username), nonce = randomBytes(16), created }: Token): string {
  const digest = createHash('sha1')
    .update(Buffer.concat([nonce, Buffer.from(created + password)]))
    .digest('base64')
  return `<w:Security xmlns:w="${WSSE}" xmlns:u="${WSU}" s:mustUnderstand="1"><w:UsernameToken><w:Username>${username}</w:Username><w:Password Type="${TYPE}PasswordDigest">${digest}</w:Password><w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created>${created}</u:Created></w:UsernameToken></w:Security>`
}

describe('a digest of the password that is derived for a key (UsernameToken Profile 1.1, 3.1)', () => {
  let the: SoapWorld
  let username: string
  let entry: KeyEntry
  before(async () => {
    the = await soapWorld({}, { digestSecret: SECRET })
    username = the.key.slice(8, 16)
    entry = the.world.entries.get(username) ?? assert.fail()
    await the.direct({ operation: 'Order.create', input: { id: 'PO-0001', quantity: '1' } })
  })
  after(() => the[Symbol.asyncDispose]())

  const created = (seconds = 0): string => new Date(the.world.clock.now() + seconds * 1000).toISOString()
  const token = (of: Partial<Token> = {}): string => security({ username, created: created(), ...of })
  const send = (header: string, content = getOrder()): Promise<Received> => the.send(content, { anonymous: true, header })
  const refused = async (header: string, detail: RegExp): Promise<void> => {
    const answer = await send(header)
    assert.equal(answer.status, 401)
    assert.equal(answer.problem?.['code'], 'unauthenticated')
    assert.match(answer.problem?.['detail'] ?? '', detail)
    // Each failure takes a token of the address, which is back two seconds later.
    the.world.clock.advance(2_000)
  }

  it('is who asks, on SOAP 1.1 and 1.2, with the same principal in the audit trail as its key', async () => {
    for (const version of ['1.1', '1.2'] as const) assert.equal((await the.send(getOrder(), { anonymous: true, version, header: token() })).status, 200)
    const { sequence } = await the.world.store.auditHead()
    assert.equal((await send(token(), createOrder('<id>PO-0002</id><quantity>1</quantity>'))).status, 200)
    assert.equal((await the.send(createOrder('<id>PO-0003</id><quantity>1</quantity>'))).status, 200)
    const [digest, key] = (await the.world.store.audit(sequence, 10)).map(({ header }) => JSON.parse(header) as { [name: string]: unknown })
    assert.deepEqual([digest?.['consumer'], digest?.['credential']], ['internal', username])
    assert.deepEqual([digest?.['consumer'], digest?.['credential']], [key?.['consumer'], key?.['credential']])
  })

  it('is good once, however its nonce is written, and for a message that could not be read as well', async () => {
    const once = token()
    assert.equal((await send(once)).status, 200)
    await refused(once, /used before/)
    await refused(once.replace(/<w:Nonce>(.*?)=*<\/w:Nonce>/, '<w:Nonce> $1 </w:Nonce>'), /used before/)
    const broken = token()
    assert.equal((await send(broken, '<GetNothing xmlns="urn:busbar:plant:v2"/>')).problem?.['code'], 'not-found')
    await refused(broken, /used before/)
  })

  it('is good for five minutes before and after it was made', async () => {
    for (const seconds of [-300, 300]) assert.equal((await send(token({ created: created(seconds) }))).status, 200)
    for (const seconds of [-301, 301]) await refused(token({ created: created(seconds) }), /good for five minutes\. Set the clock/)
    await refused(token({ created: '2026-99-99T08:00:00Z' }), /made at no time/)
  })

  it('needs a nonce, and a time with a zone', async () => {
    const without = (part: RegExp): string => token().replace(part, '')
    await refused(without(/<w:Nonce>.*<\/w:Nonce>/), /Nonce has 8 bytes/)
    await refused(token({ nonce: Buffer.from('1234567') }), /Nonce has 8 bytes/)
    await refused(without(/<u:Created>.*<\/u:Created>/), /Created says when/)
    await refused(token({ created: '2026-09-14T08:00:00' }), /Created says when/)
  })

  it('of another password, or for a key that is not there, has one answer and no other', async () => {
    const answers: unknown[] = []
    for (const header of [
      token({ password: 'wrong' }),
      // What is stored of a key is no password.
      token({ password: entry.digest }),
      token({ password: the.key }),
      token().replace(/PasswordDigest">[^<]*/, 'PasswordDigest">'),
      token({ username: 'NoSuchKy' }),
      token({ username: 'NoSuchKy', password: 'wrong' }),
      token({ username: 'no id at all' }),
      // A password of another key.
      token({ password: passwordOf('NoSuchKy') }),
    ]) {
      const { status, headers, problem } = await send(header)
      answers.push({ status, challenge: headers['www-authenticate'], code: problem?.['code'], detail: problem?.['detail'] })
      the.world.clock.advance(2_000)
    }
    assert.equal(answers.length, 8)
    for (const answer of answers) assert.deepEqual(answer, answers[0])
  })

  it('is refused as its key is: revoked, over, of a disabled consumer, of the other environment, from another address', async () => {
    const { consumer } = entry
    for (const [change, code] of [
      [{ revoked: true }, 'unauthenticated'],
      [{ ends: the.world.clock.now() }, 'unauthenticated'],
      [{ consumer: { ...consumer, disabled: true } }, 'unauthenticated'],
      [{ environment: 'test' }, 'unauthenticated'],
      [{ consumer: { ...consumer, addresses: ['10.0.0.0/8'] } }, 'address-not-allowed'],
    ] as const) {
      the.world.entries.set(username, { ...entry, ...change })
      assert.equal((await send(token())).problem?.['code'], code, JSON.stringify(change))
      the.world.clock.advance(2_000)
    }
    the.world.entries.set(username, entry)
    assert.equal((await send(token())).status, 200)
  })

  it('that is wrong costs what a wrong key costs: after 20 of them the address waits, also with a right one', async () => {
    the.world.clock.advance(60_000)
    for (let i = 0; i < 20; i++) assert.equal((await send(token({ password: 'wrong' }))).status, 401)
    const answer = await send(token())
    assert.equal(answer.status, 429)
    assert.match(answer.problem?.['detail'] ?? '', /Too many failed authentications/)
  })
})

it('a digest that was used in one process is so in another one on the same PostgreSQL', async () => {
  await using database = await withDatabase()
  const store = postgres({ url: database.url })
  await using one = await makeWorld({ contract: plant, bindings: plantBindings }, store)
  await using other = await makeWorld({ contract: plant, bindings: plantBindings }, store)
  const [username = ''] = one.entries.keys()
  assert.ok(other.entries.has(username), 'both know the key')
  const ask = [one, other].map(({ kernel }) => httpClient(soap({ digestSecret: SECRET }).routes(kernel, { publicUrl: 'http://plant.test' })))
  for (let i = 0; i < 5; i++) {
    const body = envelope('<ListOrders xmlns="urn:busbar:plant:v2"/>', security({ username, created: new Date(one.clock.now()).toISOString() }))
    const answers = await Promise.all(ask.map((send) => send({ method: 'POST', url: '/soap/v2', headers: { 'content-type': 'text/xml' }, body })))
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [200, 401],
    )
  }
})

it('a digest that was used is so after a restart', async () => {
  const path = await mkdtemp(join(tmpdir(), 'busbar-digest-'))
  try {
    const statuses: number[] = []
    let header = ''
    for (let start = 0; start < 2; start++) {
      await using world = await makeWorld({ contract: plant, bindings: plantBindings }, sqlite({ path }))
      const ask = httpClient(soap({ digestSecret: SECRET }).routes(world.kernel, { publicUrl: 'http://plant.test' }))
      const [username = ''] = world.entries.keys()
      header ||= security({ username, created: new Date(world.clock.now()).toISOString() })
      const body = envelope('<ListOrders xmlns="urn:busbar:plant:v2"/>', header)
      statuses.push((await ask({ method: 'POST', url: '/soap/v2', headers: { 'content-type': 'text/xml' }, body })).status)
    }
    assert.deepEqual(statuses, [200, 401])
  } finally {
    await rm(path, { recursive: true, force: true })
  }
})

describe('the client that npm soap makes, with WSSecurity and PasswordDigest', () => {
  let folder: string
  let running: Running
  // Stands still at the time by which the client says when: within a second of it, and moved by hand.
  const clock = new ManualClock(Date.now())
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'busbar-digest-'))
    const app = defineApp({
      contract: plant,
      bindings: plantBindings,
      store: sqlite({ path: './data' }),
      protocols: [rest(), soap({ digestSecret: SECRET })],
      listen: { port: 0 },
      operations: { port: 0 },
    })
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    running = await startApp(app, { file: join(folder, 'busbar.config.ts'), log, clock, announce: () => undefined })
  })
  after(async () => {
    await running.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('calls on both ports, each message by a digest of its own, until its key is revoked', async () => {
    const key = running.firstKey ?? ''
    const id = key.slice(8, 16)
    const clientOf = async (port: string, password: string): Promise<(operation: string, input: object) => Promise<unknown>> => {
      const client = await createClientAsync(`${running.publicUrl}/soap/v2?wsdl`, {
        wsdl_headers: { authorization: `Bearer ${key}` },
        forceSoap12Headers: port.endsWith('12'),
        disableCache: true,
      })
      client.setSecurity(new WSSecurity(id, password, { passwordType: 'PasswordDigest', hasNonce: true }))
      const service = client['PlantService'][port]
      return (operation, input) =>
        new Promise((resolve, reject) => service[operation](input, (error: Error | null, result: unknown) => (error ? reject(error) : resolve(result))))
    }
    const calls = [await clientOf('PlantSoap', passwordOf(id)), await clientOf('PlantSoap12', passwordOf(id))]
    for (const call of calls) for (let i = 0; i < 3; i++) await call('ListOrders', { limit: 1 })
    const wrong = await clientOf('PlantSoap', 'wrong')
    await assert.rejects(wrong('ListOrders', {}), /does not hold/)
    const revoked = await running.inject({ method: 'POST', url: `/admin/v1/keys/${id}/revoke`, headers: { authorization: `Bearer ${key}` } })
    assert.equal(revoked.status, 200, revoked.body)
    clock.advance(1_000)
    for (const call of calls) await assert.rejects(call('ListOrders', {}), /does not hold/)
  })
})
