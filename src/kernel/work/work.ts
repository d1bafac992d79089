import { instantOf } from '../instant.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { Random } from '../ports/random.ts'
import type { Store, StoredRecord } from '../ports/store.ts'
import { entryOf, type Entry } from './entry.ts'
import { isWithin, type Step } from './step.ts'

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
 * and becomes a change set (`seal`). Nothing reaches the store before that.
 */
export class Work {
  readonly ports: WorkPorts
  readonly at: number
  /** `at` in RFC 3339, UTC. */
  readonly now: string
  readonly #entries = new Map<string, Entry>()
  /** Each write, with what it replaced: the way back for a nested operation that is refused. */
  readonly #log: { readonly step: Step; readonly entry: Entry; readonly was: Pick<Entry, 'now' | 'deleted'> }[] = []
  #steps: Step[] = []

  constructor(ports: WorkPorts, at: number) {
    this.ports = ports
    this.at = at
    this.now = instantOf(at)
  }

  get steps(): readonly Step[] {
    return this.#steps
  }

  /** In the order they were met. */
  get entries(): Pick<ReadonlyMap<string, Entry>, 'values'> {
    return this.#entries
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
    for (const { step: of, entry, was } of this.#log.toReversed()) if (gone.has(of)) Object.assign(entry, was)
    this.#steps = this.#steps.filter((each) => !gone.has(each))
    for (const entry of this.#entries.values()) entry.written = this.#steps.some((each) => each.changed.has(entry))
  }

  has(resource: ResourceModel, key: string): boolean {
    return this.#entries.has(idOf(resource, key))
  }

  read(resource: ResourceModel, key: string): Entry | Promise<Entry> {
    const known = this.#entries.get(idOf(resource, key))
    if (known) return known
    const found = this.ports.store.get(resource.layout.table, key)
    if (found instanceof Promise) return found.then((record) => this.#entries.get(idOf(resource, key)) ?? this.#enter(resource, key, record))
    return this.#enter(resource, key, found)
  }

  /** A record whose key Busbar has just made: nothing to read. */
  fresh(resource: ResourceModel, key: string): Entry {
    return this.#enter(resource, key, undefined)
  }

  write(step: Step, entry: Entry, body: RecordBody | undefined): void {
    if (!step.changed.has(entry)) step.changed.set(entry, entry.now)
    this.#log.push({ step, entry, was: { now: entry.now, deleted: entry.deleted } })
    if (body === undefined) entry.deleted = true
    entry.now = body
    entry.written = true
  }

  #enter(resource: ResourceModel, key: string, record: StoredRecord | undefined): Entry {
    const entry = entryOf(resource, key, record)
    this.#entries.set(idOf(resource, key), entry)
    return entry
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
}

function idOf(resource: ResourceModel, key: string): string {
  return `${resource.layout.table}\u0000${key}`
}
