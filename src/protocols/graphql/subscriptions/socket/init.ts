import type { Credential } from '../../../../kernel/call.ts'

/** Names of headers that a client may put into the payload of `connection_init`, since a browser cannot send them with a handshake. */
const NAMES: ReadonlySet<string> = new Set(['authorization', 'apikey', 'x-api-key'])

/**
 * The credential in the payload of `connection_init`: `{ "Authorization": "Bearer bb_…" }` or `{ "apiKey": "bb_…" }`, names in
 * any case. `undefined`: there is none. A text: what is wrong with it.
 */
export function credentialIn(payload: { readonly [name: string]: unknown } | undefined): Credential | string | undefined {
  const found = Object.entries(payload ?? {}).filter(([name, value]) => NAMES.has(name.toLowerCase()) && value !== undefined && value !== null)
  const [first, second] = found
  if (!first) return undefined
  if (second) return 'There are two credentials: send Authorization or apiKey'
  const [name, value] = first
  if (typeof value !== 'string') return `'${name.slice(0, 20)}' must be a text`
  if (name.toLowerCase() !== 'authorization') return { kind: 'key', key: value.trim() }
  const bearer = /^bearer +(.*)$/i.exec(value.trim())
  return bearer ? { kind: 'key', key: bearer[1] ?? '' } : "'Authorization' must be: Bearer bb_…"
}
