import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { ERRORS, type ErrorCode } from '../../kernel/errors.ts'
import type { Problem } from '../../kernel/outcome.ts'
import type { HttpAnswer } from '../../kernel/ports/http.ts'

// An `import` of node:http loads Node's own undici with it (a getter among its exports): 50 ms of a start.
const { STATUS_CODES } = process.getBuiltinModule('node:http')

/**
 * Answers what the HTTP parser could not read, or what did not arrive in time, and ends the connection: after a broken
 * message nobody knows where the next one begins (RFC 9112, 6.3 and 11.2).
 */
export function answerBrokenHttp(of: {
  readonly error: Error & { readonly code?: string; readonly reason?: string }
  readonly socket: Socket & { readonly _httpMessage?: ServerResponse | null }
  readonly requestId: string
  readonly refuse: (problem: Problem, of: { readonly requestId: string; readonly status?: number }) => HttpAnswer
}): void {
  const { error, socket } = of
  const current = socket._httpMessage
  // An answer has begun, or an earlier request on this connection still waits for its own: ours would be taken for it.
  if (error.code === 'ECONNRESET' || !socket.writable || (current && (current.headersSent || current.req.complete))) {
    socket.destroy()
    return
  }
  const { code, status, detail } = meaning(error)
  const answer = of.refuse({ code, title: ERRORS[code].title, detail }, { requestId: of.requestId, ...(status !== undefined && { status }) })
  const body = typeof answer.body === 'string' ? answer.body : ''
  const lines = [`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}`]
  for (const [name, value] of Object.entries(answer.headers)) lines.push(`${name}: ${String(value)}`)
  lines.push(`content-length: ${Buffer.byteLength(body)}`, 'connection: close', '', body)
  socket.end(lines.join('\r\n'))
  socket.once('finish', () => socket.destroySoon())
}

function meaning(error: Error & { readonly code?: string; readonly reason?: string }): { code: ErrorCode; status?: number; detail: string } {
  switch (error.code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { code: 'timeout', detail: 'The request did not arrive in time.' }
    case 'HPE_HEADER_OVERFLOW':
      return { code: 'too-large', status: 431, detail: 'The header fields are larger than allowed.' }
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { code: 'too-large', detail: 'The chunk extensions are larger than allowed.' }
    default:
      return { code: 'malformed', detail: `The request is not valid HTTP/1.1${error.reason !== undefined && error.reason !== '' ? `: ${error.reason}` : ''}.` }
  }
}
