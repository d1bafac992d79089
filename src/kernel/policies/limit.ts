import type { LimitState } from '../outcome.ts'
import type { Clock } from '../ports/clock.ts'
import type { Plan } from '../ports/directory.ts'
import type { Log } from '../ports/log.ts'
import type { CounterDelta, Store } from '../ports/store.ts'
import { refuse } from '../refusal.ts'
import { refill, type Bucket } from './bucket.ts'

/** What one account has used. Quotas count calls of a UTC day and month, in all processes. */
export interface Usage {
  readonly account: string
  readonly bucket: Bucket
  running: number
  /** Open streams of events. */
  streams: number
  day: Quota
  month: Quota
  plan: Plan
  /** Calls since the last exchange with the other processes, for the rate. */
  unshared: number
  /** The rate counter's total at the last exchange, and what the bucket held then. */
  shared: number
  then: Bucket
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

/** How often processes on one store tell each other what was used. The most a rate can be exceeded by: (processes − 1) × (burst + rate × this). */
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
  #closed = false
  readonly #sharesRate: boolean

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly log: Log }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#log = ports.log
    this.#sharesRate = ports.store.kind === 'postgres'
    const every = this.#sharesRate ? SHARE_EVERY_MS : SAVE_EVERY_MS
    const tick = (): void => {
      void this.exchange().finally(() => {
        if (!this.#closed) this.#stop = this.#clock.after(every, tick)
      })
    }
    this.#stop = this.#clock.after(every, tick)
  }

  /** Takes the tokens or throws; answers what `end` wants when the call is over. Without `slot` it does not count as running: something around it does. */
  begin(account: string, plan: Plan, options: { readonly slot: boolean }): Usage | undefined | Promise<Usage> {
    if (plan.rate === undefined && plan.day === undefined && plan.month === undefined && plan.concurrency === undefined) return undefined
    const usage = this.#usage(account, plan)
    const at = { monotonic: this.#clock.monotonic(), now: this.#clock.now() }
    usage.touched = at.monotonic
    if (hasQuota(plan) && !this.#isLoaded(usage)) return this.#load(usage).then(() => this.#take(usage, plan, { ...at, slot: options.slot }))
    return this.#take(usage, plan, { monotonic: at.monotonic, now: at.now, slot: options.slot })
  }

  #take(usage: Usage, plan: Plan, options: { readonly slot: boolean; readonly monotonic: number; readonly now: number }): Usage {
    if (hasQuota(plan)) this.#mustHaveQuota(usage, plan, options.now)
    if (options.slot) mustHaveSlot(usage, plan)
    if (plan.rate !== undefined) {
      mustHaveToken(usage, plan, options.monotonic)
      usage.bucket.tokens -= 1
      usage.unshared++
    }
    if (options.slot) usage.running++
    if (hasQuota(plan)) {
      usage.day.local++
      usage.month.local++
    }
    if (hasQuota(plan) || (plan.rate !== undefined && this.#sharesRate)) this.#dirty.add(usage)
    return usage
  }

  /** Throws where `begin` would, and takes nothing. */
  look(account: string, plan: Plan): void | Promise<void> {
    if (plan.rate === undefined && !hasQuota(plan)) return
    const usage = this.#usage(account, plan)
    const look = (): void => {
      if (hasQuota(plan)) this.#mustHaveQuota(usage, plan, this.#clock.now())
      if (plan.rate !== undefined) mustHaveToken(usage, plan, this.#clock.monotonic())
    }
    return hasQuota(plan) && !this.#isLoaded(usage) ? this.#load(usage).then(look) : look()
  }

  /** Whether the quotas of today and of this month are known. */
  #isLoaded(usage: Usage): boolean {
    const now = this.#clock.now()
    if (now >= usage.day.ends) usage.day = dayOf(now)
    if (now >= usage.month.ends) usage.month = monthOf(now)
    return usage.day.loaded && usage.month.loaded
  }

  #mustHaveQuota(usage: Usage, plan: Plan, now: number): void {
    this.#quota('day', plan.day, usage.day, now)
    this.#quota('month', plan.month, usage.month, now)
  }

  /** A place among the calls that run at the same time, until the answered function is called. Throws where there is none, unless `always`. */
  hold(account: string, plan: Plan, options: { readonly always?: boolean } = {}): () => void {
    if (plan.concurrency === undefined) return () => {}
    const usage = this.#usage(account, plan)
    if (!options.always) mustHaveSlot(usage, plan)
    usage.running++
    let held = true
    return () => {
      if (held) usage.running--
      held = false
    }
  }

  /** One of the streams that may be open at the same time, until the answered function is called. Throws where there is none left. */
  stream(account: string, plan: Plan): () => void {
    if (plan.streams === undefined) return () => {}
    const usage = this.#usage(account, plan)
    if (usage.streams >= plan.streams)
      throw refuse('too-many-concurrent', `At most ${plan.streams} streams of events at the same time.`, { retryAfter: 5, more: { limit: plan.streams } })
    usage.streams++
    let held = true
    return () => {
      if (held) usage.streams--
      held = false
    }
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
      const burst = burstOf(plan)
      const remaining = Math.max(0, Math.floor(usage.bucket.tokens))
      out.push({
        name: 'rate',
        quota: burst,
        window: Math.max(1, Math.ceil(burst / plan.rate)),
        remaining,
        reset: remaining > 0 ? 0 : Math.max(1, Math.ceil((1 - usage.bucket.tokens) / plan.rate)),
      })
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
    if (this.#dirty.size === 0) return
    const usages = [...this.#dirty]
    this.#dirty = new Set()
    const now = this.#clock.now()
    const monotonic = this.#clock.monotonic()
    const deltas: CounterDelta[] = []
    const settle: ((total: number) => void)[] = []
    for (const usage of usages) {
      const { account, plan } = usage
      if (hasQuota(plan))
        for (const [name, quota] of [
          ['day', usage.day],
          ['month', usage.month],
        ] as const) {
          const add = quota.local
          deltas.push({ counter: `${name} ${quota.window} ${account}`, add, expires: quota.ends + DAY })
          settle.push((total) => settled(quota, add, total))
        }
      if (plan.rate !== undefined && this.#sharesRate) {
        const add = usage.unshared
        deltas.push({ counter: `rate ${account}`, add, expires: now + DAY })
        settle.push((total) => learn(usage, { add, total, at: monotonic }))
      }
    }
    let totals: readonly number[]
    try {
      totals = deltas.length === 0 ? [] : await this.#store.addCounters(deltas)
    } catch (error) {
      for (const usage of usages) this.#dirty.add(usage)
      this.#log.warn('limits could not be shared; each process limits by what it knows', { error: String(error) })
      return
    }
    for (const [i, each] of settle.entries()) each(totals[i] ?? 0)
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#stop()
    // What was counted while the last one was under way goes along with one more.
    await this.#exchanging
    await this.exchange()
  }

  #usage(account: string, plan: Plan): Usage {
    let usage = this.#usages.get(account)
    if (!usage) {
      if (this.#usages.size >= MOST_ACCOUNTS) this.#forget()
      const now = this.#clock.now()
      const at = this.#clock.monotonic()
      const tokens = burstOf(plan)
      usage = {
        account,
        plan,
        bucket: { tokens, at },
        running: 0,
        streams: 0,
        day: dayOf(now),
        month: monthOf(now),
        unshared: 0,
        shared: 0,
        then: { tokens, at },
        touched: at,
      }
      this.#usages.set(account, usage)
    }
    if (usage.plan !== plan) this.#replan(usage, plan)
    return usage
  }

  async #load(usage: Usage): Promise<void> {
    const { day, month } = usage
    try {
      const [dayTotal = 0, monthTotal = 0] = await this.#store.addCounters([
        { counter: `day ${day.window} ${usage.account}`, add: 0, expires: day.ends + DAY },
        { counter: `month ${month.window} ${usage.account}`, add: 0, expires: month.ends + DAY },
      ])
      settled(day, 0, dayTotal)
      settled(month, 0, monthTotal)
    } catch (error) {
      this.#log.warn('a quota could not be read; counting from what this process knows', { account: usage.account, error: String(error) })
    }
  }

  #quota(name: 'day' | 'month', quota: number | undefined, used: Quota, now: number): void {
    if (quota !== undefined && used.stored + used.local >= quota)
      throw refuse('quota-exceeded', `At most ${quota} calls a ${name}.`, {
        retryAfter: Math.max(1, Math.ceil((used.ends - now) / 1000)),
        more: { limit: quota, window: name },
      })
  }

  /** The plan is another one, or another reading of it: what a larger burst adds is there at once. */
  #replan(usage: Usage, plan: Plan): void {
    usage.bucket.tokens += Math.max(0, burstOf(plan) - burstOf(usage.plan))
    usage.plan = plan
  }

  /** Accounts that were idle longest go first; what they used is in the store, or is lost with the calls of a flood. */
  #forget(): void {
    const idle = [...this.#usages.values()].filter((u) => u.running === 0 && u.streams === 0).sort((a, b) => a.touched - b.touched)
    for (const usage of idle.slice(0, MOST_ACCOUNTS / 2)) {
      this.#usages.delete(usage.account)
      if (!hasQuota(usage.plan)) this.#dirty.delete(usage)
    }
  }
}

/** Of the rate: fills the bucket up to now, and throws where it holds no whole token. */
function mustHaveToken(usage: Usage, plan: Plan & { readonly rate?: number }, now: number): void {
  const { rate = 0 } = plan
  const burst = burstOf(plan)
  refill(usage.bucket, { rate, burst, now })
  if (usage.bucket.tokens >= 1) return
  const wait = (1 - usage.bucket.tokens) / rate
  throw refuse('rate-limited', `At most ${rate} calls a second, ${burst} at once.`, { retryAfter: Math.max(1, Math.ceil(wait)), more: { limit: rate } })
}

function mustHaveSlot(usage: Usage, plan: Plan): void {
  if (plan.concurrency !== undefined && usage.running >= plan.concurrency)
    throw refuse('too-many-concurrent', `At most ${plan.concurrency} calls at the same time.`, { retryAfter: 1, more: { limit: plan.concurrency } })
}

function hasQuota(plan: Plan): boolean {
  return plan.day !== undefined || plan.month !== undefined
}

/** At least one: with less nobody could ever call. */
function burstOf(plan: Plan): number {
  return Math.max(1, plan.burst ?? plan.rate ?? 1)
}

/** What others took since the last exchange is gone from the bucket; what came back meanwhile came back for all. */
function learn(usage: Usage, of: { readonly add: number; readonly total: number; readonly at: number }): void {
  const { plan, then, bucket } = usage
  const rate = plan.rate ?? 0
  const elsewhere = usage.shared === 0 ? 0 : Math.max(0, of.total - usage.shared - of.add)
  usage.shared = of.total
  usage.unshared -= of.add
  refill(bucket, { rate, burst: burstOf(plan), now: Math.max(of.at, bucket.at) })
  const left = then.tokens + ((of.at - then.at) / 1000) * rate - of.add - elsewhere
  if (elsewhere > 0) bucket.tokens = Math.min(bucket.tokens, Math.max(left, -burstOf(plan)))
  usage.then = { ...bucket }
}

const DAY = 86_400_000

function settled(quota: Quota, added: number, total: number): void {
  quota.stored = total
  quota.local -= added
  quota.loaded = true
}

function quotaState(name: string, quota: number, used: Quota, now: number): LimitState {
  return {
    name,
    quota,
    window: name === 'day' ? 86_400 : 2_592_000,
    remaining: Math.max(0, quota - used.stored - used.local),
    reset: Math.max(0, Math.ceil((used.ends - now) / 1000)),
  }
}

function dayOf(now: number): Quota {
  const ends = (Math.floor(now / DAY) + 1) * DAY
  return { window: new Date(now).toISOString().slice(0, 10), ends, stored: 0, local: 0, loaded: false }
}

function monthOf(now: number): Quota {
  const date = new Date(now)
  return { window: date.toISOString().slice(0, 7), ends: Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1), stored: 0, local: 0, loaded: false }
}
