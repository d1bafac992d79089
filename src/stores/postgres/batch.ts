import type { ChangeSet, CommitResult } from '../../kernel/ports/store.ts'
import { bigintArray, intArray, TextArray } from './array.ts'
import { parameters, type Verdict } from './procedure.ts'

/** A call of the commit procedure, and what it takes to read its verdict. */
export interface Batch {
  readonly values: unknown[]
  /** One result a change set. */
  results(verdict: Verdict): readonly CommitResult[]
}

/** Change sets of which no two touch the same record, unique value or answer. `tables`: the number of each table, from 1. */
export function encode(sets: readonly ChangeSet[], tables: ReadonlyMap<string, number>): Batch {
  const doomed = new Map<number, CommitResult>()
  const expectations: { readonly s: number; readonly table: string; readonly key: string }[] = []
  const held: { readonly s: number; readonly rule: string; readonly value: string }[] = []
  const x = { tables: new Set<number>(), s: [] as number[], t: [] as number[], key: new TextArray(sets.length), revision: [] as number[], last: [] as (number | null)[] }
  const w = { tables: new Set<number>(), s: [] as number[], t: [] as number[], key: new TextArray(sets.length), revision: [] as number[], body: new TextArray(sets.length), at: [] as number[], columns: new TextArray(sets.length * 4) }
  const d = { tables: new Set<number>(), s: [] as number[], t: [] as number[], key: new TextArray(0), revision: [] as number[] }
  const z = { s: [] as number[], t: [] as number[], key: new TextArray(0) }
  const r = { s: [] as number[], rule: new TextArray(0), value: new TextArray(0), t: [] as number[], key: new TextArray(0) }
  const h = { s: [] as number[], rule: new TextArray(0), value: new TextArray(0), t: [] as number[], key: new TextArray(0) }
  const a = { s: [] as number[], id: new TextArray(sets.length), request: new TextArray(sets.length), state: new TextArray(sets.length), token: new TextArray(sets.length), until: [] as number[], outcome: new TextArray(sets.length), replaces: new TextArray(sets.length), now: [] as number[] }
  const e = { s: [] as number[], id: new TextArray(sets.length), type: new TextArray(sets.length), table: new TextArray(sets.length), key: new TextArray(sets.length), at: [] as number[], body: new TextArray(sets.length) }
  const u = { s: [] as number[], at: [] as number[], header: new TextArray(sets.length), payload: new TextArray(sets.length), salt: new TextArray(sets.length) }

  const expect = (s: number, expected: { readonly table: string; readonly key: string; readonly revision: number; readonly last: number | null }): number => {
    const t = tables.get(expected.table)
    if (t === undefined) throw new TypeError(`there is no table '${expected.table}' in the layouts this store was opened with`)
    x.tables.add(t)
    x.s.push(s)
    x.t.push(t)
    x.key.add(expected.key)
    x.revision.push(expected.revision)
    x.last.push(expected.last)
    expectations.push({ s, table: expected.table, key: expected.key })
    return t
  }

  for (const [i, set] of sets.entries()) {
    const s = i + 1
    for (const expected of set.expect) expect(s, { ...expected, last: null })
    const taken = new Map<string, string>()
    for (const write of set.writes) {
      const t = expect(s, { table: write.table, key: write.key, revision: write.expected, last: write.expected === 0 ? write.revision - 1 : null })
      if (write.body === null) {
        d.tables.add(t)
        d.s.push(s)
        d.t.push(t)
        d.key.add(write.key)
        d.revision.push(write.revision)
      } else {
        w.tables.add(t)
        w.s.push(s)
        w.t.push(t)
        w.key.add(write.key)
        w.revision.push(write.revision)
        w.body.add(write.body)
        w.at.push(w.columns.length)
        for (const column of write.columns) w.columns.add(column)
        if (write.expected === 0 && write.revision > 1) {
          z.s.push(s)
          z.t.push(t)
          z.key.add(write.key)
        }
      }
      for (const entry of write.released) {
        // What it keeps is not given up in between.
        if (write.unique.some((one) => one.rule === entry.rule && one.value === entry.value)) continue
        r.s.push(s)
        r.rule.add(entry.rule)
        r.value.add(entry.value)
        r.t.push(t)
        r.key.add(write.key)
      }
      for (const entry of write.unique) {
        const id = `${entry.rule}\0${entry.value}`
        const holder = taken.get(id)
        if (holder !== undefined) doomed.set(s, { ok: false, failed: 'unique', rule: entry.rule, value: entry.value, holder })
        taken.set(id, write.key)
        h.s.push(s)
        h.rule.add(entry.rule)
        h.value.add(entry.value)
        h.t.push(t)
        h.key.add(write.key)
        held.push({ s, rule: entry.rule, value: entry.value })
      }
    }
    for (const event of set.events) {
      e.s.push(s)
      e.id.add(event.id)
      e.type.add(event.type)
      e.table.add(event.table)
      e.key.add(event.key)
      e.at.push(event.at)
      e.body.add(event.body)
    }
    for (const record of set.audit) {
      u.s.push(s)
      u.at.push(record.at)
      u.header.add(record.header)
      u.payload.add(record.payload)
      u.salt.add(record.salt)
    }
    if (set.answer) {
      a.s.push(s)
      a.id.add(set.answer.id)
      a.request.add(set.answer.request)
      a.state.add(set.answer.state)
      a.token.add(set.answer.token)
      a.until.push(set.answer.until)
      a.outcome.add(set.answer.outcome)
      a.replaces.add(set.answer.replaces ?? null)
      a.now.push(set.answer.now)
    }
  }

  const values = parameters({
    change_sets: sets.length,
    doomed: intArray([...doomed.keys()]),
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

  return {
    values,
    results(verdict) {
      const failed = new Map<number, CommitResult>(doomed)
      // In reverse order of what counts, and of what comes first: the last one written down stands.
      const holders = verdict.holders === null ? [] : (JSON.parse(verdict.holders) as readonly string[])
      for (const [ordinal, holder] of byOrdinal(verdict.uniques, holders)) {
        const entry = held[ordinal - 1]
        if (entry) failed.set(entry.s, { ok: false, failed: 'unique', rule: entry.rule, value: entry.value, holder })
      }
      for (const ordinal of (verdict.revisions ?? []).toSorted((one, other) => other - one)) {
        const expected = expectations[ordinal - 1]
        if (expected) failed.set(expected.s, { ok: false, failed: 'revision', table: expected.table, key: expected.key })
      }
      for (const s of verdict.answers ?? []) failed.set(s, { ok: false, failed: 'answer' })

      let offset = verdict.base
      return sets.map((set, i) => {
        const failure = failed.get(i + 1)
        if (failure) return failure
        if (set.events.length === 0) return { ok: true, offset: 0 }
        offset += set.events.length
        return { ok: true, offset }
      })
    },
  }
}

function byOrdinal(ordinals: readonly number[] | null, values: readonly string[]): [number, string][] {
  return (ordinals ?? []).map((ordinal, i): [number, string] => [ordinal, values[i] ?? '']).sort(([one], [other]) => other - one)
}
