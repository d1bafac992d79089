import { defineResource, t } from '../../contract/index.ts'
import { WEBHOOK_SCOPES } from './endpoint.ts'

const LOOKS = { can: ['get', 'list', 'retry', 'discard'], own: 'consumer', ownIs: 'consumer' } as const

export const WebhookDelivery = defineResource('WebhookDelivery', {
  doc: 'An event on its way to an endpoint, kept from its first failure on. What was delivered at the first attempt is only in the attempts.',
  plural: 'webhook-deliveries',
  key: { id: t.string({ pattern: '^[0-9a-f-]{36}[.][0-9A-Za-z-]{1,64}$' }).doc('Endpoint and event, joined by a dot.') },
  fields: {
    endpoint: t.ref('WebhookEndpoint').readOnly(),
    consumer: t.ref('Consumer').readOnly(),
    event: t.string({ maxLength: 64 }).readOnly().doc("The event's id: `webhook-id` of every attempt."),
    type: t.string().readOnly(),
    cursor: t.string().readOnly().doc('The position behind the event.'),
    offset: t.integer({ minimum: 0 }).readOnly(),
    orderingKey: t.string({ maxLength: 512 }).readOnly(),
    replay: t.ref('WebhookReplay').optional().readOnly(),
    attempts: t.integer({ minimum: 0 }).readOnly(),
    firstAttemptAt: t.instant().optional().readOnly(),
    lastAttemptAt: t.instant().optional().readOnly(),
    nextAttemptAt: t.instant().optional().readOnly(),
    lastStatus: t.integer().optional().readOnly(),
    lastError: t.string({ maxLength: 1000 }).optional().readOnly(),
    state: t
      .state('waiting', 'delivered', 'exhausted', 'discarded', 'skipped')
      .doc('`exhausted`: all attempts failed. `discarded`: somebody gave it up. `skipped`: it went round too often, and was not sent.'),
  },
  transitions: {
    waiting: ['delivered', 'exhausted', 'discarded', 'skipped'],
    exhausted: ['waiting', 'discarded'],
    discarded: ['waiting'],
    skipped: ['waiting'],
    delivered: [],
  },
  standard: ['get', 'list'],
  access: { partner: LOOKS, public: LOOKS },
  lists: [
    { equal: ['endpoint'], sort: 'offset' },
    { equal: ['endpoint', 'state'], sort: 'nextAttemptAt' },
    { equal: ['state'], sort: 'nextAttemptAt' },
  ],
  commands: {
    retry: {
      doc: 'Attempts it now, then on by the schedule from its beginning.',
      event: 'retried',
      from: ['waiting', 'exhausted', 'discarded', 'skipped'],
      to: 'waiting',
      scope: WEBHOOK_SCOPES.write,
    },
    discard: {
      doc: 'Gives it up; the events behind it with its ordering key go on.',
      event: 'discarded',
      from: ['waiting', 'exhausted'],
      to: 'discarded',
      scope: WEBHOOK_SCOPES.write,
    },
  },
  events: {
    exhausted: {
      endpoint: t.string(),
      event: t.string(),
      type: t.string(),
      attempts: t.integer(),
      lastStatus: t.integer().optional(),
      lastError: t.string({ maxLength: 1000 }).optional(),
    },
  },
  scopes: WEBHOOK_SCOPES,
})
