import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeSecret } from '../../../src/codecs/standard-webhooks/index.ts'
import { OUTGOING_FACT } from '../../../src/kernel/events/outgoing.ts'
import { WEBHOOK_TABLES, type WebhookReplayRecord } from '../../../src/kernel/ports/webhook.ts'
import { SECRET, World } from './world.ts'

const other = makeSecret('hmac-sha256', new Uint8Array(32).fill(9)).secret
const signatures = (world: World): readonly number[] => world.net.got.map(({ headers }) => (headers['webhook-signature'] ?? '').split(' ').length)

describe('An endpoint that is changed', () => {
  it('two secrets sign while both are good, the newest first, and only one afterwards', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    await world.dispatcher()
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 1)
    const ends = world.clock.now() + 60_000
    await world.change(endpoint, { secrets: [{ secret: other }, { secret: SECRET, endsAt: new Date(ends).toISOString() }] }, 'secret-rotated')
    await world.settle(10)
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 2)
    await world.pass(61_000)
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 3)
    assert.deepEqual(signatures(world), [1, 2, 1])
    assert.notEqual(world.net.got[2]?.headers['webhook-signature'], undefined)
  })

  it('without a secret that is good nothing is sent, and the attempt says why', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ secrets: [{ secret: SECRET, endsAt: '2026-09-14T07:00:00Z' }] })
    await world.dispatcher()
    await world.emit('a')
    await world.until('it waits', async () => (await world.rows(endpoint)).length === 1)
    assert.equal(world.net.got.length, 0)
    assert.match((await world.rows(endpoint))[0]?.lastError ?? '', /rotateSecret/)
  })

  it('another address, or a pause, holds for all that has not begun', async () => {
    await using world = await World.open()
    const answers: (() => void)[] = []
    world.net.react = async () => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return 200
    }
    const endpoint = await world.endpoint({ parallelism: 1 })
    await world.dispatcher()
    await world.emit(...Array.from({ length: 20 }, (_, i) => `k${i}`))
    await world.until('one is on its way', () => world.net.open === 1)
    await world.change(endpoint, { url: 'https://elsewhere.example/' })
    await world.settle(10)
    answers.shift()?.()
    await world.until('the second is on its way', () => world.net.got.length === 2)
    assert.equal(world.net.got[1]?.url, 'https://elsewhere.example/')
    await world.change(endpoint, { state: 'paused' }, 'paused')
    await world.settle(10)
    answers.shift()?.()
    await world.pass(10_000, 500)
    assert.equal(world.net.got.length, 2)
    world.net.react = () => 200
    await world.change(endpoint, { state: 'active' }, 'resumed')
    await world.until('the others came', () => world.net.got.length === 20)
    assert.equal(new Set(world.net.got.map(({ id }) => id)).size, 20)
  })

  it('another filter holds for what was not sent', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ filter: { key: 'a' } })
    await world.dispatcher()
    await world.emit('a', 'b')
    await world.until('one came', () => world.net.got.length === 1)
    await world.change(endpoint, { filter: { key: 'b' } })
    await world.settle(10)
    await world.emit('a', 'b')
    await world.until('the other came', () => world.net.got.length === 2)
    await world.settle(10)
    assert.deepEqual(
      world.net.got.map(({ key }) => key),
      ['a', 'b'],
    )
  })

  it('one that is deleted is sent nothing, and nothing is kept of it', async () => {
    await using world = await World.open()
    world.net.react = () => 500
    const endpoint = await world.endpoint()
    const dispatcher = await world.dispatcher()
    await world.emit('a', 'a', 'b')
    await world.until('it is logged', async () => (await world.attempts(endpoint)).length === 2 && (await world.rows(endpoint)).length === 3)
    await world.remove(endpoint)
    await world.until('it is gone', () => dispatcher.held.length === 0)
    await world.until('nothing is kept', async () => (await world.store.get(WEBHOOK_TABLES.progress, endpoint)) === undefined)
    await world.pass(20_000, 1_000)
    assert.equal(world.net.got.length, 2)
    assert.deepEqual(await world.rows(endpoint), [])
    assert.deepEqual(await world.attempts(endpoint), [])
  })
})

describe('What goes out', () => {
  it('nothing while it is paused; cursors stay, and go on from there', async () => {
    await using world = await World.open()
    await world.outgoing('paused')
    const endpoint = await world.endpoint()
    await world.dispatcher()
    await world.emit('a', 'b')
    await world.pass(60_000, 1_000)
    assert.equal(world.net.got.length, 0)
    const before = (await world.progress(endpoint)).cursor
    await world.outgoing('open')
    await world.pass(2_000, 500)
    await world.until('both came', () => world.net.got.length === 2)
    assert.notEqual(before, undefined)
    await world.outgoing('paused')
    await world.pass(2_000, 500)
    await world.emit('c')
    await world.pass(2_000, 500)
    assert.equal(world.net.got.length, 2)
  })

  it('is recorded and not sent where that is decided, tokens of the endpoint left out', async () => {
    await using world = await World.open()
    await world.store.setFact(OUTGOING_FACT, JSON.stringify({ state: 'recorded', environment: 'test' }))
    const endpoint = await world.endpoint({ headers: { Authorization: 'Bearer top-secret' } })
    await world.dispatcher({ environment: 'test' })
    await world.emit('a')
    await world.until('it is recorded', async () => (await world.attempts(endpoint)).length === 1)
    const [attempt] = await world.attempts(endpoint)
    assert.equal(attempt?.outcome, 'recorded')
    assert.ok(!JSON.stringify(attempt).includes('top-secret'))
    assert.ok(JSON.stringify(attempt.request).includes('"webhook-signature"'))
    assert.equal(world.net.got.length, 0)
  })

  it('a test environment sends nothing by itself, and not because production did', async () => {
    await using world = await World.open()
    await world.store.setFact(OUTGOING_FACT, JSON.stringify({ state: 'open', environment: 'live' }))
    await world.endpoint()
    await world.dispatcher({ environment: 'test' })
    await world.emit('a')
    await world.pass(10_000, 500)
    assert.equal(world.net.got.length, 0)
  })

  it('a fact that cannot be read sends nothing', async () => {
    await using world = await World.open()
    await world.store.setFact(OUTGOING_FACT, 'open?')
    await world.endpoint()
    await world.dispatcher()
    await world.emit('a')
    await world.pass(10_000, 500)
    assert.equal(world.net.got.length, 0)
  })
})

describe('Replays', () => {
  it('send the past again, under the same ids, from an instant to an instant, of some types, and beside what is new', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    await world.dispatcher()
    await world.emit('a', 'b')
    await world.until('both came', () => world.net.got.length === 2)
    world.clock.advance(60_000)
    const since = new Date(world.clock.now()).toISOString()
    await world.emit('c', 'd')
    await world.until('all came', () => world.net.got.length === 4)
    world.clock.advance(60_000)
    const until = new Date(world.clock.now() - 1).toISOString()
    await world.emit('e')
    await world.until('all came', () => world.net.got.length === 5)
    const replay = await world.replay({ endpoint, since, until })
    await world.until('it is done', async () => (await world.replayOf(replay)).state === 'done')
    assert.deepEqual(
      world.net.got.slice(5).map(({ n }) => n),
      [3, 4],
    )
    assert.equal(new Set(world.net.got.map(({ id }) => id)).size, 5)
    const { sent, from, to, position } = await world.replayOf(replay)
    assert.deepEqual([sent, position === to, (from ?? 0) < (to ?? 0)], [2, true, true])
    assert.deepEqual(
      (await world.attempts(endpoint)).slice(5).map(({ kind, number }) => [kind, number]),
      [
        ['replay', 1],
        ['replay', 1],
      ],
    )
    const narrow = await world.endpoint({ filter: { key: 'z' } })
    const none = await world.replay({ endpoint: narrow, types: ['job.created'] })
    await world.until('it is done', async () => (await world.replayOf(none)).state === 'done')
    assert.equal((await world.replayOf(none)).sent, 0)
  })

  it('of 12,000 events: at their rate, beside what is new, ended by a kill and gone on with, and none left out', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ state: 'paused' })
    const all = 12_000
    for (let i = 0; i < all; i += 1000) await world.emit(...Array.from({ length: 1000 }, (_, k) => `k${k % 50}`))
    world.clock.advance(1_000)
    const first = await world.dispatcher({ replayRate: 1_000 })
    await world.settle(10)
    // Nothing new but what comes now.
    await world.change(endpoint, { state: 'active', filter: { key: 'k0' } }, 'resumed')
    await world.change(endpoint, { filter: { types: ['job.*'] } })
    await world.until('all came for the first time', () => world.net.got.length >= all)
    world.net.got.splice(0)
    const replay = await world.replay({ endpoint, cursor: `${(await world.store.eventRange()).epoch}:0` })
    const began = world.clock.now()
    await world.pass(4_000, 100)
    const half = world.net.got.length
    assert.ok(half > 3_000 && half <= 5_200, `${half} in four seconds at 1,000 a second`)
    await world.emit('new')
    await world.until('what is new does not wait', () => world.net.got.some(({ key }) => key === 'new'))
    first.drop()
    const position = (await world.replayOf(replay)).position ?? 0
    assert.ok(position > 0)
    await world.dispatcher({ replayRate: 1_000 })
    for (let i = 0; i < 400 && (await world.replayOf(replay)).state === 'running'; i++) await world.pass(200, 100)
    assert.equal((await world.replayOf(replay)).state, 'done')
    const came = new Set(world.net.got.map(({ n }) => n))
    assert.equal(came.size, all + 1)
    assert.ok(world.clock.now() - began > 10_000, 'it was faster than its rate')
    const twice = world.net.got.length - came.size
    assert.ok(twice < 1_000, `${twice} came twice`)
  })

  it('end where they are cancelled', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    await world.dispatcher({ replayRate: 1 })
    await world.emit('a', 'b', 'c', 'd')
    await world.until('all came', () => world.net.got.length === 4)
    const replay = await world.replay({ endpoint, since: '2026-01-01T00:00:00Z' })
    await world.until('it sends', () => world.net.got.length === 5)
    await world.pass(100)
    await world.cancel(replay)
    await world.pass(20_000, 500)
    assert.equal(world.net.got.length, 5)
    const record: WebhookReplayRecord = await world.replayOf(replay)
    assert.equal(record.state, 'cancelled')
  })
})
