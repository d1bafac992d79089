import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeWorld, type World } from '../../conformance/scenario/world.ts'
import { plant } from '../../examples/plant/contract.ts'
import { implementations } from '../../examples/plant/implementations.ts'
import { seed } from '../../examples/plant/seed.ts'
import type { Call } from '../../src/kernel/call.ts'
import type { Problem } from '../../src/kernel/outcome.ts'
import type { StoreDescriptor } from '../../src/kernel/ports/store.ts'
import { postgres } from '../../src/stores/postgres/index.ts'
import { sqlite } from '../../src/stores/sqlite/index.ts'
import { withDatabase } from '../postgres.ts'

export type Body = { readonly [name: string]: unknown }
type Asked = Omit<Partial<Call>, 'operation' | 'credential'> & { readonly as?: string }

/** The stores that the plant's stories are played on. */
export const STORES = ['sqlite', 'postgres'] as const

/** The example plant on a store of its own, seeded, with callers of each audience. */
export interface Plant extends AsyncDisposable {
  readonly world: World
  /** The body of a call that must succeed. */
  ok(operation: string, asked?: Asked): Promise<Body>
  list(operation: string, asked?: Asked): Promise<readonly Body[]>
  /** The problem of a call that must be refused. */
  refused(operation: string, asked?: Asked): Promise<Problem>
}

export async function openPlant(kind: (typeof STORES)[number]): Promise<Plant> {
  const { descriptor, remove } = await emptyStore(kind)
  const callers = { nordwerk: { audience: 'partner', owner: 'NORDWERK' }, hydra: { audience: 'partner', owner: 'HYDRA' }, erp: { system: 'erp' } } as const
  const world = await makeWorld({ contract: plant, bindings: implementations, callers }, descriptor)
  for (const { operation, input, idempotencyKey } of seed) {
    const [name = '', command] = operation.split('.')
    const field = plant.data.resources[name]?.key.field ?? ''
    const { [field]: key, ...rest } = input
    const of = command === 'create' ? { input } : { key: String(key), input: rest }
    const outcome = await world.kernel.handle({ ...world.call({ operation, ...of, idempotencyKey }, 'internal'), credential: { kind: 'system', name: 'seed' } })
    if (!outcome.ok) throw new Error(`${idempotencyKey} ${operation} ${JSON.stringify(input)}: ${JSON.stringify(outcome.problem)}`)
  }
  const handle = (operation: string, { as = 'internal', ...asked }: Asked = {}) => world.kernel.handle(world.call({ operation, ...asked }, as))
  const parsed = async (operation: string, asked: Asked | undefined): Promise<unknown> => {
    const outcome = await handle(operation, asked)
    if (!outcome.ok)
      throw new Error(
        `${operation}: ${JSON.stringify(outcome.problem)}\n${world.log.entries.map((e) => `${e.message} ${JSON.stringify(e.fields)}`).join('\n')}`,
      )
    return outcome.body === '' ? {} : JSON.parse(outcome.body)
  }
  return {
    world,
    ok: async (operation, asked) => (await parsed(operation, asked)) as Body,
    list: async (operation, asked) => (await parsed(operation, asked)) as readonly Body[],
    async refused(operation, asked) {
      const outcome = await handle(operation, asked)
      if (outcome.ok) throw new Error(`${operation} was not refused: ${outcome.body}`)
      return outcome.problem
    },
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await remove()
    },
  }
}

async function emptyStore(kind: (typeof STORES)[number]): Promise<{ readonly descriptor: StoreDescriptor; remove(): Promise<void> }> {
  if (kind === 'postgres') {
    const database = await withDatabase()
    return { descriptor: postgres({ url: database.url }), remove: async () => database[Symbol.asyncDispose]() }
  }
  const folder = await mkdtemp(join(tmpdir(), 'busbar-plant-'))
  return { descriptor: sqlite({ path: folder }), remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) }
}
