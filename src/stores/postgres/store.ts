import { REMOVAL_FACT, removedReader } from '../../kernel/events/removed.ts'
import { Watchers } from '../../kernel/events/watchers.ts'
import type { Client, Pool } from 'pg'
import {
  CLAIM_KEPT_MS,
  StepTaken,
  StoreUnavailable,
  type Answer,
  type ChangeSet,
  type CommitResult,
  type CounterDelta,
  type DumpRow,
  type EventRange,
  type EventSize,
  type Facts,
  type RecordRewrite,
  type RewriteNote,
  type Scan,
  type ScannedRecord,
  type Store,
  type StoredAudit,
  type StoredEvent,
  type StoredRecord,
  type StorePorts,
  type TableLayout,
  type UniqueEntry,
} from '../../kernel/ports/store.ts'
import { bigintArray, textArray } from './array.ts'
import { Calls } from './calls.ts'
import { Counters } from './counters.ts'
import { factsOver } from './facts.ts'
import { dump } from './dump.ts'
import { openFailure, writeFailure } from './failure.ts'
import { Lane } from './lane.ts'
import { applyLayouts } from './layout.ts'
import { namesIn, type Names } from './name.ts'
import { commitProcedure } from './procedure.ts'
import { restore } from './restore.ts'
import { applyRewrite, readForRewrite, twiceTaken } from './rewrite.ts'
import { countStatement, scanManyStatement, scanStatement } from './scan.ts'
import { connect, hangUp, openPool, rows } from './session.ts'
import type { Settings } from './settings.ts'
import { Together } from './together.ts'
import { alone, migrate } from './upkeep.ts'

/** Rows that one call of `sweep` deletes of each kind, and audit records that one statement drops. */
const SWEPT_AT_ONCE = 2_000
/** How often a step of a rewrite is tried while other processes write the same records. */
const REWRITE_ATTEMPTS = 50

export class PostgresStore implements Store {
  readonly kind = 'postgres'
  readonly #settings: Settings
  readonly #ports: StorePorts
  readonly #watchers = new Watchers()
  readonly #names: Names
  readonly #removed = removedReader()
  #open: Open | undefined

  constructor(settings: Settings, ports: StorePorts) {
    this.#settings = settings
    this.#ports = ports
    this.#names = namesIn(settings.schema)
  }

  async open(layouts: readonly TableLayout[], admit?: (facts: Facts) => Promise<void>): Promise<void> {
    const settings = this.#settings
    const { clock, log, random } = this.#ports
    const procedure = commitProcedure(settings.schema, layouts)
    let refused: { readonly error: unknown } | undefined
    try {
      const client = await connect(settings, 'upkeep')
      try {
        await alone(client, {
          settings,
          clock,
          work: async () => {
            await migrate(client, settings)
            await client.query(`insert into ${this.#names.own('facts')} values ('epoch', $1) on conflict do nothing`, [
              Buffer.from(random.bytes(8)).toString('hex'),
            ])
            await admit?.(this.#facts(client)).catch((error: unknown) => {
              refused = { error }
              throw error
            })
            await applyLayouts(client, { settings, layouts, procedure, clock, log })
          },
        })
      } finally {
        await hangUp(client)
      }
      const lane = new Lane({ settings, shapes: layouts, procedure, clock, log, moved: () => this.#watchers.tell() })
      await lane.open()
      this.#open = opened({ names: this.#names, layouts, lane, pool: await openPool(settings) })
    } catch (error) {
      throw refused && refused.error === error ? error : openFailure(error, settings.place)
    }
  }

  /** On the connection that holds the lock, before there is a pool. */
  #facts(client: Client): Facts {
    return factsOver({ names: this.#names, read: (text, values) => rows(client, text, values), write: (text, values) => rows(client, text, values) })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = this.#open
    this.#open = undefined
    if (!open) return
    await open.lane[Symbol.asyncDispose]()
    await open.calls.close()
  }

  get(table: string, key: string): Promise<StoredRecord | undefined> {
    return this.#records(table).one(key)
  }
  async getMany(table: string, keys: readonly string[]): Promise<readonly StoredRecord[]> {
    return this.#records(table).many(keys)
  }

  async lastRevision(table: string, key: string): Promise<number> {
    const [row] = await this.#calls.read<{ revision: number }>(`select revision from ${this.#names.own('deleted')} where tbl = $1 and key = $2`, [table, key])
    return row?.revision ?? 0
  }

  async scan(scan: Scan): Promise<readonly ScannedRecord[]> {
    const { text, values } = scanStatement(this.#names, scan, this.#indexed(scan.table, scan.index))
    return this.#calls.read<ScannedRecord>(text, values)
  }
  async count(scan: Omit<Scan, 'limit' | 'after'>): Promise<number> {
    const { text, values } = countStatement(this.#names, scan, this.#indexed(scan.table, scan.index))
    const [row] = await this.#calls.read<{ count: number }>(text, values)
    return row?.count ?? 0
  }
  async scanMany(scan: Parameters<Store['scanMany']>[0]): Promise<readonly (StoredRecord & { readonly value: string })[]> {
    if (scan.values.length === 0) return []
    const { text, values } = scanManyStatement(this.#names, scan.table, { ...scan, columns: this.#indexed(scan.table, scan.index) })
    return this.#calls.read<StoredRecord & { value: string }>(text, values)
  }
  async holder(unique: UniqueEntry): Promise<string | undefined> {
    const [row] = await this.#calls.read<{ key: string }>(`select key from ${this.#names.own('uniques')} where rule = $1 and value = $2`, [
      unique.rule,
      unique.value,
    ])
    return row?.key
  }

  commit(changes: ChangeSet): Promise<CommitResult> {
    return this.#open ? this.#open.lane.commit(changes) : Promise.reject(new StoreUnavailable(CLOSED))
  }

  answer(id: string): Promise<Answer | undefined> {
    return this.#opened.answers.one(id)
  }

  watch(moved: () => void): () => void {
    return this.#watchers.add(moved)
  }
  async events(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.#calls.read<StoredEvent>(
      `select position as "offset", id, type, tbl as "table", key, at, body from ${this.#names.own('events')} where position > $1 order by position limit $2`,
      [after, limit],
    )
  }
  async eventRange(): Promise<EventRange> {
    const [events, facts] = [this.#names.own('events'), this.#names.own('facts')]
    const [row] = await this.#calls.read<{ epoch: string | null; removal: string | null; first: number | null; last: number }>(
      `select (select value from ${facts} where name = 'epoch') as epoch, (select value from ${facts} where name = $1) as removal,
         (select position from ${events} order by position limit 1) as first,
         greatest(h.event, (select position from ${events} order by position desc limit 1)) as last from ${this.#names.own('head')} h`,
      [REMOVAL_FACT],
    )
    const last = row?.last ?? 0
    const first = row?.first ?? (last === 0 ? 0 : last + 1)
    return { epoch: row?.epoch ?? '', first, last, removed: this.#removed(row?.removal ?? undefined, { first }) }
  }
  async eventSizes(after: number, limit: number): Promise<readonly EventSize[]> {
    return this.#calls.read<EventSize>(
      `select position as "offset", type, at, octet_length(body) as bytes from ${this.#names.own('events')} where position > $1 order by position limit $2`,
      [after, limit],
    )
  }
  async removeEvents(offsets: readonly number[], note: { readonly fact: string; readonly value: string; readonly expected: string | null }): Promise<boolean> {
    const [row] = await this.#calls.write<{ done: boolean }>(`select ${this.#names.own('remove_events')}($1, $2, $3, $4) as done`, [
      bigintArray(offsets),
      note.fact,
      note.value,
      note.expected,
    ])
    return row?.done === true
  }

  async audit(after: number, limit: number): Promise<readonly StoredAudit[]> {
    return this.#calls.read<StoredAudit>(
      `select sequence, at, header, payload, salt, hash from ${this.#names.own('audit')} where sequence > $1 order by sequence limit $2`,
      [after, limit],
    )
  }
  async auditHead(): Promise<{ readonly sequence: number; readonly hash: string }> {
    const [row] = await this.#calls.read<{ sequence: number; hash: string }>(
      `select coalesce(u.sequence, h.audit) as sequence, coalesce(u.hash, h.hash) as hash from ${this.#names.own('head')} h
         left join lateral (select sequence, hash from ${this.#names.own('audit')} where sequence > h.audit order by sequence desc limit 1) u on true`,
      [],
    )
    return { sequence: row?.sequence ?? 0, hash: row?.hash ?? '0'.repeat(64) }
  }
  async dropAudit(upTo: number): Promise<void> {
    for (let dropped = SWEPT_AT_ONCE; dropped === SWEPT_AT_ONCE;) {
      const [row] = await this.#calls.write<{ dropped: number }>(`select ${this.#names.own('drop_audit')}($1, $2) as dropped`, [upTo, SWEPT_AT_ONCE])
      dropped = row?.dropped ?? 0
    }
  }

  addCounters(deltas: readonly CounterDelta[]): Promise<readonly number[]> {
    return this.#opened.counters.add(deltas)
  }

  fact(name: string): Promise<string | undefined> {
    return this.#opened.facts.fact(name)
  }
  setFact(name: string, value: string, expected?: string | null): Promise<boolean> {
    return this.#opened.facts.setFact(name, value, expected)
  }

  async rewrite(
    table: string,
    after: string,
    limit: number,
    rewrite: (record: StoredRecord) => RecordRewrite | undefined,
    note?: RewriteNote,
  ): Promise<string | undefined> {
    const { lane } = this.#opened
    const layout = this.#layout(table)
    for (let attempt = 1; attempt <= REWRITE_ATTEMPTS; attempt++) {
      // Between reading and writing no batch of this process runs; a change by another one is noticed.
      const outcome = await lane.alone(async (client) => {
        const records = await readForRewrite(client, { names: this.#names, table, after, limit }).catch(rejectWrite)
        const step = records.flatMap((record) => {
          const rewritten = rewrite({ key: record.key, revision: record.revision, body: record.body })
          return rewritten ? [{ record, ...rewritten }] : []
        })
        const last = records.length < limit ? undefined : records.at(-1)?.key
        const twice = twiceTaken(step)
        if (twice) return { last, changed: [], taken: twice }
        const noting = note && { note: { fact: note.fact, expected: note.expected, value: note.next({ last, rewritten: step.length }) } }
        return {
          last,
          ...(step.length === 0 && !noting ? { changed: [] } : await applyRewrite(client, { names: this.#names, layout, step, ...noting }).catch(rejectWrite)),
        }
      })
      if ('noted' in outcome && outcome.noted === false)
        throw new StepTaken(`The fact '${note?.fact}' is not what this step expects; nothing of it was written.`)
      if ('taken' in outcome && outcome.taken) {
        const { rule, value, holder } = outcome.taken
        throw new Error(
          `The rewrite of ${layout.resource} stopped before a step in which two records would hold the same: rule ${rule}, value ${value}, held by ${holder}`,
        )
      }
      if (outcome.changed.length === 0) return outcome.last
    }
    throw new StoreUnavailable(`Other processes change the records of ${layout.resource} behind '${after}' faster than they can be rewritten; try again later.`)
  }

  dump(): AsyncIterable<DumpRow> {
    return dump(this.#settings, this.#names, this.#opened.layouts)
  }
  async restore(rows: AsyncIterable<DumpRow>): Promise<void> {
    await restore(this.#settings, { names: this.#names, layouts: this.#opened.layouts, dump: rows })
  }

  async sweep(options: { readonly now: number }): Promise<boolean> {
    const [answers, counters] = [this.#names.own('answers'), this.#names.own('counters')]
    const swept = await this.#calls.write(
      `with gone as (select id from ${answers} where until < $1 and (state = 'done' or until < $2) order by until limit $3) delete from ${answers} a using gone where a.id = gone.id and a.until < $1 returning 1`,
      [options.now, options.now - CLAIM_KEPT_MS, SWEPT_AT_ONCE],
    )
    const counted = await this.#calls.write(
      `with gone as (select counter from ${counters} where expires < $1 order by expires limit $2) delete from ${counters} c using gone where c.counter = gone.counter and c.expires < $1 returning 1`,
      [options.now, SWEPT_AT_ONCE],
    )
    return [swept.length, counted.length].includes(SWEPT_AT_ONCE)
  }

  async ping(): Promise<void> {
    await this.commit({ expect: [], writes: [], events: [], audit: [] })
  }

  get #opened(): Open {
    if (!this.#open) throw new StoreUnavailable(CLOSED)
    return this.#open
  }
  get #calls(): Calls {
    return this.#opened.calls
  }
  #layout(table: string): TableLayout {
    const layout = this.#opened.layouts.get(table)
    if (!layout) throw new TypeError(`There is no table '${table}' in the layouts this store was opened with.`)
    return layout
  }
  #records(table: string): Together<StoredRecord> {
    const records = this.#opened.records.get(table)
    if (!records) throw new TypeError(`There is no table '${table}' in the layouts this store was opened with.`)
    return records
  }
  #indexed(table: string, index: string | null): readonly string[] {
    const layout = this.#layout(table)
    if (index === null) return []
    const found = layout.indexes.find(({ name }) => name === index)
    if (!found) throw new TypeError(`There is no index '${index}' on '${table}' in the layouts this store was opened with.`)
    return found.columns
  }
}

const CLOSED = 'The store is not open.'

/** What there is while a store is open. */
interface Open {
  readonly lane: Lane
  readonly calls: Calls
  readonly counters: Counters
  readonly facts: Facts
  readonly layouts: ReadonlyMap<string, TableLayout>
  readonly records: ReadonlyMap<string, Together<StoredRecord>>
  readonly answers: Together<Answer>
}

function opened({
  names,
  layouts,
  lane,
  pool,
}: {
  readonly names: Names
  readonly layouts: readonly TableLayout[]
  readonly lane: Lane
  readonly pool: Pool
}): Open {
  const calls = new Calls(pool)
  const records = ({ table }: TableLayout): Together<StoredRecord> => {
    const text = `select key, revision, body from ${names.records(table)} where key = any($1::text[])`
    return new Together(
      (keys) => calls.read<StoredRecord>(text, [textArray(keys)]),
      ({ key }) => key,
    )
  }
  const answers = `select id, request, state, token, until, outcome from ${names.own('answers')} where id = any($1::text[])`
  return {
    lane,
    calls,
    counters: new Counters(calls, names),
    facts: factsOver({ names, read: (text, values) => calls.read(text, values), write: (text, values) => calls.write(text, values) }),
    layouts: new Map(layouts.map((layout) => [layout.table, layout])),
    records: new Map(layouts.map((layout) => [layout.table, records(layout)])),
    answers: new Together(
      (ids) => calls.read<Answer>(answers, [textArray(ids)]),
      ({ id }) => id,
    ),
  }
}

function rejectWrite(error: unknown): never {
  throw writeFailure(error)
}
