import { defineContract, defineFault, defineOperation, defineResource, t } from '../contract/index.ts'
import { outgoingMembers } from './outgoing.ts'
import { webhookMembers } from './webhooks/contract.ts'

/** IPv4 or IPv6, with a prefix length that there is. */
const RANGE =
  '^((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])){3}(/(3[0-2]|[12]?[0-9]))?|[0-9a-fA-F]{0,4}(:[0-9a-fA-F]{0,4}){2,7}(/(12[0-8]|1[01][0-9]|[1-9]?[0-9]))?)$'

const scopes = { read: 'administration.read', write: 'administration.write' }

export const Plan = defineResource('Plan', {
  doc: 'What a consumer may use. A limit that is absent does not apply.',
  key: { id: t.string({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }).doc('The name it is chosen by.').examples('partner-standard') },
  fields: {
    title: t.string().optional(),
    rate: t.float({ minimum: 0.001, maximum: 1_000_000 }).optional().doc('Calls a second, sustained.'),
    burst: t.integer({ minimum: 1, maximum: 1_000_000 }).optional().doc('Calls at once on top of the rate; as many as the rate where absent.'),
    day: t.integer({ minimum: 1 }).optional().doc('Calls a UTC day.'),
    month: t.integer({ minimum: 1 }).optional().doc('Calls a UTC month.'),
    concurrency: t.integer({ minimum: 1, maximum: 100_000 }).optional().doc('Calls at the same time.'),
    page: t.integer({ minimum: 1, maximum: 1000 }).optional().doc('Records a page at most.'),
    streams: t.integer({ minimum: 0, maximum: 100_000 }).optional().doc('Streams of events that are open at the same time.'),
    consumers: t.many('Consumer', 'plan').doc('Who has it; it cannot be deleted before.'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  scopes,
})

export const Consumer = defineResource('Consumer', {
  doc: 'An application that calls: of an internal team, a partner, or a public developer. The unit that keys, limits and audit are about.',
  key: { id: t.string({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' }).doc('Its name in the audit trail.').examples('nordwerk-portal') },
  fields: {
    title: t.string().optional(),
    audience: t.enum('internal', 'partner', 'public').doc('Which part of the contract it sees.'),
    owner: t.string().optional().doc('What the owner of a record is compared with: the key of its partner, for instance.'),
    system: t.string().optional().doc('The connected system it stands for; it may write the fields that this system is the master of.'),
    plan: t.ref('Plan').optional().doc('Without one it is not limited.'),
    scopes: t
      .list(t.string({ pattern: '^([*]|[a-z0-9][a-z0-9.-]{0,97}[*]?)$' }), { maxItems: 100 })
      .doc('What its keys may do; `*` at the end stands for any text. None: nothing.')
      .examples(['production-orders.*', 'materials.read']),
    addresses: t
      .list(t.string({ pattern: RANGE, maxLength: 50 }), { maxItems: 100 })
      .optional()
      .doc('CIDR ranges it may call from; any where absent.')
      .examples(['10.20.0.0/16']),
    disabled: t.boolean().default(false).doc('Its keys are refused.'),
    keys: t.many('Key', 'consumer').doc('Its keys; it cannot be deleted before them, so that another one of its name never finds them valid.'),
    webhooks: t.many('WebhookEndpoint', 'consumer').doc('Where its events are pushed to; it cannot be deleted before.'),
  },
  standard: ['get', 'list', 'create', 'update', 'delete'],
  lists: [{ equal: ['audience'] }, { equal: ['plan'] }],
  commands: {
    issueKey: {
      doc: 'Makes a key. It is shown in this answer and never again; only its digest is kept.',
      event: 'keyIssued',
      input: { label: t.string().optional(), endsAt: t.instant().optional().doc('From when on it is refused.') },
      output: { id: t.string(), key: t.string() },
      scope: 'administration.keys',
      secret: true,
    },
  },
  scopes,
})

export const NothingToRotate = defineFault('key-not-active', { code: 'conflict', doc: 'The key is revoked or has ended.', detail: { id: t.string() } })

export const Key = defineResource('Key', {
  doc: 'An API key of a consumer. Its secret is nowhere; `create` takes a digest, for keys that were made elsewhere.',
  key: { id: t.string({ pattern: '^[0-9A-Za-z]{8}$' }).doc('The public part of the key.') },
  fields: {
    consumer: t.ref('Consumer'),
    label: t.string().optional(),
    environment: t.enum('live', 'test'),
    digest: t.string({ pattern: '^[0-9a-f]{64}$' }).writeOnly().doc('SHA-256 of the whole key, hex.'),
    endsAt: t.instant().optional().doc('From when on it is refused.'),
    revokedAt: t.instant().optional().readOnly(),
  },
  standard: ['get', 'list', 'create', 'delete'],
  lists: [{ equal: ['consumer'] }],
  commands: {
    revoke: { doc: 'Refuses the key from now on, within a second in every process.', event: 'revoked', scope: 'administration.keys' },
    rotate: {
      doc: 'Makes a new key for the consumer; the old one is good until the overlap is over.',
      event: 'rotated',
      input: {
        overlapSeconds: t.integer({ minimum: 0, maximum: 604_800 }).default(86_400).doc('How long both are good; a day where absent, a week at most.'),
        endsAt: t.instant().optional().doc('From when on the new key is refused. It is not taken over from the old one.'),
      },
      output: { id: t.string(), key: t.string(), oldEndsAt: t.instant() },
      faults: [NothingToRotate],
      scope: 'administration.keys',
      secret: true,
    },
  },
  // Who makes a key has all that its consumer may: that is not the scope of who keeps the list of consumers.
  scopes: { read: 'administration.read', write: 'administration.keys' },
})

export const ReadAudit = defineOperation('readAudit', {
  doc: 'The audit trail in its order, with what proves it.',
  path: 'audit',
  reads: true,
  input: {
    after: t.integer({ minimum: 0 }).default(0).doc('The sequence number to go on behind.'),
    limit: t.integer({ minimum: 1, maximum: 1000 }).default(100),
  },
  output: {
    records: t.list(t.object({ sequence: t.integer(), at: t.instant(), header: t.json(), changes: t.json().nullable(), hash: t.string() })),
    next: t.integer().optional().doc('What to give as `after` for more; absent at the end.'),
  },
  scope: 'administration.audit',
})

/** Busbar administers itself through a contract of its own, served by the same kernel. */
export const administrationContract = defineContract('administration', {
  version: 'v1',
  doc: 'Consumers, their keys and plans, webhooks, and the audit trail.',
  members: [Plan, Consumer, Key, ReadAudit, ...webhookMembers, ...outgoingMembers],
})
