import { DecodeError } from './error.ts'

export interface ScanLimits {
  readonly maxDepth: number
  readonly maxKeys: number
}

/**
 * Reads a JSON text from end to end (RFC 8259) without building its value and throws a `DecodeError` that says what is
 * wrong and where: grammar, duplicate keys (RFC 8259, 4: "names SHOULD be unique"; which one wins differs between
 * parsers, so a proxy and we could read two different orders), depth, number of keys, numbers that a double cannot hold
 * (RFC 7493, 2.2), keys that reach a prototype.
 */
export function scan(text: string, limits: ScanLimits): void {
  const at: Cursor = { text, offset: 0, keys: 0, path: [], limits }
  space(at)
  value(at, 0)
  space(at)
  if (at.offset < text.length) fail(at, `Nothing may follow the value, but ${shown(at)} does`)
}

interface Cursor {
  readonly text: string
  offset: number
  keys: number
  readonly path: (string | number)[]
  readonly limits: ScanLimits
}

function value(at: Cursor, depth: number): void {
  const c = at.text.charCodeAt(at.offset)
  if (c === QUOTE) string(at)
  else if (c === OPEN_OBJECT) object(at, depth + 1)
  else if (c === OPEN_LIST) list(at, depth + 1)
  else if (c === MINUS || isDigit(c)) number(at)
  else if (!word(at, 'true') && !word(at, 'false') && !word(at, 'null')) fail(at, `A value is expected, but there is ${shown(at)}`)
}

function object(at: Cursor, depth: number): void {
  enter(at, depth)
  if (take(at, CLOSE_OBJECT)) return
  const names = new Set<string>()
  for (;;) {
    const start = at.offset
    if (at.text.charCodeAt(start) !== QUOTE) fail(at, `A key in double quotes is expected, but there is ${shown(at)}`)
    const name = string(at)
    at.path.push(name)
    if (names.has(name)) fail(at, `The key '${name}' occurs twice in one object`, start)
    if (name === '__proto__') fail(at, "The key '__proto__' is not accepted", start)
    if (name === 'prototype' && at.path.at(-2) === 'constructor') fail(at, "The keys 'constructor' and 'prototype' are not accepted in each other", start)
    names.add(name)
    if (++at.keys > at.limits.maxKeys) fail(at, `More than ${at.limits.maxKeys} keys`, start)
    space(at)
    if (!take(at, COLON)) fail(at, `A ':' is expected behind the key '${name}', but there is ${shown(at)}`)
    value(at, depth)
    at.path.pop()
    space(at)
    if (take(at, CLOSE_OBJECT)) return
    if (!take(at, COMMA)) fail(at, `A ',' or '}' is expected, but there is ${shown(at)}`)
  }
}

function list(at: Cursor, depth: number): void {
  enter(at, depth)
  if (take(at, CLOSE_LIST)) return
  for (let i = 0; ; i++) {
    at.path.push(i)
    value(at, depth)
    at.path.pop()
    space(at)
    if (take(at, CLOSE_LIST)) return
    if (!take(at, COMMA)) fail(at, `A ',' or ']' is expected, but there is ${shown(at)}`)
  }
}

function enter(at: Cursor, depth: number): void {
  if (depth > at.limits.maxDepth) fail(at, `The value is nested more than ${at.limits.maxDepth} deep`)
  at.offset++
  space(at)
}

/** Moves behind the closing quote and answers what the string says. */
function string(at: Cursor): string {
  const { text } = at
  const start = at.offset
  let escaped = false
  for (let i = start + 1; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (c === QUOTE) {
      at.offset = i + 1
      return escaped ? String(JSON.parse(text.slice(start, i + 1))) : text.slice(start + 1, i)
    }
    if (c < 0x20) fail(at, 'A line break, tab or other control character in a string must be escaped', i)
    if (c !== BACKSLASH) continue
    escaped = true
    const next = text[++i] ?? ''
    if (next === 'u') {
      if (!/^[0-9a-fA-F]{4}$/.test(text.slice(i + 1, i + 5))) fail(at, "Four hexadecimal digits are expected behind '\\u'", i - 1)
      i += 4
    } else if (next === '' || !'"\\/bfnrt'.includes(next)) fail(at, `'\\${next}' is not an escape of JSON`, i - 1)
  }
  return fail(at, 'A string is not closed', start)
}

function number(at: Cursor): void {
  const start = at.offset
  NUMBER.lastIndex = start
  const found = NUMBER.exec(at.text)
  if (!found) return fail(at, 'A number is not complete', start)
  const [literal, whole = '', fraction = '', exponent] = found
  at.offset = start + literal.length
  const after = at.text.charCodeAt(at.offset)
  if (isDigit(after)) fail(at, 'A number may not begin with 0', start)
  if (after === DOT || (after | 0x20) === LETTER_E) fail(at, 'A number is not complete', start)
  if (!isExact(literal, whole + fraction, Number(exponent ?? 0) - fraction.length)) {
    fail(
      at,
      `The number ${literal.length > 40 ? `${literal.slice(0, 40)}…` : literal} does not fit a double without loss: send it as a string where the contract has a decimal`,
      start,
    )
  }
}

/**
 * Whether a double prints the same digits again: whatever is answered as a number may be sent back. (That an integer of the
 * contract lies within ±(2^53 − 1), RFC 7493, 2.2, its own check says.)
 */
function isExact(literal: string, digits: string, power: number): boolean {
  const parsed = Number(literal)
  if (!Number.isFinite(parsed)) return false
  const given = digits.replace(/^0+/, '')
  if (given === '' || parsed === 0) return given === ''
  const [mantissa = '', exponent] = Math.abs(parsed).toExponential().split('e')
  return mantissa.replace('.', '') === given.replace(/0+$/, '') && Number(exponent) === given.length - 1 + power
}

function word(at: Cursor, literal: string): boolean {
  if (!at.text.startsWith(literal, at.offset)) return false
  at.offset += literal.length
  return true
}

function take(at: Cursor, c: number): boolean {
  if (at.text.charCodeAt(at.offset) !== c) return false
  at.offset++
  space(at)
  return true
}

function space(at: Cursor): void {
  for (;;) {
    const c = at.text.charCodeAt(at.offset)
    if (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09) return
    at.offset++
  }
}

function shown(at: Cursor): string {
  const character = at.text.codePointAt(at.offset)
  if (character === undefined) return 'the end'
  return character < 0x20 || (character >= 0x7f && character < 0xa0) || (character >= 0xd800 && character <= 0xdfff)
    ? `U+${character.toString(16).toUpperCase().padStart(4, '0')}`
    : `'${String.fromCodePoint(character)}'`
}

function fail(at: Cursor, reason: string, offset = at.offset): never {
  const before = at.text.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - before.lastIndexOf('\n')
  const pointer = at.path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
  throw new DecodeError(`${reason}, at line ${line}, column ${column}.`, offset, pointer)
}

function isDigit(c: number): boolean {
  return c >= 0x30 && c <= 0x39
}

const NUMBER = /-?(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?/y
const [QUOTE, BACKSLASH, OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST, COLON, COMMA, MINUS, DOT, LETTER_E] = [
  0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d, 0x3a, 0x2c, 0x2d, 0x2e, 0x65,
]
