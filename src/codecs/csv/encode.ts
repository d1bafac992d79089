/**
 * One cell (RFC 4180, 2.5 to 2.7). Text that a spreadsheet would run as a formula gets an apostrophe before it
 * (OWASP, CSV injection; ASVS 5.0, 1.2.10); an empty text is written in quotes, so that it differs from no value.
 */
export function textCell(text: string): string {
  if (text === '') return '""'
  const safe = FORMULA.test(text) ? `'${text}` : text
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** A number: a sign at its front is no formula. Anything else is written as text. */
export function numberCell(text: string): string {
  return NUMBER.test(text) ? text : textCell(text)
}

/** RFC 4180, 2.1: lines end with CR LF. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.join(',')}\r\n`
}

const FORMULA = /^[=+\-@\t\r\n]/
const QUOTED = /[",\r\n]/
const NUMBER = /^-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/
