import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { administrationContract, ADMINISTRATION_PREFIX } from '../../src/administration/index.ts'
import { parseKey, signerOf } from '../../src/codecs/standard-webhooks/index.ts'
import { contractModel, layoutsOf } from '../../src/kernel/model/model.ts'
import { WEBHOOK_TABLES, webhookDeliveryId, webhookLogId, type WebhookAttempt } from '../../src/kernel/ports/webhook.ts'
import { packAttempt } from '../../src/kernel/webhooks/attempts.ts'
import { atDesk, endpoint, PARTNER, type Body, type Desk } from './desk.ts'

const DAY = 86_400_000
const layouts = layoutsOf([contractModel(administrationContract.data, [], ADMINISTRATION_PREFIX)])

/** An endpoint of `nordwerk` with a secret; active. */
async function active(desk: Desk, more: object = {}): Promise<string> {
  await desk.consumer('nordwerk', PARTNER)
  const id = String((await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...more }, 'nordwerk'))['id'])
  await desk.did('WebhookEndpoint.rotateSecret', id, {}, 'nordwerk')
  await desk.did('WebhookEndpoint.confirm', id, { how: 'handshake', url: endpoint.url })
  return id
}

/** What whoever sends the events writes: no event, no audit record. */
async function write(desk: Desk, table: string, key: string, record: Body): Promise<void> {
  const at = new Date(desk.clock.now()).toISOString()
  const body = JSON.stringify({ ...record, revision: 1, createdAt: at, updatedAt: at })
  const columns = layouts.find((layout) => layout.table === table)?.columnsOf(body) ?? []
  const committed = await desk.store.commit({
    expect: [],
    writes: [{ table, key, expected: 0, revision: 1, body, columns, unique: [], released: [] }],
    events: [],
    audit: [],
  })
  assert.ok(committed.ok)
}

async function delivery(desk: Desk, of: { readonly endpoint: string; readonly consumer: string; readonly state: string }): Promise<string> {
  const event = '0198c1f0-0000-7000-8000-000000000001'
  const id = webhookDeliveryId(of.endpoint, event)
  const more = { event, type: 'order.started', cursor: 'ab:7', offset: 7, orderingKey: 'order PO-1', attempts: 10, lastStatus: 500 }
  await write(desk, WEBHOOK_TABLES.delivery, id, { id, ...of, ...more, nextAttemptAt: '2030-01-01T00:00:00.000Z' })
  return id
}

describe('The secrets of an endpoint', () => {
  it('are made of 32 random bytes, shown once, and kept nowhere for an idempotency key', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const { id } = await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    const once = { idempotencyKey: 'once' }
    const { secret, oldEndsAt } = await desk.did('WebhookEndpoint.rotateSecret', String(id), {}, 'nordwerk', once)
    assert.match(String(secret), /^whsec_[A-Za-z0-9+/]{43}=$/)
    assert.equal(oldEndsAt, undefined)
    assert.equal((await desk.refused('WebhookEndpoint.rotateSecret', String(id), {}, 'nordwerk', once)).code, 'gone')
    const kept = await desk.store.answer('nordwerk')
    assert.ok(!JSON.stringify(kept ?? '').includes(String(secret)))
  })

  it('overlap for a day where nothing is said, the newest first; an ended one is gone with the next rotation', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const stored = async (): Promise<readonly { secret: string; endsAt?: string }[]> => (await desk.stored(WEBHOOK_TABLES.endpoint, id))['secrets'] as never
    const [first] = await stored()
    const now = desk.clock.now()
    const { secret, oldEndsAt } = await desk.did('WebhookEndpoint.rotateSecret', id, {}, 'nordwerk')
    assert.equal(oldEndsAt, new Date(now + DAY).toISOString())
    assert.deepEqual(
      (await stored()).map((one) => [one.secret, one.endsAt]),
      [
        [secret, undefined],
        [first?.secret, oldEndsAt],
      ],
    )
    await desk.did('WebhookEndpoint.rotateSecret', id, { overlapSeconds: 7 * 86_400 }, 'nordwerk')
    assert.equal((await stored())[2]?.endsAt, oldEndsAt, 'a later rotation gives nobody more time')
    desk.clock.advance(DAY + 1)
    await desk.did('WebhookEndpoint.rotateSecret', id, { overlapSeconds: 0 }, 'nordwerk')
    assert.equal((await stored()).length, 1)
    assert.equal((await desk.refused('WebhookEndpoint.rotateSecret', id, { overlapSeconds: 604_801 }, 'nordwerk')).code, 'invalid')
  })

  it('are five at most that are good at once; the sixth has to wait, or ends the others', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    for (let i = 0; i < 4; i++) {
      desk.clock.advance(1000)
      await desk.did('WebhookEndpoint.rotateSecret', id, {}, 'nordwerk')
    }
    const problem = await desk.refused('WebhookEndpoint.rotateSecret', id, {}, 'nordwerk')
    assert.equal(problem.code, 'too-many-secrets')
    const until = Date.parse(String(problem.fault?.detail['until']))
    assert.ok(until > desk.clock.now() && until <= desk.clock.now() + DAY)
    await desk.did('WebhookEndpoint.rotateSecret', id, { overlapSeconds: 0 }, 'nordwerk')
  })

  it('are Ed25519 where signing says so: the private one never leaves, the public one can be read at any time', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, signing: 'ed25519' }, 'nordwerk')
    const { publicKey, ...rest } = await desk.did('WebhookEndpoint.rotateSecret', String(id), {}, 'nordwerk')
    assert.deepEqual(rest, {})
    assert.equal(parseKey(String(publicKey)).use, 'public')
    const [stored] = (await desk.stored(WEBHOOK_TABLES.endpoint, String(id)))['secrets'] as readonly { readonly secret: string }[]
    assert.equal(signerOf(stored?.secret ?? '').publicKey, publicKey)
    assert.equal((await desk.did('WebhookEndpoint.get', String(id), undefined, 'nordwerk'))['publicKey'], publicKey)
    const again = await desk.did('WebhookEndpoint.rotateSecret', String(id), {}, 'nordwerk')
    assert.notEqual(again['publicKey'], publicKey)
    assert.ok(again['oldEndsAt'])
  })
})

describe('The life of an endpoint', () => {
  it('goes from unverified to active by the answer of the address, which only an administrator or the process may give', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', { ...PARTNER, scopes: ['*'] })
    const { id } = await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    const key = String(id)
    assert.equal((await desk.refused('WebhookEndpoint.verify', key, {}, 'nordwerk')).code, 'no-secret')
    await desk.did('WebhookEndpoint.rotateSecret', key, {}, 'nordwerk')
    const asked = await desk.did('WebhookEndpoint.verify', key, {}, 'nordwerk')
    assert.deepEqual([asked['state'], asked['verifyRequestedAt']], ['unverified', new Date(desk.clock.now()).toISOString()])
    assert.equal((await desk.refused('WebhookEndpoint.confirm', key, {}, 'nordwerk')).code, 'forbidden')
    assert.equal((await desk.refused('WebhookEndpoint.sendTest', key, {}, 'nordwerk')).code, 'transition-not-allowed', 'nothing is sent to who did not agree')
    const failed = await desk.did('WebhookEndpoint.failVerification', key, { reason: 'It answered 404.' })
    assert.deepEqual([failed['state'], failed['reason']], ['unverified', 'It answered 404.'])
    assert.equal((await desk.did('WebhookEndpoint.verify', key, {}, 'nordwerk'))['reason'], undefined)
    const confirmed = await desk.did('WebhookEndpoint.confirm', key, { how: 'handshake', url: endpoint.url })
    assert.deepEqual([confirmed['state'], confirmed['verifiedBy'], confirmed['reason']], ['active', 'handshake', undefined])
  })

  it('is not made active by what another address answered, which it had when it was asked', async () => {
    await using desk = await atDesk()
    await desk.consumer('nordwerk', PARTNER)
    const id = String((await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk'))['id'])
    await desk.did('WebhookEndpoint.rotateSecret', id, {}, 'nordwerk')
    await desk.did('WebhookEndpoint.verify', id, {}, 'nordwerk')
    await desk.did('WebhookEndpoint.update', id, { url: 'https://victim.example/' }, 'nordwerk')
    await desk.did('WebhookEndpoint.verify', id, {}, 'nordwerk')
    for (const input of [{ how: 'handshake', url: endpoint.url }, { how: 'echo' }, { how: 'operator', url: endpoint.url }])
      assert.equal((await desk.refused('WebhookEndpoint.confirm', id, input)).code, 'another-address')
    assert.equal((await desk.refused('WebhookEndpoint.failVerification', id, { reason: 'no', url: endpoint.url })).code, 'another-address')
    await desk.did('WebhookEndpoint.confirm', id, { how: 'handshake', url: 'https://victim.example/path' })
  })

  it('is paused, resumed, disabled with a reason, and each is an event and in the audit trail', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const { last } = await desk.store.eventRange()
    await desk.did('WebhookEndpoint.pause', id, {}, 'nordwerk')
    await desk.did('WebhookEndpoint.resume', id, {}, 'nordwerk')
    const disabled = await desk.did('WebhookEndpoint.disable', id, { reason: 'It moved.' }, 'nordwerk')
    assert.deepEqual([disabled['state'], disabled['reason']], ['disabled', 'It moved.'])
    assert.equal((await desk.did('WebhookEndpoint.resume', id, {}, 'nordwerk'))['reason'], undefined)
    assert.deepEqual(
      (await desk.store.events(last, 10)).map(({ type }) => type),
      ['webhook-endpoint.paused', 'webhook-endpoint.resumed', 'webhook-endpoint.disabled', 'webhook-endpoint.resumed'],
    )
  })

  it('asks for a test with an event of its own, by which its attempt is found', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const { event } = await desk.did('WebhookEndpoint.sendTest', id, {}, 'nordwerk')
    const stored = await desk.stored(WEBHOOK_TABLES.endpoint, id)
    assert.deepEqual([stored['testEvent'], stored['testRequestedAt']], [event, new Date(desk.clock.now()).toISOString()])
    assert.match(String(event), /^[0-9a-f-]{36}$/)
  })

  it('keeps its consumer: it is not deleted before', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    for (const { id: key } of (await desk.did('Key.list')) as unknown as readonly Body[]) await desk.did('Key.delete', String(key))
    assert.equal((await desk.refused('Consumer.delete', 'nordwerk')).code, 'referenced')
    await desk.did('WebhookEndpoint.delete', id)
    await desk.did('Consumer.delete', 'nordwerk')
  })
})

describe('A replay', () => {
  it('is a record of its own, of the consumer of its endpoint, whoever asked for it; and can be cancelled', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const { replay } = await desk.did('WebhookEndpoint.replay', id, { since: '2026-01-01T00:00:00Z', types: ['order.*'] }, 'nordwerk')
    const made = await desk.did('WebhookReplay.get', String(replay), undefined, 'nordwerk')
    assert.deepEqual([made['endpoint'], made['consumer'], made['state'], made['sent']], [id, 'nordwerk', 'running', 0])
    const byUs = await desk.did('WebhookReplay.create', undefined, { endpoint: id, cursor: 'ab12:5' })
    assert.equal(byUs['consumer'], 'nordwerk')
    assert.equal((await desk.did('WebhookReplay.cancel', String(replay), {}, 'nordwerk'))['state'], 'cancelled')
    assert.equal((await desk.refused('WebhookReplay.cancel', String(replay), {}, 'nordwerk')).code, 'transition-not-allowed')
  })

  it('is one of ten at most that run of an endpoint', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    let last = ''
    for (let i = 0; i < 10; i++) last = String((await desk.did('WebhookEndpoint.replay', id, { cursor: 'ab:1' }, 'nordwerk'))['replay'])
    const problem = await desk.refused('WebhookEndpoint.replay', id, { cursor: 'ab:1' }, 'nordwerk')
    assert.deepEqual([problem.code, problem.fault?.detail], ['too-many-replays', { most: 10 }])
    await desk.did('WebhookReplay.cancel', last, {}, 'nordwerk')
    await desk.did('WebhookReplay.create', undefined, { endpoint: id, cursor: 'ab:1' }, 'nordwerk')
  })

  it('says where it begins, in words that can be read, of an endpoint that is sent to', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const place = async (input: object): Promise<string | undefined> =>
      (await desk.refused('WebhookEndpoint.replay', id, input, 'nordwerk')).errors?.[0]?.pointer
    assert.equal(await place({}), '/since')
    assert.equal(await place({ since: '2026-01-01T00:00:00Z', cursor: 'ab:1' }), '/since')
    assert.equal(await place({ cursor: '17' }), '/cursor')
    assert.equal(await place({ cursor: 'ab:1', types: ['Order Started'] }), '/types')
    assert.equal(await place({ since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' }), '/until')
    const { id: other } = await desk.did('WebhookEndpoint.create', undefined, endpoint, 'nordwerk')
    assert.equal((await desk.refused('WebhookReplay.create', undefined, { endpoint: other, cursor: 'ab:1' }, 'nordwerk')).errors?.[0]?.pointer, '/endpoint')
  })
})

describe('A delivery', () => {
  it('that was given up is due at once when it is retried, from the beginning of its schedule', async () => {
    await using desk = await atDesk()
    const id = await delivery(desk, { endpoint: await active(desk), consumer: 'nordwerk', state: 'exhausted' })
    const retried = await desk.did('WebhookDelivery.retry', id, {}, 'nordwerk')
    assert.deepEqual([retried['state'], retried['attempts'], retried['nextAttemptAt']], ['waiting', 0, new Date(desk.clock.now()).toISOString()])
    const discarded = await desk.did('WebhookDelivery.discard', id, {}, 'nordwerk')
    assert.deepEqual([discarded['state'], discarded['nextAttemptAt']], ['discarded', undefined])
    const { type } = (await desk.store.events(0, 1000)).at(-1) ?? {}
    assert.equal(type, 'webhook-delivery.discarded')
  })

  it('that was delivered is neither retried nor discarded', async () => {
    await using desk = await atDesk()
    const id = await delivery(desk, { endpoint: await active(desk), consumer: 'nordwerk', state: 'delivered' })
    for (const command of ['retry', 'discard'])
      assert.equal((await desk.refused(`WebhookDelivery.${command}`, id, {}, 'nordwerk')).code, 'transition-not-allowed')
  })
})

describe('What others keep', () => {
  it('is not there for another partner or public consumer: endpoint, delivery, replay and attempts', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const deliveryId = await delivery(desk, { endpoint: id, consumer: 'nordwerk', state: 'waiting' })
    const { replay } = await desk.did('WebhookEndpoint.replay', id, { cursor: 'ab:1' }, 'nordwerk')
    // Its owner value is the other's id, and it may do everything: neither counts.
    await desk.consumer('thief', { audience: 'partner', owner: 'nordwerk', scopes: ['*'] })
    await desk.consumer('developer', { audience: 'public', owner: 'nordwerk', scopes: ['*'] })
    for (const as of ['thief', 'developer']) {
      const calls: readonly (readonly [string, string | undefined, unknown])[] = [
        ['WebhookEndpoint.get', id, undefined],
        ['WebhookEndpoint.update', id, { title: 'x' }],
        ['WebhookEndpoint.delete', id, undefined],
        ...['rotateSecret', 'verify', 'pause', 'sendTest'].map((command) => [`WebhookEndpoint.${command}`, id, {}] as const),
        ['WebhookEndpoint.replay', id, { cursor: 'ab:1' }],
        ['WebhookDelivery.get', deliveryId, undefined],
        ['WebhookDelivery.retry', deliveryId, {}],
        ['WebhookReplay.get', String(replay), undefined],
        ['WebhookReplay.cancel', String(replay), {}],
        ['WebhookReplay.create', undefined, { endpoint: id, cursor: 'ab:1' }],
        ['readAttempts', undefined, { endpoint: id }],
      ]
      for (const [operation, key, input] of calls) assert.equal((await desk.refused(operation, key, input, as)).code, 'not-found', `${operation} as ${as}`)
      for (const resource of ['WebhookEndpoint', 'WebhookDelivery', 'WebhookReplay'])
        assert.deepEqual(await desk.did(`${resource}.list`, undefined, undefined, as), [])
      for (const hidden of ['WebhookProgress.list', 'Consumer.list', 'Key.list', 'readAudit'])
        assert.equal((await desk.refused(hidden, undefined, {}, as)).code, 'not-found')
    }
    for (const operation of ['WebhookEndpoint.list', 'WebhookEndpoint.create', 'readAttempts'])
      assert.equal((await desk.refused(operation, undefined, { endpoint: id }, 'anyone')).code, 'unauthenticated')
  })

  it('is open to a partner with the scopes of webhooks alone, and to a public consumer', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    assert.equal(((await desk.did('WebhookEndpoint.list', undefined, undefined, 'nordwerk')) as unknown as readonly Body[])[0]?.['id'], id)
    await desk.consumer('reader', { audience: 'partner', scopes: ['orders.read', 'webhooks.read'] })
    assert.equal((await desk.refused('WebhookEndpoint.create', undefined, endpoint, 'reader')).code, 'insufficient-scope')
    await desk.consumer('developer', { audience: 'public', scopes: ['webhooks.*', 'partners.read'] })
    const made = await desk.did('WebhookEndpoint.create', undefined, endpoint, 'developer')
    assert.equal(made['consumer'], 'developer')
  })

  it('tells its events to whom it belongs alone, and shows nothing secret in them', async () => {
    await using desk = await atDesk()
    const id = await active(desk, { headers: { 'x-token': 'TOKEN-1234' } })
    await desk.consumer('suedwerk', { ...PARTNER, owner: 'SW' })
    const told = async (consumer: string): Promise<readonly string[]> => {
      const call = { protocol: 'test', contract: 'administration', version: 'v1', address: '10.0.0.1', requestId: 'r', after: 'first', kind: 'poll' } as const
      const followed = await desk.kernel.follow({ ...call, credential: { kind: 'consumer', id: consumer } })
      assert.ok(followed.ok, JSON.stringify(followed))
      const step = await followed.feed.next({ wait: 0 })
      followed.feed.close()
      assert.equal(step.kind, 'events')
      if (step.kind !== 'events') return []
      assert.ok(!JSON.stringify(step.events).includes('TOKEN-1234'))
      return step.events.map(({ type, key }) => `${type} ${key === id}`)
    }
    assert.deepEqual(await told('nordwerk'), ['webhook-endpoint.created true', 'webhook-endpoint.secret-rotated true', 'webhook-endpoint.verified true'])
    assert.deepEqual(await told('suedwerk'), [])
  })

  it('is read by whom it belongs to, newest attempt first, page by page', async () => {
    await using desk = await atDesk()
    const id = await active(desk)
    const attempt = (number: number): Omit<WebhookAttempt, 'at'> & { at: number } => ({
      at: desk.clock.now() + number,
      kind: 'event',
      event: `e${number % 2}`,
      type: 'order.started',
      number,
      outcome: 'failed',
      status: 500,
      took: 12,
      error: 'It answered 500.',
      headers: { 'content-type': 'text/plain' },
      answer: 'no',
    })
    const attempts = JSON.parse(`[${[1, 2, 3].map((number) => packAttempt(attempt(number))).join(',')}]`) as unknown
    await write(desk, WEBHOOK_TABLES.log, webhookLogId(id, 0), {
      id: webhookLogId(id, 0),
      endpoint: id,
      sequence: 0,
      until: '2026-01-01T00:00:00.000Z',
      attempts,
    })
    const page = await desk.did('readAttempts', undefined, { endpoint: id, limit: 2 }, 'nordwerk')
    assert.deepEqual(
      (page['attempts'] as readonly Body[]).map(({ number }) => number),
      [3, 2],
    )
    const rest = await desk.did('readAttempts', undefined, { endpoint: id, limit: 2, before: page['next'] }, 'nordwerk')
    assert.deepEqual(
      (rest['attempts'] as readonly Body[]).map(({ number }) => number),
      [1],
    )
    assert.equal(rest['next'], undefined)
    const one = await desk.did('readAttempts', undefined, { endpoint: id, event: 'e0' }, 'nordwerk')
    assert.deepEqual(
      (one['attempts'] as readonly Body[]).map(({ number, error, answer }) => [number, error, answer]),
      [[2, 'It answered 500.', 'no']],
    )
  })
})
