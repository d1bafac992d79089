import { defineResource, t } from '../../contract/index.ts'
import { TooManyReplays } from './faults.ts'
import { WEBHOOK_SCOPES } from './endpoint.ts'

const KEEPS = { can: ['get', 'list', 'create', 'cancel'], own: 'consumer', ownIs: 'consumer' } as const

export const WebhookReplay = defineResource('WebhookReplay', {
  doc: 'Past events on their way to an endpoint once more, in their order, beside the new ones.',
  key: { id: t.id() },
  fields: {
    endpoint: t.ref('WebhookEndpoint'),
    consumer: t.ref('Consumer').optional().readOnly().doc('Of the endpoint.'),
    since: t.instant().optional().doc('From this instant on; or `cursor`.'),
    cursor: t.string().optional().doc('From behind this cursor; or `since`.'),
    until: t.instant().optional().doc('Up to this instant; up to when it was asked for where absent.'),
    types: t.list(t.string(), { minItems: 1, maxItems: 100 }).optional().doc('Of these types only, as in a filter.'),
    from: t.integer({ minimum: 0 }).optional().readOnly().doc('It sends the events behind this offset …'),
    to: t.integer({ minimum: 0 }).optional().readOnly().doc('… up to this one.'),
    position: t.integer({ minimum: 0 }).optional().readOnly().doc('All up to this offset were sent, or did not fit.'),
    sent: t.integer({ minimum: 0 }).default(0).readOnly(),
    gap: t.boolean().optional().readOnly().doc('Events that were asked for are removed already.'),
    state: t.state('running', 'done', 'cancelled'),
  },
  transitions: { running: ['done', 'cancelled'], done: [], cancelled: [] },
  standard: ['get', 'list', 'create'],
  access: { partner: KEEPS, public: KEEPS },
  lists: [{ equal: ['endpoint'] }, { equal: ['endpoint', 'state'] }, { equal: ['state'] }],
  faults: [TooManyReplays],
  commands: {
    cancel: { doc: 'Sends no more of it.', event: 'cancelled', from: ['running'], to: 'cancelled', scope: WEBHOOK_SCOPES.write },
  },
  scopes: WEBHOOK_SCOPES,
})
