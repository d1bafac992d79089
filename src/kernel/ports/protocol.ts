import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import type { Kernel } from '../kernel.ts'
import type { HttpRoute } from './http.ts'
import type { SocketRoute } from './socket.ts'

/** A protocol over HTTP, as an app file lists it: `rest()`, `graphql()`. It translates wire ↔ `Call`/`Outcome` and does nothing else. */
export interface Protocol {
  readonly name: string
  /** Asked once at start, after `check`; the server mounts what it answers. */
  routes(kernel: Kernel, site: Site): readonly HttpRoute[]
  /** Asked right after `routes`: its WebSockets, if it has any. */
  sockets?(kernel: Kernel, site: Site): readonly SocketRoute[]
  /** What this protocol cannot say of the contract, before a port opens. An error stops the start. */
  check(contract: ContractData): readonly Diagnostic[]
}

export interface Site {
  /** What callers see: scheme, host and base path, without a slash at the end. Every link begins with it. */
  readonly publicUrl: string
  /** Names of all protocols that are served, so that what one says of another is so. Absent: not known. */
  readonly protocols?: readonly string[]
}
