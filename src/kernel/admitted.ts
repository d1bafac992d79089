import type { Call } from './call.ts'
import type { ContractModel, VersionModel } from './model/model.ts'
import type { OperationModel } from './model/operation.ts'
import type { Caller } from './policies/authenticate.ts'

/** A call that has passed the policies. */
export interface Admitted {
  readonly call: Call
  readonly caller: Caller
  readonly contract: ContractModel
  readonly version: VersionModel
  readonly operation: OperationModel
}
