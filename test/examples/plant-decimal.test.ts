import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import { add, compare, divide, multiply, round, subtract, total } from '../../examples/plant/decimal.ts'
import { checkDigit } from '../../examples/plant/gs1.ts'

const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat({ max: 6 })).map(([digits, places]) => {
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0')
  return (digits < 0n ? '-' : '') + (places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`)
})

describe('the plant’s decimals', () => {
  it('add what floats do not', () => {
    assert.equal(add('0.1', '0.2'), '0.3')
    assert.equal(total(Array.from({ length: 10 }, () => '0.1')), '1.0')
    assert.equal(subtract('9007199254740993', '1'), '9007199254740992')
    assert.equal(add('-0.5', '0.5'), '0.0')
    assert.equal(multiply('90', '41.25'), '3712.5')
  })

  it('round half away from zero', () => {
    assert.deepEqual(
      ['705.375', '705.374', '-705.375', '5', '0.005'].map((x) => round(x, 2)),
      ['705.38', '705.37', '-705.38', '5.00', '0.01'],
    )
    assert.deepEqual(
      [divide('1', '3', { places: 3 }), divide('2', '3', { places: 3 }), divide('-2', '3', { places: 3 }), divide('12.50', '0.5', { places: 3 })],
      ['0.333', '0.667', '-0.667', '25'],
    )
    assert.throws(() => divide('1', '0', { places: 2 }), RangeError)
    assert.throws(() => add('1e3', '1'), TypeError)
  })

  it('obey the laws of arithmetic', () => {
    fc.assert(
      fc.property(decimal, decimal, decimal, (a, b, c) => {
        assert.equal(compare(subtract(add(a, b), b), a), 0)
        assert.equal(add(add(a, b), c), add(a, add(b, c)))
        assert.equal(multiply(a, b), multiply(b, a))
        assert.equal(compare(multiply(a, add(b, c)), add(multiply(a, b), multiply(a, c))), 0)
        assert.equal(Math.sign(compare(a, b)), -Math.sign(compare(b, a)) + 0)
      }),
    )
  })
})

describe('a GS1 check digit', () => {
  it('is the one that is printed on published numbers', () => {
    for (const number of [
      '040123450000003338',
      '040123450000001112',
      '040123450000002225',
      '4012345000115',
      '04012345010428',
      '040123450000047110',
      '04012345000887',
    ])
      assert.equal(checkDigit(number.slice(0, -1)), number.at(-1), number)
  })
})
