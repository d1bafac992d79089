import type { Call } from '../call.ts'
import type { Principal } from '../kernel.ts'
import type { OperationModel } from '../model/operation.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import type { Log } from '../ports/log.ts'
import type { Validator } from '../validation.ts'
import type { OlderVersion } from '../version.ts'
import type { Entry } from '../work/entry.ts'
import type { Step } from '../work/step.ts'
import type { Work } from '../work/work.ts'

/** A call in the current version's terms, authorized. */
export interface Request {
  readonly operation: OperationModel
  readonly key?: string
  readonly input?: unknown
  readonly patch?: 'merge' | 'json'
  readonly ifMatch?: Call['ifMatch']
  readonly ifNoneMatch?: Call['ifNoneMatch']
  /** The caller speaks an older version: its input is brought into current terms where the record is at hand. */
  readonly older?: OlderVersion
}

/** What an operation did, before it is committed. */
export type Result =
  | { readonly kind: 'record'; readonly entry: Entry; readonly created: boolean }
  | { readonly kind: 'output'; readonly output: unknown; readonly entry?: Entry }
  | { readonly kind: 'empty'; readonly entry?: Entry }

/** Everything a change needs at hand. */
export interface Execution {
  readonly work: Work
  readonly step: Step
  readonly principal: Principal
  readonly signal: AbortSignal
  readonly log: Log
  readonly uuid: () => string
  readonly resource: (contract: string, name: string) => ResourceModel
  /** Before code runs that may act elsewhere: a claim for the idempotency key, and no second run. Refuses where that cannot be. */
  readonly reach: (operation: OperationModel) => Promise<void>
  /** For `ctx.call`: another operation of the same contract in the same work. */
  readonly nested: (operation: string, input: RecordBody, from: Execution) => Promise<unknown>
  readonly contract: string
  /** The contract's events of no resource. */
  readonly events: ReadonlyMap<string, Validator>
}
