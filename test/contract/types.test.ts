import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  defineContract,
  defineEvent,
  defineFault,
  defineOperation,
  defineResource,
  t,
  type Given,
  type OperationRef,
  type Shown,
} from '../../src/contract/index.ts'
import type { EventRef } from '../../src/contract/define.ts'
import type { Context } from '../../src/kernel/bindings.ts'
import { implement } from '../../src/kernel/bindings.ts'

// ---- what is inferred: a wrong inference does not compile --------------------------------------

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Plain<T> = T extends object ? { [K in keyof T]: T[K] } : T
function holds<_T extends true>(): void {}
type In<O> = O extends OperationRef<infer I, never> ? Plain<I> : O extends OperationRef<infer I, infer _> ? Plain<I> : never
type Out<O> = O extends OperationRef<infer _, infer X> ? Plain<X> : never

const Busy = defineFault('busy', { code: 'conflict', doc: 'Busy.', detail: { line: t.string(), since: t.instant().optional() } })
const Part = defineResource('Part', { key: { id: t.id() }, fields: { name: t.string(), size: t.enum('S', 'L').nullable() } })
const Order = defineResource('Order', {
  key: { number: t.string() },
  fields: {
    part: t.ref(Part),
    quantity: t.decimal({ precision: 6, scale: 2 }),
    note: t.string().optional(),
    priority: t.integer().default(5),
    secret: t.string().writeOnly().optional(),
    startedAt: t.instant().readOnly().optional(),
    state: t.state('Open', 'Running', 'Done'),
    lines: t.many('Line', 'order'),
  },
  lists: [{ equal: ['state', 'part'], sort: 'createdAt' }],
  unique: [{ fields: ['part'], when: { state: 'Running' }, fault: Busy }],
  access: { partner: { can: ['get', 'start'], own: 'part.owner', hide: ['note'] } },
  transitions: { Open: ['Running'], Running: ['Done'], Done: [] },
  commands: {
    start: { from: ['Open'], to: 'Running', input: { line: t.string(), at: t.instant().optional() }, output: { startedAt: t.instant() }, faults: [Busy] },
    finish: { from: ['Running'], to: 'Done' },
  },
  events: { delayed: { by: t.duration(), why: t.string().optional() } },
})

test('handles carry the types of what goes in and what comes out', () => {
  interface System {
    readonly revision: number
    readonly createdAt: string
    readonly updatedAt: string
  }
  type Read = Plain<
    { readonly number: string; readonly part: string; readonly quantity: string; readonly priority: number; readonly state: 'Open' | 'Running' | 'Done' } & {
      readonly note?: string
      readonly startedAt?: string
    } & System
  >
  holds<Same<Out<typeof Order.get>, Read>>()
  holds<Same<In<typeof Order.get>, { readonly number: string }>>()
  holds<
    Same<
      In<typeof Order.create>,
      {
        readonly number: string
        readonly part: string
        readonly quantity: string
        readonly note?: string
        readonly priority?: number
        readonly secret?: string
      }
    >
  >()
  holds<
    Same<
      In<typeof Order.update>,
      {
        readonly number: string
        readonly part?: string
        readonly quantity?: string
        readonly note?: string | null
        readonly priority?: number
        readonly secret?: string | null
      }
    >
  >()
  holds<Same<In<typeof Order.delete>, { readonly number: string }>>()
  holds<Same<In<typeof Order.start>, { readonly number: string; readonly line: string; readonly at?: string }>>()
  holds<Same<Out<typeof Order.start>, { readonly startedAt: string }>>()
  holds<Same<In<typeof Order.finish>, { readonly number: string }>>()
  holds<Same<Out<typeof Order.finish>, void>>()
  holds<typeof Order.events.delayed extends EventRef<infer D> ? Same<Plain<Shown<D>>, { readonly by: string; readonly why?: string }> : false>()
  assert.equal(Order.start.operation, 'Order.start')
  assert.equal(Order.events.delayed.event, 'Order.delayed')
})

test('a key that Busbar makes cannot be given', () => {
  holds<Same<In<typeof Part.create>, { readonly name: string; readonly size: 'S' | 'L' | null }>>()
  holds<Same<Out<typeof Part.create>['size'], 'S' | 'L' | null>>()
})

test('an operation is its own handle', () => {
  const Check = defineOperation('check', { input: { part: t.ref(Part), limit: t.integer().default(10) }, output: { free: t.boolean() } })
  holds<Same<In<typeof Check>, { readonly part: string; readonly limit?: number }>>()
  holds<Same<Out<typeof Check>, { readonly free: boolean }>>()
  assert.equal(Check.operation, 'check')
})

test('types of fields nest', () => {
  const fields = { box: t.object({ width: t.float(), depth: t.float().optional() }), tags: t.list(t.enum('a', 'b')), prices: t.map(t.money()) }
  type Box = Plain<Given<typeof fields>>
  holds<Same<Box['tags'], readonly ('a' | 'b')[]>>()
  holds<Same<Plain<Box['box']>, { readonly width: number; readonly depth?: number }>>()
  assert.equal(t.object(fields).schema.kind, 'object')
})

test('code behind a command knows its record, its input and its faults', () => {
  const binding = implement(Order, {
    start(ctx, { line, at }) {
      holds<Same<typeof line, string>>()
      holds<Same<typeof at, string | undefined>>()
      holds<Same<typeof ctx.record.state, 'Open' | 'Running' | 'Done'>>()
      if (ctx.record.note === 'no') ctx.fail(Busy, { line })
      ctx.update({ note: null, startedAt: ctx.now() })
      ctx.emit('delayed', { by: 'PT5M' })
      return { startedAt: ctx.now() }
    },
  })
  assert.deepEqual(Object.keys(binding.handlers), ['Order.start'])
  const call = async (ctx: Context<Record<never, never>, never, Record<never, never>>): Promise<string> =>
    (await ctx.call(Order.start, { number: 'A', line: 'L1' })).startedAt
  assert.equal(typeof call, 'function')
})

test('members of each kind make a contract', () => {
  const contract = defineContract('shop', { version: 'v1', members: [Part, Order, defineEvent('opened', { at: t.instant() }), Busy] })
  assert.deepEqual(Object.keys(contract.data.faults), ['busy'])
})
