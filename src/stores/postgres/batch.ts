import type { AnswerDraft, AuditDraft, ChangeSet, CommitResult, EventDraft, RecordWrite, UniqueEntry } from '../../kernel/ports/store.ts'
import { bigintArray, intArray, TextArray } from './array.ts'
import { parameters, type Verdict } from './procedure.ts'

/**
 * A call of the commit procedure: change sets of which no two touch the same record, unique value or answer, as arrays.
 * The names and their meaning are in `procedure.ts`.
 */
export class Batch {
  readonly #sets: readonly ChangeSet[]
  readonly #tables: ReadonlyMap<string, number>
  /** Refused whatever the database says: two records of the set would hold the same value. */
  readonly #doomed = new Map<number, CommitResult>()
  /** What the ordinals of a verdict are about. */
  readonly #expectations: { readonly s: number; readonly table: string; readonly key: string }[] = []
  readonly #held: (UniqueEntry & { readonly s: number })[] = []

  readonly #x = { tables: new Set<number>(), s: ints(), t: ints(), key: new TextArray(), revision: ints(), last: [] as (number | null)[] }
  readonly #w = {
    tables: new Set<number>(),
    s: ints(),
    t: ints(),
    key: new TextArray(),
    revision: ints(),
    body: new TextArray(),
    at: ints(),
    columns: new TextArray(),
  }
  readonly #d = { tables: new Set<number>(), s: ints(), t: ints(), key: new TextArray(), revision: ints() }
  readonly #z = { s: ints(), t: ints(), key: new TextArray() }
  readonly #r = { s: ints(), rule: new TextArray(), value: new TextArray(), t: ints(), key: new TextArray() }
  readonly #h = { s: ints(), rule: new TextArray(), value: new TextArray(), t: ints(), key: new TextArray() }
  readonly #a = {
    s: ints(),
    id: new TextArray(),
    request: new TextArray(),
    state: new TextArray(),
    token: new TextArray(),
    until: ints(),
    outcome: new TextArray(),
    replaces: new TextArray(),
    now: ints(),
  }
  readonly #e = { s: ints(), id: new TextArray(), type: new TextArray(), table: new TextArray(), key: new TextArray(), at: ints(), body: new TextArray() }
  readonly #u = { s: ints(), at: ints(), header: new TextArray(), payload: new TextArray(), salt: new TextArray() }

  /** `tables`: the number of each table, from 1. */
  constructor(sets: readonly ChangeSet[], tables: ReadonlyMap<string, number>) {
    this.#sets = sets
    this.#tables = tables
    for (const [i, set] of sets.entries()) {
      const s = i + 1
      for (const { table, key, revision } of set.expect) this.#expect({ s, table, key, revision, last: null })
      const taken = new Map<string, string>()
      for (const write of set.writes) this.#write(s, write, taken)
      for (const event of set.events) this.#event(s, event)
      for (const record of set.audit) this.#audit(s, record)
      if (set.answer) this.#answer(s, set.answer)
    }
  }

  values(): unknown[] {
    const [x, w, d, z, r, h, a, e, u] = [this.#x, this.#w, this.#d, this.#z, this.#r, this.#h, this.#a, this.#e, this.#u]
    return parameters({
      change_sets: this.#sets.length,
      doomed: intArray([...this.#doomed.keys()]),
      x_tables: intArray([...x.tables]),
      w_tables: intArray([...w.tables]),
      d_tables: intArray([...d.tables]),
      x_s: intArray(x.s),
      x_t: intArray(x.t),
      x_key: x.key.finish(),
      x_revision: bigintArray(x.revision),
      x_last: bigintArray(x.last),
      w_s: intArray(w.s),
      w_t: intArray(w.t),
      w_key: w.key.finish(),
      w_revision: bigintArray(w.revision),
      w_body: w.body.finish(),
      w_at: intArray(w.at),
      w_columns: w.columns.finish(),
      d_s: intArray(d.s),
      d_t: intArray(d.t),
      d_key: d.key.finish(),
      d_revision: bigintArray(d.revision),
      z_s: intArray(z.s),
      z_t: intArray(z.t),
      z_key: z.key.finish(),
      r_s: intArray(r.s),
      r_rule: r.rule.finish(),
      r_value: r.value.finish(),
      r_t: intArray(r.t),
      r_key: r.key.finish(),
      h_s: intArray(h.s),
      h_rule: h.rule.finish(),
      h_value: h.value.finish(),
      h_t: intArray(h.t),
      h_key: h.key.finish(),
      a_s: intArray(a.s),
      a_id: a.id.finish(),
      a_request: a.request.finish(),
      a_state: a.state.finish(),
      a_token: a.token.finish(),
      a_until: bigintArray(a.until),
      a_outcome: a.outcome.finish(),
      a_replaces: a.replaces.finish(),
      a_now: bigintArray(a.now),
      e_s: intArray(e.s),
      e_id: e.id.finish(),
      e_type: e.type.finish(),
      e_table: e.table.finish(),
      e_key: e.key.finish(),
      e_at: bigintArray(e.at),
      e_body: e.body.finish(),
      u_s: intArray(u.s),
      u_at: bigintArray(u.at),
      u_header: u.header.finish(),
      u_payload: u.payload.finish(),
      u_salt: u.salt.finish(),
    })
  }

  /** One result a change set. Of several reasons the first one counts: the answer, then the revisions, then the unique values. */
  results(verdict: Verdict): readonly CommitResult[] {
    const failed = new Map<number, CommitResult>(this.#doomed)
    const holders = verdict.holders === null ? [] : (JSON.parse(verdict.holders) as readonly string[])
    // From the last to the first: what is written down last stands.
    for (const [ordinal, holder] of (verdict.uniques ?? []).map((o, i) => [o, holders[i] ?? ''] as const).sort(([one], [other]) => other - one)) {
      const entry = this.#held[ordinal - 1]
      if (entry) failed.set(entry.s, { ok: false, failed: 'unique', rule: entry.rule, value: entry.value, holder })
    }
    for (const ordinal of (verdict.revisions ?? []).toSorted((one, other) => other - one)) {
      const expected = this.#expectations[ordinal - 1]
      if (expected) failed.set(expected.s, { ok: false, failed: 'revision', table: expected.table, key: expected.key })
    }
    for (const s of verdict.answers ?? []) failed.set(s, { ok: false, failed: 'answer' })

    let offset = verdict.base
    return this.#sets.map((set, i) => {
      const failure = failed.get(i + 1)
      if (failure) return failure
      offset += set.events.length
      return { ok: true, offset: set.events.length === 0 ? 0 : offset }
    })
  }

  /** Answers the table's number. */
  #expect({
    s,
    table,
    key,
    revision,
    last,
  }: {
    readonly s: number
    readonly table: string
    readonly key: string
    readonly revision: number
    readonly last: number | null
  }): number {
    const t = this.#tables.get(table) ?? 0
    this.#x.tables.add(t)
    this.#x.s.push(s)
    this.#x.t.push(t)
    this.#x.key.add(key)
    this.#x.revision.push(revision)
    this.#x.last.push(last)
    this.#expectations.push({ s, table, key })
    return t
  }

  #write(s: number, write: RecordWrite, taken: Map<string, string>): void {
    const { table, key, expected, revision, body, columns } = write
    const t = this.#expect({ s, table, key, revision: expected, last: expected === 0 ? revision - 1 : null })
    if (body === null) {
      this.#d.tables.add(t)
      this.#d.s.push(s)
      this.#d.t.push(t)
      this.#d.key.add(key)
      this.#d.revision.push(revision)
    } else {
      this.#w.tables.add(t)
      this.#w.s.push(s)
      this.#w.t.push(t)
      this.#w.key.add(key)
      this.#w.revision.push(revision)
      this.#w.body.add(body)
      this.#w.at.push(this.#w.columns.length)
      for (const column of columns) this.#w.columns.add(column)
      if (expected === 0 && revision > 1) {
        this.#z.s.push(s)
        this.#z.t.push(t)
        this.#z.key.add(key)
      }
    }
    for (const entry of write.released) {
      // What it keeps is not given up in between.
      if (write.unique.some(({ rule, value }) => rule === entry.rule && value === entry.value)) continue
      this.#r.s.push(s)
      this.#r.rule.add(entry.rule)
      this.#r.value.add(entry.value)
      this.#r.t.push(t)
      this.#r.key.add(key)
    }
    for (const { rule, value } of write.unique) {
      const id = `${rule}\0${value}`
      const holder = taken.get(id)
      if (holder === undefined) taken.set(id, key)
      else if (!this.#doomed.has(s)) this.#doomed.set(s, { ok: false, failed: 'unique', rule, value, holder })
      this.#h.s.push(s)
      this.#h.rule.add(rule)
      this.#h.value.add(value)
      this.#h.t.push(t)
      this.#h.key.add(key)
      this.#held.push({ s, rule, value })
    }
  }

  #event(s: number, event: EventDraft): void {
    this.#e.s.push(s)
    this.#e.id.add(event.id)
    this.#e.type.add(event.type)
    this.#e.table.add(event.table)
    this.#e.key.add(event.key)
    this.#e.at.push(event.at)
    this.#e.body.add(event.body)
  }

  #audit(s: number, record: AuditDraft): void {
    this.#u.s.push(s)
    this.#u.at.push(record.at)
    this.#u.header.add(record.header)
    this.#u.payload.add(record.payload)
    this.#u.salt.add(record.salt)
  }

  #answer(s: number, answer: AnswerDraft): void {
    this.#a.s.push(s)
    this.#a.id.add(answer.id)
    this.#a.request.add(answer.request)
    this.#a.state.add(answer.state)
    this.#a.token.add(answer.token)
    this.#a.until.push(answer.until)
    this.#a.outcome.add(answer.outcome)
    this.#a.replaces.add(answer.replaces ?? null)
    this.#a.now.push(answer.now)
  }
}

function ints(): number[] {
  return []
}
