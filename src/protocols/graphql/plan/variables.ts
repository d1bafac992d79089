import {
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  typeFromAST,
  validateInputValue,
  isInputType,
  type GraphQLInputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type ValueNode,
} from 'graphql'
import type { FieldError } from '../../../kernel/outcome.ts'
import type { Variables } from '../engine.ts'
import { problemOf, Refused } from '../error.ts'

export interface ReadVariables {
  /** Those that are there, defaults included. */
  readonly values: Variables
  /** What does not fit its type (GraphQL, 6.1.2). */
  readonly refused: Refused | undefined
}

const MOST_ERRORS = 50

/**
 * Variables as they were sent. What GraphQL coerces stays what REST would have been sent: nothing gets a default, no text
 * becomes a number; only a single item becomes a list, and a whole number an ID.
 */
export function readVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  of: { readonly given: Variables; readonly suggests: boolean },
): ReadVariables {
  const values: { [name: string]: unknown } = {}
  const errors: FieldError[] = []
  const messages: string[] = []
  for (const definition of operation.variableDefinitions ?? []) {
    const name = definition.variable.name.value
    const type = typeFromAST(schema, definition.type)
    if (!isInputType(type)) continue
    if (!Object.hasOwn(of.given, name)) {
      if (definition.defaultValue) values[name] = literalValue(definition.defaultValue, type, {})
      else if (isNonNullType(type)) messages.push(`The variable "$${name}" of type "${String(type)}" is needed.`)
      continue
    }
    const raw = of.given[name]
    let fits = true
    validateInputValue(
      raw,
      type,
      (error, path) => {
        fits = false
        if (errors.length >= MOST_ERRORS) return
        errors.push({ pointer: path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), detail: error.message })
        messages.push(`The variable "$${name}" does not fit: ${error.message}`)
      },
      !of.suggests,
    )
    values[name] = fits || raw !== undefined ? coerced(raw, type) : undefined
  }
  const [first] = messages
  if (first === undefined) return { values, refused: undefined }
  const code = errors.length > 0 ? 'invalid' : 'malformed'
  return { values, refused: new Refused(problemOf(code, messages.length === 1 ? first : `${first} And ${messages.length - 1} more.`, errors)) }
}

function coerced(value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return coerced(value, type.ofType)
  if (value === null) return null
  if (isListType(type)) return Array.isArray(value) ? value.map((item: unknown) => coerced(item, type.ofType)) : [coerced(value, type.ofType)]
  if (isInputObjectType(type)) {
    if (typeof value !== 'object' || Array.isArray(value)) return value
    const fields = type.getFields()
    return Object.fromEntries(
      Object.entries(value).map(([name, member]: [string, unknown]) => {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined
        return [name, field ? coerced(member, field.type) : member]
      }),
    )
  }
  return type.name === 'ID' && Number.isSafeInteger(value) ? String(value) : value
}

/** A value of the document as JSON; `undefined` where it is a variable that is not there (GraphQL, 6.4.1). */
export function literalValue(node: ValueNode, type: GraphQLInputType, variables: Variables): unknown {
  if (node.kind === Kind.VARIABLE) return Object.hasOwn(variables, node.name.value) ? variables[node.name.value] : undefined
  if (node.kind === Kind.NULL) return null
  if (isNonNullType(type)) return literalValue(node, type.ofType, variables)
  if (isListType(type)) {
    if (node.kind !== Kind.LIST) return [literalValue(node, type.ofType, variables)]
    return node.values.map((item) => literalValue(item, type.ofType, variables) ?? null)
  }
  if (isInputObjectType(type) && node.kind === Kind.OBJECT) {
    const fields = type.getFields()
    const members: [string, unknown][] = []
    for (const { name, value } of node.fields) {
      const field = fields[name.value]
      const member = field ? literalValue(value, field.type, variables) : undefined
      if (member !== undefined) members.push([name.value, member])
    }
    return Object.fromEntries(members)
  }
  if (isEnumType(type) || isInputObjectType(type)) return node.kind === Kind.ENUM ? node.value : untyped(node, variables)
  return type.name === 'ID' && node.kind === Kind.INT ? node.value : untyped(node, variables)
}

function untyped(node: ValueNode, variables: Variables): unknown {
  switch (node.kind) {
    case Kind.VARIABLE:
      return variables[node.name.value]
    case Kind.NULL:
      return null
    case Kind.INT:
    case Kind.FLOAT: {
      const number = Number(node.value)
      // A number that would lose digits is refused as the text that it is.
      return node.kind === Kind.INT && !Number.isSafeInteger(number) ? node.value : number
    }
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value
    case Kind.LIST:
      return node.values.map((item) => untyped(item, variables) ?? null)
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, untyped(field.value, variables)]))
  }
}
