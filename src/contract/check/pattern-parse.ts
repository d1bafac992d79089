/** A regular expression, as far as it matters which characters can follow which. */
export type Node =
  | { readonly is: 'set'; readonly set: CharSet }
  | { readonly is: 'all'; readonly of: readonly Node[] }
  | { readonly is: 'any'; readonly of: readonly Node[] }
  | { readonly is: 'repeat'; readonly of: Node; readonly least: number; readonly most: number }

/** Ranges of code points, both ends included. */
export type CharSet = readonly (readonly [number, number])[]

const LAST = 0x10ffff
const ANY: CharSet = [[0, LAST]]
const EMPTY: Node = { is: 'all', of: [] }
const CLASSES: { readonly [letter: string]: CharSet } = {
  d: [[48, 57]],
  w: [
    [48, 57],
    [65, 90],
    [95, 95],
    [97, 122],
  ],
  s: [
    [9, 13],
    [32, 32],
    [160, 160],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ],
}
const CONTROLS: { readonly [letter: string]: number } = { n: 10, r: 13, t: 9, v: 11, f: 12, 0: 0 }

/**
 * Parses what `new RegExp(source, 'u')` has accepted. Answers several trees: what stands in a look-around is matched on
 * its own. A back reference counts as nothing, a property escape as any character.
 */
export function parsePattern(source: string): readonly Node[] {
  const reader: Reader = { text: Array.from(source), at: 0, apart: [] }
  const whole = alternatives(reader)
  return [whole, ...reader.apart]
}

interface Reader {
  readonly text: readonly string[]
  at: number
  readonly apart: Node[]
}

function peek(reader: Reader, ahead = 0): string | undefined {
  return reader.text[reader.at + ahead]
}
function take(reader: Reader, expected: string): boolean {
  const points = Array.from(expected)
  if (!points.every((point, i) => peek(reader, i) === point)) return false
  reader.at += points.length
  return true
}

function alternatives(reader: Reader): Node {
  const of = [sequence(reader)]
  while (take(reader, '|')) of.push(sequence(reader))
  return of.length === 1 && of[0] ? of[0] : { is: 'any', of }
}

function sequence(reader: Reader): Node {
  const of: Node[] = []
  for (let next = peek(reader); next !== undefined && next !== '|' && next !== ')'; next = peek(reader)) of.push(quantified(reader, atom(reader)))
  return { is: 'all', of }
}

function quantified(reader: Reader, of: Node): Node {
  let least = 1
  let most = 1
  if (take(reader, '*')) [least, most] = [0, Infinity]
  else if (take(reader, '+')) [least, most] = [1, Infinity]
  else if (take(reader, '?')) [least, most] = [0, 1]
  else if (take(reader, '{')) {
    least = digits(reader)
    most = take(reader, ',') ? (peek(reader) === '}' ? Infinity : digits(reader)) : least
    take(reader, '}')
  } else return of
  // Lazy: the same texts, in another order.
  take(reader, '?')
  return { is: 'repeat', of, least, most }
}

function digits(reader: Reader): number {
  let text = ''
  for (let next = peek(reader); next !== undefined && next >= '0' && next <= '9'; next = peek(reader)) {
    text += next
    reader.at++
  }
  return Number(text)
}

function atom(reader: Reader): Node {
  if (take(reader, '^') || take(reader, '$')) return EMPTY
  if (take(reader, '.')) return { is: 'set', set: ANY }
  if (take(reader, '[')) return { is: 'set', set: charClass(reader) }
  if (take(reader, '(')) return group(reader)
  if (take(reader, '\\')) {
    const next = peek(reader) ?? ''
    if (next === 'b' || next === 'B' || (next >= '1' && next <= '9')) {
      reader.at++
      digits(reader)
      return EMPTY
    }
    if (take(reader, 'k<')) {
      while (peek(reader) !== undefined && !take(reader, '>')) reader.at++
      return EMPTY
    }
    return { is: 'set', set: escaped(reader) }
  }
  const point = peek(reader)?.codePointAt(0) ?? 0
  reader.at++
  return { is: 'set', set: [[point, point]] }
}

function group(reader: Reader): Node {
  const look = take(reader, '?=') || take(reader, '?!') || take(reader, '?<=') || take(reader, '?<!')
  if (!look && !take(reader, '?:') && take(reader, '?<')) while (peek(reader) !== undefined && !take(reader, '>')) reader.at++
  const inner = alternatives(reader)
  take(reader, ')')
  if (!look) return inner
  reader.apart.push(inner)
  return EMPTY
}

function charClass(reader: Reader): CharSet {
  const negated = take(reader, '^')
  const ranges: (readonly [number, number])[] = []
  while (peek(reader) !== undefined && !take(reader, ']')) {
    const low = member(reader)
    const single = low.length === 1 && low[0] && low[0][0] === low[0][1] ? low[0][0] : undefined
    if (single !== undefined && peek(reader) === '-' && peek(reader, 1) !== ']') {
      reader.at++
      const high = member(reader)
      ranges.push([single, high[0]?.[1] ?? single])
    } else ranges.push(...low)
  }
  return negated ? complement(ranges) : ranges
}

function member(reader: Reader): CharSet {
  if (take(reader, '\\')) return take(reader, 'b') ? [[8, 8]] : escaped(reader)
  const point = peek(reader)?.codePointAt(0) ?? 0
  reader.at++
  return [[point, point]]
}

/** Behind a backslash. */
function escaped(reader: Reader): CharSet {
  const letter = peek(reader) ?? ''
  reader.at++
  const known = CLASSES[letter.toLowerCase()]
  if (known) return letter === letter.toLowerCase() ? known : complement(known)
  if (letter === 'p' || letter === 'P') {
    while (peek(reader) !== undefined && !take(reader, '}')) reader.at++
    return ANY
  }
  const point =
    letter === 'u' ? unicode(reader) : letter === 'x' ? hex(reader, 2) : letter === 'c' ? control(reader) : (CONTROLS[letter] ?? letter.codePointAt(0) ?? 0)
  return [[point, point]]
}

function unicode(reader: Reader): number {
  if (!take(reader, '{')) {
    const unit = hex(reader, 4)
    const low = unit >= 0xd800 && unit <= 0xdbff && take(reader, '\\u') ? hex(reader, 4) : undefined
    return low === undefined ? unit : (unit - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000
  }
  let text = ''
  while (peek(reader) !== undefined && !take(reader, '}')) {
    text += peek(reader)
    reader.at++
  }
  return Number.parseInt(text, 16)
}

function hex(reader: Reader, length: number): number {
  const text = reader.text.slice(reader.at, reader.at + length).join('')
  reader.at += length
  return Number.parseInt(text, 16)
}

function control(reader: Reader): number {
  const point = (peek(reader)?.codePointAt(0) ?? 0) % 32
  reader.at++
  return point
}

function complement(ranges: CharSet): CharSet {
  const out: (readonly [number, number])[] = []
  let from = 0
  for (const [low, high] of ranges.toSorted((a, b) => a[0] - b[0])) {
    if (low > from) out.push([from, low - 1])
    from = Math.max(from, high + 1)
  }
  if (from <= LAST) out.push([from, LAST])
  return out
}
