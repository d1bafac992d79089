import type { HttpRequest } from './http.ts'

/** A WebSocket endpoint (RFC 6455) that a protocol hands to the server, which owns the socket, the frames and the caps. */
export interface SocketRoute {
  /** Below the base path, without parameters: `/api/v1/events/socket`. A request that is no handshake is answered there with what is wrong with it. */
  readonly path: string
  /** Subprotocols in order of preference; the first one that the client offers is chosen. A client that offers none of them is refused with 400. */
  readonly subprotocols: readonly string[]
  /** Bytes of one message, after decompression where it is compressed; beyond it the socket is closed with 1009. */
  readonly messageLimit: number
  /** Clients may compress what they send (permessage-deflate, RFC 7692); default no. What is sent to them never is. */
  readonly deflate?: boolean
  readonly slow: SlowClient
  /** Answers whether this `Origin` may connect; `undefined`: the client sent none, and is no browser. Otherwise 403 before the upgrade. */
  origin(origin: string | undefined): boolean
  /** The socket is open. What is thrown closes it with 1011. */
  open(socket: Socket, request: HttpRequest): SocketListener
}

/** When a client takes too little of what is sent to it, and what it is told then. */
export interface SlowClient {
  /** Bytes that may wait when one more message is to be sent. */
  readonly waiting: number
  /** Milliseconds in which it takes nothing of what waits. */
  readonly patience: number
  readonly code: number
  readonly reason: string
}

export interface SocketListener {
  /** A whole text message. Binary ones are refused with 1003 before. What is thrown closes the socket with 1011. */
  message(text: string): void
  /** The server stops: take nothing new, finish what is in flight, close with 1012. Who is still there after the grace is cut. */
  stopping(): void
  /** It is over, whoever ended it: nothing is handed over any more, and nothing sent. Called once. */
  closed(code: number): void
}

export interface Socket {
  /** Bytes that were sent and that the client has not taken yet. */
  readonly waiting: number
  /** So much waits that nothing more should be sent, nor made for sending, before `drained`. */
  readonly full: boolean
  readonly subprotocol: string
  send(text: string): void
  /** The same text to many sockets: framed once. */
  sendFrame(frame: SocketFrame): void
  /** Resolves once the client has taken what waits, or the socket is gone; at once where it is not `full`. */
  drained(): Promise<void>
  /** Reads nothing more until `release`; what has arrived already is still handed over. The client is held back by TCP. */
  hold(): void
  release(): void
  /** Calls `then` once after `ms`, but not when it is over by then. Answers what cancels it. */
  after(ms: number, then: () => void): () => void
  /** Says why (at most 123 bytes) and ends; what waits is still sent, for a moment. No message is handed over any more. */
  close(code: number, reason: string): void
  /** Ends at once: for a client that takes nothing. */
  cut(): void
}

/** A text message, framed for the wire. */
export interface SocketFrame {
  readonly bytes: Uint8Array
}
