import type { SelectionSetNode } from 'graphql'
import { throughFragments, type Rule } from './rule.ts'

/** Fields of the introspection schema (GraphQL, 4.2) that answer lists of types, or of what has types again. */
const LISTS: ReadonlySet<string> = new Set(['types', 'fields', 'inputFields', 'interfaces', 'possibleTypes'])

/**
 * Rule: lists of introspection are nested at most so deep: `types { fields { … } }` is 2. The standard query of tools needs
 * that; `types { fields { type { fields …` would multiply the schema with itself (GraphQL Cheat Sheet, introspection).
 */
export const introspection: Rule = {
  measure({ operation, fragments }) {
    const deepest = (selection: SelectionSetNode, spread: (name: string) => number): number => {
      let most = 0
      for (const one of selection.selections) {
        const below = one.kind === 'FragmentSpread' ? spread(one.name.value) : one.selectionSet ? deepest(one.selectionSet, spread) : 0
        const here = one.kind === 'Field' && LISTS.has(one.name.value) ? below + 1 : below
        if (here > most) most = here
      }
      return most
    }
    const within = throughFragments(fragments, deepest)
    /** What the contract calls `fields` or `types` is none of this: only what is asked below `__schema` and `__type` counts. */
    const roots = (selection: SelectionSetNode, spread: (name: string) => number): number => {
      let most = 0
      for (const one of selection.selections) {
        const here =
          one.kind === 'FragmentSpread'
            ? spread(one.name.value)
            : one.kind === 'InlineFragment'
              ? roots(one.selectionSet, spread)
              : one.name.value.startsWith('__') && one.selectionSet
                ? within(one.selectionSet)
                : 0
        if (here > most) most = here
      }
      return most
    }
    return throughFragments(fragments, roots)(operation.selectionSet)
  },
  exceeded: (actual, limit) => `Lists of introspection are nested ${actual} deep; ${limit} are allowed. Ask for a type by its name: __type(name: "…").`,
}
