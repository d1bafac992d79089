import type { Store } from '../ports/store.ts'

/**
 * The offset behind which the events from `instant` (ms since 1970) on are: what to follow from. By halving, some 30 questions
 * for a log of any length. A clock that was set back leaves instants out of order in the log; then it is one of the
 * places where the log passes the instant, and events of just before may be behind it, too.
 */
export async function offsetBefore(store: Pick<Store, 'eventRange' | 'eventSizes'>, instant: number): Promise<number> {
  const { first, last } = await store.eventRange()
  let low = Math.max(0, first - 1)
  let high = last
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const [next] = await store.eventSizes(middle, 1)
    if (!next || next.at >= instant) high = middle
    // Where events were removed, what is up to the next one need not be asked again.
    else low = next.offset
  }
  return low
}
