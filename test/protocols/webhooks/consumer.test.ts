import assert from 'node:assert/strict'
import { it } from 'node:test'
import { World } from './world.ts'

async function change(world: World, input: object): Promise<void> {
  const outcome = await world.kernel.handle({
    protocol: 'test',
    contract: 'administration',
    version: 'v1',
    operation: 'Consumer.update',
    key: 'portal',
    input,
    credential: { kind: 'system', name: 'test' },
    address: '',
    requestId: 'r',
  })
  assert.ok(outcome.ok, JSON.stringify(outcome))
}

for (const [what, taken, given] of [
  ['that is disabled', { disabled: true }, { disabled: false }],
  ['that has lost the scope of the events', { scopes: ['webhooks.*'] }, { scopes: ['*'] }],
] as const)
  it(`a consumer ${what} is sent nothing more, and goes on where it stood when it may again`, async () => {
    await using world = await World.open()
    await world.endpoint()
    await world.dispatcher()
    await world.emit('a')
    await world.until('the first came', () => world.net.got.length === 1)
    await change(world, taken)
    // What is known of a consumer is good for half a second.
    await world.pass(2_000, 500)
    await world.emit('b')
    await world.pass(30_000, 1_000)
    assert.equal(world.net.got.length, 1)
    await change(world, given)
    for (let i = 0; i < 600 && world.net.got.length < 2; i++) await world.pass(1_000, 1_000)
    assert.deepEqual(
      world.net.got.map(({ key }) => key),
      ['a', 'b'],
    )
  })
