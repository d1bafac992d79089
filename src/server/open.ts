import { isIPv6 } from 'node:net'
import { administrationBindings } from '../administration/bindings.ts'
import { administrationContract } from '../administration/contract.ts'
import { ADMINISTRATION_PREFIX, storedDirectory } from '../administration/directory.ts'
import { prepareSigning } from '../kernel/audit/head.ts'
import { createKernel } from '../kernel/create.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { MigrationDue, MigrationMoved, refuseOtherContracts } from '../kernel/migrate/gate.ts'
import { contractModel, layoutsOf } from '../kernel/model/model.ts'
import type { Clock } from '../kernel/ports/clock.ts'
import type { Log } from '../kernel/ports/log.ts'
import type { Observer } from '../kernel/ports/observer.ts'
import type { Protocol } from '../kernel/ports/protocol.ts'
import type { Random } from '../kernel/ports/random.ts'
import type { Store } from '../kernel/ports/store.ts'
import { CheckFailed, checkApp } from './check.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config/config.ts'
import { migrateApp } from './migrate.ts'
import { systemRandom } from './random.ts'
import { UNSEALED, type Seal } from '../kernel/credential/seal.ts'
import { createNet } from './net/index.ts'
import { openStore, PREFIX, settingOf } from './store.ts'

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

const MOST_ATTEMPTS = 5

/**
 * Checks the app, opens its store (migrating what is stored where the contract is another one) and puts the kernel on it.
 * Rejects with `CheckFailed`, `ConfigError`, `MigrationBlocked`, or what the store says (`StoreRefused`, `StoreUnavailable`).
 */
export async function openApp(config: Config, ports: OpenPorts): Promise<OpenedApp> {
  const errors = checkApp(config).filter((diagnostic) => diagnostic.severity === 'error')
  if (errors.length > 0) throw new CheckFailed(errors)
  const clock = ports.clock ?? systemClock
  const random = ports.random ?? systemRandom
  const seal = sealOf(config, random)
  for (let attempt = 1; ; attempt++) {
    const store = openStore(config, { clock, random, log: ports.log })
    const net = createNet({ clock, log: ports.log, ownUrls: ownUrls(config) })
    const guard = senderOf(config)?.guard
    try {
      // The rules of the administration ask the kernel that they are a part of; not before the first call.
      const made: { kernel?: Kernel } = {}
      const webhooks = guard && { net, guard, seal, kernel: () => made.kernel ?? notYet() }
      const kernel = await createKernel({
        contracts: [
          { data: config.contract, prefix: PREFIX, bindings: config.bindings },
          {
            data: administrationContract.data,
            prefix: ADMINISTRATION_PREFIX,
            bindings: administrationBindings({ clock, random, store, environment: config.environment, ...(webhooks && { webhooks }) }),
          },
        ],
        store,
        directory: storedDirectory(store, clock),
        environment: config.environment,
        clock,
        random,
        log: ports.log,
        ...(ports.observer && { observer: ports.observer }),
      })
      made.kernel = kernel
      // `busbar audit head` signs beside the process that holds the store, and cannot make the key there.
      await prepareSigning(store)
      return {
        config,
        kernel,
        store,
        clock,
        random,
        async [Symbol.asyncDispose]() {
          await net[Symbol.asyncDispose]()
          await kernel[Symbol.asyncDispose]()
        },
      }
    } catch (error) {
      await net[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
      // Another process may bring the records to a contract of its own meanwhile.
      if (!(error instanceof MigrationDue || error instanceof MigrationMoved) || attempt === MOST_ATTEMPTS) throw settingOf('store', config, error)
    }
    await migrateApp(config, { log: ports.log, clock, random })
  }
}

/**
 * The store of an app, open with the tables of its contract and of the administration, and nothing else: for what looks at
 * the store as a whole. Rejects as `openApp` does, and where the records are those of another contract (`StoreRefused`).
 */
export async function openAppStore(config: Config, ports: { readonly log: Log; readonly clock?: Clock; readonly random?: Random }): Promise<Store> {
  const store = openStore(config, { clock: ports.clock ?? systemClock, random: ports.random ?? systemRandom, log: ports.log })
  const models = [contractModel(config.contract, config.bindings, PREFIX), contractModel(administrationContract.data, [], ADMINISTRATION_PREFIX)]
  try {
    await store.open(layoutsOf(models), (facts) => refuseOtherContracts(facts, models))
    return store
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw settingOf('store', config, error)
  }
}

/** Where we answer ourselves, as far as the app file says. */
function ownUrls({ publicUrl, listen, operations }: Config): readonly string[] {
  const at = [listen, ...(operations ? [operations] : [])].filter(({ port }) => port !== 0)
  return [...(publicUrl === undefined ? [] : [publicUrl]), ...at.map(({ host, port }) => `http://${isIPv6(host) ? `[${host}]` : host}:${port}`)]
}

function notYet(): never {
  throw new Error('the kernel is not there yet')
}

/** The protocol that calls addresses which callers give, if there is one. */
function senderOf({ protocols }: Config): Protocol | undefined {
  return protocols.find((protocol) => protocol.guard)
}

function sealOf(config: Config, random: Random): Seal {
  try {
    return senderOf(config)?.seal?.(random) ?? UNSEALED
  } catch (error) {
    throw settingOf('protocols', config, error)
  }
}
