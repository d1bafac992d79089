import type { Context } from '../../kernel/bindings.ts'
import { implement, type Binding } from '../../kernel/bindings.ts'
import { UNSEALED } from '../../kernel/credential/seal.ts'
import type { Random } from '../../kernel/ports/random.ts'
import type { Store } from '../../kernel/ports/store.ts'
import type { WebhookEndpointRecord } from '../../kernel/ports/webhook.ts'
import { refuse } from '../../kernel/refusal.ts'
import { sealedParts } from '../../kernel/webhooks/sealed.ts'
import { readAttempts } from '../../kernel/webhooks/attempts.ts'
import { AnotherAddress, NoSecret, ReadAttempts, TooManySecrets, WebhookDelivery, WebhookEndpoint, WebhookReplay } from './contract.ts'
import { endpointGuard } from './endpoint-guard.ts'
import { mustManage } from './manage.ts'
import { isElsewhere } from './moved.ts'
import type { WebhookPorts } from './ports.ts'
import { replayGuard } from './replay-guard.ts'
import { liveSecrets, MOST_SECRETS, rotated } from './secrets.ts'

const nothing = { reaches: 'nothing' } as const

/** The rules and decisions behind webhooks. Without ports the app sends none, and no endpoint can be made. */
export function webhookBindings(ports: {
  readonly random: Random
  readonly store: Store
  readonly uuid: () => string
  readonly webhooks?: WebhookPorts
}): readonly Binding[] {
  const { random, store, uuid, webhooks } = ports
  return [
    endpointGuard(webhooks),
    replayGuard(webhooks),
    implement(
      WebhookEndpoint,
      {
        rotateSecret(context, { overlapSeconds }) {
          const record = managed(context)
          const now = context.now()
          const { secrets, secret, publicKey } = rotated(record.secrets, { scheme: record.signing, overlapSeconds, now, random })
          const [, older] = secrets
          if (secrets.length > MOST_SECRETS) context.fail(TooManySecrets, { until: earliest(secrets.flatMap(({ endsAt }) => endsAt ?? [])) })
          const sealed = sealedParts({ ...record, secrets }, webhooks?.seal ?? UNSEALED).secrets ?? []
          context.update({ secrets: [...sealed], publicKey: publicKey ?? null })
          return { ...(publicKey === undefined ? { secret } : { publicKey }), ...(older?.endsAt !== undefined && { oldEndsAt: older.endsAt }) }
        },
        verify(context) {
          const record = managed(context)
          if (liveSecrets(record.secrets, context.now()).length === 0) context.fail(NoSecret, {})
          context.update({ verifyRequestedAt: context.now(), reason: null })
        },
        confirm(context, { how, url }) {
          const record = managed(context)
          if (url === undefined ? how !== 'operator' : isElsewhere(url, record.url)) context.fail(AnotherAddress, {})
          if (liveSecrets(record.secrets, context.now()).length === 0) context.fail(NoSecret, {})
          context.update({ verifiedAt: context.now(), verifiedBy: how, reason: null })
        },
        failVerification(context, { reason, url }) {
          const record = managed(context)
          if (url !== undefined && isElsewhere(url, record.url)) context.fail(AnotherAddress, {})
          context.update({ reason })
        },
        pause: (context) => void managed(context),
        resume(context) {
          managed(context)
          context.update({ reason: null })
        },
        disable(context, { reason }) {
          managed(context)
          context.update({ reason })
        },
        sendTest(context) {
          managed(context)
          const event = uuid()
          context.update({ testEvent: event, testRequestedAt: context.now() })
          return { event }
        },
        async replay(context, input) {
          const { id } = await context.call(WebhookReplay.create, { endpoint: context.record.id, ...input })
          return { replay: id }
        },
      },
      nothing,
    ),
    implement(
      WebhookDelivery,
      {
        retry(context) {
          mustManage(context.principal, context.record.consumer)
          context.update({ attempts: 0, nextAttemptAt: context.now() })
        },
        discard(context) {
          mustManage(context.principal, context.record.consumer)
          context.update({ nextAttemptAt: null })
        },
      },
      nothing,
    ),
    implement(
      WebhookReplay,
      {
        cancel(context) {
          if (context.record.consumer !== undefined) mustManage(context.principal, context.record.consumer)
        },
      },
      nothing,
    ),
    implement(
      ReadAttempts,
      async (context, { endpoint, event, before, limit }) => {
        // Whoever may not know of the endpoint does not learn of its attempts.
        await context.call(WebhookEndpoint.get, { id: endpoint })
        const { attempts, next } = await readAttempts(store, {
          endpoint,
          limit,
          ...(event !== undefined && { event }),
          ...(before !== undefined && { before }),
        })
        return {
          attempts: attempts.map(({ request, ...attempt }) => ({ ...attempt, ...(request !== undefined && { request }) })),
          ...(next !== undefined && { next }),
        }
      },
      nothing,
    ),
  ]
}

/** The endpoint with what is never shown, for whoever may keep it. */
function managed(context: Pick<Context<(typeof WebhookEndpoint)['definition']['fields'], never, never>, 'record' | 'principal'>): WebhookEndpointRecord {
  const record = context.record as unknown as WebhookEndpointRecord
  mustManage(context.principal, record.consumer)
  return record
}

function earliest(instants: readonly string[]): string {
  const [first] = instants.toSorted((a, b) => Date.parse(a) - Date.parse(b))
  if (first === undefined) throw refuse('conflict')
  return first
}
