/**
 * Whether anything is sent to other systems on our own account. Kept as a fact, so that it holds over restarts and for all
 * processes: who restores a backup pauses it, so that what the other store had sent already is not sent once more, and
 * `busbar resume --outgoing` opens it.
 */
export const OUTGOING_FACT = 'outgoing'

/**
 * `open`: is sent. `paused`: nothing is dialled; everything waits where it stands. `recorded`: nothing is dialled; what would
 * have been sent is logged, and counts as sent.
 */
export type OutgoingState = 'open' | 'paused' | 'recorded'

export interface Outgoing {
  readonly state: OutgoingState
  /** For people: why it is paused. */
  readonly reason?: string
  /** The environment it was decided for, production where absent. In another one (a copy of the store) only a pause holds. */
  readonly environment?: 'live' | 'test'
  /** RFC 3339: when it was decided. */
  readonly since?: string
}

export function outgoingText(outgoing: Outgoing): string {
  return JSON.stringify(outgoing)
}

/** What holds. Nobody decided: production sends, a test environment does not. What cannot be read does not send (P6). */
export function outgoingOf(fact: string | undefined, environment: 'live' | 'test'): Outgoing {
  const decided = fact === undefined ? undefined : parse(fact)
  if (decided && (decided.state === 'paused' || (decided.environment ?? 'live') === environment)) return decided
  if (fact !== undefined && !decided)
    return { state: 'paused', reason: `The fact '${OUTGOING_FACT}' cannot be read. Decide it anew: busbar resume --outgoing.` }
  return environment === 'live' ? { state: 'open' } : TEST
}

const TEST: Outgoing = { state: 'paused', reason: 'A test environment sends nothing until busbar resume --outgoing.' }

function parse(fact: string): Outgoing | undefined {
  try {
    const value = JSON.parse(fact) as Partial<Outgoing> | null
    if (typeof value !== 'object' || value === null) return undefined
    const { state } = value
    return state === 'open' || state === 'paused' || state === 'recorded' ? { ...value, state } : undefined
  } catch {
    return undefined
  }
}
