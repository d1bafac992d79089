/**
 * What a pattern cannot check. Each answers whether `text` is a value of the format; none throws, none allocates on the
 * usual path. Names as in the OpenAPI Format Registry where it has one.
 */
export const FORMATS: { readonly [format: string]: (text: string) => boolean } = {
  'uuid': (text) => UUID.test(text),
  'date-time': isInstant,
  'date': (text) => text.length === 10 && isDate(text),
  // Its pattern says all there is.
  'time-local': (text) => isTime(text, 0),
  'date-time-local': (text) => isDate(text) && text.charCodeAt(10) === UPPER_T && isTime(text, 11),
  'iana-zone': isZone,
  'duration': (text) => DURATION.test(text),
  'byte': isBase64,
  'iso-4217': (text) => CURRENCY.test(text),
  'ucum': isUnit,
  'decimal': (text) => DECIMAL.test(text),
  // Said by `type`, `minimum` and `maximum`.
  'int64': () => true,
  'double': () => true,
}

/** How many bytes valid base64 stands for. */
export function bytesOf(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const CURRENCY = /^[A-Z]{3}$/
const DECIMAL = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/
/** RFC 3339, appendix A (ISO 8601-1, 5.5.2.4), with fractions of a second; no sign; weeks stand alone. */
const DURATION =
  /^P(?:[0-9]{1,9}W|(?=[0-9T])(?:[0-9]{1,9}Y)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}D)?(?:T(?=[0-9])(?:[0-9]{1,9}H)?(?:[0-9]{1,9}M)?(?:[0-9]{1,9}(?:\.[0-9]{1,9})?S)?)?)$/
const UPPER_T = 84

/** Two digits at `at`, or NaN. */
function pair(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** RFC 3339, 5.7: the day exists in its month (Gregorian). Years from 1: XML Schema and PostgreSQL have no year 0. */
function isDate(text: string): boolean {
  const year = pair(text, 0) * 100 + pair(text, 2)
  const month = pair(text, 5)
  const day = pair(text, 8)
  if (!(year >= 1 && month >= 1 && month <= 12 && day >= 1) || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return false
  return day <= (month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS[month - 1] ?? 0))
}

/** `hh:mm:ss` and up to nine digits, to the end of `text`. No hour 24; no leap second, since no clock here can count one. */
function isTime(text: string, from: number, to = text.length): boolean {
  if (!(pair(text, from) <= 23 && pair(text, from + 3) <= 59 && pair(text, from + 6) <= 59)) return false
  if (text.charCodeAt(from + 2) !== 58 || text.charCodeAt(from + 5) !== 58) return false
  const length = to - from
  if (length === 8) return true
  if (length < 10 || length > 18 || text.charCodeAt(from + 8) !== 46) return false
  for (let i = from + 9; i < to; i++) if (text.charCodeAt(i) < 48 || text.charCodeAt(i) > 57) return false
  return true
}

/** RFC 3339, 5.6 date-time; also in UTC between the years 1 and 9999, so that instants can be ordered. */
function isInstant(text: string): boolean {
  if (!isDate(text)) return false
  const separator = text.charCodeAt(10)
  if (separator !== UPPER_T && separator !== 116) return false
  const last = text.charCodeAt(text.length - 1)
  if (last === 90 || last === 122) return isTime(text, 11, text.length - 1)
  const at = text.length - 6
  const sign = text.charCodeAt(at)
  if ((sign !== 43 && sign !== 45) || text.charCodeAt(at + 3) !== 58) return false
  if (!(pair(text, at + 1) <= 23 && pair(text, at + 4) <= 59) || !isTime(text, 11, at)) return false
  if (text.startsWith('0001-01-01') || text.startsWith('9999-12-31')) {
    const year = new Date(`${text.slice(0, 10)}T${text.slice(11, 19)}${text.slice(at)}`).getUTCFullYear()
    return year >= 1 && year <= 9999
  }
  return true
}

/** By lower-case name, so that the spellings of one name are one entry; only names that exist are kept. */
const zones = new Set<string>()

/** A name of the IANA time zone database that this process knows. Offsets such as `+02:00` are none. */
function isZone(text: string): boolean {
  if (zones.has(text)) return true
  if (text.length > 64 || !/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(text)) return false
  const name = text.toLowerCase()
  if (zones.has(name)) return true
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
  } catch {
    return false
  }
  zones.add(name)
  return true
}

/** RFC 4648, 4, with padding. A loop, since a pattern would keep a state for each group. */
function isBase64(text: string): boolean {
  if (text.length % 4 !== 0) return false
  const end = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  for (let i = 0; i < end; i++) {
    const unit = text.charCodeAt(i)
    const known = (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || (unit >= 47 && unit <= 57) || unit === 43
    if (!known) return false
  }
  return true
}

/** The shape of a UCUM code (2.1): printable ASCII without blanks, brackets in pairs, annotations in braces not nested. The unit itself is not looked up. */
function isUnit(text: string): boolean {
  let square = false
  let brace = false
  let round = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 33 || unit > 126) return false
    if (brace) {
      if (unit === 123) return false
      if (unit === 125) brace = false
    } else if (square) {
      if (unit === 91) return false
      if (unit === 93) square = false
    } else if (unit === 123) brace = true
    else if (unit === 91) square = true
    else if (unit === 40) round++
    else if (unit === 125 || unit === 93 || (unit === 41 && --round < 0)) return false
  }
  return !square && !brace && round === 0 && text.length > 0
}
