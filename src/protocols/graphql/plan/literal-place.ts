import { Kind, visit, type ArgumentNode, type ASTNode, type DocumentNode, type ValueNode } from 'graphql'

/** Where in an argument of the document something stands. */
export interface LiteralPlace {
  readonly argument: string
  /** RFC 6901 into the argument's value. */
  readonly pointer: string
  /** It says what of a list is wanted, and not what is given. */
  readonly lists: boolean
}

const LISTS: ReadonlySet<string> = new Set(['filter', 'sort', 'first', 'after'])

export function placeOfLiteral(document: DocumentNode, wanted: ASTNode): LiteralPlace | undefined {
  let found: LiteralPlace | undefined
  visit(document, {
    Argument(argument: ArgumentNode) {
      if (found || !contains(argument, wanted)) return undefined
      found = { argument: argument.name.value, pointer: pointerTo(argument.value, wanted), lists: LISTS.has(argument.name.value) }
      return false
    },
  })
  return found
}

function pointerTo(value: ValueNode, wanted: ASTNode): string {
  if (value.kind === Kind.OBJECT) {
    const field = value.fields.find((one) => contains(one, wanted))
    return field ? `/${field.name.value}${pointerTo(field.value, wanted)}` : ''
  }
  if (value.kind === Kind.LIST) {
    const index = value.values.findIndex((one) => contains(one, wanted))
    const item = value.values[index]
    return item ? `/${index}${pointerTo(item, wanted)}` : ''
  }
  return ''
}

function contains(node: ASTNode, wanted: ASTNode): boolean {
  return node.loc !== undefined && wanted.loc !== undefined && node.loc.start <= wanted.loc.start && wanted.loc.end <= node.loc.end
}
