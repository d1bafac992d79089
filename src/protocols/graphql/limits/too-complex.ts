import { ERRORS } from '../../../kernel/errors.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import type { LimitSet } from './limits.ts'

/** The code that GraphQL clients and gateways know for it, in `extensions.code`. */
export const QUERY_TOO_COMPLEX = 'QUERY_TOO_COMPLEX'

/** `more` says which limit, what it is, and how much was asked; `actual` is absent where it was not counted to the end. */
export function tooComplex(rule: keyof LimitSet, of: { readonly limit: number; readonly actual?: number; readonly detail: string }): Problem {
  const { limit, actual, detail } = of
  return {
    code: 'too-large',
    title: ERRORS['too-large'].title,
    detail,
    more: { rule, limit, ...(actual !== undefined && { actual: Math.min(actual, Number.MAX_SAFE_INTEGER) }) },
  }
}
