import type { Found } from './records.ts'
import type { WebhookProgressRecord } from '../../kernel/ports/webhook.ts'
import { Circuit, TRIPS_AFTER } from './circuit.ts'
import { failedAgain, type Failing } from './failing.ts'

/** How an endpoint does: what its progress says beside where it stands in the log. */
export class Standing {
  readonly circuit: Circuit
  failing: Failing | undefined
  lastSuccess: number | undefined
  lastFailure: number | undefined
  verifyAnswered: string | undefined
  testAnswered: string | undefined

  constructor(progress: WebhookProgressRecord) {
    this.circuit = new Circuit(Math.min(progress.failures, TRIPS_AFTER))
    this.failing = progress.failingSince === undefined ? undefined : { since: Date.parse(progress.failingSince), level: progress.level ?? 0 }
    this.lastSuccess = instant(progress.lastSuccessAt)
    this.lastFailure = instant(progress.lastFailureAt)
    this.verifyAnswered = progress.verifyAnswered
    this.testAnswered = progress.testAnswered
  }

  /** Answers since when it had failed, where operators were told so. */
  succeeded(now: number): number | undefined {
    const told = this.failing && this.failing.level > 0 ? this.failing.since : undefined
    this.failing = undefined
    this.lastSuccess = now
    this.circuit.succeeded()
    return told
  }
  failed(of: { readonly now: number; readonly monotonic: number; readonly disableAfter: number | null }): ReturnType<typeof failedAgain> {
    this.lastFailure = of.now
    this.circuit.failed(of.monotonic)
    const again = failedAgain(this.failing, of)
    this.failing = again.failing
    return again
  }

  /** The fields of the progress record; `now` and `monotonic` tell when the next probe is. */
  fields(now: number, monotonic: number): Omit<WebhookProgressRecord, 'endpoint' | 'consumer' | 'cursor' | 'fencing'> {
    const { circuit, failing } = this
    return {
      ...(failing && { failingSince: text(failing.since) }),
      ...(failing && failing.level > 0 && { level: failing.level }),
      failures: circuit.failures,
      circuit: circuit.state,
      ...(circuit.state === 'open' && { circuitUntil: text(now + Math.max(0, circuit.until - monotonic)) }),
      ...(this.lastSuccess !== undefined && { lastSuccessAt: text(this.lastSuccess) }),
      ...(this.lastFailure !== undefined && { lastFailureAt: text(this.lastFailure) }),
      ...(this.verifyAnswered !== undefined && { verifyAnswered: this.verifyAnswered }),
      ...(this.testAnswered !== undefined && { testAnswered: this.testAnswered }),
    }
  }
}

/** A position to start from. */
export type Progress = Found<WebhookProgressRecord>

function instant(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text)
}
function text(ms: number): string {
  return new Date(ms).toISOString()
}
