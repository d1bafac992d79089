import { createHash } from 'node:crypto'
import { readRemoval, REMOVAL_FACT } from '../../src/kernel/events/removed.ts'
import type {
  AnswerDraft,
  AuditDraft,
  ChangeSet,
  CommitResult,
  EventDraft,
  RecordWrite,
  Store,
  StoredAudit,
  StoredEvent,
  StoredRecord,
  TableLayout,
  UniqueEntry,
} from '../../src/kernel/ports/store.ts'

/** A record of the table `order`. Table and columns bear names that SQL reserves: a store must quote them. */
export interface Sample {
  readonly id: string
  readonly group?: string
  readonly state?: string
  readonly due?: string
  readonly quantity?: string
  readonly note?: string
}

export const ORDER: TableLayout = {
  table: 'order',
  resource: 'Order',
  columns: ['group', 'state', 'due'],
  indexes: [
    { name: 'order_by_group', columns: ['group'] },
    { name: 'order_by_state_due', columns: ['state', 'due'] },
    { name: 'order_by_group_state_due', columns: ['group', 'state', 'due'] },
  ],
  view: [
    { name: 'state', field: 'state', numeric: false },
    { name: 'quantity', field: 'quantity', numeric: true },
  ],
  columnsOf: (body) => columnsOf(JSON.parse(body) as Sample),
}

export const LINE: TableLayout = {
  table: 'order_line',
  resource: 'OrderLine',
  columns: ['order', 'position'],
  indexes: [{ name: 'order_line_by_order', columns: ['order', 'position'] }],
  view: [],
  columnsOf: (body) => {
    const line = JSON.parse(body) as { order: string; position: string }
    return [text(line.order), text(line.position)]
  },
}

export const LAYOUTS: readonly TableLayout[] = [ORDER, LINE]

/** As `kernel/order.ts` encodes text: `v` and the value, `z` for null. */
export function text(value: string | undefined): string {
  return value === undefined ? 'z' : `v${value}`
}
export function columnsOf(sample: Sample): readonly string[] {
  return [text(sample.group), text(sample.state), text(sample.due)]
}
export function bodyOf(sample: Sample): string {
  return JSON.stringify(sample)
}

export interface PutOptions {
  readonly expected?: number
  readonly revision?: number
  readonly unique?: readonly UniqueEntry[]
  readonly released?: readonly UniqueEntry[]
}
export function put(sample: Sample, { expected = 0, revision = expected + 1, unique = [], released = [] }: PutOptions = {}): RecordWrite {
  return { table: 'order', key: sample.id, expected, revision, body: bodyOf(sample), columns: columnsOf(sample), unique, released }
}
export function remove(key: string, { expected = 1, released = [] }: { expected?: number; released?: readonly UniqueEntry[] } = {}): RecordWrite {
  return { table: 'order', key, expected, revision: expected + 1, body: null, columns: [], unique: [], released }
}
export function putLine(id: string, order: string, position: string): RecordWrite {
  return {
    table: 'order_line',
    key: id,
    expected: 0,
    revision: 1,
    body: JSON.stringify({ id, order, position }),
    columns: [text(order), text(position)],
    unique: [],
    released: [],
  }
}

export function change(parts: Partial<ChangeSet>): ChangeSet {
  return { expect: [], writes: [], events: [], audit: [], ...parts }
}
export function event(
  id: string,
  { key = '', at = 1_000, type = 'order.changed', body = `{"data":"${id}"}` }: { key?: string; at?: number; type?: string; body?: string } = {},
): EventDraft {
  return { id, type, table: key === '' ? '' : 'order', key, at, body }
}
export function audit(name: string, payload = `{"after":"${name}"}`): AuditDraft {
  return { at: 1_000, header: `{"what":"${name}"}`, payload, salt: 'a5'.repeat(16) }
}
export function answer(id: string, options: Partial<AnswerDraft> = {}): AnswerDraft {
  return { id, request: 'c0'.repeat(32), state: 'done', token: `token of ${id}`, until: 2_000, outcome: '{"ok":true}', now: 1_000, ...options }
}
export function claim(id: string, options: Partial<AnswerDraft> = {}): AnswerDraft {
  return answer(id, { state: 'claimed', outcome: '', ...options })
}

/** Everything a call leaves: a record, an event, an audit record and an answer, all named after `id`. */
export function fullCall(id: string, sample: Partial<Sample> = {}): ChangeSet {
  return change({ writes: [put({ ...sample, id })], events: [event(`e-${id}`, { key: id })], audit: [audit(id)], answer: answer(`a-${id}`) })
}

/** Commits and throws unless it was done. */
export async function done(store: Store, parts: Partial<ChangeSet>): Promise<number> {
  const result = await store.commit(change(parts))
  if (!result.ok) throw new Error(`The commit failed: ${JSON.stringify(result)}`)
  return result.offset
}
export function failure(result: CommitResult): string {
  return result.ok ? 'ok' : result.failed
}

export async function allEvents(store: Store): Promise<StoredEvent[]> {
  const all: StoredEvent[] = []
  for (;;) {
    const some = await store.events(all.at(-1)?.offset ?? 0, 100)
    if (some.length === 0) return all
    all.push(...some)
  }
}
/** Removes events as the sweep does, and notes up to where, by type. Answers whether the fact was what is expected, by default what it is. */
export async function removeEvents(store: Store, offsets: readonly number[], options: { readonly expected?: string | null } = {}): Promise<boolean> {
  const now = await store.fact(REMOVAL_FACT)
  const before = readRemoval(now, await store.eventRange())
  const removed = { ...before.removed }
  for (const { offset, type } of await store.eventSizes(0, 10_000)) if (offsets.includes(offset)) removed[type] = Math.max(removed[type] ?? 0, offset)
  return store.removeEvents(offsets, {
    fact: REMOVAL_FACT,
    value: JSON.stringify({ ...before, removed }),
    expected: options.expected === undefined ? (now ?? null) : options.expected,
  })
}
export async function allAudit(store: Store): Promise<StoredAudit[]> {
  const all: StoredAudit[] = []
  for (;;) {
    const some = await store.audit(all.at(-1)?.sequence ?? 0, 100)
    if (some.length === 0) return all
    all.push(...some)
  }
}
export async function allOrders(store: Store): Promise<readonly StoredRecord[]> {
  return store.scan({ table: 'order', index: null, equal: [], reverse: false, limit: 100_000 })
}
export async function keysOf(records: Promise<readonly StoredRecord[]>): Promise<string[]> {
  return (await records).map((record) => record.key)
}

/** The chain's rule, written a second time. */
export function chained(previous: string, header: string): string {
  return createHash('sha256').update(Buffer.from(previous, 'hex')).update(header, 'utf8').digest('hex')
}
export const FIRST_HASH = '0'.repeat(64)

/** All that a store holds, comparable: for "nothing has changed". */
export async function everything(store: Store): Promise<string> {
  const rows: string[] = []
  for await (const row of store.dump()) rows.push(JSON.stringify(row))
  return rows.sort().join('\n')
}
