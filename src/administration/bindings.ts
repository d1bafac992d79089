import type { Binding } from '../kernel/bindings.ts'
import { implement } from '../kernel/bindings.ts'
import { makeKey } from '../kernel/credential/key.ts'
import { uuidSource } from '../kernel/credential/uuid.ts'
import type { Clock } from '../kernel/ports/clock.ts'
import type { Random } from '../kernel/ports/random.ts'
import type { Store } from '../kernel/ports/store.ts'
import { Consumer, Key, NothingToRotate, ReadAudit } from './contract.ts'
import { outgoingBindings } from './outgoing.ts'
import { webhookBindings } from './webhooks/bindings.ts'
import type { WebhookPorts } from './webhooks/ports.ts'

/** The decisions behind the administration's commands. None of them reaches another system. */
export function administrationBindings(ports: {
  readonly clock: Clock
  readonly random: Random
  readonly store: Store
  readonly environment: 'live' | 'test'
  /** Absent: the app sends no webhooks. */
  readonly webhooks?: WebhookPorts
}): readonly Binding[] {
  const { clock, environment, random, store, webhooks } = ports
  return [
    ...outgoingBindings({ store, environment }),
    ...webhookBindings({ random, store, uuid: uuidSource(clock, random), ...(webhooks && { webhooks }) }),
    implement(
      Consumer,
      {
        async issueKey(context, input) {
          const { key, id, digest } = makeKey(environment, random)
          await context.call(Key.create, { id, consumer: context.record.id, environment, digest, ...input })
          return { id, key }
        },
      },
      { reaches: 'nothing' },
    ),
    implement(
      Key,
      {
        revoke(context) {
          if (context.record.revokedAt === undefined) context.update({ revokedAt: context.now() })
        },
        async rotate(context, { overlapSeconds = 86_400, endsAt }) {
          const { record } = context
          const now = Date.parse(context.now())
          if (record.revokedAt !== undefined || (record.endsAt !== undefined && Date.parse(record.endsAt) <= now))
            context.fail(NothingToRotate, { id: record.id })
          const { key, id, digest } = makeKey(environment, random)
          const overlap = now + overlapSeconds * 1000
          const ends = record.endsAt === undefined ? overlap : Math.min(overlap, Date.parse(record.endsAt))
          const oldEndsAt = new Date(ends).toISOString()
          context.update({ endsAt: oldEndsAt })
          await context.call(Key.create, {
            id,
            consumer: record.consumer,
            environment,
            digest,
            ...(record.label !== undefined && { label: record.label }),
            ...(endsAt !== undefined && { endsAt }),
          })
          return { id, key, oldEndsAt }
        },
      },
      { reaches: 'nothing' },
    ),
    implement(
      ReadAudit,
      async (_, { after = 0, limit = 100 }) => {
        const found = await store.audit(after, limit)
        const records = found.map(({ sequence, at, header, payload, hash }) => ({
          sequence,
          at: new Date(at).toISOString(),
          header: readable(header) as Record<string, string>,
          changes: payload === null ? null : (readable(payload) as Record<string, string>),
          hash,
        }))
        const last = found.at(-1)
        return { records, ...(last && found.length === limit && { next: last.sequence }) }
      },
      { reaches: 'nothing' },
    ),
  ]
}

/** A record that somebody has edited is shown as it is; `busbar audit verify` says what is wrong with it. */
function readable(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
