import type { OutgoingState } from '../../kernel/events/outgoing.ts'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { HopTokens } from '../../kernel/policies/hops.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { Random } from '../../kernel/ports/random.ts'
import type { Store } from '../../kernel/ports/store.ts'
import type { WebhookSystemCall } from '../../kernel/ports/webhook.ts'
import type { EventSource } from './event-source.ts'
import type { Ledger } from './ledger.ts'
import type { Records } from './records.ts'
import type { Sender } from './sender.ts'
import type { Slots } from './slots.ts'
import type { Verifier } from './verifier.ts'

/** What the sending to an endpoint has of the process around it. */
export interface RunPorts {
  readonly store: Store
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly uuid: () => string
  readonly records: Records
  readonly events: EventSource
  readonly sender: Sender
  readonly tokens: HopTokens
  /** How often an event may have gone round and is sent all the same. */
  readonly rounds: number
  readonly verifier: Verifier
  readonly ledger: Ledger
  readonly slots: Slots
  /** Deliveries a second of a replay, where the endpoint has no rate. */
  readonly replayRate: number
  /** Whether anything may go out at all. */
  readonly outgoing: () => OutgoingState
  /** This process has its endpoints for this long at least. */
  readonly holds: (ms: number) => boolean
  /** A call on the endpoint as the process itself; tried again until it is done or refused. */
  readonly operate: <C extends WebhookSystemCall>(operation: C['operation'], key: string, input: C['input']) => Promise<void>
  /** The endpoint is another process's now, or gone. */
  readonly lost: (endpoint: string) => void
}
