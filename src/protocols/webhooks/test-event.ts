import { cursorText } from '../../kernel/events/cursor.ts'
import type { FollowedEvent } from '../../kernel/events/feed.ts'
import { logged } from './attempted.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'

/** What `sendTest` asks for: one attempt, beside everything else. */
export class TestEvent {
  readonly #ports: RunPorts
  readonly #run: Run
  #sending = false

  constructor(ports: RunPorts, run: Run) {
    this.#ports = ports
    this.#run = run
  }

  look(): void {
    const { clock, events, holds } = this.#ports
    const run = this.#run
    const { endpoint } = run.target
    const { testEvent: id, testRequestedAt: time } = endpoint
    if (this.#sending || id === undefined || time === undefined || id === run.standing.testAnswered) return
    if ((endpoint.state !== 'active' && endpoint.state !== 'paused') || !holds(endpoint.timeoutSeconds * 1000)) return
    this.#sending = true
    const event: FollowedEvent = {
      // It is in no log.
      cursor: cursorText({ epoch: events.epoch, offset: 0 }),
      offset: 0,
      id,
      type: 'webhook-endpoint.tested',
      time,
      key: '',
      orderingKey: '',
      data: JSON.stringify({ endpoint: endpoint.id }),
    }
    run.send(event, (attempted) => {
      this.#sending = false
      if (attempted.aborted) return
      run.books.attempt(logged(event, attempted, { at: clock.now(), kind: 'test', number: 1, again: false }))
      run.standing.testAnswered = id
    })
  }
}
