import type { HttpAnswer, HttpRequest, HttpRoute } from '../../kernel/ports/http.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import { type Mount, mountsOf } from '../../wire/mount.ts'
import { notAllowed, options } from '../../wire/otherwise.ts'
import { checkEvents } from './check.ts'
import { poll } from './polling/poll.ts'
import { socketRoutes, type SocketOptions } from './socket/index.ts'
import { openStream } from './sse/open.ts'

const NAME = 'events'
const ALLOW = 'GET, HEAD, OPTIONS'

/** The event log of each version: `/events` by polling, `/events/stream` as Server-Sent Events, `/events/socket` as a WebSocket, as docs/guides/events.md says. */
export function events(options: SocketOptions = {}): Protocol {
  return {
    name: NAME,
    routes: (kernel, site) =>
      mountsOf(kernel, site, { protocol: NAME, documentation: false }).flatMap(({ mount }) => [
        ...readable(mount, `${mount.base}/events`, (request) => poll(mount, request)),
        ...readable(mount, `${mount.base}/events/stream`, (request) => openStream(mount, request)),
      ]),
    sockets: (kernel, site) => socketRoutes(kernel, site, options),
    check: checkEvents,
  }
}

/** A path that can be read and nothing else. */
function readable(mount: Mount, path: string, handle: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>): readonly HttpRoute[] {
  return [
    { method: 'GET', path, handle },
    { method: 'HEAD', path, handle },
    { method: 'OPTIONS', path, handle: (request) => options({ allow: ALLOW }, request) },
    { method: '*', path, handle: (request) => notAllowed(mount, request, ALLOW) },
  ]
}
