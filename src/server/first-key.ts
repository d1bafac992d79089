import { administrationContract } from '../administration/contract.ts'
import type { Call } from '../kernel/call.ts'
import type { Kernel } from '../kernel/kernel.ts'

export const FIRST_CONSUMER = 'administrator'

/**
 * On an installation without any consumer: one that may do everything, and its key, which is in this answer and nowhere
 * else. Both in one commit: a kill in between leaves neither, and of several processes one makes it.
 */
export async function firstKey(kernel: Kernel): Promise<string | undefined> {
  const list = await kernel.handle(call('Consumer.list', { query: { limit: 1 } }))
  if (!list.ok) throw new Error(`The consumers cannot be read: ${list.problem.detail ?? list.problem.title}`)
  if (list.body !== '[]') return undefined
  const made = await kernel.batch(
    [
      call('Consumer.create', { input: { id: FIRST_CONSUMER, title: 'Made at the first start', audience: 'internal', scopes: ['*'] } }),
      call('Consumer.issueKey', { key: FIRST_CONSUMER, input: { label: 'first start' } }),
    ],
    { atomic: true },
  )
  const [created, issued] = made
  if (created?.ok && issued?.ok) return (JSON.parse(issued.body) as { readonly key: string }).key
  const failed = made.find((outcome) => !outcome.ok)
  // Another process was first.
  if (failed && !failed.ok && (failed.problem.code === 'already-exists' || failed.problem.code === 'conflict')) return undefined
  throw new Error(`The first key cannot be made: ${failed && !failed.ok ? (failed.problem.detail ?? failed.problem.title) : 'no answer'}`)
}

function call(operation: string, more: Pick<Call, 'key' | 'input' | 'query'>): Call {
  const { name, version } = administrationContract.data
  return {
    protocol: 'start',
    contract: name,
    version,
    operation,
    credential: { kind: 'system', name: 'start' },
    address: '127.0.0.1',
    requestId: 'start',
    ...more,
  }
}
