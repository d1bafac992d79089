import type { SelectionSetNode } from 'graphql'
import { counted } from './aliases.ts'
import { throughFragments, type Rule } from './rule.ts'

/**
 * Rule: an operation has at most so many root fields, since each is a call of its own with its own limit token (OWASP
 * API4:2023): so that one request is no batch of any size.
 */
export const rootFields: Rule = {
  measure({ operation, fragments }) {
    const count = (selection: SelectionSetNode, spread: (name: string) => number): number => {
      let sum = 0
      for (const one of selection.selections)
        sum += one.kind === 'Field' ? 1 : one.kind === 'InlineFragment' ? count(one.selectionSet, spread) : spread(one.name.value)
      return sum
    }
    return throughFragments(fragments, count)(operation.selectionSet)
  },
  exceeded: (actual, limit) => `The operation has ${counted(actual)} root fields; ${limit} are allowed. Send several requests.`,
}
