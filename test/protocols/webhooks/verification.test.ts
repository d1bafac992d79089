import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NetError } from '../../../src/kernel/ports/net.ts'
import { World, uuid, type Got, type Reaction } from './world.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const challengeOf = (got: Got): string => (JSON.parse(got.body) as { readonly data: { readonly challenge: string } }).data.challenge
const asked = (world: World): { readonly state: 'unverified'; readonly verifyRequestedAt: string } => ({
  state: 'unverified',
  verifyRequestedAt: new Date(world.clock.now()).toISOString(),
})

async function verified(react: (got: Got) => Reaction): Promise<World & { readonly endpoint: string }> {
  const world = await World.open()
  world.net.react = react
  const endpoint = await world.endpoint(asked(world))
  await world.dispatcher()
  await world.until('it was asked', () => world.net.got.length > 0)
  return Object.assign(world, { endpoint })
}

describe('Verification', () => {
  for (const allowed of ['*', 'plant.example', 'Plant.Example'])
    it(`the handshake of CloudEvents, answered with WebHook-Allowed-Origin: ${allowed}, makes it active`, async () => {
      await using world = await verified((got) => (got.method === 'OPTIONS' ? { status: 204, headers: { 'webhook-allowed-origin': allowed } } : 200))
      await world.until('it is active', async () => (await world.endpointOf(world.endpoint)).state === 'active')
      assert.equal(world.net.got[0]?.headers['webhook-request-origin'], 'plant.example')
      assert.equal((await world.endpointOf(world.endpoint)).verifiedBy, 'handshake')
      // What happened since it was made is sent to it.
      await world.emit('a')
      await world.until('it came', () => world.net.got.length === 2)
      const attempts = await world.attempts(world.endpoint)
      assert.deepEqual([attempts[0]?.kind, attempts[0]?.outcome], ['verification', 'delivered'])
    })

  it('a target that knows no handshake echoes a signed challenge', async () => {
    await using world = await verified((got) =>
      got.method === 'OPTIONS' ? { status: 405 } : { status: 200, body: bytes(got.body.includes('verification') ? `ok ${challengeOf(got)}` : '') },
    )
    await world.until('it is active', async () => (await world.endpointOf(world.endpoint)).state === 'active')
    assert.equal((await world.endpointOf(world.endpoint)).verifiedBy, 'echo')
    assert.match(world.net.got[1]?.headers['webhook-signature'] ?? '', /^v1,/)
  })

  const refusals: readonly (readonly [string, (got: Got) => Reaction, RegExp])[] = [
    ['an answer without the challenge', () => 200, /neither the handshake/],
    [
      'another origin, and no echo',
      (got) => (got.method === 'OPTIONS' ? { status: 200, headers: { 'webhook-allowed-origin': 'other.example' } } : 200),
      /neither/,
    ],
    ['404', () => 404, /404/],
    ['a redirect', () => ({ status: 302, headers: { location: 'https://elsewhere.example' } }), /302/],
    ['an address that may not be called', () => new NetError('blocked', '127.0.0.1 is our own'), /blocked/],
  ]
  for (const [what, react, reason] of refusals)
    it(`${what}: it stays unverified, the reason is told, and nothing is sent`, async () => {
      await using world = await verified(react)
      await world.until('it was told', async () => (await world.endpointOf(world.endpoint)).reason !== undefined)
      const { state, reason: told } = await world.endpointOf(world.endpoint)
      assert.equal(state, 'unverified')
      assert.match(told ?? '', reason)
      const { length } = world.net.got
      await world.emit('a')
      await world.pass(3_600_000, 60_000)
      assert.equal(world.net.got.length, length)
      // Asked for once more, it is asked once more.
      await world.change(world.endpoint, asked(world), 'verification-requested')
      await world.until('it was asked again', () => world.net.got.length > length)
    })

  it('a target that cannot be reached is asked again, for a day', async () => {
    await using world = await verified(() => new NetError('refused', 'no connection'))
    await world.pass(30 * 3_600_000, 60_000)
    const gaps = world.net.got.slice(1).map(({ at }, i) => (at - (world.net.got[i]?.at ?? 0)) / 1000)
    assert.ok(gaps.length >= 12 && gaps.length <= 20, gaps.join())
    assert.ok((world.net.got.at(-1)?.at ?? 0) - (world.net.got[0]?.at ?? 0) <= 24 * 3_600_000)
    assert.match((await world.endpointOf(world.endpoint)).reason ?? '', /no connection/)
  })
})

describe('A test event', () => {
  it('is sent once, to this endpoint alone, and its attempt is logged', async () => {
    await using world = await World.open()
    world.net.react = () => 500
    const endpoint = await world.endpoint({ state: 'paused' })
    await world.endpoint()
    await world.dispatcher()
    await world.settle(10)
    const id = uuid()
    await world.change(endpoint, { testEvent: id, testRequestedAt: new Date(world.clock.now()).toISOString() }, 'test-requested')
    await world.until('it came', () => world.net.got.length === 1)
    assert.deepEqual([world.net.got[0]?.id, world.net.got[0]?.url], [id, `https://target.example/${endpoint}`])
    await world.until('it is noted', async () => (await world.progress(endpoint)).testAnswered === id)
    const [attempt] = await world.attempts(endpoint)
    assert.deepEqual([attempt?.kind, attempt?.type, attempt?.status], ['test', 'webhook-endpoint.tested', 500])
    await world.pass(600_000, 10_000)
    assert.equal(world.net.got.length, 1)
  })
})

describe('OAuth towards a target', () => {
  const oauth = { oauth: { tokenUrl: 'https://login.example/token', clientId: 'plant & co', scope: 'events' }, oauthClientSecret: 'p:w' }
  const token = (text: string, seconds: number): Reaction => ({
    body: bytes(JSON.stringify({ access_token: text, token_type: 'Bearer', expires_in: seconds })),
  })

  it('one token is fetched and used until nine tenths of its time', async () => {
    await using world = await World.open()
    let tokens = 0
    world.net.react = ({ url }) => (url === oauth.oauth.tokenUrl ? token(`t${++tokens}`, 1000) : 200)
    await world.endpoint({ ...oauth, clientCertificate: 'PEM', clientKey: 'PEM' })
    await world.dispatcher()
    await world.emit('a', 'b', 'c')
    await world.until('all came', () => world.net.got.length === 4)
    const [first] = world.net.got
    assert.equal(first?.headers['authorization'], `Basic ${Buffer.from('plant+%26+co:p%3Aw').toString('base64')}`)
    assert.equal(first?.body, 'grant_type=client_credentials&scope=events')
    assert.ok(world.net.got.slice(1).every(({ headers }) => headers['authorization'] === 'Bearer t1'))
    await world.pass(890_000)
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 5)
    assert.equal(tokens, 1)
    await world.pass(20_000)
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 7)
    assert.equal(world.net.got.at(-1)?.headers['authorization'], 'Bearer t2')
  })

  it('a token that the target refuses is fetched anew, once', async () => {
    await using world = await World.open()
    let tokens = 0
    world.net.react = ({ url, headers }) => (url === oauth.oauth.tokenUrl ? token(`t${++tokens}`, 1000) : headers['authorization'] === 'Bearer t1' ? 401 : 200)
    const endpoint = await world.endpoint(oauth)
    await world.dispatcher()
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 4)
    await world.until('it is logged', async () => (await world.attempts(endpoint)).length === 1)
    assert.equal((await world.attempts(endpoint))[0]?.outcome, 'delivered')
    world.net.react = ({ url }) => (url === oauth.oauth.tokenUrl ? token(`t${++tokens}`, 1000) : 401)
    await world.emit('b')
    await world.until('it failed', async () => (await world.attempts(endpoint)).length === 2)
    assert.equal(tokens, 3)
    assert.equal((await world.attempts(endpoint))[1]?.status, 401)
  })

  it('without a token nothing is sent; what the token endpoint said is told, and no secret', async () => {
    await using world = await World.open()
    world.net.react = () => ({ status: 401, body: bytes('{"error":"invalid_client","error_description":"p:w"}') })
    const endpoint = await world.endpoint(oauth)
    await world.dispatcher()
    await world.emit('a')
    await world.until('it waits', async () => (await world.rows(endpoint)).length === 1)
    assert.equal(world.net.got.length, 1)
    assert.match((await world.rows(endpoint))[0]?.lastError ?? '', /401 invalid_client/)
    assert.ok(!JSON.stringify(await world.attempts(endpoint)).includes('p:w'))
  })
})
