import { placeOf } from '../diagnostic.ts'
import { by, CLIENTS, clientsOf, ROLES, talkedBy, type Breaks, type Broken, type Client } from './client.ts'

/** One difference between two contracts, as a client should be told. */
export interface Change {
  /** In the newer contract's JSON form; for what is gone, in the older one's. */
  readonly place: string
  readonly message: string
  /** Empty: compatible. */
  readonly breaks: readonly Breaks[]
  /** Which kinds of client it breaks, where they are one of `breaks`. Empty where that is. */
  readonly clients: readonly Client[]
  /** What a client does about it. */
  readonly remedy: string
}

export type Place = readonly (string | number)[]
/** Who is named alone relies on what the change means. */
export type Report = (place: Place, breaks: readonly (Breaks | Broken | undefined)[], message: string, remedy: string) => void

/** Takes changes in the order they are found. `ordered`: whether the order of fields is known on both sides, and to be the same. */
export function collect({ ordered = false }: { readonly ordered?: boolean } = {}): { readonly changes: readonly Change[]; readonly report: Report } {
  const changes: Change[] = []
  return {
    changes,
    report(place, breaks, message, remedy) {
      const named = breaks.flatMap((one) => (typeof one === 'object' ? one : by('meaning', [one])))
      const broken = named.filter((one) => clientsOf(one).length > 0 && (ordered || one.by !== 'order'))
      if (named.length > 0 && broken.length === 0) return
      const clients = CLIENTS.filter((client) => broken.some((one) => clientsOf(one).includes(client)))
      changes.push({ place: placeOf(...place), message, breaks: ROLES.filter((role) => broken.some(({ who }) => who === role)), clients, remedy })
    },
  }
}

/** The changes as these kinds of client see them: what breaks only others breaks nobody. */
export function changesFor(changes: readonly Change[], seen: readonly Client[]): readonly Change[] {
  return changes.map((change) => {
    const clients = change.clients.filter((client) => seen.includes(client))
    return { ...change, clients, breaks: change.breaks.filter((who) => talkedBy([who]).some((client) => clients.includes(client))) }
  })
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
