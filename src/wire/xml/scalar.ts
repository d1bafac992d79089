import type { Schema } from '../../contract/schema.ts'

/**
 * The JSON value that the text of an element stands for, the same that REST would be given; where it stands for none the
 * text stays, and validation says so. White space around anything but text is none of its value (XML Schema Part 2,
 * 4.3.6: collapse).
 */
export function scalarOf(text: string, schema: Schema): string | number | boolean {
  switch (schema.kind) {
    case 'string':
    case 'ref':
      return text
    case 'enum':
    case 'state':
      return schema.values.includes(text) ? text : trimmed(text)
    case 'boolean': {
      const word = trimmed(text)
      return word === 'true' || word === '1' ? true : word === 'false' || word === '0' ? false : word
    }
    case 'integer': {
      const word = trimmed(text)
      return INTEGER.test(word) && Number.isSafeInteger(Number(word)) ? Number(word) : word
    }
    case 'float': {
      const word = trimmed(text)
      return DOUBLE.test(word) && Number.isFinite(Number(word)) ? Number(word) : word
    }
    case 'decimal':
      return decimalOf(trimmed(text))
    case 'bytes':
      return text.replace(/[ \t\r\n]+/g, '')
    default:
      return trimmed(text)
  }
}

function trimmed(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')
}

/** xs:decimal (XML Schema Part 2, 3.2.3.1) has `+1`, `007`, `.5` and `1.`; JSON has one form. Zeros behind the point stay. */
function decimalOf(word: string): string {
  if (PLAIN.test(word)) return word
  const match = DECIMAL.exec(word)
  if (!match) return word
  const [, sign = '', whole = '', fraction = ''] = match
  return `${sign === '-' ? '-' : ''}${whole.replace(/^0+(?=.)/, '') || '0'}${fraction.length > 1 ? fraction : ''}`
}

const INTEGER = /^[+-]?[0-9]{1,40}$/
const DOUBLE = /^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/
const PLAIN = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/
const DECIMAL = /^([+-]?)(?=\.?[0-9])([0-9]*)(\.[0-9]*)?$/
