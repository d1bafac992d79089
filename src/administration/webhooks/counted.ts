import type { Kernel } from '../../kernel/kernel.ts'
import { refuse } from '../../kernel/refusal.ts'

/** How many records of a resource of the administration have these values; not those of the call itself. */
export async function counted(
  kernel: Pick<Kernel, 'handle'>,
  resource: 'WebhookEndpoint' | 'WebhookReplay',
  values: { readonly [field: string]: string },
): Promise<number> {
  const listed = await kernel.handle({
    protocol: 'webhooks',
    contract: 'administration',
    version: 'v1',
    operation: `${resource}.list`,
    query: { filter: Object.entries(values).map(([field, value]) => ({ field, operator: 'eq', values: [value] })), limit: 1, count: true },
    credential: { kind: 'system', name: 'webhooks' },
    address: '127.0.0.1',
    requestId: 'webhook-limits',
  })
  if (!listed.ok || listed.count === undefined) throw refuse('unavailable', `Records of ${resource} cannot be counted now.`, { retryAfter: 1 })
  return listed.count
}
