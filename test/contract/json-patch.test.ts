import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { applyJsonPatch, equalJson, MAX_PATCH_OPERATIONS } from '../../src/contract/json-patch.ts'
import { formatPointer, parsePointer } from '../../src/contract/pointer.ts'
import type { Json } from '../../src/contract/schema.ts'

interface Vector {
  readonly name: string
  readonly document: Json
  readonly patch: Json
  readonly result?: Json
  /** Part of the message of the failure at `index` (0 where absent). */
  readonly fails?: RegExp
  readonly index?: number
  readonly test?: true
}

describe('JSON Patch, RFC 6902 Appendix A', () => {
  const vectors: readonly Vector[] = [
    { name: 'A.1 adding an object member', document: { foo: 'bar' }, patch: [{ op: 'add', path: '/baz', value: 'qux' }], result: { baz: 'qux', foo: 'bar' } },
    {
      name: 'A.2 adding an array element',
      document: { foo: ['bar', 'baz'] },
      patch: [{ op: 'add', path: '/foo/1', value: 'qux' }],
      result: { foo: ['bar', 'qux', 'baz'] },
    },
    { name: 'A.3 removing an object member', document: { baz: 'qux', foo: 'bar' }, patch: [{ op: 'remove', path: '/baz' }], result: { foo: 'bar' } },
    {
      name: 'A.4 removing an array element',
      document: { foo: ['bar', 'qux', 'baz'] },
      patch: [{ op: 'remove', path: '/foo/1' }],
      result: { foo: ['bar', 'baz'] },
    },
    {
      name: 'A.5 replacing a value',
      document: { baz: 'qux', foo: 'bar' },
      patch: [{ op: 'replace', path: '/baz', value: 'boo' }],
      result: { baz: 'boo', foo: 'bar' },
    },
    {
      name: 'A.6 moving a value',
      document: { foo: { bar: 'baz', waldo: 'fred' }, qux: { corge: 'grault' } },
      patch: [{ op: 'move', from: '/foo/waldo', path: '/qux/thud' }],
      result: { foo: { bar: 'baz' }, qux: { corge: 'grault', thud: 'fred' } },
    },
    {
      name: 'A.7 moving an array element',
      document: { foo: ['all', 'grass', 'cows', 'eat'] },
      patch: [{ op: 'move', from: '/foo/1', path: '/foo/3' }],
      result: { foo: ['all', 'cows', 'eat', 'grass'] },
    },
    {
      name: 'A.8 testing a value: success',
      document: { baz: 'qux', foo: ['a', 2, 'c'] },
      patch: [
        { op: 'test', path: '/baz', value: 'qux' },
        { op: 'test', path: '/foo/1', value: 2 },
      ],
      result: { baz: 'qux', foo: ['a', 2, 'c'] },
    },
    {
      name: 'A.9 testing a value: error',
      document: { baz: 'qux' },
      patch: [{ op: 'test', path: '/baz', value: 'bar' }],
      fails: /'\/baz' is another one/,
      test: true,
    },
    {
      name: 'A.10 adding a nested member object',
      document: { foo: 'bar' },
      patch: [{ op: 'add', path: '/child', value: { grandchild: {} } }],
      result: { foo: 'bar', child: { grandchild: {} } },
    },
    {
      name: 'A.11 ignoring unrecognized elements',
      document: { foo: 'bar' },
      patch: [{ op: 'add', path: '/baz', value: 'qux', xyz: 123 }],
      result: { foo: 'bar', baz: 'qux' },
    },
    {
      name: 'A.12 adding to a nonexistent target',
      document: { foo: 'bar' },
      patch: [{ op: 'add', path: '/baz/bat', value: 'qux' }],
      fails: /nothing at '\/baz'/,
    },
    { name: 'A.14 ~ escape ordering', document: { '/': 9, '~1': 10 }, patch: [{ op: 'test', path: '/~01', value: 10 }], result: { '/': 9, '~1': 10 } },
    {
      name: 'A.15 comparing strings and numbers',
      document: { '/': 9, '~1': 10 },
      patch: [{ op: 'test', path: '/~01', value: '10' }],
      fails: /another one/,
      test: true,
    },
    {
      name: 'A.16 adding an array value',
      document: { foo: ['bar'] },
      patch: [{ op: 'add', path: '/foo/-', value: ['abc', 'def'] }],
      result: { foo: ['bar', ['abc', 'def']] },
    },
  ]
  // A.13 (a document with the member "op" twice) is refused by the JSON reader, before there is a patch.
  run(vectors)
})

describe('JSON Patch, RFC 6902 section 4 and 5', () => {
  run([
    { name: 'adds at the end by index', document: [1], patch: [{ op: 'add', path: '/1', value: 2 }], result: [1, 2] },
    {
      name: '4.1: the index must not be greater than the number of elements',
      document: [1],
      patch: [{ op: 'add', path: '/2', value: 2 }],
      fails: /'2' is no position in a list of 1/,
    },
    { name: '4.1: add replaces an existing member', document: { a: 1 }, patch: [{ op: 'add', path: '/a', value: null }], result: { a: null } },
    { name: '4.1: add of the root replaces the document', document: { a: 1 }, patch: [{ op: 'add', path: '', value: [] }], result: [] },
    { name: '4.2: what is removed must exist', document: { a: 1 }, patch: [{ op: 'remove', path: '/b' }], fails: /nothing at '\/b'/ },
    { name: 'the whole document cannot be removed', document: { a: 1 }, patch: [{ op: 'remove', path: '' }], fails: /whole document/ },
    { name: '4.3: what is replaced must exist', document: { a: 1 }, patch: [{ op: 'replace', path: '/b', value: 1 }], fails: /nothing at '\/b'/ },
    { name: '4.3: replace of the root', document: { a: 1 }, patch: [{ op: 'replace', path: '', value: 7 }], result: 7 },
    { name: 'nothing is replaced at the end marker', document: [1], patch: [{ op: 'replace', path: '/-', value: 1 }], fails: /nothing at '\/-'/ },
    { name: '4.4: a value cannot be moved into itself', document: { a: { b: 1 } }, patch: [{ op: 'move', from: '/a', path: '/a/b' }], fails: /into itself/ },
    { name: '4.4: a move to the same place does nothing', document: { a: 1 }, patch: [{ op: 'move', from: '/a', path: '/a' }], result: { a: 1 } },
    { name: '4.4: and still needs something there', document: {}, patch: [{ op: 'move', from: '/a', path: '/a' }], fails: /nothing at '\/a'/ },
    {
      name: '4.5: copies',
      document: { a: [1] },
      patch: [
        { op: 'copy', from: '/a', path: '/b' },
        { op: 'add', path: '/b/-', value: 2 },
      ],
      result: { a: [1], b: [1, 2] },
    },
    {
      name: '4.6: members in any order are equal',
      document: { a: { x: 1, y: [2] } },
      patch: [{ op: 'test', path: '/a', value: { y: [2.0], x: 1 } }],
      result: { a: { x: 1, y: [2] } },
    },
    {
      name: '4.6: elements in another order are not',
      document: { a: [1, 2] },
      patch: [{ op: 'test', path: '/a', value: [2, 1] }],
      fails: /another one/,
      test: true,
    },
    { name: '4.6: a list is not an object', document: { a: [] }, patch: [{ op: 'test', path: '/a', value: {} }], fails: /another one/, test: true },
    { name: 'a test of nothing is a failed test', document: {}, patch: [{ op: 'test', path: '/a', value: null }], fails: /nothing at/, test: true },
    {
      name: '5: the index of the failing operation is told and nothing is applied',
      document: { a: 1 },
      patch: [
        { op: 'replace', path: '/a', value: 2 },
        { op: 'test', path: '/a', value: 1 },
      ],
      fails: /another one/,
      index: 1,
      test: true,
    },
    { name: 'an index has no leading zeros (RFC 6901, 4)', document: [1, 2], patch: [{ op: 'remove', path: '/01' }], fails: /nothing at/ },
    { name: 'an index has no sign', document: [1, 2], patch: [{ op: 'remove', path: '/-1' }], fails: /nothing at/ },
    { name: 'a list has no member called length', document: [1, 2], patch: [{ op: 'copy', from: '/length', path: '/0' }], fails: /nothing at/ },
    { name: 'nothing is inherited', document: {}, patch: [{ op: 'copy', from: '/toString', path: '/a' }], fails: /nothing at/ },
    { name: 'an unknown operation is named', document: {}, patch: [{ op: 'spam', path: '' }], fails: /'op' is one of add, remove/ },
    { name: 'an operation needs a value', document: {}, patch: [{ op: 'add', path: '/a' }], fails: /'add' needs a 'value'/ },
    { name: 'a path is needed', document: {}, patch: [{ op: 'add', value: 1 }], fails: /'path' is a JSON Pointer/ },
    { name: 'from is needed', document: {}, patch: [{ op: 'copy', path: '/a' }], fails: /'from' is a JSON Pointer/ },
    { name: 'a pointer starts with a slash', document: { a: 1 }, patch: [{ op: 'remove', path: 'a' }], fails: /'path' is no JSON Pointer/ },
    { name: 'a lone tilde is no pointer', document: { 'a~': 1 }, patch: [{ op: 'remove', path: '/a~' }], fails: /'path' is no JSON Pointer/ },
    { name: 'an operation is an object', document: {}, patch: [[]], fails: /an operation is an object/ },
    { name: 'a patch is an array', document: {}, patch: {}, fails: /array of operations/, index: -1 },
    ...['__proto__', 'constructor', 'prototype'].map((name): Vector => ({
      name: `${name} is refused in a path`,
      document: {},
      patch: [{ op: 'add', path: `/${name}`, value: 1 }],
      fails: new RegExp(`the name '${name}' is not allowed in 'path'`),
    })),
    { name: '__proto__ is refused in from', document: {}, patch: [{ op: 'copy', from: '/__proto__', path: '/a' }], fails: /not allowed in 'from'/ },
  ])

  it('takes a thousand operations and not one more', () => {
    const patch = Array.from({ length: MAX_PATCH_OPERATIONS }, (_, i): Json => ({ op: 'add', path: '/-', value: i }))
    const result = applyJsonPatch([], patch)
    assert.ok(result.ok && Array.isArray(result.value) && result.value.length === 1000)
    assert.deepEqual(applyJsonPatch([], [...patch, { op: 'remove', path: '/0' }]), {
      ok: false,
      index: -1,
      message: '1001 operations; at most 1000 in one patch',
    })
  })

  it('stops a document that is copied into itself before it fills the memory', () => {
    const wide = applyJsonPatch(
      { a: 'x'.repeat(100) },
      Array.from({ length: 100 }, () => ({ op: 'copy', from: '', path: '/b' })),
    )
    assert.ok(!wide.ok && wide.index > 5 && wide.index < 100)
    assert.match(wide.message, /too large, or deeper/)
    const long = applyJsonPatch(
      ['x'.repeat(1000)],
      Array.from({ length: 1000 }, () => ({ op: 'copy', from: '/0', path: '/-' })),
    )
    assert.ok(!long.ok && long.index === 999, 'a million characters may be copied')
  })

  it('refuses a depth over 64 wherever it comes from', () => {
    const nest = (depth: number): Json => (depth === 0 ? 1 : [nest(depth - 1)])
    assert.equal(applyJsonPatch({}, [{ op: 'add', path: '/a', value: nest(63) }]).ok, true)
    assert.match(message(applyJsonPatch({}, [{ op: 'add', path: '/a', value: nest(64) }])), /deeper than 64/)
    assert.match(message(applyJsonPatch({ a: nest(40), b: nest(40) }, [{ op: 'move', from: '/a', path: `/b${'/0'.repeat(30)}` }])), /deeper than 64/)
    assert.match(message(applyJsonPatch({}, [{ op: 'add', path: '/a'.repeat(65), value: 1 }])), /'path' is deeper than 64/)
    let deep: Json = 1
    for (let i = 0; i < 200_000; i++) deep = [deep]
    assert.match(message(applyJsonPatch({}, [{ op: 'add', path: '/a', value: deep }])), /deeper than 64/)
    assert.equal(applyJsonPatch({ a: [1] }, [{ op: 'test', path: '/a', value: deep }]).ok, false)
  })
})

describe('JSON Patch on anything', () => {
  const token = fc.constantFrom('a', 'b', '0', '1', '-', '', '~0', '~1', 'é')
  const pointer = fc.oneof(
    fc.array(token, { maxLength: 3 }).map((tokens) => tokens.map((t) => `/${t}`).join('')),
    fc.string({ maxLength: 4 }),
  )
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>
  const operation = fc.oneof(
    fc.record({ op: fc.constantFrom('add', 'replace', 'test', 'remove', 'move', 'copy'), path: pointer, from: pointer, value: json }),
    json,
  )
  const document = fc.oneof(json, fc.constant<Json>({ 'a': { a: [1, { b: 2 }], b: 'x' }, 'b': [[], {}], '': 0 }))

  it('never throws, never changes its arguments, and fails whole', () => {
    fc.assert(
      fc.property(document, fc.array(operation, { maxLength: 6 }), (doc, patch) => {
        const before = JSON.stringify([doc, patch])
        const result = applyJsonPatch(doc, patch)
        assert.equal(JSON.stringify([doc, patch]), before)
        if (!result.ok) {
          assert.ok(result.index >= 0 && result.index < patch.length)
          // What is before the failing operation works by itself.
          assert.equal(applyJsonPatch(doc, patch.slice(0, result.index)).ok, true)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('a patch in two parts is the same patch', () => {
    fc.assert(
      fc.property(document, fc.array(operation, { maxLength: 4 }), fc.array(operation, { maxLength: 4 }), (doc, one, two) => {
        const first = applyJsonPatch(doc, one)
        const second = first.ok ? applyJsonPatch(first.value, two) : first
        const whole = applyJsonPatch(doc, [...one, ...two])
        assert.equal(whole.ok, second.ok)
        if (whole.ok && second.ok) assert.deepEqual(whole.value, second.value)
      }),
    )
  })

  it('equality is that of the JSON texts with sorted members', () => {
    const sorted = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .toSorted(([a], [b]) => (a < b ? -1 : 1))
                .map(([k, v]) => [k, sorted(v as Json)]),
            )
          : value
    const small = fc.jsonValue({ maxDepth: 1, noUnicodeString: true } as fc.JsonSharedConstraints) as fc.Arbitrary<Json>
    fc.assert(
      fc.property(
        fc.oneof(
          fc.tuple(small, small),
          small.map((v): [Json, Json] => [v, v]),
        ),
        ([a, b]) => {
          assert.equal(equalJson(a, b), JSON.stringify(sorted(a)) === JSON.stringify(sorted(b)))
        },
      ),
    )
  })
})

describe('JSON Pointer, RFC 6901 section 5', () => {
  const cases: readonly [string, string[]][] = [
    ['', []],
    ['/foo', ['foo']],
    ['/foo/0', ['foo', '0']],
    ['/', ['']],
    ['/a~1b', ['a/b']],
    ['/c%d', ['c%d']],
    ['/e^f', ['e^f']],
    ['/g|h', ['g|h']],
    ['/i\\j', ['i\\j']],
    ['/k"l', ['k"l']],
    ['/ ', [' ']],
    ['/m~0n', ['m~n']],
    ['/~01', ['~1']],
  ]
  for (const [pointer, tokens] of cases)
    it(`reads and writes ${JSON.stringify(pointer)}`, () => {
      assert.deepEqual(parsePointer(pointer), tokens)
      assert.equal(formatPointer(tokens), pointer)
    })
  it('refuses what is none', () => {
    for (const pointer of ['a', '/~', '/~2', '/a~/b', '#/a']) assert.equal(parsePointer(pointer), undefined, pointer)
  })
})

function run(vectors: readonly Vector[]): void {
  for (const vector of vectors)
    it(vector.name, () => {
      const result = applyJsonPatch(vector.document, vector.patch)
      if (vector.fails) {
        assert.ok(!result.ok)
        assert.match(result.message, vector.fails)
        assert.equal(result.index, vector.index ?? 0)
        assert.equal(result.testFailed, vector.test)
      } else assert.deepEqual(result, { ok: true, value: vector.result })
    })
}

function message(result: ReturnType<typeof applyJsonPatch>): string {
  return result.ok ? 'it was applied' : result.message
}
