import type { AnyFault } from '../contract/define.ts'
import type { Json } from '../contract/schema.ts'
import { ERRORS, type ErrorCode } from './errors.ts'
import type { Failure, FieldError, Problem } from './outcome.ts'

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

/** A refusal with a fault of the contract. Code that has not declared it is wrong, and its caller does not learn of it. */
export function faultOf(
  fault: AnyFault,
  the: {
    readonly detail: unknown
    readonly by: string
    readonly declared: ReadonlySet<string>
    readonly contract: string
    readonly errors?: readonly FieldError[]
  },
): Refusal {
  if (!the.declared.has(fault.code)) throw new TypeError(`${the.by} does not declare the fault '${fault.code}'`)
  return new Refusal({
    code: fault.code,
    title: fault.data.doc,
    ...(the.errors && { errors: the.errors }),
    fault: { contract: the.contract, class: fault.data.class, detail: the.detail as { readonly [name: string]: Json } },
  })
}

export function failure(code: ErrorCode, detail?: string, more?: Omit<Problem, 'code' | 'title' | 'detail'>): Failure {
  return { ok: false, problem: { code, title: ERRORS[code].title, ...(detail !== undefined && { detail }), ...more } }
}
