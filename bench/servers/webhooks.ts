// Busbar with an endpoint. On standard input: how many events; answers the seconds from when they may go until the cursor behind the last one is durable.
import { createInterface } from 'node:readline'
import { defineApp, sqlite, startApp, webhooks } from 'busbar'
import { contract, orderOf } from '../contract.ts'

const { url, connections, folder } = JSON.parse(process.env['BENCH_DATA'] ?? '') as {
  readonly url: string
  readonly connections: number
  readonly folder: string
}
const KEYS = 1000
const running = await startApp(
  defineApp({
    contract,
    store: sqlite({ path: folder }),
    protocols: [webhooks({ allow: ['127.0.0.0/8'], plain: true, ports: [new URL(url).port] })],
    listen: { port: 0 },
    operations: false,
    log: { level: 'error' },
  }),
  { announce: () => {} },
)
const { kernel, store } = running
const ask = async (operation: string, input: object, key?: string): Promise<{ readonly id?: string }> => {
  const outcome = await kernel.handle({
    protocol: 'bench',
    contract: 'administration',
    version: 'v1',
    credential: { kind: 'system', name: 'bench' },
    address: '127.0.0.1',
    requestId: 'bench',
    operation,
    input,
    ...(key !== undefined && { key }),
  })
  if (!outcome.ok) throw new Error(`${operation}: ${outcome.problem.detail ?? outcome.problem.title} ${JSON.stringify(outcome.problem.errors ?? [])}`)
  return outcome.body === '' ? {} : (JSON.parse(outcome.body) as { readonly id?: string })
}
await ask('Consumer.create', { id: 'bench', audience: 'internal', scopes: ['*'] })
const { id = '' } = await ask('WebhookEndpoint.create', { consumer: 'bench', contract: contract.data.name, version: 'v1', url, parallelism: connections })
await ask('WebhookEndpoint.rotateSecret', {}, id)
await ask('WebhookEndpoint.confirm', {}, id)
let made = 0
process.stdout.write('{"port":0}\n')
for await (const line of createInterface(process.stdin)) {
  await ask('WebhookEndpoint.pause', {}, id)
  for (let left = Number(line); left > 0; left -= KEYS)
    await store.commit({
      expect: [],
      writes: [],
      audit: [],
      events: Array.from({ length: Math.min(KEYS, left) }, () => {
        const order = orderOf((++made % KEYS) + 1)
        const key = String(order['id'])
        const body = `{"consumer":"bench","request":"bench","revision":1,"owners":{},"data":${JSON.stringify({ ...order, state: 'Released', revision: 1 })}}`
        return { id: `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`, type: 'order.created', table: 'r_order', key, at: Date.now(), body }
      }),
    })
  const { last } = await store.eventRange()
  const began = performance.now()
  await ask('WebhookEndpoint.resume', {}, id)
  const isDone = async (): Promise<boolean> => {
    const progress = await store.get('bb_webhook_progress', id)
    return progress !== undefined && Number((JSON.parse(progress.body) as { readonly cursor: string }).cursor.split(':')[1]) >= last
  }
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, 2))
  process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - began) / 1000 })}\n`)
}
await running.stop()
process.exit(0)
