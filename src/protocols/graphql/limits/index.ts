import type { DocumentNode, FragmentDefinitionNode, GraphQLSchema, OperationDefinitionNode, SelectionSetNode } from 'graphql'
import { ERRORS } from '../../../kernel/errors.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import type { Variables } from '../engine.ts'

/** What a document may ask for at most. */
export interface Limits {
  /** Fields within each other. Default 10. */
  readonly depth?: number
}

/** What is looked at: a document that was parsed and not yet validated. */
export interface Examined {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly variables: Variables
  readonly schema: GraphQLSchema
}

/** Words and signs of a document; the parser stops there. */
export const MOST_TOKENS = 1000
const MOST_DEPTH = 10

/** The first limit that the operation passes, or nothing. */
export function checkLimits({ document, operation }: Examined, limits: Limits): Problem | undefined {
  const most = limits.depth ?? MOST_DEPTH
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition)
  if (!isDeeper(operation.selectionSet, most, { fragments, inside: new Set() })) return undefined
  return { code: 'too-large', title: ERRORS['too-large'].title, detail: `Fields are nested more than ${most} deep.`, more: { limit: most } }
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** The fragments around, so that one that spreads itself ends. */
  readonly inside: ReadonlySet<string>
}

function isDeeper(selections: SelectionSetNode, left: number, walk: Walk): boolean {
  return selections.selections.some((selection) => {
    if (selection.kind === 'Field') {
      // Introspection is bounded by the schema it shows.
      if (selection.name.value.startsWith('__')) return false
      return left === 0 || (selection.selectionSet !== undefined && isDeeper(selection.selectionSet, left - 1, walk))
    }
    if (selection.kind === 'InlineFragment') return isDeeper(selection.selectionSet, left, walk)
    const name = selection.name.value
    const fragment = walk.fragments.get(name)
    if (!fragment || walk.inside.has(name)) return false
    return isDeeper(fragment.selectionSet, left, { ...walk, inside: new Set([...walk.inside, name]) })
  })
}
