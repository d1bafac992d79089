import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeSecret } from '../../src/codecs/standard-webhooks/index.ts'
import { DEFAULT_SCHEDULE } from '../../src/administration/webhooks/contract.ts'
import { makeAuthority } from '../server/net/certificate.ts'
import { ALLOWED, atDesk, endpoint, PARTNER, type Body } from './desk.ts'

const hmac = makeSecret('hmac-sha256', new Uint8Array(32).fill(1)).secret

describe('A webhook endpoint', () => {
  it('is made with the defaults of Standard Webhooks, for the caller itself, and not yet sent to', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const made = await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    assert.equal(made['consumer'], 'nordwerk')
    assert.equal(made['state'], 'unverified')
    assert.deepEqual(made['schedule'], DEFAULT_SCHEDULE)
    assert.equal(
      DEFAULT_SCHEDULE.reduce((sum, delay) => sum + delay, 0),
      272_105,
      '75.6 hours',
    )
    assert.deepEqual([made['timeoutSeconds'], made['parallelism'], made['ordering'], made['disableAfterSeconds']], [15, 10, 'key', 432_000])
    assert.deepEqual(desk.checked, [{ url: endpoint.url, guard: ALLOWED }])
  })

  it('is for another consumer only where an administrator makes it, and a consumer that is not there has none', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    await desk.consumer('suedwerk', { ...PARTNER, owner: 'SW' })
    await desk.consumer('portal', { audience: 'internal', scopes: ['orders.*', 'webhooks.*'] })
    await desk.consumer('operator', { audience: 'internal', scopes: ['orders.*', 'webhooks.*', 'administration.*'] })
    const forNordwerk = { ...endpoint, consumer: 'nordwerk' }
    assert.deepEqual((await desk.refused('WebhookEndpoint.create', undefined, endpoint)).errors?.[0]?.pointer, '/consumer')
    assert.equal((await desk.refused('WebhookEndpoint.create', undefined, forNordwerk, 'suedwerk')).errors?.[0]?.pointer, '/consumer')
    assert.deepEqual((await desk.refused('WebhookEndpoint.create', undefined, forNordwerk, 'portal')).more, { scope: 'administration.webhooks' })
    assert.equal((await desk.did('WebhookEndpoint.create', undefined, endpoint, 'portal'))['consumer'], 'portal')
    const { id } = await desk.did('WebhookEndpoint.create', undefined, forNordwerk, 'operator')
    assert.equal((await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, consumer: 'nobody' }, 'operator')).errors?.[0]?.pointer, '/consumer')
    assert.equal((await desk.refused('WebhookEndpoint.update', String(id), { title: 'mine' }, 'portal')).code, 'insufficient-scope')
    assert.equal((await desk.refused('WebhookEndpoint.rotateSecret', String(id), {}, 'portal')).code, 'insufficient-scope')
    assert.equal((await desk.refused('WebhookEndpoint.update', String(id), { consumer: 'suedwerk' }, 'operator')).errors?.[0]?.pointer, '/consumer')
  })

  it('is not made for an address that may not be called: 422 target-not-allowed, with the place', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const problem = await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, url: 'https://inside.example' }, 'nordwerk')
    assert.equal(problem.code, 'target-not-allowed')
    assert.equal(problem.fault?.class, 'invalid')
    assert.deepEqual(problem.errors, [{ pointer: '/url', detail: 'The URL leads to a private address.' }])
    const { id } = await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    assert.equal((await desk.refused('WebhookEndpoint.update', String(id), { url: 'https://inside.example' }, 'nordwerk')).code, 'target-not-allowed')
    const tokens = { oauth: { tokenUrl: 'https://inside.example/token', clientId: 'a' }, oauthClientSecret: 's' }
    assert.equal((await desk.refused('WebhookEndpoint.update', String(id), tokens, 'nordwerk')).errors?.[0]?.pointer, '/oauth/tokenUrl')
    desk.checked.length = 0
    await desk.did('WebhookEndpoint.update', String(id), { title: 'Portal' }, 'nordwerk')
    assert.deepEqual(desk.checked, [], 'what stays as it is is not looked up again')
  })

  it('sets no header that is ours or could break the message, and shows no value', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const wrong: readonly (readonly [string, string])[] = [
      ['Host', 'a'],
      ['Content-Length', '1'],
      ['transfer-encoding', 'chunked'],
      ['connection', 'close'],
      ['webhook-signature', 'v1,x'],
      ['ce-id', 'x'],
      ['content-type', 'text/plain'],
      ['x-token', 'secret\r\nx-other: 1'],
      ['x token', 'secret'],
    ]
    for (const [name, value] of wrong) {
      const problem = await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, headers: { [name]: value } }, 'nordwerk')
      assert.equal(problem.errors?.[0]?.pointer, `/headers/${name}`)
      assert.ok(!JSON.stringify(problem).includes('secret'))
    }
    const twice = { 'X-Token': 'a', 'x-token': 'b' }
    assert.equal((await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, headers: twice }, 'nordwerk')).code, 'invalid')
    await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, headers: { 'X-Token': 'a', 'Authorization': 'Bearer b' } }, 'nordwerk')
  })

  it('names events that its consumer may read, of a version that is served', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    await desk.consumer('blind', { ...PARTNER, scopes: ['webhooks.*'] })
    const place = async (more: object, as = 'nordwerk'): Promise<string | undefined> =>
      (await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, ...more }, as)).errors?.[0]?.pointer
    assert.equal(await place({ contract: 'plan' }), '/contract')
    assert.equal(await place({ version: 'v9' }), '/contract')
    assert.equal(await place({ filter: { types: ['machine.*'] } }), '/filter/types')
    assert.equal(await place({ filter: { resource: 'Machine' } }), '/filter/resource')
    assert.equal(await place({ filter: { where: { cost: 1 } } }), '/filter/where', 'a field that partners do not see')
    assert.equal(await place({ filter: { where: { quantity: { $about: '3' } } } }), '/filter/where')
    assert.equal(await place({}, 'blind'), '/filter')
    const filter = { types: ['order.started', 'order.*'], resource: 'Order', where: { quantity: { $gte: '3' } } }
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, filter }, 'nordwerk')
    assert.equal((await desk.refused('WebhookEndpoint.update', String(id), { filter: { types: ['machine.*'] } }, 'nordwerk')).code, 'invalid')
  })

  it('may follow the events of the administration, for an application of our own that may read them', async () => {
    await using desk = await atDesk()
    await desk.consumer('monitor', { audience: 'internal', scopes: ['webhooks.*'] })
    const own = { ...endpoint, contract: 'administration', version: 'v1', filter: { types: ['webhook-endpoint.*', 'webhook-delivery.exhausted'] } }
    await desk.did('WebhookEndpoint.create', undefined, own, 'monitor')
  })

  it('takes certificates as PEM, and the key that is theirs', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const [one, two] = [makeAuthority('Nordwerk'), makeAuthority('Nordwerk')]
    const place = async (more: object): Promise<string | undefined> =>
      (await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, ...more }, 'nordwerk')).errors?.[0]?.pointer
    assert.equal(await place({ ca: 'no PEM' }), '/ca')
    assert.equal(await place({ ca: one.certificate.replace(/MI/, 'XX') }), '/ca')
    assert.equal(await place({ clientCertificate: one.certificate }), '/clientKey')
    assert.equal(await place({ clientKey: one.key }), '/clientCertificate')
    assert.equal(await place({ clientCertificate: one.certificate, clientKey: two.key }), '/clientKey')
    assert.equal(await place({ clientCertificate: one.certificate, clientKey: 'secret' }), '/clientKey')
    const good = { ca: one.certificate + two.certificate, clientCertificate: one.certificate, clientKey: one.key }
    const made = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...good }, 'nordwerk')
    assert.equal(made['clientKey'], undefined)
    assert.equal(desk.checked.at(-1)?.guard.clientKey, one.key)
  })

  it('takes OAuth with its secret only, and not beside an Authorization header', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const oauth = { tokenUrl: 'https://id.nordwerk.example/token', clientId: 'busbar' }
    const place = async (more: object): Promise<string | undefined> =>
      (await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, ...more }, 'nordwerk')).errors?.[0]?.pointer
    assert.equal(await place({ oauth }), '/oauthClientSecret')
    assert.equal(await place({ oauthClientSecret: 's' }), '/oauth')
    assert.equal(await place({ oauth, oauthClientSecret: 's', headers: { Authorization: 'x' } }), '/headers/Authorization')
  })

  it('shows what it keeps secret to nobody: not in answers, lists, events, the audit trail or an error', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const { certificate: clientCertificate, key: clientKey } = makeAuthority('Nordwerk')
    const oauth = { tokenUrl: 'https://id.nordwerk.example/token', clientId: 'busbar' }
    const secret = { headers: { 'x-token': 'TOKEN-1234' }, secrets: [{ secret: hmac }], oauth, oauthClientSecret: 'CLIENT-1234', clientCertificate, clientKey }
    const made = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...secret }, 'nordwerk')
    const id = String(made['id'])
    const answers = [made, await desk.did('WebhookEndpoint.update', id, { title: 'b', headers: { 'x-token': 'TOKEN-5678' } }, 'nordwerk')]
    for (const as of ['nordwerk', undefined])
      answers.push(await desk.did('WebhookEndpoint.get', id, undefined, as), await desk.did('WebhookEndpoint.list', undefined, undefined, as))
    const rotated = await desk.did('WebhookEndpoint.rotateSecret', id, {}, 'nordwerk')
    const told = JSON.stringify([
      answers,
      await desk.store.events(0, 100),
      await desk.store.audit(0, 100),
      await desk.refused('WebhookEndpoint.update', id, { url: 'https://inside.example', headers: { 'x-token': 'TOKEN-5678' } }, 'nordwerk'),
    ])
    const dug = clientKey.split('\n')[2] ?? 'none'
    for (const hidden of ['TOKEN-1234', 'TOKEN-5678', hmac.slice(6), 'CLIENT-1234', dug, String(rotated['secret']).slice(6)])
      assert.ok(!told.includes(hidden), hidden)
  })

  it('takes secrets that a receiver has already, and says which cannot be one without showing it', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const { secret: ed, publicKey } = makeSecret('ed25519', new Uint8Array(32).fill(2))
    const made = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, secrets: [{ secret: ed }, { secret: hmac }] }, 'nordwerk')
    assert.equal(made['publicKey'], publicKey)
    const stored = (await desk.stored('bb_webhook_endpoint', String(made['id'])))['secrets'] as readonly Body[]
    assert.ok(stored.every(({ createdAt }) => typeof createdAt === 'string'))
    for (const bad of ['whsec_c2hvcnQ=', publicKey, 'hunter2-hunter2-hunter2']) {
      const problem = await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, secrets: [{ secret: hmac }, { secret: bad }] }, 'nordwerk')
      assert.equal(problem.errors?.[0]?.pointer, '/secrets/1/secret')
      assert.ok(!JSON.stringify(problem).includes(String(bad)))
    }
    const ended = [{ secret: hmac, endsAt: '2020-01-01T00:00:00Z' }]
    assert.equal((await desk.refused('WebhookEndpoint.create', undefined, { ...endpoint, secrets: ended }, 'nordwerk')).errors?.[0]?.pointer, '/secrets')
  })

  it('forgets what is shown to a host when the host, scheme or port is another, and has to be verified again', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const { certificate: clientCertificate, key: clientKey } = makeAuthority('Nordwerk')
    const oauth = { tokenUrl: 'https://id.nordwerk.example/token', clientId: 'busbar' }
    const shown = { headers: { 'x-token': 'a' }, oauth, oauthClientSecret: 's', clientCertificate, clientKey }
    for (const url of ['https://elsewhere.example/busbar', 'https://hooks.nordwerk.example:8443/busbar']) {
      const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...shown, secrets: [{ secret: hmac }] }, 'nordwerk')
      await desk.did('WebhookEndpoint.confirm', String(id), { how: 'operator' })
      await desk.did('WebhookEndpoint.update', String(id), { url: `${endpoint.url}/v2?x=1` }, 'nordwerk')
      assert.equal((await desk.stored('bb_webhook_endpoint', String(id)))['state'], 'active', 'another path is no other host')
      await desk.did('WebhookEndpoint.update', String(id), { url }, 'nordwerk')
      const stored = await desk.stored('bb_webhook_endpoint', String(id))
      assert.equal(stored['state'], 'unverified')
      for (const field of [...Object.keys(shown), 'verifiedAt', 'verifiedBy']) assert.equal(stored[field], undefined, field)
      assert.ok(stored['secrets'], 'what signs is not sent to anyone, and stays')
    }
  })

  it('keeps what comes anew together with another host, and nothing that only looks so', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, headers: { 'x-token': 'old' } }, 'nordwerk')
    await desk.did('WebhookEndpoint.update', String(id), { url: 'https://b.example', headers: { 'x-token': 'new' } }, 'nordwerk')
    assert.deepEqual((await desk.stored('bb_webhook_endpoint', String(id)))['headers'], { 'x-token': 'new' })
    await desk.did('WebhookEndpoint.update', String(id), { url: 'https://thief.example', headers: { 'x-other': 'new' } }, 'nordwerk')
    assert.deepEqual(
      (await desk.stored('bb_webhook_endpoint', String(id)))['headers'],
      { 'x-other': 'new' },
      'a patch of one header does not carry the others along',
    )
    const replaced = { ...endpoint, url: 'https://c.example' }
    await desk.did('WebhookEndpoint.replace', String(id), replaced, 'nordwerk')
    assert.equal((await desk.stored('bb_webhook_endpoint', String(id)))['headers'], undefined)
  })

  it('wants the client secret anew where the address of the tokens is another', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const oauth = { tokenUrl: 'https://id.nordwerk.example/token', clientId: 'busbar' }
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, oauth, oauthClientSecret: 's' }, 'nordwerk')
    const moved = { oauth: { tokenUrl: 'https://thief.example/token' } }
    assert.equal((await desk.refused('WebhookEndpoint.update', String(id), moved, 'nordwerk')).errors?.[0]?.pointer, '/oauthClientSecret')
    await desk.did('WebhookEndpoint.update', String(id), { ...moved, oauthClientSecret: 'anew' }, 'nordwerk')
  })

  it('is one of a hundred at most that a partner makes', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    for (let i = 0; i < 100; i++) await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    const problem = await desk.refused('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    assert.equal(problem.code, 'too-many-endpoints')
    await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, consumer: 'nordwerk' })
  })

  it('is not made where the app sends no webhooks', async () => {
    await using desk = await atDesk({ webhooks: false })
    await desk.consumer('nordwerk', PARTNER)
    const problem = await desk.refused('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    assert.equal(problem.code, 'not-implemented')
    assert.match(problem.detail ?? '', /webhooks\(\)/)
  })
})
