import { Worker } from 'node:worker_threads'
import { OutcomeUnknown, StoreUnavailable, type ChangeSet, type CommitResult } from '../../kernel/ports/store.ts'
import { errorOf } from './fault.ts'
import { pushCommit, pushRequest, type Item, type Reply, type Request, type RequestName, type Requests } from './message.ts'

interface Waiting {
  readonly done: (result: CommitResult | { readonly answer: unknown }) => void
  readonly failed: (error: Error) => void
}

/** The most that may wait for the writer; beyond it commits are refused, so that memory stays bounded. */
const MAX_WAITING = 20_000

/** The compiled package has JavaScript beside this file, the repository TypeScript. */
export const WRITER = new URL(import.meta.url.endsWith('.ts') ? './writer.ts' : './writer.js', import.meta.url)

/**
 * The main thread's end of the writer. What is asked for in one turn of the event loop travels as one message; replies
 * come in the order of asking.
 */
export class WriterLink {
  readonly #worker: Worker
  readonly #moved: () => void
  #items: Item[] = []
  /** Not yet sent. */
  #fresh: Waiting[] = []
  /** Sent, not yet answered; the first `#answered` of them are. */
  #sent: Waiting[] = []
  #answered = 0
  #scheduled = false
  #ended: string | undefined
  #exit: () => void = () => {}
  readonly #exited: Promise<void>

  /** `beforeReplies` runs before anyone learns of a commit; `moved` after events were appended. */
  constructor(writer: URL, on: { readonly beforeReplies: () => void; readonly moved: () => void }) {
    this.#moved = on.moved
    this.#exited = new Promise((resolve) => (this.#exit = resolve))
    this.#worker = new Worker(writer, { name: 'busbar sqlite writer' })
    // Only while it is asked for something does it keep the process alive.
    this.#worker.unref()
    this.#worker.on('message', (replies: readonly Reply[]) => {
      on.beforeReplies()
      this.#settle(replies)
    })
    this.#worker.on('error', (error) => this.#end(`The store's writer failed: ${error.message}. Restart Busbar.`))
    this.#worker.on('exit', () => {
      this.#end("The store's writer ended. Restart Busbar.")
      this.#exit()
    })
  }

  commit(changes: ChangeSet): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      // A commit is only ever answered by a result.
      if (this.#admits(reject)) this.#push({ done: resolve as Waiting['done'], failed: reject }, () => pushCommit(this.#items, changes))
    })
  }

  ask<N extends RequestName>(name: N, ask: Requests[N]['ask']): Promise<Requests[N]['answer']> {
    return new Promise((resolve, reject) => {
      if (!this.#admits(reject)) return
      // The writer's table of handlers has the same types; what crosses a thread is trusted to be what was sent.
      const done = (reply: CommitResult | { readonly answer: unknown }) => resolve((reply as { readonly answer: Requests[N]['answer'] }).answer)
      this.#push({ done, failed: reject }, () => pushRequest(this.#items, { name, ask } as unknown as Request))
    })
  }

  /** Lets what waits come to its end, then ends the thread. Later calls are refused with `reason`. */
  async close(reason: string): Promise<void> {
    if (this.#ended === undefined) {
      const closed = this.ask('close', null)
      this.#ended = reason
      await closed.catch(() => {})
    }
    await this.#worker.terminate()
    await this.#exited
  }

  #admits(reject: (error: Error) => void): boolean {
    if (this.#ended !== undefined) reject(new StoreUnavailable(this.#ended))
    else if (this.#fresh.length + this.#sent.length - this.#answered >= MAX_WAITING)
      reject(new StoreUnavailable(`More than ${MAX_WAITING} commits wait for the disk already.`))
    else return true
    return false
  }

  #push(waiting: Waiting, write: () => void): void {
    write()
    this.#fresh.push(waiting)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#worker.ref()
    setImmediate(() => this.#send())
  }

  #send(): void {
    this.#scheduled = false
    if (this.#fresh.length === 0) return
    const items = this.#items
    this.#items = []
    this.#sent.push(...this.#fresh)
    this.#fresh = []
    this.#worker.postMessage(items)
  }

  #settle(replies: readonly Reply[]): void {
    let moved = false
    for (const reply of replies) {
      if (typeof reply === 'number' && reply > 0) moved = true
      const waiting = this.#sent[this.#answered++]
      if (!waiting) continue
      if (typeof reply === 'number') waiting.done({ ok: true, offset: reply })
      else if ('failed' in reply) waiting.done(reply.failed)
      else if ('answer' in reply) waiting.done(reply)
      else waiting.failed(errorOf(reply))
    }
    if (moved) this.#moved()
    if (this.#answered < this.#sent.length && this.#answered < 1_024) return
    this.#sent.splice(0, this.#answered)
    this.#answered = 0
    if (this.#sent.length === 0 && !this.#scheduled) this.#worker.unref()
  }

  #end(reason: string): void {
    this.#ended ??= reason
    const sent = this.#sent.slice(this.#answered)
    const fresh = this.#fresh
    this.#sent = []
    this.#answered = 0
    this.#fresh = []
    this.#items = []
    for (const waiting of sent) waiting.failed(new OutcomeUnknown(`It is not known whether this was written. ${reason}`))
    for (const waiting of fresh) waiting.failed(new StoreUnavailable(reason))
  }
}
