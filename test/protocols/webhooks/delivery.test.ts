import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Webhook } from 'standardwebhooks'
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
