import type { Json } from '../../contract/schema.ts'
import type { EventFilter } from '../events/filter.ts'

/**
 * The records of webhooks as whoever sends them reads and writes them: bodies of the administration's tables, without the
 * system fields. `administration/webhooks/contract.ts` declares them. What is written here needs no event and no audit
 * record: `progress`, `deliveries`, `replays` and the `log`. An endpoint is changed through the kernel alone.
 */
export interface WebhookEndpointRecord {
  readonly id: string
  readonly consumer: string
  readonly title?: string
  readonly contract: string
  readonly version: string
  readonly url: string
  readonly filter?: EventFilter
  readonly signing: 'hmac-sha256' | 'ed25519'
  readonly publicKey?: string
  /** The newest first. One that has ended is no longer used; it is removed at the next rotation. */
  readonly secrets?: readonly WebhookSecret[]
  readonly headers?: { readonly [name: string]: string }
  readonly contentMode: 'structured' | 'binary'
  readonly ordering: 'key' | 'none'
  /** Requests a second. */
  readonly rate?: number
  readonly parallelism: number
  readonly timeoutSeconds: number
  /** Delays in seconds: the first from the event, each other one from the attempt before. */
  readonly schedule: readonly number[]
  readonly disableAfterSeconds: number | null
  readonly ca?: string
  readonly oauth?: { readonly tokenUrl: string; readonly clientId: string; readonly scope?: string }
  readonly oauthClientSecret?: string
  readonly clientCertificate?: string
  readonly clientKey?: string
  readonly state: 'unverified' | 'active' | 'paused' | 'disabled'
  readonly reason?: string
  readonly verifiedAt?: string
  readonly verifiedBy?: 'handshake' | 'echo' | 'operator'
  /**
   * Somebody called `verify` then. While the endpoint is `unverified` and `WebhookProgress.verifyAnswered` is another instant, the
   * sender asks the address, notes the instant there, and calls `confirm` or `failVerification`.
   */
  readonly verifyRequestedAt?: string
  /**
   * Somebody called `sendTest`: an event of type `webhook-endpoint.tested` with this id, and `testRequestedAt` as its time. The
   * sender makes one attempt, logs it with kind `test`, and notes the id as `WebhookProgress.testAnswered`. Its data: `{ endpoint }`.
   */
  readonly testEvent?: string
  readonly testRequestedAt?: string
}

export interface WebhookSecret {
  /** `whsec_…` or `whsk_…`. */
  readonly secret: string
  readonly createdAt?: string
  /** From when on it is no longer used. */
  readonly endsAt?: string
}

export interface WebhookDeliveryRecord {
  /** `webhookDeliveryId`. */
  readonly id: string
  readonly endpoint: string
  readonly consumer: string
  readonly event: string
  readonly type: string
  readonly cursor: string
  readonly offset: number
  readonly orderingKey: string
  readonly replay?: string
  readonly attempts: number
  readonly firstAttemptAt?: string
  readonly lastAttemptAt?: string
  /** Where `waiting`: when it is due. `retry` sets it to the instant of the call, and `attempts` to 0. */
  readonly nextAttemptAt?: string
  readonly lastStatus?: number
  readonly lastError?: string
  readonly state: 'waiting' | 'delivered' | 'exhausted' | 'discarded' | 'skipped'
}

/** One delivery an endpoint and event, however often it is sent again. */
export function webhookDeliveryId(endpoint: string, event: string): string {
  return `${endpoint}.${event}`
}

export interface WebhookReplayRecord {
  readonly id: string
  readonly endpoint: string
  readonly consumer: string
  readonly since?: string
  /** `epoch:offset`; it is one, but may be of another epoch or behind the end. */
  readonly cursor?: string
  readonly until?: string
  readonly types?: readonly string[]
  /** The offsets that `since`, `cursor` and `until` mean, written by the sender before the first event. */
  readonly from?: number
  readonly to?: number
  readonly position?: number
  readonly sent: number
  readonly gap?: boolean
  readonly state: 'running' | 'done' | 'cancelled'
}

export interface WebhookProgressRecord {
  /** The endpoint's id: the key. */
  readonly endpoint: string
  readonly consumer: string
  readonly cursor: string
  readonly claimed?: string
  /** Offsets behind the cursor that are settled already: ranges, as first and last in turn. */
  readonly ahead?: readonly number[]
  readonly failingSince?: string
  readonly level?: number
  readonly failures: number
  readonly circuit: 'closed' | 'open' | 'half-open'
  readonly circuitUntil?: string
  readonly lastSuccessAt?: string
  readonly lastFailureAt?: string
  readonly verifyAnswered?: string
  readonly testAnswered?: string
  /** Slot and token of the process that sends; how long it does is told by the slot's fact (`protocols/webhooks/holder.ts`). */
  readonly holder?: string
  /** Counts the holders. */
  readonly fencing: number
}

/** A piece of the log of attempts. Written and read by `kernel/webhooks/attempts.ts` and nobody else. */
export interface WebhookLogRecord {
  /** `webhookLogId`. */
  readonly id: string
  readonly endpoint: string
  /** Counts the pieces of this endpoint, from 0. */
  readonly sequence: number
  /** The instant of the last one in it. */
  readonly until: string
  /** In the order of time, packed. */
  readonly attempts: Json
}

/** Pieces an endpoint at most; the oldest is overwritten. So the log is bounded, and its keys come back rather than pile up as deleted ones. */
export const WEBHOOK_LOG_PIECES = 1024

export function webhookLogId(endpoint: string, sequence: number): string {
  return `${endpoint}.${String(sequence % WEBHOOK_LOG_PIECES).padStart(4, '0')}`
}

export interface WebhookAttempt {
  readonly at: string
  readonly kind: 'event' | 'replay' | 'test' | 'verification'
  /** The event's id: `webhook-id`. Of a verification an id of its own. */
  readonly event: string
  readonly type: string
  readonly number: number
  /** A process ended while this event was on its way: it may have been sent before, under the same id. */
  readonly again?: boolean
  readonly outcome: 'delivered' | 'failed' | 'blocked' | 'recorded' | 'skipped'
  readonly status?: number
  /** Milliseconds. */
  readonly took?: number
  readonly error?: string
  readonly address?: string
  readonly headers?: { readonly [name: string]: string }
  /** At most 16,384 characters. */
  readonly answer?: string
  readonly truncated?: boolean
  readonly request?: Json
}

/** The administration's tables of these records. */
export const WEBHOOK_TABLES = {
  endpoint: 'bb_webhook_endpoint',
  delivery: 'bb_webhook_delivery',
  replay: 'bb_webhook_replay',
  progress: 'bb_webhook_progress',
  log: 'bb_webhook_log',
} as const

/** What the sender calls on an endpoint, as the process itself. */
export type WebhookSystemCall =
  | {
      readonly operation: 'WebhookEndpoint.confirm'
      readonly input: { readonly how: 'handshake' | 'echo'; /** That agreed: the endpoint may have another by now. */ readonly url: string }
    }
  | { readonly operation: 'WebhookEndpoint.failVerification'; readonly input: { readonly reason: string; readonly url: string } }
  | { readonly operation: 'WebhookEndpoint.disable'; readonly input: { readonly reason: string } }

/** The types of the events that the sender writes itself, and their data. */
export interface WebhookEvents {
  readonly 'webhook-endpoint.failing': { readonly level: number; readonly since: string; readonly error?: string }
  readonly 'webhook-endpoint.recovered': { readonly since: string }
  readonly 'webhook-endpoint.gap': { readonly reason: 'retention' | 'epoch'; readonly asked: string; readonly cursor: string }
  readonly 'webhook-endpoint.blocked': { readonly event: string; readonly reason: string }
  readonly 'webhook-endpoint.looping': { readonly event: string; readonly type: string; readonly hops: number }
  readonly 'webhook-delivery.exhausted': {
    readonly endpoint: string
    readonly event: string
    readonly type: string
    readonly attempts: number
    readonly lastStatus?: number
    readonly lastError?: string
  }
}
