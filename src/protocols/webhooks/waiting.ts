import type { WebhookDeliveryRecord } from '../../kernel/ports/webhook.ts'
import { Due } from './due.ts'

/** A delivery that is kept as a record: from its first failure on, or since it is behind one that failed. */
export interface Row {
  record: WebhookDeliveryRecord
  /** As it is in the store; 0: not yet there; −1: not known. */
  revision: number
  /** Where it is not there: the revision that its deletion had. */
  last: number
  createdAt: string | undefined
  /** Milliseconds since 1970: when its next attempt may go. */
  due: number
  /** It is on its way. */
  busy: boolean
  /** It may have been sent by a process that did not live to say so. */
  again: boolean
}

/** The deliveries of one endpoint that wait, in order per key: only the first of a key may go. */
export class Waiting {
  #ordered: boolean
  readonly #lines = new Map<string, Row[]>()
  readonly #byId = new Map<string, Row>()
  #due = new Due<Row>()

  constructor(ordered: boolean) {
    this.#ordered = ordered
  }

  get size(): number {
    return this.#byId.size
  }
  get(id: string): Row | undefined {
    return this.#byId.get(id)
  }
  /** Events of this key have to get in line behind those that wait. */
  holds(orderingKey: string): boolean {
    return this.#ordered && orderingKey !== '' && this.#lines.has(orderingKey)
  }

  add(row: Row): void {
    const key = this.#key(row)
    this.#byId.set(row.record.id, row)
    const line = this.#lines.get(key)
    if (!line) {
      this.#lines.set(key, [row])
      this.#due.push(row.due, row)
      return
    }
    // By offset: what is replayed, or retried by hand, may be older than what waits. Never in front of what is on its way.
    let at = line.length
    while (at > 0 && (line[at - 1]?.record.offset ?? 0) > row.record.offset && line[at - 1]?.busy !== true) at--
    line.splice(at, 0, row)
    if (at === 0) this.#due.push(row.due, row)
  }

  /** The endpoint's ordering is another one. */
  reorder(ordered: boolean): void {
    const rows = [...this.#byId.values()].sort((a, b) => a.record.offset - b.record.offset)
    this.#ordered = ordered
    this.#lines.clear()
    this.#byId.clear()
    this.#due = new Due()
    for (const row of rows) this.add(row)
  }

  /** Its instant is another one. */
  moved(row: Row): void {
    if (this.#lines.get(this.#key(row))?.[0] === row) this.#due.push(row.due, row)
  }

  /** It waits no longer; the next of its key may go at once. */
  remove(row: Row): void {
    const key = this.#key(row)
    if (!this.#byId.delete(row.record.id)) return
    const line = this.#lines.get(key)
    const at = line?.indexOf(row) ?? -1
    if (!line || at < 0) return
    line.splice(at, 1)
    const head = line[0]
    if (!head) this.#lines.delete(key)
    else if (at === 0) this.#due.push(head.due, head)
  }

  /** The one that is due first and not on its way, whenever that is. */
  first(): Row | undefined {
    for (let next = this.#due.peek(); next; next = this.#due.peek()) {
      const { of: row, at } = next
      if (row.due === at && !row.busy && this.#lines.get(this.#key(row))?.[0] === row) return row
      this.#due.pop()
    }
    return undefined
  }

  #key(row: Row): string {
    const { orderingKey, id } = row.record
    return this.#ordered && orderingKey !== '' ? orderingKey : `\u0000${id}`
  }
}
