import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { canonicalJson } from '../../src/contract/canonical.ts'
import { textJson } from '../../src/contract/json-text.ts'

describe('a text as JSON', () => {
  it('is what JSON.stringify writes, whatever it holds', () => {
    for (const text of ['', 'plain', '"', '\\', '\u001f', '\u007f', '\u2028', '\ud800', 'ä€😀']) assert.equal(textJson(text), JSON.stringify(text))
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => textJson(text) === JSON.stringify(text)))
  })
})

describe('canonical JSON (RFC 8785)', () => {
  it('of a value whose names are sorted is what JSON.stringify writes', () => {
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.keys(value)
                .sort()
                .map((name) => [name, sorted((value as { [name: string]: unknown })[name])]),
            )
          : value
    // Names that look like an index come first in an object of JavaScript, whatever order they were set in.
    const name = fc.string().filter((text) => !/^\d+$/.test(text) && text !== '__proto__')
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(name, tie('value')),
      ),
    })).value
    fc.assert(fc.property(value, (of) => canonicalJson(of) === JSON.stringify(sorted(of))))
  })
})
