import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { rest } from '../../../src/protocols/rest/index.ts'
import type { HttpRequest } from '../../../src/kernel/ports/http.ts'
import { World, type Got } from './world.ts'

const HOUR_MS = 3_600_000

/** Makes a consumer with a key; answers the key. */
async function consumer(world: World, id: string, audience: 'internal' | 'partner' = 'partner'): Promise<string> {
  await world.administer('Consumer.create', { input: { id, audience, ...(audience === 'partner' && { owner: id }), scopes: ['*'] } })
  return keyOf(world, id)
}
async function keyOf(world: World, id: string): Promise<string> {
  const { body } = await world.administer('Consumer.issueKey', { key: id, input: {} })
  return (JSON.parse(body) as { readonly key: string }).key
}

let n = 1
/** Changes a record over REST, as somebody who has a key; `baggage`: of the delivery that this is done about. */
function caller(world: World): (of: { readonly key: string; readonly id: string; readonly baggage?: string | undefined }) => Promise<void> {
  const route = rest()
    .routes(world.kernel, { publicUrl: 'https://plant.example' })
    .find(({ method, path }) => method === 'PATCH' && path === '/api/v1/jobs/:id')
  assert.ok(route)
  return async ({ key, id, baggage }) => {
    const request: HttpRequest = {
      method: 'PATCH',
      url: `/api/v1/jobs/${id}`,
      params: { id },
      search: '',
      headers: { 'authorization': `Bearer ${key}`, 'content-type': 'application/json', ...(baggage !== undefined && { baggage }) },
      rawHeaders: [],
      body: Buffer.from(JSON.stringify({ n: ++n })),
      address: '192.0.2.7',
      requestId: `r${n}`,
      signal: new AbortController().signal,
      turn: () => Promise.resolve(),
    }
    const answer = await route.handle(request)
    assert.equal(answer.status, 200, String(answer.body))
  }
}

async function jobs(world: World, ...ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const outcome = await world.kernel.handle({
      protocol: 'test',
      contract: 'shop',
      version: 'v1',
      operation: 'Job.create',
      input: { id, n: 1 },
      credential: { kind: 'system', name: 'test' },
      address: '',
      requestId: 'r',
    })
    assert.ok(outcome.ok, JSON.stringify(outcome))
  }
}

/** A receiver that calls back about each delivery, and hands on its baggage as instrumented systems do. */
function callsBack(world: World, how: { readonly key: string; readonly on?: (got: Got) => boolean }): void {
  const call = caller(world)
  world.net.react = async (got) => {
    const { baggage } = got.headers
    if (how.on?.(got) ?? true) await call({ key: how.key, id: got.key, baggage: `tenant=north;level=1, ${baggage ?? ''}` })
    return 200
  }
}

/** Nothing has gone out, and nothing was written, for a while. */
async function quiet(world: World): Promise<void> {
  for (let before = -1; before !== world.net.got.length;) {
    before = world.net.got.length
    await world.pass(2_000, 100)
  }
}

const CHANGED = { types: ['job.changed'] }

describe('A receiver that calls back about each delivery', () => {
  it('is sent four, and no fifth: its delivery is kept as skipped, and operators are told', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a')
    callsBack(world, { key })
    await world.dispatcher()
    await caller(world)({ key, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(endpoint)).length > 0)
    await quiet(world)

    assert.deepEqual(
      world.net.got.map(({ body }) => (JSON.parse(body) as { readonly hops?: number }).hops ?? 0),
      [0, 1, 2, 3],
    )
    const [row, ...others] = await world.rows(endpoint)
    assert.equal(others.length, 0)
    assert.deepEqual({ state: row?.state, attempts: row?.attempts, type: row?.type }, { state: 'skipped', attempts: 0, type: 'job.changed' })
    assert.match(row?.lastError ?? '', /came back as a call 4 times/)
    const attempts = await world.attempts(endpoint)
    assert.deepEqual(
      // The last delivery is answered once its own call back is.
      attempts.map(({ outcome }) => outcome).sort(),
      ['delivered', 'delivered', 'delivered', 'delivered', 'skipped'],
    )
    assert.deepEqual(await world.told('webhook-endpoint.looping'), [{ event: row?.event, type: 'job.changed', hops: 4 }])
    assert.ok(world.log.entries.some(({ level, fields }) => level === 'warn' && fields?.['endpoint'] === endpoint && fields['hops'] === 4))
    const { last } = await world.store.eventRange()
    await world.until('the cursor is past it', async () => Number((await world.progress(endpoint)).cursor.split(':')[1]) >= last - 1)
  })

  it('is sent what comes behind it, of the same record and of others', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a', 'b')
    callsBack(world, { key })
    await world.dispatcher()
    const call = caller(world)
    await call({ key, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(endpoint)).length > 0)
    world.net.react = () => 200
    const before = world.net.got.length
    await call({ key, id: 'a' })
    await call({ key, id: 'b' })
    await world.until('both came', () => world.net.got.length === before + 2)
    assert.deepEqual(
      world.net.got.slice(before).map((got) => got.key),
      ['a', 'b'],
    )
  })

  it('is not sent what goes round while its key waits for another try, and the rest in its order', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a')
    callsBack(world, { key })
    await world.dispatcher()
    const call = caller(world)
    await call({ key, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(endpoint)).some(({ state }) => state === 'skipped'))
    const baggage = world.net.got.at(-1)?.headers['baggage']
    const before = world.net.got.length
    world.net.react = () => 500
    await call({ key, id: 'a' })
    await call({ key, id: 'a', baggage })
    await call({ key, id: 'a' })
    await world.until('they are kept', async () => (await world.rows(endpoint)).length === 4)
    world.net.react = () => 200
    await world.pass(10_000, 1_000)
    await world.until('the two others came', () => world.net.got.length === before + 3)
    const states = (await world.rows(endpoint)).map(({ state }) => state)
    assert.deepEqual(states, ['skipped', 'delivered', 'skipped', 'delivered'])
  })

  it('is sent it after all where somebody says retry, or replays it', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a')
    callsBack(world, { key })
    await world.dispatcher()
    await caller(world)({ key, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(endpoint)).length > 0)
    world.net.react = () => 200
    const [row] = await world.rows(endpoint)
    assert.ok(row)
    await world.administer('WebhookDelivery.retry', { key: row.id, input: {} })
    await world.until('it came', () => world.net.got.length === 5)
    assert.equal(world.net.got[4]?.id, row.event)
    await world.until('it is delivered', async () => (await world.rows(endpoint))[0]?.state === 'delivered')
    await world.administer('WebhookEndpoint.replay', { key: endpoint, input: { since: '2026-01-01T00:00:00Z' } })
    await world.until('all came again', () => world.net.got.length === 10)
  })

  it('goes on for good where it hands on nothing: nobody can know', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a')
    const call = caller(world)
    world.net.react = async (got) => {
      await call({ key, id: got.key })
      return 200
    }
    await world.dispatcher()
    await call({ key, id: 'a' })
    await world.until('it is far beyond', () => world.net.got.length > 12)
    assert.deepEqual(await world.rows(endpoint), [])
    world.net.react = () => 200
  })

  it('ends sooner, or later, where the app file says so', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a')
    callsBack(world, { key })
    await world.dispatcher({ rounds: 1 })
    await caller(world)({ key, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(endpoint)).length > 0)
    await quiet(world)
    assert.equal(world.net.got.length, 2)
  })

  it('is named to operators once an hour, however often it goes round', async () => {
    await using world = await World.open()
    const key = await keyOf(world, 'portal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a')
    callsBack(world, { key })
    await world.dispatcher()
    const call = caller(world)
    for (const [i, told] of [1, 1, 2].entries()) {
      await call({ key, id: 'a' })
      await world.until('it is skipped', async () => (await world.rows(endpoint)).length === i + 1)
      await world.until('operators are told', async () => (await world.told('webhook-endpoint.looping')).length >= told)
      await quiet(world)
      assert.equal((await world.told('webhook-endpoint.looping')).length, told)
      if (i === 1) await world.pass(HOUR_MS, 60_000)
    }
  })
})

describe('Loops through others', () => {
  it('two receivers that each call back about what the other did end, too', async () => {
    await using world = await World.open()
    const [erp, mes] = [await consumer(world, 'erp', 'internal'), await consumer(world, 'mes', 'internal')]
    const ofErp = await world.endpoint({ consumer: 'erp', filter: CHANGED })
    const ofMes = await world.endpoint({ consumer: 'mes', filter: CHANGED })
    await jobs(world, 'a')
    const call = caller(world)
    world.net.react = async ({ url, key, headers }) => {
      await call({ key: url.endsWith(ofErp) ? erp : mes, id: key, baggage: headers['baggage'] })
      return 200
    }
    await world.dispatcher()
    await call({ key: erp, id: 'a' })
    await world.until('both are skipped', async () => (await world.rows(ofErp)).length > 0 && (await world.rows(ofMes)).length > 0)
    await quiet(world)
    // Each of the two answers each event: 2 + 4 + 8 + 16, and none behind that.
    assert.equal(world.net.got.length, 30)
  })

  it('one whose way back is by the key of another ends for the receiver that it begins with', async () => {
    await using world = await World.open()
    const key = await consumer(world, 'erp', 'internal')
    const endpoint = await world.endpoint({ filter: CHANGED })
    const looksOn = await world.endpoint({ consumer: 'erp', filter: CHANGED })
    await jobs(world, 'a')
    callsBack(world, { key, on: ({ url }) => url.endsWith(endpoint) })
    await world.dispatcher()
    await caller(world)({ key, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(endpoint)).length > 0)
    await quiet(world)
    const to = (id: string): number => world.net.got.filter(({ url }) => url.endsWith(id)).length
    assert.equal(to(endpoint), 4)
    // The other one takes no part, and misses nothing.
    assert.equal(to(looksOn), 5)
    assert.deepEqual(await world.rows(looksOn), [])
  })

  it('a partner that calls back ends its own loop, and the endpoints of others are sent all that it did', async () => {
    await using world = await World.open()
    const nord = await consumer(world, 'nord')
    const ofNord = await world.endpoint({ consumer: 'nord', filter: CHANGED })
    const ofPlant = await world.endpoint({ filter: CHANGED })
    await jobs(world, 'a', 'b')
    callsBack(world, { key: nord, on: ({ url }) => url.endsWith(ofNord) })
    await world.dispatcher()
    const call = caller(world)
    await call({ key: nord, id: 'a' })
    await world.until('it is skipped', async () => (await world.rows(ofNord)).length > 0)
    await quiet(world)
    const to = (id: string): readonly Got[] => world.net.got.filter(({ url }) => url.endsWith(id))
    assert.equal(to(ofNord).length, 4)
    assert.equal(to(ofPlant).length, 5)
    assert.deepEqual(await world.rows(ofPlant), [])

    // The greatest count that it was ever given, on something that it would rather keep from the plant.
    await call({ key: nord, id: 'b', baggage: to(ofNord).at(-1)?.headers['baggage'] })
    await world.until('the plant has it', () => to(ofPlant).length === 6)
    assert.equal(to(ofPlant).at(-1)?.key, 'b')
    assert.equal(to(ofNord).length, 4)
  })
})
