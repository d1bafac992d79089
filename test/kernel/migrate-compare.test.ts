import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { defineResource, t, type AnyType, type Json } from '../../src/contract/index.ts'
import { compareFields } from '../../src/kernel/migrate/compare.ts'
import { storedValidator } from '../../src/kernel/migrate/stored-record.ts'

const effect = (was: AnyType, is: AnyType): string =>
  compareFields({ x: was.schema }, { x: is.schema })
    .map((one) => one.effect)
    .join()

describe('what a changed field means for stored values', () => {
  const cases: readonly (readonly [string, AnyType, AnyType, string])[] = [
    ['the same type with other texts', t.string().doc('a'), t.string().doc('b').examples('c'), ''],
    ['a longer string', t.string({ maxLength: 10 }), t.string({ maxLength: 11 }), 'wider'],
    ['a string as long as the default', t.string(), t.string({ maxLength: 255 }), 'wider'],
    ['a shorter string', t.string(), t.string({ maxLength: 20 }), 'narrower'],
    ['a pattern', t.string(), t.string({ pattern: '^a' }), 'narrower'],
    ['no pattern any more', t.string({ pattern: '^a' }), t.string(), 'wider'],
    ['optional', t.string(), t.string().optional(), ''],
    ['required', t.string().optional(), t.string(), 'narrower'],
    ['required with a default', t.string().optional(), t.string().default('x'), 'filled'],
    ['no null', t.string().nullable(), t.string(), 'narrower'],
    ['more digits', t.decimal({ precision: 9, scale: 2 }), t.decimal({ precision: 10, scale: 3 }), 'wider'],
    ['digits moved behind the point', t.decimal({ precision: 9, scale: 2 }), t.decimal({ precision: 9, scale: 3 }), 'narrower'],
    ['a lower bound', t.decimal({ precision: 9, scale: 2 }), t.decimal({ precision: 9, scale: 2, minimum: '0' }), 'narrower'],
    ['another unit', t.integer({ unit: 'g' }), t.integer({ unit: 'kg' }), 'meaning'],
    ['a unit where there was none', t.integer(), t.integer({ unit: 'kg' }), 'meaning'],
    ['an integer as a float', t.integer(), t.float(), 'wider'],
    ['a float as an integer', t.float(), t.integer(), 'meaning'],
    ['a number as text', t.integer(), t.string(), 'meaning'],
    ['text as one of some values', t.string(), t.enum('a', 'b'), 'narrower'],
    ['another value', t.enum('a'), t.enum('a', 'b'), 'wider'],
    ['a value less', t.enum('a', 'b'), t.enum('a'), 'narrower'],
    ['another resource', t.ref('A'), t.ref('B'), 'meaning'],
    ['a unit inside a list of objects', t.list(t.object({ w: t.integer({ unit: 'g' }) })), t.list(t.object({ w: t.integer({ unit: 'kg' }) })), 'meaning'],
    ['a new optional field inside an object', t.object({ a: t.string() }), t.object({ a: t.string(), b: t.string().optional() }), 'wider'],
    ['a default inside an object, which fills nothing', t.object({ a: t.string() }), t.object({ a: t.string(), b: t.string().default('x') }), 'narrower'],
    ['a has-many, of which nothing is stored', t.many('A', 'b'), t.many('C', 'd'), ''],
    ['a day as an instant', t.date(), t.instant(), 'meaning'],
  ]
  for (const [name, was, is, expected] of cases) it(`${name}: ${expected || 'nothing'}`, () => assert.equal(effect(was, is), expected))

  it('never says that values still fit where one does not', () => {
    const text = fc.record({ minLength: fc.integer({ min: 0, max: 3 }), maxLength: fc.integer({ min: 3, max: 8 }) }).map((o) => t.string(o))
    const number = fc.record({ minimum: fc.integer({ min: -5, max: 0 }), maximum: fc.integer({ min: 0, max: 5 }) }).map((o) => t.integer(o))
    const decimal = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 }))
      .map(([whole, scale]) => t.decimal({ precision: whole + scale, scale }))
    const choice = fc.subarray(['a', 'b', 'c'], { minLength: 1 }).map((values) => t.enum(...(values as [string])))
    const texts = fc.constantFrom<Json>('a', 'b', 'c', 'abcdef')
    const integers = fc.integer({ min: -5, max: 5 }) as fc.Arbitrary<Json>
    // Both types and the value are of one kind: others differ anyway.
    const kinds: readonly (readonly [fc.Arbitrary<AnyType>, fc.Arbitrary<Json>])[] = [
      [text, texts],
      [number, integers],
      [decimal, fc.constantFrom('1.25', '12', '0.5', '-3')],
      [choice, texts],
      [fc.tuple(fc.oneof(text, choice), fc.integer({ min: 1, max: 3 })).map(([of, maxItems]) => t.list(of, { maxItems })), fc.array(texts, { maxLength: 2 })],
      [fc.tuple(number, fc.boolean()).map(([inner, more]) => t.object({ a: inner, ...(more && { b: t.string().optional() }) })), fc.record({ a: integers })],
    ]
    const marked = (type: fc.Arbitrary<AnyType>) =>
      fc
        .tuple(type, fc.constantFrom('plain', 'optional', 'nullable'))
        .map(([of, mark]) => (mark === 'optional' ? of.optional() : mark === 'nullable' ? of.nullable() : of))
    const cases = fc.oneof(
      ...kinds.map(([type, value]) => fc.tuple(marked(type), marked(type), fc.oneof({ weight: 6, arbitrary: value }, fc.constantFrom(null, undefined)))),
    )
    let fitting = 0
    fc.assert(
      fc.property(cases, ([was, is, x]) => {
        const of = (type: AnyType) => defineResource('X', { key: { id: t.string() }, fields: { x: type } } as never).data
        const record = { id: '1', ...(x !== undefined && { x }), revision: 1, createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' }
        if (storedValidator(of(was))(record)) return
        if (compareFields({ x: was.schema }, { x: is.schema }).some((one) => one.effect !== 'wider')) return
        fitting++
        assert.equal(storedValidator(of(is))(record), undefined)
      }),
      { numRuns: 2_000 },
    )
    assert.ok(fitting > 20, `${fitting} values were compared`)
  })
})
