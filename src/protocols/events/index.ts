import type { Protocol } from '../../kernel/ports/protocol.ts'
import { readable } from '../../wire/document.ts'
import { mountsOf } from '../../wire/mount.ts'
import { asyncapiRoutes } from './asyncapi/index.ts'
import { checkEvents } from './check.ts'
import { cursorRoutes } from './cursors/routes.ts'
import { poll } from './polling/poll.ts'
import { socketRoutes, type SocketOptions } from './socket/index.ts'
import { openStream } from './sse/open.ts'

const NAME = 'events'

export interface EventsOptions extends SocketOptions {
  /** `asyncapi.json` of each version and the page at `/docs/events`, each showing what its reader may see; default true. */
  readonly documentation?: boolean
}

/** The event log of each version: `/events` by polling, `/events/stream` as Server-Sent Events, `/events/socket` as a WebSocket, as docs/guides/events.md says. */
export function events(options: EventsOptions = {}): Protocol {
  return {
    name: NAME,
    routes: (kernel, site) => [
      ...mountsOf(kernel, site, { protocol: NAME, documentation: false }).flatMap(({ mount }) => [
        ...readable(mount, `${mount.base}/events`, (request) => poll(mount, request)),
        ...readable(mount, `${mount.base}/events/stream`, (request) => openStream(mount, request)),
        ...cursorRoutes(mount),
      ]),
      ...((options.documentation ?? true) ? asyncapiRoutes(kernel, site) : []),
    ],
    sockets: (kernel, site) => socketRoutes(kernel, site, options),
    check: checkEvents,
  }
}
