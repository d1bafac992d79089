import type { ASTNode, SelectionSetNode } from 'graphql'
import type { Measured, Rule } from './rule.ts'

/**
 * Rule: the same field is selected at most so often in one place, fragments counted as if written out. It is answered once,
 * but validation holds each against each other (GraphQL, 5.3.2 Field Selection Merging), which grows with the square.
 */
export const repeats: Rule = {
  measure({ document, fragments }) {
    let most = 0
    const look = (node: ASTNode): void => {
      if (!('selectionSet' in node) || !node.selectionSet) return
      const names = new Map<string, number>()
      gather(node.selectionSet, { names, fragments, seen: new Set() })
      for (const count of names.values()) if (count > most) most = count
      for (const one of node.selectionSet.selections) look(one)
    }
    for (const definition of document.definitions) look(definition)
    return most
  },
  exceeded: (actual, limit) => `One field is selected ${actual} times in one place; ${limit} are allowed. Once is enough.`,
}

/** As GraphQL collects fields (6.3.2): a fragment is looked at once for a selection. */
function gather(
  selection: SelectionSetNode,
  the: { readonly names: Map<string, number>; readonly fragments: Measured['fragments']; readonly seen: Set<string> },
): void {
  for (const one of selection.selections) {
    if (one.kind === 'Field') {
      const name = (one.alias ?? one.name).value
      the.names.set(name, (the.names.get(name) ?? 0) + 1)
    } else if (one.kind === 'InlineFragment') gather(one.selectionSet, the)
    else if (!the.seen.has(one.name.value)) {
      the.seen.add(one.name.value)
      const fragment = the.fragments.get(one.name.value)
      if (fragment) gather(fragment.selectionSet, the)
    }
  }
}
