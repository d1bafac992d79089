import { defineResource, t } from '../../contract/index.ts'
import { AnotherAddress, NoSecret, TargetNotAllowed, TooManyEndpoints, TooManyReplays, TooManySecrets } from './faults.ts'

/** Delays in seconds, each from the attempt before it: the example of Standard Webhooks 1.0.0, 75.6 hours in all. */
export const DEFAULT_SCHEDULE = [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]

export const WEBHOOK_SCOPES = { read: 'webhooks.read', write: 'webhooks.write' }

const PEM = { maxLength: 65_536 }

/** What a consumer may do with its own. */
const KEEPS = {
  can: ['get', 'list', 'create', 'update', 'delete', 'rotateSecret', 'verify', 'pause', 'resume', 'disable', 'sendTest', 'replay'],
  own: 'consumer',
  ownIs: 'consumer',
} as const

export const WebhookEndpoint = defineResource('WebhookEndpoint', {
  doc: 'An address that events are pushed to, signed as Standard Webhooks 1.0.0 says. Its consumer decides which events: those that it may read.',
  key: { id: t.id() },
  fields: {
    consumer: t.ref('Consumer').optional().doc('Whose events they are: the caller itself where absent.'),
    title: t.string().optional(),
    contract: t.string({ pattern: '^[a-z][a-z0-9-]{0,62}$' }).doc('The contract whose events are sent.').examples('plant'),
    version: t.string({ pattern: '^v[1-9][0-9]{0,3}$' }).doc('The version whose words they are in. It does not move by itself.').examples('v1'),
    url: t
      .string({ maxLength: 2048 })
      .doc('Where they are sent. A new host or port makes the endpoint unverified and forgets what it shows there: headers, OAuth and client key.'),
    filter: t
      .object({
        types: t
          .list(t.string({ pattern: '^([a-z0-9-]+|[*])([.]([a-z0-9-]+|[*]))*$' }), { minItems: 1, maxItems: 100 })
          .optional()
          .doc('Patterns: `production-order.started`, `production-order.*`, `*`.'),
        resource: t.string().optional().doc('Events of its records only.').examples('ProductionOrder'),
        key: t.string().optional().doc('Events of this record only.'),
        where: t.json().optional().doc('A condition on the data, as event filters write it.'),
      })
      .optional()
      .doc('Which events. All that the consumer may read where absent.'),
    signing: t.enum('hmac-sha256', 'ed25519').default('hmac-sha256').doc('What the secrets are for. With `ed25519` the receiver only needs the public key.'),
    publicKey: t.string().optional().readOnly().doc('What a receiver verifies with where signing is `ed25519`: `whpk_…`.'),
    secrets: t
      .list(t.object({ secret: t.string(), createdAt: t.instant().optional(), endsAt: t.instant().optional() }), { maxItems: 5 })
      .optional()
      .writeOnly()
      .doc('`whsec_…` or `whsk_…`, the newest first. Better left to `rotateSecret`; given here where a receiver has its secret already.'),
    headers: t
      .map(t.string({ maxLength: 16_384 }), { maxItems: 20 })
      .optional()
      .writeOnly()
      .doc('Sent with each request.'),
    contentMode: t
      .enum('structured', 'binary')
      .default('structured')
      .doc('CloudEvents 1.0: the event as the body, or its data as the body and the rest in headers.'),
    ordering: t
      .enum('key', 'none')
      .default('key')
      .doc('`key`: an event is sent after all earlier ones with its ordering key (its record, mostly) are delivered or given up. `none`: at once.'),
    rate: t.float({ minimum: 0.001, maximum: 100_000 }).optional().doc('Requests a second at most.'),
    parallelism: t.integer({ minimum: 1, maximum: 100 }).default(10).doc('Requests at the same time at most.'),
    timeoutSeconds: t.integer({ minimum: 1, maximum: 30 }).default(15).doc('For a whole request, name and TLS included.'),
    schedule: t
      .list(t.integer({ minimum: 0, maximum: 604_800 }), { minItems: 1, maxItems: 50 })
      .default(DEFAULT_SCHEDULE)
      .doc('Seconds before each attempt, from the one before it; the first from the event. As many attempts as numbers.'),
    disableAfterSeconds: t
      .integer({ minimum: 3600, maximum: 31_536_000 })
      .nullable()
      .default(432_000)
      .doc('Disabled after failing this long without one success; five days. `null`: never.'),
    ca: t.string(PEM).optional().doc('PEM of the authorities that its certificate has to come from, in place of the public ones.'),
    oauth: t
      .object({ tokenUrl: t.string({ maxLength: 2048 }), clientId: t.string(), scope: t.string().optional() })
      .optional()
      .doc('Client credentials (RFC 6749, 4.4): each request carries a bearer token from there.'),
    oauthClientSecret: t.string({ maxLength: 16_384 }).optional().writeOnly(),
    clientCertificate: t.string(PEM).optional().doc('PEM: what we show where the receiver asks for a certificate.'),
    clientKey: t.string(PEM).optional().writeOnly().doc('PEM: the key of that certificate.'),
    state: t.state('unverified', 'active', 'paused', 'disabled'),
    reason: t.string({ maxLength: 1000 }).optional().readOnly().doc('Why it is disabled, or was not verified.'),
    verifiedAt: t.instant().optional().readOnly(),
    verifiedBy: t
      .enum('handshake', 'echo', 'operator')
      .optional()
      .readOnly()
      .doc('The handshake of CloudEvents, the echo of a signed challenge, or an operator who answers for it.'),
    verifyRequestedAt: t.instant().optional().readOnly(),
    testRequestedAt: t.instant().optional().readOnly(),
    testEvent: t.uuid().optional().readOnly().doc('The id of the last test event: what to ask `readAttempts` for.'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  faults: [TargetNotAllowed, TooManyEndpoints],
  access: { partner: KEEPS, public: KEEPS },
  lists: [{ equal: ['consumer'] }, { equal: ['state'] }],
  commands: {
    rotateSecret: {
      doc: 'Makes a new secret. It is shown in this answer and never again. Until the overlap is over, requests carry a signature of each, the newest first.',
      event: 'secretRotated',
      input: {
        overlapSeconds: t
          .integer({ minimum: 0, maximum: 604_800 })
          .default(86_400)
          .doc('How long the older ones stay good; a day where absent, a week at most.'),
      },
      output: {
        secret: t.string().optional().doc('`whsec_…`. Absent where signing is `ed25519`: nobody but Busbar needs the private key.'),
        publicKey: t.string().optional().doc('`whpk_…`: what a receiver needs where signing is `ed25519`.'),
        oldEndsAt: t.instant().optional().doc('Until when the older ones are good; absent where there were none.'),
      },
      faults: [TooManySecrets],
      scope: WEBHOOK_SCOPES.write,
      secret: true,
    },
    verify: {
      doc: 'Asks the address whether it wants to be called; the endpoint is active once it agrees. It needs a secret.',
      event: 'verificationRequested',
      from: ['unverified'],
      faults: [NoSecret],
      scope: WEBHOOK_SCOPES.write,
    },
    confirm: {
      doc: 'The address agreed, or an operator answers for it.',
      event: 'verified',
      from: ['unverified'],
      to: 'active',
      input: {
        how: t.enum('handshake', 'echo', 'operator').default('operator'),
        url: t.string({ maxLength: 2048 }).optional().doc('The address that agreed. With another scheme, host or port by now it is refused.'),
      },
      faults: [NoSecret, AnotherAddress],
      scope: 'administration.webhooks',
    },
    failVerification: {
      doc: 'The address did not agree.',
      event: 'verificationFailed',
      from: ['unverified'],
      input: { reason: t.string({ maxLength: 1000 }), url: t.string({ maxLength: 2048 }).optional().doc('The address that did not agree.') },
      faults: [AnotherAddress],
      scope: 'administration.webhooks',
    },
    pause: { doc: 'Sends nothing until it is resumed; events wait.', event: 'paused', from: ['active'], to: 'paused', scope: WEBHOOK_SCOPES.write },
    resume: {
      doc: 'Sends again, from where it stood; what retention removed meanwhile is said by a gap.',
      event: 'resumed',
      from: ['paused', 'disabled'],
      to: 'active',
      scope: WEBHOOK_SCOPES.write,
    },
    disable: {
      doc: 'Sends nothing any more, until it is resumed.',
      event: 'disabled',
      from: ['active', 'paused'],
      to: 'disabled',
      input: { reason: t.string({ maxLength: 1000 }) },
      scope: WEBHOOK_SCOPES.write,
    },
    sendTest: {
      doc: 'Sends an event of type `webhook-endpoint.tested` to this endpoint alone, once. `readAttempts` shows what became of it.',
      event: 'testRequested',
      from: ['active', 'paused'],
      output: { event: t.uuid().doc('The id of the test event.') },
      scope: WEBHOOK_SCOPES.write,
    },
    replay: {
      doc: 'Sends again what the endpoint was sent, or missed, from an instant or a cursor on.',
      event: 'replayRequested',
      from: ['active', 'paused'],
      input: {
        since: t.instant().optional().doc('From this instant on; or `cursor`.'),
        cursor: t.string().optional().doc('From behind this cursor; or `since`.'),
        until: t.instant().optional().doc('Up to this instant; up to now where absent.'),
        types: t.list(t.string(), { minItems: 1, maxItems: 100 }).optional().doc('Of these types only, as in a filter.'),
      },
      output: { replay: t.uuid() },
      faults: [TooManyReplays],
      scope: WEBHOOK_SCOPES.write,
    },
  },
  events: {
    failing: {
      level: t.integer().doc('Per cent of the time after which it is disabled: 50, 70, 90.'),
      since: t.instant(),
      error: t.string({ maxLength: 1000 }).optional(),
    },
    recovered: { since: t.instant().doc('How long it had failed.') },
    gap: {
      reason: t.enum('retention', 'epoch').doc('Events were removed before they were sent, or the store was restored.'),
      asked: t.string().doc('The cursor it stood at.'),
      cursor: t.string().doc('Where it goes on.'),
    },
    looping: {
      event: t.string(),
      type: t.string(),
      hops: t.integer().doc('How often what caused it went out by a webhook and came back as a call. It is not sent; its delivery is `skipped`.'),
    },
    blocked: { event: t.string(), reason: t.string({ maxLength: 1000 }).doc('Why the address may not be called, now.') },
  },
  scopes: WEBHOOK_SCOPES,
})
