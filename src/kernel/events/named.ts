import type { Call } from '../call.ts'
import { instantOf } from '../instant.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'
import { refuse } from '../refusal.ts'
import { FORMATS } from '../validation-formats.ts'
import { cursorText, parseCursor } from './cursor.ts'
import { offsetBefore } from './seek.ts'

/** What a consumer asks of the cursors that are kept for it under names. */
export interface CursorCall extends Pick<Call, 'protocol' | 'credential' | 'address' | 'requestId'> {
  /** Absent: all of them. */
  readonly name?: string
  /** Absent: where it stands. */
  readonly move?: CursorMove
}

/**
 * `commit`: everything up to this cursor is done with; it never goes back. `seek`: it goes on behind this cursor, before the
 * `first` event, behind the last one (`now`), or in front of the first event since an instant. `remove`: the name is forgotten.
 */
export type CursorMove = { readonly commit: string } | { readonly seek: string } | { readonly remove: true }

/** A position in the event log that is kept for a consumer. The log is one: the same name is the same position in every version and contract. */
export interface NamedCursor {
  readonly name: string
  /** Behind what to go on. A name that was never moved stands in front of the first event: `first`. */
  readonly cursor: string
  readonly movedAt?: string
}

const MOST = 100
const NAME = /^[a-z0-9][a-z0-9-]{0,62}$/
const TRIES = 20

interface Kept {
  readonly cursor: string
  readonly at: number
}
type All = { readonly [name: string]: Kept }

/**
 * Rule: a named cursor is its consumer's alone. It is bookkeeping of a reader and no change of a record: it leaves neither an
 * event (who reads the log would make what it reads) nor an audit record. All of a consumer's are one fact of the store.
 */
export class NamedCursors {
  readonly #store: Store
  readonly #clock: Clock
  readonly #epoch: string

  constructor(ports: { readonly store: Store; readonly clock: Clock; readonly epoch: string }) {
    this.#store = ports.store
    this.#clock = ports.clock
    this.#epoch = ports.epoch
  }

  async list(consumer: string): Promise<readonly NamedCursor[]> {
    const { all } = await this.#read(consumer)
    return Object.entries(all).map(([name, kept]) => shown(name, kept))
  }

  async get(consumer: string, name: string): Promise<NamedCursor> {
    mustBeName(name)
    return shown(name, keptIn((await this.#read(consumer)).all, name))
  }

  async move(consumer: string, name: string, move: CursorMove): Promise<NamedCursor> {
    mustBeName(name)
    for (let tries = 0; tries < TRIES; tries++) {
      const { text, all } = await this.#read(consumer)
      const was = keptIn(all, name)
      const next = await this.#moved(was, move)
      if (next && !was && Object.keys(all).length >= MOST)
        throw refuse('conflict', `There are ${MOST} named cursors, and no room for '${name}': remove one first.`)
      if (next?.cursor === was?.cursor) return shown(name, was)
      const { [name]: _, ...others } = all
      const value = JSON.stringify(next ? { ...others, [name]: next } : others)
      if (await this.#store.setFact(factOf(consumer), value, text ?? null)) return shown(name, next)
    }
    throw refuse('conflict', 'The cursors of this consumer are moved by many at once. Ask again.', { retryAfter: 1 })
  }

  async #read(consumer: string): Promise<{ readonly text: string | undefined; readonly all: All }> {
    const text = await this.#store.fact(factOf(consumer))
    return { text, all: text === undefined ? {} : (JSON.parse(text) as All) }
  }

  async #moved(was: Kept | undefined, move: CursorMove): Promise<Kept | undefined> {
    if ('remove' in move) return undefined
    const cursor = 'seek' in move ? await this.#sought(move.seek) : await this.#committed(was, move.commit)
    return { cursor, at: this.#clock.now() }
  }

  async #committed(was: Kept | undefined, commit: string): Promise<string> {
    const to = await this.#known(commit)
    const from = was && parseCursor(was.cursor)
    if (from?.epoch === this.#epoch && to < from.offset)
      throw refuse('conflict', `It stands at ${was?.cursor} already, and '${commit}' is before that. A commit never goes back; 'seek' does.`, {
        more: { cursor: was?.cursor ?? '' },
      })
    return commit
  }

  async #sought(seek: string): Promise<string> {
    const at = (offset: number): string => cursorText({ epoch: this.#epoch, offset })
    if (seek === 'first') return at(Math.max(0, (await this.#store.eventRange()).first - 1))
    if (seek === 'now') return at((await this.#store.eventRange()).last)
    if (FORMATS['date-time']?.(seek)) return at(await offsetBefore(this.#store, Date.parse(seek)))
    return at(await this.#known(seek))
  }

  /** The offset of a cursor of this log. */
  async #known(text: string): Promise<number> {
    const { epoch, offset } = parseCursor(text)
    if (epoch !== this.#epoch)
      throw refuse('conflict', `'${text}' is of another epoch: the store was restored since. A poll says the gap and the cursor to go on with.`)
    if (offset > (await this.#store.eventRange()).last) throw refuse('invalid-cursor', `The log has not reached '${text}' yet.`)
    return offset
  }
}

/** `constructor` is a name, too. */
function keptIn(all: All, name: string): Kept | undefined {
  return Object.hasOwn(all, name) ? all[name] : undefined
}

function factOf(consumer: string): string {
  return `event-cursors ${consumer}`
}

function mustBeName(name: string): void {
  if (!NAME.test(name)) throw refuse('invalid-filter', `'${name.slice(0, 80)}' is no name of a cursor: 1 to 63 lower-case letters, digits and hyphens.`)
}

function shown(name: string, kept: Kept | undefined): NamedCursor {
  return kept ? { name, cursor: kept.cursor, movedAt: instantOf(kept.at) } : { name, cursor: 'first' }
}
