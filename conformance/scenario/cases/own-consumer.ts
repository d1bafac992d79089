import { defineContract, defineOperation, defineResource, t } from '../../../src/contract/index.ts'
import { implement } from '../../../src/kernel/bindings.ts'
import type { Scenario } from '../scenario.ts'

const own = { can: '*', own: 'consumer', ownIs: 'consumer' } as const
const Watch = defineResource('Watch', {
  key: { id: t.string() },
  fields: { consumer: t.string().optional(), note: t.string().optional() },
  plural: 'watches',
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['consumer'] }],
  access: { partner: own, public: own },
  commands: { mute: { event: 'muted' } },
})
const Hit = defineResource('Hit', {
  key: { id: t.string() },
  fields: { watch: t.ref(Watch) },
  standard: ['get', 'list', 'create'],
  access: { partner: { can: ['get', 'list', 'create'], own: 'watch.consumer', ownIs: 'consumer' } },
})
const CountHits = defineOperation('countHits', {
  reads: true,
  output: { count: t.integer() },
  audiences: ['internal', 'public'],
  requireCredential: true,
})
/** Something is open to everyone, so that who shows no credential comes as far as the question of what it owns. */
const Notice = defineResource('Notice', { key: { id: t.string() }, fields: {}, standard: ['get', 'list', 'create'], access: { public: { can: ['list'] } } })
const contract = defineContract('watching', { version: 'v1', members: [Watch, Hit, CountHits, Notice] })
const base = {
  contract,
  bindings: [implement(CountHits, () => ({ count: 1 }), { reaches: 'nothing' })],
  callers: {
    // The owner value of one is the name of the other: it counts for nothing here.
    nordwerk: { audience: 'partner', owner: 'suedwerk' },
    suedwerk: { audience: 'partner', owner: 'SW' },
    developer: { audience: 'public' },
    // A consumer that is called as callers without a credential are.
    anonymous: { audience: 'public' },
  },
} as const

/** What is the calling consumer's own, whatever its owner value is. */
export const ownConsumerScenarios: readonly Scenario[] = [
  {
    name: 'What a consumer makes is its own by its id, and no other consumer knows of it',
    ...base,
    steps: [
      { as: 'nordwerk', call: { operation: 'Watch.create', input: { id: 'a' } }, expect: { created: true, record: { consumer: 'nordwerk' } } },
      { as: 'suedwerk', call: { operation: 'Watch.create', input: { id: 'b', consumer: 'suedwerk' } }, expect: { created: true } },
      { as: 'developer', call: { operation: 'Watch.create', input: { id: 'c' } }, expect: { record: { consumer: 'developer' } } },
      { as: 'nordwerk', call: { operation: 'Watch.list', query: { count: true } }, expect: { items: [{ id: 'a' }], count: 1 } },
      { as: 'developer', call: { operation: 'Watch.list' }, expect: { items: [{ id: 'c' }] } },
      { as: 'nordwerk', call: { operation: 'Watch.get', key: 'b' }, expect: { code: 'not-found' } },
      { as: 'nordwerk', call: { operation: 'Watch.mute', key: 'b', input: {} }, expect: { code: 'not-found' } },
      { as: 'developer', call: { operation: 'Watch.delete', key: 'a' }, expect: { code: 'not-found' } },
      { call: { operation: 'Watch.list', query: { count: true } }, expect: { count: 3 } },
    ],
  },
  {
    name: 'A record of another consumer can be neither made nor handed over',
    ...base,
    steps: [
      { as: 'nordwerk', call: { operation: 'Watch.create', input: { id: 'a', consumer: 'suedwerk' } }, expect: { code: 'invalid', errors: ['/consumer'] } },
      { as: 'nordwerk', call: { operation: 'Watch.create', input: { id: 'a' } }, expect: { created: true } },
      { as: 'nordwerk', call: { operation: 'Watch.update', key: 'a', input: { consumer: 'suedwerk' } }, expect: { code: 'invalid', errors: ['/consumer'] } },
      { as: 'nordwerk', call: { operation: 'Watch.update', key: 'a', input: { consumer: null } }, expect: { code: 'invalid', errors: ['/consumer'] } },
      { as: 'suedwerk', call: { operation: 'Hit.create', input: { id: 'h', watch: 'a' } }, expect: { code: 'invalid', errors: ['/watch'] } },
      { as: 'nordwerk', call: { operation: 'Hit.create', input: { id: 'h', watch: 'a' } }, expect: { created: true } },
      { as: 'nordwerk', call: { operation: 'Hit.list' }, expect: { items: [{ id: 'h' }] } },
      { as: 'suedwerk', call: { operation: 'Hit.list' }, expect: { items: [] } },
    ],
  },
  {
    name: 'Who shows no credential owns nothing, also where the public audience may own something',
    ...base,
    steps: [
      { as: 'anonymous', call: { operation: 'Watch.create', input: { id: 'a' } }, expect: { record: { consumer: 'anonymous' } } },
      { as: 'anyone', call: { operation: 'Notice.list' }, expect: { items: [] } },
      { as: 'anyone', call: { operation: 'Watch.list' }, expect: { code: 'unauthenticated' } },
      { as: 'anyone', call: { operation: 'Watch.get', key: 'a' }, expect: { code: 'unauthenticated' } },
      { as: 'anyone', call: { operation: 'Watch.create', input: { id: 'b' } }, expect: { code: 'unauthenticated' } },
      { as: 'anyone', call: { operation: 'Watch.mute', key: 'a', input: {} }, expect: { code: 'unauthenticated' } },
      { as: 'anyone', call: { operation: 'countHits' }, expect: { code: 'unauthenticated' } },
      { as: 'developer', call: { operation: 'countHits' }, expect: { output: { count: 1 } } },
    ],
  },
]
