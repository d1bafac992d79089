import type { Call } from './call.ts'
import type { ContractModel, VersionModel } from './model/model.ts'
import type { OperationModel } from './model/operation.ts'
import type { Caller } from './policies/authenticate.ts'
import type { Hops } from './policies/hops.ts'

/** A call that has passed the policies. */
export interface Admitted {
  readonly call: Call
  readonly caller: Caller
  /** Absent: as far as is known it was caused by no delivery of ours. */
  readonly hops?: Hops
  readonly contract: ContractModel
  readonly version: VersionModel
  readonly operation: OperationModel
}
