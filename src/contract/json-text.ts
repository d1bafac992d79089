/** Printable ASCII that JSON writes as it is: asking costs a third of `JSON.stringify`, and most names and values are. */
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/

export function isPlain(text: string): boolean {
  return PLAIN.test(text)
}

/** `JSON.stringify` of a text. */
export function textJson(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text)
}
