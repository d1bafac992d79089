import { guard, type Binding } from '../../kernel/bindings.ts'
import { parseCursor } from '../../kernel/events/cursor.ts'
import { typeMatcher } from '../../kernel/events/pattern.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { counted } from './counted.ts'
import { WebhookEndpoint } from './endpoint.ts'
import { TooManyReplays } from './faults.ts'
import { mustManage } from './manage.ts'
import type { WebhookPorts } from './ports.ts'
import { WebhookReplay } from './replay.ts'

/** Replays of one endpoint at the same time: each reads the log for itself. */
const MOST_RUNNING = 10

/** Rule: a replay is of an endpoint that the caller keeps and that is sent to, and says where it begins. */
export function replayGuard(ports: WebhookPorts | undefined): Binding {
  return guard(WebhookReplay, async (context) => {
    const { record } = context
    const endpoint = await context.call(WebhookEndpoint.get, { id: record.endpoint })
    const { consumer, state } = endpoint
    if (consumer === undefined) throw new TypeError(`the endpoint '${endpoint.id}' has no consumer`)
    mustManage(context.principal, consumer)
    if (state !== 'active' && state !== 'paused') context.refuse('/endpoint', `must be one that is active or paused; it is ${state}`)
    if ((record.since === undefined) === (record.cursor === undefined)) context.refuse('/since', 'or cursor must be there, and not both')
    if (record.cursor !== undefined && !reads(() => parseCursor(record.cursor ?? '')))
      context.refuse('/cursor', 'must be a cursor as an event or an answer has it')
    if (record.types && !reads(() => typeMatcher(record.types ?? []))) context.refuse('/types', 'must be patterns such as production-order.*')
    if (record.until !== undefined && record.since !== undefined && Date.parse(record.until) <= Date.parse(record.since))
      context.refuse('/until', 'must be after since')
    if (ports && (await counted(ports.kernel(), 'WebhookReplay', { endpoint: record.endpoint, state: 'running' })) >= MOST_RUNNING)
      context.fail(TooManyReplays, { most: MOST_RUNNING })
    context.set({ consumer })
  })
}

function reads(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch (error) {
    if (error instanceof Refusal) return false
    throw error
  }
}
