import type { SelectionSetNode } from 'graphql'
import { throughFragments, type Rule } from './rule.ts'

/**
 * Rule: at most so many fields have an alias, those of a fragment counted each time it is spread: an alias lets one field be
 * executed many times in one request (OWASP API4:2023; GraphQL Cheat Sheet, batching attacks).
 */
export const aliases: Rule = {
  measure({ operation, fragments }) {
    const count = (selection: SelectionSetNode, spread: (name: string) => number): number => {
      let sum = 0
      for (const one of selection.selections) {
        if (one.kind === 'FragmentSpread') sum += spread(one.name.value)
        else {
          if (one.kind === 'Field' && one.alias) sum += 1
          if (one.selectionSet) sum += count(one.selectionSet, spread)
        }
      }
      return sum
    }
    return throughFragments(fragments, count)(operation.selectionSet)
  },
  exceeded: (actual, limit) => `The operation has ${counted(actual)} aliases; ${limit} are allowed. Send several requests.`,
}

/** What fragments of fragments multiply may be beyond all counting. */
export function counted(actual: number): string {
  return actual > 1_000_000 ? 'more than a million' : String(actual)
}
