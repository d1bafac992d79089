import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { applyMergePatch } from '../../src/contract/merge-patch.ts'
import type { Json } from '../../src/contract/schema.ts'

describe('JSON Merge Patch, RFC 7396', () => {
  const vectors: readonly [original: Json, patch: Json, result: Json][] = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [original, patch, result] of vectors)
    it(`Appendix A: ${JSON.stringify(original)} with ${JSON.stringify(patch)} is ${JSON.stringify(result)}`, () =>
      assert.deepEqual(applyMergePatch(original, patch), result))

  it('section 3: the example', () => {
    assert.deepEqual(
      applyMergePatch(
        { title: 'Goodbye!', author: { givenName: 'John', familyName: 'Doe' }, tags: ['example', 'sample'], content: 'This will be unchanged' },
        { title: 'Hello!', phoneNumber: '+01-123-456-7890', author: { familyName: null }, tags: ['example'] },
      ),
      { title: 'Hello!', author: { givenName: 'John' }, tags: ['example'], content: 'This will be unchanged', phoneNumber: '+01-123-456-7890' },
    )
  })

  it('changes neither argument, and twice is the same as once', () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>
    fc.assert(
      fc.property(json, json, (document, patch) => {
        const before = JSON.stringify([document, patch])
        const once = applyMergePatch(document, patch)
        assert.equal(JSON.stringify([document, patch]), before)
        assert.deepEqual(applyMergePatch(once, patch), once)
      }),
    )
  })

  it('leaves the prototype of everything alone', () => {
    const patched = applyMergePatch({}, JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as Json)
    assert.equal(({} as { polluted?: boolean }).polluted, undefined)
    assert.equal(Object.getPrototypeOf(patched), Object.prototype)
    assert.deepEqual(Object.keys(patched as object), ['__proto__', 'constructor'])
  })
})
