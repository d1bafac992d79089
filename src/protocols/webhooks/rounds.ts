import { skipped, logged } from './attempted.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import type { Entry } from './window.ts'

/** Operators are told of a loop this often. */
const TOLD_EVERY_MS = 3_600_000

/** Ends loops: what was sent comes back as a call, whose event would be sent, and so on for good. */
export class Rounds {
  readonly #ports: RunPorts
  readonly #run: Run
  /** Monotonic. */
  #toldAt = Number.NEGATIVE_INFINITY

  constructor(ports: RunPorts, run: Run) {
    this.#ports = ports
    this.#run = run
  }

  /** Whether the event went round too often. It is settled then, as a delivery that was skipped, and those behind it go on. */
  ends(entry: Entry): boolean {
    const { tokens, rounds, clock } = this.#ports
    const { event } = entry
    if (!event.hops || !tokens.isOver(event.hops, { consumer: this.#run.target.endpoint.consumer, most: rounds })) return false
    const { count } = event.hops
    const attempted = skipped(`It was not sent: what caused it went out by a webhook and came back as a call ${count} times. Send it with retry.`)
    this.#run.books.attempt(logged(event, attempted, { at: clock.now(), kind: 'event', number: 1, again: false }))
    this.#run.deliveries.skip(entry, attempted)
    this.#tell(entry, count)
    return true
  }

  #tell({ event }: Entry, hops: number): void {
    const { clock, log } = this.#ports
    const now = clock.monotonic()
    if (now - this.#toldAt < TOLD_EVERY_MS) return
    this.#toldAt = now
    this.#run.tell('webhook-endpoint.looping', { event: event.id, type: event.type, hops })
    log.warn('A webhook goes round: its receiver calls back and changes what it is sent again. Deliveries are skipped.', {
      endpoint: this.#run.id,
      event: event.id,
      type: event.type,
      hops,
    })
  }
}
