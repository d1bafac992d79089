import { ERRORS, type ErrorCode } from './errors.ts'
import type { Failure, Problem } from './outcome.ts'

/** Ends a call with a problem. Thrown by policies and steps, caught once, in the pipeline. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly problem: Problem
  /** The answer hides that something was denied; the audit trail does not. */
  readonly denied: boolean
  /** Pointers and codes are in the caller's older version already. */
  readonly older: boolean

  constructor(problem: Problem, options: { readonly denied?: boolean; readonly older?: boolean } = {}) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.older = options.older === true
    this.denied = options.denied ?? DENIALS.has(problem.code)
  }
}

const DENIALS: ReadonlySet<string> = new Set<ErrorCode>(['unauthenticated', 'forbidden', 'insufficient-scope', 'address-not-allowed'])

/** The answer that says nothing about whether there is such a thing. */
export function conceal(): Refusal {
  return new Refusal({ code: 'not-found', title: ERRORS['not-found'].title }, { denied: true })
}

/** A refusal with a code of ours. */
export function refuse(code: ErrorCode, detail?: string, more?: Omit<Problem, 'code' | 'title' | 'detail'>): Refusal {
  return new Refusal({ code, title: ERRORS[code].title, ...(detail !== undefined && { detail }), ...more })
}

export function failure(code: ErrorCode, detail?: string, more?: Omit<Problem, 'code' | 'title' | 'detail'>): Failure {
  return { ok: false, problem: { code, title: ERRORS[code].title, ...(detail !== undefined && { detail }), ...more } }
}
