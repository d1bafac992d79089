/** An exact number: numerator and a denominator above zero. */
export interface Rational {
  readonly n: bigint
  readonly d: bigint
}

/** Longer texts are no number of any field; converting them would only burn time. */
const MOST_CHARACTERS = 400

/** A decimal (with an exponent, if it is small), or `undefined`. */
export function parseDecimal(text: string): Rational | undefined {
  if (text.length > MOST_CHARACTERS) return undefined
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text)
  if (!match) return undefined
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n)
  const power = Number(exponent) - fraction.length
  return power >= 0 ? { n: digits * 10n ** BigInt(power), d: 1n } : { n: digits, d: 10n ** BigInt(-power) }
}

/** A decimal or a fraction of two: `0.001`, `1/60`, `-160/9`. */
export function parseFraction(text: string): Rational | undefined {
  const parts = text.split('/')
  const over = parseDecimal(parts[0] ?? '')
  const under = parts.length === 1 ? { n: 1n, d: 1n } : parseDecimal(parts[1] ?? '')
  if (parts.length > 2 || !over || !under || under.n <= 0n) return undefined
  return { n: over.n * under.d, d: over.d * under.n }
}

/** A fraction above zero: a negative factor would turn the order around. */
export function parseFactor(text: string): Rational | undefined {
  const factor = parseFraction(text)
  return factor && factor.n > 0n ? factor : undefined
}

export function compare(a: Rational, b: Rational): number {
  const left = a.n * b.d
  const right = b.n * a.d
  return left < right ? -1 : left > right ? 1 : 0
}

/** a × factor + offset. */
export function apply(a: Rational, factor: Rational, offset: Rational): Rational {
  return { n: a.n * factor.n * offset.d + offset.n * a.d * factor.d, d: a.d * factor.d * offset.d }
}

/** (a − offset) / factor. */
export function unapply(a: Rational, factor: Rational, offset: Rational): Rational {
  return { n: (a.n * offset.d - offset.n * a.d) * factor.d, d: a.d * offset.d * factor.n }
}

/** The whole number nearest to a × 10^scale; half goes to the even one (IEEE 754, roundTiesToEven). */
export function roundHalfEven(a: Rational, scale: number): bigint {
  const n = scale >= 0 ? a.n * 10n ** BigInt(scale) : a.n
  const d = scale >= 0 ? a.d : a.d * 10n ** BigInt(-scale)
  const floor = floorDivide(n, d)
  const twice = 2n * (n - floor * d)
  return twice > d || (twice === d && floor % 2n !== 0n) ? floor + 1n : floor
}

export function floorDivide(n: bigint, d: bigint): bigint {
  const quotient = n / d
  return n < 0n && quotient * d !== n ? quotient - 1n : quotient
}

export function scaled(digits: bigint, scale: number): Rational {
  return { n: digits, d: 10n ** BigInt(scale) }
}

/** `digits` × 10^−scale as a decimal without needless zeros. */
export function formatScaled(digits: bigint, scale: number): string {
  const negative = digits < 0n
  const text = String(negative ? -digits : digits).padStart(scale + 1, '0')
  const whole = text.slice(0, text.length - scale)
  const fraction = text.slice(text.length - scale).replace(/0+$/, '')
  return `${negative ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

/** The double nearest to `a` rounded to so many significant digits. */
export function toFloat(a: Rational, significant: number): number {
  if (a.n === 0n) return 0
  const magnitude = { n: a.n < 0n ? -a.n : a.n, d: a.d }
  // By the number of digits the exponent is right or one too high.
  const guess = String(magnitude.n).length - String(magnitude.d).length
  const exponent = compare(magnitude, power(guess)) < 0 ? guess - 1 : guess
  const digits = roundHalfEven(magnitude, significant - 1 - exponent)
  return Number(`${a.n < 0n ? '-' : ''}${digits}e${exponent - significant + 1}`)
}

function power(exponent: number): Rational {
  return exponent >= 0 ? { n: 10n ** BigInt(exponent), d: 1n } : { n: 1n, d: 10n ** BigInt(-exponent) }
}
