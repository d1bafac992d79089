import type { LimitState } from '../outcome.ts'
import type { Clock } from '../ports/clock.ts'
import type { Plan } from '../ports/directory.ts'
import type { Log } from '../ports/log.ts'
import type { CounterDelta, Store } from '../ports/store.ts'
import { refuse } from '../refusal.ts'
import { refill, type Bucket } from './bucket.ts'

/** What one account has used. Quotas count calls of a UTC day and month, in all processes. */
interface Usage {
  readonly account: string
  readonly bucket: Bucket
  running: number
  day: Quota
  month: Quota
  /** Calls since the last exchange with the other processes, for the rate. */
  unshared: number
  /** The rate counter's total at the last exchange. */
  shared: number
  touched: number
}
interface Quota {
  window: string
  ends: number
  /** Known to the store. */
  stored: number
  /** Counted here since. */
  local: number
  loaded: boolean
}

/** How often processes on one store tell each other what was used. The most a rate can be exceeded by: (processes − 1) × rate × this. */
export const SHARE_EVERY_MS = 200
/** How often quotas are written; as much of a quota is forgotten when a process is killed. */
const SAVE_EVERY_MS = 1000
const MOST_ACCOUNTS = 100_000

/**
 * Rule: a call takes one token of its account's rate, one of its day and one of its month; where one of them has none
 * left the call is refused and takes nothing. Whatever else the answer is, the token is spent. When the store cannot be
 * reached, each process limits by what it knows (OWASP API4:2023).
 */
export class Limiter {
  readonly #store: Store
  readonly #clock: Clock
  readonly #log: Log
  readonly #usages = new Map<string, Usage>()
  #dirty = new Set<Usage>()
  #stop: () => void = () => {}
  #exchanging: Promise<void> | undefined

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly log: Log }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#log = ports.log
    const tick = (): void => {
      void this.exchange().finally(() => {
        this.#stop = this.#clock.after(ports.store.kind === 'postgres' ? SHARE_EVERY_MS : SAVE_EVERY_MS, tick)
      })
    }
    this.#stop = this.#clock.after(ports.store.kind === 'postgres' ? SHARE_EVERY_MS : SAVE_EVERY_MS, tick)
  }

  /** Takes the tokens or throws; answers the state for the caller to see. Call `end` when the call is over. */
  async begin(account: string, plan: Plan): Promise<Usage | undefined> {
    if (plan.rate === undefined && plan.day === undefined && plan.month === undefined && plan.concurrency === undefined) return undefined
    const usage = this.#usage(account, plan)
    const monotonic = this.#clock.monotonic()
    usage.touched = monotonic
    if (plan.day !== undefined || plan.month !== undefined) {
      const now = this.#clock.now()
      if (now >= usage.day.ends) usage.day = dayOf(now)
      if (now >= usage.month.ends) usage.month = monthOf(now)
      if (!usage.day.loaded || !usage.month.loaded) await this.#load(usage)
      this.#quota('day', plan.day, usage.day, now)
      this.#quota('month', plan.month, usage.month, now)
    }
    if (plan.concurrency !== undefined && usage.running >= plan.concurrency)
      throw refuse('too-many-concurrent', `At most ${plan.concurrency} calls at the same time.`, { retryAfter: 1, more: { limit: plan.concurrency } })
    if (plan.rate !== undefined) {
      const burst = plan.burst ?? plan.rate
      refill(usage.bucket, { rate: plan.rate, burst, now: monotonic })
      if (usage.bucket.tokens < 1) {
        const wait = (1 - usage.bucket.tokens) / plan.rate
        throw refuse('rate-limited', `At most ${plan.rate} calls a second, ${burst} at once.`, { retryAfter: Math.max(1, Math.ceil(wait)), more: { limit: plan.rate } })
      }
      usage.bucket.tokens -= 1
    }
    usage.running++
    usage.day.local++
    usage.month.local++
    usage.unshared++
    this.#dirty.add(usage)
    return usage
  }

  end(usage: Usage | undefined): void {
    if (usage) usage.running--
  }

  /** What is left, for the caller to see. */
  states(account: string, plan: Plan): readonly LimitState[] | undefined {
    const usage = this.#usages.get(account)
    if (!usage) return undefined
    const out: LimitState[] = []
    if (plan.rate !== undefined) {
      const burst = plan.burst ?? plan.rate
      const remaining = Math.max(0, Math.floor(usage.bucket.tokens))
      out.push({ name: 'rate', quota: burst, window: Math.max(1, Math.ceil(burst / plan.rate)), remaining, reset: remaining > 0 ? 0 : Math.max(1, Math.ceil((1 - usage.bucket.tokens) / plan.rate)) })
    }
    if (plan.day !== undefined) out.push(quotaState('day', plan.day, usage.day, this.#clock.now()))
    if (plan.month !== undefined) out.push(quotaState('month', plan.month, usage.month, this.#clock.now()))
    return out
  }

  /** Tells the store what was used here and learns what was used elsewhere. */
  exchange(): Promise<void> {
    this.#exchanging ??= this.#exchange().finally(() => {
      this.#exchanging = undefined
    })
    return this.#exchanging
  }

  async #exchange(): Promise<void> {
    if (this.#usages.size > MOST_ACCOUNTS) this.#forget()
    if (this.#dirty.size === 0) return
    const usages = [...this.#dirty]
    this.#dirty = new Set()
    const now = this.#clock.now()
    const sharesRate = this.#store.kind === 'postgres'
    const deltas: CounterDelta[] = []
    const sent = usages.map((usage) => ({ usage, day: usage.day, month: usage.month, dayAdd: usage.day.local, monthAdd: usage.month.local, rate: usage.unshared }))
    for (const { usage, day, month, dayAdd, monthAdd, rate } of sent) {
      deltas.push({ counter: `day ${day.window} ${usage.account}`, add: dayAdd, expires: day.ends + DAY })
      deltas.push({ counter: `month ${month.window} ${usage.account}`, add: monthAdd, expires: month.ends + DAY })
      if (sharesRate) deltas.push({ counter: `rate ${usage.account}`, add: rate, expires: now + DAY })
    }
    let totals: readonly number[]
    try {
      totals = await this.#store.addCounters(deltas)
    } catch (error) {
      for (const usage of usages) this.#dirty.add(usage)
      this.#log.warn('limits could not be shared; each process limits by what it knows', { error: String(error) })
      return
    }
    let i = 0
    for (const { usage, day, month, dayAdd, monthAdd, rate } of sent) {
      settle(day, dayAdd, totals[i++] ?? 0)
      settle(month, monthAdd, totals[i++] ?? 0)
      if (!sharesRate) continue
      const total = totals[i++] ?? 0
      const elsewhere = usage.shared === 0 ? 0 : total - usage.shared - rate
      usage.shared = total
      usage.unshared -= rate
      if (elsewhere > 0) usage.bucket.tokens -= elsewhere
    }
  }

  async close(): Promise<void> {
    this.#stop()
    await this.exchange()
  }

  #usage(account: string, plan: Plan): Usage {
    let usage = this.#usages.get(account)
    if (!usage) {
      const now = this.#clock.now()
      const at = this.#clock.monotonic()
      usage = { account, bucket: { tokens: plan.burst ?? plan.rate ?? 0, at }, running: 0, day: dayOf(now), month: monthOf(now), unshared: 0, shared: 0, touched: at }
      this.#usages.set(account, usage)
    }
    return usage
  }

  async #load(usage: Usage): Promise<void> {
    const { day, month } = usage
    try {
      const [dayTotal = 0, monthTotal = 0] = await this.#store.addCounters([
        { counter: `day ${day.window} ${usage.account}`, add: 0, expires: day.ends + DAY },
        { counter: `month ${month.window} ${usage.account}`, add: 0, expires: month.ends + DAY },
      ])
      settle(day, 0, dayTotal)
      settle(month, 0, monthTotal)
    } catch (error) {
      this.#log.warn('a quota could not be read; counting from what this process knows', { account: usage.account, error: String(error) })
    }
  }

  #quota(name: 'day' | 'month', quota: number | undefined, used: Quota, now: number): void {
    if (quota !== undefined && used.stored + used.local >= quota)
      throw refuse('quota-exceeded', `At most ${quota} calls a ${name}.`, { retryAfter: Math.max(1, Math.ceil((used.ends - now) / 1000)), more: { limit: quota, window: name } })
  }

  /** Accounts that were idle longest go first; what they used is in the store. */
  #forget(): void {
    const idle = [...this.#usages.values()].filter((u) => u.running === 0 && !this.#dirty.has(u)).sort((a, b) => a.touched - b.touched)
    for (const usage of idle.slice(0, MOST_ACCOUNTS / 2)) this.#usages.delete(usage.account)
  }
}

const DAY = 86_400_000

function settle(quota: Quota, added: number, total: number): void {
  quota.stored = total
  quota.local -= added
  quota.loaded = true
}

function quotaState(name: string, quota: number, used: Quota, now: number): LimitState {
  return { name, quota, window: name === 'day' ? 86_400 : 2_592_000, remaining: Math.max(0, quota - used.stored - used.local), reset: Math.max(0, Math.ceil((used.ends - now) / 1000)) }
}

function dayOf(now: number): Quota {
  const ends = (Math.floor(now / DAY) + 1) * DAY
  return { window: new Date(now).toISOString().slice(0, 10), ends, stored: 0, local: 0, loaded: false }
}

function monthOf(now: number): Quota {
  const date = new Date(now)
  return { window: date.toISOString().slice(0, 7), ends: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1), stored: 0, local: 0, loaded: false }
}
