import type { GuardContext } from '../bindings.ts'
import type { Fields } from '../../contract/t.ts'
import type { RecordBody, ResourceModel } from '../model/resource.ts'
import { faultOf, refuse } from '../refusal.ts'
import type { Execution, Request } from './execution.ts'
import { frozen, patched } from './fields.ts'
import { NestedCalls } from './nested-calls.ts'

/**
 * Rule: what a caller creates or updates passes the rule that the app has for its resource, after the contract's own. It
 * answers the record as the rule completed it; what does not fit the contract then is the rule's defect, not the caller's.
 */
export async function guarded(
  resource: ResourceModel,
  record: RecordBody,
  at: { readonly before: RecordBody | undefined; readonly request: Request; readonly the: Execution },
): Promise<RecordBody> {
  const { the, before } = at
  const { operation } = at.request
  const { guard } = operation
  if (!guard) return record
  const by = `the guard of ${resource.name}`
  const calls = new NestedCalls()
  let after = record
  let ended = false
  const mustRun = (): void => {
    if (ended) throw new TypeError(`${by} has ended; its context cannot be used any more`)
  }
  const context: GuardContext<Fields> = {
    get record() {
      return frozen(after)
    },
    ...(before && { before: frozen(before) }),
    principal: the.principal,
    signal: the.signal,
    now: () => the.work.now,
    set(fields) {
      mustRun()
      after = patched(resource, after, { fields, by })
    },
    refuse(pointer, detail) {
      throw refuse('invalid', `${pointer} ${detail}`.trim(), { errors: [{ pointer, detail }] })
    },
    fail(fault, detail, at) {
      throw faultOf(fault, { detail, by, declared: operation.faults, contract: the.contract, ...(at && { errors: [at] }) })
    },
    call(ref, input) {
      mustRun()
      return calls.add(ref.operation, the.nested(ref.operation, input as RecordBody, the) as Promise<never>)
    },
  }
  try {
    await guard(context)
    calls.mustBeAwaited(by)
  } finally {
    ended = true
    await calls.settled()
  }
  const errors = after === record ? undefined : resource.validate.replace(after)
  if (errors) throw new TypeError(`${by} made a record that does not fit the contract: ${errors.map((e) => `${e.pointer} ${e.detail}`).join('; ')}`)
  return after
}
