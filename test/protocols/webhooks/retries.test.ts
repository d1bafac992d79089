import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { NetError } from '../../../src/kernel/ports/net.ts'
import { DEFAULT_SCHEDULE } from '../../../src/administration/webhooks/contract.ts'
import { SCHEDULE, World, type Reaction } from './world.ts'

const hours = (n: number): number => n * 3_600_000

/** Time goes on until the target was called that often; answers when each call was, in ms from the first. */
async function callsOf(world: World, count: number, most: number): Promise<readonly number[]> {
  for (let passed = 0; passed < most && world.net.got.length < count; passed += 60_000) await world.pass(60_000, 1_000)
  const first = world.net.got[0]?.at ?? 0
  return world.net.got.map(({ at }) => at - first)
}

describe('Retries', () => {
  it('a target that fails for days is called at each delay of the schedule, up to a fifth earlier or later, 75.6 hours in all', async () => {
    assert.deepEqual(SCHEDULE, DEFAULT_SCHEDULE)
    assert.equal(Math.round(SCHEDULE.reduce((sum, delay) => sum + delay, 0) / 360) / 10, 75.6)
    await using world = await World.open()
    world.net.react = () => 500
    const endpoint = await world.endpoint({ disableAfterSeconds: null })
    await world.dispatcher()
    await world.emit('a')
    await world.until('it was tried', () => world.net.got.length === 1)
    for (let i = 1; i < SCHEDULE.length; i++) {
      await world.until('it is written down', async () => (await world.rows(endpoint))[0]?.attempts === i)
      const [row] = await world.rows(endpoint)
      const wait = Date.parse(row?.nextAttemptAt ?? '') - Date.parse(row?.lastAttemptAt ?? '')
      const delay = (SCHEDULE[i] ?? 0) * 1000
      assert.ok(wait >= delay * 0.8 && wait <= delay * 1.2, `attempt ${i + 1} is ${wait} ms behind the one before`)
      const left = Date.parse(row?.nextAttemptAt ?? '') - world.clock.now()
      await world.pass(left - 1_000)
      assert.equal(world.net.got.length, i, `attempt ${i + 1} came too early`)
      await world.pass(1_000)
      await world.until('it came', () => world.net.got.length === i + 1)
    }
    await world.until('it is given up', async () => (await world.rows(endpoint))[0]?.state === 'exhausted')
    const [told] = await world.told('webhook-delivery.exhausted')
    assert.equal(told?.['attempts'], 10)
    assert.equal(told?.['lastStatus'], 500)
    await world.pass(hours(48), hours(1))
    assert.equal(world.net.got.length, 10, 'it was tried after the last attempt')
    assert.equal(new Set(world.net.got.map(({ id }) => id)).size, 1)
    const attempts = await world.attempts(endpoint)
    assert.deepEqual(
      attempts.map(({ number, outcome }) => [number, outcome]),
      SCHEDULE.map((_, i) => [i + 1, 'failed']),
    )
  })

  const waits: readonly { readonly what: string; readonly reaction: Reaction; readonly least: number; readonly most: number }[] = [
    { what: '500', reaction: 500, least: 4_000, most: 6_000 },
    { what: '301, which is not followed', reaction: { status: 301, headers: { location: 'https://elsewhere.example' } }, least: 4_000, most: 6_000 },
    { what: '415', reaction: 415, least: 4_000, most: 6_000 },
    { what: 'a broken connection', reaction: new NetError('broken', 'reset'), least: 4_000, most: 6_000 },
    { what: 'a certificate that is not good', reaction: new NetError('tls', 'expired'), least: 4_000, most: 6_000 },
    { what: 'a name that is not known', reaction: new NetError('unresolved', 'NXDOMAIN'), least: 4_000, most: 6_000 },
    { what: 'a time-out', reaction: new NetError('timeout', 'late'), least: 60_000, most: 60_000 },
    { what: '429', reaction: 429, least: 60_000, most: 60_000 },
    { what: '429 with Retry-After in seconds', reaction: { status: 429, headers: { 'retry-after': '3600' } }, least: 3_600_000, most: 3_600_000 },
    {
      what: '503 with Retry-After as a date',
      reaction: { status: 503, headers: { 'retry-after': 'Mon, 14 Sep 2026 09:00:00 GMT' } },
      least: 3_600_000,
      most: 3_600_000,
    },
    { what: 'Retry-After beyond a day', reaction: { status: 503, headers: { 'retry-after': '1000000000' } }, least: hours(24), most: hours(24) },
    { what: 'Retry-After that is none', reaction: { status: 500, headers: { 'retry-after': 'soon' } }, least: 4_000, most: 6_000 },
    { what: 'an address that may not be called', reaction: new NetError('blocked', '10.0.0.1 is private'), least: 300_000, most: 300_000 },
  ]
  for (const { what, reaction, least, most } of waits)
    it(`${what}: the next attempt is between ${least / 1000} and ${most / 1000} seconds later`, async () => {
      await using world = await World.open()
      world.net.react = () => reaction
      const endpoint = await world.endpoint()
      await world.dispatcher()
      await world.emit('a')
      await world.until('it is kept', async () => (await world.rows(endpoint)).length === 1)
      const [row] = await world.rows(endpoint)
      const wait = Date.parse(row?.nextAttemptAt ?? '') - Date.parse(row?.lastAttemptAt ?? '')
      assert.ok(wait >= least && wait <= most, `${wait} ms`)
      assert.equal(row?.attempts, 1)
      assert.equal(row?.state, 'waiting')
    })

  it('410 disables the endpoint by a call like any operator, and the event waits', async () => {
    await using world = await World.open()
    world.net.react = () => 410
    const endpoint = await world.endpoint()
    await world.dispatcher()
    await world.emit('a')
    await world.until('it is disabled', async () => (await world.endpointOf(endpoint)).state === 'disabled')
    assert.match((await world.endpointOf(endpoint)).reason ?? '', /410/)
    assert.equal((await world.told('webhook-endpoint.disabled')).length, 1)
    await world.emit('b')
    await world.pass(hours(1), 60_000)
    assert.equal(world.net.got.length, 1)
    assert.equal((await world.rows(endpoint))[0]?.state, 'waiting')
    world.net.react = () => 200
    await world.change(endpoint, { state: 'active' }, 'resumed')
    await world.until('all came', () => world.net.got.length === 3)
  })

  it('five days of nothing but failures: operators are told at 50, 70 and 90 per cent, then it is disabled', async () => {
    await using world = await World.open()
    world.net.react = () => 500
    const endpoint = await world.endpoint()
    await world.dispatcher()
    for (let day = 0; day < 6; day++) {
      await world.emit('a', 'b')
      await world.pass(hours(24), hours(1))
    }
    assert.equal((await world.endpointOf(endpoint)).state, 'disabled')
    assert.match((await world.endpointOf(endpoint)).reason ?? '', /Nothing was delivered since 2026-09-14T/)
    assert.deepEqual(
      (await world.told('webhook-endpoint.failing')).map(({ level }) => level),
      [50, 70, 90],
    )
  })

  it('one success takes the failing back, and operators who were told are told that too', async () => {
    await using world = await World.open()
    world.net.react = () => 500
    const endpoint = await world.endpoint()
    await world.dispatcher()
    for (let day = 0; day < 4; day++) {
      await world.emit('a')
      await world.pass(hours(24), hours(1))
    }
    assert.ok((await world.told('webhook-endpoint.failing')).length > 0)
    assert.ok((await world.progress(endpoint)).failingSince !== undefined)
    world.net.react = () => 200
    await world.pass(hours(72), hours(1))
    assert.equal((await world.told('webhook-endpoint.recovered')).length, 1)
    const progress = await world.progress(endpoint)
    assert.deepEqual([progress.failingSince, progress.level, progress.failures, progress.circuit], [undefined, undefined, 0, 'closed'])
  })

  it('after ten failures in a row nothing new is tried but one probe: after 30 seconds, then ever later up to five minutes', async () => {
    await using world = await World.open()
    world.net.react = () => 500
    const endpoint = await world.endpoint({ schedule: [0, 86_400, 86_400], parallelism: 1, ordering: 'none' })
    await world.dispatcher()
    await world.emit(...Array.from({ length: 60 }, (_, i) => `k${i}`))
    await world.until('the circuit is open', async () => (await world.progress(endpoint)).circuit === 'open')
    await world.settle()
    assert.equal(world.net.got.length, 10)
    const calls = await callsOf(world, 18, hours(2))
    const gaps = calls.slice(10).map((at, i) => Math.round((at - (calls[9 + i] ?? 0)) / 1000))
    assert.deepEqual(gaps, [30, 60, 120, 240, 300, 300, 300, 300])
    world.net.react = () => 200
    await world.pass(400_000, 5_000)
    await world.until('all of it came', () => world.net.got.length === 60)
    assert.equal((await world.progress(endpoint)).circuit, 'closed')
  })

  it('a schedule that begins later than at once puts off the first attempt, from when it happened', async () => {
    await using world = await World.open()
    await world.endpoint({ schedule: [60, 5] })
    await world.dispatcher()
    await world.emit('a')
    await world.pass(30_000, 5_000)
    await world.emit('b')
    await world.pass(25_000, 5_000)
    assert.equal(world.net.got.length, 0)
    await world.pass(10_000, 1_000)
    assert.deepEqual(
      world.net.got.map(({ n }) => n),
      [1],
    )
    await world.pass(30_000, 1_000)
    await world.until('the second came', () => world.net.got.length === 2)
  })

  it('a target that asks to be left alone is, for all that waits', async () => {
    await using world = await World.open()
    world.net.react = () => ({ status: 429, headers: { 'retry-after': '600' } })
    await world.endpoint({ parallelism: 1 })
    await world.dispatcher()
    await world.emit('a', 'b', 'c')
    await world.until('it was called', () => world.net.got.length === 1)
    world.net.react = () => 200
    await world.pass(590_000, 5_000)
    assert.equal(world.net.got.length, 1)
    await world.pass(30_000, 5_000)
    await world.until('all came', () => world.net.got.length === 4)
  })
})
