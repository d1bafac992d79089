/**
 * A text that matches a pattern, for examples: `^PO-[0-9]{8}$` → `PO-00000001`. Knows literals, classes, groups,
 * alternatives and counts; answers `undefined` for what it cannot say, and never a text that does not match.
 */
export function patternSample(pattern: string, bounds: { readonly minLength?: number; readonly maxLength?: number } = {}): string | undefined {
  const reader = { pattern, at: 0 }
  const made = alternatives(reader)
  if (made === undefined || reader.at < pattern.length) return undefined
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = bounds
  const candidates = [made.replace(/0(?!.*0)/, '1'), made]
  return candidates.find((text) => new RegExp(pattern, 'u').test(text) && text.length >= minLength && text.length <= maxLength)
}

interface Reader {
  readonly pattern: string
  at: number
}

/** The first alternative counts; the others are only read past. */
function alternatives(reader: Reader): string | undefined {
  const first = sequence(reader)
  while (reader.pattern[reader.at] === '|') {
    reader.at++
    if (sequence(reader) === undefined) return undefined
  }
  return first
}

function sequence(reader: Reader): string | undefined {
  let out = ''
  while (reader.at < reader.pattern.length && !'|)'.includes(reader.pattern.charAt(reader.at))) {
    const piece = atom(reader)
    if (piece === undefined) return undefined
    const times = count(reader)
    if (times === undefined) return undefined
    out += piece.repeat(times)
  }
  return out
}

function atom(reader: Reader): string | undefined {
  const character = reader.pattern.charAt(reader.at++)
  switch (character) {
    case '^':
    case '$':
      return ''
    case '.':
      return 'a'
    case '[':
      return characterClass(reader)
    case '(': {
      if (reader.pattern.startsWith('?:', reader.at)) reader.at += 2
      else if (reader.pattern[reader.at] === '?') return undefined
      const inner = alternatives(reader)
      return reader.pattern[reader.at++] === ')' ? inner : undefined
    }
    case '\\':
      return escaped(reader)
    case '*':
    case '+':
    case '?':
    case '{':
      return undefined
    default:
      return character
  }
}

function escaped(reader: Reader): string | undefined {
  const character = reader.pattern.charAt(reader.at++)
  if (character === 'd') return '0'
  if (character === 'w') return 'a'
  if (character === 's') return ' '
  return /[a-zA-Z0-9]/.test(character) ? undefined : character
}

function characterClass(reader: Reader): string | undefined {
  if (reader.pattern[reader.at] === '^') return undefined
  const first = reader.pattern[reader.at] === '\\' ? (reader.at++, escaped(reader)) : reader.pattern.charAt(reader.at++)
  const end = reader.pattern.indexOf(']', reader.at)
  if (end < 0) return undefined
  reader.at = end + 1
  return first
}

function count(reader: Reader): number | undefined {
  const rest = reader.pattern.slice(reader.at)
  const braces = /^\{([0-9]+)(?:,([0-9]*))?\}/.exec(rest)
  if (braces) {
    reader.at += braces[0].length
    return Math.min(Math.max(Number(braces[1]), braces[2] === undefined ? 0 : Math.min(1, Number(braces[2] || 1))), 200)
  }
  const mark = rest[0]
  if (mark === '*' || mark === '?' || mark === '+') {
    reader.at++
    return mark === '?' ? 0 : 1
  }
  return 1
}
