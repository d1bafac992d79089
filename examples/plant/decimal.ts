/**
 * Exact arithmetic on decimals as the contract writes them (`-12.50`), for the plant's sums. A sum keeps the places of
 * its longer part; nothing is ever a float.
 */
interface Decimal {
  readonly digits: bigint
  /** How many of the digits stand behind the point. */
  readonly places: number
}

export function add(a: string, b: string): string {
  const [x, y, places] = aligned(a, b)
  return print({ digits: x + y, places })
}

export function subtract(a: string, b: string): string {
  const [x, y, places] = aligned(a, b)
  return print({ digits: x - y, places })
}

/** Exact, without trailing zeros. */
export function multiply(a: string, b: string): string {
  const x = read(a)
  const y = read(b)
  return print(trimmed({ digits: x.digits * y.digits, places: x.places + y.places }))
}

/** Rounded half away from zero to `places`, without trailing zeros. */
export function divide(a: string, b: string, options: { readonly places: number }): string {
  const x = read(a)
  const y = read(b)
  if (y.digits === 0n) throw new RangeError(`${a} cannot be divided by 0`)
  const shift = options.places + y.places - x.places
  const over = shift >= 0 ? x.digits * 10n ** BigInt(shift) : x.digits
  const under = shift >= 0 ? y.digits : y.digits * 10n ** BigInt(-shift)
  return print(trimmed({ digits: rounded(over, under), places: options.places }))
}

/** To exactly `places`, half away from zero: `705.375` to two places is `705.38`. */
export function round(a: string, places: number): string {
  const x = read(a)
  return print({ digits: x.places <= places ? x.digits * 10n ** BigInt(places - x.places) : rounded(x.digits, 10n ** BigInt(x.places - places)), places })
}

/** Less than 0, 0 or greater than 0, as `a` is less than, equal to or greater than `b`. */
export function compare(a: string, b: string): number {
  const [x, y] = aligned(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

export function total(parts: Iterable<string>): string {
  let sum = '0'
  for (const part of parts) sum = add(sum, part)
  return sum
}

/** Not less than 0. */
export function atLeastZero(a: string): string {
  return compare(a, '0') < 0 ? '0' : a
}

function read(text: string): Decimal {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new TypeError(`'${text}' is not a decimal`)
  const [, sign = '', whole = '0', fraction = ''] = match
  return { digits: BigInt(`${sign}${whole}${fraction}`), places: fraction.length }
}

function print({ digits, places }: Decimal): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(places + 1, '0')
  const sign = digits < 0n ? '-' : ''
  return places === 0 ? `${sign}${text}` : `${sign}${text.slice(0, -places)}.${text.slice(-places)}`
}

function aligned(a: string, b: string): readonly [bigint, bigint, number] {
  const x = read(a)
  const y = read(b)
  const places = Math.max(x.places, y.places)
  return [x.digits * 10n ** BigInt(places - x.places), y.digits * 10n ** BigInt(places - y.places), places]
}

function trimmed(value: Decimal): Decimal {
  let { digits, places } = value
  while (places > 0 && digits % 10n === 0n) {
    digits /= 10n
    places--
  }
  return { digits, places }
}

function rounded(over: bigint, under: bigint): bigint {
  const negative = over < 0n !== under < 0n
  const x = over < 0n ? -over : over
  const y = under < 0n ? -under : under
  const quotient = (2n * x + y) / (2n * y)
  return negative ? -quotient : quotient
}
