import { ERRORS } from '../../../kernel/errors.ts'
import type { Problem } from '../../../kernel/outcome.ts'
import { Refused } from '../error.ts'
import type { LimitSet } from './limits.ts'

/** `more` says which limit, what it is, and how much was asked; `actual` is absent where it was not counted to the end. */
export function tooComplex(rule: keyof LimitSet, of: { readonly limit: number; readonly actual?: number; readonly detail: string }): Refused {
  const { limit, actual, detail } = of
  const problem: Problem = {
    code: 'too-large',
    title: ERRORS['too-large'].title,
    detail,
    more: { rule, limit, ...(actual !== undefined && { actual: Math.min(actual, Number.MAX_SAFE_INTEGER) }) },
  }
  return new Refused(problem, [{ problem, at: { code: 'QUERY_TOO_COMPLEX' } }])
}
