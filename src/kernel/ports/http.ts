import type { IncomingHttpHeaders } from 'node:http'

/** What a protocol over HTTP hands to the server: routes as data, handlers as functions of a request. The server owns sockets, body limits, time-outs and shutdown. */
export interface HttpRoute {
  /** `*`: every other method the HTTP parser knows that has no route of its own at this very path, TRACE too. */
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | '*'
  /**
   * Segments and `:name` parameters, below the public URL's base path: `/api/v1/production-orders/:id`. A fixed segment
   * goes before a parameter; a last segment `*` is everything below that no other route takes, and goes last.
   */
  readonly path: string
  /** The most bytes of a body, after decompression; default 1 MiB. */
  readonly bodyLimit?: number
  readonly handle: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer>
}

export interface HttpRequest {
  readonly method: string
  /** As it came: path and query. */
  readonly url: string
  /** Decoded. */
  readonly params: { readonly [name: string]: string }
  /** Behind `?`, undecoded; empty without one. */
  readonly search: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came: for repeated headers. */
  readonly rawHeaders: readonly string[]
  readonly body: Buffer | undefined
  /** After trusted proxies. */
  readonly address: string
  readonly requestId: string
  /** Ends when the client goes away or the server stops waiting. */
  readonly signal: AbortSignal
  /** Lets the event loop run on: between the pieces of long work. */
  turn(): Promise<void>
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: { readonly [name: string]: string | readonly string[] }
  /** A stream is sent piece by piece, with back pressure. */
  readonly body: string | Uint8Array | AsyncIterable<string | Uint8Array> | null
}
