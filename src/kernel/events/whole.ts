import type { StoredEvent } from '../ports/store.ts'

/** Whether this part of a page goes on behind `offset` without a hole: offsets have none but where something was removed. */
export function isWhole(page: readonly StoredEvent[], of: { readonly from: number; readonly to: number; readonly offset: number }): boolean {
  const last = page[of.to - 1]
  return of.to === of.from || last?.offset === of.offset + of.to - of.from
}
