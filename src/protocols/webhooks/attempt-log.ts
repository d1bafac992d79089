import type { RecordWrite, Store } from '../../kernel/ports/store.ts'
import { WEBHOOK_LOG_PIECES, WEBHOOK_TABLES, webhookLogId, type WebhookAttempt, type WebhookLogRecord } from '../../kernel/ports/webhook.ts'
import { lastPiece, packAttempt, pieceAt } from '../../kernel/webhooks/attempts.ts'
import type { Records } from './records.ts'

/** A piece that is shorter is written once more with what came since; so a slow endpoint's pieces are few, and little is written twice. */
const SHORT = 4096
/** A piece is not longer, unless by its last attempt. */
const LONG = 64 * 1024

interface Piece {
  readonly sequence: number
  /** Of its key in the store: 0 where nothing is there, and the last that was there. */
  readonly revision: number
  readonly last: number
  readonly texts: readonly string[]
  readonly bytes: number
}

/** The attempts of one endpoint on their way to the store: many in one record. */
export class AttemptLog {
  readonly #store: Store
  readonly #records: Records
  readonly #endpoint: string
  /** Not yet durable, in order. */
  #texts: string[] = []
  #until = 0
  /** The last piece that is durable; read when first needed. */
  #piece: Piece | undefined
  /** The next places, by number. */
  readonly #empty = new Map<number, Piece>()
  #drafted: { readonly texts: number; readonly piece: Piece } | undefined

  constructor(of: { readonly store: Store; readonly records: Records; readonly endpoint: string }) {
    this.#store = of.store
    this.#records = of.records
    this.#endpoint = of.endpoint
  }

  get waiting(): number {
    return this.#texts.length
  }

  add(attempt: Omit<WebhookAttempt, 'at'> & { readonly at: number }): void {
    this.#texts.push(packAttempt(attempt))
    this.#until = attempt.at
  }

  /**
   * What is to be written for all that waits, without waiting itself: the caller looks at everything in one moment. `undefined`:
   * call `prepare` first. Only `settled` lets go of what is drafted.
   */
  draft(now: string): readonly RecordWrite[] | undefined {
    const texts = this.#texts
    const count = texts.length
    const writes: RecordWrite[] = []
    let piece: Piece | undefined = this.#piece
    if (!piece) return count === 0 ? writes : undefined
    for (let i = 0; i < count;) {
      if (piece.bytes >= SHORT || piece.sequence < 0) {
        const empty = this.#empty.get(piece.sequence + 1)
        if (!empty) return undefined
        piece = empty
      }
      const own: string[] = [...piece.texts]
      let bytes: number = piece.bytes
      for (; i < count && (bytes < LONG || own.length === 0); i++) {
        const text = texts[i] ?? ''
        own.push(text)
        bytes += text.length
      }
      const revision: number = piece.last + 1
      writes.push(this.#write(piece, { texts: own, revision, now }))
      piece = { sequence: piece.sequence, revision, last: revision, texts: own, bytes }
    }
    if (count > 0) this.#drafted = { texts: count, piece }
    return writes
  }

  /** Looks up what lies where the next pieces go. */
  async prepare(): Promise<void> {
    const piece = (this.#piece ??= await this.#last())
    const bytes = this.#texts.reduce((sum, text) => sum + text.length, 0)
    const most = piece.sequence + 2 + Math.ceil(bytes / LONG)
    for (const sequence of this.#empty.keys()) if (sequence <= piece.sequence) this.#empty.delete(sequence)
    for (let sequence = piece.sequence + 1; sequence <= most; sequence++)
      if (!this.#empty.has(sequence)) this.#empty.set(sequence, await this.#lookUp(sequence))
  }

  /** The last draft is durable, or it is not and will be made anew. */
  settled(written: boolean): void {
    const drafted = this.#drafted
    this.#drafted = undefined
    if (!written || !drafted) return
    this.#texts.splice(0, drafted.texts)
    // What was sent back whole is not kept in memory.
    this.#piece = drafted.piece.bytes >= SHORT ? { ...drafted.piece, texts: [] } : drafted.piece
  }

  #write(piece: Piece, of: { readonly texts: readonly string[]; readonly revision: number; readonly now: string }): RecordWrite {
    const id = webhookLogId(this.#endpoint, piece.sequence)
    const until = new Date(this.#until).toISOString()
    const head = `{"id":${JSON.stringify(id)},"endpoint":${JSON.stringify(this.#endpoint)},"sequence":${piece.sequence},"until":"${until}"`
    // Thousands a second: the texts are put together, not parsed and written anew.
    const body = `${head},"attempts":[${of.texts.join(',')}],"revision":${of.revision},"createdAt":"${of.now}","updatedAt":"${of.now}"}`
    return { table: WEBHOOK_TABLES.log, key: id, expected: piece.revision, revision: of.revision, body, columns: [], unique: [], released: [] }
  }

  async #last(): Promise<Piece> {
    const sequence = await lastPiece(this.#store, this.#endpoint)
    const found = sequence < 0 ? undefined : await pieceAt(this.#store, this.#endpoint, sequence)
    if (!found) return { sequence: -1, revision: 0, last: 0, texts: [], bytes: 0 }
    const texts = (found.attempts as readonly unknown[]).map((one) => JSON.stringify(one))
    return { sequence, revision: found.revision, last: found.revision, texts, bytes: texts.reduce((sum, text) => sum + text.length, 0) }
  }

  async #lookUp(sequence: number): Promise<Piece> {
    const id = webhookLogId(this.#endpoint, sequence)
    const there = await this.#store.get(WEBHOOK_TABLES.log, id)
    const revision = there?.revision ?? 0
    return { sequence, revision, last: there ? revision : await this.#store.lastRevision(WEBHOOK_TABLES.log, id), texts: [], bytes: 0 }
  }

  /** The oldest pieces that ended before `before`, to be removed; at most `most`. */
  async expired(before: number, most: number): Promise<readonly RecordWrite[]> {
    const newest = await lastPiece(this.#store, this.#endpoint)
    const writes: RecordWrite[] = []
    for (let sequence = Math.max(0, newest - WEBHOOK_LOG_PIECES + 1); sequence <= newest && writes.length < most; sequence++) {
      const piece: (WebhookLogRecord & { readonly revision: number }) | undefined = await pieceAt(this.#store, this.#endpoint, sequence)
      if (!piece) continue
      // The newest stays: it may be written once more.
      if (Date.parse(piece.until) >= before || sequence === newest) break
      writes.push(this.#records.remove('log', piece.id, piece.revision))
    }
    return writes
  }
}
