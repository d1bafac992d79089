import { ERRORS } from '../../kernel/errors.ts'
import type { Problem } from '../../kernel/outcome.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { SocketRoute } from '../../kernel/ports/socket.ts'
import { handshakeRefusal, type HandshakeRefusal } from './handshake.ts'

/** What stands at the path of a WebSocket for requests that do not become one: they are told why, as HTTP. */
export function noSocketRoutes(
  route: SocketRoute,
  of: { readonly refuse: (problem: Problem, of: { readonly requestId: string; readonly status?: number }) => HttpAnswer; readonly stopping: () => boolean },
): readonly HttpRoute[] {
  const answer = ({ code, status, detail, headers }: HandshakeRefusal, request: HttpRequest): HttpAnswer => {
    const refused = of.refuse({ code, title: ERRORS[code].title, detail }, { requestId: request.requestId, ...(status !== undefined && { status }) })
    return { ...refused, headers: { ...refused.headers, ...headers } }
  }
  return [
    {
      method: 'GET',
      path: route.path,
      handle: (request) => answer(handshakeRefusal(request.headers, route) ?? (of.stopping() ? STOPPING : NO_HANDSHAKE), request),
    },
    {
      method: '*',
      path: route.path,
      handle: (request) =>
        answer({ code: 'method-not-allowed', detail: `There is no ${request.method} here, but: GET, as a WebSocket.`, headers: { allow: 'GET' } }, request),
    },
  ]
}

const STOPPING: HandshakeRefusal = {
  code: 'unavailable',
  detail: 'The server is stopping. Connect again.',
  headers: { 'retry-after': '1', 'connection': 'close' },
}
/** RFC 6455, 4.1: at least HTTP/1.1. */
const NO_HANDSHAKE: HandshakeRefusal = { code: 'malformed', detail: 'An opening handshake is a request of HTTP/1.1.' }
