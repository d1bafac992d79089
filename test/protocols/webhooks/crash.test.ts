import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { HOLD_MS } from '../../../src/protocols/webhooks/holder.ts'
import { World } from './world.ts'

describe('A process that ends', () => {
  it('has noted what it sends before it sends it, so that whoever comes after it knows', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    const claims: (string | undefined)[] = []
    world.net.react = async () => {
      claims.push((await world.progress(endpoint)).claimed)
      return 200
    }
    await world.dispatcher()
    for (let i = 1; i <= 3; i++) {
      await world.emit('a')
      await world.until('it came', () => world.net.got.length === i)
      const { epoch, last } = await world.store.eventRange()
      assert.equal(claims.at(-1), `${epoch}:${last}`)
    }
  })

  it('between the answer of the target and its own note: it comes again under the same id, and the log says that it may have come before', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ parallelism: 1 })
    let answer = (): void => {}
    world.net.react = async () => {
      await new Promise<void>((resolve) => (answer = resolve))
      return 200
    }
    const first = await world.dispatcher()
    await world.emit('a')
    await world.until('it is on its way', () => world.net.open === 1)
    answer()
    // Killed in the same moment: the target has it, and nothing was written of that.
    first.drop()
    world.net.react = () => 200
    await world.dispatcher()
    await world.until('it came again', () => world.net.got.length === 2)
    assert.equal(world.net.got[0]?.id, world.net.got[1]?.id)
    await world.until('it is logged', async () => (await world.attempts(endpoint)).length > 0)
    assert.deepEqual(
      (await world.attempts(endpoint)).map(({ number, again, outcome }) => ({ number, again, outcome })),
      [{ number: 1, again: true, outcome: 'delivered' }],
    )
  })

  it('what had settled behind one that had not is not sent again', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ parallelism: 2 })
    world.net.react = ({ n }) => (n === 1 ? 'hang' : 200)
    const first = await world.dispatcher()
    await world.emit('a', 'b', 'c', 'd')
    await world.until('three are noted', async () => (await world.progress(endpoint)).ahead?.join() !== undefined && world.net.got.length === 4)
    await world.pass(100)
    first.drop()
    world.net.react = () => 200
    await world.dispatcher()
    await world.until('the first came', () => world.net.got.length === 5)
    await world.pass(1_000)
    assert.deepEqual(
      world.net.got.map(({ n }) => n),
      [1, 2, 3, 4, 1],
    )
  })

  it('in peace: what is on its way ends, everything is noted, and the next one goes on at once', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    let answer = (): void => {}
    world.net.react = async ({ n }) => {
      if (n === 1) await new Promise<void>((resolve) => (answer = resolve))
      return 200
    }
    const first = await world.dispatcher({ alone: false })
    await world.emit('a', 'b')
    await world.until('both went', () => world.net.got.length === 2)
    const stopped = first.stop(10_000)
    await world.settle()
    await world.emit('c')
    answer()
    await stopped
    assert.equal((await world.progress(endpoint)).holder, undefined)
    await world.dispatcher({ alone: false })
    await world.until('the third came', () => world.net.got.length === 3)
    await world.pass(1_000)
    assert.equal(world.net.got.length, 3)
    await world.until('all is logged', async () => (await world.attempts(endpoint)).length === 3)
    assert.ok((await world.attempts(endpoint)).every(({ again }) => again === undefined))
  })

  it('in peace, but the target does not answer within the grace: it is cut, and comes again', async () => {
    await using world = await World.open()
    await world.endpoint({ timeoutSeconds: 30 })
    world.net.react = () => 'hang'
    const first = await world.dispatcher()
    await world.emit('a')
    await world.until('it is on its way', () => world.net.open === 1)
    let stopped = false
    void first.stop(5_000).then(() => (stopped = true))
    await world.settle()
    assert.equal(stopped, false)
    await world.pass(5_000)
    await world.until('it stopped', () => stopped)
    assert.equal(world.net.open, 0)
    world.net.react = () => 200
    await world.dispatcher()
    await world.until('it came again', () => world.net.got.length === 2)
  })

  it('of several: the others take its endpoints, once its hold is over and not before', async () => {
    await using world = await World.open()
    for (let i = 0; i < 4; i++) await world.endpoint()
    const first = await world.dispatcher({ alone: false })
    await world.until('it has all', () => first.held.length === 4)
    const second = await world.dispatcher({ alone: false })
    await world.pass(30_000, 1_000)
    assert.deepEqual([first.held.length, second.held.length], [2, 2])
    await world.emit('a')
    await world.until('each endpoint was sent it', () => world.net.got.length === 4)
    await world.pass(100)
    const lost = [...first.held]
    first.drop()
    await world.emit('a')
    await world.pass(HOLD_MS - 10_000, 1_000)
    assert.equal(second.held.length, 2)
    assert.equal(world.net.got.length, 6)
    await world.pass(30_000, 1_000)
    assert.equal(second.held.length, 4)
    assert.ok(lost.every((id) => second.held.includes(id)))
    await world.until('all was sent', () => world.net.got.length === 8)
  })

  it('that was silent for too long sends nothing, writes nothing, and begins anew', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    let stalled = false
    const { store } = world
    // A process whose store does not answer it: its beats do not arrive.
    const away = new Proxy(store, {
      get(target, name) {
        if (name === 'setFact' && stalled) return () => new Promise(() => {})
        const value: unknown = Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    const first = await world.dispatcher({ alone: false, store: away })
    await world.until('it has it', () => first.held.length === 1)
    stalled = true
    await world.pass(HOLD_MS, 1_000)
    await world.emit('a')
    await world.settle(10)
    assert.equal(world.net.got.length, 0, 'it sent what it held no longer')
    const second = await world.dispatcher({ alone: false })
    await world.pass(2 * HOLD_MS, 1_000)
    assert.deepEqual(second.held, [endpoint])
    await world.until('the other one sent it', () => world.net.got.length === 1)
    assert.equal((await world.progress(endpoint)).fencing, 2)
  })

  it('that is taken for dead while it takes an endpoint up has it in its new name only', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    const { store } = world
    const slot = async (): Promise<{ readonly token: string }> => JSON.parse((await store.fact('webhooks-process-0')) ?? '{}') as { readonly token: string }
    let go = (): void => {}
    const gate = new Promise<void>((resolve) => (go = resolve))
    let taking = false
    const slow = new Proxy(store, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (name !== 'getMany') return value.bind(target) as unknown
        return async (...args: unknown[]) => {
          taking = true
          await gate
          return Reflect.apply(value, target, args) as unknown
        }
      },
    })
    const dispatcher = await world.dispatcher({ alone: false, store: slow })
    await world.until('it looks who has the endpoint', () => taking)
    const before = await slot()
    await store.setFact('webhooks-process-0', JSON.stringify({ ...before, over: true }))
    await world.pass(HOLD_MS / 3, 1_000)
    const after = await slot()
    assert.notEqual(after.token, before.token)
    go()
    await world.pass(10_000, 1_000)
    await world.until('it has it', () => dispatcher.held.length === 1)
    assert.equal((await world.progress(endpoint)).holder, `0.${after.token}`)
  })

  it('and started again and again finds no place that is free, waits, and sends once one is', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint()
    for (let slot = 0; slot < 64; slot++) await world.store.setFact(`webhooks-process-${slot}`, JSON.stringify({ token: `dead-${slot}`, beat: 1 }))
    const dispatcher = await world.dispatcher({ alone: false })
    await world.emit('a')
    await world.pass(30_000, 1_000)
    assert.deepEqual(dispatcher.held, [])
    await world.pass(HOLD_MS, 1_000)
    await world.until('it has a place', () => dispatcher.held.length === 1)
    assert.deepEqual(dispatcher.held, [endpoint])
    await world.until('it was sent', () => world.net.got.length === 1)
  })
})
