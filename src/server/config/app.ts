import type { ContractData } from '../../contract/data.ts'
import type { Contract } from '../../contract/define.ts'
import type { Binding } from '../../kernel/bindings.ts'
import type { Migration } from '../../kernel/migrate/migration.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import type { Late, Setting } from '../../kernel/ports/setting.ts'
import type { StoreDescriptor } from '../../kernel/ports/store.ts'

/** `'500ms'`, `'30s'`, `'5m'`, `'2h'`, `'1d'`. */
export type Duration = string
/** `'64KiB'`, `'1MiB'`, or a number of bytes. */
export type Size = string | number

/** One call that a seed makes when the store is new: an operation of the contract and its input, a record's key among it. */
export interface SeedCall {
  readonly operation: string
  readonly input: { readonly [name: string]: unknown }
  /** The same each time, so that a seed that was cut off can run again. */
  readonly idempotencyKey?: string
}

/** What an app file says. Each option is explained in docs/reference/config.md; relative paths are relative to the file. */
export interface AppOptions {
  readonly contract: Contract | ContractData | string
  readonly store: StoreDescriptor
  readonly protocols: readonly Protocol[]
  readonly bindings?: readonly Binding[]
  readonly seed?: readonly SeedCall[] | (() => readonly SeedCall[] | Promise<readonly SeedCall[]>)
  readonly migrations?: readonly Migration[]
  readonly environment?: 'production' | 'test' | Setting<string>
  readonly publicUrl?: Late<string>
  readonly listen?: { readonly host?: Late<string>; readonly port?: number | Setting<string> }
  readonly operations?: { readonly host?: Late<string>; readonly port?: number | Setting<string> } | false
  readonly trustedProxies?: readonly string[] | Setting<string>
  readonly cors?: readonly string[] | Setting<string>
  readonly limits?: {
    readonly body?: Late<Size>
    readonly headers?: Late<Size>
    readonly headerTimeout?: Late<Duration>
    readonly requestTimeout?: Late<Duration>
    readonly keepAlive?: Late<Duration>
    readonly stall?: Late<Duration>
    readonly connections?: number | Setting<string>
  }
  readonly retention?: {
    readonly events?: Late<Duration>
    readonly eventBytes?: Late<Size>
    readonly types?: { readonly [pattern: string]: Duration }
  }
  readonly log?: { readonly level?: 'debug' | 'info' | 'warn' | 'error' | Setting<string>; readonly calls?: boolean | Setting<string> }
  readonly grace?: Late<Duration>
}

export interface App {
  readonly busbar: 'app'
  readonly options: AppOptions
}

/** The one thing an app file exports. It is checked when it is loaded, where the file's name is known. */
export function defineApp(options: AppOptions): App {
  return { busbar: 'app', options }
}
