import type { EventRange, RemovedEvents } from '../ports/store.ts'
import { EVERY_TYPE } from './retention.ts'

/** The fact that `Store.removeEvents` writes: what was removed, and how far the sweep is. It is dumped and restored with the log. */
export const REMOVAL_FACT = 'event-removal'

/** What the fact holds. Its size is bounded by the types that ever had an event, and by the rules. */
export interface Removal {
  /** Up to here events of any type may be gone: from before it was noted by type. */
  readonly every: number
  /** By type, the last offset of it that was removed. */
  readonly removed: { readonly [type: string]: number }
  /** The patterns in force; others mean that types have changed hands, and every walk begins anew. */
  readonly rules: readonly string[]
  /** By rule: up to here all events that the rule lets go are gone. */
  readonly walked: readonly number[]
  /** Up to here the bodies are counted in `bytes`. */
  readonly counted: number
  readonly bytes: number
}

/** `text`: the fact; absent before the first removal that was noted by type. */
export function readRemoval(text: string | undefined, range: Pick<EventRange, 'first'>): Removal {
  if (text !== undefined) return JSON.parse(text) as Removal
  return { every: Math.max(0, range.first - 1), removed: {}, rules: [], walked: [], counted: 0, bytes: 0 }
}

/** What a store answers as `EventRange.removed`. The fact changes once a minute and is asked for with each page, so that it is read once. */
export function removedReader(): (text: string | undefined, range: Pick<EventRange, 'first'>) => readonly RemovedEvents[] {
  let last: { readonly text: string; readonly removed: readonly RemovedEvents[] } | undefined
  return (text, range) => {
    if (text === undefined) return listed(readRemoval(text, range))
    if (last?.text !== text) last = { text, removed: listed(readRemoval(text, range)) }
    return last.removed
  }
}

function listed({ every, removed }: Removal): readonly RemovedEvents[] {
  const byType = Object.entries(removed).map(([type, upTo]): RemovedEvents => ({ type, upTo }))
  return every === 0 ? byType : [{ type: EVERY_TYPE, upTo: every }, ...byType]
}
