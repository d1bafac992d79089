import type { HttpRequest } from '../../src/kernel/ports/http.ts'
import type { Socket, SocketFrame, SocketListener, SocketRoute } from '../../src/kernel/ports/socket.ts'

/** A client of a WebSocket route without a server: it takes everything at once, and no time passes. */
export class SocketClient {
  readonly texts: string[] = []
  closed: { readonly code: number; readonly reason: string } | undefined
  readonly #listener: SocketListener
  readonly #gone = new AbortController()
  #waiting: (() => void)[] = []

  constructor(route: SocketRoute, of: Pick<HttpRequest, 'headers' | 'address' | 'requestId'>) {
    const request: HttpRequest = {
      method: 'GET',
      url: route.path,
      params: {},
      search: '',
      rawHeaders: Object.entries(of.headers).flatMap(([name, value]) => [name, String(value)]),
      body: undefined,
      signal: this.#gone.signal,
      turn: () => Promise.resolve(),
      ...of,
    }
    this.#listener = route.open(this.#socket(route), request)
  }

  send(message: unknown): void {
    this.sendText(JSON.stringify(message))
  }

  sendText(text: string): void {
    if (!this.closed) this.#listener.message(text)
  }

  /** Goes away. */
  close(): void {
    this.#end(1000, '')
  }

  /** The first message, parsed, that passes; `undefined` when the socket was closed without one. */
  async until<T>(passes: (message: { readonly [name: string]: unknown }) => T | undefined): Promise<T | undefined> {
    for (let at = 0; ; at++) {
      while (at >= this.texts.length) {
        if (this.closed) return undefined
        await new Promise<void>((resolve) => this.#waiting.push(resolve))
      }
      const found = passes(JSON.parse(this.texts[at] ?? '') as { readonly [name: string]: unknown })
      if (found !== undefined) return found
    }
  }

  #socket(route: SocketRoute): Socket {
    const arrived = (text: string): void => {
      if (this.closed) return
      this.texts.push(text)
      this.#wake()
    }
    return {
      waiting: 0,
      full: false,
      subprotocol: route.subprotocols[0] ?? '',
      send: arrived,
      sendFrame: (frame) => arrived(textOf(frame)),
      drained: () => Promise.resolve(),
      hold() {},
      release() {},
      after: () => () => {},
      close: (code, reason) => this.#end(code, reason),
      cut: () => this.#end(1006, ''),
    }
  }

  #end(code: number, reason: string): void {
    if (this.closed) return
    this.closed = { code, reason }
    this.#gone.abort()
    this.#wake()
    // Not in the middle of `open`, before there is a listener.
    queueMicrotask(() => this.#listener.closed(code))
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }
}

function textOf({ bytes }: SocketFrame): string {
  const length = bytes[1] ?? 0
  return Buffer.from(bytes.subarray(length < 126 ? 2 : length === 126 ? 4 : 10)).toString()
}
