import type { FieldNode, FragmentDefinitionNode, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import type { RootName } from '../names.ts'
import type { SchemaModel } from '../schema/model.ts'

interface Known {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** What the audience has. */
  readonly model: SchemaModel
  /** What there is at all, by `Query.order`. */
  readonly names: ReadonlyMap<string, RootName>
  /** The variables as they came. */
  readonly given: { readonly [name: string]: unknown }
}

/** The first root field that the contract has and the audience has not: its operation, and the key that was asked for. */
export function unreachable(operation: OperationDefinitionNode, the: Known): { readonly operation: string; readonly key?: string } | undefined {
  const root = operation.operation === 'mutation' ? 'Mutation' : 'Query'
  for (const field of rootFields(operation.selectionSet, the.fragments, new Set())) {
    const name = `${root}.${field.name.value}`
    const found = the.model.roots.has(name) ? undefined : the.names.get(name)
    const key = found && keyOf(field, the.given)
    if (found) return { operation: found.operation, ...(key !== undefined && { key }) }
  }
  return undefined
}

function keyOf(field: FieldNode, given: { readonly [name: string]: unknown }): string | undefined {
  const value = field.arguments?.find(({ name }) => name.value === 'id')?.value
  if (value?.kind === 'StringValue' || value?.kind === 'IntValue') return value.value
  const variable = value?.kind === 'Variable' ? given[value.name.value] : undefined
  return typeof variable === 'string' ? variable : undefined
}

function rootFields(set: SelectionSetNode, fragments: ReadonlyMap<string, FragmentDefinitionNode>, seen: Set<string>): readonly FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === 'Field') return [selection]
    if (selection.kind === 'InlineFragment') return rootFields(selection.selectionSet, fragments, seen)
    const name = selection.name.value
    const fragment = seen.has(name) ? undefined : fragments.get(name)
    seen.add(name)
    return fragment ? rootFields(fragment.selectionSet, fragments, seen) : []
  })
}
