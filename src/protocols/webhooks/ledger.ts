import type { Clock } from '../../kernel/ports/clock.ts'

/** What is settled is written this often; what is waited for at once. */
const EVERY_MS = 50
/** A cursor that only passed what does not fit. */
const LAZY_MS = 60_000
/** Behind a store that cannot write. */
const AGAIN_MS = 1_000
/** Endpoints that are written at the same time; the store puts their commits together. */
const MOST_AT_ONCE = 256

export interface Account {
  readonly books: { flush(): Promise<'written' | 'later' | 'lost'> }
}

/** When what happened is written: many attempts of many endpoints in few commits. */
export class Ledger {
  readonly #clock: Clock
  readonly #touched = new Set<Account>()
  readonly #urgent = new Set<Account>()
  readonly #lazy = new Set<Account>()
  readonly #writing = new Map<Account, Promise<void>>()
  #cancel: (() => void) | undefined
  #cancelLazy: (() => void) | undefined
  #stopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  touch(account: Account, urgent: boolean): void {
    if (this.#stopped) return
    if (urgent) {
      this.#urgent.add(account)
      this.#start()
      return
    }
    this.#touched.add(account)
    this.#cancel ??= this.#clock.after(EVERY_MS, () => {
      this.#cancel = undefined
      for (const one of this.#touched) this.#urgent.add(one)
      this.#touched.clear()
      this.#start()
    })
  }
  touchLazily(account: Account): void {
    if (this.#stopped) return
    this.#lazy.add(account)
    this.#cancelLazy ??= this.#clock.after(LAZY_MS, () => {
      this.#cancelLazy = undefined
      for (const one of this.#lazy) this.#urgent.add(one)
      this.#lazy.clear()
      this.#start()
    })
  }
  /** It is not written any more. */
  forget(account: Account): void {
    for (const set of [this.#touched, this.#urgent, this.#lazy]) set.delete(account)
  }
  /** From now on whoever wants something written says so to the books. */
  stop(): void {
    this.#stopped = true
    this.#cancel?.()
    this.#cancelLazy?.()
  }

  #start(): void {
    for (const account of this.#urgent) {
      if (this.#writing.size >= MOST_AT_ONCE) return
      if (this.#writing.has(account)) continue
      this.#urgent.delete(account)
      this.#touched.delete(account)
      this.#lazy.delete(account)
      this.#writing.set(
        account,
        account.books.flush().then((how) => {
          this.#writing.delete(account)
          if (how === 'later') this.#clock.after(AGAIN_MS, () => this.touch(account, true))
          this.#start()
        }),
      )
    }
  }
}
