import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { KeptLog, ManualClock, seededRandom } from '../../conformance/ports.ts'
import type { ContractData } from '../../src/contract/data.ts'
import type { Contract } from '../../src/contract/define.ts'
import type { Call } from '../../src/kernel/call.ts'
import { createKernel } from '../../src/kernel/create.ts'
import { makeKey } from '../../src/kernel/credential/key.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { MigrationReport } from '../../src/kernel/migrate/examine.ts'
import { migrate, planMigrations, type MigrateOptions } from '../../src/kernel/migrate/migrate.ts'
import type { Migration } from '../../src/kernel/migrate/migration.ts'
import { contractModel, layoutsOf } from '../../src/kernel/model/model.ts'
import type { Outcome } from '../../src/kernel/outcome.ts'
import type { Directory, KeyEntry } from '../../src/kernel/ports/directory.ts'
import type { Store, StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { systemClock } from '../../src/server/clock.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'

/** Data that outlives the contracts that are put on it, one after the other. */
export interface Data extends AsyncDisposable {
  readonly kind: 'sqlite' | 'postgres'
  /** For another process: a folder, or a URL. */
  readonly place: string
  readonly descriptor: StoreDescriptor
}

export async function sqliteData(): Promise<Data> {
  const place = await mkdtemp(join(tmpdir(), 'busbar-'))
  return { kind: 'sqlite', place, descriptor: sqlite({ path: place }), [Symbol.asyncDispose]: () => rm(place, { recursive: true, force: true, maxRetries: 5 }) }
}

export async function postgresData(): Promise<Data> {
  const database = await withDatabase()
  return { kind: 'postgres', place: database.url, descriptor: postgres({ url: database.url }), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

export function dataAt(kind: string, place: string): StoreDescriptor {
  return kind === 'sqlite' ? sqlite({ path: place }) : postgres({ url: place })
}

export const STORES: readonly (readonly [string, () => Promise<Data>])[] = [
  ['SQLite', sqliteData],
  ['PostgreSQL', postgresData],
]

/** One partner for each owner that a test speaks of, with a key that is made of its name. */
function partners(): { readonly directory: Directory; keyOf(owner: string): string } {
  const entries = new Map<string, KeyEntry>()
  const random = seededRandom(3)
  return {
    directory: { key: (id) => entries.get(id), consumer: () => undefined, anonymous: () => ({ id: 'anonymous' }) },
    keyOf(owner) {
      const { key, id, digest } = makeKey('live', random)
      entries.set(id, {
        id,
        digest,
        environment: 'live',
        revoked: false,
        consumer: { id: owner, name: owner, audience: 'partner', owner, scopes: ['*'], addresses: [], disabled: false, plan: { id: 'none' } },
      })
      return key
    },
  }
}

export interface World extends AsyncDisposable {
  readonly kernel: Kernel
  readonly store: Store
  /** By the process itself, or as a partner. */
  call(operation: string, more?: Partial<Call>): Promise<Outcome>
  create(resource: string, input: { readonly [field: string]: unknown }): Promise<void>
  /** Keys of what a partner sees in the list of a resource. */
  seenBy(owner: string, resource: string): Promise<readonly unknown[]>
}

/** A kernel on the data with this contract; rejects with what `createKernel` says. */
export async function world(data: Data, contract: Contract): Promise<World> {
  const ports = { clock: systemClock, random: seededRandom(Math.floor(performance.now() * 1000)), log: new KeptLog() }
  const store = data.descriptor.open(ports)
  const { directory, keyOf } = partners()
  let kernel: Kernel
  try {
    kernel = await createKernel({ contracts: [{ data: contract.data, prefix: 'r', bindings: [] }], store, directory, environment: 'live', ...ports })
  } catch (error) {
    await store[Symbol.asyncDispose]()
    throw error
  }
  let request = 0
  const call: World['call'] = (operation, more = {}) =>
    kernel.handle({
      protocol: 'test',
      contract: contract.data.name,
      version: contract.data.version,
      operation,
      credential: { kind: 'system', name: 'test' },
      address: '127.0.0.1',
      requestId: `r${++request}`,
      ...more,
    })
  return {
    kernel,
    store,
    call,
    async create(resource, input) {
      const outcome = await call(`${resource}.create`, { input })
      if (!outcome.ok) throw new Error(`${JSON.stringify(input)}: ${JSON.stringify(outcome.problem)}`)
    },
    async seenBy(owner, resource) {
      const outcome = await call(`${resource}.list`, { credential: { kind: 'key', key: keyOf(owner) }, query: { limit: 1000 } })
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.problem))
      return (JSON.parse(outcome.body) as { readonly id: unknown }[]).map(({ id }) => id)
    },
    [Symbol.asyncDispose]: () => kernel[Symbol.asyncDispose](),
  }
}

export function optionsOf(data: { readonly descriptor: StoreDescriptor }, contract: ContractData, migrations: readonly Migration[] = []): MigrateOptions {
  const ports = { clock: systemClock, random: seededRandom(7), log: new KeptLog() }
  return { ...ports, openStore: () => data.descriptor.open(ports), contracts: [{ data: contract, prefix: 'r', migrations }] }
}

export const plan = (data: Data, contract: Contract, migrations: readonly Migration[] = []): Promise<readonly MigrationReport[]> =>
  planMigrations(optionsOf(data, contract.data, migrations))
export const apply = (data: Data, contract: Contract, migrations: readonly Migration[] = []): Promise<readonly MigrationReport[]> =>
  migrate(optionsOf(data, contract.data, migrations))

/** Records as they are kept, by key. */
export async function stored(store: Store, table: string): Promise<readonly { readonly [field: string]: unknown }[]> {
  const found = await store.scan({ table, index: null, equal: [], reverse: false, limit: 100_000 })
  return found.map(({ body }) => JSON.parse(body) as { readonly [field: string]: unknown })
}

/** Opens the data past the kernel, with the tables of a contract. */
export async function withStore<T>(data: Data, contract: Contract, work: (store: Store) => Promise<T>): Promise<T> {
  const store = data.descriptor.open({ clock: new ManualClock(), random: seededRandom(1), log: new KeptLog() })
  try {
    await store.open(layoutsOf([contractModel(contract.data, [], 'r')]))
    return await work(store)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}

/** All that the data holds, comparable. */
export async function everything(data: Data, contract: Contract): Promise<string> {
  return withStore(data, contract, async (store) => {
    const rows: string[] = []
    for await (const row of store.dump()) rows.push(JSON.stringify(row))
    return rows.sort().join('\n')
  })
}
