/** Compares two decimals of the contract's form (no exponent, no plus) exactly, without allocating: less than 0, 0, greater than 0. */
export function compareDecimals(a: string, b: string): number {
  const aNegative = a.charCodeAt(0) === MINUS
  const bNegative = b.charCodeAt(0) === MINUS
  const aStart = aNegative ? 1 : 0
  const bStart = bNegative ? 1 : 0
  if (aNegative === bNegative) {
    const order = compareMagnitudes(a, aStart, b, bStart)
    return aNegative ? -order : order
  }
  // −0 is 0.
  if (isZero(a, aStart) && isZero(b, bStart)) return 0
  return aNegative ? -1 : 1
}

const MINUS = 45
const POINT = 46
const ZERO = 48

function compareMagnitudes(a: string, aStart: number, b: string, bStart: number): number {
  const aPoint = pointOf(a)
  const bPoint = pointOf(b)
  let i = skipZeros(a, aStart, aPoint)
  let j = skipZeros(b, bStart, bPoint)
  if (aPoint - i !== bPoint - j) return aPoint - i - (bPoint - j)
  for (; i < aPoint; i++, j++) {
    const order = a.charCodeAt(i) - b.charCodeAt(j)
    if (order !== 0) return order
  }
  for (i = aPoint + 1, j = bPoint + 1; i < a.length || j < b.length; i++, j++) {
    const order = (i < a.length ? a.charCodeAt(i) : ZERO) - (j < b.length ? b.charCodeAt(j) : ZERO)
    if (order !== 0) return order
  }
  return 0
}

function pointOf(text: string): number {
  const at = text.indexOf('.')
  return at === -1 ? text.length : at
}

function skipZeros(text: string, from: number, to: number): number {
  let i = from
  while (i < to && text.charCodeAt(i) === ZERO) i++
  return i
}

function isZero(text: string, from: number): boolean {
  for (let i = from; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit !== ZERO && unit !== POINT) return false
  }
  return true
}
