import type { Call } from './call.ts'
import type { Failure } from './outcome.ts'
import type { Log } from './ports/log.ts'
import { OutcomeUnknown, StoreFull, StoreUnavailable } from './ports/store.ts'
import { failure, Refusal } from './refusal.ts'

/** Refusals are answers; what a store says becomes its code; all else is our defect: opaque outside, loud inside. */
export function failureOf(error: unknown, call: Pick<Call, 'requestId' | 'operation'>, log: Log): Failure {
  if (error instanceof Refusal) return { ok: false, problem: error.problem }
  if (error instanceof StoreFull) return failure('storage-full', 'Nothing was stored. Free space on the data disk; no restart is needed.', { retryAfter: 10 })
  if (error instanceof OutcomeUnknown)
    return failure(
      'outcome-unknown',
      'The connection to the store was lost while it was written. Read the record, or send the same request with the same idempotency key.',
    )
  if (error instanceof StoreUnavailable) return failure('unavailable', 'The store cannot be reached. Nothing was stored.', { retryAfter: 2 })
  log.error('a call failed by a defect', {
    request: call.requestId,
    operation: call.operation,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  return failure('internal', 'It is in the log under the request id.')
}
