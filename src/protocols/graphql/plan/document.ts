import {
  FieldsOnCorrectTypeRule,
  GraphQLError,
  Kind,
  parse,
  ScalarLeafsRule,
  specifiedRules,
  validate,
  ValuesOfCorrectTypeRule,
  type DocumentNode,
  type OperationDefinitionNode,
  type ValidationRule,
} from 'graphql'
import type { ErrorCode } from '../../../kernel/errors.ts'
import type { FieldError } from '../../../kernel/outcome.ts'
import { problemOf, refuse, Refused } from '../error.ts'
import { MOST_TOKENS } from '../limits/index.ts'
import type { Served } from '../schema/schema.ts'
import { placeOfLiteral } from './literal-place.ts'

const MOST_KEPT = 500
const LONGEST_KEPT = 20_000
const MOST_ERRORS = 20

/** The documents of one audience that came lately: the oldest goes first. */
export class Documents {
  readonly #served: Served
  readonly #suggests: boolean
  readonly #kept = new Map<string, DocumentNode>()
  readonly #validated = new WeakMap<DocumentNode, { readonly invalid: Refused | undefined }>()

  /** `suggests`: an error may name what was perhaps meant. */
  constructor(served: Served, options: { readonly suggests: boolean }) {
    this.#served = served
    this.#suggests = options.suggests
  }

  /** Throws `Refused` where the text is no document. */
  read(text: string): DocumentNode {
    const known = this.#kept.get(text)
    if (known) return known
    const document = parsed(text)
    if (text.length <= LONGEST_KEPT) {
      if (this.#kept.size >= MOST_KEPT) for (const [oldest] of this.#kept) if (this.#kept.delete(oldest)) break
      this.#kept.set(text, document)
    }
    return document
  }

  /** What is wrong with a document; found once for each that is kept. */
  validate(document: DocumentNode): Refused | undefined {
    let known = this.#validated.get(document)
    if (!known) this.#validated.set(document, (known = { invalid: this.#find(document) }))
    return known.invalid
  }

  #find(document: DocumentNode): Refused | undefined {
    const options = { maxErrors: MOST_ERRORS, hideSuggestions: !this.#suggests }
    if (validate(this.#served.schema, document, specifiedRules, { ...options, maxErrors: 1 }).length === 0) return undefined
    // By what kind of rule: each says in the registry's words what REST would have said.
    const found = CLASSES.flatMap(({ code, rules }) =>
      validate(this.#served.schema, document, rules, options).map((error) => problemAt(error, code, document)),
    ).slice(0, MOST_ERRORS)
    const [first] = found
    return first && new Refused(first.problem, found)
  }
}

const FIELD_RULES: readonly ValidationRule[] = [FieldsOnCorrectTypeRule, ScalarLeafsRule]
const VALUE_RULES: readonly ValidationRule[] = [ValuesOfCorrectTypeRule]
const CLASSES: readonly { readonly code: 'malformed' | 'invalid' | 'invalid-filter'; readonly rules: readonly ValidationRule[] }[] = [
  { code: 'malformed', rules: specifiedRules.filter((rule) => !FIELD_RULES.includes(rule) && !VALUE_RULES.includes(rule)) },
  { code: 'invalid-filter', rules: FIELD_RULES },
  { code: 'invalid', rules: VALUE_RULES },
]

function problemAt(error: GraphQLError, kind: 'malformed' | 'invalid' | 'invalid-filter', document: DocumentNode): Refused['errors'][number] {
  const at = error.locations ? { locations: error.locations } : {}
  const node = error.nodes?.[0]
  const place = kind === 'invalid' && node ? placeOfLiteral(document, node) : undefined
  const code: ErrorCode = place?.lists ? 'invalid-filter' : kind
  const errors: FieldError[] = place ? [{ ...(place.lists ? { parameter: place.argument } : { pointer: place.pointer }), detail: error.message }] : []
  return { problem: problemOf(code, error.message, errors), at }
}

function parsed(text: string): DocumentNode {
  try {
    return parse(text, { maxTokens: MOST_TOKENS })
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error
    const code = error.message.includes('token limit') ? 'too-large' : 'malformed'
    const problem = problemOf(code, error.message)
    throw new Refused(problem, [{ problem, at: error.locations ? { locations: error.locations } : {} }])
  }
}

/** The operation that is meant (GraphQL, 6.1.1). */
export function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operations = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION)
  if (name !== undefined) {
    const named = operations.find((operation) => operation.name?.value === name)
    if (named) return named
    throw refuse('malformed', `The document has no operation '${name.slice(0, 100)}'.`)
  }
  const [only, ...others] = operations
  if (!only) throw refuse('malformed', 'The document has no operation.')
  if (others.length > 0) throw refuse('malformed', 'The document has several operations: say which one in "operationName".')
  return only
}
