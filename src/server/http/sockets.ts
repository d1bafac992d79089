import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { createRequire } from 'node:module'
import type { Duplex } from 'node:stream'
import type { ServerOptions, WebSocketServer } from 'ws'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { HttpRequest } from '../../kernel/ports/http.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { SocketRoute } from '../../kernel/ports/socket.ts'
import { systemClock } from '../clock.ts'
import { Connection } from './connection.ts'
import { handshakeRefusal, subprotocolOf } from './handshake.ts'

/** How often open sockets are looked at. */
const LOOK_EVERY_MS = 1_000
/** How long a client that was told to go may take to answer that it goes. */
const CLOSE_MS = 5_000
/** Pieces that one message may come in, and pieces of one frame in memory: each costs more than its bytes. Beyond them 1008. */
const MOST_FRAGMENTS = 1_024
const MOST_CHUNKS = 16_384

export interface SocketsOptions {
  readonly routes: readonly SocketRoute[]
  readonly clock: Clock
  readonly log: Log
}

/** What is known of a handshake before it is accepted. */
export interface Handshake extends Pick<HttpRequest, 'url' | 'address' | 'requestId'> {
  readonly path: string
}

/** The WebSockets of one listener: which requests become one, and all that are open. */
export class Sockets {
  readonly #routes: ReadonlyMap<string, SocketRoute>
  readonly #servers = new Map<string, WebSocketServer>()
  readonly #open = new Set<Connection>()
  readonly #clock: Clock
  readonly #log: Log
  readonly #emptied = Promise.withResolvers<void>()
  #looking: (() => void) | undefined
  #stopping = false

  constructor({ routes, clock, log }: SocketsOptions) {
    this.#clock = clock
    this.#log = log
    this.#routes = new Map(routes.map((route) => [route.path, route]))
  }

  get open(): number {
    return this.#open.size
  }

  get stopping(): boolean {
    return this.#stopping
  }

  /** Whether this request becomes a WebSocket; every other one is answered as HTTP, where its path leads. */
  accepts(request: IncomingMessage, path: string): boolean {
    const route = this.#routes.get(path)
    return route !== undefined && !this.#stopping && request.method === 'GET' && handshakeRefusal(request.headers, route) === undefined
  }

  /** Answers 101 and opens the socket; `false` where nothing is left to open. */
  upgrade(request: IncomingMessage, of: { readonly stream: Duplex; readonly head: Buffer; readonly handshake: Handshake }): boolean {
    const { stream, handshake } = of
    const route = this.#routes.get(handshake.path)
    if (!route) return false
    let opened = false
    this.#serverOf(route).handleUpgrade(request, stream, of.head, (ws) => {
      opened = true
      const connection = new Connection(route, { ws, stream, clock: this.#clock, log: this.#log })
      const opening = new Opening(request, handshake)
      this.#open.add(connection)
      connection.open(opening, () => {
        this.#open.delete(connection)
        if (this.#stopping && this.#open.size === 0) this.#emptied.resolve()
        opening.gone()
      })
      this.#look()
    })
    return opened
  }

  /** Nothing is opened any more; who is there finishes and goes. Resolves when all are gone. */
  stop(): Promise<void> {
    this.#stopping = true
    for (const connection of this.#open) connection.stop()
    return this.#open.size === 0 ? Promise.resolve() : this.#emptied.promise
  }

  /** Cuts who is still there. Answers how many. */
  cut(): number {
    this.#looking?.()
    const left = this.#open.size
    for (const connection of this.#open) connection.cut()
    return left
  }

  #serverOf(route: SocketRoute): WebSocketServer {
    const made = this.#servers.get(route.path) ?? serverOf(route)
    this.#servers.set(route.path, made)
    return made
  }

  #look(): void {
    this.#looking ??= this.#clock.after(LOOK_EVERY_MS, () => {
      this.#looking = undefined
      for (const connection of this.#open) connection.look()
      if (this.#open.size > 0) this.#look()
    })
  }
}

// Loaded with the first socket that is opened.
const require = createRequire(import.meta.url)

function serverOf(route: SocketRoute): WebSocketServer {
  // Its types do not know `closeTimeout` yet.
  const options: ServerOptions & { readonly closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    maxPayload: route.messageLimit,
    maxFragments: MOST_FRAGMENTS,
    maxBufferedChunks: MOST_CHUNKS,
    closeTimeout: CLOSE_MS,
    handleProtocols: (offered) => subprotocolOf(offered, route) ?? false,
    // Without a context that is kept between messages: else each client costs a window of 32 KiB for as long as it is there.
    perMessageDeflate: route.deflate === true ? { serverNoContextTakeover: true, clientNoContextTakeover: true } : false,
  }
  const { WebSocketServer: Server } = require('ws') as typeof import('ws')
  return new Server(options)
}

/** The request of a handshake. Routes keep it as long as the socket is open: its signal is made for those that ask for it. */
class Opening implements HttpRequest {
  readonly method = 'GET'
  readonly params = {}
  readonly body = undefined
  readonly url: string
  readonly search: string
  readonly address: string
  readonly requestId: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: readonly string[]
  #abort: AbortController | undefined
  #isGone = false

  constructor(raw: IncomingMessage, { url, address, requestId }: Handshake) {
    const mark = url.indexOf('?')
    this.url = url
    this.search = mark === -1 ? '' : url.slice(mark + 1)
    this.address = address
    this.requestId = requestId
    this.headers = raw.headers
    this.rawHeaders = raw.rawHeaders
  }

  turn(): Promise<void> {
    return systemClock.turn()
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController()
    if (this.#isGone) this.#abort.abort(GONE)
    return this.#abort.signal
  }

  gone(): void {
    this.#isGone = true
    this.#abort?.abort(GONE)
  }
}

const GONE = new Error('The client went away.')
