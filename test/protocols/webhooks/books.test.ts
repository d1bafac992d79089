import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { ChangeSet, CommitResult } from '../../../src/kernel/ports/store.ts'
import { World } from './world.ts'

describe('What is written down of an endpoint', () => {
  it('has what operators are told while an earlier write is still under way', async () => {
    await using world = await World.open()
    const endpoint = await world.endpoint({ schedule: [0], disableAfterSeconds: null })
    // Written, and not answered yet.
    let held = Promise.resolve()
    let written = 0
    const commit = async (changes: ChangeSet): Promise<CommitResult> => {
      const result = await world.store.commit(changes)
      written++
      await held
      return result
    }
    const store = new Proxy(world.store, {
      get(target, name) {
        const value: unknown = name === 'commit' ? commit : Reflect.get(target, name)
        return typeof value === 'function' ? (value.bind(target) as unknown) : value
      },
    })
    await world.dispatcher({ store })
    const [first, second, write] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    world.net.react = async () => {
      const answer = world.net.got.length === 1 ? first : second
      await answer.promise
      return answer === first ? 200 : 500
    }
    await world.emit('a', 'b')
    await world.until('both are on their way', () => world.net.got.length === 2)
    await world.settle()

    held = write.promise
    const before = written
    first.resolve()
    await world.until('the first one is written', () => written > before)
    second.resolve()
    await world.settle()
    write.resolve()
    await world.until('operators are told', async () => (await world.told('webhook-delivery.exhausted')).length > 0)
    const [told] = await world.told('webhook-delivery.exhausted')
    assert.equal(told?.['endpoint'], endpoint)
  })
})
