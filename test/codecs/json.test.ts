import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { decode, DecodeError } from '../../src/codecs/json/index.ts'
import { scan } from '../../src/codecs/json/scan.ts'

const utf8 = new TextEncoder()

function refused(input: string | Uint8Array): DecodeError {
  try {
    decode(input)
  } catch (error) {
    assert.ok(error instanceof DecodeError, String(error))
    return error
  }
  return assert.fail(`accepted: ${String(input).slice(0, 100)}`)
}

describe('JSON as it is read here', () => {
  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value)
        fc.pre(!text.includes('__proto__') && !text.includes('prototype'))
        assert.deepEqual(decode(text), JSON.parse(text))
        assert.deepEqual(decode(utf8.encode(text.toWellFormed())), JSON.parse(text.toWellFormed()))
      }),
    )
  })

  it('never throws anything but a DecodeError, whatever the bytes', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }), almostJson()), (input) => {
        try {
          decode(input)
          accepted++
        } catch (error) {
          assert.ok(error instanceof DecodeError)
          assert.ok(error.offset >= 0 && error.offset <= input.length)
          assert.ok(error.message.length < 300)
        }
      }),
      { numRuns: 3000 },
    )
    assert.ok(accepted > 10, `only ${accepted} inputs were JSON`)
  })

  it('accepts exactly what the strict scanner accepts', () => {
    let both = 0
    let neither = 0
    fc.assert(
      fc.property(almostJson(), (text) => {
        const byScan = attempt(() => scan(text, { maxDepth: 64, maxKeys: 10_000 }))
        const byDecode = attempt(() => decode(text))
        assert.equal(byDecode, byScan, text)
        if (byScan) both++
        else neither++
      }),
      { numRuns: 5000 },
    )
    assert.ok(both > 100 && neither > 100, `${both} accepted, ${neither} refused`)
  })

  it('accepts nothing that JSON.parse refuses', () => {
    fc.assert(
      fc.property(almostJson(), (text) => {
        if (attempt(() => scan(text, { maxDepth: 64, maxKeys: 10_000 }))) JSON.parse(text)
      }),
      { numRuns: 5000 },
    )
  })

  it('refuses a duplicate key, however it is written, and says which and where', () => {
    const error = refused('{"a": 1,\n "b": {"c": 1, "\\u0063": 2}}')
    assert.equal(error.message, "The key 'c' occurs twice in one object, at line 2, column 16.")
    assert.equal(error.pointer, '/b/c')
    refused('{"":1,"":1}')
    refused('[{"a":{"b":1,"b":1}}]')
    assert.deepEqual(decode('{"a":{"b":1},"c":{"b":1}}'), { a: { b: 1 }, c: { b: 1 } })
    // A colon or brace inside a string is no key.
    assert.deepEqual(decode('{"a:{\\"":"::{[","b":"\\\\"}'), { 'a:{"': '::{[', 'b': '\\' })
  })

  it('refuses a key that reaches a prototype', () => {
    assert.match(refused('{"__proto__":{"admin":true}}').message, /__proto__/)
    assert.match(refused('{"a":[{"\\u005f_proto__":1}]}').message, /__proto__/)
    assert.match(refused('{"constructor":{"prototype":{"admin":true}}}').message, /constructor/)
    assert.deepEqual(decode('{"constructor":"Acme Ltd","prototype":"P1"}'), { constructor: 'Acme Ltd', prototype: 'P1' })
  })

  it('goes 64 deep and no deeper, without running out of stack', () => {
    const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
    assert.deepEqual(JSON.stringify(decode(nested(64))), nested(64))
    assert.match(refused(nested(65)).message, /more than 64 deep/)
    refused('['.repeat(500_000))
    refused('{"a":'.repeat(200_000))
    assert.deepEqual(decode('[[],[],[[]]]'.replaceAll(',', ', ')), [[], [], [[]]])
  })

  it('refuses more than 10,000 keys, unless told otherwise', () => {
    const many = JSON.stringify(Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`k${i}`, i])))
    assert.match(refused(many).message, /More than 10000 keys/)
    assert.equal(Object.keys(decode(many, { maxKeys: 20_000 }) as object).length, 10_001)
  })

  it('refuses a number that would lose digits, with a hint', () => {
    for (const number of [
      '9007199254740993',
      '-9007199254740993',
      '12345678901234567890',
      '1e400',
      '-1e400',
      '1e-400',
      '0.1234567890123456789',
      '100000000000000000001',
      '1.00000000000000000001',
    ]) {
      assert.match(refused(`{"n":${number}}`).message, /does not fit a double without loss: send it as a string/, number)
    }
    for (const number of [
      '9007199254740991',
      '-9007199254740991',
      '9007199254740992',
      '100000000000000000000',
      '0',
      '-0',
      '0.1',
      '1.5e300',
      '1E3',
      '1e21',
      '0.30000000000000004',
      '5e-324',
      '0.000',
      '1.50000000000000000000',
      '0e999',
      '123456789012345.6',
      '1.7976931348623157e308',
    ]) {
      assert.deepEqual(decode(number), JSON.parse(number), number)
    }
  })

  it('prints every double again that JSON.stringify wrote', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = JSON.stringify(number)
        assert.equal(decode(text), JSON.parse(text))
      }),
      { numRuns: 2000 },
    )
  })

  it('says what is wrong with a text that is no JSON, and where', () => {
    const cases: readonly (readonly [string, string, number])[] = [
      ['', 'A value is expected, but there is the end, at line 1, column 1.', 0],
      ['{"a":1,}', "A key in double quotes is expected, but there is '}', at line 1, column 8.", 7],
      ["{'a':1}", "A key in double quotes is expected, but there is ''', at line 1, column 2.", 1],
      ['{"a" 1}', "A ':' is expected behind the key 'a', but there is '1', at line 1, column 6.", 5],
      ['[1 2]', "A ',' or ']' is expected, but there is '2', at line 1, column 4.", 3],
      ['{"a":01}', 'A number may not begin with 0, at line 1, column 6.', 5],
      ['[1.]', 'A number is not complete, at line 1, column 2.', 1],
      ['"a', 'A string is not closed, at line 1, column 1.', 0],
      ['"a\nb"', 'A line break, tab or other control character in a string must be escaped, at line 1, column 3.', 2],
      ['"\\x"', "'\\x' is not an escape of JSON, at line 1, column 2.", 1],
      ['{}\n x', "Nothing may follow the value, but 'x' does, at line 2, column 2.", 4],
      ['NaN', "A value is expected, but there is 'N', at line 1, column 1.", 0],
      ['[1,\u0000]', 'A value is expected, but there is U+0000, at line 1, column 4.', 3],
    ]
    for (const [text, message, offset] of cases) {
      const error = refused(text)
      assert.equal(error.message, message)
      assert.equal(error.offset, offset)
    }
  })

  it('reads UTF-8 only, and skips a byte order mark', () => {
    assert.equal(decode(Uint8Array.of(0xef, 0xbb, 0xbf, 0x22, 0xc3, 0xa4, 0x22)), 'ä')
    assert.match(refused(Buffer.from('\ufeff{"a":1}', 'utf16le')).message, /UTF-16/)
    for (const [bytes, offset] of [
      [[0x22, 0xe4, 0x22], 1],
      [[0x22, 0xc3, 0xa4, 0xed, 0xa0, 0x80, 0x22], 3],
      [[0x22, 0xc0, 0x80, 0x22], 1],
      [[0x22, 0xef, 0xbf, 0xbd, 0xef, 0xbf, 0xbd, 0xff], 7],
    ] as const) {
      const error = refused(Uint8Array.from(bytes))
      assert.match(error.message, /not UTF-8/)
      assert.equal(error.offset, offset)
    }
    assert.match(refused(new Uint8Array()).message, /nothing to read/)
  })
})

function attempt(action: () => unknown): boolean {
  try {
    action()
    return true
  } catch (error) {
    assert.ok(error instanceof DecodeError, String(error))
    return false
  }
}

/** JSON with a few of its characters changed: near enough to reach every branch. */
function almostJson(): fc.Arbitrary<string> {
  const scraps = fc.constantFrom(
    '"a":',
    '"a":1,',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"',
    '\\',
    '\\u0061',
    '1',
    '0',
    '-',
    '.',
    'e5',
    '12345678901234567',
    'null',
    ' ',
    '\n',
    '"__proto__":1',
    'x',
    '{"a":1,"a":2}',
  )
  return fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.array(fc.tuple(fc.nat(), fc.boolean(), scraps), { maxLength: 2 })).map(([value, edits]) => {
    let text = JSON.stringify(value)
    for (const [place, replace, scrap] of edits) {
      const at = place % (text.length + 1)
      text = text.slice(0, at) + scrap + text.slice(at + (replace ? 1 : 0))
    }
    return text
  })
}
