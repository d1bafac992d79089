import { defineOperation, t } from '../../contract/index.ts'
import { WEBHOOK_SCOPES } from './endpoint.ts'

export const ReadAttempts = defineOperation('readAttempts', {
  doc: 'Every attempt to send to an endpoint, the newest first.',
  path: 'webhook-attempts',
  reads: true,
  input: {
    endpoint: t.uuid(),
    event: t.string({ maxLength: 64 }).optional().doc('Of this event only.'),
    before: t.string({ maxLength: 120 }).optional().doc('Go on where an answer ended: its `next`.'),
    limit: t.integer({ minimum: 1, maximum: 1000 }).default(100),
  },
  output: {
    attempts: t.list(
      t.object({
        at: t.instant(),
        kind: t.enum('event', 'replay', 'test', 'verification'),
        event: t.string({ maxLength: 64 }),
        type: t.string(),
        number: t.integer().doc('Counts the attempts of this event, from 1.'),
        again: t.boolean().optional().doc('A process ended while the event was on its way: it may have been sent before, under the same id.'),
        outcome: t
          .enum('delivered', 'failed', 'blocked', 'recorded', 'skipped')
          .doc(
            '`blocked`: the address may not be called, nothing was sent. `recorded`: a test environment keeps it instead of sending. `skipped`: it went round too often, nothing was sent.',
          ),
        status: t.integer().optional(),
        took: t.integer({ unit: 'ms' }).optional(),
        error: t.string({ maxLength: 1000 }).optional(),
        address: t.string().optional().doc('The IP address that was called.'),
        headers: t
          .map(t.string({ maxLength: 4096 }))
          .optional()
          .doc('Of the answer, those that say something about it.'),
        answer: t.string({ maxLength: 16_384 }).optional().doc('The beginning of its body, as text.'),
        truncated: t.boolean().optional(),
        request: t.json().optional().doc('What would have been sent, where it was recorded.'),
      }),
    ),
    next: t.string({ maxLength: 120 }).optional().doc('What to give as `before` for more; absent at the end.'),
  },
  audiences: ['internal', 'partner', 'public'],
  requireCredential: true,
  scope: WEBHOOK_SCOPES.read,
})
