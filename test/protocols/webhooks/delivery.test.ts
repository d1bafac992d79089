import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { makeSecret, verify } from '../../../src/codecs/standard-webhooks/index.ts'
import { SECRET, World } from './world.ts'

describe('Delivering events', () => {
  it('each event comes once, signed, and the cursor stands behind the last', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ headers: { 'X-Plant': 'north' } })
    await world.dispatcher()
    const last = await world.emit('a', 'b', 'a', 'c')
    await world.until('all came', () => world.net.got.length === last)
    const [first] = world.net.got
    assert.ok(first)
    assert.equal(first.url, `https://target.example/${endpoint}`)
    assert.equal(first.headers['content-type'], 'application/cloudevents+json; charset=utf-8')
    assert.equal(first.headers['x-plant'], 'north')
    assert.equal(first.headers['user-agent'], 'busbar/test')
    assert.doesNotThrow(() => signatureOf(first))
    await world.until('the cursor is written', async () => (await world.progress(endpoint)).cursor.endsWith(`:${(await world.store.eventRange()).last}`))
    const attempts = await world.attempts(endpoint)
    assert.deepEqual(
      attempts.map(({ kind, number, outcome, status, again }) => ({ kind, number, outcome, status, again })),
      attempts.map(() => ({ kind: 'event', number: 1, outcome: 'delivered', status: 200, again: undefined })),
    )
    assert.equal(attempts.length, last)
  })

  function signatureOf({ headers, body }: { readonly headers: { readonly [name: string]: string }; readonly body: string }): unknown {
    // The library checks the instant against the machine's clock; that of the test is another one.
    return new Webhook(SECRET).sign(headers['webhook-id'] ?? '', new Date(Number(headers['webhook-timestamp']) * 1000), body) === headers['webhook-signature']
      ? true
      : assert.fail('the signature is not good')
  }
})

describe('What an event looks like', () => {
  it('binary: its data is the body, the rest is in headers that nothing in it can end', async () => {
    await using world = await World.open()
    await world.endpoint({ contentMode: 'binary' })
    await world.dispatcher()
    await world.emit('Größe "7%" 日本\r\nX-Evil: 1')
    await world.until('it came', () => world.net.got.length === 1)
    const [got] = world.net.got
    assert.ok(got)
    assert.deepEqual(JSON.parse(got.body), { id: 'Größe "7%" 日本\r\nX-Evil: 1', n: 1 })
    assert.equal(got.headers['content-type'], 'application/json')
    assert.equal(got.headers['ce-specversion'], '1.0')
    assert.equal(got.headers['ce-type'], 'job.created')
    assert.equal(got.headers['ce-id'], got.headers['webhook-id'])
    assert.equal(got.headers['ce-datacontenttype'], undefined)
    for (const [name, value] of Object.entries(got.headers)) assert.match(value, /^[\u0020-\u007e]*$/, name)
    assert.match(decodeURIComponent(got.headers['ce-subject'] ?? ''), /Gr/)
  })

  it('with an Ed25519 secret it has a signature that the public key verifies', async () => {
    await using world = await World.open()
    const { secret, publicKey = '' } = makeSecret('ed25519', new Uint8Array(32).fill(3))
    await world.endpoint({ signing: 'ed25519', secrets: [{ secret }] })
    await world.dispatcher()
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 1)
    const [got] = world.net.got
    assert.ok(got)
    assert.match(got.headers['webhook-signature'] ?? '', /^v1a,/)
    assert.equal(verify([publicKey], { headers: got.headers, body: got.body }, Math.floor(world.clock.now() / 1000)), 'ok')
  })
})
