import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from '../../conformance/laws.ts'
import type { Filter } from '../../src/contract/versions/index.ts'
import { compare, formatScaled, parseDecimal, parseFactor, roundHalfEven, toFloat } from '../../src/contract/versions/rational.ts'
import { losesSteps, unitConversion, type Numeric } from '../../src/contract/versions/unit.ts'
import { valuesConversion } from '../../src/contract/versions/values.ts'
import type { Conversion, Rewritten } from '../../src/contract/versions/conversion.ts'
import type { Json } from '../../src/contract/schema.ts'

const OPERATORS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const

describe('exact numbers', () => {
  it('reads decimals and fractions, and nothing else', () => {
    assert.deepEqual(parseDecimal('-12.50'), { n: -1250n, d: 100n })
    assert.deepEqual(parseDecimal('1e-7'), { n: 1n, d: 10n ** 7n })
    assert.deepEqual(parseFactor('1/60'), { n: 1n, d: 60n })
    for (const text of ['', '1.', '.5', '+1', '1e', '0x1', ' 1', '1e9999', '9'.repeat(500)]) assert.equal(parseDecimal(text), undefined, text)
    for (const text of ['0', '-1', '1/0', '1/2/3', 'x', '0.0']) assert.equal(parseFactor(text), undefined, text)
  })

  it('rounds a half to the even neighbor, on both sides of zero', () => {
    const cases: readonly [string, number, string][] = [
      ['0.5', 0, '0'],
      ['1.5', 0, '2'],
      ['2.5', 0, '2'],
      ['-0.5', 0, '0'],
      ['-1.5', 0, '-2'],
      ['-2.5', 0, '-2'],
      ['0.51', 0, '1'],
      ['-0.51', 0, '-1'],
      ['1.245', 2, '1.24'],
      ['1.255', 2, '1.26'],
      ['999.5', 0, '1000'],
    ]
    for (const [text, scale, rounded] of cases) {
      const number = parseDecimal(text)
      assert.ok(number)
      assert.equal(formatScaled(roundHalfEven(number, scale), scale), rounded, text)
    }
  })

  it('prints what it read', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(12), (digits, scale) => {
        const number = parseDecimal(formatScaled(digits, scale))
        assert.ok(number)
        assert.equal(compare(number, { n: digits, d: 10n ** BigInt(scale) }), 0)
      }),
    )
  })

  it('gives the double that a decimal of 15 digits means', () => {
    fc.assert(
      fc.property(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), fc.integer({ min: -300, max: 290 }), (digits, exponent) => {
        const text = `${digits}e${exponent}`
        const number = exponent >= 0 ? { n: BigInt(digits) * 10n ** BigInt(exponent), d: 1n } : { n: BigInt(digits), d: 10n ** BigInt(-exponent) }
        assert.equal(toFloat(number, 15), Number(text) + 0)
      }),
    )
  })
})

describe('a unit', () => {
  const KG: Numeric = { kind: 'decimal', precision: 12, scale: 3, unit: 'kg' }

  it('is converted exactly', () => {
    const grams = conversion(KG, { factor: '0.001' })
    assert.equal(grams.down('12.5'), '12500')
    assert.equal(grams.up('1'), '0.001')
    const pounds = conversion(KG, { factor: '0.45359237' })
    assert.equal(pounds.up('100'), '45.359')
    assert.equal(pounds.down('45.359'), '100')
  })

  it('takes an offset, such as of Fahrenheit', () => {
    // newer (°F) = older (°C) × 9/5 + 32
    const celsius = conversion({ kind: 'decimal', precision: 6, scale: 1, unit: '[degF]' }, { factor: '9/5', offset: '32', unit: 'Cel' })
    assert.equal(celsius.down('212'), '100')
    assert.equal(celsius.down('-40'), '-40')
    assert.equal(celsius.up('36.6'), '97.9')
    assert.equal(celsius.down('97.9'), '36.6')
    // newer (°C) = older (°F) × 5/9 − 160/9
    const fahrenheit = conversion({ kind: 'decimal', precision: 6, scale: 2 }, { factor: '5/9', offset: '-160/9' })
    assert.equal(fahrenheit.down('100'), '212')
    assert.equal(fahrenheit.up('-40'), '-40')
  })

  it('has the digits and bounds that what is shown needs', () => {
    assert.deepEqual(
      conversion({ ...KG, minimum: '0', maximum: '1000' }, { factor: '0.001', unit: 'g' }).schema({ ...KG, doc: 'Net weight.', optional: true }),
      {
        kind: 'decimal',
        precision: 12,
        scale: 0,
        minimum: '0',
        maximum: '1000000',
        unit: 'g',
        doc: 'Net weight.',
        optional: true,
      },
    )
    assert.deepEqual(conversion({ kind: 'decimal', precision: 9, scale: 0 }, { factor: '1000' }).schema(KG), { kind: 'decimal', precision: 9, scale: 3 })
    assert.deepEqual(
      conversion({ kind: 'integer', minimum: 0, maximum: 120, unit: 'min' }, { factor: '60', unit: 'h' }).schema({ kind: 'integer', unit: 'min' }),
      { kind: 'integer', minimum: 0, maximum: 2, unit: 'h' },
    )
    assert.deepEqual(conversion(KG, { factor: '1', as: { kind: 'float', doc: 'not this' } }).schema({ ...KG, doc: 'Net weight.' }), {
      kind: 'float',
      doc: 'Net weight.',
    })
  })

  it('says when the older version has values that the newer cannot keep', () => {
    assert.equal(losesSteps(KG, { factor: '0.001' }), false)
    assert.equal(losesSteps(KG, { factor: '0.0001' }), true)
    assert.equal(losesSteps(KG, { factor: '1', as: { kind: 'decimal', precision: 12, scale: 4 } }), true)
    assert.equal(losesSteps({ kind: 'integer' }, { factor: '1/60' }), true)
    assert.equal(losesSteps({ kind: 'integer' }, { factor: '1', offset: '0.5' }), true)
  })

  it('passes on exactly what the newer field has no value for, so that the field refuses it', () => {
    const fine = conversion(KG, { factor: '1', as: { kind: 'decimal', precision: 12, scale: 6 } })
    assert.equal(fine.up('1.2345'), '1.2345')
    assert.equal(fine.up('1.234'), '1.234')
    assert.equal(conversion({ kind: 'integer' }, { factor: '1/60' }).up(90), 1.5)
    assert.equal(conversion({ kind: 'integer' }, { factor: '1/60' }).up(120), 2)
  })

  it('turns a float into a decimal and back', () => {
    const float = conversion(KG, { factor: '1', as: { kind: 'float' } })
    assert.equal(float.down('12.5'), 12.5)
    assert.equal(float.up(12.5), '12.5')
    assert.equal(float.up(0.1 + 0.2), '0.30000000000000004')
    assert.equal(float.down('-0.001'), -0.001)
  })

  it('leaves alone what is no number of the field', () => {
    const grams = conversion(KG, { factor: '0.001' })
    for (const value of ['x', 12, null, true, '1e', [], {}] as readonly Json[]) {
      assert.deepEqual(grams.up(value), value)
      assert.deepEqual(grams.down(value), value)
    }
  })

  it('shows each float of at most 15 digits as it was written', () => {
    const digits = fc.tuple(fc.integer({ min: -(10 ** 15) + 1, max: 10 ** 15 - 1 }), fc.integer({ min: -40, max: 25 })).map(([n, e]) => Number(`${n}e${e}`))
    fc.assert(
      fc.property(digits, fc.constantFrom('0.001', '25.4', '1/3', '0.45359237', '9/5', '3'), (value, factor) => {
        const change = conversion({ kind: 'float' }, { factor })
        assert.equal(change.down(change.up(value)), value + 0)
      }),
      // Just below a power of ten, where rounding needs one digit less than the length says.
      { numRuns: 2000, examples: [[-999999999999995, '9/5']] },
    )
  })
})

describe('filters of converted values', () => {
  const factors = ['0.001', '1000', '60', '1/60', '0.45359237', '25.4', '2.5', '0.5', '7/5', '1', '3', '1/3']
  const types: readonly Numeric[] = [
    { kind: 'integer' },
    { kind: 'decimal', precision: 6, scale: 0 },
    { kind: 'decimal', precision: 6, scale: 1 },
    { kind: 'decimal', precision: 8, scale: 3 },
  ]

  it('hold for exactly the newer numbers whose older view passes, every one near the bound', () => {
    let looked = 0
    for (const type of types)
      for (const factor of factors)
        for (const offset of ['0', '0.5', '17.77']) {
          const change = conversion(type, { factor, offset })
          for (let place = -25; place <= 25; place++) {
            const bounds = new Set([change.down(number(type, place)), change.down(number(type, place * 7)), nudge(change.down(number(type, place)))])
            for (const bound of bounds) {
              for (const operator of OPERATORS) {
                const rewritten = change.filter(operator, [String(bound)])
                if (operator === 'ne' && 'refused' in rewritten) continue
                for (const near of [place - 2, place - 1, place, place + 1, place + 2, place * 7]) {
                  const newer = number(type, near)
                  const shown = change.down(newer)
                  looked++
                  assert.equal(
                    holds(rewritten, newer),
                    passes(operator, { value: shown, bound: String(bound) }),
                    JSON.stringify([type.kind, factor, offset, newer, shown, operator, bound, rewritten]),
                  )
                }
              }
            }
          }
        }
    assert.ok(looked > 100_000, `${looked} compared`)
  })

  it('hold for exactly the floats whose older view passes', () => {
    const change = conversion({ kind: 'float' }, { factor: '25.4' })
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), fc.integer({ min: -8, max: 8 }), fc.constantFrom(...OPERATORS), (value, steps, operator) => {
        const newer = value + steps * Math.abs(value) * Number.EPSILON
        const bound = change.down(value)
        const rewritten = change.filter(operator, [String(bound)])
        if ('refused' in rewritten) return
        assert.equal(holds(rewritten, newer), passes(operator, { value: change.down(newer), bound: String(bound) }), JSON.stringify([value, newer, rewritten]))
      }),
      { numRuns: 2000 },
    )
  })

  it('ask for several values where they must, and refuse where those are too many', () => {
    const hours = conversion({ kind: 'integer' }, { factor: '60' })
    assert.deepEqual(hours.filter('eq', ['2']), {
      all: [
        { operator: 'gte', values: ['90'] },
        { operator: 'lte', values: ['150'] },
      ],
    })
    assert.deepEqual(hours.filter('in', ['2', null]), { all: [{ operator: 'in', values: [null, ...Array.from({ length: 61 }, (_, i) => String(90 + i))] }] })
    const days = conversion({ kind: 'integer' }, { factor: '1440' })
    assert.match(JSON.stringify(days.filter('ne', ['1'])), /stands for more than 100 values/)
    assert.match(JSON.stringify(hours.filter('in', ['1', '2', '3'])), /stands for 179 values/)
    assert.match(JSON.stringify(hours.filter('eq', ['abc'])), /needs a number, not 'abc'/)
    assert.match(JSON.stringify(conversion({ kind: 'float' }, { factor: '2' }).filter('gt', ['1e300'])), /smaller number/)
    assert.deepEqual(hours.filter('eq', [null]), { all: [{ operator: 'eq', values: [null] }] })
  })

  it('hold for exactly the names whose older view passes', () => {
    const newer = ['A', 'B', 'C', 'D', 'b']
    const changes = [
      { map: { x: 'A', y: 'B' }, shown: { C: 'x', D: 'x' } },
      { map: { B: 'A', A: 'B' } },
      { map: { 'z': 'A', 'a': 'D', '𝔷': 'b', '\uffff': 'C' } },
      { map: { x: 'A', y: 'A' }, shown: { B: 'x' } },
    ]
    let looked = 0
    for (const change of changes) {
      const values = valuesConversion(newer, change)
      for (const operator of OPERATORS)
        for (const bound of ['x', 'y', 'A', 'B', 'C', 'D', 'b', 'none', '𝔷', '\uffff'])
          for (const value of newer) {
            looked++
            assert.equal(
              holds(values.filter(operator, [bound]), value),
              passes(operator, { value: values.down(value), bound }),
              JSON.stringify([change, operator, bound, value]),
            )
          }
      for (const value of [...newer, null])
        assert.equal(holds(values.filter('in', ['x', 'D', null]), value), value === null || ['x', 'D'].includes(String(values.down(value))))
    }
    assert.equal(looked, 1200)
  })

  it('sort names only where their order is the same', () => {
    assert.equal(valuesConversion(['A', 'B'], { map: { a: 'A', b: 'B' } }).ordered, true)
    assert.equal(valuesConversion(['A', 'B'], { map: { b: 'A', a: 'B' } }).ordered, false)
    assert.equal(valuesConversion(['A', 'B', 'C'], { map: { a: 'A' }, shown: { B: 'a', C: 'a' } }).ordered, true)
  })
})

// ---- helpers -----------------------------------------------------------------------------------

function conversion(type: Numeric, change: { factor: string; offset?: string; unit?: string; as?: Numeric & { doc?: string } }): Conversion {
  const made = unitConversion(type, change)
  assert.ok(made, JSON.stringify(change))
  return made
}

function number(type: Numeric, place: number): Json {
  return type.kind === 'decimal' ? formatScaled(BigInt(place), type.scale) : place
}

/** A value between two that are shown. */
function nudge(value: Json): string {
  const text = String(value)
  return text.includes('.') ? `${text}5` : `${text}.5`
}

/** Whether a newer value passes what a filter has become. */
function holds(rewritten: Rewritten, value: Json): boolean {
  if ('nothing' in rewritten) return false
  assert.ok('all' in rewritten, JSON.stringify(rewritten))
  return rewritten.all.every(({ operator, values }) =>
    operator === 'in' ? values.some((bound) => passes('eq', { value, bound })) : passes(operator, { value, bound: values[0] ?? null }),
  )
}

function passes(operator: Exclude<Filter['operator'], 'in'>, { value, bound }: { readonly value: Json; readonly bound: string | null }): boolean {
  if (value === null || bound === null) return operator === 'eq' ? value === bound : operator === 'ne' ? value !== bound : false
  const order = orderOf(value, bound)
  switch (operator) {
    case 'eq':
      return order === 0
    case 'ne':
      return order !== 0
    case 'gt':
      return order > 0
    case 'gte':
      return order >= 0
    case 'lt':
      return order < 0
    case 'lte':
      return order <= 0
  }
}

function orderOf(value: Json, bound: string): number {
  const a = parseDecimal(String(value))
  const b = parseDecimal(bound)
  if (a && b) return compare(a, b)
  return Buffer.compare(Buffer.from(String(value)), Buffer.from(bound))
}
