import {
  isInterfaceType,
  isObjectType,
  getNamedType,
  isListType,
  getNullableType,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type SelectionSetNode,
} from 'graphql'
import { counted } from './aliases.ts'
import type { Measured, Rule } from './rule.ts'

/** Records of a page whose size is not asked for: the kernel's default. */
const PAGE = 50
/** What a list of records behind a record is taken for. The kernel bounds what it really reads: 10,000 a call. */
const BEHIND = 10

/**
 * Rule: an operation may read at most so many records (OWASP API4:2023: cost, not the number of requests). Estimated before
 * anything is read, as the sum over its root fields: a record counts 1, a page its `first` (50 without), a list behind a record
 * 10; what is selected behind a record counts that many times. A fragment counts each time it is spread.
 */
export const cost: Rule = {
  measure(of) {
    const { schema, operation } = of
    const root = schema.getRootType(operation.operation)
    return root ? costOf(operation.selectionSet, root, new Estimate(of)) : 0
  },
  exceeded: (actual, limit) =>
    `The operation may read ${counted(actual)} records, by its page sizes and what is asked for behind each record; ${limit} are allowed. Ask for smaller pages or for less.`,
}

type Composite = GraphQLObjectType | GraphQLInterfaceType

class Estimate {
  readonly #of: Measured
  /** By fragment; 0 while it is looked at. */
  readonly #known = new Map<string, number>()

  constructor(of: Measured) {
    this.#of = of
  }

  spread(name: string): number {
    const there = this.#known.get(name)
    if (there !== undefined) return there
    const fragment = this.#of.fragments.get(name)
    const type = fragment && compositeOf(this.#of.schema.getType(fragment.typeCondition.name.value))
    if (!fragment || !type) return 0
    this.#known.set(name, 0)
    const figure = costOf(fragment.selectionSet, type, this)
    this.#known.set(name, figure)
    return figure
  }

  type(name: string): Composite | undefined {
    return compositeOf(this.#of.schema.getType(name))
  }

  /** The size of the page that a field asks for. */
  first(field: FieldNode): number {
    const given = field.arguments?.find((argument) => argument.name.value === 'first')?.value
    const value =
      given?.kind === 'IntValue'
        ? Number(given.value)
        : given?.kind === 'Variable'
          ? (this.#of.variables[given.name.value] ?? this.#default(given.name.value))
          : undefined
    return typeof value === 'number' && value >= 0 ? value : PAGE
  }

  #default(variable: string): number | undefined {
    const declared = this.#of.operation.variableDefinitions?.find((one) => one.variable.name.value === variable)?.defaultValue
    return declared?.kind === 'IntValue' ? Number(declared.value) : undefined
  }
}

function costOf(selection: SelectionSetNode, parent: Composite, the: Estimate): number {
  let sum = 0
  for (const one of selection.selections) {
    if (one.kind === 'FragmentSpread') sum += the.spread(one.name.value)
    else if (one.kind === 'InlineFragment') {
      const type = one.typeCondition ? the.type(one.typeCondition.name.value) : parent
      if (type) sum += costOf(one.selectionSet, type, the)
    } else sum += costOfField(one, parent, the)
  }
  return sum
}

function costOfField(field: FieldNode, parent: Composite, the: Estimate): number {
  const declared = parent.getFields()[field.name.value]
  const type = declared && compositeOf(getNamedType(declared.type))
  if (!declared || !type || !field.selectionSet) return 0
  const below = costOf(field.selectionSet, type, the)
  // Records of a page are counted where the page is asked for, not at its `nodes` and `edges { node }`.
  if (isPage(type)) return the.first(field) * (1 + below)
  if (!isRecord(type) || isPartOfPage(parent)) return below
  return (isListType(getNullableType(declared.type)) ? BEHIND : 1) * (1 + below)
}

/** What has a place of its own in the store is a `Node`; all else is part of one. */
function isRecord(type: Composite): boolean {
  return type.name === 'Node' || type.getInterfaces().some((one) => one.name === 'Node')
}
function isPage(type: Composite): boolean {
  return Object.hasOwn(type.getFields(), 'pageInfo')
}
function isPartOfPage(type: Composite): boolean {
  const fields = type.getFields()
  return Object.hasOwn(fields, 'pageInfo') || (Object.hasOwn(fields, 'cursor') && Object.hasOwn(fields, 'node'))
}
function compositeOf(type: GraphQLNamedType | undefined): Composite | undefined {
  return isObjectType(type) || isInterfaceType(type) ? type : undefined
}
