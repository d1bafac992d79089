import type { Call } from '../../src/kernel/call.ts'
import { createKernel } from '../../src/kernel/create.ts'
import { makeKey } from '../../src/kernel/credential/key.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import type { Consumer, Directory, KeyEntry, Plan } from '../../src/kernel/ports/directory.ts'
import type { Clock } from '../../src/kernel/ports/clock.ts'
import type { Store, StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { KeptLog, ManualClock, seededRandom } from '../ports.ts'
import type { Asked, Scenario } from './scenario.ts'

/** A kernel with a clock by hand, callers with keys, and an empty store. */
export interface World extends AsyncDisposable {
  readonly kernel: Kernel
  readonly store: Store
  readonly clock: ManualClock
  readonly log: KeptLog
  call(asked: Asked, as: string): Call
  /** The entries behind the callers' keys, by the key's id: a test may replace one. */
  readonly entries: Map<string, KeyEntry>
}

export async function makeWorld(
  scenario: Pick<Scenario, 'contract' | 'bindings' | 'callers'>,
  descriptor: StoreDescriptor,
  ports: { readonly clock?: Clock; /** Of callers without a credential. */ readonly anonymous?: Plan } = {},
): Promise<World> {
  const manual = new ManualClock()
  const clock = ports.clock ?? manual
  const random = seededRandom(42)
  const log = new KeptLog()
  const keys = new Map<string, string>()
  const entries = new Map<string, KeyEntry>()
  const callers: { readonly [name: string]: Partial<Consumer> } = { internal: {}, ...scenario.callers }
  for (const [name, consumer] of Object.entries(callers)) {
    const made = makeKey('live', random)
    keys.set(name, made.key)
    entries.set(made.id, {
      id: made.id,
      digest: made.digest,
      environment: 'live',
      revoked: false,
      consumer: { id: name, name, audience: 'internal', scopes: ['*'], addresses: [], disabled: false, plan: { id: 'none' }, ...consumer },
    })
  }
  const directory: Directory = {
    key: (id) => entries.get(id),
    consumer: (id) => [...entries.values()].find((entry) => entry.consumer.id === id)?.consumer,
    anonymous: () => ports.anonymous ?? { id: 'anonymous' },
  }
  const store = descriptor.open({ clock, random, log })
  const kernel = await createKernel({
    contracts: [{ data: scenario.contract.data, prefix: 'r', bindings: scenario.bindings ?? [] }],
    store,
    directory,
    environment: 'live',
    clock,
    random,
    log,
  })
  let request = 0
  return {
    kernel,
    store,
    clock: manual,
    log,
    entries,
    call(asked, as) {
      const { version, ...rest } = asked
      const key = keys.get(as)
      if (key === undefined && as !== 'anyone') throw new Error(`the scenario has no caller '${as}'`)
      return {
        ...rest,
        protocol: 'test',
        contract: scenario.contract.data.name,
        version: version ?? scenario.contract.data.version,
        credential: key === undefined ? { kind: 'none' } : { kind: 'key', key },
        address: '127.0.0.1',
        requestId: `r${++request}`,
      }
    },
    [Symbol.asyncDispose]: () => kernel[Symbol.asyncDispose](),
  }
}
