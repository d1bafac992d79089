import type { DatabaseSync } from 'node:sqlite'
import { StoreRefused, type ChangeSet } from '../../kernel/ports/store.ts'
import { Committer } from './commit.ts'
import { openWriter } from './database.ts'
import { afterCommitFault, afterFault, openFault, sentence } from './fault.ts'
import { Head } from './head.ts'
import { Housekeeping } from './housekeeping.ts'
import { buildIndex, fillColumns, syncLayout } from './layout.ts'
import { LogWatch } from './log-watch.ts'
import { ItemReader, type Item, type Reply, type Request, type RequestName, type Requests } from './message.ts'
import { beginRestore, endRestore, isRestoring, Restorer } from './restore.ts'
import { migrate } from './schema.ts'
import { recordTable, tableWriter, type TableWriter } from './table.ts'

type Work = { readonly commit: ChangeSet } | Request
type Handlers = { readonly [N in RequestName]: (ask: Requests[N]['ask']) => Requests[N]['answer'] }

/** The most change sets in one transaction: bounds how long the first one waits for its fsync. */
const GROUP = 1_024
/** These share a transaction with the commits around them; every other request has one of its own, or none. */
const GROUPED: ReadonlySet<RequestName> = new Set(['counters', 'fact'])
const WITHOUT_TRANSACTION: ReadonlySet<RequestName> = new Set(['open', 'close'])

/** Runs what the main thread sends, in order, in as few transactions as possible, and replies once each is durable. */
export class Writer {
  readonly #reply: (replies: readonly Reply[]) => void
  #db: DatabaseSync | undefined
  #opened: Opened | undefined
  #log: LogWatch | undefined
  /** Set once an error leaves it open what the disk holds: nothing is written any more. */
  #stopped: string | undefined

  constructor(reply: (replies: readonly Reply[]) => void) {
    this.#reply = reply
  }

  run(messages: readonly (readonly Item[])[]): void {
    let group: Work[] = []
    const flush = () => {
      if (group.length === 0) return
      this.#reply(this.#transaction(group))
      this.#log?.committed()
      group = []
    }
    for (const items of messages) {
      const reader = new ItemReader(items)
      for (let work = reader.next(); work; work = reader.next()) {
        if ('commit' in work || GROUPED.has(work.name)) {
          if (group.push(work) === GROUP) flush()
          continue
        }
        flush()
        this.#reply(WITHOUT_TRANSACTION.has(work.name) ? [this.#alone(work)] : this.#transaction([work]))
      }
    }
    flush()
  }

  #alone(request: Request): Reply {
    try {
      return this.#handle(request)
    } catch (error) {
      return afterFault(error).reply
    }
  }

  /** One transaction of all; where one of them breaks it, each in one of its own. */
  #transaction(group: readonly Work[]): readonly Reply[] {
    if (this.#stopped !== undefined) return all(group, { error: 'unavailable', message: this.#stopped })
    const opened = this.#opened
    const db = this.#db
    if (!db) return all(group, { error: 'unavailable', message: 'The store is not open.' })
    const replies: Reply[] = []
    try {
      db.exec('BEGIN IMMEDIATE')
      for (const work of group) replies.push('commit' in work ? applied(opened, work.commit) : this.#handle(work))
      opened?.head.store()
    } catch (error) {
      this.#rollBack()
      const fault = afterFault(error)
      if (fault.stop) this.#stopped = `The store stopped writing: ${sentence(error)} Restart Busbar once the disk is sound.`
      return group.length === 1 || fault.whole ? all(group, fault.reply) : group.flatMap((work) => this.#transaction([work]))
    }
    try {
      db.exec('COMMIT')
      return replies
    } catch (error) {
      this.#rollBack()
      const fault = afterCommitFault(error)
      if (fault.stop)
        this.#stopped = `The store stopped writing: ${sentence(error)} What was being written may or may not be there. Restart Busbar once the disk is sound.`
      return all(group, fault.reply)
    }
  }

  #rollBack(): void {
    try {
      // A full disk rolls back on its own.
      if (this.#db?.isTransaction) this.#db.exec('ROLLBACK')
      this.#opened?.head.load()
    } catch (error) {
      this.#stopped ??= `The store stopped writing: ${sentence(error)} Restart Busbar once the disk is sound.`
    }
  }

  #handle(request: Request): Reply {
    const handler = this.#handlers[request.name] as (ask: Request['ask']) => unknown
    return { answer: handler(request.ask) }
  }

  readonly #handlers: Handlers = {
    open: ({ file }) => {
      try {
        this.#db = openWriter(file)
        migrate(this.#db, file)
      } catch (error) {
        throw openFault(error, file)
      }
      if (isRestoring(this.#db))
        throw new StoreRefused(`A restore into ${file} did not come to its end, so it holds only a part. Remove the data folder and restore again.`)
      this.#opened = new Opened(this.#db)
      this.#log = new LogWatch(this.#db, file)
      return null
    },
    layout: ({ tables }) => this.#ready.layout(tables),
    fill: (ask) => {
      fillColumns(this.#ready.db, ask)
      return null
    },
    build: (index) => {
      buildIndex(this.#ready.db, index)
      return null
    },
    counters: (ask) => this.#ready.housekeeping.counters(ask),
    fact: (ask) => this.#ready.housekeeping.fact(ask),
    sweep: (ask) => this.#ready.housekeeping.sweep(ask),
    removeEvents: (ask) => this.#ready.housekeeping.removeEvents(ask),
    dropAudit: (ask) => this.#ready.housekeeping.dropAudit(ask),
    rewrite: (ask) => this.#ready.rewrite(ask),
    beginRestore: () => {
      beginRestore(this.#ready.db)
      return null
    },
    restore: ({ rows }) => {
      for (const row of rows) this.#ready.restorer.write(row)
      return null
    },
    endRestore: () => {
      endRestore(this.#ready.db)
      return null
    },
    // Every transaction writes the head, so an empty one proves that the disk takes writes.
    ping: () => null,
    close: () => {
      this.#db?.close()
      this.#db = undefined
      return null
    },
  }

  get #ready(): Opened {
    if (!this.#opened) throw new Error('The store is not open.')
    return this.#opened
  }
}

/** The statements of an open file. */
class Opened {
  readonly db: DatabaseSync
  readonly head: Head
  readonly tables = new Map<string, TableWriter>()
  readonly housekeeping: Housekeeping
  readonly committer: Committer
  readonly restorer: Restorer

  constructor(db: DatabaseSync) {
    this.db = db
    this.head = new Head(db)
    this.housekeeping = new Housekeeping(db)
    this.committer = new Committer(db, this.tables, this.head)
    this.restorer = new Restorer(db, this.tables, this.head)
  }

  layout(tables: Requests['layout']['ask']['tables']): Requests['layout']['answer'] {
    const unfinished = syncLayout(this.db, tables)
    for (const { table, columns } of tables) this.tables.set(table, tableWriter(this.db, table, columns))
    return unfinished
  }

  rewrite({ table, records, note }: Requests['rewrite']['ask']): Requests['rewrite']['answer'] {
    const statements = this.tables.get(table)
    if (!statements) throw new Error(`The store was not opened with a table ${table}.`)
    const ids: (string | number | bigint)[] = []
    const stale: string[] = []
    for (const { key, revision } of records) {
      const [id, now] = statements.find.get(key) ?? []
      if (now !== revision) stale.push(key)
      else if (typeof id === 'number') ids.push(id)
    }
    if (stale.length > 0) return stale
    if (note && !this.housekeeping.fact(note)) return 'taken'
    const moves = records.map(({ key, unique, released }) => ({ table, key, unique, released }))
    const taken = this.committer.checkUnique(moves)
    if (taken)
      throw new Error(
        `A rewrite of ${recordTable(table)} would give the value ${taken.value} of the unique rule ${taken.rule} to a second record; ${taken.holder} holds it. Nothing of the step was written.`,
      )
    for (const [i, { revision, columns, body }] of records.entries()) statements.update.run(revision, ...columns, body, ids[i] ?? null)
    this.committer.moveUnique(moves)
    return []
  }
}

function applied(opened: Opened | undefined, changes: ChangeSet): Reply {
  if (!opened) return { error: 'unavailable', message: 'The store is not open.' }
  let failed
  try {
    failed = opened.committer.check(changes)
  } catch (error) {
    const fault = afterFault(error)
    // Nothing of it was written yet, so it alone is wrong.
    if (fault.reply.error === 'defect') return fault.reply
    throw error
  }
  return failed ? { failed } : opened.committer.write(changes)
}

function all(group: readonly Work[], reply: Reply): readonly Reply[] {
  return group.map(() => reply)
}
