import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from 'busbar'
import type { Call, Plan } from 'busbar/kernel'
import { makeWorld, type World } from '../conformance/scenario/world.ts'
import { orderOf, partnerContract } from './contract.ts'
import { median, type Section } from './report.ts'

const plan: Plan = { id: 'bench', rate: 10_000_000, burst: 10_000_000 }

/** What each rule costs, by leaving it out: in one process, without a protocol. */
export async function policySection(options: { readonly rounds: number }): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  await using world = await makeWorld(
    { contract: partnerContract, callers: { plain: {}, limited: { plan }, partner: { audience: 'partner', owner: 'C-1', plan } } },
    sqlite({ path: folder }),
  )
  const create = world.call({ operation: 'Order.create' }, 'limited')
  for (let n = 1; n <= 200; n++) await world.kernel.handle({ ...create, input: orderOf(n) })
  const get = { operation: 'Order.get', key: 'PO-00000001' }
  const reads: { readonly [what: string]: Call } = {
    'read, process itself': { ...world.call(get, 'plain'), credential: { kind: 'system', name: 'bench' } },
    'read, with key': world.call(get, 'plain'),
    'read, with key and limit': world.call(get, 'limited'),
    'read, three fields': world.call({ ...get, fields: ['material', 'due', 'quantity'] }, 'limited'),
    'read, owner checked and cut to a partner': world.call(get, 'partner'),
  }
  const writes: { readonly [what: string]: (n: number) => Call } = {
    'create, process itself': (n) => ({ ...create, credential: { kind: 'system', name: 'bench' }, input: orderOf(n) }),
    'create, with key and limit': (n) => ({ ...create, input: orderOf(n) }),
    'create, with key, limit and idempotency key': (n) => ({ ...create, input: orderOf(n), idempotencyKey: `k${n}` }),
  }
  const costs = new Map<string, number[]>()
  const note = (what: string, micros: number): void => void (costs.get(what) ?? costs.set(what, []).get(what))?.push(micros)
  let next = 1000
  for (let round = 0; round <= options.rounds; round++) {
    for (const [what, call] of Object.entries(reads)) {
      const micros = await timed(20_000, () => world.kernel.handle(call))
      if (round > 0) note(what, micros)
    }
    for (const [what, make] of Object.entries(writes)) {
      const calls = Array.from({ length: 5000 }, () => make(next++))
      const micros = await concurrent(world, calls)
      if (round > 0) note(what, micros)
    }
  }
  await rm(folder, { recursive: true, force: true })
  return {
    title: 'One call in the kernel',
    tables: [{ head: ['', 'µs (median)'], rows: [...costs].map(([what, micros]) => [what, median(micros).toFixed(1)]) }],
  }
}

async function timed(times: number, run: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  for (let i = 0; i < times; i++) await run()
  return ((performance.now() - began) * 1000) / times
}

/** 64 at a time, as a busy server has them: what commits together shares its fsync. */
async function concurrent(world: World, calls: readonly Call[]): Promise<number> {
  const began = performance.now()
  let i = 0
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      for (let call = calls[i++]; call; call = calls[i++]) {
        const outcome = await world.kernel.handle(call)
        if (!outcome.ok) throw new Error(outcome.problem.detail ?? outcome.problem.title)
      }
    }),
  )
  return ((performance.now() - began) * 1000) / calls.length
}
