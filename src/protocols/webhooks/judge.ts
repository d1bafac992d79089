import type { FollowedEvent } from '../../kernel/events/feed.ts'
import type { Attempted } from './attempted.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'

/** Operators are told of a blocked address this often. */
const BLOCKED_EVERY_MS = 3_600_000

/** What an attempt says of the target as a whole: whether it fails, wants to be left alone, or wants nothing any more. */
export class Judge {
  readonly #ports: RunPorts
  readonly #run: Run
  /** Monotonic: nothing goes before. */
  #holdUntil = 0
  #blockedToldAt = Number.NEGATIVE_INFINITY

  constructor(ports: RunPorts, run: Run) {
    this.#ports = ports
    this.#run = run
  }

  /** Milliseconds for which the target is left alone. */
  wait(monotonic: number): number {
    return Math.max(0, this.#holdUntil - monotonic)
  }
  /** Somebody knows better. */
  forget(): void {
    this.#holdUntil = 0
  }

  said(event: FollowedEvent, attempted: Attempted): void {
    const { clock } = this.#ports
    const { standing } = this.#run
    if (attempted.outcome === 'recorded') standing.circuit.succeeded()
    else if (attempted.outcome === 'delivered') {
      const since = standing.succeeded(clock.now())
      if (since !== undefined) this.#run.tell('webhook-endpoint.recovered', { since: new Date(since).toISOString() })
    } else this.#failed(event, attempted)
  }

  #failed(event: FollowedEvent, attempted: Attempted): void {
    const { clock } = this.#ports
    const run = this.#run
    const monotonic = clock.monotonic()
    const seconds = run.target.endpoint.disableAfterSeconds
    const { failing, tell, disable } = run.standing.failed({ now: clock.now(), monotonic, disableAfter: seconds === null ? null : seconds * 1000 })
    const error = attempted.error?.slice(0, 1000)
    const since = new Date(failing.since).toISOString()
    if (tell !== undefined && !disable) run.tell('webhook-endpoint.failing', { level: tell, since, ...(error !== undefined && { error }) })
    if (attempted.hold > 0) this.#holdUntil = Math.max(this.#holdUntil, monotonic + attempted.hold)
    if (attempted.outcome === 'blocked' && monotonic - this.#blockedToldAt >= BLOCKED_EVERY_MS) {
      this.#blockedToldAt = monotonic
      run.tell('webhook-endpoint.blocked', { event: event.id, reason: error ?? 'The address may not be called.' })
    }
    if (attempted.gone) this.#disable('It answered 410: it wants nothing any more.')
    else if (disable) this.#disable(`Nothing was delivered since ${since}. The last attempt: ${error ?? 'no answer'}`)
  }

  /** In the store by a call like any operator's; here at once, whatever the store says. */
  #disable(reason: string): void {
    const { target } = this.#run
    const { endpoint } = target
    if (endpoint.state !== 'active') return
    this.#run.target = { ...target, endpoint: { ...endpoint, state: 'disabled', reason } }
    void this.#ports.operate('WebhookEndpoint.disable', endpoint.id, { reason: reason.slice(0, 1000) })
  }
}
