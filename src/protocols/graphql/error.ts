import { ERRORS, type ErrorCode } from '../../kernel/errors.ts'
import type { FieldError, Problem } from '../../kernel/outcome.ts'
import { problemBody } from '../../wire/problem.ts'
import { statusOf } from '../../wire/status.ts'
import type { GraphqlAnswer, GraphqlError } from './engine.ts'

type Place = Pick<GraphqlError, 'path' | 'locations'>

/** A problem as GraphQL has it: what REST's problem document says is in `extensions` (GraphQL, 7.1.2). */
export function errorOf(problem: Problem, requestId: string, at: Place = {}): GraphqlError {
  return {
    message: problem.detail ?? problem.title,
    ...at,
    extensions: {
      ...problemBody(problem, statusOf(problem), requestId),
      ...(problem.retryAfter !== undefined && { retryAfter: Math.max(1, Math.ceil(problem.retryAfter)) }),
    },
  }
}

export function problemOf(code: ErrorCode, detail: string, errors?: readonly FieldError[]): Problem {
  return { code, title: ERRORS[code].title, detail, ...(errors && errors.length > 0 && { errors }) }
}

/** A request of which nothing was executed. */
export function refusal(problem: Problem, requestId: string, at?: Place): GraphqlAnswer {
  return { body: { errors: [errorOf(problem, requestId, at)] }, problem }
}

/** What is wrong with a whole request: thrown while it is read, caught once, in the engine. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: Problem
  readonly errors: readonly { readonly problem: Problem; readonly at: Place }[]

  constructor(problem: Problem, errors: readonly { readonly problem: Problem; readonly at: Place }[] = [{ problem, at: {} }]) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.errors = errors
  }
}

export function refuse(code: ErrorCode, detail: string, errors?: readonly FieldError[]): Refused {
  return new Refused(problemOf(code, detail, errors))
}
