import type { Client } from 'pg'
import type { Clock } from '../../kernel/ports/clock.ts'
import type { Log } from '../../kernel/ports/log.ts'
import { OutcomeUnknown, StoreUnavailable, type ChangeSet, type CommitResult } from '../../kernel/ports/store.ts'
import { Batch } from './batch.ts'
import { explain, judge, openFailure, readFailure } from './failure.ts'
import type { CommitProcedure, Shape, Verdict } from './procedure.ts'
import { Queue, sizeOf, type Waiting } from './queue.ts'
import { connect, hangUp } from './session.ts'
import type { Settings } from './settings.ts'

export interface LaneOptions {
  readonly settings: Settings
  readonly shapes: readonly Shape[]
  readonly procedure: CommitProcedure
  readonly clock: Clock
  readonly log: Log
  /** Events were appended. */
  readonly moved: () => void
}

/**
 * The one way by which this process commits: a connection of its own, on which one batch follows the other. What comes
 * while a batch is on its way forms the next one. A lost connection is made again here, at once and then with
 * back-off; meanwhile commits are refused without waiting.
 */
export class Lane implements AsyncDisposable {
  readonly #options: LaneOptions
  readonly #tables: ReadonlyMap<string, number>
  readonly #queue = new Queue()
  readonly #jobs: Job[] = []
  #client: Client | undefined
  #pumping: Promise<void> | undefined
  #closed = false
  /** Why there is no connection, while there is none. */
  #down: Error | undefined
  #failures = 0
  #cancelRetry: (() => void) | undefined

  constructor(options: LaneOptions) {
    this.#options = options
    this.#tables = new Map(options.shapes.map(({ table }, i) => [table, i + 1]))
  }

  /** Connects. Rejects where that fails; the store is then not open. */
  async open(): Promise<void> {
    this.#client = await this.#connect()
  }

  commit(changes: ChangeSet): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      for (const list of [changes.writes, changes.expect])
        for (const { table } of list)
          if (!this.#tables.has(table)) return reject(new TypeError(`There is no table '${table}' in the layouts this store was opened with.`))
      if (this.#closed) return reject(new StoreUnavailable('The store is closed.'))
      if (this.#down) return reject(this.#down)
      if (!this.#queue.add({ changes, size: sizeOf(changes), resolve, reject }))
        return reject(new StoreUnavailable('Too many commits wait for PostgreSQL; nothing was written.'))
      this.#pumping ??= this.#pump()
    })
  }

  /** Does `work` on the lane's connection while no batch of this process is on its way. Commits wait for it: it is short. */
  alone<T>(work: (client: Client) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new StoreUnavailable('The store is closed.'))
      if (this.#down) return reject(this.#down)
      this.#jobs.push({ run: (client) => work(client).then(resolve, reject), reject })
      this.#pumping ??= this.#pump()
    })
  }

  /** Waits for what is under way; what waits is refused. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#cancelRetry?.()
    this.#refuse(new StoreUnavailable('The store is closed.'))
    await this.#pumping
    if (this.#client) await hangUp(this.#client)
    this.#client = undefined
  }

  async #pump(): Promise<void> {
    // What arrives in this turn of the event loop, and what the last batch's answers set off, goes together.
    for (await turn(); this.#queue.length + this.#jobs.length > 0; await turn()) {
      try {
        this.#client ??= await this.#connect()
      } catch (error) {
        this.#goDown(error)
        break
      }
      const client = this.#client
      const job = this.#jobs.shift()
      if (job) await job.run(client)
      if (this.#queue.length > 0 && this.#client === client) await this.#run(this.#queue.takeBatch(), client)
    }
    this.#pumping = undefined
  }

  /** Never rejects: each of the batch is settled. */
  async #run(batch: readonly Waiting[], client: Client): Promise<void> {
    try {
      const call = new Batch(
        batch.map((one) => one.changes),
        this.#tables,
      )
      const answer = await client.query<Verdict>({ name: 'commit', text: this.#options.procedure.call, values: call.values() })
      const [verdict] = answer.rows
      if (!verdict) throw new OutcomeUnknown('PostgreSQL answered a commit with nothing: it may have been written or not.')
      let moved = false
      for (const [i, result] of call.results(verdict).entries()) {
        if (result.ok && result.offset > 0) moved = true
        batch[i]?.resolve(result)
      }
      if (moved) this.#options.moved()
    } catch (error) {
      await this.#fail(batch, client, error)
    }
  }

  async #fail(batch: readonly Waiting[], client: Client, error: unknown): Promise<void> {
    const verdict = judge(error)
    // Only a connection that still answers proves that the statement ended with an error, and so was rolled back.
    if (verdict === 'lost' || !(await answers(client))) {
      this.#client = undefined
      await hangUp(client)
      this.#options.log.warn('the connection to PostgreSQL was lost during a commit', { changeSets: batch.length, error: explain(error) })
      const unknown = new OutcomeUnknown(`The connection to PostgreSQL was lost during a commit (${explain(error)}): it may have been written or not.`, {
        cause: error,
      })
      for (const one of batch) one.reject(unknown)
      return
    }
    if (verdict === 'unavailable' || verdict === 'full' || (verdict === 'again' && batch.length === 1)) {
      const failure = readFailure(error)
      this.#options.log.warn('PostgreSQL could not commit', { changeSets: batch.length, error: explain(error) })
      for (const one of batch) one.reject(failure)
      return
    }
    if (batch.length === 1) {
      this.#options.log.error('PostgreSQL refused a change set', { error: explain(error) })
      batch[0]?.reject(readFailure(error))
      return
    }
    // Nothing was written. One of them cannot be: the others must not suffer for it.
    const half = Math.ceil(batch.length / 2)
    for (const part of [batch.slice(0, half), batch.slice(half)]) {
      if (this.#client === client) await this.#run(part, client)
      else for (const one of part) one.reject(new StoreUnavailable('The connection to PostgreSQL was lost before this commit; nothing was written.'))
    }
  }

  async #connect(): Promise<Client> {
    const client = await connect(this.#options.settings, 'commits')
    const gone = (): void => {
      if (this.#client !== client) return
      this.#client = undefined
      // In the middle of a batch, `#fail` hears of it too, and the next batch connects.
      if (!this.#pumping) this.#retry(0)
    }
    client.once('error', gone)
    client.once('end', gone)
    if (this.#failures > 0) this.#options.log.info('PostgreSQL is there again', { attempts: this.#failures })
    this.#failures = 0
    this.#down = undefined
    return client
  }

  /** Refuses everything until a connection is there again. */
  #goDown(error: unknown): void {
    const failure = openFailure(error, this.#options.settings.place)
    this.#failures++
    if (this.#failures === 1) this.#options.log.error('PostgreSQL cannot be reached; commits are refused until it can', { error: failure.message })
    this.#down = failure
    this.#refuse(failure)
    // 0.1 s, doubled up to 3.2 s: a restart of the database is over sooner than anyone has looked.
    this.#retry(100 * 2 ** Math.min(this.#failures - 1, 5))
  }

  #retry(afterMs: number): void {
    if (this.#closed) return
    this.#cancelRetry?.()
    this.#cancelRetry = this.#options.clock.after(afterMs, () => {
      this.#pumping ??= this.#reconnect()
    })
  }

  async #reconnect(): Promise<void> {
    try {
      const client = await this.#connect()
      if (this.#closed) await hangUp(client)
      else this.#client = client
    } catch (error) {
      this.#goDown(error)
    }
    this.#pumping = undefined
    if (this.#queue.length + this.#jobs.length > 0) this.#pumping = this.#pump()
  }

  #refuse(error: Error): void {
    for (const one of this.#queue.takeAll()) one.reject(error)
    for (const job of this.#jobs.splice(0)) job.reject(error)
  }
}

interface Job {
  /** Never rejects. */
  run(client: Client): Promise<void>
  reject(error: Error): void
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}

async function answers(client: Client): Promise<boolean> {
  return client.query('select').then(
    () => true,
    () => false,
  )
}
