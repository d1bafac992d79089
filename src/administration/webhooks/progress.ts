import { defineResource, t } from '../../contract/index.ts'
import { WEBHOOK_SCOPES } from './endpoint.ts'

export const WebhookProgress = defineResource('WebhookProgress', {
  doc: 'Where sending to an endpoint stands, and which process does it.',
  plural: 'webhook-progress',
  key: { endpoint: t.uuid() },
  fields: {
    consumer: t.ref('Consumer').readOnly(),
    cursor: t.string().readOnly().doc('All events up to it are delivered, kept as deliveries, or did not fit.'),
    claimed: t.string().optional().readOnly().doc('Events up to this cursor were taken up.'),
    ahead: t
      .list(t.integer({ minimum: 0 }))
      .optional()
      .readOnly()
      .doc('Offsets behind the cursor that are settled already: ranges, as first and last in turn.'),
    failingSince: t.instant().optional().readOnly(),
    level: t.integer().optional().readOnly().doc('The last level that was said: 50, 70, 90.'),
    failures: t.integer({ minimum: 0 }).default(0).readOnly().doc('Attempts that failed one after another.'),
    circuit: t.enum('closed', 'open', 'half-open').default('closed').readOnly(),
    circuitUntil: t.instant().optional().readOnly(),
    lastSuccessAt: t.instant().optional().readOnly(),
    lastFailureAt: t.instant().optional().readOnly(),
    verifyAnswered: t.instant().optional().readOnly().doc('The request to verify that was answered last.'),
    testAnswered: t.uuid().optional().readOnly().doc('The test event that was sent last.'),
    holder: t.string().optional().readOnly().doc('The process that sends; absent: none.'),
    fencing: t.integer({ minimum: 0 }).default(0).readOnly().doc('Counts the holders.'),
  },
  standard: ['get', 'list'],
  scopes: WEBHOOK_SCOPES,
})

export const WebhookLog = defineResource('WebhookLog', {
  doc: 'Attempts to send to an endpoint, many in one record; `readAttempts` shows them.',
  key: { id: t.string({ maxLength: 120 }).doc('Endpoint and a number that starts again at 0 after 1023, where the oldest is overwritten.') },
  fields: {
    endpoint: t.uuid().readOnly(),
    sequence: t.integer({ minimum: 0 }).readOnly(),
    until: t.instant().readOnly().doc('The last of them.'),
    attempts: t.json().readOnly(),
  },
  standard: [],
  scopes: WEBHOOK_SCOPES,
})
