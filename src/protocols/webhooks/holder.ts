import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import type { Store } from '../../kernel/ports/store.ts'

/** How long a process has its endpoints behind its last beat, where nothing else is said: three beats, and the longest time-out of a request that begins at the last moment. */
export const HOLD_MS = 45_000
/** Beats in a hold. */
const BEATS = 9
/** Between its last chance to start a request and the end of its hold a process is silent: what others allow for clocks that run unlike. */
const MARGIN_MS = 1_000
const MOST_SLOTS = 64

interface Slot {
  readonly token: string
  /** Rises with each beat. */
  readonly beat: number
  /** It has gone, or was found dead. */
  readonly over?: true
}

/**
 * Which process sends to which endpoint. An endpoint's progress names its holder; a holder is alive while the fact of its slot
 * changes. So a process writes one fact every five seconds however many endpoints it has, and clocks of different machines
 * are never compared: who waits for a holder to die watches the fact for as long as a hold lasts by its own monotonic clock.
 *
 * A holder that was paused finds out by its own monotonic clock before it sends, and by the revision of the progress record
 * before it writes (Books).
 */
export class Holder {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #token: string
  /** Only one process can have the store open: who is not us is dead. */
  readonly #alone: boolean
  readonly #hold: number
  readonly #beaten: () => void
  readonly #seen = new Map<string, { readonly value: string; readonly at: number }>()
  /** −1: none was free yet. */
  #slot = -1
  #value = ''
  #until = Number.NEGATIVE_INFINITY
  #cancel: () => void = () => {}
  #stopped = false
  #lost = false

  constructor(of: {
    readonly store: Store
    readonly clock: Clock
    readonly log: Log
    readonly token: string
    readonly alone: boolean
    /** Milliseconds; the same in all processes. */ readonly hold: number
    /** The hold is renewed. */ readonly beaten: () => void
  }) {
    this.#store = of.store
    this.#clock = of.clock
    this.#log = of.log
    this.#token = of.token
    this.#alone = of.alone
    this.#hold = of.hold
    this.#beaten = of.beaten
  }

  /** What progress records are signed with. */
  get name(): string {
    return `${this.#slot}.${this.#token}`
  }
  /** Others took it for dead: it holds nothing any more, and needs another name. */
  get lost(): boolean {
    return this.#lost
  }

  /** Takes a slot. Where all are of processes that died a moment ago it goes on trying, and holds nothing until then. Rejects with what the store says. */
  async start(): Promise<void> {
    if (!(await this.#takeSlot()))
      this.#log.warn('All places of processes that send webhooks are taken, mostly by some that died just now. Nothing is sent until one is free.', {
        places: MOST_SLOTS,
      })
    this.#plan()
  }

  async #takeSlot(): Promise<boolean> {
    for (let slot = 0; slot < MOST_SLOTS; slot++) {
      const there = await this.#store.fact(factOf(slot))
      if (!this.#alone && there !== undefined && parse(there).over !== true && !(await this.isDead(`${slot}.${parse(there).token}`))) continue
      const began = this.#clock.monotonic()
      const value = JSON.stringify({ token: this.#token, beat: 1 } satisfies Slot)
      // Another process may have been quicker, or the one that was there was just found dead: it is looked at again.
      if (!(await this.#store.setFact(factOf(slot), value, there ?? null))) {
        slot--
        continue
      }
      this.#slot = slot
      this.#value = value
      this.#until = began + this.#hold
      return true
    }
    return false
  }

  /** It has a place, and may take endpoints. */
  get ready(): boolean {
    return this.#slot >= 0
  }

  /** Whether it has its endpoints for `ms` more. */
  holds(ms: number): boolean {
    return this.ready && !this.#lost && (this.#alone || this.#clock.monotonic() + ms + MARGIN_MS <= this.#until)
  }

  /** Whether endpoints of this holder may be taken. A live one has to be asked about again and again, until its silence was long enough. */
  async isDead(name: string): Promise<boolean> {
    if (name === this.name) return true
    if (this.#alone) return true
    const [slot = '', token = ''] = name.split('.')
    const fact = factOf(Number(slot))
    const value = await this.#store.fact(fact)
    if (value === undefined) return true
    const there = parse(value)
    if (there.token !== token || there.over === true) return true
    const seen = this.#seen.get(name)
    const now = this.#clock.monotonic()
    if (seen?.value !== value) {
      this.#seen.set(name, { value, at: now })
      return false
    }
    if (now - seen.at < this.#hold + MARGIN_MS) return false
    // From here on its beats fail, and it learns that it is over.
    const over = await this.#store.setFact(fact, JSON.stringify({ ...there, over: true } satisfies Slot), value)
    if (over) this.#log.warn('A process that sent webhooks is gone; others take its endpoints.', { holder: name })
    this.#seen.delete(name)
    return over
  }

  /** How many processes send, this one among them. */
  async alive(): Promise<number> {
    if (this.#alone) return 1
    let count = 0
    for (let slot = 0; slot < MOST_SLOTS; slot++) {
      const value = await this.#store.fact(factOf(slot))
      if (value === undefined) break
      const { token, over } = parse(value)
      // One that died without an endpoint to its name is found here, and nowhere else.
      if (over !== true && (`${slot}.${token}` === this.name || !(await this.isDead(`${slot}.${token}`)))) count++
    }
    return Math.max(1, count)
  }

  /** Says that it is gone, so that nobody waits for it. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    if (!this.ready) return
    await this.#store.setFact(factOf(this.#slot), JSON.stringify({ token: this.#token, beat: 0, over: true } satisfies Slot), this.#value).catch(() => false)
  }
  /** Ends without a word: for tests of what a killed process leaves. */
  drop(): void {
    this.#stopped = true
    this.#cancel()
  }

  #plan(): void {
    if (this.#stopped || this.#alone) return
    this.#cancel = this.#clock.after(this.#hold / BEATS, () => void this.#beat())
  }

  async #beat(): Promise<void> {
    const began = this.#clock.monotonic()
    try {
      if (!this.ready) {
        await this.#takeSlot()
        return
      }
      const value = JSON.stringify({ token: this.#token, beat: parse(this.#value).beat + 1 } satisfies Slot)
      const set = await this.#store.setFact(factOf(this.#slot), value, this.#value)
      // A beat whose end was not known may have been written.
      if (set || (await this.#store.fact(factOf(this.#slot))) === value) {
        this.#value = value
        this.#until = began + this.#hold
      } else this.#lost = true
    } catch (error) {
      this.#log.warn('The hold on endpoints cannot be renewed now.', { error: String(error) })
    } finally {
      if (!this.#stopped) {
        this.#beaten()
        if (!this.#lost) this.#plan()
      }
    }
  }
}

function factOf(slot: number): string {
  return `webhooks-process-${slot}`
}
function parse(value: string): Slot {
  return JSON.parse(value) as Slot
}
