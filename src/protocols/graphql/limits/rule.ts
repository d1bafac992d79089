import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql'

/** A document and what of it is to be executed; parsed, not yet validated: any of its names may be unknown, its fragments may run in a circle. */
export interface Measured {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  /** As they came; unchecked. */
  readonly variables: { readonly [name: string]: unknown }
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/** One limit: what is counted, and what is said where there is too much of it. */
export interface Rule {
  measure(of: Measured): number
  /** A sentence that says what there is too much of, and what to do. */
  exceeded(actual: number, limit: number): string
}

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition)
  return fragments
}

/**
 * A figure of a selection in which fragments stand for what they select. Each fragment is measured once, however often it is
 * spread; one that comes back to itself counts nothing there, since validation refuses it.
 */
export function throughFragments(
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  measure: (selection: SelectionSetNode, spread: (name: string) => number) => number,
): (selection: SelectionSetNode) => number {
  const known = new Map<string, number>()
  const spread = (name: string): number => {
    const there = known.get(name)
    if (there !== undefined) return there
    const fragment = fragments.get(name)
    if (!fragment) return 0
    known.set(name, 0)
    const figure = measure(fragment.selectionSet, spread)
    known.set(name, figure)
    return figure
  }
  return (selection) => measure(selection, spread)
}
