/** Per cent of the time until an endpoint is disabled, at which operators are told. */
const LEVELS = [50, 70, 90] as const

export interface Failing {
  /** Milliseconds since 1970: the first failure behind the last success. */
  readonly since: number
  /** The last level that was said; 0: none. */
  readonly level: number
}

/**
 * What one more failure means. Time alone says nothing: a target that nobody sends to does not fail. So this is asked at each
 * failed attempt, and an endpoint is disabled by one, not by a timer.
 */
export function failedAgain(
  failing: Failing | undefined,
  of: { readonly now: number; /** Milliseconds; `null`: never. */ readonly disableAfter: number | null },
): { readonly failing: Failing; /** To be told now. */ readonly tell?: number; readonly disable: boolean } {
  if (!failing) return { failing: { since: of.now, level: 0 }, disable: false }
  if (of.disableAfter === null) return { failing, disable: false }
  const share = ((of.now - failing.since) / of.disableAfter) * 100
  const level = LEVELS.findLast((one) => share >= one) ?? 0
  return {
    failing: { since: failing.since, level: Math.max(level, failing.level) },
    ...(level > failing.level && { tell: level }),
    disable: share >= 100,
  }
}
