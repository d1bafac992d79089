import { placeOf } from '../diagnostic.ts'

/**
 * Whose program may stop working: who reads records, who writes them, who calls commands and operations, who receives
 * events.
 */
export type Breaks = 'reader' | 'writer' | 'caller' | 'events'

/** One difference between two contracts, as a client should be told. */
export interface Change {
  /** In the newer contract's JSON form; for what is gone, in the older one's. */
  readonly place: string
  readonly message: string
  /** Empty: compatible. */
  readonly breaks: readonly Breaks[]
  /** What a client does about it. */
  readonly remedy: string
}

export type Place = readonly (string | number)[]
export type Report = (place: Place, breaks: readonly (Breaks | undefined)[], message: string, remedy: string) => void

/** Takes changes in the order they are found. */
export function collect(): { readonly changes: readonly Change[]; readonly report: Report } {
  const changes: Change[] = []
  return {
    changes,
    report(place, breaks, message, remedy) {
      const named = breaks.filter((who) => who !== undefined)
      changes.push({ place: placeOf(...place), message, breaks: [...new Set(named)], remedy })
    },
  }
}

/** Both sides of two maps by name, in the order of the newer one, what is gone last. */
export function pairs<T>(
  older: { readonly [name: string]: T },
  newer: { readonly [name: string]: T },
): readonly { readonly name: string; readonly older?: T; readonly newer?: T }[] {
  const names = [...Object.keys(newer), ...Object.keys(older).filter((name) => !Object.hasOwn(newer, name))]
  return names.map((name) => ({
    name,
    ...(Object.hasOwn(older, name) && { older: older[name] as T }),
    ...(Object.hasOwn(newer, name) && { newer: newer[name] as T }),
  }))
}

export const NOTHING_TO_DO = 'Nothing to do.'
