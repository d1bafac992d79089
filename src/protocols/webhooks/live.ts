import { cursorText, parseCursor } from '../../kernel/events/cursor.ts'
import type { Feed, FeedStep } from '../../kernel/events/feed.ts'
import type { WebhookProgressRecord } from '../../kernel/ports/webhook.ts'
import { Lane, type LaneHost } from './lane.ts'
import { Rounds } from './rounds.ts'
import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import type { Entry } from './window.ts'

/** A feed that ended, or could not be had, is asked for again after this. */
const REOPEN_MS = 5_000

/** Where an endpoint stands in the log, and what is read of it from there on. */
export class Live implements LaneHost {
  readonly #ports: RunPorts
  readonly #run: Run
  #lane: Lane | undefined
  /** Where the next lane begins. */
  #from: { readonly cursor: string; readonly ahead: readonly number[] }
  /** The store has it: whoever comes after us knows that events up to here may have been sent. */
  #claimed: number
  /** What whoever was before us had taken up, where it did not live to say what became of it. */
  readonly #againTo: number
  readonly #rounds: Rounds
  /** Monotonic. */
  #reopenAt = 0

  constructor(ports: RunPorts, run: Run, of: { readonly progress: WebhookProgressRecord; readonly orphaned: boolean }) {
    const { cursor, claimed, ahead = [] } = of.progress
    const { epoch } = ports.events
    this.#ports = ports
    this.#run = run
    this.#rounds = new Rounds(ports, run)
    this.#from = { cursor, ahead: parseCursor(cursor).epoch === epoch ? ahead : [] }
    const position = claimed === undefined ? undefined : parseCursor(claimed)
    this.#claimed = position?.epoch === epoch ? position.offset : 0
    this.#againTo = of.orphaned ? this.#claimed : 0
  }

  /** For the progress record. */
  position(): { readonly cursor: string; readonly claimed: number; readonly ahead: readonly number[] } {
    const lane = this.#lane
    if (!lane || lane.foreign !== undefined) return { ...this.#from, claimed: this.#claimed }
    const cursor = cursorText({ epoch: this.#ports.events.epoch, offset: lane.window.cursor() })
    return { cursor, claimed: Math.max(this.#claimed, lane.window.read), ahead: lane.window.ahead() }
  }
  claimedTo(offset: number): void {
    if (offset > this.#claimed) this.#claimed = offset
  }

  /** From where entries may be sent now. */
  get lane(): Lane | undefined {
    return this.#lane?.closed === false ? this.#lane : undefined
  }
  /** The next entry that the store knows may be sent. */
  next(): Entry | undefined {
    const entry = this.lane?.peek()
    return entry && entry.offset <= this.#claimed ? entry : undefined
  }
  /** Milliseconds until it may be asked for more; 0: now. */
  wait(monotonic: number): number {
    return Math.max(0, this.#reopenAt - monotonic)
  }

  /** `most`: events at most. */
  read(most?: number): void {
    if (this.#lane?.closed === true) this.rewind()
    this.#lane ??= this.#newLane()
    this.#lane.pull(most)
  }

  /** Lets go of what was read and not sent, once nothing of it is on its way; the next lane begins where this one stands. */
  rewind(): void {
    const lane = this.#lane
    if (!lane) return
    lane.close()
    if (lane.inFlight > 0) return
    const { cursor, ahead } = this.position()
    this.#from = { cursor, ahead }
    this.#lane = undefined
  }
  close(): void {
    this.#lane?.close()
  }

  #newLane(): Lane {
    const { cursor, ahead } = this.#from
    const { epoch, offset } = parseCursor(cursor)
    const foreign = epoch !== this.#ports.events.epoch
    return new Lane({
      kind: 'event',
      ordered: this.#run.target.endpoint.ordering === 'key',
      host: this,
      from: foreign ? 0 : offset,
      ...(foreign && { foreign: cursor }),
      ahead,
      againTo: this.#againTo,
    })
  }

  async open(lane: Lane): Promise<Feed | undefined> {
    const { events, log } = this.#ports
    const after = lane.foreign ?? cursorText({ epoch: events.epoch, offset: lane.window.read })
    const opened = await events.follow(this.#run.target.endpoint, { after })
    if (opened.ok) return opened.feed
    log.warn('The events of an endpoint cannot be followed; it is tried again.', { endpoint: this.#run.id, problem: opened.problem.code })
    this.ended()
    return undefined
  }
  took(_lane: Lane, entry: Entry): boolean {
    // Before anything else: an event that is not sent does not get in line. A replay sends it; somebody asked for that.
    return !this.#rounds.ends(entry) && this.#run.took(entry)
  }
  moved(lane: Lane): void {
    // With something to send, the claim is waited for; a cursor that only passed what does not fit can wait itself.
    if (lane.window.size > 0) this.#ports.ledger.touch(this.#run, true)
    else this.#ports.ledger.touchLazily(this.#run)
    this.#run.pump()
  }
  gap(_lane: Lane, { reason, asked, cursor }: FeedStep & { readonly kind: 'gap' }): void {
    this.#run.tell('webhook-endpoint.gap', { reason, asked, cursor })
    this.#ports.log.warn('Events were removed before they were sent to an endpoint.', { endpoint: this.#run.id, reason, asked, cursor })
  }
  ended(): void {
    this.#reopenAt = this.#ports.clock.monotonic() + REOPEN_MS
    this.#run.pump()
  }
}
