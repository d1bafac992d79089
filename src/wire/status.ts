import type { FaultClass } from '../contract/data.ts'
import type { ErrorCode } from '../kernel/errors.ts'
import type { Problem } from '../kernel/outcome.ts'

/** The HTTP status of every code there is (RFC 9110, 15; RFC 6585; 424 and 507: RFC 4918, 11.4 and 11.5). */
export const STATUS: { readonly [C in ErrorCode]: number } = {
  'malformed': 400,
  'invalid-filter': 400,
  'invalid-cursor': 400,
  'undeclared-list': 400,
  'id-mismatch': 400,
  'idempotency-key-missing': 400,
  'idempotency-key-invalid': 400,
  'unauthenticated': 401,
  'forbidden': 403,
  'insufficient-scope': 403,
  'address-not-allowed': 403,
  'not-found': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'timeout': 408,
  'conflict': 409,
  'already-exists': 409,
  'unique-violation': 409,
  'transition-not-allowed': 409,
  'referenced': 409,
  'idempotency-in-flight': 409,
  'outcome-unknown': 409,
  'gone': 410,
  'precondition-failed': 412,
  'too-large': 413,
  'unsupported-media-type': 415,
  'invalid': 422,
  'idempotency-key-reused': 422,
  'batch-failed': 424,
  'precondition-required': 428,
  'rate-limited': 429,
  'quota-exceeded': 429,
  'too-many-concurrent': 429,
  'internal': 500,
  'not-implemented': 501,
  'upstream-failed': 502,
  'unavailable': 503,
  'storage-full': 507,
}

/** The HTTP status of a fault that a contract declares. */
export const FAULT_STATUS: { readonly [C in FaultClass]: number } = {
  'conflict': 409,
  'not-found': 404,
  'invalid': 422,
  'forbidden': 403,
  'unavailable': 503,
}

/** 500 for what no table knows: a defect of ours. */
export function statusOf(problem: Pick<Problem, 'code' | 'fault'>): number {
  const table: { readonly [code: string]: number } = problem.fault ? FAULT_STATUS : STATUS
  const code = problem.fault ? problem.fault.class : problem.code
  return Object.hasOwn(table, code) ? (table[code] ?? 500) : 500
}
