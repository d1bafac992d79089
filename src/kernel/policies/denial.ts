import { auditDraft } from '../audit/draft.ts'
import type { Call } from '../call.ts'
import type { Principal } from '../kernel.ts'
import type { Clock } from '../ports/clock.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'

/** Denials written one by one, at most so many a second in all; the rest is counted. */
const ONE_BY_ONE = 10
const SUMMARY_MS = 60_000
/** Different kinds of denial that a summary tells apart. */
const MOST_KINDS = 1000
/** Being written at the same time; a store that does not answer gets no more. */
const MOST_PENDING = 100
/** Of what a caller wrote itself. */
const MOST_TEXT = 200

interface Kind {
  readonly consumer: string
  readonly operation: string
  readonly code: string
  count: number
}

/** Rule: each denial is in the audit trail, one by one up to a rate, beyond it as one counted record an interval and kind; a flood cannot fill the disk (P7). */
export class Denials {
  readonly #ports: { readonly store: Store; readonly clock: Clock; readonly random: Random; readonly log: Log }
  #second = 0
  #written = 0
  #counted = new Map<string, Kind>()
  #others = 0
  #closed = false
  #cancel: (() => void) | undefined
  #pending = new Set<Promise<void>>()

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly random: Random; readonly log: Log }) {
    this.#ports = ports
  }

  record(
    call: Pick<Call, 'protocol' | 'address' | 'requestId' | 'operation' | 'key'>,
    principal: Pick<Principal, 'consumer' | 'credential'>,
    code: string,
  ): void {
    const second = Math.floor(this.#ports.clock.monotonic() / 1000)
    if (second !== this.#second) {
      this.#second = second
      this.#written = 0
    }
    const operation = call.operation.slice(0, MOST_TEXT)
    const kind: Kind = { consumer: principal.consumer, operation, code, count: 1 }
    if (this.#written < ONE_BY_ONE && this.#pending.size < MOST_PENDING) {
      this.#written++
      const of = { principal, key: (call.key ?? '').slice(0, MOST_TEXT), code, payload: '{"changes":[]}' }
      this.#write({ ...call, operation }, of, () => this.#count(kind))
    } else this.#count(kind)
  }

  #count(kind: Kind): void {
    const id = `${kind.consumer}\n${kind.operation}\n${kind.code}`
    const known = this.#counted.get(id)
    if (known) known.count += kind.count
    else if (this.#counted.size < MOST_KINDS) this.#counted.set(id, kind)
    else this.#others += kind.count
    if (!this.#closed) this.#cancel ??= this.#ports.clock.after(SUMMARY_MS, () => this.summarize())
  }

  /** Writes what was only counted; what cannot be written is counted on. */
  summarize(): void {
    this.#cancel?.()
    this.#cancel = undefined
    const counted = [...this.#counted.values()]
    const others = this.#others
    this.#counted = new Map()
    this.#others = 0
    if (counted.length === 0 && others === 0) return
    this.#write(
      { protocol: 'kernel', address: '', requestId: '', operation: 'denials' },
      { principal: { consumer: 'busbar', credential: 'audit' }, key: '', code: 'summary', payload: JSON.stringify({ changes: [], denials: counted, others }) },
      () => {
        this.#others += others
        for (const kind of counted) this.#count(kind)
      },
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#pending)
    this.#closed = true
    this.summarize()
    await Promise.all(this.#pending)
  }

  #write(call: Pick<Call, 'protocol' | 'address' | 'requestId' | 'operation'>, of: Denied, lost: () => void): void {
    const written = this.#commit(call, of)
      .catch((error: unknown) => {
        this.#ports.log.error('a denial could not be written to the audit trail; it is counted, and written with the next summary', {
          error: String(error),
          operation: call.operation,
          code: of.code,
        })
        lost()
      })
      .finally(() => this.#pending.delete(written))
    this.#pending.add(written)
  }

  async #commit(call: Pick<Call, 'protocol' | 'address' | 'requestId' | 'operation'>, of: Denied): Promise<void> {
    const salt = Buffer.from(this.#ports.random.bytes(16)).toString('hex')
    const audit = [
      auditDraft({
        at: this.#ports.clock.now(),
        call,
        principal: of.principal,
        operation: call.operation,
        key: of.key,
        outcome: of.code,
        payload: of.payload,
        salt,
      }),
    ]
    await this.#ports.store.commit({ expect: [], writes: [], events: [], audit })
  }
}

interface Denied {
  readonly principal: Pick<Principal, 'consumer' | 'credential'>
  readonly key: string
  readonly code: string
  readonly payload: string
}
