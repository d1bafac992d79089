import { XmlError } from './error.ts'

/**
 * Character data (XML 1.0, 2.4). `>` is escaped too, so that no `]]>` appears, and CR, which a reader would make a line
 * feed (2.11). Throws an `XmlError` for what XML has no words for (2.2): U+0000 to U+001F beside tab, line feed and
 * carriage return, U+FFFE, U+FFFF, and lone surrogates.
 */
export function escapeText(text: string): string {
  return SPECIAL.test(text) ? text.replace(SPECIAL_ALL, escaped) : text
}

/** The value of an attribute, without its quotes, which may be either. Line ends and tabs are kept by reference (XML 1.0, 3.3.3). */
export function escapeAttribute(text: string): string {
  return SPECIAL_VALUE.test(text) ? text.replace(SPECIAL_VALUE_ALL, escaped) : text
}

/** U+FFFD for each character that XML 1.0 has no words for (2.2). */
export function replaceUnsayable(text: string): string {
  return UNSAYABLE.test(text) ? text.replace(UNSAYABLE_ALL, '\ufffd') : text
}

const UNSAYABLE = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]/
const UNSAYABLE_ALL = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const SPECIAL = /[&<>\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]/
const SPECIAL_ALL = /[&<>\r]|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g
const SPECIAL_VALUE = /[&<>"'\x00-\x1f\ud800-\udfff\ufffe\uffff]/
const SPECIAL_VALUE_ALL = /[&<>"'\t\n\r]|[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g

function escaped(character: string): string {
  switch (character) {
    case '&':
      return '&amp;'
    case '<':
      return '&lt;'
    case '>':
      return '&gt;'
    case '"':
      return '&quot;'
    case "'":
      return '&apos;'
    case '\t':
      return '&#9;'
    case '\n':
      return '&#10;'
    case '\r':
      return '&#13;'
    default: {
      const code = character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
      throw new XmlError('malformed', `XML 1.0 cannot say the character U+${code}.`)
    }
  }
}
