import type { SelectionSetNode } from 'graphql'
import { throughFragments, type Rule } from './rule.ts'

/**
 * Rule: fields are nested at most so deep, fragments counted as if written out (OWASP API4:2023; GraphQL Cheat Sheet, depth
 * limiting). `{ orders { nodes { id } } }` is 3 deep. Introspection is left out: its rule is another one.
 */
export const depth: Rule = {
  measure({ operation, fragments }) {
    const deepest = (selection: SelectionSetNode, spread: (name: string) => number): number => {
      let most = 0
      for (const one of selection.selections) {
        const here =
          one.kind === 'FragmentSpread'
            ? spread(one.name.value)
            : one.kind === 'InlineFragment'
              ? deepest(one.selectionSet, spread)
              : one.name.value.startsWith('__')
                ? 1
                : 1 + (one.selectionSet ? deepest(one.selectionSet, spread) : 0)
        if (here > most) most = here
      }
      return most
    }
    return throughFragments(fragments, deepest)(operation.selectionSet)
  },
  exceeded: (actual, limit) => `The operation is nested ${actual} fields deep; ${limit} are allowed. Ask for what is further away by its key.`,
}
