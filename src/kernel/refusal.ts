import { ERRORS, type ErrorCode } from './errors.ts'
import type { Failure, Problem } from './outcome.ts'

/** Ends a call with a problem. Thrown by policies and steps, caught once, in the pipeline. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

/** A refusal with a code of ours. */
export function refuse(code: ErrorCode, detail?: string, more?: Omit<Problem, 'code' | 'title' | 'detail'>): Refusal {
  return new Refusal({ code, title: ERRORS[code].title, ...(detail !== undefined && { detail }), ...more })
}

export function failure(code: ErrorCode, detail?: string, more?: Omit<Problem, 'code' | 'title' | 'detail'>): Failure {
  return { ok: false, problem: { code, title: ERRORS[code].title, ...(detail !== undefined && { detail }), ...more } }
}
