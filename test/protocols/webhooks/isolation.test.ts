import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Slots } from '../../../src/protocols/webhooks/slots.ts'
import { World, uuid } from './world.ts'

describe('Endpoints among others', () => {
  it('200 that hang hold their own requests and nobody else', async () => {
    await using world = await World.open()
    const hanging = new Set<string>()
    for (let i = 0; i < 200; i++) hanging.add(`https://target.example/${await world.endpoint()}`)
    const well = await world.endpoint()
    const onTheWay = new Map<string, number>()
    let most = 0
    world.net.react = ({ url }) => {
      if (!hanging.has(url)) return 200
      onTheWay.set(url, (onTheWay.get(url) ?? 0) + 1)
      most = Math.max(most, onTheWay.get(url) ?? 0)
      return 'hang'
    }
    await world.dispatcher({ most: 5_000 })
    const began = world.clock.now()
    const keys = Array.from({ length: 50 }, (_, i) => `k${i}`)
    await world.emit(...keys)
    await world.until('the others have all of it', () => world.net.got.filter(({ url }) => url.endsWith(well)).length === keys.length)
    assert.ok(world.clock.now() - began < 5_000, 'they waited for those that hang')
    assert.ok(most <= 10, `${most} requests at once to one that hangs`)
  })

  it('where requests run out over all, each endpoint gets its turn', async () => {
    await using world = await World.open()
    for (let i = 0; i < 10; i++) await world.endpoint()
    world.net.react = async () => {
      await new Promise<void>((resolve) => void world.clock.after(100, resolve))
      return 200
    }
    await world.dispatcher({ most: 4 })
    await world.emit(...Array.from({ length: 20 }, (_, i) => `k${i}`))
    await world.pass(1_500, 100)
    assert.equal(world.net.most, 4)
    const counts = new Map<string, number>()
    for (const { url } of world.net.got) counts.set(url, (counts.get(url) ?? 0) + 1)
    assert.equal(counts.size, 10)
    assert.ok(Math.min(...counts.values()) >= 4, [...counts.values()].join())
    await world.pass(10_000, 100)
    await world.until('all came', () => world.net.got.length === 200)
  })

  it('an endpoint is sent no more a second than it takes', async () => {
    await using world = await World.open()
    await world.endpoint({ rate: 5 })
    await world.dispatcher()
    await world.emit(...Array.from({ length: 50 }, (_, i) => `k${i}`))
    await world.until('it begins', () => world.net.got.length === 5)
    const began = world.clock.now()
    await world.pass(4_000, 100)
    const inFour = world.net.got.length
    assert.ok(inFour >= 23 && inFour <= 26, `${inFour} in four seconds`)
    await world.pass(6_000, 100)
    await world.until('all came', () => world.net.got.length === 50)
    assert.ok(world.clock.now() - began >= 8_800)
  })

  it('events that were removed before they were sent are told as a gap', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ state: 'paused' })
    const first = await world.dispatcher()
    await world.until('it is held', () => first.held.length === 1)
    first.drop()
    await world.emit('a', 'b', 'c')
    const { last } = await world.store.eventRange()
    await world.removeEvents([last - 2, last - 1])
    await world.change(endpoint, { state: 'active' }, 'resumed')
    await world.dispatcher()
    await world.until('what is there came', () => world.net.got.length === 1)
    assert.equal(world.net.got[0]?.key, 'c')
    await world.until('it is told', async () => (await world.told('webhook-endpoint.gap')).length === 1)
    assert.equal((await world.told('webhook-endpoint.gap'))[0]?.['reason'], 'retention')
  })

  it('after a restore the cursor of the other epoch is a gap, and what is there is sent', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    const first = await world.dispatcher()
    await world.emit('a')
    await world.until('it came', () => world.net.got.length === 1)
    await world.until('it is written', async () => (await world.attempts(endpoint)).length === 1)
    first.drop()
    await world.restored('feedfeedfeedfeed')
    await world.dispatcher()
    await world.emit('b')
    await world.until('it came', () => world.net.got.some(({ key }) => key === 'b'))
    await world.until('it is told', async () => (await world.told('webhook-endpoint.gap')).length === 1)
    assert.equal((await world.told('webhook-endpoint.gap'))[0]?.['reason'], 'epoch')
    await world.until('the cursor is of this epoch', async () => (await world.progress(endpoint)).cursor.startsWith('feedfeedfeedfeed:'))
  })

  it('one event for 500 endpoints: each has it, and a kill in the middle loses none', async () => {
    await using world = await World.open()
    for (let i = 0; i < 500; i++) await world.endpoint({ id: uuid() })
    const first = await world.dispatcher()
    await world.until('all are held', () => first.held.length === 500)
    await world.emit('a')
    await world.until('some have it', () => world.net.got.length > 50)
    first.drop()
    await world.dispatcher()
    await world.until('all have it', () => new Set(world.net.got.map(({ url }) => url)).size === 500)
    assert.equal(new Set(world.net.got.map(({ id }) => id)).size, 1)
  })
})

describe('Requests over all endpoints', () => {
  it('are passed on to as many as wait, without one call within another', () => {
    const slots = new Slots(1)
    let pumped = 0
    const waiting = Array.from({ length: 100_000 }, () => ({
      pump() {
        // It finds that it has nothing to send.
        if (slots.take(this)) slots.give()
        pumped++
      },
    }))
    const first = { pump() {} }
    assert.equal(slots.take(first), true)
    for (const one of waiting) assert.equal(slots.take(one), false)
    slots.give()
    assert.equal(pumped, waiting.length)
    assert.equal(slots.take(first), true)
  })
})
