import { parsePattern, type CharSet, type Node } from '../../../contract/check/pattern-parse.ts'

/**
 * An ECMAScript pattern in the words of XML Schema (Part 2, appendix F), where it means the whole text without anchors.
 * `undefined` where it has what those words lack (look-around, back references, word boundaries, Unicode properties,
 * anchors in the middle) or needs a character that XML has not. It never refuses what the pattern takes; a `.` may take a
 * line end more.
 */
export function xsdPattern(source: string): string | undefined {
  const anchors = anchorsOf(source)
  if (!anchors) return undefined
  const inner = source.slice(anchors.start ? 1 : 0, anchors.end ? -1 : undefined)
  const [tree, ...apart] = parsePattern(inner)
  if (!tree || apart.length > 0) return undefined
  const body = printed(tree)
  if (body === undefined) return undefined
  const whole = tree.is === 'any' && (!anchors.start || !anchors.end) ? `(${body})` : body
  return `${anchors.start ? '' : `${ANYTHING}*`}${whole}${anchors.end ? '' : `${ANYTHING}*`}`
}

const ANYTHING = '[\\s\\S]'

/** Which ends are anchored; `undefined` where the pattern cannot be said. */
function anchorsOf(source: string): { readonly start: boolean; readonly end: boolean } | undefined {
  let start = false
  let end = false
  let inClass = false
  let depth = 0
  let alternatives = false
  for (let i = 0; i < source.length; i++) {
    const c = source[i]
    if (c === '\\') {
      const next = source[++i] ?? ''
      if (/[kpP1-9]/.test(next) || (!inClass && /[bB]/.test(next))) return undefined
    } else if (inClass) inClass = c !== ']'
    else if (c === '[') inClass = true
    else if (c === '(') {
      if (/^\((?:\?[=!]|\?<[=!])/.test(source.slice(i, i + 4))) return undefined
      depth++
    } else if (c === ')') depth--
    else if (c === '|' && depth === 0) alternatives = true
    else if (c === '^') {
      if (i > 0) return undefined
      start = true
    } else if (c === '$') {
      if (i < source.length - 1) return undefined
      end = true
    }
  }
  // `^a|b$` is anchored on one side of each alternative.
  return alternatives && (start || end) ? undefined : { start, end }
}

function printed(node: Node): string | undefined {
  switch (node.is) {
    case 'set':
      return printedSet(node.set)
    case 'all': {
      const parts = node.of.map((part) => (part.is === 'any' ? wrapped(printed(part)) : printed(part)))
      return parts.includes(undefined) ? undefined : parts.join('')
    }
    case 'any': {
      const parts = node.of.map(printed)
      return parts.includes(undefined) ? undefined : parts.join('|')
    }
    case 'repeat': {
      const body = printed(node.of)
      if (body === undefined) return undefined
      return `${node.of.is === 'set' ? body : `(${body})`}${quantifier(node.least, node.most)}`
    }
  }
}

function wrapped(body: string | undefined): string | undefined {
  return body === undefined ? undefined : `(${body})`
}

function quantifier(least: number, most: number): string {
  if (most === Infinity) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`
  if (least === 0 && most === 1) return '?'
  return least === most ? (least === 1 ? '' : `{${least}}`) : `{${least},${most}}`
}

/** XML 1.0, 2.2. */
const CHARACTERS: CharSet = [
  [0x09, 0x0a],
  [0x0d, 0x0d],
  [0x20, 0xd7ff],
  [0xe000, 0xfffd],
  [0x10000, 0x10ffff],
]

function printedSet(set: CharSet): string | undefined {
  const [first] = set
  if (set.length === 1 && first?.[0] === 0 && first[1] === 0x10ffff) return ANYTHING
  const ranges = set.flatMap(([low, high]) =>
    CHARACTERS.flatMap(([from, to]) => (low <= to && high >= from ? [[Math.max(low, from), Math.min(high, to)] as const] : [])),
  )
  const [only] = ranges
  if (!only) return undefined
  if (ranges.length === 1 && only[0] === only[1]) return character(only[0], META)
  return `[${ranges.map(([low, high]) => printedRange(low, high)).join('')}]`
}

/** Escapes stand on their own: not every processor reads them as an end of a range. */
function printedRange(low: number, high: number): string {
  const first = character(low, CLASS_META)
  if (low === high) return first
  if (first.startsWith('\\')) return first + printedRange(low + 1, high)
  const last = character(high, CLASS_META)
  if (last.startsWith('\\')) return printedRange(low, high - 1) + last
  return high === low + 1 ? first + last : `${first}-${last}`
}

const META = '\\|.?*+(){}[]^'
const CLASS_META = '\\-[]^'

function character(code: number, meta: string): string {
  if (code === 0x0a) return '\\n'
  if (code === 0x0d) return '\\r'
  if (code === 0x09) return '\\t'
  const text = String.fromCodePoint(code)
  return meta.includes(text) ? `\\${text}` : text
}
