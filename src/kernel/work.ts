import { hash } from 'node:crypto'
import type { Call } from './call.ts'
import type { Principal } from './kernel.ts'
import { valueAt } from './model/path.ts'
import type { RecordBody, ResourceModel } from './model/resource.ts'
import { orderText, NULL_TEXT } from './order.ts'
import type { Random } from './ports/random.ts'
import type { AnswerDraft, AuditDraft, ChangeSet, EventDraft, RecordWrite, Store, StoredRecord, UniqueEntry } from './ports/store.ts'
import { refuse } from './refusal.ts'

/** A record in a piece of work: as it was read, and as it will be. */
export interface Entry {
  readonly resource: ResourceModel
  readonly key: string
  readonly original: StoredRecord | undefined
  /** Parsed when first asked for. */
  before: RecordBody | undefined
  /** What it is now; `undefined`: not there. */
  now: RecordBody | undefined
  written: boolean
  /** It was deleted on the way; what is there now is another record under its key. */
  deleted: boolean
  /** Revision and text after `seal`, and what the text was made of. */
  revision: number
  text: string
  settled: RecordBody | undefined
}

/** Who does what, for events and audit: one per call, nested ones too. */
export interface Step {
  readonly call: Pick<Call, 'protocol' | 'address' | 'requestId' | 'trace' | 'key'>
  readonly principal: Principal
  readonly operation: string
  /** Records this step changed, as they were when it first did. */
  readonly changed: Map<Entry, RecordBody | undefined>
  /** How its event on a changed record is called. */
  readonly verb: string
  /** Records that change owner with one that this step changed. */
  readonly moved: Set<Entry>
  /** It has an audit record also where it changed nothing. */
  readonly audited: boolean
  /** The step whose code called this one. */
  readonly parent?: Step
  /** Its records as of its end; the only step of a call takes the sealed ones. */
  after?: Map<Entry, RecordBody | undefined>
  readonly emitted: { readonly type: string; readonly entry?: Entry; readonly data: string }[]
  readonly input?: string
}

export interface WorkPorts {
  readonly store: Store
  readonly random: Random
  readonly uuid: () => string
  readonly resource: (contract: string, name: string) => ResourceModel
  /** What the audit trail shows of a value that nobody may read: the same for the same value, and no way back. */
  readonly mask: (value: unknown) => string
}

/**
 * The unit of work behind a call: it reads records by key, remembers at which revision, collects what is to be written,
 * and becomes a change set. Nothing reaches the store before that.
 */
export class Work {
  readonly at: number
  readonly #ports: WorkPorts
  readonly #entries = new Map<string, Entry>()
  /** Each write, with what it replaced: the way back for a nested operation that is refused. */
  readonly #log: { readonly step: Step; readonly entry: Entry; readonly was: RecordBody | undefined }[] = []
  #steps: Step[] = []
  #moved = 0

  constructor(ports: WorkPorts, at: number) {
    this.#ports = ports
    this.at = at
  }

  /** RFC 3339, UTC. */
  get now(): string {
    return new Date(this.at).toISOString()
  }

  begin(step: Step): Step {
    this.#steps.push(step)
    return step
  }

  /** Freezes what a step has done so far: others of the same work may go on changing its records. */
  end(step: Step, also?: Entry): void {
    step.after = new Map([...step.changed.keys()].map((entry) => [entry, entry.now]))
    if (also) step.after.set(also, also.now)
  }

  /** Takes back all that a step, and those that it called, has done: it was refused, and the code that called it may go on. */
  undo(step: Step): void {
    const gone = new Set(this.#steps.filter((each) => isWithin(each, step)))
    for (const { step: of, entry, was } of this.#log.toReversed()) if (gone.has(of)) entry.now = was
    this.#steps = this.#steps.filter((each) => !gone.has(each))
    for (const entry of this.#entries.values()) entry.written = this.#steps.some((each) => each.changed.has(entry))
  }

  read(resource: ResourceModel, key: string): Entry | Promise<Entry> {
    const id = `${resource.layout.table}\u0000${key}`
    const known = this.#entries.get(id)
    if (known) return known
    const found = this.#ports.store.get(resource.layout.table, key)
    if (found instanceof Promise) return found.then((record) => this.#entries.get(id) ?? this.#enter(id, { resource, key, record }))
    return this.#enter(id, { resource, key, record: found })
  }

  /** A record whose key Busbar has just made: nothing to read. */
  fresh(resource: ResourceModel, key: string): Entry {
    return this.#enter(`${resource.layout.table}\u0000${key}`, { resource, key, record: undefined })
  }

  write(step: Step, entry: Entry, body: RecordBody | undefined): void {
    if (!step.changed.has(entry)) step.changed.set(entry, entry.now)
    this.#log.push({ step, entry, was: entry.now })
    if (body === undefined) entry.deleted = true
    entry.now = body
    entry.written = true
  }

  #enter(id: string, found: { resource: ResourceModel; key: string; record: StoredRecord | undefined }): Entry {
    const body = found.record && (JSON.parse(found.record.body) as RecordBody)
    const entry: Entry = {
      resource: found.resource,
      key: found.key,
      original: found.record,
      before: body,
      now: body,
      written: false,
      deleted: false,
      settled: body,
      revision: found.record?.revision ?? 0,
      text: found.record?.body ?? '',
    }
    this.#entries.set(id, entry)
    return entry
  }

  /** A record that a has-many of this one shows: the first found, with the resource it is of. What this work deletes does not count. */
  async referrer(entry: Entry): Promise<{ readonly resource: string; readonly key: string } | undefined> {
    for (const schema of Object.values(entry.resource.data.fields)) {
      if (schema.kind !== 'many') continue
      const child = this.#ports.resource(entry.resource.contract, schema.resource)
      const index = child.layout.references.get(schema.via)?.get('')
      if (index === undefined) continue
      const points = (body: RecordBody | undefined): boolean => body?.[schema.via] === entry.key
      const pending = [...this.#entries.values()].find((other) => other.resource === child && other !== entry && points(other.now))
      if (pending) return { resource: child.name, key: pending.key }
      const found = await this.#ports.store.scan({
        table: child.layout.table,
        index,
        equal: [orderText(REFERENCE, entry.key)],
        reverse: false,
        limit: MOST_MOVED,
      })
      const left = found.find((record) => !this.#entries.has(`${child.layout.table}\u0000${record.key}`))
      if (left) return { resource: child.name, key: left.key }
    }
    return undefined
  }

  /** It writes records or events. */
  get changes(): boolean {
    for (const entry of this.#entries.values()) if (entry.written) return true
    return this.#steps.some((step) => step.emitted.length > 0)
  }

  /** It has something to commit, if only that it was done. */
  get leavesTrace(): boolean {
    return this.changes || this.#steps.some((step) => step.audited)
  }

  /** The change set, all texts made. `answer` gets the idempotency record, once the sealed texts are known. */
  async seal(options: { readonly outcome: string; readonly answer?: () => AnswerDraft }): Promise<ChangeSet> {
    const expect: { table: string; key: string; revision: number }[] = []
    const writes: RecordWrite[] = []
    const owners = new Map<Entry, { before: OwnerNames; after: OwnerNames }>()
    const taken = new Set<Entry>()
    for (const entry of this.#entries.values()) if (entry.written && entry.resource.dependents.length > 0) await this.#cascade(entry, { moved: false, taken })
    for (const entry of this.#entries.values()) {
      const { resource, original } = entry
      const { table } = resource.layout
      if (!entry.written || (original === undefined && entry.now === undefined)) {
        if (entry.written) entry.revision = 1
        expect.push({ table, key: entry.key, revision: original?.revision ?? 0 })
        continue
      }
      if (entry.now === undefined) {
        entry.revision = (original?.revision ?? 0) + 1
        entry.text = original?.body ?? ''
        entry.settled = undefined
        writes.push({
          table,
          key: entry.key,
          expected: original?.revision ?? 0,
          revision: entry.revision,
          body: null,
          columns: [],
          unique: [],
          released: resource.uniqueOf(entry.before ?? {}),
        })
      } else {
        const last =
          original || !resource.data.standard.includes('delete') || resource.data.key.schema.kind === 'uuid'
            ? (original?.revision ?? 0)
            : await this.#ports.store.lastRevision(table, entry.key)
        entry.revision = last + 1
        entry.settled = entry.now
        entry.now = this.#stamped(entry, entry.now)
        entry.text = JSON.stringify(ordered(entry, entry.now))
        const columns = this.#columns(entry, entry.now)
        const ready = columns instanceof Promise ? await columns : columns
        const unique = resource.uniqueOf(entry.now)
        guardIndexes(resource, { key: entry.key, columns: ready, unique })
        writes.push({
          table,
          key: entry.key,
          expected: original?.revision ?? 0,
          revision: entry.revision,
          body: entry.text,
          columns: ready,
          unique,
          released: entry.before ? resource.uniqueOf(entry.before) : NOTHING,
        })
      }
      if (Object.keys(resource.layout.owners).length > 0)
        owners.set(entry, { before: entry.before ? await this.#owners(entry, 'before') : {}, after: entry.now ? await this.#owners(entry, 'now') : {} })
    }
    const events: EventDraft[] = []
    const audit: AuditDraft[] = []
    for (const step of this.#steps) {
      this.#events(step, owners, events)
      if (step.audited || step.changed.size > 0 || step.emitted.length > 0) audit.push(this.audit(step, options.outcome))
    }
    // Expectations met on the way to owners belong to it too.
    const known = new Set(expect.map((e) => `${e.table}\u0000${e.key}`))
    for (const [id, entry] of this.#entries)
      if (!entry.written && !known.has(id)) expect.push({ table: entry.resource.layout.table, key: entry.key, revision: entry.original?.revision ?? 0 })
    const answer = options.answer?.()
    // What was only read binds nobody.
    return { expect: writes.length > 0 || events.length > 0 ? expect : [], writes, events, audit, ...(answer && { answer }) }
  }

  /** The record as a step left it, after `seal`; `null` where it was not there then. */
  shown(step: Step, entry: Entry): { readonly text: string; readonly revision: number } | null {
    const body = step.after?.has(entry) ? step.after.get(entry) : entry.settled
    return body === undefined
      ? null
      : { text: this.#textOf(entry, body), revision: body === entry.before && entry.original ? entry.original.revision : entry.revision }
  }

  #textOf(entry: Entry, body: RecordBody): string {
    if (body === entry.before && entry.original) return entry.original.body
    if (body === entry.settled) return entry.text
    return JSON.stringify(ordered(entry, this.#stamped(entry, body)))
  }

  #stamped(entry: Entry, body: RecordBody): RecordBody {
    const now = this.now
    return { ...body, revision: entry.revision, createdAt: (entry.deleted ? undefined : entry.before?.['createdAt']) ?? now, updatedAt: now }
  }

  #events(step: Step, owners: ReadonlyMap<Entry, { before: OwnerNames; after: OwnerNames }>, events: EventDraft[]): void {
    for (const { type, entry, data } of step.emitted) events.push(this.#event(step, { type, entry, data, owners: (entry && owners.get(entry)?.after) ?? {} }))
    for (const [entry, before] of step.changed) {
      const { resource } = entry
      const of = owners.get(entry)
      const now = this.shown(step, entry)
      // Of a record that is gone, the last that was there.
      const text = now?.text ?? (before && this.#textOf(entry, before))
      if (text === undefined) continue
      const data = resource.secrets.length === 0 ? text : this.#without(text, resource.secrets)
      events.push(
        this.#event(step, {
          type: `${resource.noun}.${step.moved.has(entry) ? 'changed' : step.verb}`,
          entry,
          data,
          owners: (entry.now ? of?.after : of?.before) ?? {},
        }),
      )
      if (!of) continue
      for (const [audience, owner] of Object.entries(of.before)) {
        if (of.after[audience] === owner || entry.now === undefined) continue
        events.push(
          this.#event(step, {
            type: `${resource.noun}.left`,
            entry,
            data: JSON.stringify({ [resource.data.key.field]: entry.key }),
            owners: { [audience]: owner },
          }),
        )
      }
    }
  }

  #event(step: Step, of: { readonly type: string; readonly entry: Entry | undefined; readonly data: string; readonly owners: OwnerNames }): EventDraft {
    const { entry } = of
    const trace = step.call.trace === undefined ? '' : `"trace":${JSON.stringify(step.call.trace)},`
    return {
      id: this.#ports.uuid(),
      type: of.type,
      table: entry?.resource.layout.table ?? '',
      key: entry?.key ?? '',
      at: this.at,
      body: `{"consumer":${JSON.stringify(step.principal.consumer)},"request":${JSON.stringify(step.call.requestId)},"revision":${entry?.revision ?? 0},"owners":${JSON.stringify(of.owners)},${trace}"data":${of.data}}`,
    }
  }

  #without(text: string, secrets: readonly string[]): string {
    return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as RecordBody).filter(([field]) => !secrets.includes(field))))
  }

  #masked(text: string, secrets: readonly string[]): string {
    return JSON.stringify(
      Object.fromEntries(
        Object.entries(JSON.parse(text) as RecordBody).map(([field, value]) => [field, secrets.includes(field) ? this.#ports.mask(value) : value]),
      ),
    )
  }

  /** The audit record of a step: a header that is chained, and beside it the salted payload that it holds the digest of. */
  audit(step: Step, outcome: string): AuditDraft {
    const { call, principal } = step
    const changes: string[] = []
    let key = call.key ?? ''
    for (const [entry, before] of step.changed) {
      const { secrets } = entry.resource
      const show = (text: string | undefined): string => (text === undefined ? 'null' : secrets.length === 0 ? text : this.#masked(text, secrets))
      changes.push(
        `{"resource":"${entry.resource.name}","key":${JSON.stringify(entry.key)},"before":${show(before && this.#textOf(entry, before))},"after":${show(this.shown(step, entry)?.text)}}`,
      )
      if (key === '') key = entry.key
    }
    const payload = step.input === undefined ? `{"changes":[${changes.join(',')}]}` : `{"changes":[${changes.join(',')}],"input":${step.input}}`
    const salt = hex(this.#ports.random.bytes(16))
    return auditDraft({ at: this.at, call, principal, operation: step.operation, key, outcome, payload, salt })
  }

  #columns(entry: Entry, record: RecordBody): readonly string[] | Promise<readonly string[]> {
    const { columns } = entry.resource.layout
    const out: string[] = []
    let far = false
    for (const column of columns) {
      if (column.owner) far = true
      const { path } = column
      const value = path.length === 1 ? record[path[0] ?? ''] : valueAt(record, path)
      out.push(column.owner ? NULL_TEXT : orderText(column.schema, value))
    }
    if (!far) return out
    return (async () => {
      for (const [i, column] of columns.entries()) if (column.owner) out[i] = orderText(column.schema, await this.#ownerOver(entry, column.owner, 'now'))
      return out
    })()
  }

  /** Follows the references of an owner path, as they were or as they will be; what is read on the way is expected to stay as it is. */
  async #ownerOver(entry: Entry, path: NonNullable<ResourceModel['layout']['columns'][number]['owner']>, when: 'before' | 'now'): Promise<unknown> {
    let here = entry[when]
    for (const hop of path.hops) {
      const key: unknown = here?.[hop.field]
      if (typeof key !== 'string') return undefined
      const parent: Entry = await this.read(this.#ports.resource(entry.resource.contract, hop.resource), key)
      here = parent[when]
    }
    return here?.[path.field]
  }

  async #owners(entry: Entry, when: 'before' | 'now'): Promise<OwnerNames> {
    const out: { [audience: string]: string } = {}
    for (const [audience, column] of Object.entries(entry.resource.layout.owners)) {
      const value = column.owner ? await this.#ownerOver(entry, column.owner, when) : valueAt(entry[when], column.path)
      if (typeof value === 'string') out[audience] = value
    }
    return out
  }

  /** A record whose change moves others to another owner takes them along, in the same commit. */
  async #cascade(entry: Entry, how: { readonly moved: boolean; readonly taken: Set<Entry> }): Promise<void> {
    const step = this.#steps.findLast((each) => each.changed.has(entry))
    for (const dependent of entry.resource.dependents) {
      if (!how.moved && entry.before?.[dependent.watched] === entry.now?.[dependent.watched]) continue
      const index = dependent.child.layout.references.get(dependent.via)?.get('')
      if (index === undefined || !step) continue
      const found = await this.#ports.store.scan({
        table: dependent.child.layout.table,
        index,
        equal: [orderText(REFERENCE, entry.key)],
        reverse: false,
        limit: MOST_MOVED + 1 - this.#moved,
      })
      this.#moved += found.length
      if (this.#moved > MOST_MOVED)
        throw refuse('conflict', `More than ${MOST_MOVED} ${dependent.child.data.plural} belong to this record; its owner cannot be changed in one step.`)
      for (const record of found) {
        const child = await this.read(dependent.child, record.key)
        if (child.now === undefined || how.taken.has(child)) continue
        how.taken.add(child)
        if (!child.written) {
          this.write(step, child, child.now)
          step.moved.add(child)
        }
        await this.#cascade(child, { moved: true, taken: how.taken })
      }
    }
  }
}

function isWithin(step: Step, outer: Step): boolean {
  for (let here: Step | undefined = step; here; here = here.parent) if (here === outer) return true
  return false
}

type OwnerNames = { readonly [audience: string]: string }
const NOTHING: readonly never[] = []
const REFERENCE = { kind: 'ref', resource: '' } as const
/** How many records may change owner with one. */
export const MOST_MOVED = 1000

export function auditDraft(of: {
  readonly at: number
  readonly call: Pick<Call, 'protocol' | 'address' | 'requestId'>
  readonly principal: Pick<Principal, 'consumer' | 'credential'>
  readonly operation: string
  readonly key: string
  readonly outcome: string
  readonly payload: string
  readonly salt: string
}): AuditDraft {
  const digest = hash('sha256', of.salt + of.payload, 'hex')
  // Canonical JSON (RFC 8785): members in order, no white space.
  const header = `{"address":${JSON.stringify(of.call.address)},"at":${JSON.stringify(new Date(of.at).toISOString())},"consumer":${JSON.stringify(of.principal.consumer)},"credential":${JSON.stringify(of.principal.credential)},"digest":"${digest}","key":${JSON.stringify(of.key)},"operation":${JSON.stringify(of.operation)},"outcome":${JSON.stringify(of.outcome)},"protocol":${JSON.stringify(of.call.protocol)},"request":${JSON.stringify(of.call.requestId)}}`
  return { at: of.at, header, payload: of.payload, salt: of.salt }
}

/** Fields in canonical order; what is `undefined` is left out. */
function ordered(entry: Entry, now: RecordBody): { [field: string]: unknown } {
  const out: { [field: string]: unknown } = {}
  for (const field of entry.resource.order) {
    const value = now[field]
    if (value !== undefined && entry.resource.data.fields[field]?.kind !== 'many') out[field] = value
  }
  return out
}

/** A B-tree entry of PostgreSQL holds 2,704 bytes, with some for itself; the same limit holds on both stores. */
const MOST_INDEX_BYTES = 2600
function guardIndexes(
  resource: ResourceModel,
  write: { readonly key: string; readonly columns: readonly string[]; readonly unique: readonly UniqueEntry[] },
): void {
  const { key, columns, unique } = write
  let units = key.length
  for (const column of columns) units += column.length
  for (const { rule, value } of unique) units += rule.length + value.length
  // UTF-8 has at most three bytes for a UTF-16 unit.
  if (units * 3 <= MOST_INDEX_BYTES) return
  const { layout, data } = resource
  const keyBytes = Buffer.byteLength(key)
  // Other records' indexes hold it as a reference, together with their own keys.
  if (keyBytes > MOST_KEY_BYTES) throw tooLong([data.key.field], `has ${keyBytes} bytes; a key has at most ${MOST_KEY_BYTES}`)
  const bytes = new Map(layout.columns.map((column, i) => [column.name, Buffer.byteLength(columns[i] ?? '')]))
  for (const index of layout.store.indexes) {
    const sum = index.columns.reduce((total, name) => total + (bytes.get(name) ?? 0), keyBytes)
    const fields = index.columns.map((name) => layout.columns.find((c) => c.name === name)?.path.join('.') ?? name)
    if (sum > MOST_INDEX_BYTES) throw tooLong(fields, `is indexed with the key, which makes ${sum} bytes; at most ${MOST_INDEX_BYTES} can be`)
  }
  for (const { rule, value } of unique) {
    const sum = Buffer.byteLength(rule) + Buffer.byteLength(value)
    if (sum > MOST_INDEX_BYTES)
      throw tooLong(resource.rules.get(rule)?.fields ?? [], `must be unique and is too long for that: ${sum} bytes of at most ${MOST_INDEX_BYTES}`)
  }
}
const MOST_KEY_BYTES = 1200

function tooLong(fields: readonly string[], detail: string): Error {
  return refuse('invalid', `${fields.join(', ')}: ${detail}.`, { errors: fields.map((field) => ({ pointer: `/${field.replaceAll('.', '/')}`, detail })) })
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')
}
