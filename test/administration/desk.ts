import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { plant, plantBindings } from '../../conformance/scenario/contract.ts'
import { KeptLog, ManualClock, seededRandom } from '../../conformance/ports.ts'
import { ADMINISTRATION_PREFIX, administrationBindings, administrationContract, storedDirectory } from '../../src/administration/index.ts'
import type { Call } from '../../src/kernel/call.ts'
import { sealWith, UNSEALED } from '../../src/kernel/credential/seal.ts'
import { createKernel } from '../../src/kernel/create.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Outcome, Problem } from '../../src/kernel/outcome.ts'
import type { NetGuard } from '../../src/kernel/ports/net.ts'
import type { Store } from '../../src/kernel/ports/store.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'

export type Body = { readonly [field: string]: unknown }
type More = Omit<Partial<Call>, 'operation' | 'key' | 'input'>

/** A plant and its administration, with callers whose keys are known. */
export interface Desk extends AsyncDisposable {
  readonly kernel: Kernel
  readonly store: Store
  readonly clock: ManualClock
  readonly log: KeptLog
  /** What was asked of the way out: the address, and under which guard. */
  readonly checked: { readonly url: string; readonly guard: NetGuard }[]
  /** A call of the administration, as the process itself or a consumer. */
  ask(operation: string, key?: string, input?: unknown, as?: string, more?: More): Promise<Outcome>
  /** Its answer; throws where it was refused. */
  did(operation: string, key?: string, input?: unknown, as?: string, more?: More): Promise<Body>
  refused(operation: string, key?: string, input?: unknown, as?: string, more?: More): Promise<Problem>
  /** A consumer with a key. */
  consumer(id: string, of: { readonly audience: 'internal' | 'partner' | 'public'; readonly owner?: string; readonly scopes: readonly string[] }): Promise<void>
  /** The record as it lies in the store. */
  stored(table: string, key: string): Promise<Body>
}

export const ALLOWED: NetGuard = { allow: ['10.0.0.0/8'] }

export async function atDesk(options: { readonly webhooks?: false; readonly secretKey?: string } = {}): Promise<Desk> {
  const path = await mkdtemp(join(tmpdir(), 'busbar-desk-'))
  const clock = new ManualClock()
  const random = seededRandom(7)
  const log = new KeptLog()
  const store = sqlite({ path }).open({ clock, random, log })
  const checked: { url: string; guard: NetGuard }[] = []
  const made: { kernel?: Kernel } = {}
  const webhooks = {
    net: {
      async check(url: string, guard: NetGuard) {
        checked.push({ url, guard })
        return url.includes('inside') ? 'The URL leads to a private address.' : undefined
      },
    },
    guard: ALLOWED,
    seal: options.secretKey === undefined ? UNSEALED : sealWith(options.secretKey, random),
    kernel: () => made.kernel as Kernel,
  }
  const kernel = await createKernel({
    contracts: [
      { data: plant.data, prefix: 'r', bindings: plantBindings },
      {
        data: administrationContract.data,
        prefix: ADMINISTRATION_PREFIX,
        bindings: administrationBindings({ clock, random, store, environment: 'live', ...(options.webhooks !== false && { webhooks }) }),
      },
    ],
    store,
    directory: storedDirectory(store, clock),
    environment: 'live',
    clock,
    random,
    log,
  })
  made.kernel = kernel
  const keys = new Map<string, string>()
  const ask: Desk['ask'] = (operation, key, input, as, more = {}) => {
    const own = as === undefined ? undefined : keys.get(as)
    if (as !== undefined && as !== 'anyone' && own === undefined) throw new Error(`there is no consumer '${as}'`)
    return kernel.handle({
      protocol: 'test',
      contract: 'administration',
      version: 'v1',
      operation,
      ...(key !== undefined && { key }),
      ...(input !== undefined && { input }),
      credential: as === undefined ? { kind: 'system', name: 'test' } : own === undefined ? { kind: 'none' } : { kind: 'key', key: own },
      address: '10.0.0.1',
      requestId: 'r',
      ...more,
    })
  }
  const did: Desk['did'] = async (operation, ...rest) => {
    const outcome = await ask(operation, ...rest)
    if (!outcome.ok) throw new Error(`${operation}: ${JSON.stringify(outcome.problem)}`)
    return outcome.body === '' ? {} : (JSON.parse(outcome.body) as Body)
  }
  return {
    kernel,
    store,
    clock,
    log,
    checked,
    ask,
    did,
    async refused(operation, ...rest) {
      const outcome = await ask(operation, ...rest)
      if (outcome.ok) throw new Error(`${operation} was done: ${outcome.body}`)
      return outcome.problem
    },
    async consumer(id, of) {
      await did('Consumer.create', undefined, { id, ...of })
      keys.set(id, String((await did('Consumer.issueKey', id, {}))['key']))
    },
    async stored(table, key) {
      const record = await store.get(table, key)
      if (!record) throw new Error(`there is no '${key}' in ${table}`)
      return JSON.parse(record.body) as Body
    },
    async [Symbol.asyncDispose]() {
      await kernel[Symbol.asyncDispose]()
      await rm(path, { recursive: true, force: true })
    },
  }
}

/** What an endpoint is made of at least. */
export const endpoint = { contract: 'plant', version: 'v2', url: 'https://hooks.nordwerk.example/busbar' } as const
export const PARTNER = { audience: 'partner', owner: 'NW', scopes: ['orders.read', 'webhooks.*'] } as const
