import type { Duplex } from 'node:stream'
import { Socket as NetSocket } from 'node:net'
import type { RawData, WebSocket } from 'ws'
import type { HttpRequest } from '../../kernel/ports/http.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { Socket, SocketFrame, SocketListener, SocketRoute } from '../../kernel/ports/socket.ts'

/** A client that has not answered this many pings is gone. */
const UNANSWERED_PINGS = 2
export const PING_EVERY_MS = 30_000
/** RFC 6455, 5.5: a control frame has 125 bytes, 2 of them the code. */
const MOST_REASON = 123

export interface ConnectionPorts {
  readonly ws: WebSocket
  /** What `ws` reads from and writes to. */
  readonly stream: Duplex
  readonly clock: Clock
  readonly log: Log
}

/** One open WebSocket. */
export class Connection implements Socket {
  readonly #ws: WebSocket
  readonly #stream: Duplex
  readonly #clock: Clock
  readonly #log: Log
  readonly #route: SocketRoute
  readonly #timers = new Set<() => void>()
  #listener: SocketListener | undefined
  #full = false
  #drained: PromiseWithResolvers<void> | undefined
  #closing = false
  #held = false
  #pingAt: number
  #unanswered = 0
  /** What the client had taken when it last took something, and when that was. */
  #taken = ''
  #tookAt: number

  constructor(route: SocketRoute, { ws, stream, clock, log }: ConnectionPorts) {
    this.#route = route
    this.#ws = ws
    this.#stream = stream
    this.#clock = clock
    this.#log = log
    this.#pingAt = this.#tookAt = clock.monotonic()
    const emptied = (): void => this.#emptied()
    stream.on('drain', emptied)
    stream.on('close', emptied)
  }

  /** `gone` is called once, when the socket is no more. */
  open(request: HttpRequest, gone: () => void): void {
    const ws = this.#ws
    ws.on('message', (data, binary) => this.#message(data, binary))
    ws.on('pong', () => this.#heard())
    ws.on('ping', () => this.#heard())
    // A frame that breaks the protocol: ws says so by the code it closes with.
    ws.on('error', (error) => this.#log.debug('A WebSocket was closed.', { requestId: request.requestId, reason: error.message }))
    ws.on('close', (code: number) => {
      this.#over(code)
      gone()
    })
    this.#guarded(() => {
      this.#listener = this.#route.open(this, request)
    })
  }

  get waiting(): number {
    return this.#stream.writableLength
  }

  get full(): boolean {
    return this.#full
  }

  get subprotocol(): string {
    return this.#ws.protocol
  }

  send(text: string): void {
    if (!this.#maySend()) return
    this.#ws.send(text, PLAIN)
    this.#full = this.#stream.writableNeedDrain
  }

  /** Past `ws`, which would frame it once more. Nothing it sends can be cut in two by this: what is not compressed it writes whole. */
  sendFrame(frame: SocketFrame): void {
    if (this.#maySend() && !this.#stream.write(frame.bytes)) this.#full = true
  }

  drained(): Promise<void> {
    if (!this.#full) return DONE
    return (this.#drained ??= Promise.withResolvers()).promise
  }

  hold(): void {
    if (this.#held || this.#closing) return
    this.#held = true
    this.#ws.pause()
  }

  release(): void {
    if (!this.#held) return
    this.#held = false
    this.#ws.resume()
  }

  after(ms: number, then: () => void): () => void {
    if (this.#closing) return () => {}
    const cancel = this.#clock.after(ms, () => {
      this.#timers.delete(stop)
      this.#guarded(then)
    })
    const stop = (): void => {
      this.#timers.delete(stop)
      cancel()
    }
    this.#timers.add(stop)
    return stop
  }

  close(code: number, reason: string): void {
    if (this.#closing) return
    // The client's own close is to be read.
    this.release()
    this.#ws.close(code, Buffer.byteLength(reason) > MOST_REASON ? reason.slice(0, MOST_REASON / 3) : reason)
    this.#over(code)
  }

  cut(): void {
    this.#ws.terminate()
    this.#over(1006)
  }

  stop(): void {
    if (!this.#closing) this.#guarded(() => this.#listener?.stopping())
  }

  /** Asked now and then: pings, and ends who does not answer or takes nothing. */
  look(): void {
    const now = this.#clock.monotonic()
    if (this.#closing) return
    this.#lookAtTaking(now)
    if (now - this.#pingAt < PING_EVERY_MS) return
    this.#pingAt = now
    // Nothing is read from it: its pong would not be seen.
    if (this.#held) this.#unanswered = 0
    if (this.#unanswered >= UNANSWERED_PINGS) this.cut()
    else {
      this.#unanswered++
      this.#ws.ping()
    }
  }

  #lookAtTaking(now: number): void {
    const taken = this.waiting === 0 ? '' : takenOf(this.#stream)
    if (taken === '' || taken !== this.#taken) {
      this.#taken = taken
      this.#tookAt = now
    } else if (now - this.#tookAt >= this.#route.slow.patience) this.#tooSlow()
  }

  #maySend(): boolean {
    if (this.#closing) return false
    if (this.#ws.readyState !== this.#ws.OPEN) {
      // The client has closed, and may take its time to be gone.
      this.#over(1005)
      return false
    }
    if (this.waiting <= this.#route.slow.waiting) return true
    this.#tooSlow()
    return false
  }

  /** The client has taken all that waited, or is gone. */
  #emptied(): void {
    this.#full = false
    this.#drained?.resolve()
    this.#drained = undefined
  }

  /** From now on nothing is sent and nothing handed over, though the connection may take a moment to be gone. */
  #over(code: number): void {
    if (this.#closing) return
    this.#closing = true
    for (const cancel of this.#timers) cancel()
    this.#timers.clear()
    this.#guarded(() => this.#listener?.closed(code))
  }

  #tooSlow(): void {
    this.close(this.#route.slow.code, this.#route.slow.reason)
  }

  #message(data: RawData, binary: boolean): void {
    if (this.#closing) return
    this.#heard()
    if (binary) this.close(1003, 'Messages are text.')
    else this.#guarded(() => this.#listener?.message((data as Buffer).toString('utf8')))
  }

  #heard(): void {
    this.#unanswered = 0
  }

  /** A defect: opaque outside, loud inside. */
  #guarded(act: () => void): void {
    try {
      act()
    } catch (error) {
      this.#log.error('A WebSocket failed on our side.', { path: this.#route.path, error })
      this.close(1011, 'Something went wrong on our side.')
    }
  }
}

const PLAIN = { compress: false }
const DONE = Promise.resolve()

/** Changes whenever something of what waits was taken: a whole write, or a part of the one that is under way. */
function takenOf(stream: Duplex): string {
  if (!(stream instanceof NetSocket)) return String(stream.writableLength)
  // Node's own socket time-out looks at the same number.
  const { _handle: handle } = stream as { _handle?: { readonly writeQueueSize?: number } | null }
  return `${stream.bytesWritten - stream.writableLength}:${handle?.writeQueueSize ?? ''}`
}
