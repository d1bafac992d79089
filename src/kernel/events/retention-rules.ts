import { typeMatcher } from './pattern.ts'

/** How long events are kept. */
export interface EventRetention {
  /** Milliseconds, for the types that no rule names. */
  readonly age: number
  /** For the types that fit a pattern (`production-order.*`); of several, the one with the most segments that are no `*`, then the longer, then the first. */
  readonly types?: readonly { readonly pattern: string; readonly age: number }[]
  /** The most bytes of all bodies together; beyond, the oldest events go, whatever their type. */
  readonly bytes?: number
}

export interface RetentionRules {
  /** In order: the rule for all others, then one for each pattern. */
  readonly names: readonly string[]
  readonly ages: readonly number[]
  /** Which rule a type is under. */
  ruleOf(type: string): number
}

const ALL_OTHERS = '*'

export function retentionRules({ age, types = [] }: EventRetention): RetentionRules {
  const rules = types.map(({ pattern }, i) => ({ rule: i + 1, fits: typeMatcher([pattern]), weight: weightOf(pattern) }))
  // Sorting is stable: of equal ones the first stays first.
  const ordered = rules.toSorted((one, other) => other.weight - one.weight)
  const known = new Map<string, number>()
  return {
    names: [ALL_OTHERS, ...types.map(({ pattern }) => pattern)],
    ages: [age, ...types.map((one) => one.age)],
    ruleOf(type) {
      let rule = known.get(type)
      if (rule === undefined) known.set(type, (rule = ordered.find(({ fits }) => fits(type))?.rule ?? 0))
      return rule
    },
  }
}

function weightOf(pattern: string): number {
  const segments = pattern.split('.')
  return segments.filter((segment) => segment !== '*').length * 1_000 + segments.length
}
