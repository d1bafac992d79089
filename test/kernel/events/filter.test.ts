import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../../conformance/laws.ts'
import { typeMatcher } from '../../../src/kernel/events/pattern.ts'
import { parseCursor } from '../../../src/kernel/events/cursor.ts'
import { Refusal } from '../../../src/kernel/refusal.ts'
import type { EventFilter } from '../../../src/kernel/events/filter.ts'
import type { World } from '../../../conformance/scenario/world.ts'
import { did } from '../workshop.ts'
import { onWorks, order, refusal, seen } from './world.ts'

describe('a pattern of types', () => {
  const cases: readonly (readonly [string, string, boolean])[] = [
    ['order.started', 'order.started', true],
    ['order.started', 'order.created', false],
    ['order.*', 'order.started', true],
    ['order.*', 'order.line.added', true],
    ['order.*', 'order', false],
    ['*', 'order.started', true],
    ['*', 'shift-began', true],
    ['*.created', 'order.created', true],
    ['*.created', 'order.deleted', false],
    ['*.created', 'order.line.created', false],
    ['order.*.added', 'order.line.added', true],
    ['order', 'order.started', false],
  ]
  for (const [pattern, type, fits] of cases)
    it(`${pattern} ${fits ? 'fits' : 'does not fit'} ${type}`, () => {
      assert.equal(typeMatcher([pattern])(type), fits)
    })

  for (const bad of ['', '.', 'order.', 'Order.*', 'order..x', 'or*', '**', 'order.started '])
    it(`is refused when it is '${bad}'`, () => {
      assert.throws(
        () => typeMatcher([bad]),
        (error: unknown) => error instanceof Refusal && error.problem.code === 'invalid-filter',
      )
    })
})

describe('a cursor', () => {
  for (const bad of ['', '1', 'x:1', 'ab:', 'ab:-1', 'ab:01', 'ab:1e3', 'ab:99999999999999999', 'ab:1:2', 'AB:1', ' ab:1'])
    it(`is refused when it is '${bad}'`, () => {
      assert.throws(
        () => parseCursor(bad),
        (error: unknown) => error instanceof Refusal && error.problem.code === 'invalid-cursor',
      )
    })

  it('is refused or read, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        try {
          const { epoch, offset } = parseCursor(text)
          assert.equal(`${epoch}:${offset}`, text)
        } catch (error) {
          assert.ok(error instanceof Refusal)
        }
      }),
    )
  })
})

describe('a condition on the data', () => {
  async function orders(): Promise<World> {
    const world = await onWorks()
    await order(world, { id: 'A', amount: '9.500', priority: 1, line: 'L1', place: { hall: 'H1' } })
    await order(world, { id: 'B', amount: '10.000', priority: 5, line: 'L2' })
    await order(world, { id: 'C', amount: '100.000', priority: 9 })
    await did(world, { operation: 'beginShift', input: { shift: 'early' } })
    return world
  }
  const cases: readonly (readonly [string, EventFilter['where'] & object, string])[] = [
    ['a plain value is equality', { priority: 5 }, 'B'],
    ['decimals are compared as numbers', { amount: { $gt: '9.6' } }, 'B C'],
    ['a decimal is equal to itself written otherwise', { amount: '10.0' }, 'B'],
    ['both ends of a range', { priority: { $gte: 5, $lt: 9 } }, 'B'],
    ['one of several', { line: { $in: ['L1', 'L2'] } }, 'A B'],
    ['not equal, which a missing value is too', { line: { $ne: 'L1' } }, 'B C -'],
    ['a missing value is null', { line: null }, 'C -'],
    ['a missing value is in no range', { line: { $gte: '' } }, 'A B'],
    ['there or not', { line: { $exists: false } }, 'C -'],
    ['the beginning of a text', { line: { $startsWith: 'L' } }, 'A B'],
    ['a path into an object', { 'place.hall': 'H1' }, 'A'],
    ['any of', { $any: [{ priority: 1 }, { priority: 9 }] }, 'A C'],
    ['all of', { $all: [{ priority: { $gt: 1 } }, { line: 'L2' }] }, 'B'],
    ['not', { $not: { line: { $exists: true } } }, 'C -'],
    ['a state', { state: 'Open' }, 'A B C'],
    ['a field of another type of event', { shift: 'early' }, '-'],
  ]
  for (const [name, where, expected] of cases)
    it(name, async () => {
      await using world = await orders()
      const found = await seen(world, { filter: { where } })
      assert.deepEqual(
        found.map((one) => (one.startsWith('shift') ? '-' : one.slice(-1))),
        expected.split(' '),
      )
    })

  const refused: readonly (readonly [string, unknown, RegExp])[] = [
    ['a field that there is not', { weight: 5 }, /no field 'weight'/],
    ['a field that the audience does not see', { pin: 'x' }, /no field 'pin'/],
    ['a value that the field cannot have', { priority: 'high' }, /priority/],
    ['a state that there is not', { state: 'Closed' }, /state/],
    ['an operator that there is not', { priority: { $about: 5 } }, /\$about/],
    ['an operator without a field', { $gt: 5 }, /\$gt/],
    ['an empty list', { line: { $in: [] } }, /list of 1/],
    ['a range without an end', { priority: { $gt: null } }, /null/],
    ['text', 'priority = 5', /must be an object/],
    ['a list', [], /must be an object/],
    ['existence that is no yes or no', { line: { $exists: 1 } }, /true or false/],
    ['a condition that is deeper than one can read', nested(20), /deeper/],
    ['more comparisons than can be afforded', { $any: Array.from({ length: 101 }, (_, i) => ({ priority: i })) }, /more than 100/],
  ]
  for (const [name, where, says] of refused)
    it(`${name} is refused with its place`, async () => {
      await using world = await onWorks()
      const problem = await refusal(world, { filter: { where: where as never } })
      assert.equal(problem.code, 'invalid-filter')
      assert.match(problem.detail ?? '', says)
    })

  it('cannot ask about what its audience may not see', async () => {
    await using world = await onWorks()
    assert.match((await refusal(world, { as: 'nord', filter: { where: { price: { $gt: '1' } } } })).detail ?? '', /no field 'price'/)
  })

  it('is refused or holds, whatever it is', async () => {
    await using world = await onWorks()
    await order(world)
    const leaf = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.boolean())
    const operand = fc.dictionary(fc.constantFrom('$eq', '$ne', '$gt', '$in', '$exists', '$startsWith', '$x'), fc.oneof(leaf, fc.array(leaf, { maxLength: 3 })))
    const condition = fc.letrec((tie) => ({
      condition: fc.dictionary(
        fc.constantFrom('priority', 'line', 'place.hall', 'amount', 'state', '$all', '$any', '$not', '__proto__', 'constructor', ''),
        fc.oneof(leaf, operand, fc.array(tie('condition'), { maxLength: 3 }), tie('condition')),
        { maxKeys: 3 },
      ),
    })).condition
    await fc.assert(
      fc.asyncProperty(condition, async (where) => {
        try {
          await seen(world, { filter: { where: where as never } })
        } catch (error) {
          assert.match(String(error), /"code":"invalid-filter"/)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('a filter', () => {
  it('by type, resource and key holds in all its parts', async () => {
    await using world = await onWorks()
    await order(world, { id: 'A' })
    await order(world, { id: 'B' })
    await did(world, { operation: 'Order.start', key: 'B', input: {} })
    await did(world, { operation: 'Partner.create', input: { id: 'B', name: 'x' } })
    assert.deepEqual(await seen(world, { filter: { key: 'B' } }), ['order.created B', 'order.started B', 'partner.created B'])
    assert.deepEqual(await seen(world, { filter: { key: 'B', resource: 'Order' } }), ['order.created B', 'order.started B'])
    assert.deepEqual(await seen(world, { filter: { key: 'B', resource: 'Order', types: ['*.started'] } }), ['order.started B'])
  })

  it('that nothing can pass is refused with what there is', async () => {
    await using world = await onWorks()
    for (const filter of [{ types: ['materials.*'] }, { resource: 'Material' }, { types: ['order.created'], resource: 'Partner' }]) {
      const problem = await refusal(world, { filter })
      assert.equal(problem.code, 'invalid-filter')
      assert.match(problem.detail ?? '', /there are: |these have: /)
    }
    assert.equal((await refusal(world, { as: 'nord', filter: { types: ['shift-began'] } })).code, 'invalid-filter')
  })
})

function nested(depth: number): unknown {
  return depth === 0 ? { priority: 5 } : { $not: nested(depth - 1) }
}
