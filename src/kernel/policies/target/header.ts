/** RFC 9110, 5.6.2: a token; lower case, so that one name is not given twice. */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/
/** RFC 9110, 5.5: visible characters, spaces, tabs and obs-text. CR, LF and NUL would end the field and begin another. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

/** What belongs to the connection and the framing of the message (RFC 9110, 7.6.1; RFC 9112, 6) is ours to say. */
const OURS: ReadonlySet<string> = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/** Rule: a header that somebody else wrote sets a field of the message and nothing besides. `undefined` where it may be sent. */
export function headerProblem(name: string, value: string): string | undefined {
  if (!NAME.test(name)) return `'${shown(name)}' is no name of a header in lower case.`
  if (OURS.has(name)) return `The header '${name}' is set by the connection and cannot be given.`
  return VALUE.test(value) ? undefined : `The value of the header '${name}' has a line break or another character that a header cannot hold.`
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 40)).slice(1, -1)
}
