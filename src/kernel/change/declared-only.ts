import type { FaultClass } from '../../contract/data.ts'
import type { OperationModel } from '../model/operation.ts'
import { refuse, Refusal } from '../refusal.ts'

const CLASSES = ['conflict', 'not-found', 'invalid', 'forbidden', 'unavailable'] as const satisfies readonly FaultClass[]

/** Rule: a caller gets the faults that its operation declares; one of a nested call, that its code did not catch, is told by its class. */
export function declaredOnly(error: unknown, operation: OperationModel): unknown {
  if (!(error instanceof Refusal) || !error.problem.fault || operation.faults.has(error.problem.code)) return error
  const { title, fault } = error.problem
  return refuse(CLASSES.find((each) => each === fault.class) ?? 'conflict', title)
}
