import type { Kernel } from '../../../kernel/kernel.ts'
import type { Site } from '../../../kernel/ports/protocol.ts'
import type { SocketRoute } from '../../../kernel/ports/socket.ts'
import { mountsOf } from '../../../wire/mount.ts'
import { CLOSE } from './close-code.ts'
import { eventFrames } from './event-frame.ts'
import { Session } from './session.ts'

export interface SocketOptions {
  /** Pages of these origins may connect, besides those of the public URL: `https://app.example.com`. */
  readonly origins?: readonly string[]
  /**
   * Clients may compress what they send (permessage-deflate); default `false`: what they send is short, and each message that
   * is not costs a window of memory and a trip to the thread pool. What is sent to them is never compressed: one frame goes to all.
   */
  readonly deflate?: boolean
}

/** For the audit trail and the metrics. */
const PROTOCOL = 'websocket'
/** The name to offer in `Sec-WebSocket-Protocol`. */
export const SUBPROTOCOL = 'busbar.v1'
/** As that of a body of REST. */
const MESSAGE_LIMIT = 1024 * 1024
const SLOW = { waiting: 1024 * 1024, patience: 10_000, ...CLOSE.slowConsumer }

/** `/api/v1/events/socket`: calls and events over one connection, as docs/reference/websocket.md says. */
export function socketRoutes(kernel: Kernel, site: Site, options: SocketOptions = {}): readonly SocketRoute[] {
  const origins = new Set([new URL(site.publicUrl).origin, ...(options.origins ?? [])])
  return mountsOf(kernel, site, { protocol: PROTOCOL, documentation: false }).map(({ mount }): SocketRoute => {
    const endpoint = { mount, frames: eventFrames(mount.url) }
    return {
      path: `${mount.base}/events/socket`,
      subprotocols: [SUBPROTOCOL],
      messageLimit: MESSAGE_LIMIT,
      deflate: options.deflate ?? false,
      slow: SLOW,
      origin: (origin) => origin === undefined || origins.has(origin),
      open(socket, request) {
        const session = new Session(socket, request, endpoint)
        session.start()
        return session
      },
    }
  })
}
