import { createHmac, timingSafeEqual } from 'node:crypto'
import { installationSecret } from '../credential/installation-secret.ts'
import type { Principal } from '../kernel.ts'
import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import type { Store } from '../ports/store.ts'

/** How often something went out by our own pushes and came back as a call. */
export interface Hops {
  /** From 1. */
  readonly count: number
  /** Marks of the consumers on its way whose word holds for their own endpoints alone; each once. */
  readonly through: readonly string[]
}

/** What comes back later is no loop that anybody has to be saved from: it goes round once a day. */
const GOOD_MS = 24 * 60 * 60 * 1000
/** Clocks of two processes may differ. */
const AHEAD_MS = 5 * 60 * 1000
const MINUTE_MS = 60_000
const MOST_SHOWN = 8
const MOST_THROUGH = 16
const MOST_KEPT = 10_000

/**
 * Rule: how often something went round is believed only of what this installation has signed, for a day. It counts in full where
 * an internal consumer shows what it was given itself. Where a partner, the public or another consumer has had it in hand, it
 * counts in full for the endpoints of those alone, and half for all others: so that nobody who is sent events can keep its own
 * changes from others by saying that they went round.
 *
 * A token is `count.minute.to.through.mac`: how often, when it was given (minutes since 1970, base 36), the marks of whom it was
 * given to and of whom it came through (joined by `~`), and an HMAC-SHA256 (RFC 2104) of all that, cut to 128 bits. A mark is cut
 * from an HMAC of the consumer's id, so that a receiver learns no names.
 */
export class HopTokens {
  readonly #secret: string
  readonly #clock: Clock
  readonly #marks = new Map<string, string>()
  /** The last tokens, by what they say: thousands of deliveries a second carry the same. */
  #given = new Map<string, string>()
  #minute = 0

  /** `secret`: of this installation. */
  constructor(secret: string, clock: Clock) {
    this.#secret = secret
    this.#clock = clock
  }

  static async open(of: { readonly store: Pick<Store, 'fact' | 'setFact'>; readonly random: Random; readonly clock: Clock }): Promise<HopTokens> {
    return new HopTokens(await installationSecret(of.store, of.random, 'hop-secret'), of.clock)
  }

  /** What goes along with an event of these hops that is pushed to an endpoint of `consumer`: one more. */
  give(hops: Hops | undefined, consumer: string): string {
    const minute = Math.floor(this.#clock.now() / MINUTE_MS)
    if (minute !== this.#minute || this.#given.size >= MOST_KEPT) {
      this.#minute = minute
      this.#given = new Map()
    }
    const said = `${(hops?.count ?? 0) + 1}.${minute.toString(36)}.${this.#mark(consumer)}.${hops?.through.join('~') ?? ''}`
    let token = this.#given.get(said)
    if (token === undefined) this.#given.set(said, (token = `${said}.${this.#mac(said)}`))
    return token
  }

  /** What a caller shows, tokens separated by spaces: the greatest of those that are ours. Whatever else it is says nothing. */
  read(shown: string, caller: Pick<Principal, 'consumer' | 'audience'>): Hops | undefined {
    let hops: Hops | undefined
    for (const token of shown.split(' ', MOST_SHOWN)) {
      const one = this.#one(token, caller)
      if (one && one.count > (hops?.count ?? 0)) hops = one
    }
    return hops
  }

  /** Whether an event of these hops has gone round too often to be pushed to an endpoint of `consumer`. `most`: how often it may. */
  isOver(hops: Hops, of: { readonly consumer: string; readonly most: number }): boolean {
    const { count, through } = hops
    const full = through.length === 0 || through.includes(this.#mark(of.consumer))
    return count > (full ? of.most : 2 * of.most)
  }

  #one(token: string, { consumer, audience }: Pick<Principal, 'consumer' | 'audience'>): Hops | undefined {
    const match = TOKEN.exec(token)
    if (!match) return undefined
    const [, said = '', count = '', minute = '', to = '', marks = '', mac = ''] = match
    const at = Number.parseInt(minute, 36) * MINUTE_MS
    const now = this.#clock.now()
    if (at < now - GOOD_MS || at > now + AHEAD_MS) return undefined
    if (!timingSafeEqual(Buffer.from(mac), Buffer.from(this.#mac(said)))) return undefined
    const own = this.#mark(consumer)
    const through = new Set(marks === '' ? [] : marks.split('~'))
    if (to !== own) through.add(to)
    if (audience !== 'internal') through.add(own)
    return { count: Number(count), through: [...through].slice(0, MOST_THROUGH) }
  }

  #mark(consumer: string): string {
    const known = this.#marks.get(consumer)
    if (known !== undefined) return known
    if (this.#marks.size >= MOST_KEPT) this.#marks.clear()
    const mark = createHmac('sha256', this.#secret).update(`consumer ${consumer}`).digest('base64url').slice(0, 8)
    this.#marks.set(consumer, mark)
    return mark
  }

  #mac(said: string): string {
    return createHmac('sha256', this.#secret).update(`hops ${said}`).digest('base64url').slice(0, 22)
  }
}

const TOKEN = /^(([1-9][0-9]{0,2})\.([0-9a-z]{1,8})\.([\w-]{8})\.((?:[\w-]{8}(?:~[\w-]{8}){0,15})?))\.([\w-]{22})$/
