import type { FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import type { RootName } from '../names.ts'
import type { SchemaModel } from '../schema/model.ts'

interface Known {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** What the audience has. */
  readonly model: SchemaModel
  /** What there is at all, by `Query.order`. */
  readonly names: ReadonlyMap<string, RootName>
}

/** The first root field that the contract has and the audience has not. */
export function unreachable(operation: OperationDefinitionNode, the: Known): RootName | undefined {
  const root = operation.operation === 'mutation' ? 'Mutation' : 'Query'
  for (const field of rootFields(operation.selectionSet, the.fragments, new Set())) {
    const name = `${root}.${field}`
    const found = the.model.roots.has(name) ? undefined : the.names.get(name)
    if (found) return found
  }
  return undefined
}

function rootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen: Set<string>): readonly string[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection.name.value]
    if (selection.kind === 'InlineFragment') return rootFields(selection.selectionSet, fragments, seen)
    const name = selection.name.value
    const fragment = seen.has(name) ? undefined : fragments.get(name)
    seen.add(name)
    return fragment ? rootFields(fragment.selectionSet, fragments, seen) : []
  })
}
