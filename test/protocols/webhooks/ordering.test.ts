import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { webhookDeliveryId } from '../../../src/kernel/ports/webhook.ts'
import { World } from './world.ts'

describe('Order per key', () => {
  it('behind an event that fails those of its key wait, in order, and those of other keys do not', async () => {
    await using world = await World.open()
    let down = true
    world.net.react = ({ n }) => (n === 2 && down ? 500 : 200)
    const endpoint = await world.endpoint()
    await world.dispatcher()
    await world.emit('a', 'a', 'a', 'b', 'a', 'b')
    await world.until('what may go went', () => world.net.got.length === 4)
    assert.deepEqual(
      world.net.got.filter(({ key }) => key === 'b').map(({ n }) => n),
      [4, 6],
    )
    await world.until('the others wait', async () => (await world.rows(endpoint)).length === 3)
    assert.deepEqual(
      (await world.rows(endpoint)).map(({ orderingKey, attempts, state }) => [orderingKey, attempts, state]),
      [
        ['r_job/a', 1, 'waiting'],
        ['r_job/a', 0, 'waiting'],
        ['r_job/a', 0, 'waiting'],
      ],
    )
    // What comes meanwhile gets in line.
    await world.emit('a', 'b')
    await world.until('it is in line', async () => (await world.rows(endpoint)).length === 4)
    down = false
    await world.pass(6_000, 500)
    await world.until('all of it came', () => world.net.got.length === 9)
    assert.deepEqual(
      world.net.got.filter(({ key }) => key === 'a').map(({ n }) => n),
      [1, 2, 2, 3, 5, 7],
    )
    await world.until('all is delivered', async () => (await world.rows(endpoint)).every(({ state }) => state === 'delivered'))
  })

  it('one that is given up lets the next of its key go', async () => {
    await using world = await World.open()
    world.net.react = ({ n }) => (n === 1 ? 500 : 200)
    const endpoint = await world.endpoint({ schedule: [0, 5, 5] })
    await world.dispatcher()
    await world.emit('a', 'a')
    await world.pass(20_000, 1_000)
    await world.until('the second came', () => world.net.got.length === 4)
    assert.deepEqual(
      world.net.got.map(({ n }) => n),
      [1, 1, 1, 2],
    )
    await world.until('both are settled', async () => (await world.rows(endpoint)).every(({ state }) => state !== 'waiting'))
    assert.deepEqual(
      (await world.rows(endpoint)).map(({ state }) => state),
      ['exhausted', 'delivered'],
    )
  })

  it('what an operator gives up lets the next go; what is retried goes at once, under the same id', async () => {
    await using world = await World.open()
    world.net.react = ({ n }) => (n === 1 ? 500 : 200)
    const endpoint = await world.endpoint()
    await world.dispatcher()
    await world.emit('a', 'a')
    await world.until('both wait', async () => (await world.rows(endpoint)).length === 2)
    const [row] = await world.rows(endpoint)
    assert.ok(row)
    await world.operate(row.id, { state: 'discarded' }, 'discarded')
    await world.until('the second came', () => world.net.got.at(-1)?.n === 2)
    world.net.react = () => 200
    await world.operate(row.id, { state: 'waiting', attempts: 0, nextAttemptAt: new Date(world.clock.now()).toISOString() }, 'retried')
    await world.until('the first came', () => world.net.got.at(-1)?.n === 1)
    assert.equal(world.net.got.at(-1)?.id, world.net.got[0]?.id)
    await world.until('it is delivered', async () => (await world.rows(endpoint))[0]?.state === 'delivered')
  })

  it('an operator who gives up what is on its way is not overruled, unless it was delivered', async () => {
    for (const status of [500, 200]) {
      await using world = await World.open()
      world.net.react = () => 500
      const endpoint = await world.endpoint()
      await world.dispatcher()
      await world.emit('a')
      await world.until('it waits', async () => (await world.rows(endpoint)).length === 1)
      const [row] = await world.rows(endpoint)
      assert.ok(row)
      let answer = (): void => {}
      world.net.react = async () => {
        await new Promise<void>((resolve) => (answer = resolve))
        return status
      }
      await world.pass(6_000, 500)
      await world.until('it is on its way', () => world.net.open === 1)
      await world.operate(row.id, { state: 'discarded' }, 'discarded')
      await world.settle()
      answer()
      await world.until('it is settled', async () => (await world.rows(endpoint))[0]?.attempts === 2 || (await world.attempts(endpoint)).length === 2)
      assert.equal((await world.rows(endpoint))[0]?.state, status === 200 ? 'delivered' : 'discarded')
    }
  })

  it('without an order only what fails waits', async () => {
    await using world = await World.open()
    world.net.react = ({ n }) => (n === 1 ? 500 : 200)
    const endpoint = await world.endpoint({ ordering: 'none' })
    await world.dispatcher()
    await world.emit('a', 'a', 'a')
    await world.until('all were tried', () => world.net.got.length === 3)
    await world.until('one waits', async () => (await world.rows(endpoint)).length === 1)
    const [row] = await world.rows(endpoint)
    assert.equal(row?.id, webhookDeliveryId(endpoint, world.net.got.find(({ n }) => n === 1)?.id ?? ''))
  })

  it('no more are on their way at once than the endpoint takes, and no two of a key', async () => {
    await using world = await World.open()
    const answers: (() => void)[] = []
    world.net.react = async () => {
      await new Promise<void>((resolve) => answers.push(resolve))
      return 200
    }
    await world.endpoint({ parallelism: 3 })
    await world.dispatcher()
    await world.emit('a', 'a', 'b', 'c', 'd', 'e')
    await world.until('three are on their way', () => world.net.open === 3)
    await world.settle()
    assert.deepEqual(
      world.net.got.map(({ n }) => n),
      [1, 3, 4],
    )
    while (world.net.got.length < 6 || answers.length > 0) {
      answers.shift()?.()
      await world.settle(1)
    }
    assert.equal(world.net.most, 3)
  })

  it('no more than 10,000 wait: behind that the log is the queue', async () => {
    await using world = await World.open()
    world.net.react = ({ n }) => (n === 1 ? 500 : 200)
    await world.endpoint({ schedule: [0, 3600, 3600] })
    await world.dispatcher()
    const all = 13_000
    for (let i = 0; i < all; i += 1000) await world.emit(...Array.from({ length: 1000 }, () => 'a'))
    await world.until('nothing more is read', async () => (await world.rowCount()) >= 10_000)
    await world.settle(20)
    const waiting = await world.rowCount()
    assert.ok(waiting < 10_000 + 256, `${waiting} wait`)
    world.net.react = () => 200
    await world.pass(5_000_000, 1_000_000)
    for (let i = 0; i < 2_000 && world.net.got.length < all + 1; i++) {
      await world.settle(1)
      if (i % 5 === 0) world.clock.advance(50)
    }
    const came = world.net.got.map(({ n }) => n)
    assert.equal(came.length, all + 1)
    assert.deepEqual(
      came.slice(1),
      Array.from({ length: all }, (_, i) => i + 1),
    )
  })
})
