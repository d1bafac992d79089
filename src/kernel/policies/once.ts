import { createHash } from 'node:crypto'
import type { Credential } from '../call.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import { refuse } from '../refusal.ts'
import { Buckets } from './bucket.ts'

type Proof = Extract<Credential, { kind: 'proof' }>

/** How far a proof's time may be from ours, either way. */
const FRESH_MS = 5 * 60_000
/** Kept for so long after it was made: as long again as it is good, so that a process whose clock is ahead does not sweep what another one still accepts. */
const KEPT_MS = 2 * FRESH_MS
/** Proofs that may be noted in each process, by one key and by all: at once, and a second. It bounds what is kept of them (P7), and what one key can take from others (P5). */
const OF_KEY = { burst: 20_000, rate: 300 }
const OF_ALL = { burst: 100_000, rate: 2_000 }
const MOST_KEYS = 10_000

/**
 * Rule: a proof is good for five minutes before and after it was made, and once, in all processes and over a restart
 * (Web Services Security UsernameToken Profile 1.1, 3.1). That it was used is a counter in the store: who adds to it first may go on.
 * What cannot be noted is refused (P6).
 */
export class OnceProofs {
  readonly #store: Pick<Store, 'addCounters'>
  readonly #clock: Clock
  readonly #log: Log
  readonly #keys = new Buckets(MOST_KEYS)
  readonly #all = new Buckets(1)

  constructor(ports: { readonly store: Pick<Store, 'addCounters'>; readonly clock: Clock; readonly log: Log }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#log = ports.log
  }

  /** Of a proof that holds, and whose key may call. Rejects with `unauthenticated` where it is too old, too new or used; with `rate-limited` or `unavailable` where it cannot be noted now. */
  async use({ keyId, made, mark }: Proof): Promise<void> {
    const now = this.#clock.now()
    if (!(Math.abs(now - made) <= FRESH_MS)) throw stale(made, now)
    this.#mustHaveRoom(keyId)
    let total: number | undefined
    try {
      const counter = `once ${createHash('sha256').update(`${keyId} ${mark}`).digest('base64url')}`
      ;[total] = await this.#store.addCounters([{ counter, add: 1, expires: made + KEPT_MS }])
    } catch (error) {
      this.#log.warn('that a proof was used cannot be noted, and it is refused', { error: String(error) })
      throw refuse('unavailable', 'The caller cannot be checked now.', { retryAfter: 1 })
    }
    if (total !== 1) throw wrong('What was shown was used before: it is good once. Make a new one for each message, also for one that is sent again.')
    // Where the store was slow, another process may have forgotten it meanwhile.
    if (!(this.#clock.now() - made <= FRESH_MS)) throw stale(made, this.#clock.now())
  }

  #mustHaveRoom(keyId: string): void {
    const now = this.#clock.monotonic()
    const key = this.#keys.take(keyId, { ...OF_KEY, now })
    if (key.tokens < 1) throw refuse('rate-limited', 'This key shows more that is good once than can be kept.', { retryAfter: 1 })
    const all = this.#all.take('', { ...OF_ALL, now })
    if (all.tokens < 1) throw refuse('unavailable', 'Callers show more that is good once than can be kept.', { retryAfter: 1 })
    key.tokens -= 1
    all.tokens -= 1
  }
}

function stale(made: number, now: number): Error {
  const when = Number.isFinite(made) ? new Date(made).toISOString() : 'at no time'
  return wrong(`What was shown was made ${when}, and here it is ${new Date(now).toISOString()}: it is good for five minutes. Set the clock of the caller.`)
}

function wrong(detail: string): Error {
  return refuse('unauthenticated', detail, { more: { invalidCredential: true } })
}
