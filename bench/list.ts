import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqlite } from 'busbar'
import type { Call, Outcome } from 'busbar/kernel'
import { makeWorld } from '../conformance/scenario/world.ts'
import { contract, orderOf } from './contract.ts'
import { median, ratio, type Section } from './report.ts'

/** A declared list of 50 out of many, on the first page and half way down. */
export async function listSection(options: { readonly records: number; readonly rounds: number }): Promise<Section> {
  const folder = await mkdtemp(join(tmpdir(), 'busbar-bench-'))
  await using world = await makeWorld({ contract }, sqlite({ path: folder }))
  const { kernel } = world
  const create: Call = { ...world.call({ operation: 'Order.create' }, 'internal'), credential: { kind: 'system', name: 'bench' } }
  let next = 1
  const began = performance.now()
  await Promise.all(
    Array.from({ length: 512 }, async () => {
      while (next <= options.records) must(await kernel.handle({ ...create, input: orderOf(next++) }))
    }),
  )
  const created = (performance.now() - began) / 1000
  const query = { filter: [{ field: 'state', operator: 'eq', values: ['Released'] }], sort: { field: 'due', descending: false } } as const
  const list: Call = { ...create, operation: 'Order.list', query: { ...query, limit: 50 } }
  let cursor: string | undefined
  for (let depth = 0; depth < options.records / 2; depth += 1000) {
    const page = must(await kernel.handle({ ...list, query: { ...query, limit: 1000, ...(cursor !== undefined && { cursor }) } }))
    cursor = page.ok ? page.next : undefined
  }
  const deep: Call = { ...list, query: { ...query, limit: 50, ...(cursor !== undefined && { cursor }) } }
  const first: number[] = []
  const later: number[] = []
  for (let round = 0; round <= options.rounds; round++) {
    const a = await timed(() => kernel.handle(list))
    const b = await timed(() => kernel.handle(deep))
    if (round === 0) continue
    first.push(a)
    later.push(b)
  }
  await rm(folder, { recursive: true, force: true })
  return {
    title: `A declared list of 50 out of ${options.records.toLocaleString('en')} records`,
    tables: [
      {
        head: ['', 'µs (median)'],
        rows: [
          ['first page', median(first).toFixed(0)],
          [`behind ${(options.records / 2).toLocaleString('en')} records`, median(later).toFixed(0)],
        ],
      },
      {
        head: ['ratio', 'median of rounds', 'rounds', 'budget'],
        rows: [['deep page / first page, time', ...ratio(later.map((micros, i) => micros / (first[i] ?? Number.NaN))), '≤ 2']],
      },
      { head: ['', ''], rows: [['created through the kernel, one call each', `${(options.records / created).toFixed(0)}/s`]] },
    ],
  }
}

async function timed(run: () => Promise<Outcome>): Promise<number> {
  const began = performance.now()
  for (let i = 0; i < 500; i++) must(await run())
  return ((performance.now() - began) * 1000) / 500
}

function must(outcome: Outcome): Outcome {
  if (!outcome.ok) throw new Error(outcome.problem.detail ?? outcome.problem.title)
  return outcome
}
