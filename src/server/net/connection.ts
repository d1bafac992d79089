import { createRequire } from 'node:module'
import type { Socket } from 'node:net'
import type { Client } from 'undici'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Target } from '../../kernel/policies/target/url.ts'
import { NetError } from '../../kernel/ports/net.ts'
import { dial } from './dial.ts'
import type { Carrier, Exchange } from './exchange.ts'
import type { Resolve } from './resolve.ts'
import type { Rules } from './rules.ts'
import type { Stage } from './stage.ts'

export interface ConnectionOptions {
  readonly target: Target
  readonly rules: Rules
  readonly resolve: Resolve
  readonly clock: Clock
  readonly limits: ConnectionLimits
  /** The guard refused every address of the target. */
  readonly refused: (target: Target, error: NetError) => void
}

export interface ConnectionLimits {
  /** Bytes of the head of an answer. */
  readonly headerBytes: number
  /** Milliseconds that an unused connection is kept where the target does not say how long it keeps it. */
  readonly keepAlive: number
  /** The most that a target may say. */
  readonly keepAliveMost: number
}

// 25 MB that a process without an outgoing call does not need: loaded when the first one dials.
const require = createRequire(import.meta.url)

/** One connection to one target, with one exchange on it at a time. It dials when there is something to send, and again after the target closed it. */
export class Connection implements Carrier {
  address = ''
  /** When it was dialed. */
  since = 0
  readonly #client: Client
  readonly #options: ConnectionOptions
  readonly #released: (connection: Connection, whole: boolean) => void
  readonly #gone = new AbortController()
  #exchange: Exchange | undefined

  constructor(options: ConnectionOptions, released: (connection: Connection, whole: boolean) => void) {
    this.#options = options
    this.#released = released
    const { limits, target } = options
    const { Client: Connected } = require('undici') as typeof import('undici')
    this.#client = new Connected(target.origin, {
      connect: (_options, callback) => {
        this.#dial().then(
          (socket) => callback(null, socket),
          (error: Error) => callback(error, null),
        )
      },
      pipelining: 1,
      allowH2: false,
      // The exchange has one time for everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: limits.keepAlive,
      keepAliveMaxTimeout: limits.keepAliveMost,
      maxHeaderSize: limits.headerBytes,
    })
  }

  get connected(): boolean {
    return this.#client.stats.connected
  }

  carry(exchange: Exchange): void {
    this.#exchange = exchange
    exchange.carrier = this
    this.#client.dispatch(exchange.options, exchange)
  }

  over(_exchange: Exchange, whole: boolean): void {
    this.#exchange = undefined
    this.#released(this, whole)
  }

  /** Cuts what it carries, and an attempt to dial. */
  destroy(error: NetError): void {
    this.#gone.abort()
    this.#exchange?.fail(error)
    void this.#client.destroy(error)
  }

  async #dial(): Promise<Socket> {
    const { target, rules, resolve, clock, refused } = this.#options
    try {
      const line = await dial(target, rules, { resolve, signal: this.#gone.signal, at: this.#at })
      this.address = line.address
      this.since = clock.monotonic()
      return line.socket
    } catch (error) {
      if (error instanceof NetError && error.kind === 'blocked') refused(target, error)
      throw error
    }
  }

  readonly #at = (stage: Stage): void => {
    if (this.#exchange) this.#exchange.stage = stage
  }
}
