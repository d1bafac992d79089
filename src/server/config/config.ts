import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { ContractData } from '../../contract/data.ts'
import type { Contract } from '../../contract/define.ts'
import { ContractError, parseContract } from '../../contract/load.ts'
import type { Binding } from '../../kernel/bindings.ts'
import type { Migration } from '../../kernel/migrate/migration.ts'
import type { Protocol } from '../../kernel/ports/protocol.ts'
import type { StoreDescriptor } from '../../kernel/ports/store.ts'
import type { App, AppOptions } from './app.ts'
import { OPTIONS } from './options.ts'
import { ConfigError, type ConfigProblem } from './problem.ts'
import { readOptions } from './read.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** An app file, checked: defaults filled in, environment variables read, paths absolute, durations in milliseconds, sizes in bytes. */
export interface Config {
  /** For messages. */
  readonly file: string
  /** Relative paths are relative to it. */
  readonly folder: string
  readonly contract: ContractData
  readonly store: StoreDescriptor
  readonly protocols: readonly Protocol[]
  readonly bindings: readonly Binding[]
  readonly seed: AppOptions['seed']
  readonly migrations: readonly Migration[]
  readonly environment: 'live' | 'test'
  /** Without a slash at the end; absent where the app file has none. */
  readonly publicUrl: string | undefined
  readonly listen: Address
  readonly operations: Address | undefined
  readonly trustedProxies: readonly string[]
  readonly cors: readonly string[]
  readonly limits: {
    readonly body: number
    readonly headers: number
    readonly headerTimeout: number
    readonly requestTimeout: number
    readonly keepAlive: number
    readonly stall: number
    readonly connections: number
  }
  readonly retention: {
    readonly events: number
    readonly eventBytes: number | undefined
    /** By pattern. */
    readonly types: { readonly [pattern: string]: number } | undefined
  }
  readonly log: { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly calls: boolean }
  readonly grace: number
}

/** Throws a `ConfigError` with everything that is wrong. `settings: 'leave'`: without reading the environment. */
export function readConfig(app: unknown, of: { readonly file: string; readonly settings?: 'read' | 'leave' }): Config {
  const file = resolve(of.file)
  const folder = dirname(file)
  if (!isApp(app))
    throw new ConfigError(file, [
      { field: '', message: 'The file does not export an app.', remedy: 'End it with `export default defineApp({ … })`, with defineApp imported from busbar.' },
    ])
  const { values, problems } = readOptions(OPTIONS, { ...app.options }, { settings: of.settings ?? 'read' })
  const more: ConfigProblem[] = []
  const contract = problems.some((problem) => problem.field === 'contract') ? undefined : contractOf(app.options.contract, folder, more)
  if (problems.length > 0 || more.length > 0 || !contract) throw new ConfigError(file, [...problems, ...more])
  // Each value has the type that its description says; `OPTIONS` and this interface are held together by test/server/config.test.ts.
  const read = values as unknown as Omit<Config, 'file' | 'folder' | 'contract' | 'environment' | 'bindings' | 'migrations'> & {
    readonly environment: 'production' | 'test'
    readonly bindings?: readonly Binding[]
    readonly migrations?: readonly Migration[]
  }
  return {
    ...read,
    file,
    folder,
    contract,
    bindings: read.bindings ?? [],
    migrations: read.migrations ?? [],
    environment: read.environment === 'test' ? 'test' : 'live',
    publicUrl: read.publicUrl?.replace(/\/+$/, ''),
  }
}

function isApp(value: unknown): value is App {
  return (
    typeof value === 'object' &&
    value !== null &&
    'busbar' in value &&
    value.busbar === 'app' &&
    'options' in value &&
    typeof value.options === 'object' &&
    value.options !== null
  )
}

function contractOf(given: Contract | ContractData | string, folder: string, problems: ConfigProblem[]): ContractData | undefined {
  if (typeof given === 'object' && 'data' in given) return given.data
  let input: unknown = given
  let where = 'contract'
  if (typeof given === 'string') {
    const path = resolve(folder, given)
    where = `contract (${path})`
    try {
      input = JSON.parse(readFileSync(path, 'utf8'))
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      problems.push({
        field: where,
        message: `The contract cannot be read: ${reason}`,
        remedy: 'Give the path of a JSON file with the canonical form, as `busbar emit contract` writes it.',
      })
      return undefined
    }
  }
  try {
    return parseContract(input)
  } catch (error) {
    if (!(error instanceof ContractError)) throw error
    for (const { place, message, remedy } of error.diagnostics) problems.push({ field: place === '' ? where : `${where}: ${place}`, message, remedy })
    return undefined
  }
}
