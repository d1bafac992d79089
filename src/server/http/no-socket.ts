import { ERRORS } from '../../kernel/errors.ts'
import type { Problem } from '../../kernel/outcome.ts'
import type { HttpAnswer, HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { SocketRoute } from '../../kernel/ports/socket.ts'
import { handshakeRefusal, type HandshakeRefusal } from './handshake.ts'

interface Refusing {
  readonly refuse: (problem: Problem, of: { readonly requestId: string; readonly status?: number }) => HttpAnswer
  readonly stopping: () => boolean
}

/** Routes over HTTP, and what stands at the paths of WebSockets for requests that do not become one: they are told why, as HTTP. */
export function besideSockets(routes: readonly HttpRoute[], sockets: readonly SocketRoute[], of: Refusing): readonly HttpRoute[] {
  const byPath = new Map(sockets.map((route) => [route.path, route]))
  const beside = routes.map((route): HttpRoute => {
    const socket = route.method === 'GET' ? byPath.get(route.path) : undefined
    if (!socket) return route
    // Who wants a WebSocket here is told why there is none; all else is the route's.
    return { ...route, handle: (request) => (request.headers.upgrade?.toLowerCase() === 'websocket' ? refused(socket, request, of) : route.handle(request)) }
  })
  const taken = new Set(routes.map(({ method, path }) => `${method} ${path}`))
  return [...beside, ...sockets.flatMap((route) => noSocketRoutes(route, of)).filter(({ method, path }) => !taken.has(`${method} ${path}`))]
}

function refused(route: SocketRoute, request: HttpRequest, of: Refusing): HttpAnswer {
  return answerOf(handshakeRefusal(request.headers, route) ?? (of.stopping() ? STOPPING : NO_HANDSHAKE), request, of)
}

function answerOf({ code, status, detail, headers }: HandshakeRefusal, request: HttpRequest, of: Refusing): HttpAnswer {
  const answer = of.refuse({ code, title: ERRORS[code].title, detail }, { requestId: request.requestId, ...(status !== undefined && { status }) })
  return { ...answer, headers: { ...answer.headers, ...headers } }
}

function noSocketRoutes(route: SocketRoute, of: Refusing): readonly HttpRoute[] {
  return [
    { method: 'GET', path: route.path, handle: (request) => refused(route, request, of) },
    {
      method: '*',
      path: route.path,
      handle: (request) =>
        answerOf(
          { code: 'method-not-allowed', detail: `There is no ${request.method} here, but: GET, as a WebSocket.`, headers: { allow: 'GET' } },
          request,
          of,
        ),
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
