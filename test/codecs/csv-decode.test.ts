import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { CsvDecoder, CsvError, guessDelimiter, withoutGuard } from '../../src/codecs/csv/decode.ts'
import { csvLine, textCell } from '../../src/codecs/csv/encode.ts'

const decode = (text: string, delimiter = ','): (string | null)[][] => {
  const decoder = new CsvDecoder({ delimiter })
  return [...decoder.write(text), ...decoder.end()].map((record) => [...record.cells])
}

describe('CSV that is read (RFC 4180)', () => {
  it('has a record a line, ended by LF, CR LF or the end of the text', () => {
    assert.deepEqual(decode('a,b\nc,d\r\ne,f'), [
      ['a', 'b'],
      ['c', 'd'],
      ['e', 'f'],
    ])
  })
  it('may quote cells with delimiters, line ends and quotes', () => {
    assert.deepEqual(decode('"a,1","b\r\n2","say ""hi"""\nx,,"y"\n'), [
      ['a,1', 'b\r\n2', 'say "hi"'],
      ['x', null, 'y'],
    ])
  })
  it('tells no value from an empty text', () => {
    assert.deepEqual(decode('a,,""\n'), [['a', null, '']])
  })
  it('passes over empty lines and a byte order mark', () => {
    assert.deepEqual(decode('\uFEFFa,b\n\n\r\nc,d\n'), [
      ['a', 'b'],
      ['c', 'd'],
    ])
  })
  it('counts lines, those inside of cells too', () => {
    const decoder = new CsvDecoder()
    assert.deepEqual(
      [...decoder.write('a\n"b\nb"\n\nc\n'), ...decoder.end()].map((record) => record.line),
      [1, 2, 5],
    )
  })
  it('is refused with the line where a quote is wrong', () => {
    assert.throws(
      () => decode('a\nb"c\n'),
      (error) => error instanceof CsvError && error.line === 2,
    )
    assert.throws(() => decode('a\n"b"c\n'), /behind the closing quote/)
    assert.throws(() => decode('a\n"b\n'), /open until the end/)
  })
  it('does not collect what never ends', () => {
    const decoder = new CsvDecoder({ longest: 1000 })
    assert.throws(() => {
      for (let i = 0; i < 100; i++) decoder.write(`"${'x'.repeat(50)}`.slice(i === 0 ? 0 : 1))
    }, /more than 1000 characters/)
  })

  it('gives what was written, however it is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';', 'ä', '=', "'", ' ') }), { minLength: 2, maxLength: 4 }), {
          minLength: 1,
          maxLength: 5,
        }),
        fc.array(fc.nat(20)),
        (rows, cuts) => {
          const text = rows.map((row) => csvLine(row.map(textCell))).join('')
          const decoder = new CsvDecoder()
          const read: string[][] = []
          let from = 0
          for (const cut of cuts) {
            read.push(...decoder.write(text.slice(from, from + cut)).map((record) => record.cells.map((cell) => cell ?? '(none)')))
            from = Math.min(text.length, from + cut)
          }
          read.push(...[...decoder.write(text.slice(from)), ...decoder.end()].map((record) => record.cells.map((cell) => cell ?? '(none)')))
          // What begins with an apostrophe and a formula sign cannot be told from a guarded formula.
          assert.deepEqual(
            read.map((row) => row.map(withoutGuard)),
            rows.map((row) => row.map(withoutGuard)),
          )
        },
      ),
    )
  })
  it('never fails but with a CsvError, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'x', '\uFEFF') }), (text) => {
        try {
          decode(text)
        } catch (error) {
          assert.ok(error instanceof CsvError)
        }
      }),
    )
  })
})

it('the delimiter is the one that the header has most of', () => {
  assert.equal(guessDelimiter('id;name;"a,b,c,d"'), ';')
  assert.equal(guessDelimiter('id\tname'), '\t')
  assert.equal(guessDelimiter('id'), ',')
})
