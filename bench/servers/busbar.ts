// Busbar with key, limit, validation, idempotency, event and audit. BENCH_DATA: a folder or a postgres:// URL.
import { defineApp, events, postgres, rest, sqlite, startApp } from 'busbar'
import { contract } from '../contract.ts'
import { report } from './report.ts'

const where = process.env['BENCH_DATA'] ?? ''
const running = await startApp(
  defineApp({
    contract,
    store: where.startsWith('postgres') ? postgres({ url: where }) : sqlite({ path: where }),
    protocols: [rest(), events()],
    listen: { port: 0 },
    operations: { port: 0 },
    log: { level: 'error' },
    limits: { connections: 20_000 },
  }),
  { announce: () => {} },
)
const listening = performance.timeOrigin + performance.now()
const call = {
  protocol: 'bench',
  contract: 'administration',
  version: 'v1',
  credential: { kind: 'system', name: 'bench' },
  address: '127.0.0.1',
  requestId: 'bench',
} as const
await running.kernel.handle({ ...call, operation: 'Plan.create', input: { id: 'bench', rate: 1_000_000, burst: 1_000_000 } })
await running.kernel.handle({ ...call, operation: 'Consumer.create', input: { id: 'bench', audience: 'internal', scopes: ['*'], plan: 'bench' } })
const issued = await running.kernel.handle({ ...call, operation: 'Consumer.issueKey', key: 'bench', input: {} })
if (!issued.ok) throw new Error(issued.problem.detail)
report({ port: running.address?.port ?? 0, listening, key: (JSON.parse(issued.body) as { key: string }).key })
