import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { WEBHOOK_LOG_PIECES, WEBHOOK_TABLES, type WebhookAttempt } from '../../../src/kernel/ports/webhook.ts'
import { lastPiece, packAttempt, readAttempts, unpackAttempt } from '../../../src/kernel/webhooks/attempts.ts'
import { AttemptLog } from '../../../src/protocols/webhooks/attempt-log.ts'
import { World, uuid } from './world.ts'

const attempt = (at: number, more: Partial<WebhookAttempt> = {}): Omit<WebhookAttempt, 'at'> & { readonly at: number } => ({
  kind: 'event',
  event: uuid(),
  type: 'job.created',
  number: 1,
  outcome: 'delivered',
  status: 200,
  ...more,
  at,
})

async function write(world: World, log: AttemptLog): Promise<void> {
  const now = new Date(world.clock.now()).toISOString()
  let writes = log.draft(now)
  while (!writes) {
    await log.prepare()
    writes = log.draft(now)
  }
  const result = await world.store.commit({ expect: [], writes, events: [], audit: [] })
  assert.ok(result.ok, JSON.stringify(result))
  log.settled(true)
}
const open = (world: World, endpoint: string): AttemptLog => new AttemptLog({ store: world.store, records: world.records, endpoint })
const large = { answer: 'x'.repeat(5_000) }

describe('The log of attempts', () => {
  it('packs and unpacks whatever an attempt says', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 50 })
    const arbitrary = fc.record(
      {
        at: fc.integer({ min: 0, max: 4_000_000_000_000 }),
        kind: fc.constantFrom('event', 'replay', 'test', 'verification'),
        event: text,
        type: text,
        number: fc.integer({ min: 1, max: 50 }),
        outcome: fc.constantFrom('delivered', 'failed', 'blocked', 'recorded'),
        status: fc.integer({ min: 100, max: 599 }),
        took: fc.integer({ min: 0, max: 30_000 }),
        address: text,
        error: text,
        headers: fc.constant({ 'content-type': 'text/plain' }),
        answer: text,
        truncated: fc.constant(true),
        again: fc.constant(true),
        request: fc.constant({ method: 'POST' }),
      },
      { requiredKeys: ['at', 'kind', 'event', 'type', 'number', 'outcome'] },
    )
    fc.assert(
      fc.property(arbitrary, (one) => {
        const whole = one as Omit<WebhookAttempt, 'at'> & { readonly at: number }
        assert.deepEqual(unpackAttempt(JSON.parse(packAttempt(whole)) as never), { ...whole, at: new Date(whole.at).toISOString() })
      }),
    )
  })

  it('is read from the newest on, in pages, and by event', async () => {
    await using world = await World.open()
    const endpoint = uuid()
    const log = open(world, endpoint)
    const events: string[] = []
    for (let i = 0; i < 250; i++) {
      const one = attempt(world.clock.now() + i)
      events.push(one.event)
      log.add(one)
      if (i % 7 === 0) await write(world, log)
    }
    await write(world, log)
    assert.deepEqual(
      (await world.attempts(endpoint)).map(({ event }) => event),
      events,
    )
    const first = await readAttempts(world.store, { endpoint, limit: 100 })
    assert.equal(first.attempts[0]?.event, events[249])
    const second = await readAttempts(world.store, { endpoint, limit: 100, ...(first.next !== undefined && { before: first.next }) })
    assert.equal(second.attempts[0]?.event, events[149])
    const [wanted = ''] = events.slice(30)
    assert.deepEqual(
      (await readAttempts(world.store, { endpoint, event: wanted, limit: 10 })).attempts.map(({ event }) => event),
      [wanted],
    )
    assert.deepEqual(await readAttempts(world.store, { endpoint: uuid(), limit: 10 }), { attempts: [] })
  })

  it('few attempts at a time share a piece, many make pieces that are not too long', async () => {
    await using world = await World.open()
    const endpoint = uuid()
    const log = open(world, endpoint)
    for (let i = 0; i < 10; i++) {
      log.add(attempt(world.clock.now()))
      await write(world, log)
    }
    assert.equal(await lastPiece(world.store, endpoint), 0)
    for (let i = 0; i < 3_000; i++) log.add(attempt(world.clock.now()))
    await write(world, log)
    const pieces = await world.store.scan({ table: WEBHOOK_TABLES.log, index: null, equal: [], reverse: false, limit: 100 })
    assert.ok(pieces.length > 3 && pieces.every(({ body }) => body.length < 70_000))
    assert.equal((await world.attempts(endpoint)).length, 3_010)
  })

  it('goes on where the last process left it, also once it has come round, and keeps no more than its pieces', async () => {
    await using world = await World.open()
    const endpoint = uuid()
    let log = open(world, endpoint)
    const events: string[] = []
    for (let i = 0; i < WEBHOOK_LOG_PIECES + 40; i++) {
      if (i === 17 || i === WEBHOOK_LOG_PIECES + 3) log = open(world, endpoint)
      const one = attempt(world.clock.now() + i, large)
      events.push(one.event)
      log.add(one)
      await write(world, log)
    }
    assert.equal(await lastPiece(world.store, endpoint), WEBHOOK_LOG_PIECES + 39)
    assert.deepEqual(
      (await world.attempts(endpoint)).map(({ event }) => event),
      events.slice(40),
    )
    assert.equal(await world.store.count({ table: WEBHOOK_TABLES.log, index: null, equal: [], reverse: false }), WEBHOOK_LOG_PIECES)
  })

  it('what is too old goes, the newest piece stays, and what comes is found behind it', async () => {
    await using world = await World.open()
    const endpoint = uuid()
    const log = open(world, endpoint)
    for (let i = 0; i < 30; i++) {
      log.add(attempt(world.clock.now() + i * 1_000, large))
      await write(world, log)
    }
    const writes = await log.expired(world.clock.now() + 20_000, 100)
    assert.equal(writes.length, 20)
    assert.ok((await world.store.commit({ expect: [], writes, events: [], audit: [] })).ok)
    assert.equal((await world.attempts(endpoint)).length, 10)
    const rest = await log.expired(world.clock.now() + 1e9, 100)
    assert.equal(rest.length, 9)
    assert.ok((await world.store.commit({ expect: [], writes: rest, events: [], audit: [] })).ok)
    const again = open(world, endpoint)
    for (let i = 0; i < WEBHOOK_LOG_PIECES; i++) {
      again.add(attempt(world.clock.now(), large))
      await write(world, again)
    }
    assert.equal((await world.attempts(endpoint)).length, WEBHOOK_LOG_PIECES)
  })

  it('old attempts and deliveries are swept once an hour; what waits is not', async () => {
    await using world = await World.open()
    world.net.react = ({ n }) => (n === 1 ? 500 : 200)
    const endpoint = await world.endpoint({ schedule: [0, 5], disableAfterSeconds: null })
    await world.dispatcher({ kept: 86_400_000 })
    await world.emit('a', 'b')
    await world.pass(10_000, 1_000)
    await world.until('it is given up', async () => (await world.rows(endpoint))[0]?.state === 'exhausted')
    world.net.react = () => 500
    await world.change(endpoint, { schedule: [0, 600_000] })
    await world.settle(10)
    await world.emit('c')
    await world.until('it waits', async () => (await world.rows(endpoint)).length === 2)
    await world.pass(2 * 86_400_000, 3_600_000)
    await world.until('only what waits is there', async () => (await world.rows(endpoint)).length === 1)
    assert.equal((await world.rows(endpoint))[0]?.state, 'waiting')
  })
})
