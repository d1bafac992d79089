import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { seededRandom } from '../../../conformance/ports.ts'
import { makeWorld, type World } from '../../../conformance/scenario/world.ts'
import { implement } from '../../../src/kernel/bindings.ts'
import { structured } from '../../../src/kernel/events/cloud-event.ts'
import type { FollowedEvent } from '../../../src/kernel/events/feed.ts'
import { HopTokens } from '../../../src/kernel/policies/hops.ts'
import type { StoreDescriptor } from '../../../src/kernel/ports/store.ts'
import { postgres } from '../../../src/stores/postgres/index.ts'
import { sqlite } from '../../../src/stores/sqlite/index.ts'
import { withDatabase } from '../../postgres.ts'
import { did, floor, Job, onSqlite, Part } from '../workshop.ts'
import { drain } from './world.ts'

const bindings = [
  implement(
    Job,
    {
      async act(context) {
        await context.call(Part.create, { id: 'p1', job: context.record.id })
        context.update({ count: 1 })
        return { said: 'done' }
      },
    },
    { reaches: 'nothing' },
  ),
]

/** What the receiver of an event that went round so often already shows when it calls back. */
async function shown(world: World, count: number, consumer = 'internal'): Promise<string> {
  const { store, clock } = world
  const random = { bytes: () => assert.fail('the secret is there already') }
  return (await HopTokens.open({ store, random, clock })).give(count === 1 ? undefined : { count: count - 1, through: [] }, consumer)
}

async function events(world: World): Promise<readonly FollowedEvent[]> {
  const { credential, address, requestId } = world.call({ operation: '' }, 'internal')
  const answer = await world.kernel.follow({
    protocol: 'test',
    contract: 'floor',
    version: 'v1',
    credential,
    address,
    requestId,
    kind: 'poll',
    after: 'first',
  })
  assert.ok(answer.ok)
  return drain(answer.feed)
}
async function counts(world: World): Promise<readonly string[]> {
  return (await events(world)).map(({ type, hops }) => `${type} ${hops?.count ?? 0}`)
}

describe('An event says how often what caused it went round', () => {
  it('every one of a call, also of what its code calls; without a word of it none does', async () => {
    await using world = await onSqlite({ contract: floor, bindings })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    const outcome = await world.kernel.handle({ ...world.call({ operation: 'Job.act', key: 'a' }, 'internal'), hops: await shown(world, 2) })
    assert.ok(outcome.ok, JSON.stringify(outcome))
    assert.deepEqual(await counts(world), ['job.created 0', 'job.acted 2', 'part.created 2'])
  })

  it('each call of a batch its own, in one commit or several', async () => {
    await using world = await onSqlite({ contract: floor, bindings })
    for (const [i, atomic] of [true, false].entries()) {
      const calls = [1, 3].map((count) => ({ count, call: world.call({ operation: 'Job.create', input: { id: `${i}-${count}` } }, 'internal') }))
      const hops = await Promise.all(calls.map(async ({ count, call }) => ({ ...call, hops: await shown(world, count) })))
      const outcomes = await world.kernel.batch([...hops, world.call({ operation: 'Job.create', input: { id: `${i}-none` } }, 'internal')], { atomic })
      assert.ok(outcomes.every(({ ok }) => ok))
    }
    const found = (await events(world)).map(({ key, hops }) => [key, hops?.count ?? 0])
    assert.deepEqual(Object.fromEntries(found), { '0-1': 1, '0-3': 3, '0-none': 0, '1-1': 1, '1-3': 3, '1-none': 0 })
  })

  it('as a number beside the other attributes, and only where it did', async () => {
    await using world = await onSqlite({ contract: floor, bindings })
    await did(world, { operation: 'Job.create', input: { id: 'a' } })
    await world.kernel.handle({ ...world.call({ operation: 'Job.create', input: { id: 'b' } }, 'internal'), hops: await shown(world, 1) })
    await world.kernel.handle({ ...world.call({ operation: 'Job.create', input: { id: 'c' } }, 'internal'), hops: 'nonsense' })
    const texts = (await events(world)).map((event) => JSON.parse(structured(event, 'https://plant.example/api/v1')) as { readonly hops?: unknown })
    assert.deepEqual(
      texts.map((text) => ('hops' in text ? text.hops : 'absent')),
      ['absent', 1, 'absent'],
    )
  })

  it('and the same request is the same for its idempotency key, whatever it shows', async () => {
    await using world = await onSqlite({ contract: floor, bindings })
    const call = world.call({ operation: 'Job.create', input: { id: 'a' }, idempotencyKey: 'k' }, 'internal')
    assert.ok((await world.kernel.handle({ ...call, hops: await shown(world, 1) })).ok)
    const again = await world.kernel.handle({ ...call, hops: await shown(world, 2) })
    assert.ok(again.ok && again.replayed)
    assert.deepEqual(await counts(world), ['job.created 1'])
  })
})

describe('It is kept with the event', () => {
  const stores: readonly (readonly [name: string, make: () => Promise<AsyncDisposable & { readonly descriptor: StoreDescriptor }>])[] = [
    [
      'SQLite',
      async () => {
        const path = await mkdtemp(join(tmpdir(), 'busbar-hops-'))
        return { descriptor: sqlite({ path }), [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
      },
    ],
    [
      'PostgreSQL',
      async () => {
        const database = await withDatabase()
        return { descriptor: postgres({ url: database.url }), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
      },
    ],
  ]
  for (const [name, make] of stores)
    it(`${name}: over a restart, and through a dump into another store`, async () => {
      await using one = await make()
      await using other = await make()
      const plan = { contract: floor, bindings }
      let token
      {
        await using world = await makeWorld(plan, one.descriptor)
        token = await shown(world, 2, 'mes')
        const outcome = await world.kernel.handle({ ...world.call({ operation: 'Job.create', input: { id: 'a' } }, 'internal'), hops: token })
        assert.ok(outcome.ok, JSON.stringify(outcome))
      }
      await using world = await makeWorld(plan, one.descriptor)
      const [before] = await events(world)
      assert.equal(before?.hops?.count, 2)
      assert.equal(before.hops.through.length, 1)
      await using target = other.descriptor.open({ ...world, random: seededRandom(1) })
      await target.open([])
      await target.restore(world.store.dump())
      const [restored] = await target.events(0, 10)
      assert.equal(restored?.body, (await world.store.events(0, 10))[0]?.body)
      // Who restarts, or restores, still knows what it gave along.
      assert.ok(new HopTokens((await target.fact('hop-secret')) ?? '', world.clock).read(token, { consumer: 'mes', audience: 'internal' }))
    })
})
