import type { Site } from '../../../../kernel/ports/protocol.ts'
import type { SocketRoute } from '../../../../kernel/ports/socket.ts'
import { CLOSE } from './close-code.ts'
import { Session, type Endpoint } from './session.ts'

export interface SocketOptions {
  /** Pages of these origins may connect, besides those of the public URL: `https://app.example.com`. */
  readonly origins?: readonly string[]
}

/** The subprotocol of https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md. */
export const SUBPROTOCOL = 'graphql-transport-ws'
/** As that of a body of REST. */
const MESSAGE_LIMIT = 1024 * 1024
const SLOW = { waiting: 1024 * 1024, patience: 10_000, ...CLOSE.slowConsumer }

/** Queries, mutations and subscriptions over one connection, at the path where they are also sent by POST. */
export function socketRoute(site: Site, of: { readonly path: string; readonly endpoint: Endpoint; readonly options: SocketOptions }): SocketRoute {
  const origins = new Set([new URL(site.publicUrl).origin, ...(of.options.origins ?? [])])
  return {
    path: of.path,
    subprotocols: [SUBPROTOCOL],
    messageLimit: MESSAGE_LIMIT,
    slow: SLOW,
    origin: (origin) => origin === undefined || origins.has(origin),
    open: (socket, request) => new Session(socket, request, of.endpoint),
  }
}
