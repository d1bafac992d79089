import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { seededRandom } from '../../conformance/ports.ts'
import { makeSecret } from '../../src/codecs/standard-webhooks/index.ts'
import { SealBroken, sealWith, UNSEALED } from '../../src/kernel/credential/seal.ts'
import type { WebhookEndpointRecord } from '../../src/kernel/ports/webhook.ts'
import { openedEndpoint } from '../../src/kernel/webhooks/sealed.ts'
import { targetOf } from '../../src/protocols/webhooks/target.ts'
import { ALLOWED, atDesk, endpoint, PARTNER } from './desk.ts'

const secretKey = 'correct horse battery staple, and more of it'
const random = seededRandom(3)
const seal = sealWith(secretKey, random)
const hmac = makeSecret('hmac-sha256', new Uint8Array(32).fill(1)).secret

describe('A seal', () => {
  it('opens under its key and at its place alone, and only where nothing was changed', () => {
    const sealed = seal.seal('Käthe', 'a/headers/x')
    assert.equal(seal.open(sealed, 'a/headers/x'), 'Käthe')
    assert.notEqual(seal.seal('Käthe', 'a/headers/x'), sealed, 'two of the same do not look the same')
    assert.ok(!sealed.includes('Käthe'))
    const other = sealWith(`${secretKey}!`, random)
    for (const [by, text, place] of [
      [other, sealed, 'a/headers/x'],
      [UNSEALED, sealed, 'a/headers/x'],
      [seal, sealed, 'b/headers/x'],
      [seal, `${sealed.slice(0, -2)}AA`, 'a/headers/x'],
      [seal, sealed.slice(0, 30), 'a/headers/x'],
    ] as const)
      assert.throws(() => by.open(text, place), SealBroken)
    assert.equal(seal.open('never sealed', 'a'), 'never sealed')
    assert.throws(() => sealWith('short', random), TypeError)
  })
})

describe('An endpoint under a secretKey', () => {
  const shown = { headers: { 'x-token': 'TOKEN-1234' }, oauth: { tokenUrl: 'https://id.nordwerk.example', clientId: 'b' }, oauthClientSecret: 'CLIENT-1234' }

  it('has nothing secret in the store, and whoever sends has all of it', async () => {
    await using desk = await atDesk({ secretKey })
    await desk.consumer('nordwerk', PARTNER)
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...shown, secrets: [{ secret: hmac }] }, 'nordwerk')
    const { secret } = await desk.did('WebhookEndpoint.rotateSecret', String(id), {}, 'nordwerk')
    await desk.did('WebhookEndpoint.update', String(id), { title: 'b', headers: { 'x-other': 'OTHER-1234' } }, 'nordwerk')
    const stored = (await desk.stored('bb_webhook_endpoint', String(id))) as unknown as WebhookEndpointRecord
    for (const hidden of ['TOKEN-1234', 'OTHER-1234', 'CLIENT-1234', hmac.slice(6), String(secret).slice(6)])
      assert.ok(!JSON.stringify(stored).includes(hidden))
    const opened = openedEndpoint(stored, seal)
    assert.deepEqual(opened.headers, { 'x-token': 'TOKEN-1234', 'x-other': 'OTHER-1234' })
    assert.equal(opened.oauthClientSecret, 'CLIENT-1234')
    assert.deepEqual(
      opened.secrets?.map((one) => one.secret),
      [secret, hmac],
    )
  })

  it('takes no sealed text from outside: of another endpoint, another place, or made up', async () => {
    await using desk = await atDesk({ secretKey })
    await desk.consumer('nordwerk', PARTNER)
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...shown }, 'nordwerk')
    const stored = (await desk.stored('bb_webhook_endpoint', String(id))) as unknown as WebhookEndpointRecord
    const sealed = String(stored.headers?.['x-token'])
    const place = async (operation: string, key: string | undefined, more: object): Promise<string | undefined> =>
      (await desk.refused(operation, key, { ...endpoint, ...more }, 'nordwerk')).errors?.[0]?.pointer
    assert.equal(await place('WebhookEndpoint.create', undefined, { headers: { 'x-token': sealed } }), '/headers/x-token')
    assert.equal(await place('WebhookEndpoint.update', String(id), { headers: { 'x-stolen': sealed } }), '/headers/x-stolen')
    assert.equal(await place('WebhookEndpoint.update', String(id), { secrets: [{ secret: 'sealed:1:0a1b2c3d:AAAA' }] }), '/secrets/0/secret')
  })

  it('that was made without one goes on', () => {
    const plain = { id: 'e', secrets: [{ secret: hmac }] } as unknown as WebhookEndpointRecord
    assert.equal(openedEndpoint(plain, seal).secrets?.[0]?.secret, hmac)
  })

  it('that cannot be opened is sent nothing, and nothing sealed is sent to anyone', async () => {
    await using desk = await atDesk({ secretKey })
    await desk.consumer('nordwerk', PARTNER)
    const { id } = await desk.did('WebhookEndpoint.create', undefined, { ...endpoint, ...shown, secrets: [{ secret: hmac }] }, 'nordwerk')
    const record = (await desk.stored('bb_webhook_endpoint', String(id))) as unknown as WebhookEndpointRecord
    const of = { guard: ALLOWED, publicUrl: 'https://p.example', userAgent: 'busbar' }
    const target = targetOf({ record, revision: 1, createdAt: '' }, { ...of, seal: UNSEALED })
    assert.deepEqual(target.signers, [])
    assert.deepEqual(target.headers, { 'user-agent': 'busbar' })
    assert.equal(targetOf({ record, revision: 1, createdAt: '' }, { ...of, seal }).headers['x-token'], 'TOKEN-1234')
  })
})
