import type { Run } from './run.ts'
import type { RunPorts } from './run-ports.ts'
import { jittered } from './schedule.ts'

/** Seconds between askings of an address that cannot be reached, for a day in all. */
const BACKOFF = [5, 60, 300, 1800, 7200] as const
const FOR_MS = 24 * 3_600_000

/** Asks the address of an unverified endpoint whether it wants to be called, where somebody asked for that. */
export class Verification {
  readonly #ports: RunPorts
  readonly #run: Run
  #asking = false
  #stopped = false
  #tries = 0
  #of: string | undefined
  /** Monotonic. */
  #nextAt = 0
  #cancel: () => void = () => {}

  constructor(ports: RunPorts, run: Run) {
    this.#ports = ports
    this.#run = run
  }

  look(): void {
    const { clock, holds, outgoing } = this.#ports
    const { endpoint } = this.#run.target
    const { verifyRequestedAt: requested } = endpoint
    if (
      this.#asking ||
      this.#stopped ||
      outgoing() !== 'open' ||
      endpoint.state !== 'unverified' ||
      requested === undefined ||
      requested === this.#run.standing.verifyAnswered
    )
      return
    if (requested !== this.#of) {
      this.#of = requested
      this.#tries = 0
      this.#nextAt = 0
    }
    if (clock.monotonic() < this.#nextAt || !holds(endpoint.timeoutSeconds * 1000)) return
    this.#asking = true
    void this.#ask(requested).finally(() => {
      this.#asking = false
      this.look()
    })
  }
  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  async #ask(requested: string): Promise<void> {
    const { clock, verifier, operate, random, ledger } = this.#ports
    const run = this.#run
    const { target } = run
    const { url } = target.endpoint
    const { verified, attempts } = await verifier.verify(target, run.signal)
    if (run.signal.aborted) return
    for (const attempt of attempts) run.books.attempt(attempt)
    const wait = jittered((BACKOFF[this.#tries] ?? BACKOFF[BACKOFF.length - 1] ?? 0) * 1000, random)
    if (verified.kind === 'unreachable' && clock.now() + wait < Date.parse(requested) + FOR_MS) {
      this.#tries++
      this.#nextAt = clock.monotonic() + wait
      this.#cancel = clock.after(wait, () => run.pump())
      return
    }
    // First the call, then the note: who is killed in between asks once more.
    if (verified.kind === 'agreed') await operate('WebhookEndpoint.confirm', run.id, { how: verified.how, url })
    else await operate('WebhookEndpoint.failVerification', run.id, { reason: verified.reason.slice(0, 1000), url })
    run.standing.verifyAnswered = requested
    ledger.touch(run, false)
  }
}
