import {
  isAbstractType,
  Kind,
  typeFromAST,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql'
import type { Variables } from '../engine.ts'

/** What a selection is read with. */
export interface Reading {
  readonly schema: GraphQLSchema
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>
  /** Of the variables only those that @skip and @include name are looked at. */
  readonly variables: Variables
}

export function fragmentsOf(document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions) if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  return fragments
}

/** The fields of an object of this type, by response key, in the order in which they are answered (GraphQL, 6.3.2). */
export function collectFields(the: Reading, type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, readonly FieldNode[]> {
  const found = new Map<string, FieldNode[]>()
  const seen = new Set<string>()
  const collect = (set: SelectionSetNode): void => {
    for (const selection of set.selections) {
      if (!isWanted(selection.directives ?? [], the.variables)) continue
      if (selection.kind === Kind.FIELD) {
        const key = selection.alias?.value ?? selection.name.value
        const fields = found.get(key)
        if (fields) fields.push(selection)
        else found.set(key, [selection])
      } else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(the.schema, selection.typeCondition, type)) collect(selection.selectionSet)
      } else if (!seen.has(selection.name.value)) {
        seen.add(selection.name.value)
        const fragment = the.fragments.get(selection.name.value)
        if (fragment && applies(the.schema, fragment.typeCondition, type)) collect(fragment.selectionSet)
      }
    }
  }
  for (const set of sets) collect(set)
  return found
}

export function selectionsOf(fields: readonly FieldNode[]): readonly SelectionSetNode[] {
  return fields.flatMap((field) => field.selectionSet ?? [])
}

function applies(schema: GraphQLSchema, condition: FragmentDefinitionNode['typeCondition'] | undefined, type: GraphQLObjectType): boolean {
  if (!condition) return true
  const wanted = typeFromAST(schema, condition)
  return wanted === type || (isAbstractType(wanted) && schema.isSubType(wanted, type))
}

function isWanted(directives: readonly DirectiveNode[], variables: Variables): boolean {
  for (const directive of directives) {
    const name = directive.name.value
    if (name !== 'skip' && name !== 'include') continue
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value
    const holds = value?.kind === Kind.VARIABLE ? variables[value.name.value] === true : value?.kind === Kind.BOOLEAN && value.value
    if (holds === (name === 'skip')) return false
  }
  return true
}

/** The variables that decide which fields there are. */
export function decidingVariables(document: DocumentNode, operation: OperationDefinitionNode): readonly string[] {
  const names = new Set<string>()
  const look = {
    Directive(directive: DirectiveNode): void {
      if (directive.name.value !== 'skip' && directive.name.value !== 'include') return
      for (const { value } of directive.arguments ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  }
  visit(operation, look)
  for (const fragment of fragmentsOf(document).values()) visit(fragment, look)
  return [...names]
}
