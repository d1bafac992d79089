import { NetError } from '../../kernel/ports/net.ts'
import { Connection, type ConnectionOptions } from './connection.ts'
import type { Carrier, Exchange } from './exchange.ts'

export interface PoolOptions extends ConnectionOptions {
  /** Connections at a time; what goes beyond it waits. */
  readonly connections: number
  /** Milliseconds after which a connection is not used again, so that a name that moved is looked up again. */
  readonly maxAge: number
}

/**
 * The connections to one target under one guard. No other guard, authority or certificate shares them, so whatever one of
 * them carries was checked, when it was dialed, by the rules that hold for it.
 */
export class Pool implements Carrier {
  /** When it was last asked for something. */
  used = 0
  closed = false
  /** Of an exchange that waits and is on no connection. */
  readonly address = ''
  readonly #options: PoolOptions
  readonly #all = new Set<Connection>()
  readonly #idle: Connection[] = []
  readonly #waiting = new Set<Exchange>()

  constructor(options: PoolOptions) {
    this.#options = options
  }

  get figures(): { readonly connections: number; readonly inFlight: number; readonly waiting: number } {
    let connections = 0
    for (const connection of this.#all) if (connection.connected) connections++
    return { connections, inFlight: this.#all.size - this.#idle.length, waiting: this.#waiting.size }
  }

  get busy(): boolean {
    return this.#all.size > this.#idle.length || this.#waiting.size > 0
  }

  run(exchange: Exchange): void {
    this.used = exchange.began
    const connection = this.#free(exchange.began)
    if (connection) connection.carry(exchange)
    else {
      exchange.carrier = this
      this.#waiting.add(exchange)
    }
  }

  /** An exchange gave up before a connection was free. */
  over(exchange: Exchange): void {
    this.#waiting.delete(exchange)
  }

  close(error: NetError): void {
    this.closed = true
    for (const exchange of this.#waiting) exchange.fail(error)
    for (const connection of this.#all) connection.destroy(error)
    this.#all.clear()
    this.#idle.length = 0
  }

  /** The one used last: the others may then go unused long enough to be closed. */
  #free(now: number): Connection | undefined {
    for (let connection = this.#idle.pop(); connection; connection = this.#idle.pop()) {
      if (now - connection.since < this.#options.maxAge) return connection
      this.#drop(connection)
    }
    if (this.#all.size >= this.#options.connections) return undefined
    const connection = new Connection(this.#options, this.#released)
    this.#all.add(connection)
    return connection
  }

  readonly #released = (connection: Connection, whole: boolean): void => {
    if (!this.#all.has(connection)) return
    if (whole) this.#idle.push(connection)
    else this.#drop(connection)
    for (const exchange of this.#waiting) {
      const next = this.#free(this.#options.clock.monotonic())
      if (next === undefined) return
      this.#waiting.delete(exchange)
      next.carry(exchange)
    }
  }

  #drop(connection: Connection): void {
    this.#all.delete(connection)
    connection.destroy(DROPPED)
  }
}

const DROPPED = new NetError('aborted', 'The connection was dropped.')
