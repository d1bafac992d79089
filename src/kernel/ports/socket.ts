import type { HttpRequest } from './http.ts'

/** A WebSocket endpoint (RFC 6455) that a protocol hands to the server, which owns the socket, the frames and the caps. */
export interface SocketRoute {
  /** As of an `HttpRoute`. */
  readonly path: string
  /** Subprotocols in order of preference; the first one that the client offers is chosen. A client that offers none of them is refused with 400. */
  readonly subprotocols: readonly string[]
  /** Bytes of one message after decompression; beyond it the socket is closed with 1009. */
  readonly messageLimit: number
  /** Answers whether this `Origin` may connect; `undefined`: the client sent none, and is no browser. */
  origin(origin: string | undefined): boolean
  /** The socket is open. What is thrown closes it with 1011. */
  open(socket: Socket, request: HttpRequest): SocketListener
}

export interface SocketListener {
  /** A whole text message. Binary ones are refused with 1003 before. */
  message(text: string): void
  /** The socket is gone, whoever ended it. Called once. */
  closed(code: number): void
}

export interface Socket {
  /** Bytes given to `send` that the client has not taken yet. */
  readonly waiting: number
  readonly subprotocol: string
  send(text: string): void
  /** The same text to many sockets: framed once. */
  sendFrame(frame: SocketFrame): void
  /** Resolves once less than `bytes` wait, or the socket is gone. */
  drained(bytes: number): Promise<void>
  /** Says why (at most 123 bytes) and ends; what waits is still sent, for a moment. */
  close(code: number, reason: string): void
  /** Ends at once: for a client that takes nothing. */
  cut(): void
}

/** A text message, framed for the wire. */
export interface SocketFrame {
  readonly bytes: Uint8Array
}
