import type { Kernel } from '../../kernel/kernel.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Wrong } from './credentials.ts'

/**
 * Rule: an endpoint names events that its consumer may read, in a version that is served. Asked as they will be followed, so
 * that nothing is promised here that is refused there.
 */
export async function wrongEvents(
  kernel: Pick<Kernel, 'follow'>,
  { consumer, contract, version, filter }: Pick<WebhookEndpointRecord, 'consumer' | 'contract' | 'version' | 'filter'>,
): Promise<Wrong | undefined> {
  const followed = await kernel.follow({
    protocol: 'webhooks',
    contract,
    version,
    credential: { kind: 'consumer', id: consumer },
    address: '127.0.0.1',
    requestId: 'webhook-endpoint',
    ...(filter && { filter }),
    after: 'now',
    kind: 'poll',
  })
  if (followed.ok) {
    followed.feed.close()
    return undefined
  }
  const { problem } = followed
  switch (problem.code) {
    case 'unauthenticated':
      return { pointer: '/consumer', detail: 'must be a consumer that there is, and not disabled' }
    case 'not-found':
      return { pointer: '/contract', detail: `and version must be served, with events for the consumer; ${contract} ${version} has none` }
    case 'gone':
      return { pointer: '/version', detail: 'is no longer served' }
    case 'insufficient-scope':
      return { pointer: '/filter', detail: `must leave events that the consumer may read. ${problem.detail ?? ''}`.trim() }
    case 'invalid-filter': {
      const [first] = problem.errors ?? []
      return { pointer: first?.parameter === undefined ? '/filter' : `/filter/${first.parameter}`, detail: first?.detail ?? problem.title }
    }
    default:
      throw new Refusal(problem)
  }
}
