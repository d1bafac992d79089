// One contract over REST, GraphQL and SOAP, with key and limit. BENCH_DATA: a folder or a postgres:// URL; it is filled first.
import { defineApp, graphql, postgres, rest, soap, sqlite, startApp } from 'busbar'
import { graphContract } from '../graph-contract.ts'
import { materialOf, plainOrderOf, supplierOf, WORLD } from '../plain-tables.ts'
import { report } from './report.ts'

const where = process.env['BENCH_DATA'] ?? ''
const running = await startApp(
  defineApp({
    contract: graphContract,
    store: where.startsWith('postgres') ? postgres({ url: where }) : sqlite({ path: where }),
    protocols: [rest(), graphql(), soap()],
    listen: { port: 0 },
    operations: { port: 0 },
    log: { level: 'error' },
  }),
  { announce: () => {} },
)
const system = { protocol: 'bench', credential: { kind: 'system', name: 'bench' }, address: '127.0.0.1', requestId: 'bench' } as const
const administration = { ...system, contract: 'administration', version: 'v1' }
await running.kernel.handle({ ...administration, operation: 'Plan.create', input: { id: 'bench', rate: 1_000_000, burst: 1_000_000 } })
await running.kernel.handle({ ...administration, operation: 'Consumer.create', input: { id: 'bench', audience: 'internal', scopes: ['*'], plan: 'bench' } })
const issued = await running.kernel.handle({ ...administration, operation: 'Consumer.issueKey', key: 'bench', input: {} })
if (!issued.ok) throw new Error(issued.problem.detail)

const fill = async (operation: string, of: (n: number) => object, many: number): Promise<void> => {
  for (let from = 0; from < many; from += 500)
    await Promise.all(
      Array.from({ length: Math.min(500, many - from) }, async (_, i) => {
        const made = await running.kernel.handle({ ...system, contract: 'bench', version: 'v1', operation, input: of(from + i) })
        if (!made.ok) throw new Error(made.problem.detail ?? made.problem.title)
      }),
    )
}
await fill('Supplier.create', supplierOf, WORLD.suppliers)
await fill('Material.create', materialOf, WORLD.materials)
await fill('Order.create', plainOrderOf, WORLD.orders)
report({ port: running.address?.port ?? 0, key: (JSON.parse(issued.body) as { key: string }).key })
