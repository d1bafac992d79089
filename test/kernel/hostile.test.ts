import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { plant, plantBindings } from '../../conformance/scenario/contract.ts'
import type { Asked } from '../../conformance/scenario/scenario.ts'
import { withDatabase } from '../postgres.ts'
import { codeOf, did, onPostgres, onSqlite, stateOf } from './workshop.ts'

/** What a careless or hostile caller sends in place of a name or a value. */
const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  '\0',
  '\ud800',
  'a.b',
  'id',
  'quantity',
  'cost',
  'cost.amount',
  'cost.constructor',
  'lines',
  'lines.order',
  'customer',
  'pin',
  'state',
  'due',
  'revision',
  'externalRefs',
  '%',
  '*',
  'x'.repeat(3000),
]
const name = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('id', 'quantity', 'due', 'state', 'customer', 'note', 'cost', 'lines') },
  fc.constantFrom(...NAMES),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const verb = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('get', 'list', 'create', 'update', 'replace', 'delete', 'start', 'report', 'complete', 'cancel') },
  { weight: 1, arbitrary: fc.constantFrom(...NAMES.slice(0, 8)) },
)
const operation = fc.oneof(
  fc
    .tuple(
      fc.oneof({ weight: 8, arbitrary: fc.constantFrom('Order', 'OrderLine', 'Partner') }, { weight: 1, arbitrary: fc.constantFrom(...NAMES.slice(0, 6)) }),
      verb,
    )
    .map(([a, b]) => `${a}.${b}`),
  fc.constantFrom('OrderOverview', 'Order', '.', ...NAMES),
)
const key = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('PO-0001', 'PO-0003') },
  fc.constantFrom('PO-0001', 'PO-0002', 'NW', 'nope', ...NAMES),
  fc.string({ unit: 'binary' }),
)
const json = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      { id: 'PO-0003', quantity: '2.5' },
      { note: 'x' },
      { line: 'l1' },
      { good: '1', sequence: 1 },
      { quantity: '3' },
      { order: 'PO-0001', position: 1, material: 'm' },
      { title: 't' },
      {},
    ),
  },
  fc.jsonValue({ noUnicodeString: false }),
  fc.dictionary(name, fc.oneof(fc.jsonValue(), fc.constantFrom('1', '10.5', 'NW', 'PO-0003', null, 5, '2026-10-01T00:00:00Z')), { noNullPrototype: true }),
  fc.record(
    {
      id: fc.constantFrom('PO-0003', 'PO-0001', 'PO-1', 5),
      quantity: fc.constantFrom('1', '1e5', '-0', '99999999999999', 1, null),
      note: fc.oneof(fc.string({ unit: 'binary' }), fc.constant(null)),
    },
    { requiredKeys: [] },
  ),
  fc.array(
    fc.record(
      {
        op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'nope'),
        path: fc.oneof(
          name.map((n) => `/${n}`),
          fc.constantFrom('', '/quantity', '/note', '/customer'),
        ),
        from: name.map((n) => `/${n}`),
        value: fc.jsonValue(),
      },
      { requiredKeys: [] },
    ),
    { maxLength: 4 },
  ),
  fc.constantFrom(
    JSON.parse('{"__proto__": {"quantity": "1"}, "id": "PO-0004"}') as object,
    undefined,
    null,
    'text',
    7,
    Array.from({ length: 500 }).reduce<unknown>((inner) => [inner], 1),
  ),
)
const value = fc.oneof(
  fc.constantFrom(null, '', '1', 'Released', 'NW', '2026-10-01T00:00:00Z', '1e400', '-0', '9'.repeat(400), '\0', 'PO-0001', 'true'),
  fc.string({ unit: 'binary' }),
)
const whole: fc.Arbitrary<Asked> = fc.record(
  {
    operation,
    patch: fc.constantFrom('merge', 'json'),
    query: fc.record(
      {
        filter: fc.array(
          fc.record({ field: name, operator: fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in'), values: fc.array(value, { maxLength: 3 }) }),
          { maxLength: 3 },
        ),
        sort: fc.record({ field: name, descending: fc.boolean() }),
        limit: fc.oneof(fc.integer(), fc.constantFrom(0, 1, 2, 1000, 1e9, Number.NaN, 1.5)),
        cursor: fc.oneof(fc.string(), fc.constantFrom('', 'AAAA', 'A'.repeat(10_000))),
        count: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    fields: fc.array(name, { maxLength: 3 }),
    include: fc.array(fc.oneof(name, fc.constantFrom('lines', 'lines.order', 'customer', 'lines.order.lines.order.lines')), { maxLength: 3 }),
    ifMatch: fc.oneof(fc.constant('*' as const), fc.array(fc.integer(), { maxLength: 2 })),
    ifNoneMatch: fc.oneof(fc.constant('*' as const), fc.array(fc.integer(), { maxLength: 2 })),
    idempotencyKey: fc.oneof(fc.constantFrom('', 'k', 'x'.repeat(256)), fc.string({ unit: 'binary' })),
    version: fc.oneof({ weight: 20, arbitrary: fc.constantFrom('v2', 'v1') }, { weight: 1, arbitrary: fc.constantFrom('v7', '__proto__') }),
  },
  { requiredKeys: ['operation'], noNullPrototype: true },
) as fc.Arbitrary<Asked>

/** Most of it left out, so that calls get as far as each of the rest. */
const asked: fc.Arbitrary<Asked> = fc
  .tuple(
    whole,
    fc.subarray(['patch', 'query', 'fields', 'include', 'ifMatch', 'ifNoneMatch', 'idempotencyKey', 'version'] as const, { maxLength: 2 }),
    fc.option(key, { freq: 8, nil: undefined }),
    fc.option(json, { freq: 3, nil: undefined }),
  )
  .map(([call, kept, of, input]) => ({
    operation: call.operation,
    ...(of !== undefined && { key: of }),
    ...(input !== undefined && { input }),
    ...Object.fromEntries(kept.filter((part) => call[part] !== undefined).map((part) => [part, call[part]])),
  }))

const callers = { nordwerk: { audience: 'partner', owner: 'NW' }, nobody: { audience: 'partner' }, reader: { scopes: ['orders.read'] } } as const
const as = fc.constantFrom('internal', 'nordwerk', 'nobody', 'reader', 'anyone')

describe('Whatever is asked', () => {
  for (const store of ['sqlite', 'postgres'] as const)
    it(`is answered, never by a defect, and changes nothing where it is refused (${store})`, async () => {
      await using database = store === 'postgres' ? await withDatabase() : undefined
      const plan = { contract: plant, bindings: plantBindings, callers }
      await using world = database ? await onPostgres(plan, database.url) : await onSqlite(plan)
      await did(world, { operation: 'Order.create', input: { id: 'PO-0001', quantity: '1', customer: 'NW', cost: { amount: '1', currency: 'EUR' } } })
      await did(world, { operation: 'Partner.create', input: { id: 'NW', title: 'Nordwerk' } })
      const prototype = Object.getOwnPropertyNames(Object.prototype).sort().join()
      let before = await stateOf(world.store)
      let refusals = 0
      const codes = new Map<string, number>()
      let successes = 0
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(asked, as), { minLength: 1, maxLength: 8 }),
          fc.constantFrom('one', 'batch', 'atomic', 'stream'),
          async (calls, how) => {
            const made = calls.map(([call, who]) => world.call(call, how === 'one' || how === 'stream' ? who : 'internal'))
            const outcomes =
              how === 'batch' || how === 'atomic'
                ? await world.kernel.batch(made, { atomic: how === 'atomic', idempotencyKey: 'hostile' })
                : how === 'one'
                  ? await Promise.all(made.map((call) => world.kernel.handle(call)))
                  : []
            if (how === 'stream')
              for (const call of made) {
                const streamed = await world.kernel.stream(call)
                if (!streamed.ok) assert.notEqual(streamed.problem.code, 'internal')
                else for await (const chunk of streamed.records) for (const text of chunk) JSON.parse(text)
              }
            for (const [i, outcome] of outcomes.entries()) {
              codes.set(codeOf(outcome), (codes.get(codeOf(outcome)) ?? 0) + 1)
              assert.notEqual(codeOf(outcome), 'internal', JSON.stringify({ call: calls[i], log: world.log.entries.at(-1) }).slice(0, 3000))
              if (outcome.ok && outcome.body !== '') JSON.parse(outcome.body)
            }
            // A declared fault is kept for its key, and that is all a refusal may leave.
            const after = await stateOf(world.store)
            if (outcomes.every((outcome) => !outcome.ok && !outcome.problem.fault)) {
              refusals += outcomes.length
              assert.equal(after, before, JSON.stringify(calls).slice(0, 3000))
            } else successes += outcomes.length
            before = after
            // Each address has its failures only so often.
            world.clock.advance(3_600_000)
          },
        ),
        { numRuns: store === 'sqlite' ? 300 : 120 },
      )
      assert.ok(refusals > 20 && successes > 5, `${refusals} refused, ${successes} in runs that did something: ${JSON.stringify([...codes])}`)
      assert.equal(Object.getOwnPropertyNames(Object.prototype).sort().join(), prototype)
      assert.deepEqual(
        world.log.entries.filter((entry) => entry.level === 'error'),
        [],
      )
    })
})
