import { join } from 'node:path'
import { Watchers } from '../../kernel/events/watchers.ts'
import {
  StepTaken,
  StoreRefused,
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
import { openReader } from './database.ts'
import { dumpRows } from './dump.ts'
import { fillTable } from './fill.ts'
import { WRITER, WriterLink } from './link.ts'
import { lockFolder } from './lock.ts'
import type { RewriteStep } from './message.ts'
import { Reader, type ScanMany } from './reader.ts'
import { restoreRows } from './restore-stream.ts'

export interface SqliteStoreOptions {
  readonly path: string
  /** The writer's file; another one only in tests of what happens when a disk fails. */
  readonly writer?: URL
}

const CLOSED = 'The store is closed.'
/** Records from which on the building of an index is worth a line of the log. */
const LARGE = 10_000
/** Rows of a dump between two turns of the event loop. */
const DUMP_TURN = 200

/** The store on SQLite: reads here and now on this thread, writes in a worker that shares transactions between callers. */
export class SqliteStore implements Store {
  readonly kind = 'sqlite'
  readonly #options: SqliteStoreOptions
  readonly #ports: StorePorts
  readonly #watchers = new Watchers()
  readonly #file: string
  #lock: { release(): void } | undefined
  #opened: { readonly link: WriterLink; readonly reader: Reader; readonly layouts: readonly TableLayout[] } | undefined
  #closing: Promise<void> | undefined
  readonly #snapshots = new Set<() => void>()

  constructor(options: SqliteStoreOptions, ports: StorePorts) {
    this.#options = options
    this.#ports = ports
    this.#file = join(options.path, 'busbar.db')
  }

  async open(layouts: readonly TableLayout[], admit?: (facts: Facts) => Promise<void>): Promise<void> {
    if (this.#lock || this.#closing) throw new StoreRefused('This store was opened before. Open another one.')
    this.#lock = lockFolder(this.#options.path)
    let db: ReturnType<typeof openReader> | undefined
    let reader: Reader | undefined
    const link = new WriterLink(this.#options.writer ?? WRITER, { beforeReplies: () => reader?.endTurn(), moved: () => this.#watchers.tell() })
    try {
      await link.ask('open', { file: this.#file })
      db = openReader(this.#file)
      const early = (reader = new Reader(db, []))
      await admit?.({ fact: async (name) => early.fact(name), setFact: (name, value, expected) => setFact(link, { name, value, expected }) })
      reader.endTurn()
      const { fill, build } = await link.ask('layout', { tables: layouts.map(({ columnsOf: _, ...layout }) => layout) })
      reader = new Reader(db, layouts)
      for (const one of fill) await fillTable(one, layouts, { db, link, ports: this.#ports })
      for (const index of build) {
        if (index.last > LARGE)
          this.#ports.log.info('A new index is built; Busbar starts once this is done.', { table: index.table, index: index.name, records: index.last })
        await link.ask('build', index)
      }
      await link.ask('fact', { name: 'epoch', value: Buffer.from(this.#ports.random.bytes(8)).toString('hex'), expected: null })
      this.#opened = { link, reader, layouts }
    } catch (error) {
      reader?.close()
      await link.close(CLOSED)
      this.#lock.release()
      this.#lock = undefined
      throw error
    }
  }

  get(table: string, key: string): StoredRecord | undefined {
    return this.#use.reader.get(table, key)
  }
  async getMany(table: string, keys: readonly string[]): Promise<readonly StoredRecord[]> {
    return this.#use.reader.getMany(table, keys)
  }
  async lastRevision(table: string, key: string): Promise<number> {
    return this.#use.reader.lastRevision(table, key)
  }
  async scan(scan: Scan): Promise<readonly ScannedRecord[]> {
    return this.#use.reader.scan(scan)
  }
  async count(scan: Omit<Scan, 'limit' | 'after'>): Promise<number> {
    const { reader, layouts } = this.#use
    const few = reader.countStep(scan)
    if (few !== undefined) return few
    using snapshot = this.#snapshot()
    return await new Reader(snapshot.db, layouts, true).countAll(scan)
  }
  async scanMany(scan: ScanMany): Promise<readonly (StoredRecord & { readonly value: string })[]> {
    return this.#use.reader.scanMany(scan)
  }
  async holder({ rule, value }: UniqueEntry): Promise<string | undefined> {
    return this.#use.reader.holder(rule, value)
  }

  commit(changes: ChangeSet): Promise<CommitResult> {
    // Not `async`: one promise less on the way of every write.
    return this.#opened ? this.#opened.link.commit(changes) : Promise.reject(this.#notOpen())
  }

  answer(id: string): Answer | undefined {
    return this.#use.reader.answer(id)
  }
  watch(moved: () => void): () => void {
    return this.#watchers.add(moved)
  }
  async events(after: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.#use.reader.events(after, limit)
  }
  async eventRange(): Promise<EventRange> {
    return this.#use.reader.eventRange()
  }
  async eventSizes(after: number, limit: number): Promise<readonly EventSize[]> {
    return this.#use.reader.eventSizes(after, limit)
  }
  async removeEvents(offsets: readonly number[], note: { readonly fact: string; readonly value: string; readonly expected: string | null }): Promise<boolean> {
    return this.#use.link.ask('removeEvents', { offsets, note: { name: note.fact, value: note.value, expected: note.expected } })
  }
  async audit(after: number, limit: number): Promise<readonly StoredAudit[]> {
    return this.#use.reader.audit(after, limit)
  }
  async auditHead(): Promise<{ readonly sequence: number; readonly hash: string }> {
    const { sequence, hash } = this.#use.reader.head()
    return { sequence, hash }
  }
  async dropAudit(upTo: number): Promise<void> {
    await this.#use.link.ask('dropAudit', { upTo })
  }

  async addCounters(deltas: readonly CounterDelta[]): Promise<readonly number[]> {
    return deltas.length === 0 ? [] : this.#use.link.ask('counters', { deltas })
  }
  async fact(name: string): Promise<string | undefined> {
    return this.#use.reader.fact(name)
  }
  async setFact(name: string, value: string, expected?: string | null): Promise<boolean> {
    return setFact(this.#use.link, { name, value, expected })
  }

  async rewrite(
    table: string,
    after: string,
    limit: number,
    rewrite: (record: StoredRecord) => RecordRewrite | undefined,
    note?: RewriteNote,
  ): Promise<string | undefined> {
    const { reader, link } = this.#use
    const found = reader.scan({ table, index: null, equal: [], reverse: false, limit, ...(after !== '' && { after: { key: after } }) })
    const steps = new Map<string, RewriteStep>()
    const take = (record: StoredRecord) => {
      const written = rewrite(record)
      if (written) steps.set(record.key, { key: record.key, revision: record.revision, ...written })
      else steps.delete(record.key)
    }
    for (const record of found) take(record)
    const last = found.length === limit ? found.at(-1)?.key : undefined
    while (steps.size > 0 || note) {
      const changed = await link.ask('rewrite', {
        table,
        records: [...steps.values()],
        ...(note && { note: { name: note.fact, expected: note.expected, value: note.next({ last, rewritten: steps.size }) } }),
      })
      if (changed === 'taken') throw new StepTaken(`The fact '${note?.fact}' is not what this step expects; nothing of it was written.`)
      if (changed.length === 0) break
      for (const key of changed) {
        const now = reader.get(table, key)
        if (now) take(now)
        else steps.delete(key)
      }
    }
    return last
  }

  async *dump(): AsyncGenerator<DumpRow> {
    const { layouts } = this.#use
    using snapshot = this.#snapshot()
    let turn = 0
    for (const row of dumpRows(snapshot.db, layouts)) {
      yield row
      if (++turn % DUMP_TURN === 0) await new Promise(setImmediate)
      if (this.#closing) throw new StoreUnavailable('The store was closed while it was being dumped.')
    }
  }

  async restore(rows: AsyncIterable<DumpRow>): Promise<void> {
    const { link, layouts } = this.#use
    await restoreRows(rows, layouts, link)
  }

  async sweep(options: { readonly now: number }): Promise<boolean> {
    return this.#use.link.ask('sweep', options)
  }

  async ping(): Promise<void> {
    await this.#use.link.ask('ping', null)
  }

  /** Lets commits that were asked for come to their end, brings the log back into the file, and gives the folder up. */
  [Symbol.asyncDispose](): Promise<void> {
    return (this.#closing ??= this.#close())
  }

  async #close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    if (opened) {
      for (const end of this.#snapshots) end()
      opened.reader.close()
      await opened.link.close(CLOSED)
    }
    this.#lock?.release()
    this.#lock = undefined
  }

  /** A connection of its own that sees one moment until it is disposed of. */
  #snapshot(): { readonly db: ReturnType<typeof openReader> } & Disposable {
    const db = openReader(this.#file)
    const end = () => {
      if (this.#snapshots.delete(end)) db.close()
    }
    this.#snapshots.add(end)
    // The first read of a transaction fixes what it sees.
    db.exec('BEGIN; SELECT 1 FROM busbar_head')
    return { db, [Symbol.dispose]: end }
  }

  get #use() {
    if (!this.#opened) throw this.#notOpen()
    return this.#opened
  }

  #notOpen(): StoreUnavailable {
    return new StoreUnavailable(this.#closing ? CLOSED : 'The store is not open yet.')
  }
}

function setFact(
  link: WriterLink,
  { name, value, expected }: { readonly name: string; readonly value: string; readonly expected: string | null | undefined },
): Promise<boolean> {
  return link.ask('fact', expected === undefined ? { name, value } : { name, value, expected })
}
