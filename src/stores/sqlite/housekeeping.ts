import type { DatabaseSync } from 'node:sqlite'
import { CLAIM_KEPT_MS } from '../../kernel/ports/store.ts'
import { integer, prepare, text, type Statement } from './database.ts'
import type { Requests } from './message.ts'

/** The most rows of a kind that one sweep deletes. */
const SWEEP_ROWS = 1_000

/** The writer's small tables: counters, facts, and what time removes. */
export class Housekeeping {
  readonly #add: Statement
  readonly #fact: Statement
  readonly #setFact: Statement
  readonly #sweepAnswers: Statement
  readonly #sweepCounters: Statement
  readonly #dropEvent: Statement
  readonly #dropAudit: Statement

  constructor(db: DatabaseSync) {
    this.#add = prepare(
      db,
      `INSERT INTO busbar_counter (counter, total, expires) VALUES (?, ?, ?)
       ON CONFLICT (counter) DO UPDATE SET total = total + excluded.total, expires = max(expires, excluded.expires) RETURNING total`,
    )
    this.#fact = prepare(db, 'SELECT value FROM busbar_fact WHERE name = ?')
    this.#setFact = prepare(db, 'INSERT INTO busbar_fact (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    this.#sweepAnswers = prepare(db, 'DELETE FROM busbar_answer WHERE n IN (SELECT n FROM busbar_answer WHERE done = ? AND until < ? LIMIT ?)')
    this.#sweepCounters = prepare(db, 'DELETE FROM busbar_counter WHERE counter IN (SELECT counter FROM busbar_counter WHERE expires < ? LIMIT ?)')
    this.#dropEvent = prepare(db, 'DELETE FROM busbar_event WHERE offset = ?')
    this.#dropAudit = prepare(db, 'DELETE FROM busbar_audit WHERE sequence <= ?')
  }

  counters({ deltas }: Requests['counters']['ask']): readonly number[] {
    return deltas.map(({ counter, add, expires }) => integer(this.#add.get(counter, add, expires)?.[0]))
  }

  fact({ name, value, expected }: Requests['fact']['ask']): boolean {
    if (expected !== undefined) {
      const row = this.#fact.get(name)
      if ((row ? text(row[0]) : null) !== expected) return false
    }
    this.#setFact.run(name, value)
    return true
  }

  sweep({ now }: Requests['sweep']['ask']): boolean {
    return [
      this.#sweepAnswers.run(1, now, SWEEP_ROWS),
      this.#sweepAnswers.run(0, now - CLAIM_KEPT_MS, SWEEP_ROWS),
      this.#sweepCounters.run(now, SWEEP_ROWS),
    ].some(({ changes }) => Number(changes) === SWEEP_ROWS)
  }

  removeEvents({ offsets, note }: Requests['removeEvents']['ask']): boolean {
    if (!this.fact(note)) return false
    for (const offset of offsets) this.#dropEvent.run(offset)
    return true
  }

  dropAudit({ upTo }: Requests['dropAudit']['ask']): null {
    this.#dropAudit.run(upTo)
    return null
  }
}
