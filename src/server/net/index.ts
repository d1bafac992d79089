import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { Net } from '../../kernel/ports/net.ts'
import { GuardedNet } from './net.ts'
import type { Resolve } from './resolve.ts'

export interface NetOptions {
  readonly clock: Clock
  readonly log: Log
  /** URLs that we ourselves answer at: the public one, and those of the listeners. A target with the host and port of one is refused. */
  readonly ownUrls: readonly string[]
  /** How names become addresses. Default: as the system does. */
  readonly resolve?: Resolve
  /** Connections to one target under one guard; what goes beyond it waits, within its time. Default: 100. */
  readonly connections?: number
  /** Targets with their guard whose connections are kept. Default: 1,000. */
  readonly pools?: number
  /** Milliseconds that an unused connection is kept where the target does not say how long it does. Default: 4,000. */
  readonly keepAlive?: number
  /** Milliseconds that a connection is used at most. Default: 300,000. */
  readonly maxAge?: number
  /** Bytes of the head of an answer. Default: 16,384. */
  readonly headerBytes?: number
}

export interface NetFigures {
  readonly pools: number
  readonly connections: number
  readonly inFlight: number
  /** Requests that no connection is free for. */
  readonly waiting: number
}

/** The way out of a process. Disposing it ends what is in flight as `aborted`, and every connection. */
export interface ServerNet extends Net, AsyncDisposable {
  figures(): NetFigures
}

export type { Resolve } from './resolve.ts'

export function createNet(options: NetOptions): ServerNet {
  return new GuardedNet(options)
}
