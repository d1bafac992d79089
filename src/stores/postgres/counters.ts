import type { CounterDelta } from '../../kernel/ports/store.ts'
import { bigintArray, textArray } from './array.ts'
import type { Calls } from './calls.ts'
import type { Names } from './name.ts'

interface Asked {
  readonly deltas: readonly CounterDelta[]
  readonly resolve: (totals: readonly number[]) => void
  readonly reject: (error: unknown) => void
}

/** Shared counters. What is added while a statement is under way goes into the next one, so that a busy counter is one row lock and one fsync at a time. */
export class Counters {
  readonly #calls: Calls
  readonly #names: Names
  #asked: Asked[] = []
  #running = false

  constructor(calls: Calls, names: Names) {
    this.#calls = calls
    this.#names = names
  }

  add(deltas: readonly CounterDelta[]): Promise<readonly number[]> {
    if (deltas.length === 0) return Promise.resolve([])
    return new Promise((resolve, reject) => {
      this.#asked.push({ deltas, resolve, reject })
      if (!this.#running) void this.#run()
    })
  }

  async #run(): Promise<void> {
    this.#running = true
    while (this.#asked.length > 0) {
      const asked = this.#asked.splice(0)
      try {
        const totals = await this.#write(asked.flatMap((one) => one.deltas))
        let at = 0
        for (const one of asked) one.resolve(totals.slice(at, (at += one.deltas.length)))
      } catch (error) {
        for (const one of asked) one.reject(error)
      }
    }
    this.#running = false
  }

  async #write(deltas: readonly CounterDelta[]): Promise<readonly number[]> {
    const sums = new Map<string, { add: number; expires: number }>()
    for (const { counter, add, expires } of deltas) {
      const sum = sums.get(counter)
      sums.set(counter, sum ? { add: sum.add + add, expires: Math.max(sum.expires, expires) } : { add, expires })
    }
    // In the order of names, so that two processes never wait for each other in turn.
    const counters = [...sums].sort(([one], [other]) => (one < other ? -1 : 1))
    const rows = await this.#calls.write<{ counter: string; total: number }>(
      `insert into ${this.#names.own('counters')} as c (counter, total, expires) select w.counter, w.add::float8, w.expires from unnest($1::text[], $2::text[], $3::bigint[]) w(counter, add, expires)
       on conflict (counter) do update set total = c.total + excluded.total, expires = greatest(c.expires, excluded.expires) returning counter, total`,
      [
        textArray(counters.map(([counter]) => counter)),
        textArray(counters.map(([, { add }]) => String(add))),
        bigintArray(counters.map(([, { expires }]) => expires)),
      ],
    )
    // Each one's total as if they had been added one after the other.
    const running = new Map(rows.map(({ counter, total }) => [counter, total - (sums.get(counter)?.add ?? 0)]))
    return deltas.map(({ counter, add }) => {
      const total = (running.get(counter) ?? 0) + add
      running.set(counter, total)
      return total
    })
  }
}
