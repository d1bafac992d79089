import type { IncomingHttpHeaders } from 'node:http'
import type { ErrorCode } from '../../kernel/errors.ts'
import type { SocketRoute } from '../../kernel/ports/socket.ts'

export interface HandshakeRefusal {
  readonly code: ErrorCode
  /** Where it is not that of the code. */
  readonly status?: number
  readonly detail: string
  readonly headers?: { readonly [name: string]: string }
}

/** What is wrong with an opening handshake (RFC 6455, 4.2.1 and 4.2.2); `undefined` where it may be accepted. */
export function handshakeRefusal(headers: IncomingHttpHeaders, route: SocketRoute): HandshakeRefusal | undefined {
  // RFC 9110, 15.5.22: the answer MUST say what to upgrade to; 7.8: together with `Connection: Upgrade`.
  if (headers.upgrade?.toLowerCase() !== 'websocket' || !hasToken(headers.connection, 'upgrade'))
    return { code: 'malformed', status: 426, detail: 'Here is a WebSocket: connect with ws:// or wss://.', headers: UPGRADE }
  if (headers['sec-websocket-version'] !== '13')
    return {
      code: 'malformed',
      status: 426,
      detail: 'Only version 13 of the WebSocket protocol is spoken here (RFC 6455).',
      headers: { ...UPGRADE, 'sec-websocket-version': '13' },
    }
  if (!KEY.test(headers['sec-websocket-key'] ?? ''))
    return { code: 'malformed', detail: 'The header "Sec-WebSocket-Key" is missing or is not 16 bytes in base64 (RFC 6455, 4.1).' }
  if (headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined)
    return { code: 'malformed', detail: 'An opening handshake has no body.' }
  if (!route.origin(headers.origin))
    return {
      code: 'forbidden',
      detail: 'Pages of this origin may not connect. Let the origin in where this protocol is configured, or connect without "Origin".',
    }
  const offered = headers['sec-websocket-protocol']?.split(',').map((name) => name.trim()) ?? []
  if (!offered.every((name) => TOKEN.test(name)) || new Set(offered).size !== offered.length)
    return { code: 'malformed', detail: 'The header "Sec-WebSocket-Protocol" is no list of different names.' }
  if (subprotocolOf(offered, route) === undefined)
    return { code: 'malformed', detail: `Offer a subprotocol that is spoken here: "Sec-WebSocket-Protocol: ${route.subprotocols.join(', ')}".` }
  return undefined
}

/** The one that is spoken: the first of ours that was offered. */
export function subprotocolOf(offered: Iterable<string>, route: SocketRoute): string | undefined {
  const names = new Set(offered)
  return route.subprotocols.find((name) => names.has(name))
}

function hasToken(header: string | undefined, token: string): boolean {
  return header !== undefined && header.split(',').some((one) => one.trim().toLowerCase() === token)
}

const UPGRADE = { connection: 'upgrade', upgrade: 'websocket' }
const KEY = /^[+/0-9A-Za-z]{22}==$/
const TOKEN = /^[!#$%&'*+\-.0-9A-Z^_`|a-z~]+$/
