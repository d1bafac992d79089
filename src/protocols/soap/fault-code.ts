import type { FaultCode } from '../../codecs/soap/index.ts'
import type { FaultClass } from '../../contract/data.ts'
import type { ErrorCode } from '../../kernel/errors.ts'
import type { Problem } from '../../kernel/outcome.ts'

/** Who must act: `Client`, the message cannot be served as it is; `Server`, the same message may be served later (SOAP 1.1, 4.4.1; SOAP 1.2 Part 1, 5.4.6). */
export const FAULT_CODE: { readonly [C in ErrorCode]: 'Client' | 'Server' } = {
  'malformed': 'Client',
  'invalid-filter': 'Client',
  'invalid-cursor': 'Client',
  'undeclared-list': 'Client',
  'id-mismatch': 'Client',
  'idempotency-key-missing': 'Client',
  'idempotency-key-invalid': 'Client',
  'unauthenticated': 'Client',
  'forbidden': 'Client',
  'insufficient-scope': 'Client',
  'address-not-allowed': 'Client',
  'not-found': 'Client',
  'method-not-allowed': 'Client',
  'not-acceptable': 'Client',
  'timeout': 'Server',
  'conflict': 'Server',
  'already-exists': 'Client',
  'unique-violation': 'Client',
  'transition-not-allowed': 'Client',
  'referenced': 'Client',
  'idempotency-in-flight': 'Server',
  'outcome-unknown': 'Client',
  'gone': 'Client',
  'precondition-failed': 'Client',
  'too-large': 'Client',
  'unsupported-media-type': 'Client',
  'invalid': 'Client',
  'idempotency-key-reused': 'Client',
  'precondition-required': 'Client',
  'rate-limited': 'Server',
  'quota-exceeded': 'Server',
  'too-many-concurrent': 'Server',
  'internal': 'Server',
  'batch-failed': 'Client',
  'not-implemented': 'Client',
  'upstream-failed': 'Server',
  'unavailable': 'Server',
  'storage-full': 'Server',
}

/** The same for a fault that a contract declares. */
const FAULT_CLASS_CODE: { readonly [C in FaultClass]: 'Client' | 'Server' } = {
  'conflict': 'Client',
  'not-found': 'Client',
  'invalid': 'Client',
  'forbidden': 'Client',
  'unavailable': 'Server',
}

/** `Server` for what no table knows: a defect of ours. */
export function faultCodeOf(problem: Pick<Problem, 'code' | 'fault'>): FaultCode {
  const table: { readonly [code: string]: FaultCode } = problem.fault ? FAULT_CLASS_CODE : FAULT_CODE
  const code = problem.fault ? problem.fault.class : problem.code
  return Object.hasOwn(table, code) ? (table[code] ?? 'Server') : 'Server'
}
