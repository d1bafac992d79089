import { defineContract, defineFault, defineOperation, defineResource, t } from '../../src/contract/index.ts'
import { implement } from '../../src/kernel/bindings.ts'

/**
 * Wrong uses of the define API. Each must not compile; `misuses.test.ts` keeps what the compiler says about each in
 * misuses.golden.txt. Nothing here is ever called.
 */
const key = { id: t.string() }
const fields = { name: t.string(), count: t.integer(), box: t.object({ width: t.float() }), state: t.state('Open', 'Done') }
const Busy = defineFault('busy', { code: 'conflict', doc: 'Busy.', detail: { line: t.string() } })
const Other = defineFault('other', { code: 'conflict', doc: 'Other.' })
const Order = defineResource('Order', {
  key,
  fields,
  commands: { close: { to: 'Done', input: { why: t.string() }, output: { at: t.instant() }, faults: [Busy] } },
  events: { told: { by: t.string() } },
})

export const misuses: readonly (() => unknown)[] = [
  // @ts-expect-error two keys
  () => defineResource('A', { key: { a: t.string(), b: t.string() }, fields }),
  // @ts-expect-error a key that is a number
  () => defineResource('A', { key: { id: t.integer() }, fields }),
  // @ts-expect-error no fields
  () => defineResource('A', { key }),
  // @ts-expect-error a misspelled member
  () => defineResource('A', { key, fields, comands: {} }),
  // @ts-expect-error a field that Busbar sets
  () => defineResource('A', { key, fields: { revision: t.integer() } }),
  // @ts-expect-error a field called like the key
  () => defineResource('A', { key, fields: { id: t.string() } }),
  // @ts-expect-error a generated field
  () => defineResource('A', { key, fields: { token: t.id() } }),
  // @ts-expect-error two states
  () => defineResource('A', { key, fields: { ...fields, phase: t.state('X', 'Y') } }),
  // @ts-expect-error an unknown standard operation
  () => defineResource('A', { key, fields, standard: ['get', 'patch'] }),
  // @ts-expect-error a list over an unknown field
  () => defineResource('A', { key, fields, lists: [{ equal: ['nam'] }] }),
  // @ts-expect-error a list sorted by an object
  () => defineResource('A', { key, fields, lists: [{ sort: 'box' }] }),
  // @ts-expect-error a misspelled member of a list
  () => defineResource('A', { key, fields, lists: [{ equals: ['name'], sort: 'count' }] }),
  // @ts-expect-error a unique rule over an unknown field
  () => defineResource('A', { key, fields, unique: [{ fields: ['nam'] }] }),
  // @ts-expect-error a unique rule for an unknown state
  () => defineResource('A', { key, fields, unique: [{ fields: ['name'], when: { state: 'Opn' } }] }),
  // @ts-expect-error a unique rule with the code of a fault instead of the fault
  () => defineResource('A', { key, fields, unique: [{ fields: ['name'], fault: 'busy' }] }),
  // @ts-expect-error an audience that may do what is not there
  () => defineResource('A', { key, fields, access: { partner: { can: ['read'] } } }),
  // @ts-expect-error an audience that is none
  () => defineResource('A', { key, fields, access: { partners: { can: ['get'] } } }),
  // @ts-expect-error an owner that is not there
  () => defineResource('A', { key, fields, access: { partner: { can: ['get'], own: 'custmer' } } }),
  // @ts-expect-error a hidden field that is not there
  () => defineResource('A', { key, fields, access: { partner: { can: ['get'], hide: ['nam'] } } }),
  // @ts-expect-error a command called like a standard operation
  () => defineResource('A', { key, fields, commands: { update: {} } }),
  // @ts-expect-error a command from an unknown state
  () => defineResource('A', { key, fields, commands: { close: { from: ['Opn'], to: 'Done' } } }),
  // @ts-expect-error a command to an unknown state
  () => defineResource('A', { key, fields, commands: { close: { to: 'Dne' } } }),
  // @ts-expect-error a move where there is no state
  () => defineResource('A', { key, fields: { name: t.string() }, commands: { close: { to: 'Done' } } }),
  // @ts-expect-error a misspelled member of a command
  () => defineResource('A', { key, fields, commands: { close: { form: ['Open'], to: 'Done' } } }),
  // @ts-expect-error an input that is no type
  () => defineResource('A', { key, fields, commands: { close: { input: { why: 'string' } } } }),
  // @ts-expect-error a transition from an unknown state
  () => defineResource('A', { key, fields, transitions: { Opn: ['Done'] } }),
  // @ts-expect-error a transition to an unknown state
  () => defineResource('A', { key, fields, transitions: { Open: ['Dne'] } }),
  // @ts-expect-error the master of a field that is not there
  () => defineResource('A', { key, fields, master: { nam: 'erp' } }),
  // @ts-expect-error a misspelled member of an operation
  () => defineOperation('check', { inputs: {} }),
  // @ts-expect-error an unknown class of fault
  () => defineFault('busy', { code: 'busy', doc: 'Busy.' }),
  // @ts-expect-error a version is missing
  () => defineContract('shop', { members: [] }),
  // @ts-expect-error a member that is none
  () => defineContract('shop', { version: 'v1', members: [key] }),

  // @ts-expect-error a decimal without a scale
  () => t.decimal({ precision: 3 }),
  // @ts-expect-error a decimal bound that is a number
  () => t.decimal({ precision: 3, scale: 0, minimum: 0 }),
  // @ts-expect-error an enumeration of nothing
  () => t.enum(),
  // @ts-expect-error a default of another type
  () => t.integer().default('5'),
  // @ts-expect-error a default that is none of the values
  () => t.enum('a', 'b').default('c'),
  // @ts-expect-error an example of another type
  () => t.money().examples({ amount: 5, currency: 'EUR' }),
  // @ts-expect-error a reference to a type
  () => t.ref(t.string()),

  // @ts-expect-error code for a command that is not there
  () => implement(Order, { open() {} }),
  // @ts-expect-error an output that is not complete
  () => implement(Order, { close: () => ({}) }),
  // @ts-expect-error an input that is not declared
  () => implement(Order, { close: (_, { reason }) => ({ at: reason }) }),
  // @ts-expect-error a fault that the command does not declare
  () => implement(Order, { close: (ctx) => ctx.fail(Other, {}) }),
  // @ts-expect-error a fault with another detail
  () => implement(Order, { close: (ctx) => ctx.fail(Busy, { lane: 'L1' }) }),
  // @ts-expect-error a field that is not there
  () => implement(Order, { close: (ctx) => (ctx.update({ nam: 'x' }), { at: ctx.now() }) }),
  // @ts-expect-error an event that is not there
  () => implement(Order, { close: (ctx) => (ctx.emit('said', {}), { at: ctx.now() }) }),
  // @ts-expect-error a required field is removed
  () => implement(Order, { close: (ctx) => (ctx.update({ name: null }), { at: ctx.now() }) }),
]
