import { GraphQLError, parse, type DocumentNode } from 'graphql'
import type { LimitSet } from './limits.ts'
import { tooComplex } from './too-complex.ts'

/** How the parser says that it gave up. A test holds it to that. */
const GAVE_UP = /contains more than \d+ (tokens|comments)\. Parsing aborted\.$/

/**
 * Rule: a document has at most so many tokens; the parser stops at the next one, whatever follows (OWASP API4:2023; GraphQL
 * Cheat Sheet, query limiting). Throws `Refused` where it is larger, and a `GraphQLError` for what is no document.
 */
export function parseWithin(text: string, limits: LimitSet): DocumentNode {
  const { tokens: limit } = limits
  try {
    return parse(text, { maxLexicalTokens: limit, maxComments: limit })
  } catch (error) {
    if (error instanceof GraphQLError && GAVE_UP.test(error.message))
      throw tooComplex('tokens', { limit, detail: `The document has more than ${limit} tokens. Ask for less, or send several requests.` })
    // The parser calls itself for each level; with a limit far beyond the default its stack is too small before that.
    if (error instanceof RangeError) throw tooComplex('tokens', { limit, detail: 'The document is nested too deep to be read.' })
    throw error
  }
}
