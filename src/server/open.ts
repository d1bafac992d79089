import { administrationBindings } from '../administration/bindings.ts'
import { administrationContract } from '../administration/contract.ts'
import { ADMINISTRATION_PREFIX, storedDirectory } from '../administration/directory.ts'
import { createKernel } from '../kernel/create.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { contractModel, layoutsOf } from '../kernel/model/model.ts'
import type { Clock } from '../kernel/ports/clock.ts'
import type { Log } from '../kernel/ports/log.ts'
import type { Observer } from '../kernel/ports/observer.ts'
import type { Random } from '../kernel/ports/random.ts'
import { SettingMissing } from '../kernel/ports/setting.ts'
import type { Store } from '../kernel/ports/store.ts'
import { CheckFailed, checkApp } from './check.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { ConfigError } from './config/problem.ts'
import { systemRandom } from './random.ts'

export interface OpenPorts {
  readonly log: Log
  readonly clock?: Clock
  readonly random?: Random
  readonly observer?: Observer
}

/** An app without listeners: what the server puts protocols in front of, and what the command line calls in-process. */
export interface OpenedApp extends AsyncDisposable {
  readonly config: Config
  readonly kernel: Kernel
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
}

/** The tables of the user's contract begin with this. */
const PREFIX = 'r'

/**
 * Checks the app, opens its store (with the migrations that need no decision) and puts the kernel on it. Rejects with
 * `CheckFailed`, `ConfigError`, or what the store says (`StoreRefused`, `StoreUnavailable`).
 */
export async function openApp(config: Config, ports: OpenPorts): Promise<OpenedApp> {
  const errors = checkApp(config).filter((diagnostic) => diagnostic.severity === 'error')
  if (errors.length > 0) throw new CheckFailed(errors)
  const clock = ports.clock ?? systemClock
  const random = ports.random ?? systemRandom
  const store = openStore(config, { clock, random, log: ports.log })
  try {
    const kernel = await createKernel({
      contracts: [
        { data: config.contract, prefix: PREFIX, bindings: config.bindings },
        { data: administrationContract.data, prefix: ADMINISTRATION_PREFIX, bindings: administrationBindings({ random, store, environment: config.environment }) },
      ],
      store,
      directory: storedDirectory(store, clock),
      environment: config.environment,
      clock,
      random,
      log: ports.log,
      ...(ports.observer && { observer: ports.observer }),
    })
    return { config, kernel, store, clock, random, [Symbol.asyncDispose]: () => kernel[Symbol.asyncDispose]() }
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw settingOf('store', config, error)
  }
}

/**
 * The store of an app, open with the tables of its contract and of the administration, and nothing else: for what looks at
 * the store as a whole. Rejects as `openApp` does.
 */
export async function openAppStore(config: Config, ports: { readonly log: Log; readonly clock?: Clock; readonly random?: Random }): Promise<Store> {
  const store = openStore(config, { clock: ports.clock ?? systemClock, random: ports.random ?? systemRandom, log: ports.log })
  try {
    await store.open(layoutsOf([contractModel(config.contract, config.bindings, PREFIX), contractModel(administrationContract.data, [], ADMINISTRATION_PREFIX)]))
    return store
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw settingOf('store', config, error)
  }
}

/** The store of an app, not yet open. */
export function openStore(config: Pick<Config, 'store' | 'folder' | 'file'>, ports: { readonly clock: Clock; readonly random: Random; readonly log: Log }): Store {
  try {
    return config.store.open({ ...ports, folder: config.folder })
  } catch (error) {
    throw settingOf('store', config, error)
  }
}

/** A store learns only now that a variable is missing or holds nonsense; the user looks for it in the app file. */
function settingOf(field: string, config: Pick<Config, 'file'>, error: unknown): unknown {
  if (error instanceof SettingMissing) {
    const [what = '', ...remedy] = error.message.split('. ')
    return new ConfigError(config.file, [{ field, message: `For ${field}, ${what}.`, remedy: remedy.join('. ') }])
  }
  if (error instanceof TypeError) return new ConfigError(config.file, [{ field, message: error.message, remedy: `Correct it in the options of ${field}.` }])
  return error
}
