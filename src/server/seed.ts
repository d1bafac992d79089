import type { ContractData } from '../contract/data.ts'
import type { Call } from '../kernel/call.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Store } from '../kernel/ports/store.ts'
import type { SeedCall } from './config/app.ts'
import type { Config } from './config/config.ts'

/** Where a store keeps how far its seed is: absent on a new store, then `running`, then `done`. */
const FACT = 'seed'

/**
 * Makes the calls of a seed, once, on a new store. A seed that was cut off runs again from the start: its calls have
 * idempotency keys, and a record that is there already is taken as the one it made. Answers how many calls were made.
 */
export async function seedStore(of: {
  readonly config: Pick<Config, 'seed' | 'contract' | 'file'>
  readonly kernel: Kernel
  readonly store: Store
}): Promise<number> {
  const { config, kernel, store } = of
  const state = await store.fact(FACT)
  if (state === 'done' || state === 'none') return 0
  if (config.seed === undefined) {
    await store.setFact(FACT, 'none', null)
    return 0
  }
  if (state === undefined) await store.setFact(FACT, 'running', null)
  const calls = typeof config.seed === 'function' ? await config.seed() : config.seed
  for (const [at, seed] of calls.entries()) {
    const outcome = await kernel.handle(callOf(config.contract, seed, at))
    if (outcome.ok || (state === 'running' && outcome.problem.code === 'already-exists')) continue
    const { problem } = outcome
    const errors = (problem.errors ?? []).map((error) => `\n    ${error.pointer ?? error.parameter ?? ''} ${error.detail}`).join('')
    throw new SeedFailed(
      `${config.file}: seed[${at}] (${seed.operation}) was refused with '${problem.code}': ${problem.detail ?? problem.title}${errors}\n  Correct the seed and start again; what was made so far stays.`,
    )
  }
  await store.setFact(FACT, 'done')
  return calls.length
}

export class SeedFailed extends Error {
  override readonly name = 'SeedFailed'
}

function callOf(contract: ContractData, seed: SeedCall, at: number): Call {
  const dot = seed.operation.lastIndexOf('.')
  const resource = dot === -1 ? undefined : contract.resources[seed.operation.slice(0, dot)]
  const verb = seed.operation.slice(dot + 1)
  // A create keeps its key in the input; whatever else is about a record names it apart.
  const keyed = resource !== undefined && verb !== 'create'
  const { [resource?.key.field ?? '']: key, ...rest } = seed.input
  return {
    protocol: 'seed',
    contract: contract.name,
    version: contract.version,
    operation: seed.operation,
    ...(keyed && typeof key === 'string' ? { key, input: rest } : { input: seed.input }),
    idempotencyKey: seed.idempotencyKey ?? `seed-${at + 1}`,
    credential: { kind: 'system', name: 'seed' },
    address: '127.0.0.1',
    requestId: `seed-${at + 1}`,
  }
}
