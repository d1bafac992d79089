import { defineContract, defineEvent, defineOperation, defineResource, t } from '../../../src/contract/index.ts'
import { implement } from '../../../src/kernel/bindings.ts'
import type { Feed, FeedStep, FollowCall, FollowedEvent } from '../../../src/kernel/events/feed.ts'
import { eventSweep } from '../../../src/kernel/events/sweep.ts'
import type { Failure } from '../../../src/kernel/outcome.ts'
import type { World } from '../../../conformance/scenario/world.ts'
import { did, onSqlite, type Plan } from '../workshop.ts'

export const Partner = defineResource('Partner', { key: { id: t.string() }, fields: { name: t.string() }, standard: ['get', 'create'] })

export const Order = defineResource('Order', {
  key: { id: t.string() },
  fields: {
    customer: t.ref(Partner),
    amount: t.decimal({ precision: 12, scale: 3 }),
    priority: t.integer().default(5),
    line: t.string().optional(),
    price: t.decimal({ precision: 9, scale: 2 }).optional(),
    pin: t.string().optional().writeOnly(),
    place: t.object({ hall: t.string() }).optional(),
    state: t.state('Open', 'Running'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  access: { partner: { can: ['get', 'list'], own: 'customer', hide: ['price'] } },
  commands: { start: { event: 'started', from: ['Open'], to: 'Running', input: {} }, count: { event: 'counted', input: { good: t.integer() } } },
  events: { quantityReported: { good: t.integer() } },
})
export const ShiftBegan = defineEvent('shiftBegan', { shift: t.string() })
export const beginShift = defineOperation('beginShift', { path: 'begin-shift', input: { shift: t.string() } })

export const works = defineContract('works', {
  version: 'v2',
  members: [Partner, Order, ShiftBegan, beginShift],
  older: [
    {
      version: 'v1',
      resources: {
        Order: {
          was: { name: 'Job', plural: 'jobs' },
          fields: [{ change: 'rename', from: 'weight', to: 'amount' }],
          commands: { start: { was: 'begin' } },
          events: { quantityReported: { was: 'reported' } },
        },
      },
    },
  ],
})

export const bindings = [
  implement(Order, {
    count(context, { good }) {
      context.emit('quantityReported', { good })
    },
  }),
  implement(beginShift, (context, { shift }) => {
    context.emit(ShiftBegan, { shift })
  }),
]

export const callers: NonNullable<Plan['callers']> = {
  nord: { audience: 'partner', owner: 'P-1' },
  sued: { audience: 'partner', owner: 'P-2' },
  shop: { scopes: ['orders.read'] },
  blind: { scopes: ['materials.read'] },
}

export function onWorks(plan: Partial<Plan> = {}): Promise<World> {
  return onSqlite({ contract: works, bindings, callers, ...plan })
}

/** Removes the events that are older than this, in milliseconds. */
export async function forget(world: World, age: number): Promise<void> {
  const sweep = eventSweep(world.store, { age })
  while (await sweep(world.clock.now()));
}

let asked = 0
export async function order(world: World, input: { readonly [field: string]: unknown } = {}): Promise<string> {
  const id = typeof input['id'] === 'string' ? input['id'] : `O-${++asked}`
  await did(world, { operation: 'Order.create', input: { id, customer: 'P-1', amount: '1.000', ...input } })
  return id
}

export type Asking = Partial<Pick<FollowCall, 'filter' | 'after' | 'kind' | 'version' | 'signal'>> & { readonly as?: string }

export function followCall(world: World, { as = 'internal', ...rest }: Asking = {}): FollowCall {
  const { credential, address, requestId } = world.call({ operation: '' }, as)
  return { protocol: 'test', contract: 'works', version: 'v2', credential, address, requestId, kind: 'stream', ...rest }
}

export async function follow(world: World, asking: Asking = {}): Promise<Feed> {
  const answer = await world.kernel.follow(followCall(world, asking))
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.problem)}`)
  return answer.feed
}

export async function refusal(world: World, asking: Asking): Promise<Failure['problem']> {
  const answer = await world.kernel.follow(followCall(world, asking))
  if (answer.ok) throw new Error('it was let in')
  return answer.problem
}

/** All that is there now, to the end of the log. */
export async function drain(feed: Feed, most?: number): Promise<readonly FollowedEvent[]> {
  const events: FollowedEvent[] = []
  for (;;) {
    const step = await feed.next({ wait: 0, ...(most !== undefined && { most }) })
    if (step.kind !== 'events') throw new Error(`not events: ${JSON.stringify(step)}`)
    if (step.events.length === 0) return events
    events.push(...step.events)
  }
}

export async function seen(world: World, asking: Asking): Promise<readonly string[]> {
  return (await drain(await follow(world, { after: 'first', ...asking }))).map((event) => `${event.type} ${event.key}`)
}

export async function gapOf(feed: Feed): Promise<Extract<FeedStep, { kind: 'gap' }>> {
  const step = await feed.next({ wait: 0 })
  if (step.kind !== 'gap') throw new Error(`no gap: ${JSON.stringify(step)}`)
  return step
}
