import type { ContractData } from '../../contract/data.ts'
import type { Diagnostic } from '../../contract/diagnostic.ts'
import type { Seal } from '../credential/seal.ts'
import type { Kernel } from '../kernel.ts'
import type { Clock } from './clock.ts'
import type { HttpRoute } from './http.ts'
import type { Log } from './log.ts'
import type { Net, NetGuard } from './net.ts'
import type { Random } from './random.ts'
import type { SocketRoute } from './socket.ts'
import type { Store } from './store.ts'

/** A protocol over HTTP, as an app file lists it: `rest()`, `graphql()`. It translates wire ↔ `Call`/`Outcome` and does nothing else. */
export interface Protocol {
  readonly name: string
  /** Asked once at start, after `check`; the server mounts what it answers. */
  routes(kernel: Kernel, site: Site): readonly HttpRoute[]
  /** Asked right after `routes`: its WebSockets, if it has any. */
  sockets?(kernel: Kernel, site: Site): readonly SocketRoute[]
  /**
   * Asked once the server answers: what works by itself, such as sending events. Stopped before the kernel is disposed of.
   * Rejects only with what makes the start of the server fail.
   */
  start?(of: Surroundings): Promise<Working>
  /** What it may dial, where it dials addresses that callers give: also what is checked as one is given. */
  readonly guard?: NetGuard
  /** How what is secret of those addresses is kept; as it is where absent. Throws what is wrong with the setting behind it. */
  seal?(random: Random): Seal
  /**
   * Where clients of it show no key but a digest of a password: the password that is derived for a key, by the key's id.
   * Absent: they do not. Asked before a store is opened. Throws what is wrong with the setting behind it.
   */
  passwords?(): PasswordOf
  /** What this protocol cannot say of the contract, before a port opens. An error stops the start. */
  check(contract: ContractData): readonly Diagnostic[]
}

/** The password of a key by the key's id. It is kept nowhere, and made by whoever has the setting it is derived from. */
export type PasswordOf = (keyId: string) => string

/** What works by itself has of the process. */
export interface Surroundings {
  readonly kernel: Kernel
  readonly store: Store
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly site: Site
  readonly environment: 'live' | 'test'
  /** Of Busbar. */
  readonly version: string
}

export interface Working {
  /** Takes up nothing new, and ends what is under way within `grace` milliseconds. */
  stop(grace: number): Promise<void>
}

export interface Site {
  /** What callers see: scheme, host and base path, without a slash at the end. Every link begins with it. */
  readonly publicUrl: string
  /** Names of all protocols that are served, so that what one says of another is so. Absent: not known. */
  readonly protocols?: readonly string[]
}
