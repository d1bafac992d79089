import assert from 'node:assert/strict'
import { describe, it, test } from 'node:test'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { plant } from '../../../examples/plant/contract.ts'
import { administrationContract } from '../../../src/administration/contract.ts'
import type { ContractData } from '../../../src/contract/data.ts'
import { versionsOf } from '../../../src/contract/versions/index.ts'
import { structured } from '../../../src/kernel/events/cloud-event.ts'
import type { FollowedEvent } from '../../../src/kernel/events/feed.ts'
import { openPlant } from '../../examples/plant-world.ts'
import { emitAsyncApi, type Wanted } from '../../golden/emit-asyncapi.ts'
import { workshop } from '../../golden/workshop/contract.ts'
import { drain, follow, onWorks, order, works } from '../../kernel/events/world.ts'
import { did } from '../../kernel/workshop.ts'

interface Message {
  readonly name: string
  readonly payload: object
  readonly examples?: readonly { readonly payload: unknown }[]
}

/** Compares values with the messages of a document. */
class MessageCheck {
  readonly messages: { readonly [name: string]: Message }
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false, inlineRefs: false, code: { optimize: false } })
  readonly #checks = new Map<string, ValidateFunction>()

  constructor(contract: ContractData, wanted: Wanted) {
    const document = JSON.parse(JSON.stringify(emitAsyncApi(contract, wanted))) as { components: { messages: MessageCheck['messages'] } }
    this.#ajv.addSchema(document, 'document')
    this.messages = document.components.messages
  }

  faults(name: string, value: unknown): readonly string[] {
    const message = this.messages[name]
    if (!message) return [`there is no message '${name}'`]
    let check = this.#checks.get(name)
    if (!check) {
      const schema = JSON.parse(JSON.stringify(message.payload).replaceAll('"#/components/', '"document#/components/')) as object
      this.#checks.set(name, (check = this.#ajv.compile(schema)))
    }
    return check(value) ? [] : (check.errors ?? []).map((error) => `${name}: ${error.instancePath || '/'} ${error.message ?? ''}`)
  }
}

/** What is wrong with events as they are sent; each type is looked at. */
function faultsOf(events: readonly FollowedEvent[], check: MessageCheck): readonly string[] {
  assert.ok(events.length > 0)
  return events.flatMap((event) => {
    const sent = JSON.parse(structured(event, 'https://plant.test/bus/api/v2')) as unknown
    const both = [...check.faults(event.type, sent), ...check.faults('socket_event', { type: 'event', subscription: 's', cursor: event.cursor, event: sent })]
    return both.slice(0, 3).map((fault) => `${fault} in ${JSON.stringify(sent).slice(0, 300)}`)
  })
}

describe('every event that is sent', () => {
  it('of the seeded plant fits its message, in every version and for every audience', { timeout: 300_000 }, async () => {
    await using opened = await openPlant('sqlite')
    const types = new Set<string>()
    for (const version of versionsOf(plant.data)) {
      for (const [as, audience] of [
        ['internal', 'internal'],
        ['nordwerk', 'partner'],
        ['hydra', 'partner'],
      ] as const) {
        const { credential, address, requestId } = opened.world.call({ operation: '' }, as)
        const answer = await opened.world.kernel.follow({
          protocol: 'test',
          contract: 'plant',
          version,
          credential,
          address,
          requestId,
          kind: 'stream',
          after: 'first',
        })
        assert.ok(answer.ok)
        const events = await drain(answer.feed)
        answer.feed.close()
        for (const { type } of events) types.add(type)
        assert.deepEqual(faultsOf(events, new MessageCheck(plant.data, { version, audience })).slice(0, 5), [])
      }
    }
    assert.ok(types.size > 30, [...types].join())
  })

  it('of each kind fits its message: created, changed, a command, declared, left, deleted, of no record', async () => {
    await using world = await onWorks()
    for (const id of ['P-1', 'P-2']) await did(world, { operation: 'Partner.create', input: { id, name: id } })
    await order(world, { id: 'A', pin: 'secret', price: '7.50', place: { hall: 'H1' } })
    await did(world, { operation: 'Order.update', key: 'A', patch: 'merge', input: { customer: 'P-2', line: 'L2' } })
    await did(world, { operation: 'Order.start', key: 'A' })
    await did(world, { operation: 'Order.count', key: 'A', input: { good: 4 } })
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    await did(world, { operation: 'Order.delete', key: 'A' })
    for (const version of ['v2', 'v1']) {
      for (const [as, audience] of [
        ['internal', 'internal'],
        ['nord', 'partner'],
        ['sued', 'partner'],
      ] as const) {
        const events = await drain(await follow(world, { as, version, after: 'first' }))
        assert.deepEqual(faultsOf(events, new MessageCheck(works.data, { version, audience })).slice(0, 5), [])
        if (as === 'nord') assert.ok(events.some(({ type }) => type.endsWith('.left')))
      }
    }
  })
})

test('every example fits its message', () => {
  let looked = 0
  for (const contract of [plant.data, workshop.data, administrationContract.data, works.data]) {
    for (const version of versionsOf(contract)) {
      for (const audience of ['internal', 'partner', 'public'] as const) {
        if (!emitAsyncApi(contract, { version, audience })) continue
        const check = new MessageCheck(contract, { version, audience })
        for (const [name, { examples = [] }] of Object.entries(check.messages)) {
          looked += examples.length
          for (const { payload } of examples) assert.deepEqual(check.faults(name, payload).slice(0, 5), [], JSON.stringify(payload).slice(0, 1000))
        }
      }
    }
  }
  assert.ok(looked > 400, String(looked))
})
